"""New comments join the adopted themes; what fits none is listed, and what a person decided stays."""

from feedback.core.roles import Role
from feedback.themes.coding import comments_without_theme, uncode_comment
from feedback.themes.joining import join_new_comments
from feedback.themes.models import Coder, Coding, Unmatched
from feedback.voices.models import Comment, CommentState
from tests.makers.consultations import make_consultation
from tests.makers.themes import NOW, make_comments, make_suggestions, make_theme
from tests.makers.voices import HARM, make_comment
from tests.themes.test_running import BUSES, FORMS
from tests.themes.test_tallies import check_tallies
from tests.web import make_account


async def make_framed():
    consultation = await make_consultation()
    buses = [(await make_comments(consultation, 1, words))[0] for words in BUSES]
    forms = [(await make_comments(consultation, 1, words))[0] for words in FORMS]
    return (
        consultation,
        await make_theme(consultation, "Buses", buses),
        await make_theme(consultation, "EHC plans", forms),
    )


async def test_a_new_comment_joins_the_theme_that_it_is_like(db):
    consultation, buses, plans = await make_framed()
    (bus,) = await make_comments(consultation, 1, "The school bus was late again this morning")
    (plan,) = await make_comments(consultation, 1, "Our EHC plan is late and has mistakes in it")
    assert await join_new_comments(db, NOW) >= 2
    joined = {
        coding.comment_id: coding
        for coding in await Coding.filter(comment_id__in=[bus.id, plan.id]).order_by("id")
    }
    assert joined[bus.id].theme_id == buses.id
    assert joined[plan.id].theme_id == plans.id
    assert joined[bus.id].coder == Coder.MACHINE
    assert joined[bus.id].method.startswith("nearest examples")
    assert 0 <= joined[bus.id].start < joined[bus.id].end <= len(bus.words)
    await check_tallies(consultation)


async def test_what_fits_no_theme_is_listed_and_not_read_again(db):
    consultation, buses, _ = await make_framed()
    (odd,) = await make_comments(consultation, 1, "Zebra quilting marmalade")
    await join_new_comments(db, NOW)
    assert [comment.id for comment in await comments_without_theme(consultation)] == [odd.id]
    assert await Unmatched.filter(comment_id=odd.id, frame_id=buses.frame_id).exists()
    assert await join_new_comments(db, NOW) == 0
    await check_tallies(consultation)


async def test_it_leaves_alone_what_a_person_decided(db):
    consultation, buses, _ = await make_framed()
    (bus,) = await make_comments(consultation, 1, "The school bus was late again this morning")
    await uncode_comment(bus, buses, await make_account(Role.ANALYST), NOW)
    await join_new_comments(db, NOW)
    (coding,) = await Coding.filter(comment_id=bus.id)
    assert (coding.belongs, coding.coder) == (False, Coder.PERSON)


async def test_it_reads_nothing_held_withdrawn_or_waiting_in_a_suggestion(db):
    consultation, _, _ = await make_framed()
    held = await make_comment(HARM, consultation=consultation)
    gone, waiting = await make_comments(consultation, 2, "The school bus was late again this morning")
    await Comment.filter(id=gone.id).update(state=CommentState.WITHDRAWN)
    await make_suggestions(consultation, {"Late buses": [waiting]})
    await join_new_comments(db, NOW)
    assert not await Coding.filter(comment_id__in=[held.id, gone.id, waiting.id]).exists()
    assert not await Unmatched.filter(comment_id__in=[held.id, gone.id, waiting.id]).exists()


async def test_without_a_frame_nothing_happens(db):
    consultation = await make_consultation()
    await make_comments(consultation, 2)
    await join_new_comments(db, NOW)
    assert not await Coding.filter(comment__consultation=consultation).exists()
