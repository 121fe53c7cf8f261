"""A forum is asked whether it is what it said, by a link that works once, before the reply is public."""

from datetime import date, timedelta

import pytest

from feedback.core.clock import now
from feedback.core.errors import NotFound, Refusal
from feedback.core.models import Mail
from feedback.core.roles import Role
from feedback.forums.representing import end_representative
from feedback.people.accounts import get_account
from feedback.people.models import Organisation
from feedback.people.roles import grant_role
from feedback.people.speakers import forums_with_speakers, speakers_of, spoken_for
from feedback.replies.agreeing import (
    DAYS_TO_ANSWER,
    agreed_check,
    answer_check,
    ask_forum,
    get_check,
    is_about_young_words,
    is_open,
    last_check,
    token_of,
)
from feedback.replies.models import CheckState, ForumCheck, ReplyState
from feedback.replies.writing import check_reply
from tests.makers.consultations import make_consultation
from tests.makers.forums import make_forum
from tests.makers.people import make_account
from tests.makers.replies import make_draft, make_reply, make_theme, make_voice, publish, rewrite
from tests.web import make_organisation

TODAY = date(2026, 5, 4)
LATER = TODAY + timedelta(days=DAYS_TO_ANSWER + 1)
pytestmark = pytest.mark.usefixtures("db")


async def a_checked_reply(group: str = "young_person"):
    consultation = await make_consultation()
    heard = await make_voice(consultation, "My taxi is late", group=group)
    theme = await make_theme(consultation, "Late taxis", heard.comments)
    writer = await make_account()
    reply = await make_reply(consultation, writer, [theme])
    await check_reply(await make_account(name="Bea"), reply, TODAY)
    await reply.refresh_from_db()
    return reply, writer, theme


async def ask(reply, writer, today: date = TODAY) -> ForumCheck:
    forum = (
        await Organisation.get_or_none(slug="send")
        or (await make_forum(slug="send", name="SEND Youth Forum")).organisation
    )
    check = await ask_forum(writer, reply, forum, "http://heard.test", today)
    return await get_check(check.id, token_of(check))


async def test_a_reply_waits_for_the_forum_and_carries_its_agreement():
    reply, writer, _ = await a_checked_reply()
    check = await ask(reply, writer)
    mails = await Mail.filter(body__contains=f"http://heard.test/agree/{check.id}/{token_of(check)}")
    assert {mail.to.partition("@")[2] for mail in mails} == {"forum.test"}
    assert len(mails) == 3, "each of those who speak for it, and nobody else"
    with pytest.raises(Refusal, match="Wait for its answer"):
        await publish(writer, reply, TODAY)
    await answer_check(check, True, TODAY)
    await publish(writer, reply, TODAY)
    agreed = await agreed_check(reply)
    assert agreed is not None
    assert (agreed.forum, agreed.answered_on) == ("SEND Youth Forum", TODAY)


async def test_a_link_works_once_and_for_two_weeks():
    reply, writer, _ = await a_checked_reply()
    check = await ask(reply, writer)
    assert is_open(check, TODAY)
    assert not is_open(check, LATER)
    with pytest.raises(Refusal, match="too old"):
        await answer_check(check, True, LATER)
    await answer_check(check, True, TODAY)
    with pytest.raises(Refusal, match="used before"):
        await answer_check(check, False, TODAY)
    assert (await ForumCheck.get()).state is CheckState.AGREED
    with pytest.raises(NotFound):
        await get_check(check.id, "0" * 40)


async def test_a_reply_that_the_forum_does_not_know_as_its_own_is_not_published():
    reply, writer, theme = await a_checked_reply()
    await answer_check(await ask(reply, writer), False, TODAY)
    with pytest.raises(Refusal, match="not what it said"):
        await publish(writer, reply, TODAY)
    await reply.fetch_related("priority")
    await rewrite(writer, reply, make_draft(reply.priority, you_said="Taxis are late."), [theme.id])
    assert await last_check(reply) is None, "its answer was about other words"
    await check_reply(await make_account(name="Cy"), reply, TODAY)
    await publish(writer, reply, TODAY)
    assert await agreed_check(reply) is None


async def test_a_forum_that_does_not_answer_holds_nothing_up_for_ever():
    reply, writer, _ = await a_checked_reply()
    await ask(reply, writer)
    with pytest.raises(Refusal, match="asked already"):
        await ask(reply, writer)
    await publish(writer, reply, LATER)
    await reply.refresh_from_db()
    assert reply.state is ReplyState.PUBLISHED


async def test_a_forum_is_asked_only_about_words_that_a_second_person_checked():
    reply, writer, theme = await a_checked_reply()
    await reply.fetch_related("priority")
    await rewrite(writer, reply, make_draft(reply.priority), [theme.id])
    with pytest.raises(Refusal, match="second person"):
        await ask(reply, writer)


async def test_it_is_known_which_replies_are_about_young_peoples_words():
    young, _, _ = await a_checked_reply()
    parents, _, _ = await a_checked_reply("parent_carer")
    assert await is_about_young_words(young)
    assert not await is_about_young_words(parents)


async def test_only_a_forum_that_somebody_speaks_for_is_asked():
    """An officer who is given the forum's role speaks for nobody, and gets no link to press themselves."""
    reply, writer, _ = await a_checked_reply()
    forum = await make_organisation()
    officer = await make_account()
    await grant_role(None, officer, Role.FORUM, now(), organisation=forum)
    assert await forums_with_speakers() == []
    with pytest.raises(Refusal, match="Nobody speaks"):
        await ask_forum(writer, reply, forum, "http://heard.test", TODAY)
    assert not await ForumCheck.exists()
    assert spoken_for(await get_account(officer.id)) == set()
    spoken = await make_forum()
    assert await forums_with_speakers() == [spoken.organisation]
    await end_representative(writer, spoken.seats["first"], now())
    left = {account.id for account in await speakers_of(spoken.organisation)}
    assert left == {spoken.second.id, spoken.third.id}
