"""A report as a Word document: real headings, tables whose head repeats, a picture with alt text."""

import io
from functools import lru_cache
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from feedback.reports.contents import Bars, Contents, Heading, Paragraph, Quoted, Table
from feedback.reports.documents.typesetting import as_picture

FONT = "Arial"  # every office has it


@lru_cache(maxsize=16)
def as_word(contents: Contents) -> bytes:
    document = Document()
    _set_styles(document)
    document.core_properties.title = _legal(contents.title)
    document.core_properties.subject = _legal(contents.about)
    document.core_properties.author = ""
    document.core_properties.language = "en-GB"
    document.core_properties.keywords = f"version {contents.stamp.version}, hash {contents.stamp.mark}"
    document.add_paragraph(_legal(contents.title), style="Title")
    document.add_paragraph(_legal(contents.about), style="Subtitle")
    for part in contents.parts:
        if isinstance(part, Heading):
            document.add_heading(_legal(part.words), part.level)
        elif isinstance(part, Paragraph):
            document.add_paragraph(_legal(part.words))
        elif isinstance(part, Quoted):
            document.add_paragraph(
                _legal(f"“{part.words}”" + (f" ({part.who})" if part.who else "")), "Quote"
            )
        elif isinstance(part, Bars):
            _add_picture(document, part)
        else:
            _add_table(document, part)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_styles(document: Any) -> None:
    for name in ("Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "Quote", "Caption"):
        style = document.styles[name]
        style.font.name = FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(key), None)
        style.font.color.rgb = RGBColor(0x1C, 0x1C, 0x1C)
    document.styles["Normal"].font.size = Pt(12)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    document.styles["Normal"].element.get_or_add_rPr().append(language)


def _add_picture(document: Any, chart: Bars) -> None:
    picture = document.add_picture(io.BytesIO(as_picture(chart)), width=Mm(150))
    properties = picture._inline.docPr
    properties.set("descr", _legal(chart.alt))
    properties.set("title", "Chart")


def _add_table(document: Any, part: Table) -> None:
    document.add_paragraph(part.caption, style="Caption")
    table = document.add_table(rows=0, cols=len(part.rows[0]), style="Table Grid")
    for at, row in enumerate(part.rows):
        cells = table.add_row().cells
        for place, words in enumerate(row):
            run = cells[place].paragraphs[0].add_run(_legal(words))
            run.font.size = Pt(10 if len(row) <= 7 else 7)
            run.bold = at == 0 or place == 0
    head = table.rows[0]._tr.get_or_add_trPr()
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    head.append(repeated)


def _legal(words: str) -> str:
    """Without the controls that XML cannot hold."""
    return "".join(sign for sign in words if sign in "\n\t" or (sign >= " " and sign not in "\ufffe\uffff"))
