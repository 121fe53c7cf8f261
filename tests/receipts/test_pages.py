"""A person opens their receipt, follows their words and deletes them, without an account and without script."""

from datetime import date

import pytest

from feedback.consultations.models import Consultation, ConsultationState
from feedback.core.clock import now
from feedback.publishing.counting import VOICES, publish_count
from feedback.receipts.following import say_others
from feedback.receipts.views.codes import MISSES
from feedback.replies.writing import check_reply
from feedback.safety.holding import raise_items, release_item, see_item
from feedback.safety.models import SafetyItem
from feedback.themes.editions import publish_report
from feedback.themes.models import Reading
from feedback.themes.tallies import refresh_tallies
from feedback.yearly.models import Decision, Subject
from feedback.yearly.sorting import Sorted, get_sortable, sort_comment
from tests.makers.consultations import make_consultation
from tests.makers.people import make_account
from tests.makers.replies import make_reply, make_theme, make_voice, publish

TODAY = date(2026, 5, 4)


async def a_journey(words: str = "The taxi is late on Mondays"):
    consultation = await make_consultation()
    own = await make_voice(consultation, words)
    others = [await make_voice(consultation, f"Late taxi number {n}") for n in range(20)]
    comments = [received.comments[0] for received in [own, *others]]
    theme = await make_theme(consultation, "Late taxis", comments)
    await refresh_tallies(consultation)
    await publish_report(consultation, None, TODAY)
    return own, theme, consultation


async def test_a_typed_code_opens_the_receipt(client):
    own, _, _ = await a_journey()
    page = await client.get("/receipt")
    assert page.status_code == 200
    sent = await client.post("/receipt", data={"code": own.code.replace("-", "  ").upper()})
    assert (sent.status_code, sent.headers["location"]) == (303, "/receipt")
    page = await client.get("/receipt")
    assert "The taxi is late on Mondays" in page.text
    assert "20 other people said something like it" in page.text
    assert "Late taxis" in page.text
    assert page.headers["cache-control"] == "no-store"


async def test_an_unknown_code_keeps_what_was_typed(client):
    await a_journey()
    sent = await client.post("/receipt", data={"code": "these are not words"})
    assert sent.status_code == 400
    assert "We cannot find this code" in sent.text
    assert "these are not words" in sent.text
    assert (await client.post("/receipt", data={"code": ""})).status_code == 400


async def test_the_link_becomes_a_cookie_and_leaves_the_address(client):
    own, _, _ = await a_journey()
    opened = await client.get(f"/r/{own.code}")
    assert (opened.status_code, opened.headers["location"]) == (303, "/receipt")
    assert opened.headers["cache-control"] == "no-store"
    assert "HttpOnly" in opened.headers["set-cookie"]
    assert (await client.get("/r/these-are-not-words")).status_code == 404
    assert "taxi" in (await client.get("/receipt")).text
    closed = await client.post("/receipt/close")
    assert closed.status_code == 303
    assert "taxi is late" not in (await client.get("/receipt")).text


async def test_it_shows_reading_and_reply_as_they_come(client):
    own, theme, consultation = await a_journey()
    await client.get(f"/r/{own.code}")
    assert "Someone reads it" in (await client.get("/receipt")).text
    reader = await make_account()
    await Reading.create(
        comment_id=own.comments[0].id, account=reader, role="analyst", read_on=date(2026, 3, 6)
    )
    page = await client.get("/receipt")
    assert "Someone read it" in page.text
    assert "6 March 2026" in page.text
    assert "analyst" not in page.text
    assert reader.name not in page.text
    reply = await make_reply(consultation, reader, [theme])
    assert reply.what not in (await client.get("/receipt")).text
    second = await make_account(name="Bea")
    await check_reply(second, reply, TODAY)
    await publish(second, reply, TODAY)
    page = await client.get("/receipt")
    assert reply.what in page.text
    assert f"/replies/{reply.slug}" in page.text


async def test_words_that_only_the_safeguarding_lead_read_are_read(client, settings):
    held = await make_voice(await make_consultation(), "My stepdad hits me when mum is at work")
    await client.get(f"/r/{held.code}")
    await raise_items(settings, now())
    assert "Someone reads it" in (await client.get("/receipt")).text
    lead = await make_account(name="Sol Safe")
    item = await SafetyItem.get(comment_id=held.comments[0].id)
    await see_item(item, lead, now())
    page = (await client.get("/receipt")).text
    assert "Someone read it" in page
    assert "Sol Safe" not in page
    await release_item(item, lead, "A story that he read.", now())
    assert "Someone read it" in (await client.get("/receipt")).text


async def test_it_never_says_not_yet_of_what_cannot_come(client):
    consultation = await make_consultation(state=ConsultationState.CLOSED, closed_on=date(2026, 1, 5))
    taps, words = await make_voice(consultation), await make_voice(consultation, "A rare thing")
    await client.get(f"/r/{taps.code}")
    late = (await client.get("/receipt")).text
    assert "We count them with what others chose" in late
    assert "Someone reads it" not in late
    assert "Our reply is late" in late
    assert "We said that we would tell you by 30 March 2026" in late
    await Consultation.filter(id=consultation.id).update(
        state=ConsultationState.REPLIED, replied_on=date(2026, 4, 2)
    )
    for code in (taps.code, words.code):
        await client.get(f"/r/{code}")
        replied = (await client.get("/receipt")).text
        assert "We told everyone what we do" in replied
        assert "2 April 2026" in replied
        assert "30 March 2026" not in replied
    assert "We put it with what others said" in replied  # nobody has read it, so it may still happen
    await Reading.create(
        comment=words.comments[0], account=await make_account(), role="analyst", read_on=date(2026, 4, 3)
    )
    page = (await client.get("/receipt")).text
    assert "What you said stands on its own" in page
    assert "We put it with what others said" not in page


async def test_few_others_are_not_counted_out(client):
    consultation = await make_consultation()
    own = await make_voice(consultation, "The bus was full")
    rare = await make_voice(consultation, "A full bus again")
    await make_theme(consultation, "Full buses", [own.comments[0], rare.comments[0]])
    await refresh_tallies(consultation)
    await client.get(f"/r/{own.code}")
    page = await client.get("/receipt")
    assert "Our next report says how many other people said something like it" in page.text
    await publish_count(consultation, VOICES, 13, TODAY)
    page = await client.get("/receipt")
    assert "10 or more people have told us something so far. Our next report says" in page.text
    assert "1 other" not in page.text
    assert say_others(None) == "A few other people may have said something like it"


async def test_deleting_asks_once_more_and_then_the_words_are_gone(client):
    own, _, _ = await a_journey("Marmalade on the minibus")
    await client.get(f"/r/{own.code}")
    asked = await client.get("/receipt/delete")
    assert "may still have a copy" in asked.text
    assert "Marmalade" in (await client.get("/receipt")).text
    assert (await client.post("/receipt/delete")).status_code == 303
    page = await client.get("/receipt")
    assert "Your words are deleted" in page.text
    assert "Marmalade" not in page.text


async def test_a_held_voice_has_the_same_pages(client):
    consultation = await make_consultation()
    held = await make_voice(consultation, "My stepdad hits me when mum is at work")
    plain = await make_voice(consultation, "My bus goes past me when mum is at work")
    pages = []
    for received in (held, plain):
        await client.get(f"/r/{received.code}")
        page = await client.get("/receipt")
        pages.append(page.text.replace(received.code.replace("-", " · "), "CODE"))
        assert (await client.get("/receipt/delete")).status_code == 200
    assert pages[0].replace("My stepdad hits me", "") == pages[1].replace("My bus goes past me", "")


@pytest.mark.parametrize("path", ["/receipt/delete"])
async def test_without_a_code_there_is_nothing_to_delete(client, path):
    answer = await client.post(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/receipt")


@pytest.mark.parametrize("way", ["link", "cookie", "form"])
async def test_codes_cannot_be_guessed_by_the_thousand(app, client, way):
    """After too many misses not even the right code is told from a wrong one."""
    own, _, _ = await a_journey()

    async def guess(code: str) -> int:
        if way == "link":
            return (await client.get(f"/r/{code}")).status_code
        if way == "form":
            return (await client.post("/receipt", data={"code": code})).status_code
        return (await client.get("/receipt", headers={"Cookie": f"receipt={code}"})).status_code

    assert await guess(own.code) in (200, 303)
    client.cookies.clear()
    for _ in range(MISSES.most):
        assert await guess("otter-lantern-maple-kite") in (200, 400, 404)
    assert await guess(own.code) == 429


async def test_who_wrote_of_their_own_support_is_told_who_can_help(client):
    own, _, _ = await a_journey("My caseworker never rings me back")
    await client.get(f"/r/{own.code}")
    assert "Some of your words are about your own support" not in (await client.get("/receipt")).text
    comment = await get_sortable(own.comments[0].id)
    decided = Sorted(subject=Subject.QUALITY, decision=Decision.OWN_SERVICE, reason="One caseworker")
    await sort_comment(await make_account(), comment, decided, now())
    page = (await client.get("/receipt")).text
    assert "Some of your words are about your own support" in page
    for way in ("SENDIASS", "Mediation", "SEND Tribunal", "Complain"):
        assert way in page
