"""The long part of an import: 500 rows at a time, each batch with its checkpoint or not at all."""

import asyncio
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, Protocol
from uuid import UUID

from tortoise.exceptions import IntegrityError

from feedback.core.database import transaction
from feedback.core.keyed import keyed_hash
from feedback.core.work import Cancelled
from feedback.voices.columns import BadRow, Columns, RowReader, RowSaid
from feedback.voices.importing import get_import, sheet_of
from feedback.voices.models import (
    AgeBand,
    Comment,
    Door,
    Import,
    ImportedRow,
    ImportState,
    RefusedRow,
    SpokenBy,
    Voice,
)
from feedback.voices.receiving import Said, new_comment
from feedback.voices.spreadsheets import Row, Sheet

BATCH = 500
MOST_TRIES = 3
LONGEST_KEY, MARK = 60, 8
STOPPED = "You stopped this import. What is stored stays, and you can go on from there."


class Telling(Protocol):
    """What an import tells its progress to: a job's `Progress`, or a line of the terminal."""

    checkpoint: dict[str, Any]

    async def report(self, done: int, total: int, say: str = "") -> None: ...

    async def save_checkpoint(self, **values: Any) -> None: ...


@dataclass
class Batch:
    """Rows ready to be stored, by their keys, and those that cannot be, by their numbers."""

    last_number: int
    rows: int = 0
    ready: dict[str, tuple[Voice, Comment]] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)


async def run_import(arguments: dict[str, Any], progress: Telling) -> dict[str, Any]:
    """The job's function. Killed and run again it goes on behind the last batch that was stored."""
    received = await get_import(UUID(arguments["import"]))
    if received.state == ImportState.DONE:
        return _counts(received)
    sheet = await sheet_of(received)
    await _mark(received, state=ImportState.RUNNING)
    batches = Batches(received, sheet, date.fromisoformat(arguments["today"]))
    after = int(progress.checkpoint.get("number", 1))
    done = int(progress.checkpoint.get("done", 0))
    try:
        while batch := await asyncio.to_thread(batches.next, after):
            await _store(received, batch, progress, done + batch.rows)
            done += batch.rows
            await progress.report(done, received.rows, f"{done:,} of {received.rows:,} rows")
    except Cancelled:
        await _mark(received, state=ImportState.FAILED, error=STOPPED)
        raise
    await _mark(received, state=ImportState.DONE, content=None, error="")
    return _counts(received)


class Batches:
    """Reads the sheet once, from its beginning: which occurrence a row is depends on all that came before."""

    def __init__(self, received: Import, sheet: Sheet, today: date) -> None:
        self._columns = Columns.read(received.columns)
        self._reader = RowReader(sheet.columns, self._columns, today)
        self._rows: Iterator[Row] = sheet.rows()
        self._consultation_id = received.consultation_id
        self._today = today
        self._occurrences: Counter[tuple[str, ...]] = Counter()
        self._first_with_id: dict[str, int] = {}

    def next(self, after: int) -> Batch | None:
        """The next rows below row `after`, screened and given their keys; None at the end of the sheet."""
        batch = Batch(last_number=after)
        for row in islice(self._below(after), BATCH):
            batch.rows += 1
            batch.last_number = row.number
            try:
                said = self._reader.read(row)
                batch.ready[self._key(said, row.number)] = self._new_rows(said)
            except BadRow as bad:
                batch.refused[row.number] = str(bad)
        return batch if batch.rows else None

    def _below(self, after: int) -> Iterator[Row]:
        for row in self._rows:
            if row.number > after:
                yield row
            else:
                self._count_again(row)

    def _count_again(self, row: Row) -> None:
        try:
            self._key(self._reader.read(row), row.number)
        except BadRow:
            return

    def _key(self, said: RowSaid, number: int) -> str:
        """What makes a row this row: its id, or its cells and how many equal rows came before it. The
        column of the words is part of it: a sheet with answers to two questions may be imported twice."""
        cells = (self._columns.text.casefold(), *said.key_cells)
        if not said.has_own_id:
            self._occurrences[cells] += 1
            return _hash("row", *cells, str(self._occurrences[cells]))
        key = _hash("id", *cells)
        first = self._first_with_id.setdefault(key, number)
        if first != number:
            raise BadRow(f"Row {first} has the same “{self._columns.id}”.")
        return key

    def _new_rows(self, said: RowSaid) -> tuple[Voice, Comment]:
        voice = Voice(
            consultation_id=self._consultation_id,
            door=Door.IMPORT,
            spoken_by=SpokenBy(said.about.spoken_by),
            group=said.about.group,
            age_band=AgeBand(said.about.age_band),
            mode="import",
            may_quote=said.may_quote,
            received_on=self._today,
        )
        question = question_key_of(self._columns.text)
        words = Said(question, self._columns.text, said.words, said.said_on)
        return voice, new_comment(voice, words, self._today)


def question_key_of(column: str) -> str:
    """A column is a question, by a key that stays the same from file to file. Long questions often begin with
    the same words, so where the key cannot hold all of them a mark of the whole stands at its end."""
    plain = "".join(letter if letter.isalnum() else "-" for letter in column.casefold())
    key = "-".join(part for part in plain.split("-") if part) or "comment"
    if len(key) <= LONGEST_KEY:
        return key
    mark = hashlib.sha256(key.encode()).hexdigest()[:MARK]
    return f"{key[: LONGEST_KEY - MARK - 1]}-{mark}"


async def _store(received: Import, batch: Batch, progress: Telling, done: int) -> None:
    """A rival that stores the same rows at the same moment makes the batch fail as a whole; the second try
    then sees what the rival stored."""
    for tries_left in reversed(range(MOST_TRIES)):
        try:
            await _store_at_once(received, batch, progress, done)
            return
        except IntegrityError:
            if not tries_left:
                raise


async def _store_at_once(received: Import, batch: Batch, progress: Telling, done: int) -> None:
    async with transaction():
        stored = ImportedRow.filter(consultation_id=received.consultation_id, row_key__in=list(batch.ready))
        known = set(await stored.values_list("row_key", flat=True))
        fresh = {key: rows for key, rows in batch.ready.items() if key not in known}
        await Voice.bulk_create([voice for voice, _ in fresh.values()])
        await Comment.bulk_create([comment for _, comment in fresh.values()])
        await ImportedRow.bulk_create(
            [
                ImportedRow(consultation_id=received.consultation_id, voice_id=voice.id, row_key=key)
                for key, (voice, _) in fresh.items()
            ]
        )
        await RefusedRow.bulk_create(
            [
                RefusedRow(source_id=received.id, number=number, reason=reason[:300])
                for number, reason in batch.refused.items()
            ],
            ignore_conflicts=True,
        )
        counts = {
            "stored": received.stored + len(fresh),
            "repeated": received.repeated + len(known),
            "refused": received.refused + len(batch.refused),
        }
        await Import.filter(id=received.id).update(**counts)
        await progress.save_checkpoint(number=batch.last_number, done=done)
    received.update_from_dict(counts)


async def _mark(received: Import, **fields: Any) -> None:
    async with transaction():
        await Import.filter(id=received.id).update(**fields)


def _hash(*parts: str) -> str:
    return keyed_hash("imported-row", json.dumps(parts, ensure_ascii=False))


def _counts(received: Import) -> dict[str, Any]:
    return {"stored": received.stored, "repeated": received.repeated, "refused": received.refused}
