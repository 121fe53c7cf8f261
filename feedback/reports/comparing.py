"""Where groups part, and what changed since last time: said from numbers that the report shows, and no others."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from analysis.differences import Apart, apart
from analysis.suppression import Rules
from feedback.consultations.models import Consultation
from feedback.reports.models import ReportVersion
from feedback.themes.editions import from_document
from feedback.themes.models import FrameUse
from feedback.themes.report import Column, Count, Report, ThemeLine
from feedback.themes.small_numbers import rules_here
from feedback.voices.about import UNSAID

if TYPE_CHECKING:
    from datetime import date

CHART_COLUMNS = 6  # more bars for each theme than this cannot be told apart
Part = tuple[int, int]  # so many of so many
NO_PARTING = "Nowhere do two groups part by more than chance could make."
NO_CHANGE = "No theme changed by more than chance could make."


@dataclass(frozen=True)
class Change:
    """What changed since another report: with which, and a sentence for each theme that did.

    `unclear` has one for each that chance alone may have moved, with its interval like the others.
    """

    compared_with: str
    version: str  # "getting-to-school/2": by it the change can be worked out again
    lines: list[str]
    unclear: list[str]


@dataclass(frozen=True)
class _Pair:
    theme: str
    first: Column
    second: Column
    counts: tuple[tuple[int, int], tuple[int, int]]


def side_by_side(report: Report) -> list[int]:
    """The places of the columns that a chart draws: the largest, in the order of the table. None where only one
    has a number, for then a bar would be that of everybody."""
    shown = [
        at for at, column in enumerate(report.columns) if any(line.cells[at].number for line in report.themes)
    ]
    if len(shown) < 2:
        return []
    largest = sorted(shown, key=lambda at: -(report.columns[at].voices.number or 0))
    return sorted(largest[:CHART_COLUMNS])


def where_groups_part(report: Report, rules: Rules) -> list[str]:
    """For each theme the two groups that lie furthest apart, where it is more than chance."""
    pairs = _pairs(report, rules)
    found: dict[str, tuple[Apart, _Pair]] = {}
    for pair in pairs:
        difference = apart(*pair.counts, comparisons=len(pairs))
        known = found.get(pair.theme)
        if difference.is_clear and (known is None or abs(difference.difference) > abs(known[0].difference)):
            found[pair.theme] = (difference, pair)
    said = sorted(found.values(), key=lambda one: (-abs(one[0].difference), one[1].theme))
    if not pairs:
        return []
    return [_say_parting(*one) for one in said] or [NO_PARTING]


def _pairs(report: Report, rules: Rules) -> list[_Pair]:
    """Every two groups beside each other, theme by theme, where all four numbers are shown and of one day."""
    if report.columns_as_of:
        return []
    pairs = []
    for line in report.themes:
        if line.as_of or line.cells_as_of:
            continue
        shown = [
            (column, (cell.number, column.voices.number))
            for column, cell in zip(report.columns, line.cells, strict=True)
            if column.value != UNSAID and cell.number is not None and _is_base(column.voices, rules)
        ]
        for (first, one), (second, other) in combinations(shown, 2):
            counts = ((one[0], one[1] or 0), (other[0], other[1] or 0))
            pairs.append(_Pair(line.title, first, second, counts))
    return pairs


def _is_base(count: Count, rules: Rules) -> bool:
    return count.number is not None and count.number >= rules.share_floor


def _say_parting(difference: Apart, pair: _Pair) -> str:
    first, second = pair.first.label, pair.second.label
    (one, whole), (other, all_others) = pair.counts
    if difference.difference < 0:
        difference = Apart(-difference.difference, -difference.high, -difference.low)
        first, second = second, first
        (one, whole), (other, all_others) = pair.counts[1], pair.counts[0]
    return (
        f"“{pair.theme}”: {_in_100(one, whole)} in 100 of “{first}” spoke of it, and "
        f"{_in_100(other, all_others)} in 100 of “{second}”. {_points(difference)}"
    )


def _in_100(part: int, whole: int) -> int:
    return (200 * part + whole) // (2 * whole)


def _points(difference: Apart) -> str:
    much, low, high = (
        round(100 * value) for value in (difference.difference, difference.low, difference.high)
    )
    return f"That is {much} points apart (likely between {low} and {high})."


async def find_last_time(consultation: Consultation) -> tuple[Consultation, ReportVersion] | None:
    """The newest report of an earlier consultation that was read with the same themes."""
    frames = await FrameUse.filter(consultation_id=consultation.id).values_list("frame_id", flat=True)
    others = (
        await Consultation.filter(frame_uses__frame_id__in=list(frames))
        .exclude(id=consultation.id)
        .order_by("-made_on", "id")
    )
    ours = began_on(consultation)
    earlier = [one for one in others if began_on(one) < ours]
    for one in sorted(earlier, key=lambda one: (began_on(one), one.slug), reverse=True):
        version = await ReportVersion.filter(consultation_id=one.id).order_by("-number").first()
        if version is not None:
            return one, version
    return None


def began_on(consultation: Consultation) -> "date":
    return consultation.opened_on or consultation.opens_on or consultation.made_on


async def change_since_last_time(
    consultation: Consultation, report: Report, before: ReportVersion | None, rules: Rules
) -> Change | None:
    """Against the last consultation with these themes; without one, those who came since against those before."""
    last = await find_last_time(consultation)
    if last is not None:
        earlier, version = last
        name = f"“{earlier.title}”, version {version.number} of {version.published_on.isoformat()}"
        told = lines_of_change(report, from_document(version.document["report"]), rules, False)
        return Change(name, f"{earlier.slug}/{version.number}", *told)
    if before is None:
        return None
    lines, unclear = lines_of_change(report, from_document(before.document["report"]), rules, True)
    name = f"version {before.number} of {before.published_on.isoformat()}"
    return Change(name, f"{consultation.slug}/{before.number}", lines, unclear) if lines else None


async def change_for_staff(
    consultation: Consultation, report: Report, latest: ReportVersion | None
) -> Change | None:
    """The numbers of now against those that were published. Filters make others of them, with nothing to compare."""
    if report.filters.chosen:
        return None
    return await change_since_last_time(consultation, report, latest, rules_here())


def lines_of_change(report: Report, old: Report, rules: Rules, is_same: bool) -> tuple[list[str], list[str]]:
    """A sentence for each theme that changed, and for each that chance may have moved; `is_same` where both
    reports are of the same consultation."""
    return _of_newcomers(report, old, rules) if is_same else _changes(report, old, rules)


def _changes(report: Report, old: Report, rules: Rules) -> tuple[list[str], list[str]]:
    """Other people in another year: two shares, each with its own base."""
    known = {line.id: line for line in old.themes}
    if not _is_base(report.voices, rules) or not _is_base(old.voices, rules):
        return ["Too few people answered one of the two times to compare them."], []
    people, then = report.voices.number or 0, old.voices.number or 0
    both = [(line, known[line.id]) for line in report.themes if _both_fresh(line, known.get(line.id))]
    pairs = [
        (line.title, (line.voices.number or 0, people), (earlier.voices.number or 0, then))
        for line, earlier in both
    ]
    said, unclear = _say_changes(pairs, "last time")
    return said or [NO_CHANGE], unclear


def _of_newcomers(report: Report, old: Report, rules: Rules) -> tuple[list[str], list[str]]:
    """The same consultation later on: who came since are other people than those who were there before."""
    if report.voices.number is None or old.voices.number is None:
        return [], []
    came, there = report.voices.number - old.voices.number, old.voices.number
    if came < rules.share_floor or there < rules.share_floor:
        return [], []
    known = {line.id: line for line in old.themes}
    both = []
    for line in report.themes:
        earlier = known.get(line.id)
        if _both_fresh(line, earlier) and earlier is not None:
            more = (line.voices.number or 0) - (earlier.voices.number or 0)
            if 0 <= more <= came:
                both.append((line.title, (more, came), (earlier.voices.number or 0, there)))
    said, unclear = _say_changes(both, "among those before them")
    return [f"{came:,} people came since.", *(said or [NO_CHANGE])], unclear


def _both_fresh(line: ThemeLine, old: ThemeLine | None) -> bool:
    return (
        old is not None
        and not line.as_of
        and not old.as_of
        and line.voices.number is not None
        and old.voices.number is not None
    )


def _say_changes(pairs: Sequence[tuple[str, Part, Part]], when: str) -> tuple[list[str], list[str]]:
    said: tuple[list[str], list[str]] = ([], [])
    for title, one, other in pairs:
        difference = apart(one, other, comparisons=len(pairs))
        if difference.is_clear:
            said[0].append(_say_change(title, one, other, difference, when))
        else:
            said[1].append(_say_unclear(title, one, other, difference, when))
    return said


def _say_unclear(title: str, one: Part, other: Part, difference: Apart, when: str) -> str:
    fewer, more = round(-100 * difference.low), round(100 * difference.high)
    return (
        f"“{title}”: {_in_100(*one)} in 100 spoke of it, {_in_100(*other)} in 100 {when}. That may be chance "
        f"(likely between {fewer} in 100 fewer and {more} more)."
    )


def _say_change(title: str, one: Part, other: Part, difference: Apart, when: str) -> str:
    word = "more" if difference.difference > 0 else "fewer"
    ends = sorted(abs(round(100 * value)) for value in (difference.low, difference.high))
    return (
        f"“{title}”: {_in_100(*one)} in 100 spoke of it, {_in_100(*other)} in 100 {when}. That is "
        f"{abs(round(100 * difference.difference))} in 100 {word} (likely between {ends[0]} and {ends[1]})."
    )
