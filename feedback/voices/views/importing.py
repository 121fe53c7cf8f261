"""Bringing a spreadsheet in: send it, say which column is what, look at ten rows, start, follow it."""

from uuid import UUID

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.consultations.lifecycle import get_consultation
from feedback.core.clock import today
from feedback.core.errors import Forbidden, Refusal
from feedback.core.roles import Role
from feedback.kit.access import check_may, staff
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind
from feedback.kit.paging import page_of
from feedback.kit.rendering import address, render
from feedback.kit.sizes import LARGEST_FORM, LARGEST_UPLOAD
from feedback.people.audit import record
from feedback.voices.about import UNSAID, label_of
from feedback.voices.columns import Columns
from feedback.voices.forms import ColumnsForm, FileForm
from feedback.voices.importing import (
    choose_columns,
    find_job,
    get_import,
    has_stopped,
    imports_of,
    is_under_way,
    preview,
    receive_file,
    refused_rows_csv,
    resume_import,
    sheet_of,
    start_import,
    stop_import,
    throw_away,
)
from feedback.voices.models import Import, ImportState, RefusedRow

MOST_REASONS = 20
STATE_WORDS = {
    ImportState.UPLOADED: "Not started",
    ImportState.WAITING: "Waiting",
    ImportState.RUNNING: "Under way",
    ImportState.DONE: "Done",
    ImportState.FAILED: "Stopped",
}


async def list_imports(request: Request) -> Response:
    """What was brought in, and a place for the next file."""
    consultation = await get_consultation(request.path_params["slug"])
    check_may(request, Role.EDITOR, consultation)
    form = await bind(FileForm, request)
    if form.is_valid:
        file: UploadFile = form.file.data
        content = await file.read()
        await file.close()
        try:
            received = await receive_file(
                consultation, request.state.account, file.filename or "", content, today()
            )
        except Refusal as no:
            add_refusal(form, no)
        else:
            return _to(request, "import_columns", received)
    page = await page_of(imports_of(consultation), request)
    return render(
        request, "voices/imports.html", form=form, page=page, consultation=consultation, states=STATE_WORDS
    )


async def pick_columns(request: Request) -> Response:
    received = await _get_own_file(request)
    if received.state != ImportState.UPLOADED:
        return _to(request, "import", received)
    names = (await sheet_of(received)).columns
    guessed = Columns.read(received.columns)
    form = await bind(ColumnsForm, request, guessed, names=names)
    if form.is_valid:
        try:
            await choose_columns(received, Columns.read(form.data))
        except Refusal as no:
            add_refusal(form, no)
        else:
            return _to(request, "import_preview", received)
    return render(request, "voices/columns.html", form=form, received=received)


async def show_preview(request: Request) -> Response:
    """Ten rows as they will be stored. Nobody has screened them yet, so only who sent the file sees them."""
    received = await _get_own_file(request)
    if received.state != ImportState.UPLOADED:  # the button was pressed twice, or this page was gone back to
        return _to(request, "import", received)
    if request.method == "POST":
        await start_import(received, request.state.account, today())
        return _to(request, "import", received)
    rows = await preview(received, today())
    await record(request.state.account, "preview file", received, f"{len(rows)} rows")
    columns = Columns.read(received.columns)
    return render(
        request, "voices/preview.html", received=received, rows=rows, columns=columns, label_of=_label_of
    )


async def show_import(request: Request) -> Response:
    """How far it is, or what came of it."""
    received = await _get(request)
    job = await find_job(received)
    reasons = await RefusedRow.filter(source_id=received.id).order_by("number").limit(MOST_REASONS)
    return render(
        request,
        "voices/import.html",
        received=received,
        job=job,
        under_way=is_under_way(job),
        stopped=has_stopped(job),
        reasons=reasons,
        state=STATE_WORDS[received.state],
    )


async def stop(request: Request) -> Response:
    received = await _get(request)
    await stop_import(received, request.state.account)
    await say(request, "We stop after the rows that are being stored now.")
    return _to(request, "import", received)


async def resume(request: Request) -> Response:
    received = await _get(request)
    await resume_import(received, request.state.account)
    return _to(request, "import", received)


async def drop_file(request: Request) -> Response:
    received = await _get_own_file(request)
    await throw_away(received, request.state.account)
    await say(request, "The file is gone. Nothing of it was stored.")
    return RedirectResponse(address(request, "imports", slug=received.consultation.slug), 303)


async def download_refused(request: Request) -> Response:
    received = await _get(request)
    headers = {
        "content-disposition": 'attachment; filename="rows-not-stored.csv"',
        "cache-control": "no-store",
    }
    # The mark at the beginning makes Excel read it as UTF-8.
    words = "\ufeff" + await refused_rows_csv(received)
    return Response(words, media_type="text/csv; charset=utf-8", headers=headers)


def _label_of(part: str, value: str) -> str:
    """An empty cell is not somebody who did not want to say."""
    return "" if value == UNSAID else label_of(part, value)


async def _get(request: Request) -> Import:
    received = await get_import(UUID(str(request.path_params["import_id"])))
    check_may(request, Role.EDITOR, received.consultation)
    return received


async def _get_own_file(request: Request) -> Import:
    """A file that waits for its columns belongs to whoever sent it."""
    received = await _get(request)
    if received.account_id != request.state.account.id:
        raise Forbidden
    return received


def _to(request: Request, name: str, received: Import) -> Response:
    return RedirectResponse(address(request, name, import_id=received.id), 303)


ONE = "/staff/imports/{import_id:uuid}"
BOTH, POST = ("GET", "POST"), ("POST",)

routes = [
    staff(
        "/staff/consultations/{slug}/imports",
        list_imports,
        "imports",
        Role.EDITOR,
        BOTH,
        largest_body=LARGEST_UPLOAD + LARGEST_FORM,
    ),
    staff(f"{ONE}/columns", pick_columns, "import_columns", Role.EDITOR, BOTH),
    staff(f"{ONE}/preview", show_preview, "import_preview", Role.EDITOR, BOTH),
    staff(ONE, show_import, "import", Role.EDITOR),
    staff(f"{ONE}/stop", stop, "import_stop", Role.EDITOR, POST),
    staff(f"{ONE}/resume", resume, "import_resume", Role.EDITOR, POST),
    staff(f"{ONE}/throw-away", drop_file, "import_throw_away", Role.EDITOR, POST),
    staff(f"{ONE}/refused.csv", download_refused, "import_refused", Role.EDITOR),
]
