"""Who is asked when: overlaps for the same people, and days on which it is hard to ask (D15, D19)."""

from datetime import date, timedelta
from typing import Any

import pytest

from feedback.consultations.calendar import overlaps_of, quiet_warnings, read_calendar
from feedback.consultations.models import ANY_TIME, ConsultationState, Level
from feedback.consultations.rules import missing_for_opening, warnings_before_opening
from feedback.core.clock import today
from feedback.core.roles import Role
from feedback.voices.always_open import any_time
from tests.makers.consultations import details, make_consultation

DAY = date(2026, 3, 2)


async def planned(title: str, first: date, last: date, *audiences: str, **more):
    return await make_consultation(
        title=title,
        state=ConsultationState.DRAFT,
        opened_on=None,
        opens_on=first,
        closes_on=last,
        audiences=list(audiences),
        **more,
    )


async def test_two_that_ask_the_same_people_on_the_same_days_overlap(db):
    one = await planned("Buses", date(2026, 4, 1), date(2026, 4, 30), "young_person", "parent_carer")
    two = await planned("Plans", date(2026, 4, 30), date(2026, 6, 1), "young_person")
    await planned("Jobs", date(2026, 6, 2), date(2026, 7, 1), "young_person")
    await planned("Staff", date(2026, 4, 1), date(2026, 7, 1), "health")
    rows = {row.audience: row for row in await read_calendar(DAY)}
    (overlap,) = rows["young_person"].overlaps
    assert ({overlap.one.id, overlap.other.id}, overlap.days) == ({one.id, two.id}, 1)
    assert [len(row.overlaps) for row in (rows["parent_carer"], rows["health"])] == [0, 0]
    assert await overlaps_of(two, DAY) == ["“Buses” asks children and young people on some of the same days."]
    assert await overlaps_of(one, date(2026, 5, 1)) == []


async def test_what_is_over_or_always_open_overlaps_with_nothing(db):
    over = await planned("Over", date(2026, 1, 1), date(2026, 2, 1), "young_person")
    always = await planned("Always", date(2026, 1, 1), None, "young_person", is_permanent=True)
    await planned("Now", date(2026, 1, 1), date(2026, 6, 1), "young_person")
    (row,) = await read_calendar(DAY)
    assert row.overlaps == []
    assert over.id not in {one.id for one in row.asked}
    assert always.id in {one.id for one in row.asked}


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 12, 1), date(2026, 12, 18), []),
        (date(2026, 12, 1), date(2026, 12, 19), ["the Christmas holidays"]),
        (date(2027, 3, 1), date(2027, 3, 25), ["the weeks before the elections of May 2027"]),
        (date(2027, 4, 20), date(2027, 5, 20), ["the weeks before the elections of May 2027"]),
    ],
)
def test_days_across_holidays_and_before_elections_are_warned_of(first, last, said):
    warnings = quiet_warnings(first, last)
    assert [name in warning for name, warning in zip(said, warnings, strict=True)] == [True] * len(said)


@pytest.mark.parametrize(("closes", "warns"), [(date(2026, 3, 28), True), (date(2026, 3, 29), False)])
def test_fewer_than_28_days_is_worth_a_warning(closes, warns):
    warnings = warnings_before_opening(details(closes_on=closes), DAY)
    assert bool(warnings) is warns
    assert not missing_for_opening(details(closes_on=closes), DAY)


def test_the_warning_stands_beside_the_one_about_few_days():
    asked = details(
        opens_on=date(2026, 12, 10), closes_on=date(2026, 12, 24), decision_month=date(2027, 2, 1)
    )
    few, holidays = warnings_before_opening(asked, DAY)
    assert "only 15 days" in few
    assert "Christmas" in holidays


async def test_the_doors_that_never_close_do_not_hide_the_rest(client, sign_in):
    await any_time(today())
    first = today() + timedelta(days=10)
    await planned("Buses", first, first + timedelta(days=40), "young_person")
    assert [[one.title for one in row.asked] for row in await read_calendar(today())] == [["Buses"]]
    await sign_in(Role.EDITOR)
    page = (await client.get("/staff/calendar")).text
    assert "Nothing overlaps." in page
    assert f"/staff/consultations/{ANY_TIME}" not in page


async def test_staff_see_the_calendar_and_the_warning_on_the_draft(client, sign_in):
    first = today() + timedelta(days=10)
    one = await planned("Buses", first, first + timedelta(days=40), "young_person")
    await planned("Plans", first + timedelta(days=5), first + timedelta(days=50), "young_person")
    await sign_in(Role.EDITOR)
    page = (await client.get("/staff/calendar")).text
    assert "“Buses” and “Plans”, 36 days" in page
    assert (
        "“Plans” asks children and young people"
        in (await client.get(f"/staff/consultations/{one.slug}")).text
    )
    await sign_in(Role.EDITOR, consultation=one)
    assert (await client.get("/staff/calendar")).status_code == 403


@pytest.mark.parametrize("level", [Level.DESIGNING, Level.DECIDING])
def test_working_together_is_claimed_only_where_people_with_lived_experience_do(level):
    gaps = missing_for_opening(details(level=level), DAY)
    assert [gap.field for gap in gaps] == ["designed_with"]
    assert missing_for_opening(details(level=level, designed_with="Six young people wrote it."), DAY) == []


def test_easy_words_and_full_ones_open_together_or_not_at_all():
    def missing(full: str, easy: str, **more: Any) -> list[str]:
        asked = details(background=full, easy_background=easy, **more)
        return [gap.field for gap in missing_for_opening(asked, DAY)]

    assert missing("Facts.", "Easy.") == []
    assert missing("Facts.", " ") == ["easy_background"]
    assert missing("", "Easy.") == ["background"]
    assert missing("", "") == ["background", "easy_background"]
    assert missing("", "", level=Level.TELLING) == []
    assert missing("", "", is_permanent=True, closes_on=None) == []


@pytest.mark.parametrize("level", [Level.DESIGNING, Level.DECIDING])
def test_what_is_decided_cannot_be_always_open(level):
    always: dict[str, Any] = {"is_permanent": True, "closes_on": None, "decision_month": None}
    asked = details(level=level, designed_with="Six young people.", **always)
    assert [gap.field for gap in missing_for_opening(asked, DAY)] == ["is_permanent"]
    assert missing_for_opening(details(**always), DAY) == []


async def test_everybody_reads_both_and_who_works_on_it(client):
    consultation = await make_consultation(
        background="One in five plans is late.",
        easy_background="Plans come late.",
        designed_with="Six young people.",
    )
    page = (await client.get(f"/consultations/{consultation.slug}")).text
    assert page.index("Plans come late.") < page.index("One in five plans is late.")
    assert "Six young people." in page
