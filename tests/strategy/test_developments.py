"""Developments move on with a reason, and their history is only ever added to (D54, D55)."""

from datetime import date, timedelta

import pytest

from feedback.core.errors import Refusal
from feedback.people.models import AuditEntry
from feedback.strategy import developing
from feedback.strategy.deleting import delete_line, delete_priority
from feedback.strategy.development_models import Development, DevelopmentStep, Promise, Stage
from feedback.strategy.developments import (
    developments_under,
    list_developments,
    pilots_without_end,
    pilots_without_outcome,
    read_development,
)
from feedback.strategy.models import Line, Priority
from tests.makers.developments import DAY, make_development, make_local_offer, make_pilot, promised, words
from tests.makers.strategy import make_norfolk
from tests.web import make_account


@pytest.fixture
async def noise(db):
    return await make_development(title="Something else", summary="Nothing to do with it.")


async def test_a_development_moves_on_with_a_reason_and_keeps_its_history(db, noise):
    account = await make_account()
    development = await make_development(account)
    await developing.move_development(
        account, development, Stage.LIVE, "The first room opened in Norwich.", DAY + timedelta(days=30)
    )
    assert development.stage is Stage.LIVE
    steps = await DevelopmentStep.filter(development_id=development.id).order_by("position")
    assert [(step.was_stage, step.stage, step.said) for step in steps] == [
        (None, Stage.PLANNED, "We began to plan it."),
        (Stage.PLANNED, Stage.LIVE, "The first room opened in Norwich."),
    ]
    assert [step.happened_on for step in steps] == [DAY, DAY + timedelta(days=30)]
    assert (await Development.get(id=noise.id)).stage is Stage.PLANNED
    entry = await AuditEntry.get(action="development.move")
    assert (entry.actor_name, entry.detail) == (account.name, "planned to live")


async def test_a_move_without_a_reason_or_to_where_it_stands_is_refused(db):
    account, development = await make_account(), await make_development()
    with pytest.raises(Refusal, match="what happened") as refused:
        await developing.move_development(account, development, Stage.LIVE, "  ", DAY)
    assert refused.value.field == "said"
    with pytest.raises(Refusal, match="stands there already"):
        await developing.move_development(account, development, Stage.PLANNED, "Still.", DAY)
    assert await DevelopmentStep.filter(development_id=development.id).count() == 1


async def test_two_people_who_move_it_at_once_do_not_overwrite_each_other(db):
    account, development = await make_account(), await make_development()
    same = await Development.get(id=development.id)
    await developing.move_development(account, development, Stage.LIVE, "It opened.", DAY)
    with pytest.raises(Refusal, match="stands there already"):
        await developing.move_development(account, same, Stage.LIVE, "It opened.", DAY)
    assert await DevelopmentStep.filter(development_id=development.id).count() == 2


async def test_other_words_come_with_a_reason_in_the_history(db):
    account, development = await make_account(), await make_development()
    with pytest.raises(Refusal, match="why you change it"):
        await developing.change_development(account, development, words(title="New"), "", DAY)
    await developing.change_development(
        account,
        development,
        words(summary="A calm room, with a person in it."),
        "You asked who is there.",
        DAY,
    )
    assert development.summary == "A calm room, with a person in it."
    page = await read_development(development)
    assert [step.said for step in page.history] == ["You asked who is there.", "We began to plan it."]


async def test_coming_soon_needs_a_promise_with_a_day(db):
    account, development = await make_account(), await make_development()
    with pytest.raises(Refusal, match="when you will say more"):
        await developing.add_development(account, words(), Stage.COMING_SOON, DAY)
    with pytest.raises(Refusal, match="when you will say more"):
        await developing.move_development(account, development, Stage.COMING_SOON, "Nearly there.", DAY)
    with pytest.raises(Refusal, match="Give the day") as refused:
        await developing.move_development(
            account, development, Stage.COMING_SOON, "Nearly.", DAY, promised=promised(check_on=None)
        )
    assert refused.value.field == "check_on"
    await developing.move_development(
        account, development, Stage.COMING_SOON, "Nearly there.", DAY, promised=promised()
    )
    assert (await Promise.get(development_id=development.id)).check_on == date(2026, 5, 1)


async def test_a_pilot_needs_a_last_day_and_asks_for_its_outcome_when_it_is_over(db, noise):
    account = await make_account()
    with pytest.raises(Refusal, match="needs a last day"):
        await make_pilot(account, ends_on=None)
    pilot = await make_pilot(account)
    assert await pilots_without_outcome(date(2026, 3, 31)) == []
    assert [one.id for one in await pilots_without_outcome(date(2026, 4, 1))] == [pilot.id]
    with pytest.raises(Refusal, match="what came of the pilot first"):
        await developing.move_development(account, pilot, Stage.DONE, "Over.", date(2026, 4, 1))
    with pytest.raises(Refusal, match="goes on"):
        await developing.say_outcome(account, pilot, "It helped.", Stage.PLANNED, date(2026, 4, 2))
    await developing.say_outcome(account, pilot, "Most slept better.", Stage.ONGOING, date(2026, 4, 2))
    assert (pilot.stage, pilot.outcome_on) == (Stage.ONGOING, date(2026, 4, 2))
    assert await pilots_without_outcome(date(2026, 5, 1)) == []
    with pytest.raises(Refusal, match="Only a pilot"):
        await developing.say_outcome(account, pilot, "Again.", Stage.DONE, date(2026, 4, 3))


async def test_the_countys_pilot_of_2018_asks_for_its_outcome_from_february_2019(db):
    """Three months from November 2018 (D55)."""
    found = await make_local_offer()
    assert "DEV6" not in [one.code for one in await pilots_without_outcome(date(2019, 1, 31))]
    assert [one.code for one in await pilots_without_outcome(date(2019, 2, 1))] == ["DEV6"]
    assert [one.code for one in await pilots_without_end()] == ["DEV8"]
    assert found["DEV6"].awaits_outcome(date(2019, 2, 1))


async def test_the_countys_page_is_loaded_once_and_leaves_what_staff_moved_on(db):
    found = await make_local_offer()
    assert sorted(found) == sorted(f"DEV{number}" for number in range(1, 12))
    account = await make_account()
    await developing.move_development(account, found["DEV4"], Stage.DONE, "The directory is whole.", DAY)
    assert await make_local_offer() == {}
    assert (await Development.get(code="DEV4")).stage is Stage.DONE
    assert await Promise.all().count() == 3
    page = await read_development(found["DEV1"])
    assert [len(listed.items) for listed in page.lists] == [4]
    assert page.history[0].happened_on == date(2018, 10, 29)
    assert "Policy and Resources Committee" in page.history[0].said


async def test_the_list_goes_by_stage_and_can_be_for_one_audience(db):
    await make_local_offer()
    everything = await list_developments()
    assert sum(map(len, everything.values())) == 11
    assert [one.code for one in everything[Stage.COMING_SOON]] == ["DEV2"]
    employers = [one.code for found in (await list_developments("employer")).values() for one in found]
    assert sorted(employers) == ["DEV1", "DEV9"]  # DEV1 is for everybody


async def test_a_person_ties_it_to_priorities_and_lines_which_can_then_not_be_deleted(db, noise):
    await make_norfolk()
    account, development = await make_account(), await make_development()
    priority, other = await Priority.get(code="P2"), await Priority.get(code="P3")
    line = await Line.get(code="P2-N1")
    with pytest.raises(Refusal, match="priorities that you chose"):
        await developing.link_development(account, development, [other.id], [line.id])
    await developing.link_development(account, development, [priority.id], [line.id])
    assert [one.id for one in await developments_under([priority.id], [])] == [development.id]
    assert [one.id for one in await developments_under([], [line.id])] == [development.id]
    assert await developments_under([other.id], []) == []
    with pytest.raises(Refusal, match="a development"):
        await delete_line(line)
    with pytest.raises(Refusal, match="a development"):
        await delete_priority(priority)
