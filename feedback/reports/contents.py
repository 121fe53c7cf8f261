"""A report as the parts of a document, in their order: what Word and PDF files are made of."""

from dataclasses import dataclass

from feedback.reports.rows import Stamp, rows_of
from feedback.themes.report import Report


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


def contents_of(report: Report, stamp: Stamp, around: Around) -> Contents:
    parts: list[Part] = [Heading("What people said"), Paragraph(report.sentence)]
    if report.themes:
        parts += [_bars(report), Table("How many people spoke of each theme", _table(report))]
        for line in report.themes:
            parts.append(Heading(line.title, 2))
            if line.description:
                parts.append(Paragraph(line.description))
            parts.append(Paragraph(f"{_capital(line.voices.text)} people spoke of this."))
            parts += [quote for theme, quote in around.quotes if theme == line.id]
    parts += around.sections
    parts.append(Heading("About this report"))
    parts += [Paragraph(f"Correction. {sentence}") for sentence in around.corrections]
    parts.append(Paragraph(_about(report)))
    parts.append(Paragraph(f"Version {stamp.version}, {stamp.day}. Hash {stamp.mark}."))
    return Contents("What people said", report.title, stamp, tuple(parts))


def _table(report: Report) -> tuple[tuple[str, ...], ...]:
    rows = [tuple(row) for row in rows_of(report)]
    width = len(rows[0])
    return tuple(row + ("",) * (width - len(row)) for row in rows)


def _bars(report: Report) -> Bars:
    bars = tuple((line.title, line.voices.number, line.voices.text) for line in report.themes)
    said = "; ".join(f"{title}: {text}" for title, _, text in bars)
    return Bars(f"People who spoke of each theme. {said}.", bars)


def _about(report: Report) -> str:
    if report.audience == "staff":
        return "For staff. It holds exact numbers: do not publish it."
    return (
        "These answers are from people who chose to answer. A small number is not shown, so that nobody can be "
        "picked out. Somebody may speak of more than one theme, so the themes add up to more than everyone."
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
