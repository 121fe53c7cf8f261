"""A forum is asked whether it is what it said, by a link that works once, before the reply is public."""

import re
from datetime import date, timedelta

import pytest

from feedback.core.errors import NotFound, Refusal
from feedback.core.models import Mail
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
from tests.makers.people import make_account
from tests.makers.replies import make_draft, make_reply, make_theme, make_voice, publish, rewrite

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
    check = await ask_forum(
        writer, reply, "SEND Youth Forum", "worker@forum.example", "http://heard.test", today
    )
    return await get_check(check.id, token_of(check))


async def test_a_reply_waits_for_the_forum_and_carries_its_agreement():
    reply, writer, _ = await a_checked_reply()
    check = await ask(reply, writer)
    mail = await Mail.get(to="worker@forum.example")
    assert re.search(rf"http://heard\.test/agree/{check.id}/\w{{40}}", mail.body)
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
