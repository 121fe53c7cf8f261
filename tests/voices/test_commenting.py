"""Tell us any time: a page for everybody, at which nobody has to wait for a question."""

import re
from html import unescape

import pytest

from feedback.consultations.contact import contact
from feedback.consultations.models import ANY_TIME, ConsultationState
from feedback.core.clock import now, today
from feedback.privacy.withdrawing import withdraw_voice
from feedback.voices.always_open import any_time, find_any_time
from feedback.voices.keep_codes import new_client_key, read_code, write_client_key
from feedback.voices.models import Comment, CommentState, Door, OfferPart, Voice
from feedback.voices.receiving import find_voice_by_code
from tests.makers.voices import HARM

WORDS = "The swimming pool in our town has no hoist."


def shown_code(page) -> str:
    found = re.search(r'id="keep-code">([^<]+)<', page.text)
    assert found is not None
    code = read_code(unescape(found[1]))
    assert code is not None
    return code


def without_code(page) -> str:
    code = shown_code(page)
    text = re.sub(r"(?s)(?<=camera\">)<svg.*?</svg>", "", page.text)
    return text.replace(code.replace("-", " · "), "CODE").replace(code, "CODE")


async def test_one_needs_only_words(client):
    page = await client.get("/comment")
    assert "If you tell us you or someone else is being hurt" in page.text
    key = re.search(r'name="client_key"[^>]*value="([^"]+)"', page.text)
    assert key is not None
    sent = await client.post("/comment", data={"words": WORDS, "client_key": key[1]})
    assert (sent.status_code, sent.headers["location"]) == (303, "/comment/thanks")
    thanks = await client.get("/comment/thanks")
    assert "If you need help now" in thanks.text
    voice = await find_voice_by_code(shown_code(thanks))
    assert voice is not None
    assert (voice.door, voice.mode, voice.group, voice.may_quote) == (Door.COMMENT, "web", "unsaid", False)
    assert (await client.get(f"/r/{shown_code(thanks)}")).status_code == 303
    assert WORDS in (await client.get("/receipt")).text


async def test_a_second_tap_stores_nothing_twice_and_shows_the_same_code(client):
    data = {"words": WORDS, "client_key": write_client_key(new_client_key())}
    codes = set()
    for _ in range(3):
        await client.post("/comment", data=data)
        codes.add(shown_code(await client.get("/comment/thanks")))
    assert len(codes) == 1
    assert await Comment.filter(words=WORDS).count() == 1


async def test_what_is_told_beside_the_words_is_kept(client):
    await client.post(
        "/comment",
        data={
            "words": WORDS,
            "offer_part": "missing",
            "group": "parent_carer",
            "helped": "read",
            "spoken_by": "for_one",
            "may_quote": "y",
        },
    )
    comment = await Comment.get(words=WORDS).prefetch_related("voice")
    assert comment.offer_part is OfferPart.MISSING
    voice = comment.voice
    assert (voice.group, voice.helped, voice.spoken_by) == ("parent_carer", "read", "for_one")
    assert voice.may_quote


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"words": "", "group": "parent_carer"}, "Write what you want to tell us"),
        ({"words": "   "}, "Write what you want to tell us"),
        ({"words": "x" * 5001}, "must be 5,000 characters or fewer"),
        ({"words": WORDS, "offer_part": "weather"}, "Choose one of the answers on the list"),
        ({"words": WORDS, "group": "king"}, "Choose one of the answers on the list"),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_stays(client, data, sentence):
    data = {**data, "client_key": write_client_key(new_client_key())}
    page = await client.post("/comment", data=data)
    assert page.status_code == 400
    assert sentence in unescape(page.text)
    assert data["words"].strip() in page.text
    assert data["client_key"] in page.text
    if data.get("group") == "parent_carer":
        assert re.search(r'value="parent_carer"[^>]*selected', page.text)
    assert await Comment.filter(voice__door=Door.COMMENT).count() == 0


async def test_it_is_screened_like_any_other_words(client):
    await client.post("/comment", data={"words": HARM})
    assert (await Comment.get(words=HARM)).state is CommentState.HELD
    thanks = await client.get("/comment/thanks")
    await client.post("/comment", data={"words": WORDS})
    plain = await client.get("/comment/thanks")
    assert without_code(thanks) == without_code(plain)
    assert thanks.headers["cache-control"] == "no-store"


async def test_the_consultation_is_made_once_never_closes_and_owes_no_reply_by_a_day(client):
    assert await find_any_time() is None
    assert (await client.get("/comment")).status_code == 200
    assert await find_any_time() is None, "opening a page changes nothing"
    for _ in range(2):
        await client.post("/comment", data={"words": WORDS})
    consultation = await any_time(today())
    assert (consultation.slug, consultation.state) == (ANY_TIME, ConsultationState.OPEN)
    assert consultation.is_permanent
    assert consultation.reply_due_on is None
    assert await Voice.filter(consultation_id=consultation.id).count() == 2
    page = await client.get(f"/consultations/{ANY_TIME}")
    assert 'href="/comment"' in page.text.split("</main>")[0]


async def test_without_anything_sent_there_is_no_thanks_page(client):
    answer = await client.get("/comment/thanks")
    assert (answer.status_code, answer.headers["location"]) == (303, "/comment")


async def test_a_code_deletes_what_was_said_beside_the_words_too(client):
    await client.post("/comment", data={"words": WORDS, "offer_part": "missing", "helped": "read"})
    voice = await find_voice_by_code(shown_code(await client.get("/comment/thanks")))
    assert voice is not None
    await withdraw_voice(voice, now(), today())
    comment = await Comment.get(voice_id=voice.id).prefetch_related("voice")
    assert (comment.words, comment.offer_part, comment.voice.helped) == ("", "unsaid", "unsaid")


async def test_it_prints_as_a_form_that_asks_the_same(client):
    page = await client.get("/comment/paper")
    for asked in (
        "What do you want to tell us?",
        "Did someone help you?",
        "May we use your words",
        "post it to",
    ):
        assert asked in page.text
    assert "If you tell us you or someone else is being hurt" in page.text
    assert "/comment" in page.text
    assert "post it to" in page.text
    assert ", ".join(contact().post) in page.text
