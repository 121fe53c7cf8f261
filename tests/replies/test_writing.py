"""Nothing is published that a second person did not check, and nothing quoted that its author did not allow."""

from datetime import date, timedelta

import pytest

from feedback.core.clock import now
from feedback.core.errors import Refusal
from feedback.replies.hearing import count_who_said_it_later, say_who
from feedback.replies.models import Reply, ReplyLine, ReplyState, ReplyTheme, Status
from feedback.replies.quoting import Quote
from feedback.replies.reading import history_of, published_replies, quotes_of, shares_of_status
from feedback.replies.updating import Position, publish_update, write_update
from feedback.replies.writing import check_draft, check_reply, publish_reply, rewrite_reply
from feedback.strategy.models import Line
from feedback.themes.editions import publish_report
from feedback.themes.report import Count, ThemeLine
from feedback.themes.tallies import refresh_tallies
from feedback.voices.models import Comment, CommentState
from tests.makers.consultations import make_consultation, make_priority
from tests.makers.people import make_account
from tests.makers.replies import (
    make_draft,
    make_public_reply,
    make_reply,
    make_report,
    make_theme,
    make_voice,
    publish,
    rewrite,
)

TODAY = date(2026, 5, 4)
pytestmark = pytest.mark.usefixtures("db")


async def a_reply(people: int = 6, **more):
    consultation = await make_consultation()
    heard = [
        await make_voice(consultation, f"My taxi is late each Monday, number {n}") for n in range(people)
    ]
    theme = await make_theme(consultation, "Late taxis", [received.comments[0] for received in heard])
    writer = await make_account()
    return await make_reply(consultation, writer, [theme], **more), writer, heard


async def test_it_is_published_after_a_second_person_checked_it():
    reply, writer, _ = await a_reply()
    with pytest.raises(Refusal, match="second person"):
        await publish(writer, reply, TODAY)
    with pytest.raises(Refusal, match="Ask somebody else"):
        await check_reply(writer, reply, TODAY)
    await check_reply(await make_account(name="Bea"), reply, TODAY)
    await publish(writer, reply, TODAY)
    assert [one.slug for one in await published_replies()] == [reply.slug]
    with pytest.raises(Refusal, match="public already"):
        await publish(writer, reply, TODAY)


async def test_a_rewritten_reply_needs_its_check_again_by_somebody_else():
    reply, writer, _ = await a_reply()
    second = await make_account(name="Bea")
    await check_reply(second, reply, TODAY)
    await reply.fetch_related("theme_links", "priority")
    themes = [link.theme_id for link in reply.theme_links]
    await rewrite(second, reply, make_draft(reply.priority, title="Taxis on time"), themes)
    assert (await Reply.get(id=reply.id)).state == ReplyState.DRAFT
    with pytest.raises(Refusal, match="You wrote this"):
        await check_reply(second, reply, TODAY)
    await check_reply(writer, reply, TODAY)


async def test_who_said_it_is_counted_once_each_with_small_groups_hidden():
    consultation = await make_consultation()
    young = [await make_voice(consultation, "Late taxi again", "And late on Friday") for _ in range(12)]
    parents = [await make_voice(consultation, "We wait outside", group="parent_carer") for _ in range(3)]
    elsewhere = await make_voice(await make_consultation(), "Late taxi here too")
    comments = [comment for received in [*young, *parents] for comment in received.comments]
    theme = await make_theme(consultation, "Late taxis", comments)
    reply = await make_reply(consultation, await make_account(), [theme])
    await check_reply(await make_account(name="Bea"), reply, TODAY)
    await refresh_tallies(consultation)
    await publish_report(consultation, None, TODAY)
    await publish(await make_account(name="Cy"), reply, TODAY)
    await reply.refresh_from_db()
    assert reply.heard["total"] == "15"
    assert elsewhere.voice.consultation_id != consultation.id
    assert reply.heard["groups"] == [], "the three parents must not be worked out"


async def test_the_report_that_says_how_many_said_it_comes_first():
    reply, writer, _ = await a_reply(people=12)
    await check_reply(await make_account(name="Bea"), reply, TODAY)
    with pytest.raises(Refusal, match="Publish the theme report first"):
        await publish_reply(writer, reply, TODAY)
    assert (await Reply.get(id=reply.id)).state == ReplyState.CHECKED
    await publish(writer, reply, TODAY)
    assert (await Reply.get(id=reply.id)).heard["total"] == "12"


async def test_a_theme_newer_than_the_report_is_counted_with_the_next_one(db):
    consultation = await make_consultation()
    heard = [await make_voice(consultation, f"My bus is late, number {n}") for n in range(12)]
    await make_report(consultation, TODAY)
    theme = await make_theme(consultation, "Late buses", [one.comments[0] for one in heard])
    reply = await make_public_reply(consultation, [theme])
    assert reply.heard == {}
    assert await count_who_said_it_later(db, now()) == 0
    await refresh_tallies(consultation)
    await publish_report(consultation, None, TODAY + timedelta(days=1))
    assert await count_who_said_it_later(db, now()) == 1
    assert (await Reply.get(id=reply.id)).heard["total"] == "12"
    assert await count_who_said_it_later(db, now()) == 0


def test_a_reply_to_two_themes_counts_nobody_twice_and_tells_no_overlap():
    lines = [
        ThemeLine(str(n), "A theme", "", "", Count(None, ""), Count(voices, str(voices)))
        for n, voices in enumerate((12, 20))
    ]
    assert say_who(lines, ()) == {"total": "at least 20", "groups": []}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"status": Status.CANNOT, "why": "", "next_update_on": None}, "why"),
        ({"status": Status.CANNOT, "why": "The law says so.", "what_else": ""}, "what_else"),
        ({"status": Status.DONE, "why": " "}, "why"),
        ({"status": Status.PLANNED, "next_update_on": None}, "next_update_on"),
    ],
)
async def test_a_status_asks_for_what_people_are_owed(changes, field):
    with pytest.raises(Refusal) as refused:
        check_draft(make_draft(await make_priority(), **changes))
    assert refused.value.field == field


async def test_it_says_which_line_of_the_strategy_it_serves():
    reply, writer, _ = await a_reply()
    link = await ReplyTheme.get(reply=reply)
    with pytest.raises(Refusal, match="Choose a line") as refused:
        await rewrite_reply(writer, reply, make_draft(await make_priority()), [link.theme_id])
    assert refused.value.field == "lines"


async def test_a_quote_needs_consent_and_goes_with_its_comment():
    reply, writer, heard = await a_reply()
    comment = heard[0].comments[0]
    silent = await make_voice(await make_consultation(), "Please do not use this", may_quote=False)
    await reply.fetch_related("theme_links", "priority")
    themes = [link.theme_id for link in reply.theme_links]
    draft = make_draft(reply.priority)
    with pytest.raises(Refusal, match="did not say that we may use"):
        await rewrite(writer, reply, draft, themes, quotes=[Quote(silent.comments[0].id, 0, 6)])
    with pytest.raises(Refusal, match="does not fit"):
        await rewrite(writer, reply, draft, themes, quotes=[Quote(comment.id, 0, 9999)])
    await rewrite(writer, reply, draft, themes, quotes=[Quote(comment.id, 3, 15)])
    assert await quotes_of(reply) == [comment.words[3:15]]
    await Comment.filter(id=comment.id).update(state=CommentState.HELD)
    assert await quotes_of(reply) == []
    with pytest.raises(Refusal, match="no longer be used"):
        await check_reply(await make_account(name="Bea"), reply, TODAY)


async def test_a_copied_sentence_is_refused_because_it_could_not_be_withdrawn():
    consultation = await make_consultation()
    words = "My driver forgets which gate I use every single morning of this term"
    theme = await make_theme(consultation, "Drivers", (await make_voice(consultation, words)).comments)
    with pytest.raises(Refusal, match="your own words") as refused:
        await make_reply(consultation, await make_account(), [theme], you_said=f"One of you said: {words}.")
    assert refused.value.field == "you_said"


async def test_words_are_not_copied_later_either():
    consultation, writer = await make_consultation(), await make_account()
    words = "My driver forgets which gate I use every single morning of this term"
    theme = await make_theme(consultation, "Drivers", (await make_voice(consultation, words)).comments)
    reply = await make_reply(consultation, writer, [theme])
    copied = make_draft(await make_priority(), what_else=f"One of you said: {words}.")
    with pytest.raises(Refusal, match="your own words"):
        await rewrite(writer, reply, copied, [theme.id])
    second = await make_account(name="Bea")
    await check_reply(second, reply, TODAY)
    await publish(second, reply, TODAY)
    with pytest.raises(Refusal, match="your own words") as refused:
        await write_update(
            writer, reply, Position(Status.DONE, f"We heard: {words}", "We heard you.", None), TODAY
        )
    assert refused.value.field == "what"


async def test_no_way_to_reach_somebody_is_written_or_quoted():
    consultation, writer = await make_consultation(), await make_account()
    told = (await make_voice(consultation, "Ring my mum on 07700 900123")).comments[0]
    theme = await make_theme(consultation, "Calls", [told])
    with pytest.raises(Refusal, match="phone number or an email") as refused:
        await make_reply(consultation, writer, [theme], you_said="Tom, 07700 900123, waits.")
    assert refused.value.field == "you_said"
    with pytest.raises(Refusal, match="phone number or an email"):
        await make_reply(consultation, writer, [theme], [Quote(told.id, 0, len(told.words))])
    reply = await make_reply(
        consultation, writer, [theme], [Quote(told.id, 0, 11)], what="Call 01632 960123."
    )
    assert await quotes_of(reply) == ["Ring my mum"]


async def test_a_draft_leaves_no_word_of_its_first_title_in_the_address():
    reply, writer, _ = await a_reply(title="Tom Smith waits")
    link = await ReplyTheme.get(reply=reply)
    await rewrite(writer, reply, make_draft(await make_priority(), title="Waiting"), [link.theme_id])
    assert (await Reply.get(id=reply.id)).slug == "waiting"
    await rewrite(writer, reply, make_draft(await make_priority(), title="Waiting"), [link.theme_id])
    assert (await Reply.get(id=reply.id)).slug == "waiting"


async def test_a_reply_moves_to_another_priority_with_its_lines():
    reply, writer, _ = await a_reply()
    link, priority = await ReplyTheme.get(reply=reply), await make_priority()
    line = await Line.filter(priority=priority).first()
    await rewrite_reply(writer, reply, make_draft(priority), [link.theme_id], [line.id])
    assert await ReplyLine.filter(reply=reply).values_list("line_id", flat=True) == [line.id]


async def test_an_update_is_checked_too_and_keeps_where_it_stood():
    reply, writer, _ = await a_reply()
    second = await make_account(name="Bea")
    await check_reply(second, reply, TODAY)
    await publish(second, reply, TODAY)
    update = await write_update(
        writer, reply, Position(Status.DONE, "New times run.", "You asked.", None), TODAY
    )
    with pytest.raises(Refusal, match="waiting for its check"):
        await write_update(second, reply, Position(Status.DONE, "Again.", "You asked.", None), TODAY)
    with pytest.raises(Refusal, match="Ask somebody else"):
        await publish_update(writer, update, TODAY)
    assert await history_of(reply) == []
    await publish_update(second, update, TODAY)
    await reply.refresh_from_db()
    assert (reply.status, reply.what) == (Status.DONE, "New times run.")
    assert [one.was_what for one in await history_of(reply)] == [
        "We changed the pick-up times for the autumn."
    ]
    shares = {share.status: share.replies for share in await shares_of_status()}
    assert shares[Status.DONE] == 1
    assert shares[Status.CANNOT] == 0
