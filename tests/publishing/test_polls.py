"""The reply that answers a poll: chosen by whoever publishes, shown once it is published."""

import pytest

from feedback.core.clock import today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.people.models import AuditEntry
from feedback.publishing.models import PollReply
from feedback.publishing.polls import choose_reply, find_reply
from feedback.replies.writing import check_reply
from surveys.models import Survey
from surveys.outcomes import publish_outcome
from tests.makers.consultations import make_consultation
from tests.makers.replies import make_reply, publish
from tests.makers.surveys import LAST_DAY, cast_votes, make_poll
from tests.makers.themes import make_comments, make_theme
from tests.web import make_account


async def decided_poll(votes: int = 12) -> tuple[Survey, list[str]]:
    poll = await make_poll(await make_consultation(closes_on=LAST_DAY))
    codes = await cast_votes(poll, *["c1"] * votes)
    await Survey.filter(id=poll.id).update(closed_on=today())
    poll = await Survey.get(id=poll.id).select_related("consultation")
    await publish_outcome(poll, today())
    return poll, codes


async def reply_in(consultation, writer):
    theme = await make_theme(consultation, "Late taxis", await make_comments(consultation, 6))
    return await make_reply(consultation, writer, [theme])


async def test_the_outcome_and_the_receipt_lead_to_the_reply_once_it_is_published(client, sign_in):
    poll, codes = await decided_poll()
    writer = await make_account()
    reply = await reply_in(poll.consultation, writer)
    account = await sign_in(Role.PUBLISHER, consultation=poll.consultation)
    address = f"/staff/polls/{poll.slug}/reply"
    assert reply.title in (await client.get(address)).text
    assert (await client.post(address, data={"reply": str(reply.id)})).status_code == 303
    assert "selected" in (await client.get(address)).text
    outcome = f"/p/{poll.slug}/outcome"
    assert "We have not replied to this poll yet" in (await client.get(outcome)).text
    await check_reply(account, reply, today())
    await publish(account, reply, today())
    assert f"/replies/{reply.slug}" in (await client.get(outcome)).text
    await client.post("/receipt", data={"code": codes[0]})
    receipt = (await client.get("/receipt")).text
    assert f"/replies/{reply.slug}" in receipt
    assert outcome in receipt
    assert "(not yet)" not in receipt
    await client.post(address, data={"reply": ""})
    assert await PollReply.all().count() == 0
    assert await AuditEntry.filter(action="choose poll reply").count() == 2


async def test_a_reply_to_something_else_is_refused(db, client, sign_in):
    poll, _ = await decided_poll()
    elsewhere = await reply_in(await make_consultation(), await make_account())
    with pytest.raises(Refusal):
        await choose_reply(poll, str(elsewhere.id), None)
    await sign_in(Role.PUBLISHER)
    wrong = await client.post(f"/staff/polls/{poll.slug}/reply", data={"reply": str(elsewhere.id)})
    assert wrong.status_code == 400
    assert await find_reply(poll) is None


async def test_only_who_publishes_chooses(client, sign_in):
    poll, _ = await decided_poll()
    await sign_in(Role.EDITOR)
    assert (await client.get(f"/staff/polls/{poll.slug}/reply")).status_code == 403
    assert "Say which reply" not in (await client.get(f"/staff/polls/{poll.slug}")).text


async def test_the_reply_leads_back_to_the_poll_that_it_answers(client):
    poll, _ = await decided_poll()
    writer, checker = await make_account(), await make_account()
    reply = await reply_in(poll.consultation, writer)
    await check_reply(checker, reply, today())
    await publish(checker, reply, today())
    assert poll.title not in (await client.get(f"/replies/{reply.slug}")).text
    await choose_reply(poll, str(reply.id), writer)
    page = (await client.get(f"/replies/{reply.slug}")).text
    assert f'href="/p/{poll.slug}/outcome">{poll.title}</a>' in page
