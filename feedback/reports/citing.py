"""What a version takes from other versions: numbers of an earlier day, and the report that it is compared with."""

from collections.abc import Iterator, Sequence

from analysis.suppression import NOT_SHOWN
from feedback.core.errors import NotFound
from feedback.reports.comparing import lines_of_change
from feedback.reports.differences import Difference, What, count_changed
from feedback.reports.models import ReportVersion
from feedback.themes.editions import from_document
from feedback.themes.report import Column, Count, Report, ThemeLine
from feedback.themes.small_numbers import rules_here

Cells = dict[str, Count]


async def of_earlier_days(version: ReportVersion) -> list[Difference]:
    """A number that stayed as it was said must be what the version of that day says (D62)."""
    report = from_document(version.document["report"])
    by_day: dict[str, Report] = {}
    earlier = ReportVersion.filter(consultation_id=version.consultation_id, number__lt=version.number)
    for one in await earlier.order_by("number"):
        by_day[one.document["counted_on"]] = from_document(one.document["report"])
    differences: list[Difference] = []
    if report.columns_as_of:
        differences += _of_day("All people", report.columns_as_of, by_day, version)
        if cited := by_day.get(report.columns_as_of):
            now, then = (
                _cells(report.columns, report.columns_cells),
                _cells(cited.columns, cited.columns_cells),
            )
            differences += _of_cells("All people", report.columns, now, then)
    for line in report.themes:
        for day in sorted({line.as_of, line.cells_as_of} - {""}):
            differences += _of_day(f"“{line.title}”", day, by_day, version)
        differences += _of_line(line, report, by_day)
    return differences


def _of_day(name: str, day: str, by_day: dict[str, Report], version: ReportVersion) -> Iterator[Difference]:
    if day not in by_day and day < version.document["counted_on"]:
        yield Difference(What.COUNT, f"{name} is as of {day}, and no version of that day is kept.")


def _of_line(line: ThemeLine, report: Report, by_day: dict[str, Report]) -> Iterator[Difference]:
    name, then = f"“{line.title}”", _line_of(by_day.get(line.as_of), line.id)
    if then and line.voices.text != then.voices.text:
        yield count_changed(name, line.voices, then.voices, f"the version of {line.as_of}")
    if (cited := by_day.get(line.cells_as_of)) and (then := _line_of(cited, line.id)):
        cells = _cells(cited.columns, then.cells)
        yield from _of_cells(name, report.columns, _cells(report.columns, line.cells), cells)


def _line_of(report: Report | None, theme: str) -> ThemeLine | None:
    return next((line for line in report.themes if line.id == theme), None) if report else None


def _cells(columns: Sequence[Column], cells: Sequence[Count]) -> Cells:
    return {column.value: cell for column, cell in zip(columns, cells, strict=True)}


def _of_cells(name: str, columns: Sequence[Column], said: Cells, then: Cells) -> Iterator[Difference]:
    """What is not shown says nothing, so it cites nothing."""
    for column in columns:
        cell, there = said[column.value], then.get(column.value, Count(0, "0"))
        if cell.text not in (NOT_SHOWN, there.text):
            yield count_changed(f"{name}, {column.label}", cell, there, "the version of that day")


async def of_change(version: ReportVersion) -> list[Difference]:
    """What changed, from the numbers of both reports."""
    change = version.document.get("change")
    if not change or "version" not in change:
        return []
    slug, _, number = change["version"].partition("/")
    before = await ReportVersion.get_or_none(consultation__slug=slug, number=int(number))
    if before is None:
        raise NotFound
    old, new = from_document(before.document["report"]), from_document(version.document["report"])
    is_same = before.consultation_id == version.consultation_id
    said = change["lines"], change.get("unclear", [])
    if lines_of_change(new, old, rules_here(), is_same) == said:
        return []
    return [Difference(What.CHANGE, "What changed is not what the numbers of the two reports say.")]
