"""What everybody reads of a reply: its history, its verdict, and the same for feeds, programs and other sites."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest

from feedback.consultations.models import ConsultationState
from feedback.core.roles import Role
from feedback.kit.cookies import TOLD
from feedback.people.models import Organisation
from feedback.replies.agreeing import answer_check, ask_forum, get_check, token_of
from feedback.replies.feeds import ATOM
from feedback.replies.judging import judge_reply, publish_verdicts
from feedback.replies.models import Answered, Asked, Decision, Reply, Status, Verdict
from feedback.replies.quoting import Quote
from feedback.replies.updating import Position, publish_update, write_update
from feedback.replies.writing import check_reply, withdraw_reply
from feedback.reports.versions import publish_version
from feedback.themes.tallies import refresh_tallies
from tests.makers.consultations import make_consultation
from tests.makers.forums import make_forum
from tests.makers.people import make_account
from tests.makers.replies import make_public_reply, make_reply, make_theme, make_voice, publish
from tests.web import make_organisation, new_client

TODAY = date(2026, 5, 4)
WORDS = "My taxi is late on Mondays"


async def a_theme():
    consultation = await make_consultation()
    heard = await make_voice(consultation, WORDS)
    return consultation, await make_theme(consultation, "Late taxis", heard.comments), heard


async def a_public_reply(**more) -> Reply:
    consultation, theme, heard = await a_theme()
    quotes = [Quote(heard.comments[0].id, 0, len(WORDS))]
    return await make_public_reply(consultation, [theme], quotes, **more)


async def test_every_earlier_position_stays_on_the_page(client):
    reply = await a_public_reply()
    writer, second = await make_account(), await make_account(name="Bea")
    for what, day in (("We asked the firms.", date(2026, 6, 1)), ("The firms agreed.", date(2026, 7, 1))):
        position = Position(Status.DOING, what, "You asked.", date(2099, 1, 1))
        await publish_update(second, await write_update(writer, reply, position, day), day)
    page = (await client.get(f"/replies/{reply.slug}")).text
    for words in ("We changed the pick-up times", "We asked the firms.", "The firms agreed."):
        assert words in page
    assert page.count("Position then") == 1 + 2
    assert "1 July 2026" in page


async def test_an_update_that_says_we_cannot_says_what_else_may_help(client, sign_in):
    reply = await a_public_reply()
    await sign_in(Role.PUBLISHER)
    address = f"/staff/replies/{reply.id}/update"
    sent = {"status": "cannot", "what": "It cannot be.", "why": "The law."}
    refused = await client.post(address, data=sent)
    assert refused.status_code == 400
    assert "Say what else may help" in refused.text
    assert (await client.post(address, data=sent | {"what_else": "A bus pass."})).status_code == 303


async def test_anybody_may_say_whether_it_helped_and_is_counted_once(app, client):
    reply = await a_public_reply(status=Status.DONE)
    page = f"/replies/{reply.slug}"
    assert "Done, waiting for your verdict" in (await client.get(page)).text
    wrong = await client.post(f"{page}/difference", data={"answer": "very much"})
    assert wrong.status_code == 400
    for answer in ("yes", "a_bit"):
        assert (await client.post(f"{page}/difference", data={"answer": answer})).status_code == 303
    assert TOLD.name in client.cookies
    assert "You said: <strong>A bit</strong>" in (await client.get(page)).text
    assert [one.answer for one in await Verdict.all()] == [Answered.A_BIT]
    async with new_client(app) as other:
        await other.post(f"{page}/difference", data={"answer": "no"})
    assert await Verdict.filter(asked=Asked.PUBLIC).count() == 2
    await publish_verdicts(TODAY)
    shown = (await client.get(page)).text
    assert "fewer than 10 people answered so far" in shown
    assert "Done, waiting for your verdict" in shown


async def test_a_forum_answers_from_its_own_account_and_nobody_else_does(client, sign_in):
    reply = await a_public_reply(status=Status.DONE)
    page = f"/replies/{reply.slug}"
    await sign_in(Role.PUBLISHER)
    assert (await client.post(f"{page}/difference/forum", data={"answer": "yes"})).status_code == 403
    await sign_in(Role.PUBLISHER, Role.FORUM)
    assert "You answer for your forum" not in (await client.get(page)).text
    as_both = await client.post(f"{page}/difference/forum", data={"answer": "yes"})
    assert as_both.status_code == 422, "whoever works for the council is no forum"
    assert "Done, waiting for your verdict" in (await client.get(page)).text
    account = await sign_in(Role.FORUM)
    forum = await Organisation.get(grants__account_id=account.id)
    assert "You answer for your forum" in (await client.get(page)).text
    assert (await client.post(f"{page}/difference/forum", data={"answer": "no"})).status_code == 303
    shown = (await client.get(page)).text
    assert forum.name in shown
    assert "<strong>No</strong>" in shown
    assert "Done, waiting" not in shown


async def test_a_reply_that_the_forum_agreed_says_so(client):
    consultation, theme, _ = await a_theme()
    writer, second = await make_account(), await make_account(name="Bea")
    reply = await make_reply(consultation, writer, [theme])
    await check_reply(second, reply, TODAY)
    forum = (await make_forum(name="SEND Youth Forum")).organisation
    asked = await ask_forum(writer, reply, forum, "http://heard.test", TODAY)
    check = await get_check(asked.id, token_of(asked))
    link = f"/agree/{check.id}/{token_of(check)}"
    await check.refresh_from_db()
    page = await client.get(link)
    assert page.status_code == 200
    await answer_check(await get_check(asked.id, token_of(asked)), True, TODAY)
    assert "Yes, that is what we said" in (await client.get(link)).text
    assert (await client.get(f"/agree/{check.id}/{'0' * 40}")).status_code == 404
    await publish(second, reply, TODAY)
    page = (await client.get(f"/replies/{reply.slug}")).text
    assert "SEND Youth Forum read this before it was public" in page


async def test_a_forum_presses_the_button_of_its_link(client, sign_in):
    consultation, theme, _ = await a_theme()
    reply = await make_reply(consultation, await make_account(), [theme])
    await check_reply(await make_account(name="Bea"), reply, TODAY)
    await sign_in(Role.PUBLISHER)
    page = f"/staff/replies/{reply.id}"
    assert "Nobody speaks for a forum in Heard yet" in (await client.get(page)).text
    forum, silent = (await make_forum()).organisation, await make_organisation()
    for wrong in (silent.id, "SEND Youth Forum", ""):
        assert (await client.post(f"{page}/ask-forum", data={"forum": str(wrong)})).status_code == 400
    asked = await client.post(f"{page}/ask-forum", data={"forum": str(forum.id)})
    assert asked.status_code == 303
    check = await reply.forum_checks.all().first()
    link = f"/agree/{check.id}/{token_of(check)}"
    page = await client.get(link)
    assert "Is this what you said?" in page.text
    assert reply.what in page.text
    assert (await client.post(link, data={"agrees": "maybe"})).status_code == 200
    assert (await client.post(link, data={"agrees": "no"})).status_code == 303
    assert "No, that is not what we said" in (await client.get(link)).text
    assert (await client.post(link, data={"agrees": "yes"})).status_code == 422
    assert "Talk with it, and rewrite" in (await client.get(f"/staff/replies/{reply.id}")).text


async def test_a_reply_that_was_taken_back_says_so_and_why(client, sign_in):
    reply = await a_public_reply()
    await sign_in(Role.PUBLISHER)
    press = f"/staff/replies/{reply.id}/withdraw"
    assert (await client.post(press, data={"why": ""})).status_code == 400
    assert (await client.post(press, data={"why": "It named the wrong <team>."})).status_code == 303
    page = await client.get(f"/replies/{reply.slug}")
    assert page.status_code == 410
    assert "It named the wrong &lt;team&gt;." in page.text
    assert reply.you_said not in page.text
    assert (await client.get(f"/replies/{reply.slug}.json")).status_code == 404
    assert (await client.get(f"/replies/{reply.slug}/card")).status_code == 404


async def test_the_feed_is_atom_with_the_last_change_of_each_reply(client):
    reply = await a_public_reply(you_said="Taxis <late> & cold.")
    hidden = await a_public_reply(title="Taken back")
    await withdraw_reply(await make_account(), hidden, "Wrong.", TODAY)
    position = Position(Status.DONE, "New times run.", "You asked.", None)
    update = await write_update(await make_account(), reply, position, TODAY)
    await publish_update(await make_account(name="Bea"), update, date(2026, 6, 2))
    answer = await client.get("/replies.atom")
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = ElementTree.fromstring(answer.content)
    entries = feed.findall(f"{{{ATOM}}}entry")
    assert [entry.findtext(f"{{{ATOM}}}title") for entry in entries] == [reply.title]
    assert entries[0].findtext(f"{{{ATOM}}}updated") == "2026-06-02T00:00:00Z"
    assert "Taxis <late> & cold." in entries[0].findtext(f"{{{ATOM}}}summary")
    assert entries[0].findtext(f"{{{ATOM}}}id") == f"http://heard.test/replies/{reply.slug}"
    await reply.fetch_related("priority")
    own = await client.get(f"/replies.atom?priority={reply.priority.slug}")
    assert len(ElementTree.fromstring(own.content).findall(f"{{{ATOM}}}entry")) == 1
    assert b"<entry" not in (await client.get("/replies.atom?priority=another")).content
    assert (await client.get("/replies.atom?priority=../x")).status_code == 404


async def test_data_holds_what_the_page_holds_and_no_other_number(client):
    reply = await a_public_reply(next_update_on=date(2026, 1, 5))
    await judge_reply(reply, Asked.PUBLIC, Answered.NO, "one browser", TODAY)
    await publish_verdicts(TODAY)
    one = (await client.get(f"/replies/{reply.slug}.json")).json()
    assert one["quotes"] == [WORDS]
    assert one["is_late"] is True
    assert one["how_many"] == ""
    assert {line["text"] for line in one["lines"]} == {"People feel heard", "People are asked"}
    assert [said["all"] for said in one["verdict"]] == ["fewer than 10 people answered so far"]
    assert one["verdict"][0]["answers"] == []
    every = (await client.get("/replies.json")).json()
    assert every["replies"] == [one]
    assert (await client.get("/replies.json?page=2")).status_code == 404


async def test_only_the_card_may_stand_in_a_frame(client):
    reply = await a_public_reply()
    card = await client.get(f"/replies/{reply.slug}/card")
    assert "frame-ancestors" not in card.headers["content-security-policy"]
    assert "default-src 'none'" in card.headers["content-security-policy"]
    assert "form-action 'none'" in card.headers["content-security-policy"]
    assert card.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "<form" not in card.text
    assert "set-cookie" not in card.headers
    page = await client.get(f"/replies/{reply.slug}")
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("decided_on", ["20", "5"])
async def test_a_decision_is_recorded_on_its_page_and_public_at_once(client, sign_in, decided_on):
    consultation = await make_consultation(state=ConsultationState.CLOSED, closed_on=date(2026, 4, 30))
    heard = [await make_voice(consultation, f"Late taxi {number}") for number in range(12)]
    await make_theme(consultation, "Late taxis", [one.comments[0] for one in heard])
    await refresh_tallies(consultation)
    await publish_version(consultation, None, TODAY)
    public = f"/consultations/{consultation.slug}"
    assert "No decision recorded." in (await client.get(public)).text
    await sign_in(Role.PUBLISHER)
    filled = {"meeting": "Travel board", "present": "Head of travel", "what": "Texts when taxis are late."}
    filled |= {"read": "1"}
    day = {"decided_on-day": decided_on, "decided_on-month": "4" if decided_on == "20" else "5"}
    sent = await client.post(
        f"/staff/consultations/{consultation.slug}/decisions", data=filled | day | {"decided_on-year": "2026"}
    )
    is_before_the_close = decided_on == "20"
    assert sent.status_code == (400 if is_before_the_close else 303)
    assert await Decision.all().count() == (0 if is_before_the_close else 1)
    page = (await client.get(public)).text
    assert ("Texts when taxis are late." in page) is not is_before_the_close
    assert (f'href="{public}/report/1">version 1 of the report</a>' in page) is not is_before_the_close


async def test_the_list_says_how_many_of_all_replies_stand_where(client):
    await a_public_reply()
    await a_public_reply(status=Status.CANNOT, why="The law.", what_else="A bus pass.", next_update_on=None)
    page = (await client.get("/replies")).text
    said = re.findall(
        r'stat__label">([^<]+)</dt><dd class="stat__figure">(\d+) <span class="stat__note">of (\d+)', page
    )
    assert ("We cannot", "1", "2") in said
    assert {of for _, _, of in said} == {"2"}
