"""What a file takes: as much for a million comments as for a few, since it holds themes and never comments."""

import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from analysis.suppression import Rules
from feedback.reports.documents.spreadsheet import as_spreadsheet
from feedback.reports.exporting import KINDS, as_csv, staff_export
from feedback.themes.public_report import say_report
from feedback.themes.report import Report
from feedback.themes.report_parts import EVERYONE, Numbers
from tests.makers.people_as_numbers import Place, say

LITTLE = 2_000_000
DAY = "2026-03-02"
SHORT = staff_export(say([("parent_carer", ["buses"])] * 30, Rules()), DAY)


@pytest.fixture(autouse=True)
def noise():
    """These tests are about numbers alone and need no database."""


def peak(make: Callable[[], Iterable[bytes]]) -> tuple[int, int]:
    tracemalloc.start()
    size = sum(len(piece) for piece in make())
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return size, most


def report_of(people: int, themes: int = 60) -> Report:
    """A report of so many people, as it comes from tallies."""
    places = [Place(f"theme {number}") for number in range(themes)]
    numbers = {("everything", "", "all", ""): (3 * people, people)}
    numbers |= {("everything", "", "group", group): (people, people // 2) for group in ("health", "school")}
    for place in places:
        numbers[("theme", place.id, "all", "")] = (people, people // 4)
        numbers |= {("theme", place.id, "group", one): (people, people // 8) for one in ("health", "school")}
    return say_report(Place("c"), places, Numbers(numbers, EVERYONE), Rules())


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_million_people_take_no_more_than_a_thousand(kind):
    few, many = (staff_export(report_of(people), DAY) for people in (1_000, 1_000_000))
    list(KINDS[kind].make(few))  # fonts and templates are read once
    again = replace(few, stamp=replace(few.stamp, mark="0" * 64))
    size, little = peak(lambda: KINDS[kind].make(again))
    large, much = peak(lambda: KINDS[kind].make(many))
    assert large < 1.5 * size
    assert much < little + LITTLE


@pytest.mark.parametrize(
    "make",
    [
        lambda rows: as_spreadsheet([f"Row {at}", str(at)] for at in range(rows)),
        lambda rows: as_csv(
            replace(SHORT, report=replace(SHORT.report, themes=SHORT.report.themes[:1] * rows))
        ),
    ],
)
def test_a_long_table_takes_no_more_memory_than_a_short_one(make):
    (small, little), (large, much) = (peak(lambda rows=rows: make(rows)) for rows in (500, 20_000))
    assert large > 10 * small
    assert much < little + LITTLE
