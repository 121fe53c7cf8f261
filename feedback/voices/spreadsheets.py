"""Read a spreadsheet that a council has already: rows of plain text, whatever wrote the file.

Nothing here touches the database. A file that is not what it claims, or that unpacks to too much, is refused
with a sentence before any of it is used.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass

from charset_normalizer import from_bytes
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from feedback.core.errors import Refusal
from feedback.voices.workbooks import check_workbook

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 200
SAMPLE_BYTES = 64 * 1024
SAMPLE_ROWS = 50
DELIMITERS = (",", ";", "\t", "|")
NO_DELIMITER = "\x1f"  # for a file of one column, whose commas belong to the sentences
OLD_ENCODINGS = ["cp1252", "mac_roman", "iso8859_15", "cp850"]
TEXT_NAMES = (".csv", ".tsv", ".txt")

NOT_A_SHEET = (
    "We can read CSV and Excel (.xlsx) files. Save your spreadsheet as one of these and send it again."
)
NOT_TEXT = (
    "The name says that this is a CSV file, but it holds something else. "
    "Open it in your spreadsheet program, save it as CSV and send that."
)
OLD_EXCEL = "This is an old Excel file. Open it in Excel, save it as .xlsx and send that."
UNREADABLE = "We cannot read the letters in this file. Save it as “CSV UTF-8” and send it again."
EMPTY = "There is nothing in this file. Choose the file that holds the comments."
NO_HEADER = "The first row must hold the names of the columns. Add a row with names and send the file again."
BROKEN = "We cannot read row {number} of this file. Look for a quotation mark that is not closed."
TOO_MANY_ROWS = f"This file has more than {MOST_ROWS:,} rows. Split it and send the parts."
TOO_LARGE = f"This file is larger than {MOST_BYTES // 1024 // 1024} MB. Split it and send the parts."


@dataclass(frozen=True)
class Row:
    """A row with its number as a spreadsheet program shows it: the names of the columns are row 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """The names of the columns, and the rows below them, read again each time that they are asked for."""

    columns: tuple[str, ...]
    source: "TextSource | WorkbookSource"

    def rows(self) -> Iterator[Row]:
        """Every row that holds something. Cells lose the spaces around them; missing ones are empty."""
        records = self.source.records()
        next(records)
        for number, record in records:
            if number - 1 > MOST_ROWS:
                raise Refusal(TOO_MANY_ROWS, field="file")
            cells = [cell.strip() for cell in record]
            if any(cells):
                cells.extend([""] * (len(self.columns) - len(cells)))
                yield Row(number, tuple(cells))

    def count(self) -> int:
        """How many rows there are. It reads them all, so a file that breaks off half-way is found here."""
        return sum(1 for _ in self.rows())


@dataclass(frozen=True)
class TextSource:
    content: bytes
    encoding: str
    delimiter: str

    def records(self) -> Iterator[tuple[int, list[str]]]:
        text = io.TextIOWrapper(io.BytesIO(self.content), encoding=self.encoding, newline="")
        number = 0
        try:
            for number, record in enumerate(csv.reader(text, delimiter=self.delimiter), 1):
                yield number, record
        except csv.Error as problem:
            raise Refusal(BROKEN.format(number=number + 1), field="file") from problem
        except UnicodeDecodeError as problem:
            raise Refusal(UNREADABLE, field="file") from problem


@dataclass(frozen=True)
class WorkbookSource:
    content: bytes

    def records(self) -> Iterator[tuple[int, list[str]]]:
        try:
            with CalamineWorkbook.from_filelike(io.BytesIO(self.content)) as workbook:
                names = [
                    sheet.name
                    for sheet in workbook.sheets_metadata
                    if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
                ]
                sheet = workbook.get_sheet_by_name(names[0]) if names else None
                if sheet is None or sheet.start is None:
                    return
                for number, record in enumerate(sheet.iter_rows(), 1):
                    yield number, [_words_of(cell) for cell in record]
        except CalamineError as problem:
            raise Refusal(NOT_A_SHEET, field="file") from problem


def open_sheet(name: str, content: bytes) -> Sheet:
    """A file by its name and bytes, checked as far as its first rows tell. Raises `Refusal`."""
    if len(content) > MOST_BYTES:
        raise Refusal(TOO_LARGE, field="file")
    if not content.strip():
        raise Refusal(EMPTY, field="file")
    source = _source_of(name.strip().lower(), content)
    first = next(source.records(), None)
    if first is None:
        raise Refusal(EMPTY, field="file")
    return Sheet(_columns_of(first[1]), source)


def _source_of(name: str, content: bytes) -> TextSource | WorkbookSource:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal(OLD_EXCEL, field="file")
    if name.endswith(".xlsx"):
        check_workbook(content)
        return WorkbookSource(content)
    if not name.endswith(TEXT_NAMES):
        raise Refusal(NOT_A_SHEET, field="file")
    encoding = _encoding_of(content)
    beginning = content[:SAMPLE_BYTES].decode(encoding, errors="replace").lstrip("\ufeff \r\n\t")
    is_page = beginning[:200].lower().startswith(("<!doctype", "<html", "<?xml", "{\\rtf", "%pdf"))
    if is_page or "\x00" in beginning or content.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        raise Refusal(NOT_TEXT, field="file")
    return TextSource(content, encoding, _delimiter_of(content, encoding))


def _encoding_of(content: bytes) -> str:
    """A mark at the beginning decides, then every second byte being nothing, then UTF-8 if it fits. What is
    left was written by an older program, and its letters are weighed."""
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = content[: SAMPLE_BYTES // 2 * 2]
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half, other = sample[start::2], sample[1 - start :: 2]
        if half.count(0) > 0.4 * len(half) and other.count(0) < 0.1 * len(other) + 1:
            return encoding
    try:
        content.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        # The sample is where the letters are that UTF-8 cannot read: a long file may begin with plain ones.
        marked = b"\n".join(line for line in content.splitlines() if not line.isascii())
        best = from_bytes(marked[:SAMPLE_BYTES], cp_isolation=OLD_ENCODINGS).best()
        return best.encoding if best else "cp1252"


def _delimiter_of(content: bytes, encoding: str) -> str:
    """The one that splits the most rows of the sample into as many cells as the first row has."""
    best, most = NO_DELIMITER, (0.0, 1)
    for delimiter in DELIMITERS:
        widths = _widths(TextSource(content[: SAMPLE_BYTES * 4], encoding, delimiter))
        if not widths or widths[0] < 2:
            continue
        fit = sum(width == widths[0] for width in widths) / len(widths)
        if (fit, widths[0]) > most:
            best, most = delimiter, (fit, widths[0])
    return best


def _widths(source: TextSource) -> list[int]:
    widths: list[int] = []
    try:
        for _, record in source.records():
            if record:
                widths.append(len(record))
            if len(widths) == SAMPLE_ROWS:
                break
    except Refusal:
        return widths  # the sample may end in the middle of a letter or a cell
    return widths


def _columns_of(record: list[str]) -> tuple[str, ...]:
    names = [" ".join(cell.split()) for cell in record]
    while names and not names[-1]:
        names.pop()
    if not names or "" in names or len(names) > MOST_COLUMNS:
        raise Refusal(NO_HEADER, field="file")
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            sentence = f"Two columns are called “{name[:60]}”. Give each a name of its own."
            raise Refusal(sentence, field="file")
        seen.add(name.casefold())
    return tuple(names)


def _words_of(cell: object) -> str:
    """A cell as a person would type it: whole numbers without a point, days as 2026-03-02."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return str(cell)
