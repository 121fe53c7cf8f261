"""What the council understood, what the forum says to it, and what became of the view (D53)."""

import asyncio

import pytest

from feedback.core.clock import now, today
from feedback.core.errors import NotFound, Refusal
from feedback.core.models import Mail
from feedback.core.roles import Role
from feedback.forums.drafting import get_view
from feedback.forums.following import progress_of, tell_forums_of_replies
from feedback.forums.models import ForumDispute, ForumSummary, ForumView
from feedback.forums.understanding import (
    answer_dispute,
    dispute_summary,
    get_dispute,
    get_sent_view,
    open_dispute_of,
    summaries_of,
    views_that_wait,
    write_summary,
)
from feedback.privacy.withdrawing import withdraw_voice
from feedback.replies.writing import check_reply
from feedback.themes.reading import mark_read
from feedback.themes.report_models import Tally
from feedback.voices.models import Comment, CommentState, Voice
from tests.makers.consultations import make_consultation
from tests.makers.forums import DAY, LAST_DAY, SITE, make_draft, make_forum, make_sent
from tests.makers.people import make_account
from tests.makers.replies import make_reply, make_theme, publish
from tests.makers.voices import HARM
from tests.privacy.test_withdrawing import tables_with

pytestmark = pytest.mark.usefixtures("db")


async def test_a_summary_is_disputed_answered_and_changed_and_its_history_stays():
    forum, lead = await make_forum(), await make_account()
    view = await make_sent(forum)
    await write_summary(view, "They want more taxis.", 0, lead, DAY, SITE)
    dispute = await dispute_summary(view, "We want them on time.", 1, forum.third, DAY)
    with pytest.raises(Refusal, match="has to answer"):
        await dispute_summary(view, "And a call.", 1, forum.first, DAY)
    await answer_dispute(view, dispute, "We meant both.", lead, DAY, SITE)
    with pytest.raises(Refusal, match="already"):
        await answer_dispute(view, dispute, "Again.", lead, DAY, SITE)
    await dispute_summary(view, "No, you did not.", 1, forum.first, DAY)
    await write_summary(view, "They want taxis on time, and a call.", 1, lead, DAY, SITE)
    newest, before = await summaries_of(view)
    assert (newest.number, newest.words) == (2, "They want taxis on time, and a call.")
    assert before.words == "They want more taxis."
    said = sorted((one.comment.words, one.answer, bool(one.answered_on)) for one in before.disputes)
    assert said == [("No, you did not.", "", True), ("We want them on time.", "We meant both.", True)]
    assert await open_dispute_of(view) is None


async def test_whoever_writes_on_top_of_a_newer_summary_is_told():
    forum, lead = await make_forum(), await make_account()
    view = await make_sent(forum)
    written = [write_summary(view, f"Summary {n}", 0, lead, DAY, SITE) for n in range(2)]
    results = await asyncio.gather(*written, return_exceptions=True)
    assert sum(isinstance(one, ForumSummary) for one in results) == 1
    assert sum(isinstance(one, Refusal) for one in results) == 1
    await write_summary(view, "A newer one", 1, lead, DAY, SITE)
    with pytest.raises(Refusal, match="new summary meanwhile"):
        await dispute_summary(view, "Wrong.", 1, forum.first, DAY)


async def test_a_dispute_is_a_comment_of_the_same_one_voice():
    forum, lead = await make_forum(), await make_account()
    consultation = await make_consultation(closes_on=LAST_DAY)
    view = await make_sent(forum, consultation)
    await write_summary(view, "They are content.", 0, lead, DAY, SITE)
    await dispute_summary(view, HARM, 1, forum.first, DAY)
    assert await Voice.filter(consultation_id=consultation.id).count() == 1
    held = await Comment.get(words=HARM)
    assert (held.voice_id, held.state) == (view.voice_id, CommentState.HELD)


async def test_the_forum_sees_it_read_grouped_and_replied_to_and_is_told_once(db):
    forum, lead, second = await make_forum(), await make_account(), await make_account()
    consultation = await make_consultation(closes_on=LAST_DAY)
    view = await make_sent(forum, consultation)
    comments = await Comment.filter(voice_id=view.voice_id)
    assert await progress_of(view) == type(await progress_of(view))()
    await mark_read(consultation, [comments[0].id], lead, Role.ANALYST, DAY)
    theme = await make_theme(consultation, "Late taxis", comments[:1])
    reply = await make_reply(consultation, lead, [theme])
    assert await tell_forums_of_replies(db, now()) == 0
    await check_reply(second, reply, today())
    await publish(second, reply, today())
    progress = await progress_of(view)
    assert progress.read_on == DAY
    assert [one.title for one in progress.themes] == ["Late taxis"]
    assert [one.id for one in progress.replies] == [reply.id]
    for _ in range(2):
        await tell_forums_of_replies(db, now())
    mails = await Mail.filter(subject__startswith="The council replied")
    assert sorted(mail.to for mail in mails) == sorted(
        one.email for one in (forum.first, forum.second, forum.third)
    )
    assert not any("Taxis" in mail.body or "taxis" in mail.body for mail in mails)


async def test_only_what_was_sent_and_to_this_consultation_is_there_for_the_council():
    forum, lead = await make_forum(), await make_account()
    consultation, other = await make_consultation(closes_on=LAST_DAY), await make_consultation()
    sent, draft = await make_sent(forum, consultation), await make_draft(forum, consultation)
    assert (await get_sent_view(consultation, sent.id)).id == sent.id
    for place, view in ((consultation, draft), (other, sent)):
        with pytest.raises(NotFound):
            await get_sent_view(place, view.id)
    assert [view.id for view, _ in await views_that_wait(lead)] == [sent.id]
    await write_summary(sent, "Words", 0, lead, DAY, SITE)
    assert await views_that_wait(lead) == []
    dispute = await dispute_summary(sent, "Wrong.", 1, forum.first, DAY)
    assert [(view.id, is_disputed) for view, is_disputed in await views_that_wait(lead)] == [(sent.id, True)]
    with pytest.raises(NotFound):
        await get_dispute(await make_sent(forum, other), dispute.id)


async def test_a_view_that_is_taken_back_is_gone_from_every_table():
    forum, lead = await make_forum(), await make_account()
    view = await make_sent(forum, None, "Marmalade on the minibus", minority="Marmalade is fine")
    await write_summary(view, "They told us of Marmalade.", 0, lead, DAY, SITE)
    dispute = await dispute_summary(view, "Not that Marmalade.", 1, forum.first, DAY)
    await answer_dispute(view, dispute, "Which Marmalade?", lead, DAY, SITE)
    assert await tables_with("Marmalade") == ["comment", "forum_dispute", "forum_summary"]
    await withdraw_voice(view.voice, now(), today())
    assert await tables_with("Marmalade") == []
    view = await get_view(forum.seats["first"], view.id)
    assert (view.speaks_for, view.gathered, view.agree, view.may_quote) == (None, [], None, False)
    assert (await Voice.get(id=view.voice_id)).speaks_for == 1
    assert (await progress_of(view)).is_withdrawn
    assert not await ForumDispute.exists()
    for refused in (
        write_summary(view, "Words", 0, lead, DAY, SITE),
        dispute_summary(view, "Words", 1, forum.first, DAY),
    ):
        with pytest.raises(Refusal, match="taken this view back"):
            await refused
    assert await Tally.filter(consultation_id=view.consultation_id, voices__gt=0).count() == 0
    assert await ForumView.filter(id=view.id).exists()
