"""One report as every kind of file, from the same rows and parts that the page shows (D63)."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field

from feedback.reports.comparing import Change, where_groups_part
from feedback.reports.contents import Around, Paragraph, Quoted, contents_of, reach_section, said_sections
from feedback.reports.documents.spreadsheet import as_spreadsheet
from feedback.reports.documents.typesetting import as_pdf
from feedback.reports.documents.word import as_word
from feedback.reports.rows import Stamp, safe_rows
from feedback.reports.versions import PublishedReport, hash_of
from feedback.themes.report import Report
from feedback.themes.small_numbers import rules_here


@dataclass(frozen=True)
class Export:
    """What a file is made of. A published one has its version's document, and a staff one has none."""

    report: Report
    stamp: Stamp
    around: Around = field(default_factory=Around)
    published: PublishedReport | None = None


@dataclass(frozen=True)
class FileKind:
    media_type: str
    label: str
    make: Callable[[Export], Iterator[bytes]]


def published_export(published: PublishedReport) -> Export:
    version = published.version
    quotes = tuple(
        (quote.theme_id, Quoted(quote.words, quote.group)) for quote in published.quotes if quote.words
    )
    sections = [*said_sections(published.parting, published.change), *reach_section(published.reach)]
    stamp = Stamp(str(version.number), version.published_on.isoformat(), version.hash)
    return Export(
        published.report,
        stamp,
        Around(quotes, tuple(published.corrections), tuple(sections), published.agreed),
        published,
    )


def staff_export(report: Report, day: str, question: str = "", change: Change | None = None) -> Export:
    """Numbers of the moment, for staff. The hash is of what this file says. `question` is the one they chose."""
    mark = hash_of({"rows": [list(row) for row in safe_rows(report, Stamp("", "", "", question))]})
    sections = said_sections(where_groups_part(report, rules_here()), asdict(change) if change else None)
    stamp = Stamp("none: for staff, do not publish", day, mark, question)
    return Export(report, stamp, Around(sections=tuple(sections)))


def as_csv(export: Export) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf"
    for row in safe_rows(export.report, export.stamp):
        line = io.StringIO()
        csv.writer(line, lineterminator="\r\n").writerow(row)
        yield line.getvalue().encode()


def as_json(export: Export) -> Iterator[bytes]:
    """The very document that the hash is of; beside it the quotes, each with what is needed to check it."""
    whole: dict[str, object] = {"version": export.stamp.version, "hash": export.stamp.mark}
    if export.published is None:
        whole["rows"] = [list(row) for row in safe_rows(export.report, export.stamp)]
        whole["said"] = [part.words for part in export.around.sections if isinstance(part, Paragraph)]
    else:
        whole["document"] = export.published.version.document
        whole["quotes"] = [
            {
                "commitment": quote.commitment,
                "salt": quote.salt,
                "words": quote.words,
                "instead": quote.instead,
            }
            for quote in export.published.quotes
        ]
        whole["corrections"] = export.published.corrections
        whole["how_to_check"] = (
            "hash is SHA-256 of document as UTF-8 JSON with sorted keys and separators , and : without blanks; "
            "a commitment is SHA-256 of salt, a line feed and words."
        )
    for piece in json.JSONEncoder(ensure_ascii=False, indent=1).iterencode(whole):
        yield piece.encode()


def _xlsx(export: Export) -> Iterator[bytes]:
    return as_spreadsheet(safe_rows(export.report, export.stamp))


def _docx(export: Export) -> Iterator[bytes]:
    yield as_word(contents_of(export.report, export.stamp, export.around))


def _pdf(export: Export) -> Iterator[bytes]:
    yield as_pdf(contents_of(export.report, export.stamp, export.around))


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS: dict[str, FileKind] = {
    "pdf": FileKind("application/pdf", "PDF", _pdf),
    "docx": FileKind(WORD, "Word", _docx),
    "xlsx": FileKind(SPREADSHEET, "Excel", _xlsx),
    "csv": FileKind("text/csv; charset=utf-8", "CSV", as_csv),
    "json": FileKind("application/json", "JSON", as_json),
}
