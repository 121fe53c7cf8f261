"""From the receipt: change what I said, say whether it helped, stop being quoted. The code is all that it takes."""

from datetime import date

import pytest

from feedback.core.clock import now, today
from feedback.core.errors import Refusal
from feedback.privacy.changing import change_comment
from feedback.privacy.withdrawing import withdraw_voice
from feedback.replies.models import Answered, Asked, Verdict
from feedback.replies.quoting import Quote
from feedback.safety.models import SafetyItem
from feedback.themes.models import Coding
from feedback.voices.always_open import any_time
from feedback.voices.commenting import OpenComment, send_comment
from feedback.voices.keep_codes import new_client_key, read_code
from feedback.voices.models import Comment, CommentState, OfferPart, Voice
from feedback.voices.receiving import find_voice_by_code
from surveys.models import Draft
from tests.makers.consultations import make_consultation
from tests.makers.replies import make_public_reply, make_theme, make_voice
from tests.makers.surveys import make_survey
from tests.makers.voices import HARM
from tests.privacy.test_withdrawing import tables_with
from tests.surveys.test_answering import answer, begin, check_key, send, words_of
from tests.web import new_client

TODAY = date(2026, 5, 4)
WORDS = "Marmalade on the minibus"


async def sent(client, words: str = WORDS):
    """Answered in a browser, up to the open receipt; gives the survey and the voice."""
    survey = await make_survey(kinds=("one_of", "long_text"))
    await begin(client, survey)
    await answer(client, survey, 1, answer="c1")
    await answer(client, survey, 2, answer=words)
    key = await check_key(client, survey)
    thanks = await client.get((await send(client, survey, key)).headers["location"])
    code = read_code(words_of(thanks.text))
    await client.get(f"/r/{code}")
    return survey, await find_voice_by_code(code)


async def test_answers_open_again_are_changed_and_sent_under_the_same_code(client):
    survey, _ = await sent(client)
    assert "Change what I said" in (await client.get("/receipt")).text
    opened = await client.post("/receipt/change")
    assert opened.headers["location"] == f"/s/{survey.slug}/change"
    page = await client.get(f"/s/{survey.slug}/change")
    assert WORDS in page.text
    assert f"/s/{survey.slug}/q/2?then=check" in page.text
    changed = await client.post(
        f"/s/{survey.slug}/q/2?then=check", data={"go": "next", "answer": "The minibus is warm"}
    )
    assert changed.headers["location"] == f"/s/{survey.slug}/check"
    assert (await client.get(changed.headers["location"])).headers["location"] == f"/s/{survey.slug}/change"
    assert WORDS in (await client.get("/receipt")).text, "nothing changes before it is sent"
    done = await client.post(f"/s/{survey.slug}/change", data={})
    assert (done.status_code, done.headers["location"]) == (303, "/receipt")
    receipt = (await client.get("/receipt")).text
    assert "The minibus is warm" in receipt
    assert WORDS not in receipt
    assert await Voice.filter(consultation_id=survey.consultation_id).count() == 1
    assert (await client.get(f"/s/{survey.slug}/change")).status_code in (303, 410)


async def test_an_open_comment_is_changed_under_the_same_code(client):
    here = await any_time(today())
    told = OpenComment(WORDS, offer_part=OfferPart.QUALITY, may_quote=True)
    received = await send_comment(here, told, new_client_key(), today())
    theme = await make_theme(here, "Travel", received.comments)
    await client.get(f"/r/{received.code}")
    assert "/receipt/comment" in (await client.get("/receipt")).text
    page = await client.get("/receipt/comment")
    assert (WORDS in page.text, page.headers["cache-control"]) == (True, "no-store")
    empty = await client.post("/receipt/comment", data={"words": " "})
    assert (empty.status_code, "Write what you want to tell us" in empty.text) == (400, True)
    assert (await client.post("/receipt/comment", data={"words": "It is warm"})).status_code == 303
    receipt = (await client.get("/receipt")).text
    assert ("It is warm" in receipt, WORDS in receipt) == (True, False)
    fresh = await Comment.get(voice_id=received.voice.id, state=CommentState.LIVE)
    assert (fresh.words, fresh.offer_part) == ("It is warm", OfferPart.QUALITY)
    assert not await Coding.filter(theme=theme).exists(), "what was read was the words before"
    assert await tables_with("Marmalade") == []
    assert (await Voice.get(id=received.voice.id)).may_quote


async def test_only_an_open_comment_that_is_there_is_changed_like_that(client, app):
    await sent(client)
    assert "/receipt/comment" not in (await client.get("/receipt")).text
    for browser in (client, new_client(app)):
        gone = await browser.get("/receipt/comment")
        assert (gone.status_code, gone.headers["location"]) == (303, "/receipt")
    received = await send_comment(await any_time(today()), OpenComment(WORDS), new_client_key(), today())
    await withdraw_voice(received.voice, now(), today())
    with pytest.raises(Refusal, match="cannot be changed now"):
        await change_comment(received.voice, "Back again", now())


async def test_a_held_comment_that_is_changed_stays_with_the_safeguarding_lead(client):
    received = await send_comment(await any_time(today()), OpenComment(HARM), new_client_key(), today())
    await change_comment(received.voice, "The bus is late", now())
    assert [item.words for item in await SafetyItem.all()] == [HARM]


async def test_stopping_half_way_leaves_what_was_sent(client):
    survey, _ = await sent(client)
    await client.post("/receipt/change")
    stopped = await client.post(f"/s/{survey.slug}/stop", data={"go": "delete"})
    assert stopped.headers["location"] == "/receipt"
    assert not await Draft.exists()
    assert WORDS in (await client.get("/receipt")).text


async def test_without_the_code_a_change_can_be_neither_read_nor_sent(app, client):
    survey, voice = await sent(client)
    await client.post("/receipt/change")
    await client.post("/receipt/close")
    page = await client.get(f"/s/{survey.slug}/change")
    assert (page.status_code, page.headers["location"]) == (303, "/receipt")
    assert (await client.post(f"/s/{survey.slug}/change")).headers["location"] == "/receipt"
    async with new_client(app) as other:
        assert (await other.post("/receipt/change")).headers["location"] == "/receipt"
    assert (await Comment.get(voice_id=voice.id)).state is CommentState.LIVE


async def test_a_reply_is_judged_from_the_receipt_and_counted_as_somebody_heard(client):
    consultation = await make_consultation()
    own = await make_voice(consultation, WORDS)
    theme = await make_theme(consultation, "Travel", own.comments)
    reply = await make_public_reply(consultation, [theme])
    elsewhere = await make_consultation()
    other = await make_theme(elsewhere, "Other", (await make_voice(elsewhere, "Elsewhere")).comments)
    not_mine = await make_public_reply(elsewhere, [other], title="Not about me")
    await client.get(f"/r/{own.code}")
    assert "Did this make a difference?" in (await client.get("/receipt")).text
    address = "/receipt/replies/{}/difference"
    assert (await client.post(address.format(reply.slug), data={})).status_code == 400
    assert (
        await client.post(address.format(reply.slug), data={f"{reply.slug}-answer": "a_bit"})
    ).status_code == 303
    assert (
        await client.post(address.format(not_mine.slug), data={f"{not_mine.slug}-answer": "yes"})
    ).status_code == 404
    verdict = await Verdict.get()
    assert (verdict.asked, verdict.answer) == (Asked.RECEIPT, Answered.A_BIT)
    assert str(own.voice.id) not in str(vars(verdict))
    assert "You said: <strong>A bit</strong>" in (await client.get("/receipt")).text


async def test_a_quote_is_stopped_by_the_code_and_the_words_stay(client):
    consultation = await make_consultation()
    own = await make_voice(consultation, WORDS)
    theme = await make_theme(consultation, "Travel", own.comments)
    reply = await make_public_reply(consultation, [theme], [Quote(own.comments[0].id, 0, len(WORDS))])
    page = f"/replies/{reply.slug}"
    assert WORDS in (await client.get(page)).text
    await client.get(f"/r/{own.code}")
    assert (await client.post("/receipt/quotes")).status_code == 303
    public = (await client.get(page)).text
    assert WORDS not in public
    assert "was taken back by the person who said it" in public
    receipt = (await client.get("/receipt")).text
    assert WORDS in receipt
    assert "Do not show my words" not in receipt
