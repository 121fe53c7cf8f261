"""Withdrawn words are nowhere: not in comments, themes, quotes, answers, tallies or any table at all."""

from datetime import UTC, date, datetime

import pytest

from feedback.core.database import rows
from feedback.privacy.models import Withdrawal
from feedback.privacy.withdrawing import withdraw_voice
from feedback.replies.models import ReplyQuote
from feedback.replies.quoting import Quote
from feedback.replies.reading import quotes_of
from feedback.safety.models import SafetyItem
from feedback.themes.models import Coding
from feedback.voices.models import Comment, CommentState, Voice, VoiceState
from tests.makers.consultations import make_consultation
from tests.makers.people import make_account
from tests.makers.replies import make_reply, make_theme, make_voice

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
TODAY = date(2026, 5, 4)
WORDS = "Marmalade sandwiches on the wobbly minibus"
pytestmark = pytest.mark.usefixtures("db")


async def tables_with(words: str) -> list[str]:
    """Every table in which some cell holds these words."""
    found = []
    for model in _models():
        table = model._meta.db_table
        for row in await rows(f'SELECT * FROM "{table}"'):
            if any(words in str(value) for value in row.values()):
                found.append(table)
    return sorted(set(found))


def _models():
    from tortoise import Tortoise  # noqa: PLC0415

    return Tortoise.apps["heard"].values()


async def test_the_words_are_gone_from_every_table():
    consultation = await make_consultation()
    received = await make_voice(consultation, WORDS, group="parent_carer", age_band="16-17")
    other = await make_voice(consultation, "The bus was full")
    theme = await make_theme(consultation, "Travel", [*received.comments, *other.comments])
    reply = await make_reply(
        consultation, await make_account(), [theme], [Quote(received.comments[0].id, 0, len(WORDS))]
    )
    assert await tables_with("Marmalade") == ["comment"]
    assert await quotes_of(reply) == [WORDS]
    await withdraw_voice(received.voice, NOW, TODAY)
    assert await tables_with("Marmalade") == []
    assert await quotes_of(reply) == []
    assert not await ReplyQuote.exists()
    assert await Coding.filter(theme=theme).count() == 1
    voice = await Voice.get(id=received.voice.id)
    assert (voice.state, voice.group, voice.age_band, voice.may_quote) == (
        VoiceState.WITHDRAWN,
        "unsaid",
        "unsaid",
        False,
    )
    assert (await Comment.get(id=other.comments[0].id)).words == "The bus was full"


async def test_a_tombstone_says_that_there_was_a_voice_and_twice_is_once():
    received = await make_voice(await make_consultation(), WORDS, "And again")
    first = await withdraw_voice(received.voice, NOW, TODAY)
    again = await withdraw_voice(received.voice, NOW, date(2026, 6, 1))
    assert first.id == again.id
    assert (again.withdrawn_on, again.comments) == (TODAY, 2)
    assert await Withdrawal.all().count() == 1


async def test_a_held_comment_leaves_the_safeguarding_lead_a_copy():
    words = "My stepdad hits me when mum is at work"
    received = await make_voice(await make_consultation(), words)
    assert received.comments[0].state == CommentState.HELD
    await withdraw_voice(received.voice, NOW, TODAY)
    item = await SafetyItem.get()
    assert item.words == words
    assert await tables_with("stepdad") == ["safety_item"]
