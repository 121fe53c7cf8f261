"""One report as five kinds of file: the same numbers, its version and hash in each, nothing that runs."""

import csv
import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from docx import Document
from openpyxl import load_workbook

from analysis.suppression import Rules
from feedback.core.roles import Role
from feedback.reports.comparing import side_by_side
from feedback.reports.contents import Around, Bars, Quoted, contents_of
from feedback.reports.documents.typesetting import as_pdf
from feedback.reports.documents.word import as_word
from feedback.reports.exporting import KINDS, published_export
from feedback.reports.rows import Stamp
from feedback.reports.versions import get_published, publish_version
from feedback.themes.models import Theme
from feedback.voices.models import Comment, Door, Voice
from tests.makers.people_as_numbers import say
from tests.makers.reports import make_reported
from tests.makers.themes import DAY
from tests.makers.voices import make_voice
from tests.web import make_organisation

FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1"]
STAMP = Stamp("2", "2026-03-02", "ab" * 32)


async def make_files(title="Buses"):
    consultation, theme, said = await make_reported()
    await Theme.filter(id=theme.id).update(title=title)
    version = await publish_version(consultation, None, DAY)
    export = published_export(await get_published(consultation))
    return consultation, version, said, {kind: b"".join(made.make(export)) for kind, made in KINDS.items()}


def rows_of_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def rows_of_xlsx(content):
    sheet = load_workbook(io.BytesIO(content)).active
    return [list(row) for row in sheet.iter_rows()]


def cells_of(rows):
    return [[getattr(cell, "value", cell) for cell in row] for row in rows]


async def test_every_file_has_the_version_and_the_hash(db):
    _, version, _, files = await make_files()
    assert sorted(files) == ["csv", "docx", "json", "pdf", "xlsx"]
    assert ["Hash", version.hash] in rows_of_csv(files["csv"])
    assert version.hash in [cell.value for row in rows_of_xlsx(files["xlsx"]) for cell in row]
    assert json.loads(files["json"])["hash"] == version.hash
    assert any(version.hash in one.text for one in Document(io.BytesIO(files["docx"])).paragraphs)
    assert version.hash.encode() in files["pdf"]


async def test_every_file_says_the_numbers_of_the_page_and_no_hidden_one(db):
    _, _, _, files = await make_files()
    table = [row for row in rows_of_csv(files["csv"]) if row][:3]
    assert table == [
        ["Theme", "People", "Share of people", "Child or young person", "Parent or carer"],
        ["Everyone", "50", "", "20", "30"],
        ["Buses", "33", "66%", "13", "20"],
    ]
    sheet = [[str(cell.value or "") for cell in row] for row in rows_of_xlsx(files["xlsx"])][:3]
    assert sheet == table
    word = Document(io.BytesIO(files["docx"])).tables[0]
    assert [[cell.text for cell in row.cells] for row in word.rows] == table


async def test_word_and_pdf_say_what_stands_around_the_numbers_on_the_page(db):
    consultation, theme, _ = await make_reported()
    view = await make_voice("Routes change too late.", consultation=consultation, door=Door.FORUM)
    await Voice.filter(id=view.voice.id).update(speaks_for=140)
    body = await make_organisation()
    await Theme.filter(id=theme.id).update(owner_id=body.id)
    await publish_version(consultation, None, DAY)
    published = await get_published(consultation)
    made = published_export(published)
    made = replace(made, around=replace(made.around, agreed="Two people agreed at F1 0.93."))
    words = [one.text for one in Document(io.BytesIO(b"".join(KINDS["docx"].make(made)))).paragraphs]
    assert f"{published.report.voices.text} people told us {published.report.comments.text} things." in words
    assert published.report.in_groups in words
    assert "at most about" in published.report.in_groups
    assert any(one.endswith(f"Who answers for it: {body.name}.") for one in words)
    assert any(one.endswith("Staff have read 0% of what people told us.") for one in words)
    assert "Two people agreed at F1 0.93." in words


async def test_tables_say_what_they_count_and_how_many_people_that_may_be(client, sign_in):
    """The range of people stood on the page alone, and no file told of which people it was."""
    consultation, *_ = await make_reported()
    view = await make_voice("Routes change too late.", consultation=consultation, door=Door.FORUM)
    await Voice.filter(id=view.voice.id).update(speaks_for=140)
    await publish_version(consultation, None, DAY)
    await sign_in(Role.READER)
    public, staff = f"/consultations/{consultation.slug}", f"/staff/consultations/{consultation.slug}"
    for kind, read in (("csv", rows_of_csv), ("xlsx", rows_of_xlsx)):
        for address, range_of in ((public, "at most about"), (staff, "and at most")):
            content = (await client.get(f"{address}/report.{kind}")).content
            said = {str(row[0]): str(row[1]) for row in cells_of(read(content)) if len(row) > 1}
            assert said["Consultation"] == consultation.title
            assert said["Who is counted"] == "Everyone"
            assert range_of in said["With forums"]
    question = (await Comment.filter(consultation_id=consultation.id).first()).question_key
    chosen = f"{staff}/report.json?group=parent_carer&question={question}"
    rows = [row for row in (await client.get(chosen)).json()["rows"] if row]
    (said,) = [row[1] for row in rows if row[0] == "Who is counted"]
    assert said.startswith("Parent or carer; only answers to “")
    word = Document(io.BytesIO((await client.get(chosen.replace("json", "docx"))).content))
    assert f"Who is counted: {said}." in [one.text for one in word.paragraphs]


async def test_the_json_lets_anybody_check_the_hash_and_each_quote(db):
    _, version, said, files = await make_files()
    whole = json.loads(files["json"])
    text = json.dumps(whole["document"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(text.encode()).hexdigest() == version.hash
    promised = [quote["commitment"] for quote in whole["document"]["quotes"]]
    for quote in whole["quotes"]:
        assert quote["words"] in {said[0].words, said[-1].words}
        made = hashlib.sha256(f"{quote['salt']}\n{quote['words']}".encode()).hexdigest()
        assert made == quote["commitment"]
        assert made in promised


@pytest.mark.parametrize("formula", FORMULAS)
async def test_no_file_has_a_cell_that_runs(db, formula):
    *_, files = await make_files(f"{formula} buses")
    for row in rows_of_csv(files["csv"]):
        assert not any(re.match(r"\s*[=+\-@]", cell) for cell in row)
    for row in rows_of_xlsx(files["xlsx"]):
        assert all(cell.data_type in ("s", "n") for cell in row)
        assert not any(re.match(r"\s*[=+\-@]", str(cell.value or "")) for cell in row)
    with zipfile.ZipFile(io.BytesIO(files["xlsx"])) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


async def test_the_word_file_has_real_headings_a_repeated_head_and_alt_text(db):
    consultation, _, _, files = await make_files()
    document = Document(io.BytesIO(files["docx"]))
    headings = [
        (one.style.name, one.text) for one in document.paragraphs if one.style.name.startswith("Head")
    ]
    assert headings == [
        ("Heading 1", "What people said"),
        ("Heading 2", "Buses"),
        ("Heading 1", "Where groups part"),
        ("Heading 1", "About this report"),
    ]
    assert document.core_properties.title == f"What people said: {consultation.title}"
    assert document.paragraphs[1].text == "Version 1, 2 March 2026"
    with zipfile.ZipFile(io.BytesIO(files["docx"])) as book:
        tree = ElementTree.fromstring(book.read("word/document.xml"))
    described = [one.get("descr") for one in tree.iter() if one.tag.endswith("}docPr")]
    assert described == [
        "People who spoke of the themes that most spoke of, group by group. "
        "Buses: Child or young person: 13; Buses: Parent or carer: 20."
    ]
    assert len([one for one in tree.iter() if one.tag.endswith("}tblHeader")]) == 1


async def test_the_pdf_is_tagged_and_says_that_it_is_accessible(db):
    *_, files = await make_files()
    pdf = files["pdf"]
    assert pdf.startswith(b"%PDF-")
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang", b"pdfuaid:part"):
        assert mark in pdf, mark


def make_contents(words):
    report = say([("parent_carer", ["buses"])] * 30, Rules())
    return contents_of(report, STAMP, Around((("buses", Quoted(words)),)))


@pytest.mark.parametrize(
    "words",
    [
        '#read("/etc/passwd") and #panic() = heading *bold* $x$',
        "emoji 😀 and 中文",
        "عربي, Zażółć",
        "bell \x07 and \x00 and \ufeff and \ue000",
        "",
        "x" * 9000,
    ],
)
def test_any_words_become_a_document(words):
    contents = make_contents(words)
    assert as_pdf(contents).startswith(b"%PDF-")
    text = [one.text for one in Document(io.BytesIO(as_word(contents))).paragraphs]
    assert any(one.startswith("“") for one in text)


def test_a_hidden_number_has_no_bar_and_no_number_in_its_alt_text():
    contents = make_contents("The bus is late.")
    (chart,) = [part for part in contents.parts if isinstance(part, Bars)]
    assert [number for _, number, _ in chart.bars] == [30, None, None]
    assert "taxis: fewer than 5; trains: fewer than 5." in chart.alt


async def test_the_chart_of_the_page_adds_no_groups_up(client):
    """Parents and young people have a bar each; 33 of both together stands in words and in the table (D7)."""
    consultation, *_ = await make_reported()
    await publish_version(consultation, None, DAY)
    page = (await client.get(f"/consultations/{consultation.slug}/report")).text
    charts = re.findall(r"<svg class=\"chart__drawing.*?</svg>", page, re.DOTALL)
    drawn = [re.findall(r'class="chart__number"[^>]*>([^<]+)<', chart) for chart in charts]
    assert drawn == [["13", "20"]]
    few, *_ = await make_reported(parents=14, young=3)
    await publish_version(few, None, DAY)
    page = (await client.get(f"/consultations/{few.slug}/report")).text
    assert "so a bar is of everybody together" in page


def test_only_the_largest_groups_are_drawn_and_the_table_has_all():
    groups = ("young_person", "parent_carer", "health", "employer", "school", "early_years", "voluntary")
    people = [(group, ["buses"]) for many, group in enumerate(groups, 10) for _ in range(many)]
    people += [(group, []) for group in groups for _ in range(10)]
    report = say(people, Rules())
    drawn = side_by_side(report)
    assert len(drawn) == 6
    assert "young_person" not in [report.columns[at].value for at in drawn]


async def test_the_pages_offer_every_kind_and_refuse_others(client, sign_in):
    consultation, *_ = await make_reported()
    await sign_in(Role.ANALYST, Role.PUBLISHER)
    staff = f"/staff/consultations/{consultation.slug}/report"
    await client.post(f"{staff}/publish")
    public = f"/consultations/{consultation.slug}/report"
    page = (await client.get(public)).text
    for kind, made in KINDS.items():
        for address in (f"{public}.{kind}", f"{public}/1.{kind}", f"{staff}.{kind}?group=parent_carer"):
            answer = await client.get(address)
            assert (answer.status_code, answer.headers["content-type"]) == (200, made.media_type)
            assert answer.headers["content-disposition"].endswith(f'.{kind}"')
        assert f'href="{public}.{kind}"' in page
    for address in (f"{public}.exe", f"{public}/9.csv", f"{staff}.exe"):
        assert (await client.get(address)).status_code == 404
    assert "Version 1, " in (await client.get(f"{public}/versions")).text
    assert (await client.get(f"{public}/1")).status_code == 200
    assert (await client.get(f"{public}/2")).status_code == 404
