"""Excel files for tests, written as the format says, with the standard library alone."""

import zipfile
from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DAYS = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
DAY_STYLE = f'<styleSheet xmlns="{MAIN}">{DAYS}</styleSheet>'


def make_xlsx(rows: Sequence[Sequence[object]], extra: str = "") -> bytes:
    """A workbook of one sheet. Numbers become numbers, everything else text; `extra` goes in as it is."""
    cells = "".join(
        f'<row r="{number}">{"".join(_cell(value, place, number) for place, value in enumerate(row))}</row>'
        for number, row in enumerate(rows, 1)
    )
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{cells}{extra}</sheetData></worksheet>'
    book = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="Answers" sheetId="1" r:id="rId1"/>'
        "</sheets></workbook>"
    )
    return make_zip(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": _relations("officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": _relations("worksheet", "worksheets/sheet1.xml"),
            "xl/styles.xml": DAY_STYLE,
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


def make_zip(parts: dict[str, str]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, words in parts.items():
            archive.writestr(name, words)
    return packed.getvalue()


def _relations(kind: str, target: str) -> str:
    relation = f'<Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"/>'
    styles = (
        f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/>' if kind == "worksheet" else ""
    )
    return f'<Relationships xmlns="{RELATIONS}">{relation}{styles}</Relationships>'


def _cell(value: object, place: int, number: int) -> str:
    name = f"{chr(65 + place)}{number}"
    if isinstance(value, int | float):
        style = ' s="1"' if value > 40_000 else ""
        return f'<c r="{name}"{style}><v>{value}</v></c>'
    return f'<c r="{name}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>' if value != "" else ""
