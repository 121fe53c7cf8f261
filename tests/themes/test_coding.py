"""What a person decides about a comment, and the lists that help to decide."""

import pytest

from feedback.core.errors import NotFound, Refusal
from feedback.core.roles import Role
from feedback.people.models import AuditEntry
from feedback.themes.adopting import retire_theme
from feedback.themes.coding import (
    code_comment,
    codings_of,
    comments_without_theme,
    move_comment,
    uncode_comment,
    unsure_codings,
)
from feedback.themes.frames import themes_of
from feedback.themes.models import Coder, Coding
from feedback.voices.models import Comment, CommentState
from tests.makers.consultations import make_consultation
from tests.makers.themes import NOW, make_comments, make_theme
from tests.makers.voices import HARM, make_comment
from tests.web import make_account


async def test_it_codes_a_span_of_a_comment(db):
    consultation = await make_consultation()
    first, second = await make_comments(consultation, 2, "The bus is late.")
    theme = await make_theme(consultation, "Buses", [first])
    person = await make_account(Role.ANALYST)
    coding = await code_comment(second, theme, person, NOW, (4, 7))
    assert second.words[coding.start : coding.end] == "bus"
    assert (coding.coder, coding.account_id, coding.frame_version) == (Coder.PERSON, person.id, 1)
    entry = await AuditEntry.get(account=person, action="comment.code")
    assert entry.subject_id == str(second.id)
    assert "bus" not in entry.detail


@pytest.mark.parametrize("span", [(-1, 3), (3, 3), (5, 2), (0, 1000)])
async def test_it_refuses_a_span_that_is_not_inside_the_words(db, span):
    consultation = await make_consultation()
    (comment,) = await make_comments(consultation, 1)
    theme = await make_theme(consultation, "Buses", [comment])
    with pytest.raises(Refusal) as refused:
        await code_comment(comment, theme, await make_account(Role.ANALYST), NOW, span)
    assert refused.value.field == "span"
    assert (await Coding.get(theme=theme)).coder == Coder.MACHINE


async def test_not_this_takes_a_comment_out_of_its_theme_but_not_out_of_sight(db):
    consultation = await make_consultation()
    first, second = await make_comments(consultation, 2)
    theme = await make_theme(consultation, "Buses", [first, second])
    await uncode_comment(first, theme, await make_account(Role.ANALYST), NOW)
    assert [coding.comment_id for coding in await codings_of(consultation, theme)] == [second.id]
    assert [comment.id for comment in await comments_without_theme(consultation)] == [first.id]


async def test_it_moves_a_comment(db):
    consultation = await make_consultation()
    first, second = await make_comments(consultation, 2)
    buses = await make_theme(consultation, "Buses", [first])
    taxis = await make_theme(consultation, "Taxis", [second])
    person = await make_account(Role.ANALYST)
    await move_comment(first, buses, taxis, person, NOW)
    assert await codings_of(consultation, buses).count() == 0
    assert await codings_of(consultation, taxis).count() == 2
    with pytest.raises(Refusal):
        await move_comment(first, taxis, taxis, person, NOW)


async def test_it_refuses_a_theme_that_is_elsewhere_or_gone(db, noise):
    consultation = await make_consultation()
    (comment,) = await make_comments(consultation, 1)
    theme = await make_theme(consultation, "Buses", [comment])
    person = await make_account(Role.ANALYST)
    (elsewhere,) = await themes_of(noise)
    with pytest.raises(NotFound):
        await code_comment(comment, elsewhere, person, NOW)
    await retire_theme(theme, person, NOW, 1)
    with pytest.raises(Refusal, match="merged or retired"):
        await code_comment(comment, theme, person, NOW)


async def test_it_refuses_a_theme_of_another_question(db):
    consultation = await make_consultation()
    (comment,) = await make_comments(consultation, 1)
    theme = await make_theme(consultation, "Answers to question 2", [], question_key="q2")
    with pytest.raises(Refusal, match="another question"):
        await code_comment(comment, theme, await make_account(Role.ANALYST), NOW)


async def test_it_cannot_touch_a_held_or_withdrawn_comment(db):
    consultation = await make_consultation()
    comment, other = await make_comments(consultation, 2)
    theme = await make_theme(consultation, "Buses", [comment, other])
    person = await make_account(Role.ANALYST)
    held = await make_comment(HARM, consultation=consultation)
    await Comment.filter(id=comment.id).update(state=CommentState.WITHDRAWN)
    for gone in (held, comment):
        with pytest.raises(NotFound):
            await code_comment(gone, theme, person, NOW)
    assert [coding.comment_id for coding in await codings_of(consultation, theme)] == [other.id]
    assert await comments_without_theme(consultation).count() == 0


async def test_the_least_sure_come_first_and_a_persons_never(db):
    consultation = await make_consultation()
    a, b, c, d = await make_comments(consultation, 4)
    theme = await make_theme(consultation, "Buses", [a, b, c], confidence=0.4)
    await Coding.filter(comment_id=b.id).update(confidence=0.2)
    await Coding.filter(comment_id=c.id).update(confidence=0.9)
    await code_comment(d, theme, await make_account(Role.ANALYST), NOW)
    assert [coding.comment_id for coding in await unsure_codings(consultation)] == [b.id, a.id, c.id]
