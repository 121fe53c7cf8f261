"""Look into an Excel file before it is opened: a small one can unpack to more than a machine holds."""

import re
import zipfile
import zlib
from io import BytesIO

from feedback.core.errors import Refusal

MOST_UNPACKED = 20 * 1024 * 1024
MOST_TIMES = 50
MOST_CELLS = 4_000_000
CELL = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")

NOT_EXCEL = (
    "The name says that this is an Excel file, but it holds something else. "
    "Open it in your spreadsheet program, save it as .xlsx and send that."
)
UNPACKS_TO_TOO_MUCH = (
    "This file unpacks to more than we can take. Copy the columns with the comments into a new spreadsheet "
    "and send that, or save it as CSV."
)
LOCKED = "This file is locked with a password. Save it without one and send it again."


def check_workbook(content: bytes) -> None:
    """Raises `Refusal` unless it is an Excel file of a size that is safe to open."""
    if not content.startswith(b"PK\x03\x04"):
        raise Refusal(NOT_EXCEL, field="file")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_archive(archive, len(content))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as problem:
        raise Refusal(NOT_EXCEL, field="file") from problem
    except RuntimeError as problem:
        raise Refusal(LOCKED, field="file") from problem


def _check_archive(archive: zipfile.ZipFile, packed: int) -> None:
    parts = archive.infolist()
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise Refusal(NOT_EXCEL, field="file")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED or unpacked > MOST_TIMES * packed:
        raise Refusal(UNPACKS_TO_TOO_MUCH, field="file")
    for part in parts:
        # Reading to the end also finds a part that is larger than it says.
        words = archive.read(part)
        if part.filename.startswith("xl/worksheets/"):
            _check_extent(words)


def _check_extent(sheet: bytes) -> None:
    """Two cells in opposite corners make a reader set aside room for every cell between them."""
    columns: set[bytes] = set()
    last_row = 0
    for found in CELL.finditer(sheet):
        columns.add(found[1])
        last_row = max(last_row, int(found[2]))
    last_column = max((_column_number(column) for column in columns), default=0)
    if last_row * last_column > MOST_CELLS:
        raise Refusal(UNPACKS_TO_TOO_MUCH, field="file")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
