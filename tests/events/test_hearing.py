"""What is said at an event becomes voices like any other: from the poster, and typed in by staff."""

from datetime import timedelta
from html import unescape

import pytest

from feedback.consultations.models import ConsultationState
from feedback.core.clock import now, today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.events.hearing import HowMany, count_heard
from feedback.events.models import EventVoice, RaisedAs
from feedback.people.models import AuditEntry
from feedback.privacy.withdrawing import withdraw_voice
from feedback.voices.keep_codes import new_client_key, write_client_key
from feedback.voices.models import Comment, Door, KeyedForm, SpokenBy
from feedback.voices.receiving import find_voice_by_code
from tests.makers.consultations import make_consultation
from tests.makers.events import make_event, make_note
from tests.makers.voices import HARM
from tests.voices.test_commenting import WORDS, shown_code


async def test_the_poster_leads_to_a_comment_that_knows_where_it_was_said(client):
    event = await make_event()
    page = await client.get(f"/events/{event.slug}/comment")
    assert "If you tell us you or someone else is being hurt" in page.text
    data = {"words": WORDS, "client_key": write_client_key(new_client_key())}
    for _ in range(2):
        sent = await client.post(f"/events/{event.slug}/comment", data=data)
        assert sent.headers["location"] == f"/events/{event.slug}/comment/thanks"
    voice = await find_voice_by_code(shown_code(await client.get(sent.headers["location"])))
    assert voice is not None
    assert (voice.door, voice.mode, voice.consultation_id) == (Door.EVENT, "web", event.consultation_id)
    assert await EventVoice.filter(event_id=event.id).count() == 1
    empty = await client.post(f"/events/{event.slug}/comment", data={"words": "", "group": "health"})
    assert empty.status_code == 400
    assert "Write what you want to tell us" in empty.text


async def test_notes_and_questions_are_typed_in_as_face_to_face(client, sign_in):
    event = await make_event()
    account = await sign_in(Role.EDITOR)
    place = f"/staff/events/{event.slug}/notes"
    assert (await client.get(place)).status_code == 200
    data = {"words": WORDS, "raised_as": "asked", "number": "c 4", "spoken_by": "own", "helped": "no"}
    sent = await client.post(place, data=data)
    assert (sent.status_code, sent.headers["location"]) == (303, f"{place}/done")
    voice = await find_voice_by_code(shown_code(await client.get(f"{place}/done")))
    assert voice is not None
    assert (voice.door, voice.mode, voice.spoken_by) == (Door.EVENT, "face_to_face", SpokenBy.OWN)
    assert (await EventVoice.get(voice_id=voice.id)).raised_as is RaisedAs.ASKED
    assert (await KeyedForm.get(voice_id=voice.id)).number == "C4"
    assert (await AuditEntry.get(action="key in")).account_id == account.id
    again = await client.post(place, data=data)
    assert again.status_code == 400
    assert "typed in on" in again.text
    assert WORDS in again.text
    assert await count_heard(event) == HowMany(said=0, asked=1)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"words": ""}, "Write what you want to tell us"),
        ({"raised_as": ""}, "Choose what it was"),
        ({"raised_as": "sung"}, "Choose one of the answers on the list"),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_stays(client, sign_in, data, sentence):
    event = await make_event()
    await sign_in(Role.EDITOR)
    sent = {"words": WORDS, "raised_as": "said", "number": "B52", **data}
    page = await client.post(f"/staff/events/{event.slug}/notes", data=sent)
    assert page.status_code == 400
    assert sentence in unescape(page.text)
    assert sent["words"] in page.text
    assert "B52" in page.text
    assert await EventVoice.all().count() == 0


async def test_nothing_is_said_at_an_event_that_was_not(db):
    with pytest.raises(Refusal, match="still to come"):
        await make_note(await make_event(held_on=today() + timedelta(days=1)), WORDS)
    with pytest.raises(Refusal, match="not announced"):
        await make_note(await make_event(is_announced=False), WORDS)
    replied = await make_consultation(state=ConsultationState.REPLIED)
    with pytest.raises(Refusal, match="We have replied"):
        await make_note(await make_event(replied), WORDS)
    assert await Comment.filter(words=WORDS).count() == 0


async def test_what_is_taken_back_counts_no_more(db):
    event = await make_event()
    kept, gone = await make_note(event, WORDS), await make_note(event, "Gone by noon.")
    await make_note(event, "Is there a bus?", RaisedAs.ASKED)
    assert await count_heard(event) == HowMany(said=2, asked=1)
    await withdraw_voice(gone.voice, now(), today())
    assert await count_heard(event) == HowMany(said=1, asked=1)
    assert (await Comment.get(voice_id=kept.voice.id)).words == WORDS


async def test_only_analysts_read_the_words_and_each_time_is_on_record(client, sign_in):
    event = await make_event()
    await make_note(event, WORDS)
    await make_note(event, HARM)
    await make_note(await make_event(), "Said at another event.")
    await sign_in(Role.EDITOR, Role.PUBLISHER)
    assert (await client.get(f"/staff/events/{event.slug}/words")).status_code == 403
    assert WORDS not in (await client.get(f"/staff/events/{event.slug}")).text
    account = await sign_in(Role.ANALYST)
    page = await client.get(f"/staff/events/{event.slug}/words")
    assert WORDS in page.text
    assert HARM not in page.text
    assert "another event" not in page.text
    entry = await AuditEntry.get(action="read event words")
    assert (entry.account_id, entry.detail) == (account.id, "1 comments")
