"""A report as the parts of a document, in their order: what Word and PDF files are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from feedback.core.clock import long_date
from feedback.reports.comparing import side_by_side
from feedback.reports.rows import Stamp, rows_of, who_is_counted
from feedback.themes.report import Report, ThemeLine

MOST_DRAWN = 10  # themes of a chart by group; the table beside it has all


@dataclass(frozen=True)
class Heading:
    words: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    words: str


@dataclass(frozen=True)
class Quoted:
    """Somebody's own words."""

    words: str
    who: str = ""


@dataclass(frozen=True)
class Bars:
    """A chart: a length for each name, None where the number is hidden. `alt` says all that it shows."""

    alt: str
    bars: tuple[tuple[str, int | None, str], ...]


@dataclass(frozen=True)
class Table:
    """Its first row is the head, and the first cell of each row names the row."""

    caption: str
    rows: tuple[tuple[str, ...], ...]


Part = Heading | Paragraph | Quoted | Bars | Table


@dataclass(frozen=True)
class Contents:
    """All that a document says. It can be compared and remembered: the same contents give the same file."""

    title: str
    about: str
    stamp: Stamp
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Around:
    """What stands in a report beside its numbers: quotes by theme, and sections that were written elsewhere."""

    quotes: tuple[tuple[str, Quoted], ...] = ()
    corrections: tuple[str, ...] = ()
    sections: tuple[Part, ...] = ()
    agreed: str = ""  # how far two people agreed on the themes


def contents_of(report: Report, stamp: Stamp, around: Around) -> Contents:
    parts: list[Part] = [Heading("What people said"), *map(Paragraph, _heard(report))]
    if report.filters.chosen:
        parts.insert(1, Paragraph(f"Who is counted: {who_is_counted(report, stamp)}."))
    if report.themes:
        parts += [_bars(report), Table("How many people spoke of each theme", _table(report))]
        for line in report.themes:
            parts.append(Heading(line.title, 2))
            if line.description:
                parts.append(Paragraph(line.description))
            parts.append(Paragraph(_of_line(line)))
            parts += [quote for theme, quote in around.quotes if theme == line.id]
    parts += around.sections
    parts.append(Heading("About this report"))
    parts += [Paragraph(f"Correction. {sentence}") for sentence in around.corrections]
    parts.append(Paragraph(_about(report)))
    if around.agreed:
        parts.append(Paragraph(around.agreed))
    day = long_date(date.fromisoformat(stamp.day))
    parts.append(Paragraph(f"Version {stamp.version}, {day}. Hash {stamp.mark}."))
    # The title alone has to tell two files apart, in a list of windows and to a screen reader.
    return Contents(
        f"What people said: {report.title}", f"Version {stamp.version}, {day}", stamp, tuple(parts)
    )


def _table(report: Report) -> tuple[tuple[str, ...], ...]:
    rows = [tuple(row) for row in rows_of(report)]
    width = len(rows[0])
    return tuple(row + ("",) * (width - len(row)) for row in rows)


def _bars(report: Report) -> Bars:
    """Of the largest themes a bar for each group, never added up (D7); of everybody where no two can be shown."""
    columns = [(report.columns[at].label, at) for at in side_by_side(report)]
    if columns:
        what = "People who spoke of the themes that most spoke of, group by group"
        bars = tuple(
            (f"{line.title}: {label}", line.cells[at].number, line.cells[at].text)
            for line in report.themes[:MOST_DRAWN]
            for label, at in columns
        )
    else:
        what = "People who spoke of each theme"
        bars = tuple((line.title, line.voices.number, line.voices.text) for line in report.themes)
    said = "; ".join(f"{title}: {text}" for title, _, text in bars)
    return Bars(f"{what}. {said}.", bars)


def _heard(report: Report) -> list[str]:
    """How many spoke, what forums add to them (D78), and what most of it was about: as the page says it."""
    said = []
    if report.audience == "public" and report.voices.text and report.comments.text:
        said.append(f"{report.voices.text} people told us {report.comments.text} things.")
    if report.in_groups:
        said.append(report.in_groups)
    return [*said, report.sentence]


def _of_line(line: ThemeLine) -> str:
    owner = f" Who answers for it: {line.owner}." if line.owner else ""
    return f"{line.sentence}{owner}"


def _about(report: Report) -> str:
    if report.audience == "staff":
        return "For staff. It holds exact numbers: do not publish it."
    read = f" Staff have read {report.read.share} of what people told us." if report.read.share else ""
    return (
        "These answers are from people who chose to answer. A small number is not shown, so that nobody can be "
        "picked out. Somebody may speak of more than one theme, so the themes add up to more than "
        f"everyone.{read}"
    )


def said_sections(parting: Sequence[str], change: Mapping[str, Any] | None) -> list[Part]:
    """Where groups part and what changed, as parts of a document."""
    parts: list[Part] = []
    if parting:
        parts += [Heading("Where groups part"), *map(Paragraph, parting)]
    if change:
        parts += [Heading("What changed"), Paragraph(f"Compared with {change['compared_with']}.")]
        parts += map(Paragraph, [*change["lines"], *change.get("unclear", ())])
    return parts


def reach_section(tables: Sequence[Mapping[str, Any]]) -> list[Part]:
    """Who was heard, with what is wrong with each table said beside it (D80)."""
    parts: list[Part] = [Heading("Who we have heard")] if tables else []
    for table in tables:
        rows = [("Group", "Heard", "Heard in 1,000", "Compared with who lives here", "In words")]
        rows += [
            (line["name"], line["heard"], _per_thousand(table, line), line["ratio"], line["label"])
            for line in table["lines"]
        ]
        parts.append(Table(f"{table['title']}. Of {table['who']}.", tuple(rows)))
        if table.get("unsaid"):
            parts.append(Paragraph(f"Did not say where they belong: {table['unsaid']}."))
        about = [f"From {table['source']}, {table['counted_on']}", table["base"], table.get("licence", "")]
        parts.append(Paragraph(f"{'. '.join(one for one in about if one)}. {table['caution']}".strip()))
    return parts


def _per_thousand(table: Mapping[str, Any], line: Mapping[str, str]) -> str:
    """Of a table in per cent nobody knows how many thousands live here."""
    return "" if table.get("is_percent", True) else line.get("per_thousand", "")
