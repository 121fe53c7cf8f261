"""Whether it helped: people heard, forums and everybody apart, suppressed, beside the council's own claim."""

from datetime import date, timedelta

import pytest

from feedback.core.errors import Refusal
from feedback.people.models import Organisation
from feedback.replies.judging import (
    find_answer,
    judge_as_forum,
    judge_reply,
    publish_verdicts,
    verdict_of,
)
from feedback.replies.models import Answered, Asked, Status, Verdict
from feedback.replies.updating import Position, publish_update, write_update
from feedback.replies.writing import withdraw_reply
from tests.makers.consultations import make_consultation
from tests.makers.people import make_account
from tests.makers.replies import make_public_reply, make_theme, make_voice

TODAY = date(2026, 5, 4)
TOMORROW = TODAY + timedelta(days=1)
pytestmark = pytest.mark.usefixtures("db")


async def a_public_reply(**more):
    consultation = await make_consultation()
    heard = await make_voice(consultation, "My taxi is late")
    theme = await make_theme(consultation, "Late taxis", heard.comments)
    return await make_public_reply(consultation, [theme], **({"status": Status.DONE} | more))


async def answer(reply, asked: Asked, answered: Answered, many: int, mark: str = "") -> None:
    for number in range(many):
        await judge_reply(reply, asked, answered, f"{mark}{answered}{number}", TODAY)


async def test_done_waits_for_the_verdict_until_answers_are_public():
    reply = await a_public_reply()
    assert reply.standing == "Done, waiting for your verdict"
    await answer(reply, Asked.RECEIPT, Answered.YES, 9)
    await publish_verdicts(TODAY)
    await reply.refresh_from_db()
    assert reply.waits_for_verdict, "nine people are too few to publish"
    await answer(reply, Asked.RECEIPT, Answered.NO, 6)
    await publish_verdicts(TOMORROW)
    await reply.refresh_from_db()
    assert reply.standing == "Done"
    assert reply.judged_on == TOMORROW


async def test_each_kind_is_counted_by_itself_and_small_counts_are_hidden():
    reply, other = await a_public_reply(), await a_public_reply(title="Another")
    await answer(reply, Asked.RECEIPT, Answered.YES, 12)
    await answer(reply, Asked.RECEIPT, Answered.A_BIT, 8)
    await answer(reply, Asked.RECEIPT, Answered.NO, 2)
    await answer(reply, Asked.PUBLIC, Answered.NO, 40)
    await answer(other, Asked.PUBLIC, Answered.YES, 3)
    await publish_verdicts(TODAY)
    receipt, public = (await verdict_of(reply)).said
    assert receipt.who == "People whose words this answers"
    assert dict(receipt.counts)["No"] == "fewer than 5"
    assert "2" not in [count for _, count in receipt.counts]
    assert public.counts == (("Yes", "0"), ("A bit", "0"), ("No", "40"), ("Not yet", "0"))
    few = (await verdict_of(other)).said[0]
    assert (few.total, few.counts) == ("fewer than 10 people answered so far", ())


async def test_a_few_answers_more_change_nothing_that_is_public():
    reply = await a_public_reply()
    await answer(reply, Asked.PUBLIC, Answered.YES, 20)
    await publish_verdicts(TODAY)
    await answer(reply, Asked.PUBLIC, Answered.NO, 4)
    await publish_verdicts(TOMORROW)
    assert dict((await verdict_of(reply)).said[0].counts)["No"] == "0"
    await answer(reply, Asked.PUBLIC, Answered.NO, 5)
    await publish_verdicts(TOMORROW)
    assert dict((await verdict_of(reply)).said[0].counts)["No"] == "5"


async def test_no_answer_moves_by_a_few_while_others_move_by_many():
    """40, 12 and 8, and then 41, 12 and 12: the one who said yes and the four who said no would stand out."""
    reply = await a_public_reply()
    await answer(reply, Asked.PUBLIC, Answered.YES, 40)
    await answer(reply, Asked.PUBLIC, Answered.A_BIT, 12)
    await answer(reply, Asked.PUBLIC, Answered.NO, 8)
    await publish_verdicts(TODAY)
    await answer(reply, Asked.PUBLIC, Answered.YES, 1, "more")
    await answer(reply, Asked.PUBLIC, Answered.NO, 4, "more")
    await publish_verdicts(TOMORROW)
    (said,) = (await verdict_of(reply)).said
    assert [count for _, count in said.counts] == ["40", "12", "8", "0"]
    assert said.published_on == TODAY
    await answer(reply, Asked.PUBLIC, Answered.NO, 1, "yet more")
    await answer(reply, Asked.PUBLIC, Answered.NOT_YET, 2)
    await publish_verdicts(TOMORROW)
    (said,) = (await verdict_of(reply)).said
    assert [count for _, count in said.counts] == ["40", "12", "13", "0"]
    assert said.total == "not shown", "beside the others an exact total would tell who is not counted yet"
    await answer(reply, Asked.PUBLIC, Answered.NOT_YET, 5, "at last")
    await publish_verdicts(TOMORROW + timedelta(days=1))
    (said,) = (await verdict_of(reply)).said
    assert [count for _, count in said.counts] == ["40", "12", "13", "7"]


async def test_a_second_answer_takes_the_place_of_the_first():
    reply = await a_public_reply()
    await judge_reply(reply, Asked.PUBLIC, Answered.YES, "one browser", TODAY)
    await judge_reply(reply, Asked.PUBLIC, Answered.NO, "one browser", TODAY)
    await judge_reply(reply, Asked.RECEIPT, Answered.YES, "one browser", TODAY)
    assert await Verdict.filter(reply=reply).count() == 2
    assert await find_answer(reply, Asked.PUBLIC, "one browser") is Answered.NO
    assert await find_answer(reply, Asked.PUBLIC, "another") is None


async def test_a_forum_answers_in_its_own_name_and_at_once():
    reply = await a_public_reply()
    forum = await Organisation.create(slug="youth", name="SEND Youth Forum", kind="forum")
    await judge_as_forum(reply, forum, Answered.A_BIT, TODAY)
    await judge_as_forum(reply, forum, Answered.NO, TOMORROW)
    judged = await verdict_of(reply)
    assert [(one.forum, one.answer) for one in judged.forums] == [("SEND Youth Forum", Answered.NO)]
    await reply.refresh_from_db()
    assert reply.standing == "Done"


async def test_what_people_said_before_it_was_done_does_not_count_as_its_verdict():
    reply = await a_public_reply(status=Status.DOING)
    await answer(reply, Asked.PUBLIC, Answered.NOT_YET, 12)
    await publish_verdicts(TODAY)
    update = await write_update(
        await make_account(), reply, Position(Status.DONE, "New times run.", "You asked.", None), TODAY
    )
    await publish_update(await make_account(name="Bea"), update, TODAY)
    await reply.refresh_from_db()
    assert reply.standing == "Done, waiting for your verdict"


async def test_only_a_public_reply_can_be_judged():
    reply = await a_public_reply()
    await withdraw_reply(await make_account(), reply, "It named the wrong team.", TODAY)
    with pytest.raises(Refusal, match="not public"):
        await judge_reply(reply, Asked.PUBLIC, Answered.YES, "one", TODAY)
