"""Draft, announced, open, closed, replied: each step by its rules, and by one person only."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from feedback.consultations.details import details_of
from feedback.consultations.lifecycle import (
    add_consultation,
    announce_consultation,
    change_consultation,
    close_consultation,
    get_consultation,
    hide_consultation,
    open_and_close_due,
    open_consultation,
    reply_consultation,
    slug_of,
)
from feedback.consultations.models import (
    ANY_TIME,
    HELPFUL,
    YOUTH_FORUM,
    Consultation,
    ConsultationState,
    Level,
)
from feedback.core.clock import london_day
from feedback.core.errors import NotFound, Refusal
from feedback.people.models import AuditEntry
from tests.makers.consultations import DAY, details, make_consultation, make_priority

LAST_DAY = date(2026, 4, 30)


async def test_a_draft_gets_an_address_from_its_title(db):
    first = await add_consultation(details(title="How’s the café? Ça va!"), DAY)
    second = await add_consultation(details(title="How’s the café? Ça va!"), DAY)
    assert (first.slug, second.slug) == ("hows-the-cafe-ca-va", "hows-the-cafe-ca-va-2")
    assert first.state is ConsultationState.DRAFT


async def test_no_consultation_has_the_address_of_the_page_that_adds_one(db):
    with pytest.raises(Refusal) as refused:
        await add_consultation(details(), DAY, slug="add")
    assert refused.value.field == "slug"
    assert (await add_consultation(details(title="Add"), DAY)).slug == "add-2"
    assert (await add_consultation(details(title="Add!"), DAY)).slug == "add-3"


@pytest.mark.parametrize(
    ("title", "slug"),
    [("!!!", "consultation"), ("学校", "consultation"), ("a" * 200, "a" * 70), ("A -- b", "a-b")],
)
def test_an_address_is_always_one(title, slug):
    assert slug_of(title) == slug


async def test_two_with_the_same_title_at_once_get_two_addresses(db):
    made = await asyncio.gather(*(add_consultation(details(), DAY) for _ in range(4)))
    assert len({one.slug for one in made}) == 4


async def test_a_chosen_address_must_be_free_and_plain(db):
    await add_consultation(details(), DAY, slug="nhs")
    for slug in ("nhs", "NHS feedback", "../x"):
        with pytest.raises(Refusal) as refused:
            await add_consultation(details(), DAY, slug=slug)
        assert refused.value.field == "slug"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 161}, "title"),
        ({"purpose": "x" * 5001}, "purpose"),
        ({"closes_on": date(2026, 3, 1)}, "closes_on"),
        ({"closes_on": date(2036, 3, 1)}, "closes_on"),
        ({"is_permanent": True}, "closes_on"),
        ({"audiences": ("martian",)}, "audiences"),
    ],
)
async def test_a_draft_refuses_what_cannot_be_right(db, change, field):
    with pytest.raises(Refusal) as refused:
        await add_consultation(details(**change), DAY)
    assert refused.value.field == field
    assert not await Consultation.all().exists()


async def test_a_draft_refuses_a_priority_that_is_not_there(db):
    consultation = await make_consultation()
    with pytest.raises(Refusal) as refused:
        await add_consultation(details(priorities=(consultation.id,)), DAY)
    assert refused.value.field == "priorities"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"purpose": " "}, "purpose"),
        ({"is_decision_open": None}, "is_decision_open"),
        ({"is_decision_open": False}, "is_decision_open"),
        ({"can_change": ""}, "can_change"),
        ({"cannot_change": ""}, "cannot_change"),
        ({"decider": ""}, "decider"),
        ({"audiences": ()}, "audiences"),
        ({"decision_month": None}, "decision_month"),
        ({"decision_month": date(2026, 3, 1)}, "decision_month"),
        ({"opens_on": None}, "opens_on"),
        ({"closes_on": None}, "closes_on"),
        ({"opens_on": date(2026, 3, 3)}, "opens_on"),
        ({"opens_on": date(2026, 2, 1), "closes_on": date(2026, 3, 1)}, "closes_on"),
    ],
)
async def test_it_does_not_open_before_people_can_know_what_they_need(db, change, field):
    consultation = await add_consultation(details(**change), DAY)
    with pytest.raises(Refusal) as refused:
        await open_consultation(consultation, DAY)
    assert refused.value.field == field
    assert (await get_consultation(consultation.slug)).state is ConsultationState.DRAFT


async def test_telling_needs_no_open_decision(db):
    consultation = await add_consultation(
        details(level=Level.TELLING, is_decision_open=False, can_change=""), DAY
    )
    await open_consultation(consultation, DAY)
    assert consultation.state is ConsultationState.OPEN


async def test_one_that_is_always_open_needs_no_days(db):
    consultation = await add_consultation(
        details(is_permanent=True, opens_on=None, closes_on=None, decision_month=None), DAY
    )
    await open_consultation(consultation, DAY)
    assert consultation.takes_answers(DAY + timedelta(days=4000))
    assert consultation.reply_due_on is None


async def test_the_whole_life(db):
    consultation = await add_consultation(details(), DAY)
    await open_consultation(consultation, DAY)
    await close_consultation(consultation, LAST_DAY)
    assert consultation.reply_due_on == date(2026, 7, 23)
    await reply_consultation(consultation, date(2026, 6, 1))
    assert consultation.state is ConsultationState.REPLIED
    assert not consultation.is_late(date(2027, 1, 1))
    actions = (
        await AuditEntry.filter(subject_id=str(consultation.id))
        .order_by("at")
        .values_list("action", flat=True)
    )
    assert actions == [
        "add consultation",
        "open consultation",
        "close consultation",
        "reply to consultation",
    ]


async def test_no_step_can_be_taken_twice_or_out_of_turn(db):
    consultation = await add_consultation(details(), DAY)
    for step in (close_consultation, reply_consultation):
        with pytest.raises(Refusal):
            await step(consultation, DAY)
    await open_consultation(consultation, DAY)
    for step in (open_consultation, announce_consultation, reply_consultation):
        with pytest.raises(Refusal):
            await step(consultation, DAY)
    await close_consultation(consultation, DAY)
    for step in (open_consultation, close_consultation):
        with pytest.raises(Refusal):
            await step(consultation, DAY)


@pytest.mark.parametrize("slug", [ANY_TIME, HELPFUL, YOUTH_FORUM])
async def test_what_people_can_always_say_is_never_closed(db, slug):
    consultation = await make_consultation(slug=slug, is_permanent=True, closes_on=None)
    with pytest.raises(Refusal, match="never closed"):
        await close_consultation(consultation, DAY)
    assert (await get_consultation(slug)).takes_answers(LAST_DAY)


async def test_of_two_who_close_at_once_one_is_told(db):
    consultation = await make_consultation()
    copies = [await get_consultation(consultation.slug) for _ in range(2)]
    results = await asyncio.gather(
        *(close_consultation(copy, LAST_DAY) for copy in copies), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Refusal"]
    assert await AuditEntry.filter(action="close consultation", subject_id=str(consultation.id)).count() == 1


async def test_late_begins_on_the_day_after_the_promise(db):
    consultation = await make_consultation(state=ConsultationState.CLOSED, closed_on=LAST_DAY)
    assert not consultation.is_late(date(2026, 7, 23))
    assert consultation.is_late(date(2026, 7, 24))
    assert consultation.days_waiting(date(2026, 7, 24)) == 85


# Changing


async def test_a_draft_can_be_changed_in_everything(db):
    priority = await make_priority()
    consultation = await add_consultation(details(), DAY)
    await change_consultation(
        consultation, details(title="Taxis", level=Level.ASKING, priorities=(priority.id,)), DAY
    )
    again = await details_of(await get_consultation(consultation.slug))
    assert (again.title, again.level, again.priorities) == ("Taxis", Level.ASKING, (priority.id,))


async def test_an_address_stays_when_the_title_changes(db):
    consultation = await add_consultation(details(title="Taxis"), DAY)
    await change_consultation(consultation, details(title="Buses"), DAY)
    assert consultation.slug == "taxis"


async def test_priorities_can_be_taken_away(db):
    one, two = await make_priority(), await make_priority()
    consultation = await add_consultation(details(priorities=(one.id, two.id)), DAY)
    await change_consultation(consultation, details(priorities=(two.id,)), DAY)
    assert (await details_of(consultation)).priorities == (two.id,)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"level": Level.DECIDING}, "level"),
        ({"can_change": "Everything"}, "can_change"),
        ({"purpose": "Another one"}, "purpose"),
        ({"opens_on": date(2026, 3, 1)}, "opens_on"),
        ({"closes_on": date(2026, 3, 2)}, "closes_on"),
    ],
)
async def test_what_people_answer_on_stays_while_it_is_open(db, change, field):
    consultation = await make_consultation()
    with pytest.raises(Refusal) as refused:
        await change_consultation(consultation, details(**change), date(2026, 3, 20))
    assert refused.value.field == field


async def test_the_last_day_may_move_while_it_is_open(db):
    consultation = await make_consultation()
    await change_consultation(consultation, details(closes_on=date(2026, 5, 31)), date(2026, 4, 29))
    assert consultation.closes_on == date(2026, 5, 31)


async def test_after_closing_only_the_reason_for_being_late_and_priorities_change(db):
    consultation = await make_consultation(state=ConsultationState.CLOSED, closed_on=LAST_DAY)
    written = await details_of(consultation)
    await change_consultation(
        consultation, replace(written, late_reason="We need the new timetable."), LAST_DAY
    )
    assert consultation.late_reason == "We need the new timetable."
    with pytest.raises(Refusal) as refused:
        await change_consultation(consultation, replace(written, closes_on=date(2026, 6, 1)), LAST_DAY)
    assert refused.value.field == "closes_on"


async def test_an_announced_one_cannot_lose_what_it_needs(db):
    consultation = await add_consultation(details(), DAY)
    await announce_consultation(consultation, DAY)
    with pytest.raises(Refusal) as refused:
        await change_consultation(consultation, details(decider=""), DAY)
    assert refused.value.field == "decider"


# By itself


async def announced(**more: object) -> Consultation:
    consultation = await add_consultation(details(**more), date(2026, 2, 1))
    await announce_consultation(consultation, date(2026, 2, 1))
    return consultation


async def test_it_opens_on_its_first_day_and_closes_after_its_last(db):
    consultation = await announced()
    assert await open_and_close_due(date(2026, 3, 1)) == (0, 0)
    assert await open_and_close_due(DAY) == (1, 0)
    assert await open_and_close_due(DAY) == (0, 0)
    assert await open_and_close_due(LAST_DAY) == (0, 0)
    assert await open_and_close_due(LAST_DAY + timedelta(days=1)) == (0, 1)
    await consultation.refresh_from_db()
    assert (consultation.state, consultation.closed_on) == (ConsultationState.CLOSED, LAST_DAY)


async def test_a_draft_that_nobody_announced_stays_a_draft(db):
    consultation = await add_consultation(details(), DAY)
    assert await open_and_close_due(date(2026, 3, 20)) == (0, 0)
    await consultation.refresh_from_db()
    assert consultation.state is ConsultationState.DRAFT


async def test_a_hidden_announcement_opens_nothing(db):
    consultation = await announced()
    await hide_consultation(consultation)
    assert not consultation.is_public
    assert await open_and_close_due(DAY) == (0, 0)


async def test_after_a_long_sleep_it_neither_opens_what_is_over_nor_moves_the_promise(db):
    await announced()
    sleeper = await make_consultation()
    assert await open_and_close_due(date(2026, 6, 1)) == (0, 1)
    await sleeper.refresh_from_db()
    assert sleeper.reply_due_on == date(2026, 7, 23)


async def test_two_schedulers_at_once_take_each_step_once(db):
    await announced()
    await make_consultation(closes_on=date(2026, 3, 1))
    both = await asyncio.gather(*(open_and_close_due(DAY) for _ in range(2)))
    assert sum(opened for opened, _ in both) == 1
    assert sum(closed for _, closed in both) == 1


@pytest.mark.parametrize(
    ("moment", "takes_answers"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), True),  # 00:59 in London: the clocks go forward at one
        (datetime(2026, 3, 29, 22, 59, tzinfo=UTC), True),  # 23:59 in London, an hour ahead by now
        (datetime(2026, 3, 29, 23, 0, tzinfo=UTC), False),  # midnight in London
        (datetime(2026, 10, 25, 23, 59, tzinfo=UTC), False),
    ],
)
async def test_the_last_day_ends_at_midnight_in_london(db, moment, takes_answers):
    consultation = await make_consultation(closes_on=date(2026, 3, 29))
    assert consultation.takes_answers(london_day(moment)) is takes_answers
    closed = await open_and_close_due(london_day(moment))
    assert closed == (0, 0 if takes_answers else 1)


async def test_the_autumn_hour_that_comes_twice_is_one_day(db):
    await make_consultation(closes_on=date(2026, 10, 25))
    for moment in (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)):
        assert await open_and_close_due(london_day(moment)) == (0, 0)
    assert await open_and_close_due(london_day(datetime(2026, 10, 26, 0, 0, tzinfo=UTC))) == (0, 1)


@pytest.mark.parametrize("slug", ["nowhere", "x" * 500, "a\x00b", "'; drop table", "é"])
async def test_what_is_not_there_is_not_found(db, slug):
    with pytest.raises(NotFound):
        await get_consultation(slug)
