"""What was published says on which day somebody took their words back, and nothing of whom or what."""

from datetime import UTC, date, datetime, timedelta

import pytest

from feedback.core.errors import Refusal
from feedback.privacy.withdrawing import stop_quoting, withdraw_voice
from feedback.replies.correcting import corrections_of, corrections_to
from feedback.replies.judging import judge_reply
from feedback.replies.models import Answered, Asked, Correction, Published, ReplyQuote, Verdict
from feedback.replies.quoting import Quote
from feedback.replies.reading import quotes_of
from feedback.safety.holding import end_item, raise_items
from feedback.safety.models import ItemState, SafetyItem
from feedback.themes.editions import publish_report
from feedback.themes.models import Coding, PublicQuote
from feedback.themes.quotes import check_quote, choose_quote
from feedback.themes.tallies import refresh_tallies
from feedback.voices.models import Comment, Voice
from tests.makers.consultations import make_consultation
from tests.makers.people import make_account
from tests.makers.replies import make_public_reply, make_theme, make_voice
from tests.makers.voices import HARM
from tests.privacy.test_withdrawing import tables_with

NOW = datetime(2026, 5, 6, 9, 30, tzinfo=UTC)
PUBLISHED, TODAY = date(2026, 5, 4), date(2026, 5, 6)
WORDS = "Marmalade sandwiches on the wobbly minibus"
pytestmark = pytest.mark.usefixtures("db")


async def in_public():
    """Two voices that a public reply quotes, in a consultation with a public report."""
    consultation = await make_consultation()
    heard = [await make_voice(consultation, f"{WORDS} {number}") for number in range(12)]
    theme = await make_theme(consultation, "Travel", [one.comments[0] for one in heard])
    await refresh_tallies(consultation)
    await publish_report(consultation, None, PUBLISHED)
    quotes = [Quote(one.comments[0].id, 0, len(WORDS)) for one in heard[:2]]
    reply = await make_public_reply(consultation, [theme], quotes)
    return consultation, heard, reply


async def test_report_and_reply_get_one_dated_correction_a_day():
    consultation, heard, reply = await in_public()
    other = await make_consultation()
    for one in heard[:2]:
        await withdraw_voice(one.voice, NOW, TODAY)
    assert [(one.made_on, one.published_on) for one in await corrections_of(reply)] == [(TODAY, PUBLISHED)]
    assert len(await corrections_to(consultation, Published.REPORT)) == 1
    await withdraw_voice(heard[2].voice, NOW, TODAY + timedelta(days=1))
    assert len(await corrections_of(reply)) == 1, "the third was quoted nowhere"
    assert len(await corrections_to(consultation, Published.REPORT)) == 2
    assert await corrections_to(other, Published.REPORT) == []
    assert "Marmalade" not in str(await Correction.all().values())
    assert await quotes_of(reply) == []


async def test_what_was_never_in_public_needs_no_correction():
    consultation = await make_consultation()
    early = await make_voice(consultation, WORDS)
    await withdraw_voice(early.voice, NOW, TODAY)
    assert not await Correction.exists()


async def test_taking_back_the_consent_leaves_the_words_with_those_who_read_them():
    _, heard, reply = await in_public()
    own = heard[0]
    coding = await Coding.get(comment_id=own.comments[0].id)
    quote = await choose_quote(coding, await make_account(), PUBLISHED)
    await check_quote(quote, await make_account(name="Bea"), PUBLISHED)
    await stop_quoting(own.voice, TODAY)
    assert await quotes_of(reply) == [WORDS]
    assert not await PublicQuote.exists()
    assert await ReplyQuote.filter(reply=reply).count() == 1
    assert (await Comment.get(id=own.comments[0].id)).words == own.comments[0].words
    assert (await Voice.get(id=own.voice.id)).may_quote is False
    assert len(await corrections_of(reply)) == 1
    with pytest.raises(Refusal, match="do not use"):
        await stop_quoting(own.voice, TODAY)


async def test_what_a_voice_said_of_a_reply_goes_with_it():
    _, heard, reply = await in_public()
    for one in heard[:2]:
        await judge_reply(reply, Asked.RECEIPT, Answered.YES, str(one.voice.id), TODAY)
    await withdraw_voice(heard[0].voice, NOW, TODAY)
    assert await Verdict.all().count() == 1


async def ended_item(db, comment_id) -> SafetyItem:
    await raise_items(db, NOW)
    item = await SafetyItem.get(comment_id=comment_id)
    await end_item(item, await make_account(), ItemState.ACTED, "We rang the school.", NOW)
    return await SafetyItem.get(id=item.id)


async def test_the_leads_copy_goes_when_the_item_is_ended_and_the_words_are_taken_back(db):
    consultation = await make_consultation()
    first, second = await make_voice(consultation, HARM), await make_voice(consultation, HARM)
    ended = await ended_item(db, first.comments[0].id)
    assert ended.words == HARM, "while the words stand, so does the copy"
    await withdraw_voice(first.voice, NOW, TODAY)
    await withdraw_voice(second.voice, NOW, TODAY)
    assert await SafetyItem.filter(words=HARM).values_list("comment_id", flat=True) == [second.comments[0].id]
    await ended_item(db, second.comments[0].id)
    assert await tables_with(HARM) == []
    kept = await SafetyItem.all().order_by("id")
    assert {item.reason for item in kept} == {"We rang the school."}
    assert [item.matches for item in kept] == [[], []]
