"""Polls as people meet them: one tap, one vote, and nothing to see before the end."""

import asyncio
import re

import httpx2
import pytest

from feedback.core.clock import now, today
from feedback.privacy.withdrawing import withdraw_voice
from feedback.voices.models import Comment, Door, Voice
from surveys.models import Answer, AnswerState, Question, Response, SpentLink, Survey
from surveys.polls import ticket_of
from tests.makers.surveys import LAST_DAY, make_poll, make_survey
from tests.surveys.test_answering import words_of
from tests.web import new_client


async def tap(client: httpx2.AsyncClient, poll: Survey, answer: str = "c1", **more) -> httpx2.Response:
    return await client.post(f"/p/{poll.slug}", data={"answer": answer, **more})


async def code_on(client: httpx2.AsyncClient, response: httpx2.Response) -> str:
    assert response.status_code == 303, response.text
    page = await client.get(response.headers["location"])
    assert page.status_code == 200
    return words_of(page.text)


async def test_one_tap_votes_and_the_code_opens_a_receipt(client):
    poll = await make_poll()
    page = (await client.get(f"/p/{poll.slug}")).text
    assert page.count('name="answer"') == 4
    assert "I don’t know" in page
    assert "leave without voting" in page
    assert page.count("paper__box") == 4, "on paper, where no button is, each choice has a box"
    thanks = await tap(client, poll, "c2")
    assert thanks.headers["location"] == f"/p/{poll.slug}/thanks"
    code = await code_on(client, thanks)
    voice = await Voice.get()
    assert (voice.door, voice.notice_version, voice.received_on) == (Door.POLL, "2026-1", today())
    answer = await Answer.get(response__voice_id=voice.id)
    assert (answer.value, answer.state) == ("c2", AnswerState.ANSWERED)
    assert await Comment.all().count() == 0
    await client.post("/receipt", data={"code": code})
    receipt = (await client.get("/receipt")).text
    for part in ("Your vote is counted", "Taxi", "It comes when the poll closes"):
        assert part in receipt
    assert "Someone read" not in receipt
    await client.post("/receipt/delete")
    assert [await Answer.all().count(), await Response.all().count()] == [0, 0]


async def test_i_do_not_know_is_a_vote_of_its_own(client):
    poll = await make_poll(kind="yes_no_not_sure")
    await client.get(f"/p/{poll.slug}")
    code = await code_on(client, await tap(client, poll, "unknown"))
    assert (await Answer.get()).state is AnswerState.UNKNOWN
    await client.post("/receipt", data={"code": code})
    assert "I don’t know" in (await client.get("/receipt")).text


async def test_a_double_tap_stores_one_vote_and_gives_the_same_thanks(app, client):
    poll = await make_poll()
    await client.get(f"/p/{poll.slug}")
    cookies = dict(client.cookies)
    taps = [new_client(app, cookies=cookies) for _ in range(6)]
    answers = await asyncio.gather(*(tap(one, poll, f"c{1 + at % 3}") for at, one in enumerate(taps)))
    codes = [await code_on(one, answer) for one, answer in zip(taps, answers, strict=True)]
    assert len(set(codes)) == 1
    assert [await Voice.all().count(), await Response.all().count(), await Answer.all().count()] == [1, 1, 1]
    again = await client.get(f"/p/{poll.slug}")
    assert again.headers["location"] == f"/p/{poll.slug}/thanks"
    assert await code_on(client, again) == codes[0]


async def test_each_browser_votes_for_itself(app):
    poll = await make_poll()
    for answer in ("c1", "c3"):
        async with new_client(app) as person:
            await person.get(f"/p/{poll.slug}")
            await code_on(person, await tap(person, poll, answer))
    assert sorted(await Answer.all().values_list("value", flat=True)) == ["c1", "c3"]


async def test_a_signed_link_votes_once_wherever_it_is_opened(app, client):
    poll = await make_poll(links=3)
    assert "You need a link to vote" in (await client.get(f"/p/{poll.slug}")).text
    ticket = ticket_of(poll, 2)
    page = await client.get(f"/p/{poll.slug}/by/{ticket}")
    assert page.status_code == 200
    assert await SpentLink.all().count() == 0
    code = await code_on(client, await tap(client, poll, ticket=ticket))
    assert await code_on(client, await tap(client, poll, "c3", ticket=ticket)) == code
    assert await code_on(client, await client.get(f"/p/{poll.slug}/by/{ticket}")) == code
    async with new_client(app) as other:
        await other.get(f"/p/{poll.slug}/by/{ticket}")
        refused = await tap(other, poll, "c2", ticket=ticket)
        assert refused.status_code == 400
        assert "This link has voted already" in refused.text
    assert [await Voice.all().count(), await SpentLink.all().count()] == [1, 1]


async def test_several_links_can_vote_on_one_device(client):
    poll = await make_poll(links=2)
    codes = set()
    for number in (1, 2):
        ticket = ticket_of(poll, number)
        await client.get(f"/p/{poll.slug}/by/{ticket}")
        codes.add(await code_on(client, await tap(client, poll, ticket=ticket)))
    assert len(codes) == 2
    assert await Response.all().count() == 2


async def test_nothing_leads_from_a_link_to_its_vote(app, client):
    poll = await make_poll(links=2)
    ticket = ticket_of(poll, 1)
    await client.get(f"/p/{poll.slug}/by/{ticket}")
    await tap(client, poll, ticket=ticket)
    spent = await SpentLink.all().values()
    assert set(spent[0]) == {"id", "survey_id", "link_hash"}
    assert ticket not in str(spent)
    assert ticket.split("-")[1] not in str(spent)
    voice = (await Voice.all().values())[0]
    async with new_client(app) as printer:
        page = await printer.get(f"/p/{poll.slug}/by/{ticket}")
    assert page.status_code == 200
    assert str(voice["id"]) not in page.text


@pytest.mark.parametrize("ticket", ["1-" + "0" * 20, "9", "", "x" * 500, "1-ZZ", "%00"])
async def test_a_link_that_we_did_not_sign_votes_for_nobody(client, ticket):
    poll = await make_poll(links=3)
    other = await make_poll(links=3)
    for made_up in (ticket, ticket_of(other, 1), ticket_of(poll, 4)):
        if made_up and made_up != "%00":
            assert (await client.get(f"/p/{poll.slug}/by/{made_up}")).status_code == 404
        await client.get(f"/p/{poll.slug}/by/{ticket_of(poll, 1)}")
        refused = await tap(client, poll, ticket=made_up)
        assert refused.status_code == 400
        assert "You need a link of your own" in refused.text
    assert await Voice.all().count() == 0


async def test_a_vote_without_our_cookie_is_not_counted_and_says_so(app):
    poll = await make_poll()
    async with new_client(app) as stranger:
        response = await tap(stranger, poll)
    assert response.status_code == 410
    assert "We could not count your vote" in response.text
    assert await Voice.all().count() == 0


@pytest.mark.parametrize(("answer", "sentence"), [("", "Choose an answer"), ("c9", "on the list")])
async def test_what_is_no_choice_is_said_beside_the_choices(client, answer, sentence):
    poll = await make_poll()
    await client.get(f"/p/{poll.slug}")
    page = await tap(client, poll, answer)
    assert page.status_code == 400
    assert page.text.count(sentence) >= 2
    assert await Voice.all().count() == 0


async def test_long_choices_are_read_before_one_button_sends(client):
    poll = await make_poll(kind="five_faces")
    page = (await client.get(f"/p/{poll.slug}")).text
    assert page.count('type="radio"') == 6
    assert "Send my vote" in page
    assert (await tap(client, poll, "face4")).status_code == 303


async def test_the_order_is_this_persons_own_and_is_kept_with_the_vote(app):
    poll = await make_poll()
    await Question.filter(version__survey_id=poll.id).update(is_shuffled=True)
    orders = set()
    for _ in range(12):
        async with new_client(app) as person:
            page = (await person.get(f"/p/{poll.slug}")).text
            shown = re.findall(r'name="answer" value="(c[0-9])"', page)
            assert shown == re.findall(r'value="(c[0-9])"', (await person.get(f"/p/{poll.slug}")).text)
            orders.add(tuple(shown))
            await tap(person, poll)
    assert len(orders) > 1
    seeds = await Response.filter(survey_id=poll.id).values_list("order_seed", flat=True)
    assert len(set(seeds)) == 12
    assert all(seeds)


async def test_a_poll_is_answered_on_no_page_of_a_survey(client):
    poll = await make_poll()
    for path in ("", "/q/1", "/check", "/stop"):
        assert (await client.get(f"/s/{poll.slug}{path}")).status_code == 404
    assert (await client.post(f"/s/{poll.slug}/start")).status_code == 404
    assert (await client.get(f"/s/{poll.slug}/notice")).status_code == 200
    survey = await make_survey()
    assert (await client.get(f"/p/{survey.slug}")).status_code == 404


async def test_a_vote_that_comes_too_late_says_so_and_an_earlier_one_keeps_its_thanks(app, client):
    poll = await make_poll()
    async with new_client(app) as early:
        await early.get(f"/p/{poll.slug}")
        code = await code_on(early, await tap(early, poll))
        await client.get(f"/p/{poll.slug}")
        await Survey.filter(id=poll.id).update(closed_on=today())
        late = await tap(client, poll)
        assert late.status_code == 409
        assert "This poll closed on" in late.text
        assert f"/p/{poll.slug}/outcome" in (await client.get(f"/p/{poll.slug}")).text
        assert await code_on(early, await tap(early, poll)) == code
    assert await Voice.all().count() == 1


async def test_a_poll_that_nobody_announced_is_not_there(client):
    poll = await make_poll(state="draft", closes_on=LAST_DAY)
    assert (await client.get(f"/p/{poll.slug}")).status_code == 404
    assert (await client.get(f"/p/{poll.slug}/outcome")).status_code == 404


async def test_a_vote_taken_back_does_not_give_its_link_back(app, client):
    poll = await make_poll(links=1)
    ticket = ticket_of(poll, 1)
    await client.get(f"/p/{poll.slug}/by/{ticket}")
    await tap(client, poll, ticket=ticket)
    await withdraw_voice(await Voice.get(), now(), today())
    async with new_client(app) as other:
        await other.get(f"/p/{poll.slug}/by/{ticket}")
        assert (await tap(other, poll, ticket=ticket)).status_code == 400
    assert await Answer.all().count() == 0
