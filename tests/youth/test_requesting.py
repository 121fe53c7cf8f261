"""Services ask, members vote, the forum answers; and no feedback, no new questions (D48)."""

from itertools import product

import pytest

from feedback.core.clock import now, today
from feedback.core.errors import NotFound, Refusal
from feedback.core.roles import Role
from feedback.privacy.leaving import leave_forum
from feedback.strategy.bodies import bodies_to_choose, get_body, name_body
from feedback.strategy.models import Partner
from feedback.youth.counting import say_at_least, say_counts, say_vote
from feedback.youth.models import ForumRequest, RequestState, RequestVote
from feedback.youth.requesting import (
    answer_request,
    ask_forum,
    count_votes,
    feed_back,
    find_vote,
    get_request,
    put_to_vote,
    requests_of,
    say_turnout,
    take_back,
    vote,
)
from tests.makers.consultations import make_consultation, make_priority
from tests.makers.forums import come_in
from tests.makers.people import make_account
from tests.makers.youth import (
    let_in,
    make_accepted,
    make_member,
    make_members,
    make_request,
    make_service,
    make_youth_forum,
    wish,
)
from tests.web import new_client

ASKED = {
    "service": "another",
    "other_service": "School nurses",
    "topic": "Talking to a nurse",
    "what": "Where would you meet a nurse?",
    "why": "We plan where nurses work.",
    "can_change": "The place.",
}


async def test_a_request_goes_from_the_queue_to_feedback(db):
    youth = await make_youth_forum()
    request = await make_request(youth)
    assert request.state is RequestState.ASKED
    members = await make_members(youth, 7)
    with pytest.raises(Refusal, match="The vote is over"):
        await vote(request, members[0].member, True)
    await put_to_vote(request, youth.worker)
    for young in members:
        await vote(request, young.member, False)
    for young in members[:6]:
        await vote(request, young.member, True)
    assert await find_vote(request, members[0].member) is True
    assert await find_vote(request, members[6].member) is False
    await count_votes(request, youth.worker)
    await request.refresh_from_db()
    assert request.counted == {"sentence": "More members said yes than no.", "yes": "6", "no": "fewer than 5"}
    assert await RequestVote.all().count() == 0
    await answer_request(request, True, "Come in May.", youth.worker, today())
    await request.refresh_from_db()
    assert (request.state, request.reason) == (RequestState.ACCEPTED, "Come in May.")
    await feed_back(request, "We put it by the library.", await make_account(), today())
    await request.refresh_from_db()
    assert request.fed_back_on == today()


async def test_no_feedback_no_new_questions(db):
    youth, service = await make_youth_forum(), await make_service("Norfolk Nurses")
    first = await make_accepted(youth, service)
    account = await make_account()
    for _ in range(2):
        with pytest.raises(Refusal, match="No feedback, no new questions") as refused:
            await ask_forum(youth.organisation, service, wish(topic="Again"), account, today())
        assert "Norfolk Nurses has not told the Youth Forum what came of “Rooms" in refused.value.sentence
    assert [one.topic for one in await requests_of(youth.organisation, RequestState.REFUSED)] == ["Again"]
    assert (await make_request(youth)).state is RequestState.ASKED, "other services may ask"
    elsewhere = await make_youth_forum()
    assert (await make_request(elsewhere, service)).state is RequestState.ASKED
    with pytest.raises(Refusal, match="what you heard"):
        await feed_back(first, "  ", account, today())
    await feed_back(first, "We did it.", account, today())
    assert await requests_of(youth.organisation, RequestState.REFUSED) == []
    again = await ask_forum(youth.organisation, service, wish(topic="Again"), account, today())
    assert again.state is RequestState.ASKED
    with pytest.raises(Refusal, match="nothing to feed back on"):
        await feed_back(first, "Twice.", account, today())


async def test_another_name_is_no_way_round_what_is_owed(app, client):
    youth, account = await make_youth_forum(), await make_account()
    first = await make_accepted(youth, await make_service("Norfolk Nurses"))
    await ForumRequest.filter(id=first.id).update(asked_by_id=account.id)
    renamed = await name_body("Nursing team", None, now())
    with pytest.raises(Refusal, match="Norfolk Nurses has not told the Youth Forum"):
        await ask_forum(youth.organisation, renamed, wish(), account, today())
    listed = await make_service("Norfolk Library")
    by_listed = await ask_forum(youth.organisation, listed, wish(), account, today())
    assert by_listed.state is RequestState.ASKED, "a body of the list owes for itself"
    by_another = await ask_forum(youth.organisation, renamed, wish(), await make_account(), today())
    await come_in(client, youth.worker)
    page = (await client.get(f"/forum/youth/requests/{by_another.id}")).text
    assert "Nursing team is on no list of ours" in page
    assert "They are: Norfolk Nurses." in page
    assert "no list" not in (await client.get(f"/forum/youth/requests/{by_listed.id}")).text
    await first.refresh_from_db()
    await feed_back(first, "We did it.", account, today())
    assert await requests_of(youth.organisation, RequestState.REFUSED) == []
    assert (await ask_forum(youth.organisation, renamed, wish(), account, today())).topic


async def test_a_service_that_was_told_no_owes_nothing(db):
    youth, service = await make_youth_forum(), await make_service()
    request = await make_request(youth, service)
    await put_to_vote(request, youth.worker)
    await count_votes(request, youth.worker)
    await answer_request(request, False, "Not now.", youth.worker, today())
    assert (await make_request(youth, service)).state is RequestState.ASKED


async def test_each_step_is_taken_once_and_in_order(db):
    youth = await make_youth_forum()
    request = await make_request(youth)
    for early in (
        count_votes(request, youth.worker),
        answer_request(request, True, "Yes.", youth.worker, today()),
        feed_back(request, "Done.", youth.worker, today()),
    ):
        with pytest.raises(Refusal):
            await early
    await put_to_vote(request, youth.worker)
    with pytest.raises(Refusal, match="done this already"):
        await put_to_vote(request, youth.worker)
    await count_votes(request, youth.worker)
    with pytest.raises(Refusal, match="Say why"):
        await answer_request(request, True, " ", youth.worker, today())
    await answer_request(request, True, "Yes.", youth.worker, today())
    with pytest.raises(Refusal, match="has answered"):
        await take_back(request, youth.worker)
    other = await make_request(youth)
    await take_back(other, await make_account())
    with pytest.raises(Refusal, match="done this already"):
        await put_to_vote(other, youth.worker)
    with pytest.raises(NotFound):
        await get_request(request.id, (await make_youth_forum()).organisation)


async def test_a_member_of_another_forum_has_no_vote(db):
    youth, stranger = await make_youth_forum(), await make_member(await make_youth_forum())
    request = await make_request(youth)
    await put_to_vote(request, youth.worker)
    with pytest.raises(Refusal):
        await vote(request, stranger.member, True)


async def test_who_leaves_before_the_count_is_not_counted(db):
    youth = await make_youth_forum()
    request = await make_request(youth)
    await put_to_vote(request, youth.worker)
    members = await make_members(youth, 5)
    for young in members:
        await vote(request, young.member, True)
    assert await say_turnout(request) == "at least 5 members"
    await leave_forum(members[0].member, now(), today())
    assert await say_turnout(request) == "fewer than 5 members"
    await count_votes(request, youth.worker)
    await request.refresh_from_db()
    assert request.counted == {"sentence": "Fewer than 5 members voted, so we do not say how."}


def test_no_vote_can_be_worked_out_from_what_is_said():
    """Whatever is said, a number below five can be two things or more; and nobody is said to be nobody."""
    every = {pair: say_vote(*pair) for pair in product(range(13), repeat=2)}
    for pair, said in every.items():
        alike = [other for other, sentence in every.items() if sentence == said]
        for place, number in enumerate(pair):
            assert number >= 5 or len({other[place] for other in alike}) > 1, pair
        assert not {said.get("yes"), said.get("no")} & {"0", "1", "2", "3", "4"}, pair


def test_numbers_grow_in_steps():
    assert [say_at_least(number) for number in (0, 4, 5, 9, 10)] == [
        "fewer than 5 members",
        "fewer than 5 members",
        "at least 5 members",
        "at least 5 members",
        "at least 10 members",
    ]
    assert say_counts((4, 0, 0)) is None
    assert say_counts((7, 2, 0)) == ["7", "fewer than 5", "fewer than 5"]


async def test_partners_of_the_strategy_can_ask_and_are_one_body_from_then_on(db):
    priority = await make_priority()
    await priority.fetch_related("strategy")
    priority.strategy.is_current = True
    await priority.strategy.save()
    await Partner.create(strategy=priority.strategy, code="icb", name="Norfolk ICB", kind="health")
    youth = await make_youth_forum()
    chosen = dict(await bodies_to_choose())
    assert chosen["norfolk-icb"] == "Norfolk ICB"
    assert youth.organisation.slug not in chosen
    body = await get_body("norfolk-icb", None, now())
    assert (body.kind, (await get_body("norfolk-icb", None, now())).id) == ("health", body.id)
    assert (await name_body(" Norfolk  icb", None, now())).id == body.id
    for wrong in ("nobody", youth.organisation.slug):
        with pytest.raises(Refusal, match="Choose one"):
            await get_body(wrong, None, now())


async def test_a_service_asks_on_the_page_and_everybody_sees_how_it_stands(client, sign_in):
    await sign_in(Role.EDITOR)
    assert "There is no Youth Forum here yet" in (await client.get("/staff/youth-forum")).text
    assert (await client.post("/staff/youth-forum/ask", data=ASKED)).status_code == 400
    youth = await make_youth_forum()
    unnamed = await client.post("/staff/youth-forum/ask", data={**ASKED, "other_service": ""})
    assert "Write the name of the service" in unnamed.text
    asked = await client.post("/staff/youth-forum/ask", data=ASKED)
    assert asked.status_code == 303
    request = await ForumRequest.get().prefetch_related("service")
    assert (request.service.name, request.organisation_id) == ("School nurses", youth.organisation.id)
    assert "Talking to a nurse" in (await client.get("/staff/youth-forum")).text
    assert "Waits for the forum" in (await client.get("/youth/asked")).text
    assert (await client.post(f"{asked.headers['location']}/take-back")).status_code == 303
    assert "Taken back" in (await client.get(asked.headers["location"])).text


async def test_an_editor_of_one_consultation_speaks_for_no_service(client, sign_in):
    await make_youth_forum()
    await sign_in(Role.EDITOR, consultation=await make_consultation())
    for path in ("", "/ask"):
        assert (await client.get(f"/staff/youth-forum{path}")).status_code == 403


async def test_the_worker_puts_a_request_and_members_vote_on_their_page(app, client, sign_in):
    youth = await make_youth_forum()
    request = await make_request(youth)
    young = await make_member(youth)
    await come_in(client, youth.worker)
    address = f"/forum/youth/requests/{request.id}"
    assert "asks the forum about" in (await client.get("/staff")).text
    assert (await client.post(f"{address}/put")).status_code == 303
    async with new_client(app) as phone:
        assert (await phone.get(f"/youth/requests/{request.id}")).headers["location"] == "/youth"
        let_in(phone, young)
        assert "Rooms to be quiet in" in (await phone.get("/youth")).text
        await phone.post(f"/youth/requests/{request.id}", data={"accepts": "yes"})
        assert "Your vote counts: yes" in (await phone.get(f"/youth/requests/{request.id}")).text
        assert "You did this" in (await phone.get("/youth")).text
        assert "So far fewer than 5 members have voted" in (await client.get(address)).text
        assert (await client.post(f"{address}/count")).status_code == 303
        assert "Write down the answer" in (await client.get(address)).text
        assert (await client.post(address, data={"accepts": "yes"})).status_code == 400
        answered = await client.post(address, data={"accepts": "yes", "reason": "Come in May."})
        assert answered.status_code == 303
        assert "We said yes." in (await phone.get(f"/youth/requests/{request.id}")).text
        assert "They have not told us yet" in (await phone.get("/youth")).text
    await sign_in(Role.EDITOR)
    page = f"/staff/youth-forum/requests/{request.id}"
    assert "Owed" in (await client.get("/staff/youth-forum")).text
    assert (await client.post(page, data={"fed_back": "We built both."})).status_code == 303
    assert "We built both." in (await client.get("/youth/asked")).text
