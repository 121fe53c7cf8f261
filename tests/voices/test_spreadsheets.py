"""Files as councils have them, and files that are not what they claim."""

import re
import zipfile
from io import BytesIO

import pytest

from feedback.core.errors import Refusal
from feedback.voices.spreadsheets import MOST_BYTES, open_sheet
from tests.makers.spreadsheets import make_xlsx, make_zip

ROWS = [
    ("Comment", "Group", "Price"),
    ("The café’s late – again", "Parent", "£5"),
    ("Zoë’s bus, it’s fine", "", ""),
]


def written(delimiter: str = ",", rows: list[tuple[str, ...]] = ROWS) -> str:
    return "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows) + "\r\n"


def cells(name: str, content: bytes) -> list[tuple[str, ...]]:
    sheet = open_sheet(name, content)
    return [sheet.columns, *(row.cells for row in sheet.rows())]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"]
)
def test_it_finds_out_the_encoding(encoding: str) -> None:
    assert cells("a.csv", written().encode(encoding)) == ROWS


def test_it_finds_letters_that_come_late_in_a_long_file() -> None:
    rows = [ROWS[0], *[("The bus is late", "Parent", "5")] * 5000, ROWS[1]]
    assert cells("a.csv", written(rows=rows).encode("cp1252"))[-1] == ROWS[1]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_it_finds_out_the_delimiter(delimiter: str) -> None:
    assert cells("a.csv", written(delimiter).encode()) == ROWS


def test_a_file_of_one_column_keeps_its_commas() -> None:
    content = b"Comment\nLate, late, late; and cold\nWarm, though\n"
    assert cells("a.txt", content) == [("Comment",), ("Late, late, late; and cold",), ("Warm, though",)]


def test_it_numbers_rows_as_a_spreadsheet_does_and_passes_over_empty_ones() -> None:
    content = b'Comment,Group\n\n"two\nlines",Parent\n,,\n  three  ,\nfour\n'
    rows = list(open_sheet("a.csv", content).rows())
    assert [(row.number, row.cells) for row in rows] == [
        (3, ("two\nlines", "Parent")),
        (5, ("three", "")),
        (6, ("four", "")),
    ]


def test_it_reads_excel_with_numbers_days_and_gaps() -> None:
    content = make_xlsx(
        [("Comment", "Age", "Day"), ("Late", 14, 46083), ("", "", ""), ("Fine & <good>", 12.5, "")]
    )
    assert cells("Answers.XLSX", content) == [
        ("Comment", "Age", "Day"),
        ("Late", "14", "2026-03-02"),
        ("Fine & <good>", "12.5", ""),
    ]
    assert [row.number for row in open_sheet("a.xlsx", content).rows()] == [2, 4]


def test_rows_can_be_read_again() -> None:
    sheet = open_sheet("a.csv", written().encode())
    assert list(sheet.rows()) == list(sheet.rows())
    assert sheet.count() == 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "nothing in this file"),
        ("a.csv", b" \r\n ", "nothing in this file"),
        ("a.csv", b"\xef\xbb\xbf,,\n1,2,3\n", "names of the columns"),
        ("a.csv", b"Comment,,Group\n1,2,3\n", "names of the columns"),
        ("a.csv", b"Comment,Group,comment\n1,2,3\n", "Two columns are called"),
        ("a.csv", b"<!DOCTYPE html><html><body>Sign in</body></html>", "holds something else"),
        ("a.csv", b"%PDF-1.7 \xe2\xe3\xcf\xd3 and so on", "holds something else"),
        ("a.csv", b"Comment\x00,Group\n\x01\x02\x03\x00\x00binary", "holds something else"),
        ("a.csv", make_xlsx([("Comment",)]), "holds something else"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        ("a.xlsx", b"Comment,Group\nLate,Parent\n", "holds something else"),
        ("a.xlsx", b"PK\x03\x04 and then nothing", "holds something else"),
        ("a.xlsx", make_zip({"word/document.xml": "<w/>"}), "holds something else"),
        ("a.xlsx", make_xlsx([]), "nothing in this file"),
        ("a.ods", make_zip({"content.xml": "<w/>"}), "CSV and Excel"),
        ("comments", b"Comment\nLate\n", "CSV and Excel"),
        ("a.csv", b"C\n" + b"x" * MOST_BYTES, "larger than 20 MB"),
    ],
)
def test_it_refuses_with_a_sentence(name: str, content: bytes, said: str) -> None:
    with pytest.raises(Refusal) as no:
        open_sheet(name, content)
    assert said in no.value.sentence
    assert re.fullmatch(r"[A-Z].*[.]", no.value.sentence)
    assert no.value.field == "file"


def test_it_refuses_a_workbook_that_unpacks_to_too_much() -> None:
    wide = make_xlsx([("Comment",)] + [("x" * 3000,)] * 8000)
    assert len(wide) < 300_000
    with pytest.raises(Refusal, match="unpacks to more"):
        open_sheet("a.xlsx", wide)


def test_it_refuses_a_workbook_that_lies_about_its_size() -> None:
    """The list of contents says ten bytes; the part holds thirty megabytes."""
    content = bytearray(make_xlsx([("Comment",)] + [("x" * 3000,)] * 10000))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lied = bytes(content).replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(Refusal, match="holds something else"):
        open_sheet("a.xlsx", lied)


def test_it_refuses_cells_in_opposite_corners() -> None:
    far = make_xlsx([("Comment",)], extra='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    with pytest.raises(Refusal, match="unpacks to more"):
        open_sheet("a.xlsx", far)


def test_it_refuses_more_rows_than_we_take() -> None:
    content = b"Comment\n" + b"x\n" * 200_001
    with pytest.raises(Refusal, match="more than 200,000 rows"):
        open_sheet("a.csv", content).count()


def test_it_refuses_a_quotation_mark_that_swallows_the_rest() -> None:
    content = b'Comment,Group\nLate,Parent\n"Late,Parent\n' + b"Late,Parent\n" * 20_000
    with pytest.raises(Refusal, match="row 3"):
        open_sheet("a.csv", content).count()
