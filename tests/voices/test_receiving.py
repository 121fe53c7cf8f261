"""Whatever the door: stored once, screened first, and found again only by its own words."""

import asyncio
from datetime import date

import pytest
from tortoise.exceptions import IntegrityError

from feedback.core.database import transaction
from feedback.core.settings import Settings
from feedback.voices.about import About
from feedback.voices.keep_codes import code_hash, code_of, new_client_key
from feedback.voices.models import Comment, CommentState, Door, Voice, VoiceState
from feedback.voices.receiving import Said, find_voice_by_code, find_voice_by_key, receive_voice
from tests.makers.consultations import make_consultation
from tests.makers.voices import DAY, HARM, make_voice

ABOUT = About(spoken_by="own", group="young_person", age_band="13-15", send_status="ehc_plan", pupil="yes")


async def test_it_stores_who_spoke_and_what_they_said(db: Settings) -> None:
    received = await make_voice(
        "The bus is late.", about=ABOUT, may_quote=True, notice_version="3", mode="paper"
    )
    voice = await Voice.get(id=received.voice.id)
    assert (voice.spoken_by, voice.group, voice.age_band, voice.pupil) == (
        "own",
        "young_person",
        "13-15",
        "yes",
    )
    assert (voice.door, voice.may_quote, voice.notice_version, voice.mode) == ("survey", True, "3", "paper")
    assert voice.received_on == DAY
    comment = await Comment.get(voice_id=voice.id)
    assert (comment.words, comment.question_text, comment.said_on) == ("The bus is late.", "Question 1?", DAY)
    assert comment.consultation_id == voice.consultation_id
    assert (comment.state, comment.matches) == (CommentState.LIVE, [])
    assert comment.rules_version
    assert received.code == ""


async def test_it_holds_what_a_safety_rule_matches_and_stores_places_not_words(db: Settings) -> None:
    received = await make_voice(HARM, "I like the new bus.")
    held, live = received.comments
    assert (held.state, live.state) == (CommentState.HELD, CommentState.LIVE)
    match = (await Comment.get(id=held.id)).matches[0]
    assert set(match) == {"rule", "category", "severity", "start", "end"}
    assert HARM[match["start"] : match["end"]] in HARM
    assert "hits" not in str(match)


async def test_blank_words_make_no_comment(db: Settings) -> None:
    received = await make_voice("", "  \n ", "Fine.")
    assert [comment.question_key for comment in received.comments] == ["q3"]
    assert await Comment.filter(voice_id=received.voice.id).count() == 1


async def test_the_same_key_stores_once_and_shows_the_same_code(db: Settings) -> None:
    key, consultation = new_client_key(), await make_consultation()
    first = await make_voice("One.", "Two.", consultation=consultation, client_key=key)
    again = await make_voice("One.", "Two.", consultation=consultation, client_key=key)
    assert not first.is_repeat
    assert again.is_repeat
    assert again.voice.id == first.voice.id
    assert [comment.id for comment in again.comments] == [comment.id for comment in first.comments]
    assert first.code == again.code == code_of(key)
    assert await Voice.filter(consultation=consultation).count() == 1


async def test_eight_sends_of_one_key_at_once_store_one_voice(db: Settings) -> None:
    key, consultation = new_client_key(), await make_consultation()
    sends = (make_voice("The bus is late.", consultation=consultation, client_key=key) for _ in range(8))
    received = await asyncio.gather(*sends)
    assert {one.voice.id for one in received} == {received[0].voice.id}
    assert {one.code for one in received} == {code_of(key)}
    assert sorted(one.is_repeat for one in received) == [False] + [True] * 7
    assert await Voice.filter(consultation=consultation).count() == 1
    assert await Comment.filter(consultation=consultation).count() == 1


async def test_a_repeat_leaves_the_callers_transaction_fit_for_more(db: Settings) -> None:
    key, consultation = new_client_key(), await make_consultation()
    await make_voice("One.", consultation=consultation, client_key=key)
    async with transaction():
        again = await make_voice("One.", consultation=consultation, client_key=key)
        other = await make_voice("Other.", consultation=consultation)
    assert again.is_repeat
    assert await Voice.exists(id=other.voice.id)


async def test_it_is_stored_with_the_doors_own_rows_or_not_at_all(db: Settings) -> None:
    key, consultation = new_client_key(), await make_consultation()

    async def send() -> None:
        async with transaction():
            await make_voice("One.", consultation=consultation, client_key=key)
            await make_consultation(slug=consultation.slug)  # another of this address: not allowed

    with pytest.raises(IntegrityError):
        await send()
    assert await find_voice_by_key(key) is None
    assert await Comment.filter(consultation=consultation).count() == 0


async def test_two_keys_with_the_same_four_words_get_codes_of_their_own(db: Settings) -> None:
    """It would take a million million tries to meet such keys, so the first code is put there by hand."""
    key = new_client_key()
    rival = await make_voice("Mine.", client_key=new_client_key())
    await Voice.filter(id=rival.voice.id).update(keep_code_hash=code_hash(code_of(key)))
    first = await make_voice("Yours.", client_key=key)
    again = await make_voice("Yours.", client_key=key)
    assert first.code == again.code == code_of(key, 5)
    assert again.is_repeat
    found = await find_voice_by_code(first.code)
    assert found is not None
    assert found.id == first.voice.id


async def test_it_is_found_by_its_own_code_even_when_it_is_withdrawn(db: Settings) -> None:
    key = new_client_key()
    received = await make_voice("One.", client_key=key)
    await make_voice("Other.", client_key=new_client_key())
    found = await find_voice_by_code(received.code)
    assert found is not None
    assert found.id == received.voice.id
    await Voice.filter(id=found.id).update(state=VoiceState.WITHDRAWN)
    withdrawn = await find_voice_by_code(received.code)
    assert withdrawn is not None
    assert withdrawn.state == VoiceState.WITHDRAWN
    assert await find_voice_by_key(key) is not None
    assert await find_voice_by_code("dolphin-unicorn-kitchen-giraffe") is None
    assert await find_voice_by_key(new_client_key()) is None


async def test_neither_key_nor_code_is_stored(db: Settings) -> None:
    key = new_client_key()
    received = await make_voice("One.", client_key=key)
    stored = str((await Voice.filter(id=received.voice.id).values())[0])
    assert key.hex() not in stored
    assert received.code not in stored


async def test_a_date_of_its_own_is_kept(db: Settings) -> None:
    said = [Said("q1", "How was it?", "Fine.\r\nThanks.\x00", date(2025, 11, 3))]
    received = await receive_voice(
        await make_consultation(), door=Door.IMPORT, about=About(), said=said, today=DAY
    )
    assert received.comments[0].said_on == date(2025, 11, 3)
    assert received.comments[0].words == "Fine.\nThanks."


def test_what_is_on_no_list_counts_as_unsaid() -> None:
    about = About.read({"group": "parent_carer", "age_band": "14", "pupil": ["yes"], "main_need": None})
    assert about == About(group="parent_carer")
