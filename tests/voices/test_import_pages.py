"""A spreadsheet on its way in, page by page, without script."""

import httpx2

from feedback.core.clock import today
from feedback.core.roles import Role
from feedback.core.work import Kind
from feedback.core.workers import Worker
from feedback.people.models import AuditEntry
from feedback.voices.importing import get_import, receive_file
from feedback.voices.models import Comment, Import
from feedback.voices.storing_rows import run_import
from tests.makers.consultations import make_consultation
from tests.makers.spreadsheets import make_xlsx
from tests.web import SignIn, make_account

CONTENT = b"Comment,Who,Day\nThe bus is late,Parent,1/3/2026\n=1+1,Pupil,\nNo driver,Parent,soon\n"


def upload(name: str, content: bytes) -> dict[str, tuple[str, bytes, str]]:
    return {"file": (name, content, "text/csv")}


async def test_it_walks_from_file_to_result(client: httpx2.AsyncClient, sign_in: SignIn) -> None:
    consultation = await make_consultation()
    await sign_in(Role.EDITOR, consultation=consultation)
    start = f"/staff/consultations/{consultation.slug}/imports"
    assert (await client.get(start)).status_code == 200
    sent = await client.post(start, files=upload("answers.csv", CONTENT))
    assert sent.status_code == 303
    columns = await client.get(sent.headers["location"])
    assert '<option value="Comment" selected' in columns.text
    chosen = {"text": "Comment", "group": "Who", "said_on": "Day", "id": "", "quote": "", "age_band": ""}
    shown = await client.post(sent.headers["location"], data=chosen)
    assert shown.status_code == 303
    preview = await client.get(shown.headers["location"])
    assert "The bus is late" in preview.text
    assert "Parent or carer" in preview.text
    assert "We cannot store this row" in preview.text
    assert await Comment.filter(consultation=consultation).count() == 0
    started = await client.post(shown.headers["location"])
    waiting = await client.get(started.headers["location"])
    assert "Look again" in waiting.text
    for again in (
        await client.post(shown.headers["location"]),
        await client.get(shown.headers["location"]),
        await client.get(sent.headers["location"]),
    ):
        assert (again.status_code, again.headers["location"]) == (303, started.headers["location"])
    assert await Worker("here", [Kind("import", run_import)], 5).work_once()
    done = await client.get(started.headers["location"])
    assert "We cannot read the date in “Day”" in done.text
    assert "The bus is late" not in done.text
    listed = await client.get(f"{started.headers['location']}/refused.csv")
    assert listed.headers["content-type"].startswith("text/csv")
    assert "\n4,We cannot read the date" in listed.text.replace("\r\n", "\n").replace('"', "")
    assert await Comment.filter(consultation=consultation).count() == 2
    assert await AuditEntry.filter(action="preview file").exists()


async def test_a_bad_file_gets_a_sentence_and_is_not_kept(
    client: httpx2.AsyncClient, sign_in: SignIn
) -> None:
    consultation = await make_consultation()
    await sign_in(Role.EDITOR)
    start = f"/staff/consultations/{consultation.slug}/imports"
    for name, content, sentence in (
        ("a.csv", b"", "nothing in this file"),
        ("a.xlsx", b"not a workbook", "holds something else"),
        ("a.exe", b"MZ", "CSV and Excel"),
        (
            "a.csv",
            b"Our survey of 2026,,\nComment,Who,Day\nThe bus is late,Parent,1/3/2026\n",
            "a title stands",
        ),
        ("a.csv", make_xlsx([("Comment",), ("Late",)]), "holds something else"),
    ):
        answer = await client.post(start, files=upload(name, content))
        assert answer.status_code == 400
        assert sentence in answer.text
    nothing = await client.post(start, data={})
    assert "Choose the file that holds the comments" in nothing.text
    assert await Import.filter(consultation=consultation).count() == 0


async def test_columns_that_cannot_be_are_said_beside_them(
    client: httpx2.AsyncClient, sign_in: SignIn
) -> None:
    consultation = await make_consultation()
    account = await sign_in(Role.EDITOR)
    received = await receive_file(consultation, account, "a.csv", CONTENT, today())
    page = f"/staff/imports/{received.id}/columns"
    none = await client.post(page, data={"text": ""})
    assert none.status_code == 400
    assert "Choose the column that holds what people said" in none.text
    twice = await client.post(page, data={"text": "Who", "group": "Who"})
    assert "is chosen twice" in twice.text
    unknown = await client.post(page, data={"text": "Nothing like it"})
    assert unknown.status_code == 400


async def test_only_who_sent_a_file_sees_its_words(client: httpx2.AsyncClient, sign_in: SignIn) -> None:
    consultation = await make_consultation()
    received = await receive_file(consultation, await make_account(Role.EDITOR), "a.csv", CONTENT, today())
    await sign_in(Role.EDITOR)
    for page in ("columns", "preview"):
        assert (await client.get(f"/staff/imports/{received.id}/{page}")).status_code == 403
    assert (await client.post(f"/staff/imports/{received.id}/throw-away")).status_code == 403
    assert (await client.get(f"/staff/imports/{received.id}")).status_code == 200


async def test_an_editor_of_another_consultation_stays_out(
    client: httpx2.AsyncClient, sign_in: SignIn
) -> None:
    consultation = await make_consultation()
    received = await receive_file(consultation, None, "a.csv", CONTENT, today())
    await sign_in(Role.EDITOR, consultation=await make_consultation())
    assert (await client.get(f"/staff/consultations/{consultation.slug}/imports")).status_code == 403
    assert (await client.get(f"/staff/imports/{received.id}")).status_code == 403
    assert (await client.get(f"/staff/imports/{received.id}/refused.csv")).status_code == 403


async def test_an_import_can_be_stopped_resumed_and_thrown_away(
    client: httpx2.AsyncClient, sign_in: SignIn
) -> None:
    consultation = await make_consultation()
    account = await sign_in(Role.EDITOR)
    received = await receive_file(consultation, account, "a.csv", CONTENT, today())
    page = f"/staff/imports/{received.id}"
    assert (await client.post(f"{page}/preview")).status_code == 303
    assert (await client.post(f"{page}/preview")).headers["location"] == page
    assert (await client.post(f"{page}/stop")).status_code == 303
    assert "Go on" in (await client.get(page)).text
    assert (await client.post(f"{page}/resume")).status_code == 303
    assert await Worker("here", [Kind("import", run_import)], 5).work_once()
    assert (await get_import(received.id)).stored == 2
    assert (await client.get(f"{page}/columns")).headers["location"] == page
    other = await receive_file(consultation, account, "b.csv", CONTENT, today())
    assert (await client.post(f"/staff/imports/{other.id}/throw-away")).status_code == 303
    assert not await Import.exists(id=other.id)
