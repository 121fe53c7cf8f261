"""The theme report as rows of cells: what its table shows, for every kind of file alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from feedback.themes.report import Count, Report, label_for
from feedback.voices.importing import safe_cell


@dataclass(frozen=True)
class Stamp:
    """Which report a file holds, so that nobody has to guess and anybody can check."""

    version: str
    day: str
    mark: str
    question: str = ""  # the one that is counted, where staff chose one

    def rows(self) -> list[list[str]]:
        return [["Version", self.version], ["Date", self.day], ["Hash", self.mark]]


def rows_of(report: Report) -> Iterator[list[str]]:
    """The head, everyone, and a row for each theme."""
    is_staff = report.audience == "staff"
    yield [
        "Theme",
        *(["Comments"] if is_staff else []),
        "People",
        "Share of people",
        *(column.label for column in report.columns),
    ]
    yield _row("Everyone", report.comments, report.voices, report.columns_cells, is_staff)
    for line in report.themes:
        yield _row(_title(line.title, line.as_of), line.comments, line.voices, line.cells, is_staff)
    if is_staff:
        yield ["No theme yet", _said(report.no_theme)]


def who_is_counted(report: Report, stamp: Stamp) -> str:
    """The filters of a report in words, for a file is read far from the page that made it."""
    chosen = [
        label_for(dimension, value)
        for dimension, value in (("group", report.filters.group), ("age_band", report.filters.age_band))
        if value
    ]
    if report.filters.question_key:
        chosen.append(f"only answers to “{stamp.question or report.filters.question_key}”")
    return "; ".join(chosen) or "Everyone"


def about_rows(report: Report, stamp: Stamp) -> list[list[str]]:
    """What the numbers are of, and how many people they may stand for where forums spoke too (D78)."""
    about = [["Consultation", report.title], ["Who is counted", who_is_counted(report, stamp)]]
    return [*about, ["With forums", report.in_groups]] if report.in_groups else about


def safe_rows(report: Report, stamp: Stamp) -> Iterator[list[str]]:
    """Rows for a spreadsheet: a cell that a program could take for a formula is kept as text."""
    for row in chain(rows_of(report), [[]], about_rows(report, stamp), stamp.rows()):
        yield [safe_cell(cell) for cell in row]


def _title(title: str, as_of: str) -> str:
    return f"{title} (counted on {as_of})" if as_of else title


def _row(title: str, comments: Count, voices: Count, cells: tuple[Count, ...], is_staff: bool) -> list[str]:
    counted = [_said(comments)] if is_staff else []
    return [title, *counted, _said(voices), voices.share, *map(_said, cells)]


def _said(count: Count) -> str:
    if count.number is None:
        return count.text
    return f"{count.number} ({count.note})" if count.note else str(count.number)
