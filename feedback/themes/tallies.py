"""Counts kept as rows change, so that a report never loads the comments that it is about.

Every number here is a sum over voices: a voice stands in one group, one age band and one way of speaking, so
what one voice adds can be counted alone. That is what makes a small change cheap (`keep_tallies` counts only
the voices it is about, before and after) and a large one sound (`refresh_tallies` counts everything again).
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4, uuid5

from feedback.consultations.models import Consultation
from feedback.core.clock import now as clock_now
from feedback.core.database import execute, rows, transaction
from feedback.core.settings import Settings
from feedback.themes.report_models import Counted, Dimension, Tally, TallyMark

NAMES = UUID("5f0b8b6e-6a0e-4f0b-9d7e-1c2f0d9a7c11")
RECOUNT_AFTER = timedelta(days=1)
FEW_VOICES = 400

ASIDE = "EXISTS (SELECT 1 FROM unplaced u WHERE u.comment_id = c.id AND u.reason <> '')"
ADOPTED = "SELECT 1 FROM coding k JOIN theme t ON t.id = k.theme_id WHERE k.comment_id = c.id AND k.belongs"
IN_A_THEME = f"EXISTS ({ADOPTED} AND t.state = 'adopted')"
SOURCES: dict[Counted, tuple[str, str, str]] = {
    # what is counted: (theme, joins, conditions)
    Counted.EVERYTHING: ("NULL", "", ""),
    Counted.THEME: (
        "k.theme_id",
        "JOIN coding k ON k.comment_id = c.id JOIN theme t ON t.id = k.theme_id",
        "AND k.belongs AND t.state = 'adopted'",
    ),
    Counted.NO_THEME: ("NULL", "", f"AND NOT {IN_A_THEME}"),
    Counted.SET_ASIDE: (
        "NULL",
        "",
        f"AND NOT {IN_A_THEME} AND {ASIDE}",
    ),
    Counted.READ: ("NULL", "", "AND EXISTS (SELECT 1 FROM reading r WHERE r.comment_id = c.id)"),
}


class Cell(NamedTuple):
    """All that one tally is about."""

    counted: str
    theme_id: str
    question_key: str
    dimension: str
    value: str


class Numbers(NamedTuple):
    comments: int
    voices: int


Counts = dict[Cell, Numbers]


async def refresh_tallies(consultation: Consultation) -> None:
    """Count everything of a consultation again. For verbs that touch many rows, at their end."""
    async with transaction():
        await _lock(consultation.id)
        fingerprint = await fingerprint_of(consultation.id)
        counted = await count(consultation.id)
        before = {
            UUID(str(key)): Numbers(comments, voices)
            for key, comments, voices in await Tally.filter(consultation_id=consultation.id).values_list(
                "id", "comments", "voices"
            )
        }
        wanted = {key_of(consultation.id, cell): (cell, numbers) for cell, numbers in counted.items()}
        changed = {key for key, (_, numbers) in wanted.items() if before.get(key) != numbers}
        gone = [*(set(before) - set(wanted)), *(changed & set(before))]
        for start in range(0, len(gone), 500):
            await Tally.filter(id__in=gone[start : start + 500]).delete()
        new = [_tally(consultation.id, *wanted[key]) for key in sorted(changed)]
        await Tally.bulk_create(new, batch_size=500)
        await TallyMark.filter(consultation_id=consultation.id).update(
            fingerprint=fingerprint, counted_at=clock_now()
        )


@asynccontextmanager
async def keep_tallies(consultation: Consultation, voices: Iterable[UUID]) -> AsyncIterator[None]:
    """Keep the tallies right through a change that concerns only these voices.

    What they add is counted before and after, and the difference goes on the tallies in one transaction. Where
    comments came or went since the last count, everything is counted: a difference needs a sum that is right.
    """
    these = sorted(set(voices))
    async with transaction():
        await _lock(consultation.id)
        mark = await TallyMark.get(consultation_id=consultation.id)
        is_stale = mark.fingerprint != await fingerprint_of(consultation.id)
        if is_stale or len(these) > FEW_VOICES:
            yield
            await refresh_tallies(consultation)
            return
        before = await count(consultation.id, these)
        yield
        after = await count(consultation.id, these)
        for cell in sorted(set(before) | set(after)):
            was, is_now = before.get(cell, Numbers(0, 0)), after.get(cell, Numbers(0, 0))
            if was != is_now:
                difference = Numbers(is_now.comments - was.comments, is_now.voices - was.voices)
                await _add(consultation.id, cell, difference)


async def count(consultation_id: UUID, voices: Sequence[UUID] | None = None) -> Counts:
    """Every tally of a consultation, or what some voices add to each, counted from the rows themselves."""
    counted: Counts = {}
    for what in SOURCES:
        for by_question in (False, True):
            for row in await rows(*_statement(what, by_question, consultation_id, voices)):
                _roll_up(counted, what, by_question, row)
    return counted


async def refresh_stale_tallies(settings: Settings, now: datetime) -> None:
    """Count again where comments or voices came, were held, released or withdrawn since the last count.

    Once a day everything is counted again, in case one change hid another from the fingerprint.
    """
    marks = {mark.consultation_id: mark for mark in await TallyMark.all()}
    for consultation in await Consultation.all().order_by("id"):
        mark = marks.get(consultation.id)
        if mark is None or mark.counted_at is None or mark.counted_at < now - RECOUNT_AFTER:
            stale = True
        else:
            stale = mark.fingerprint != await fingerprint_of(consultation.id)
        if stale:
            await refresh_tallies(consultation)


async def fingerprint_of(consultation_id: UUID) -> str:
    """A cheap sign of whether anything was added, held or withdrawn: comments and voices by state."""
    parts = []
    for table in ("comment", "voice"):
        found = await rows(
            f"SELECT state, COUNT(*) AS many FROM {table} WHERE consultation_id = ? "
            "GROUP BY state ORDER BY state",
            [consultation_id],
        )
        parts.append(",".join(f"{row['state']}{row['many']}" for row in found))
    return " ".join(parts)


def key_of(consultation_id: UUID, cell: Cell) -> UUID:
    return uuid5(NAMES, "\n".join((str(consultation_id), *cell)))


def _statement(
    what: Counted, by_question: bool, consultation_id: UUID, voices: Sequence[UUID] | None
) -> tuple[str, list[Any]]:
    theme, joins, conditions = SOURCES[what]
    question = "c.question_key" if by_question else "''"
    places = [f"{theme}", question, 'v."group"', "v.age_band", "v.spoken_by"]
    names = ("theme_id", "question_key", "voice_group", "age_band", "spoken_by")
    columns = ", ".join(f"{place} AS {name}" for place, name in zip(places, names, strict=True))
    groups = ", ".join(place for place in places if place not in ("NULL", "''"))
    only = f"AND c.voice_id IN ({', '.join('?' * len(voices))})" if voices else ""
    if voices is not None and not voices:
        only = "AND 1 = 0"
    sql = (
        f"SELECT {columns}, COUNT(*) AS comments, COUNT(DISTINCT c.voice_id) AS voices "
        f"FROM comment c JOIN voice v ON v.id = c.voice_id {joins} "
        f"WHERE c.consultation_id = ? AND c.state = 'live' AND v.state = 'live' {conditions} {only} "
        f"GROUP BY {groups}"
    )
    return sql, [consultation_id, *(voices or [])]


def _roll_up(counted: Counts, what: Counted, by_question: bool, row: dict[str, Any]) -> None:
    """Put one row of the finest count on each tally it belongs to."""
    if by_question and not row["question_key"]:
        return
    values = [
        (Dimension.ALL, ""),
        (Dimension.GROUP, row["voice_group"]),
        (Dimension.AGE_BAND, row["age_band"]),
        (Dimension.SPOKEN_BY, row["spoken_by"]),
    ]
    if not by_question:
        values.append((Dimension.GROUP_AND_AGE, f"{row['voice_group']}/{row['age_band']}"))
    for dimension, value in values:
        cell = Cell(what.value, row["theme_id"] or "", row["question_key"], dimension.value, value)
        so_far = counted.get(cell, Numbers(0, 0))
        counted[cell] = Numbers(so_far.comments + row["comments"], so_far.voices + row["voices"])


def _tally(consultation_id: UUID, cell: Cell, numbers: Numbers) -> Tally:
    return Tally(
        id=key_of(consultation_id, cell),
        consultation_id=consultation_id,
        counted=Counted(cell.counted),
        theme_id=UUID(cell.theme_id) if cell.theme_id else None,
        question_key=cell.question_key,
        dimension=Dimension(cell.dimension),
        value=cell.value,
        comments=numbers.comments,
        voices=numbers.voices,
    )


async def _add(consultation_id: UUID, cell: Cell, difference: Numbers) -> None:
    await execute(
        "INSERT INTO tally "
        "(id, consultation_id, counted, theme_id, question_key, dimension, value, comments, voices) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
        "comments = tally.comments + excluded.comments, voices = tally.voices + excluded.voices",
        [
            key_of(consultation_id, cell),
            consultation_id,
            cell.counted,
            UUID(cell.theme_id) if cell.theme_id else None,
            cell.question_key,
            cell.dimension,
            cell.value,
            *difference,
        ],
    )


async def _lock(consultation_id: UUID) -> None:
    """Whoever changes a consultation's tallies goes one at a time: on PostgreSQL this row is the lock."""
    await execute(
        "INSERT INTO tally_mark (id, consultation_id, fingerprint, changes) VALUES (?, ?, '', 1) "
        "ON CONFLICT (consultation_id) DO UPDATE SET changes = tally_mark.changes + 1",
        [uuid4(), consultation_id],
    )
