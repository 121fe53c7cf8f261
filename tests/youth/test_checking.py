"""Members say, one by one, whether a reply is what they said; the forum's answer follows from a rule."""

from datetime import timedelta

import pytest

from feedback.core.clock import now, today
from feedback.core.errors import NotFound, Refusal
from feedback.core.roles import Role
from feedback.people.models import AuditEntry
from feedback.privacy.leaving import leave_forum, take_back_words
from feedback.replies.agreeing import DAYS_TO_ANSWER, agreed_check
from feedback.replies.models import CheckState, Reply
from feedback.replies.writing import check_reply
from feedback.voices.keep_codes import new_client_key
from feedback.youth.checking import (
    answer_reply,
    ask_members,
    checks_to_answer,
    count_check,
    find_finding,
    get_asked,
    rule,
)
from feedback.youth.models import MembersAnswer, MembersCheck, YouthVoice
from tests.makers.consultations import make_consultation
from tests.makers.forums import come_in
from tests.makers.people import make_account
from tests.makers.replies import make_draft, make_reply, make_theme, make_voice, publish, rewrite
from tests.makers.youth import Young, Youth, let_in, make_member, make_members, make_youth_forum
from tests.web import new_client

WRONG = "We never said taxis, we said buses."


async def make_checked() -> Reply:
    consultation = await make_consultation()
    comments = (await make_voice(consultation, "Taxis come late.")).comments
    theme = await make_theme(consultation, "Late taxis", comments)
    reply = await make_reply(consultation, await make_account(), [theme])
    await check_reply(await make_account(name="Bea"), reply, today())
    await reply.refresh_from_db()
    return reply


async def make_asked(youth: Youth) -> MembersCheck:
    asked = await ask_members(await make_account(), await make_checked(), youth.organisation, today())
    return await get_asked(asked.id, youth.organisation)


async def answer_all(asked: MembersCheck, members: list[Young], yes: int) -> None:
    for place, young in enumerate(members):
        agrees = place < yes
        reason = "" if agrees else WRONG
        await answer_reply(asked, young.member, agrees, reason, new_client_key(), today())


@pytest.mark.parametrize(
    ("members", "yes", "agrees"), [(5, 5, True), (5, 4, True), (5, 3, False), (8, 6, True), (8, 5, False)]
)
async def test_the_forum_agrees_by_the_rule(db, members, yes, agrees):
    youth = await make_youth_forum()
    asked = await make_asked(youth)
    await answer_all(asked, await make_members(youth, members), yes)
    assert await count_check(asked, youth.worker, today()) is agrees
    reply = await Reply.get(id=asked.check_of.reply_id)
    agreed = await agreed_check(reply)
    assert (agreed is not None) is agrees
    publisher = await make_account(name="Cyd")
    if agrees:
        assert agreed.forum == youth.organisation.name
        await publish(publisher, reply, today())
    else:
        with pytest.raises(Refusal, match="this is not what it said"):
            await publish(publisher, reply, today())
    assert await MembersAnswer.filter(agrees=True).count() == 0
    finding = await find_finding(reply, with_words=True)
    assert finding.reasons == [WRONG] * (members - yes)


def test_the_rule_is_said_in_words():
    assert rule() == (
        "The forum agrees when at least 5 members have answered and at least 3 in 4 of them say yes."
    )


async def test_a_few_can_neither_agree_nor_disagree_and_hold_nothing_up_for_ever(db):
    youth = await make_youth_forum()
    asked = await make_asked(youth)
    await answer_all(asked, await make_members(youth, 4), 4)
    with pytest.raises(Refusal, match="Fewer than 5 members have answered"):
        await count_check(asked, youth.worker, today())
    reply = await Reply.get(id=asked.check_of.reply_id)
    publisher = await make_account(name="Cyd")
    with pytest.raises(Refusal, match="Wait for its answer"):
        await publish(publisher, reply, today())
    later = today() + timedelta(days=DAYS_TO_ANSWER + 1)
    assert await checks_to_answer(youth.organisation, later) == []
    await publish(publisher, reply, later)
    assert await agreed_check(reply) is None


async def test_each_member_answers_once_and_a_no_has_a_reason(db):
    youth = await make_youth_forum()
    asked, young = await make_asked(youth), await make_member(youth)
    with pytest.raises(Refusal, match="what is wrong"):
        await answer_reply(asked, young.member, False, " ", new_client_key(), today())
    await answer_reply(asked, young.member, False, WRONG, new_client_key(), today())
    await answer_reply(asked, young.member, True, "", new_client_key(), today())
    assert [one.agrees for one in await MembersAnswer.all()] == [False]
    await take_back_words(young.member, (await YouthVoice.get()).voice_id, now(), today())
    assert await MembersAnswer.all().count() == 0
    await answer_reply(asked, young.member, True, "", new_client_key(), today())
    await leave_forum(young.member, now(), today())
    assert await MembersAnswer.all().count() == 0


async def test_words_that_changed_are_not_checked_any_more(db):
    youth = await make_youth_forum()
    asked, young = await make_asked(youth), await make_member(youth)
    reply = await Reply.get(id=asked.check_of.reply_id).prefetch_related("theme_links", "priority")
    themes = [link.theme_id for link in reply.theme_links]
    await rewrite(await make_account(), reply, make_draft(reply.priority), themes)
    asked = await get_asked(asked.id, youth.organisation)
    assert asked.check_of.state is CheckState.DROPPED
    with pytest.raises(Refusal, match="the words have changed"):
        await answer_reply(asked, young.member, True, "", new_client_key(), today())
    assert await checks_to_answer(youth.organisation, today()) == []
    with pytest.raises(NotFound):
        await get_asked(asked.id, (await make_youth_forum()).organisation)


async def test_it_is_asked_one_way_at_a_time(db):
    youth = await make_youth_forum()
    asked = await make_asked(youth)
    reply = await Reply.get(id=asked.check_of.reply_id)
    with pytest.raises(Refusal, match="asked already"):
        await ask_members(await make_account(), reply, youth.organisation, today())
    draft = await make_reply(
        await make_consultation(),
        await make_account(),
        [await make_theme(await make_consultation(), "Other", [])],
        title="Another",
    )
    with pytest.raises(Refusal, match="second person"):
        await ask_members(await make_account(), draft, youth.organisation, today())


async def test_from_the_reply_to_the_members_and_back(app, client, sign_in):
    youth, reply = await make_youth_forum(), await make_checked()
    account = await sign_in(Role.PUBLISHER, Role.ANALYST)
    page = f"/staff/replies/{reply.id}/youth-forum"
    assert page in (await client.get(f"/staff/replies/{reply.id}")).text
    assert rule() in (await client.get(page)).text
    assert (await client.post(page)).status_code == 303
    assert "Members check it" in (await client.get(page)).text
    asked = await MembersCheck.get()
    members = await make_members(youth, 5)
    async with new_client(app) as phone:
        for place, young in enumerate(members):
            let_in(phone, young)
            assert reply.title in (await phone.get("/youth")).text
            address = f"/youth/replies/{asked.id}"
            assert "Taxis come late" in (await phone.get(address)).text
            if not place:
                assert (await phone.post(address, data={"agrees": "no"})).status_code == 400
            sent = {"agrees": "no", "reason": WRONG} if not place else {"agrees": "yes"}
            assert (await phone.post(address, data=sent)).headers["location"] == "/youth/thanks"
    before = await AuditEntry.filter(account_id=account.id).count()
    assert WRONG in (await client.get(page)).text
    assert await AuditEntry.filter(account_id=account.id).count() == before + 1
    await sign_in(Role.PUBLISHER)
    assert WRONG not in (await client.get(page)).text
    await come_in(client, youth.worker)
    assert WRONG in (await client.get(f"/forum/youth/checks/{asked.id}")).text
    assert (await client.post(f"/forum/youth/checks/{asked.id}/count")).status_code == 303
    assert "Agreed" in (await client.get(f"/forum/youth/checks/{asked.id}")).text
    publisher = await sign_in(Role.PUBLISHER)
    await publish(publisher, await Reply.get(id=reply.id), today())
    assert (
        f"{youth.organisation.name} read this before it was public"
        in (await client.get(f"/replies/{reply.slug}")).text
    )
