"""Counts kept as rows change, so that a report never loads the comments that it is about.

Every number here is a sum over voices: a voice stands in one group, one age band and one way of speaking, so
what one voice adds can be counted alone. That is what makes a small change cheap (`keep_tallies` counts only
the voices it is about, before and after) and a large one sound (`refresh_tallies` counts everything again).
A voice says whether it is in the tallies yet, and the mark of a consultation how many comments and voices are in
them by state: what does not add up to the rows is counted again.
"""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4, uuid5

from feedback.consultations.models import Consultation
from feedback.core.clock import now as clock_now
from feedback.core.database import execute, in_a_transaction, rows, transaction
from feedback.core.settings import Settings
from feedback.themes.report_models import Counted, Dimension, Tally, TallyMark
from feedback.voices.models import Voice

NAMES = UUID("5f0b8b6e-6a0e-4f0b-9d7e-1c2f0d9a7c11")
RECOUNT_AFTER = timedelta(days=1)
FEW_VOICES = 400
MANY_NEW = 4_000  # voices: from here on counting everything again is no dearer than one by one

# Each statement goes through the comments once: by voice and question first, so that a voice is counted once,
# then by who speaks. Both count a voice's answers to one question and, under "", to all of them together.
EACH_COMMENT = """
WITH said AS (
  SELECT c.voice_id, c.question_key,
    CASE WHEN EXISTS (SELECT 1 FROM coding k JOIN theme t ON t.id = k.theme_id
                      WHERE k.comment_id = c.id AND k.belongs AND t.state = 'adopted') THEN 0 ELSE 1 END AS alone,
    CASE WHEN EXISTS (SELECT 1 FROM unplaced u WHERE u.comment_id = c.id AND u.reason <> '')
         THEN 1 ELSE 0 END AS empty,
    CASE WHEN EXISTS (SELECT 1 FROM reading r WHERE r.comment_id = c.id) THEN 1 ELSE 0 END AS seen
  FROM comment c WHERE c.consultation_id = ? AND c.state = 'live' {only}
), by_question AS (
  SELECT voice_id, question_key, COUNT(*) AS everything, SUM(alone) AS no_theme, SUM(alone * empty) AS set_aside,
    SUM(seen) AS opened
  FROM said GROUP BY voice_id, question_key
), by_voice AS (
  SELECT voice_id, question_key, everything, no_theme, set_aside, opened FROM by_question
  WHERE question_key <> ''
  UNION ALL
  SELECT voice_id, '', SUM(everything), SUM(no_theme), SUM(set_aside), SUM(opened) FROM by_question
  GROUP BY voice_id
)
SELECT b.question_key, v."group" AS voice_group, v.age_band, v.spoken_by,
  SUM(b.everything) AS everything, COUNT(*) AS everything_voices,
  SUM(b.no_theme) AS no_theme, SUM(CASE WHEN b.no_theme > 0 THEN 1 ELSE 0 END) AS no_theme_voices,
  SUM(b.set_aside) AS set_aside, SUM(CASE WHEN b.set_aside > 0 THEN 1 ELSE 0 END) AS set_aside_voices,
  SUM(b.opened) AS "read", SUM(CASE WHEN b.opened > 0 THEN 1 ELSE 0 END) AS read_voices
FROM by_voice b JOIN voice v ON v.id = b.voice_id WHERE v.state = 'live'
GROUP BY b.question_key, v."group", v.age_band, v.spoken_by
"""
EACH_THEME = """
WITH by_question AS (
  SELECT k.theme_id, c.voice_id, c.question_key, COUNT(*) AS theme
  FROM comment c JOIN coding k ON k.comment_id = c.id JOIN theme t ON t.id = k.theme_id
  WHERE c.consultation_id = ? AND c.state = 'live' AND k.belongs AND t.state = 'adopted' {only}
  GROUP BY k.theme_id, c.voice_id, c.question_key
), by_voice AS (
  SELECT theme_id, voice_id, question_key, theme FROM by_question WHERE question_key <> ''
  UNION ALL
  SELECT theme_id, voice_id, '', SUM(theme) FROM by_question GROUP BY theme_id, voice_id
)
SELECT b.theme_id, b.question_key, v."group" AS voice_group, v.age_band, v.spoken_by,
  SUM(b.theme) AS theme, COUNT(*) AS theme_voices
FROM by_voice b JOIN voice v ON v.id = b.voice_id WHERE v.state = 'live'
GROUP BY b.theme_id, b.question_key, v."group", v.age_band, v.spoken_by
"""
WITHOUT_THEME = (Counted.EVERYTHING, Counted.NO_THEME, Counted.SET_ASIDE, Counted.READ)


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
    """Count everything of a consultation again. For verbs that touch many rows, at their end.

    Outside a transaction it counts first and locks after, so that nobody waits for the counting; if anything
    changed in between, it counts once more under the lock.
    """
    early: tuple[int, str, Counts] | None = None
    if not in_a_transaction():
        mark = await TallyMark.get_or_none(consultation_id=consultation.id)
        standing = _written(await standing_of(consultation.id))
        early = (mark.changes if mark else 0, standing, await count(consultation.id))
    async with transaction():
        await _lock(consultation.id)
        standing = _written(await standing_of(consultation.id))
        changes = (await TallyMark.get(consultation_id=consultation.id)).changes
        if early is not None and early[:2] == (changes - 1, standing):
            counted = early[2]
        else:
            counted = await count(consultation.id)
        await _write(consultation.id, counted)
        await Voice.filter(consultation_id=consultation.id, is_counted=False).update(is_counted=True)
        await TallyMark.filter(consultation_id=consultation.id).update(
            fingerprint=standing, counted_at=clock_now()
        )


@asynccontextmanager
async def keep_tallies(consultation: Consultation, voices: Iterable[UUID]) -> AsyncIterator[None]:
    """Keep the tallies right through a change that concerns only these voices.

    What they add is counted before and after, and the difference goes on the tallies in one transaction. A voice
    that was in no tally yet comes in with it.
    """
    these = sorted(set(voices))
    async with transaction():
        await _lock(consultation.id)
        mark = await TallyMark.get(consultation_id=consultation.id)
        never = mark.counted_at is None or "=" not in mark.fingerprint
        if never or len(these) > FEW_VOICES:
            yield
            await refresh_tallies(consultation)
            return
        held: Any = Voice.filter(id__in=these, is_counted=True).values_list("id", flat=True)
        counted = sorted(await held)
        before, stood = await count(consultation.id, counted), await standing_of(consultation.id, counted)
        yield
        after, stands = await count(consultation.id, these), await standing_of(consultation.id, these)
        for cell in sorted(set(before) | set(after)):
            was, is_now = before.get(cell, Numbers(0, 0)), after.get(cell, Numbers(0, 0))
            if was != is_now:
                difference = Numbers(is_now.comments - was.comments, is_now.voices - was.voices)
                await _add(consultation.id, cell, difference)
        await Voice.filter(id__in=these, is_counted=False).update(is_counted=True)
        standing = _read(mark.fingerprint)
        standing.subtract(stood)
        standing.update(stands)
        await TallyMark.filter(consultation_id=consultation.id).update(fingerprint=_written(standing))


async def count(consultation_id: UUID, voices: Sequence[UUID] | None = None) -> Counts:
    """Every tally of a consultation, or what some voices add to each, counted from the rows themselves."""
    counted: Counts = {}
    if voices is not None and not voices:
        return counted
    only = f"AND c.voice_id IN ({', '.join('?' * len(voices))})" if voices else ""
    values = [consultation_id, *(voices or [])]
    for row in await rows(EACH_COMMENT.format(only=only), values):
        for what in WITHOUT_THEME:
            _roll_up(counted, what, "", row)
    for row in await rows(EACH_THEME.format(only=only), values):
        _roll_up(counted, Counted.THEME, row["theme_id"], row)
    return counted


async def refresh_stale_tallies(settings: Settings, now: datetime) -> None:
    """Take in the voices that came since the last time, a few at once. Where the rows do not add up to what was
    counted (comments were released, say), and once a day in any case, everything is counted again."""
    marks = {mark.consultation_id: mark for mark in await TallyMark.all()}
    for consultation in await Consultation.all().order_by("id"):
        mark = marks.get(consultation.id)
        new: Any = Voice.filter(consultation_id=consultation.id, is_counted=False).order_by("id")
        fresh = await new.limit(MANY_NEW + 1).values_list("id", flat=True)
        if _is_old(mark, now) or len(fresh) > MANY_NEW or not await _adds_up(mark, fresh):
            await refresh_tallies(consultation)
        else:
            for begin in range(0, len(fresh), FEW_VOICES):
                async with keep_tallies(consultation, fresh[begin : begin + FEW_VOICES]):
                    pass


def _is_old(mark: TallyMark | None, now: datetime) -> bool:
    return mark is None or mark.counted_at is None or mark.counted_at < now - RECOUNT_AFTER


async def _adds_up(mark: TallyMark | None, fresh: Sequence[UUID]) -> bool:
    """Whether what was counted and what is new are all the rows that there are."""
    if mark is None:
        return False
    expected = _read(mark.fingerprint)
    for begin in range(0, len(fresh), FEW_VOICES):
        expected.update(await standing_of(mark.consultation_id, fresh[begin : begin + FEW_VOICES]))
    return _written(expected) == _written(await standing_of(mark.consultation_id))


async def standing_of(consultation_id: UUID, voices: Sequence[UUID] | None = None) -> Counter[str]:
    """How many comments and voices there are in each state, all of them or of some voices: a cheap sign of whether
    anything came, was held, released or withdrawn."""
    standing: Counter[str] = Counter()
    if voices is not None and not voices:
        return standing
    for table, key in (("comment", "voice_id"), ("voice", "id")):
        only = f"AND {key} IN ({', '.join('?' * len(voices))})" if voices else ""
        found = await rows(
            f"SELECT state, COUNT(*) AS many FROM {table} WHERE consultation_id = ? {only} GROUP BY state",
            [consultation_id, *(voices or [])],
        )
        standing.update({f"{table}.{row['state']}": int(row["many"]) for row in found})
    return standing


def _written(standing: Counter[str]) -> str:
    return " ".join(f"{what}={many}" for what, many in sorted(standing.items()) if many)


def _read(written: str) -> Counter[str]:
    parts = (part.split("=") for part in written.split() if "=" in part)
    return Counter({what: int(many) for what, many in parts})


def key_of(consultation_id: UUID, cell: Cell) -> UUID:
    return uuid5(NAMES, "\n".join((str(consultation_id), *cell)))


def _roll_up(counted: Counts, what: Counted, theme_id: str, row: dict[str, Any]) -> None:
    """Put one row of the finest count on each tally it belongs to."""
    comments, voices = int(row[what.value]), int(row[f"{what.value}_voices"])
    if not comments:
        return
    group, age_band, question_key = row["voice_group"], row["age_band"], row["question_key"]
    values = [
        (Dimension.ALL, ""),
        (Dimension.GROUP, group),
        (Dimension.AGE_BAND, age_band),
        (Dimension.SPOKEN_BY, row["spoken_by"]),
    ]
    if not question_key:
        values.append((Dimension.GROUP_AND_AGE, f"{group}/{age_band}"))
    for dimension, value in values:
        cell = Cell(what.value, theme_id, question_key, dimension.value, value)
        so_far = counted.get(cell, Numbers(0, 0))
        counted[cell] = Numbers(so_far.comments + comments, so_far.voices + voices)


async def _write(consultation_id: UUID, counted: Counts) -> None:
    """Make the stored tallies these, touching only those that differ."""
    stored = Tally.filter(consultation_id=consultation_id)
    before = {
        key: Numbers(comments, voices)
        for key, comments, voices in await stored.values_list("id", "comments", "voices")
    }
    wanted = {key_of(consultation_id, cell): (cell, numbers) for cell, numbers in counted.items()}
    changed = {key for key, (_, numbers) in wanted.items() if before.get(key) != numbers}
    gone = [*(set(before) - set(wanted)), *(changed & set(before))]
    for start in range(0, len(gone), 500):
        await Tally.filter(id__in=gone[start : start + 500]).delete()
    new = [_tally(consultation_id, *wanted[key]) for key in sorted(changed)]
    await Tally.bulk_create(new, batch_size=500)


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
