"""Read means that somebody pressed the button for what was on their screen."""

import pytest

from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.people.models import AuditEntry
from feedback.themes.models import Reading
from feedback.themes.reading import mark_read, unread_comments
from feedback.voices.models import Comment, CommentState
from tests.makers.consultations import make_consultation
from tests.makers.themes import DAY, make_comments
from tests.web import make_account


async def test_it_marks_a_page_once_however_often_it_is_sent(db, noise):
    consultation = await make_consultation()
    comments = await make_comments(consultation, 3)
    person = await make_account(Role.ANALYST)
    ids = [comment.id for comment in comments[:2]]
    assert await mark_read(consultation, ids, person, Role.ANALYST, DAY) == 2
    assert await mark_read(consultation, ids, person, Role.ANALYST, DAY) == 0
    readings = await Reading.filter(comment_id__in=ids).order_by("id")
    assert [(reading.role, reading.read_on) for reading in readings] == [("analyst", DAY)] * 2
    assert [comment.id for comment in await unread_comments(consultation)] == [comments[2].id]
    assert await unread_comments(noise).count() == 7
    assert await AuditEntry.filter(account=person, action="comments.read").count() == 1


async def test_a_second_reader_is_kept_too(db):
    consultation = await make_consultation()
    (comment,) = await make_comments(consultation, 1)
    for _ in range(2):
        person = await make_account(Role.ANALYST)
        assert await mark_read(consultation, [comment.id], person, Role.ANALYST, DAY) == 1
    assert await Reading.filter(comment_id=comment.id).count() == 2


async def test_it_marks_nothing_of_elsewhere_and_nothing_withdrawn(db, noise):
    consultation = await make_consultation()
    (comment,) = await make_comments(consultation, 1)
    elsewhere = await Comment.filter(consultation=noise).order_by("id").first()
    await Comment.filter(id=comment.id).update(state=CommentState.WITHDRAWN)
    person = await make_account(Role.ANALYST)
    assert await mark_read(consultation, [comment.id, elsewhere.id], person, Role.ANALYST, DAY) == 0
    assert await Reading.all().count() == 0


async def test_it_refuses_none_and_more_than_a_page(db):
    consultation = await make_consultation()
    person = await make_account(Role.ANALYST)
    comments = await make_comments(consultation, 21)
    with pytest.raises(Refusal):
        await mark_read(consultation, [], person, Role.ANALYST, DAY)
    with pytest.raises(Refusal, match="20"):
        await mark_read(consultation, [comment.id for comment in comments], person, Role.ANALYST, DAY)
