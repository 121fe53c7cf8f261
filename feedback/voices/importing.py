"""A council's own spreadsheet becomes voices and comments: received, understood, stored once, and dropped."""

import asyncio
import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import PurePath
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from feedback.consultations.models import Consultation
from feedback.core.clock import london_day
from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.core.models import Job, JobState
from feedback.core.settings import Settings
from feedback.core.work import cancel_job, resume_job, start_job
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.voices.columns import BadRow, Columns, RowReader, RowSaid, guess_columns
from feedback.voices.models import Import, ImportState, RefusedRow
from feedback.voices.spreadsheets import Row, Sheet, open_sheet

KIND = "import"
PREVIEW_ROWS = 10
GUESS_ROWS = 50
FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")

ALREADY_STARTED = "This import has been started already."
FILE_GONE = "We no longer keep this file. Send it again: rows that are stored are not stored twice."
CUT_OFF = "The command was cut off. Run it again: rows that are stored are not stored twice."
NO_ROWS = (
    "There are no rows below the names of the columns. Choose the file that holds the comments. "
    "Of an Excel file we read the first sheet."
)
TITLE_ABOVE = (
    "The first row has fewer names than the rows below it have cells. If a title stands above the names of the "
    "columns, delete it and send the file again."
)


@dataclass(frozen=True)
class PreviewRow:
    """A row as it will be stored, or why it will not be."""

    number: int
    said: RowSaid | None
    reason: str = ""


async def receive_file(
    consultation: Consultation, account: Account | None, name: str, content: bytes, today: date
) -> Import:
    """Keep a file until its columns are chosen. Raises `Refusal` when it cannot be read to its end."""
    rows, guess = await asyncio.to_thread(_read_through, name, content)
    async with transaction():
        received = await Import.create(
            consultation=consultation,
            account=account,
            file_name=_plain_name(name),
            content=content,
            columns=guess.as_dict(),
            rows=rows,
            made_on=today,
        )
        await record(account, "receive file", received, f"{rows} rows")
    return received


async def sheet_of(received: Import) -> Sheet:
    """Raises `Refusal` when the file is kept no longer."""
    content = await Import.filter(id=received.id).values_list("content", flat=True)
    if not content or content[0] is None:
        raise Refusal(FILE_GONE)
    return await asyncio.to_thread(open_sheet, received.file_name, bytes(content[0]))


async def choose_columns(received: Import, columns: Columns) -> None:
    """Until the import is started they can be chosen again."""
    columns.check((await sheet_of(received)).columns)
    async with transaction():
        waiting = Import.filter(id=received.id, state=ImportState.UPLOADED)
        if not await waiting.update(columns=columns.as_dict()):
            raise Refusal(ALREADY_STARTED)
    received.columns = columns.as_dict()


async def preview(received: Import, today: date, rows: int = PREVIEW_ROWS) -> list[PreviewRow]:
    """The first rows, read with the chosen columns. Stores nothing."""
    sheet = await sheet_of(received)
    reader = RowReader(sheet.columns, Columns.read(received.columns), today)
    return [_previewed(reader, row) for row in islice(sheet.rows(), rows)]


async def start_import(received: Import, account: Account | None, today: date) -> Job:
    """Queue the work, once, however often the button is pressed."""
    Columns.read(received.columns).check((await sheet_of(received)).columns)
    async with transaction():
        waiting = Import.filter(id=received.id, state=ImportState.UPLOADED)
        if not await waiting.update(state=ImportState.WAITING):
            raise Refusal(ALREADY_STARTED)
        arguments = {"import": str(received.id), "today": today.isoformat()}
        job = await start_job(KIND, arguments, account, unique_key=f"{KIND}-{received.id}")
        await Import.filter(id=received.id).update(job_id=job.id)
        await record(account, "start import", received, f"{received.rows} rows")
    received.job_id, received.state = job.id, ImportState.WAITING
    return job


async def stop_import(received: Import, account: Account | None) -> None:
    """Rows that are stored stay; the import can go on from there."""
    async with transaction():
        if received.job_id is None or not await cancel_job(received.job_id):
            raise Refusal("This import has ended already.")
        await record(account, "stop import", received)


async def resume_import(received: Import, account: Account | None) -> None:
    """Go on where it stopped."""
    await sheet_of(received)
    async with transaction():
        if received.job_id is None or not await resume_job(received.job_id):
            raise Refusal("This import is running already.")
        await Import.filter(id=received.id).update(state=ImportState.WAITING, error="")
        await record(account, "resume import", received)


async def throw_away(received: Import, account: Account | None) -> None:
    """Forget a file that was never started."""
    async with transaction():
        await record(account, "throw away file", received)
        if not await Import.filter(id=received.id, state=ImportState.UPLOADED).delete():
            raise Refusal(ALREADY_STARTED)


async def get_import(import_id: UUID) -> Import:
    """The import with its consultation, and without the bytes of its file."""
    found = await Import.filter(id=import_id).only(*_all_but_content()).first()
    if found is None:
        raise NotFound
    await found.fetch_related("consultation")
    return found


def imports_of(consultation: Consultation) -> QuerySet[Import]:
    """Newest first."""
    return (
        Import.filter(consultation=consultation)
        .only(*_all_but_content())
        .order_by("-made_on", "file_name", "id")
    )


async def find_job(received: Import) -> Job | None:
    return await Job.filter(id=received.job_id).first() if received.job_id else None


def is_under_way(job: Job | None) -> bool:
    return job is not None and not job.is_finished


def has_stopped(job: Job | None) -> bool:
    return job is not None and job.state in (JobState.FAILED, JobState.CANCELLED)


async def refused_rows_csv(received: Import) -> str:
    """Number and reason of each row that was not stored, safe to open in a spreadsheet program."""
    rows = await RefusedRow.filter(source_id=received.id).order_by("number").values_list("number", "reason")
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(("row", "reason"))
    writer.writerows((number, safe_cell(reason)) for number, reason in rows)
    return written.getvalue()


def safe_cell(text: str) -> str:
    """A spreadsheet program takes a cell that begins like this for a formula, and runs it. Some do so after
    blanks, or with the wide signs of a Japanese keyboard."""
    begins = text.startswith(("\t", "\r", "\n")) or text.lstrip().startswith(FORMULA_SIGNS)
    return f"'{text}" if begins else text


async def drop_old_files(settings: Settings, now: datetime) -> int:
    """Scheduled: a file that was sent and not imported by the next day is not kept any longer. What a command
    began and did not end by then was cut off."""
    async with transaction():
        left = Import.filter(made_on__lt=london_day(now), content__isnull=False)
        without_job = Q(state__in=(ImportState.UPLOADED, ImportState.FAILED)) | Q(job_id__isnull=True)
        dropped = await left.filter(without_job).update(content=None)
        begun = Import.filter(made_on__lt=london_day(now), job_id__isnull=True, state=ImportState.RUNNING)
        await begun.update(state=ImportState.FAILED, error=CUT_OFF)
        return dropped


def _all_but_content() -> list[str]:
    """Every page of an import but the preview does without the bytes of its file."""
    return sorted(Import._meta.db_fields - {"content"})


def _read_through(name: str, content: bytes) -> tuple[int, Columns]:
    """To its end, so that nobody chooses columns of a file that breaks off half-way."""
    sheet = open_sheet(name, content)
    rows = sheet.count()
    if not rows:
        raise Refusal(NO_ROWS, field="file")
    sample = list(islice(sheet.rows(), GUESS_ROWS))
    if all(any(row.cells[len(sheet.columns) :]) for row in sample):
        raise Refusal(TITLE_ABOVE, field="file")
    return rows, guess_columns(sheet.columns, sample)


def _previewed(reader: RowReader, row: Row) -> PreviewRow:
    try:
        return PreviewRow(row.number, reader.read(row))
    except BadRow as bad:
        return PreviewRow(row.number, None, str(bad))


def _plain_name(name: str) -> str:
    """The name without the folders it lay in. Its end stays, since it says what the file is."""
    last = PurePath(name.replace("\\", "/")).name
    plain = "".join(letter for letter in last if letter.isprintable())
    return plain if len(plain) <= 200 else f"{plain[:190]}{PurePath(plain).suffix[:10]}"
