"""The same rows are stored once: sent again, in a longer file, killed half-way, or twice at once."""

import asyncio
import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest

from feedback.consultations.models import Consultation
from feedback.core.clock import now
from feedback.core.errors import NotFound, Refusal
from feedback.core.models import Job, JobState
from feedback.core.settings import Settings
from feedback.core.work import Cancelled, Kind, cancel_job
from feedback.core.workers import Worker
from feedback.people.models import AuditEntry
from feedback.voices.columns import Columns
from feedback.voices.importing import (
    choose_columns,
    drop_old_files,
    get_import,
    preview,
    receive_file,
    refused_rows_csv,
    resume_import,
    safe_cell,
    start_import,
    stop_import,
    throw_away,
)
from feedback.voices.models import Comment, CommentState, Import, ImportedRow, ImportState, RefusedRow, Voice
from feedback.voices.storing_rows import question_key_of, run_import
from tests.makers.consultations import make_consultation
from tests.makers.voices import DAY, HARM

HEAD = "Ref,Date,Who,Comment,Quote"


def sheet(*lines: str) -> bytes:
    return "\n".join([HEAD, *lines]).encode()


def answers(count: int) -> list[str]:
    """Short answers, many of them equal, as in real files."""
    return [
        f"r{place},2026-02-{place % 28 + 1:02},Parent,{'No' if place % 3 else 'Late'},no"
        for place in range(count)
    ]


class Told:
    """What the job table is for a real run, kept here so that a test can stop between two batches."""

    def __init__(self, batches: int = 1000, checkpoint: dict[str, Any] | None = None) -> None:
        self.checkpoint: dict[str, Any] = dict(checkpoint or {})
        self.left = batches
        self.reports: list[tuple[int, int]] = []

    async def report(self, done: int, total: int, say: str = "") -> None:
        self.reports.append((done, total))
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt

    async def save_checkpoint(self, **values: Any) -> None:
        self.checkpoint |= values


async def received(
    content: bytes, consultation: Consultation | None = None, today: date = DAY, **columns: str
) -> Import:
    """A file whose columns are chosen."""
    place = consultation or await make_consultation()
    file = await receive_file(place, None, "answers.csv", content, today)
    await choose_columns(file, Columns(**({"text": "Comment", "said_on": "Date", "group": "Who"} | columns)))
    return file


async def imported(content: bytes, consultation: Consultation, **columns: str) -> Import:
    file = await received(content, consultation, **columns)
    await run_import({"import": str(file.id), "today": DAY.isoformat()}, Told())
    return await get_import(file.id)


def counts(file: Import) -> tuple[int, int, int]:
    return file.stored, file.repeated, file.refused


async def test_rows_become_voices_and_comments(db: Settings) -> None:
    consultation = await make_consultation()
    file = await imported(
        sheet(
            "a,1/3/2026,Parent,The bus is late,yes", f"b,,Pupil,{HARM},", "c,3 March 2027,,Later,", "d,,,,"
        ),
        consultation,
        quote="Quote",
        id="Ref",
    )
    assert counts(file) == (2, 0, 2)
    assert (file.state, file.rows) == (ImportState.DONE, 4)
    comments = {comment.words: comment for comment in await Comment.filter(consultation=consultation)}
    late, held = comments["The bus is late"], comments[HARM]
    assert (late.question_key, late.question_text, late.said_on) == ("comment", "Comment", date(2026, 3, 1))
    assert (held.state, held.said_on) == (CommentState.HELD, DAY)
    voice = await Voice.get(id=late.voice_id)
    assert (voice.door, voice.mode, voice.group, voice.may_quote) == (
        "import",
        "import",
        "parent_carer",
        True,
    )
    assert voice.keep_code_hash is None
    assert not (await Voice.get(id=held.voice_id)).may_quote
    refused = await RefusedRow.filter(source=file).order_by("number").values_list("number", "reason")
    assert [number for number, _ in refused] == [4, 5]
    assert "still to come" in refused[0][1]


async def test_the_file_is_dropped_when_its_rows_are_stored(db: Settings) -> None:
    file = await imported(sheet(*answers(3)), await make_consultation())
    assert (await Import.get(id=file.id)).content is None
    with pytest.raises(Refusal, match="no longer keep"):
        await preview(file, DAY)


async def test_the_same_rows_in_the_same_or_a_longer_file_store_nothing_twice(db: Settings) -> None:
    consultation, lines = await make_consultation(), answers(1200)
    same = [line.split(",", 1)[1] for line in lines]
    first = await imported(sheet(*(f",{line}" for line in same)), consultation)
    assert counts(first) == (1200, 0, 0)
    longer = await imported(sheet(*(f",{line}" for line in [*same, *same[:7]])), consultation)
    assert counts(longer) == (7, 1200, 0)
    turned = await imported(sheet(*(f",{line},," for line in reversed(same))), consultation)
    assert counts(turned) == (0, 1200, 0)
    assert await Comment.filter(consultation=consultation).count() == 1207
    assert await ImportedRow.filter(consultation=consultation).count() == 1207


async def test_an_id_tells_rows_apart_whatever_else_changes(db: Settings) -> None:
    consultation = await make_consultation()
    first = await imported(sheet("1,,Parent,No,", "2,,Parent,No,"), consultation, id="Ref")
    again = await imported(sheet("2,,Pupil,Yes,", "3,,Pupil,No,", "3,,Pupil,Maybe,"), consultation, id="Ref")
    assert (counts(first), counts(again)) == ((2, 0, 0), (1, 1, 1))
    assert (await RefusedRow.get(source=again)).reason == "Row 3 has the same “Ref”."


async def test_another_question_and_another_consultation_are_not_the_same_rows(db: Settings) -> None:
    consultation, content = await make_consultation(), sheet("1,,Parent,No,Yes", "2,,Parent,No,Yes")
    await imported(content, consultation)
    other_question = await imported(content, consultation, text="Quote")
    elsewhere = await imported(content, await make_consultation())
    assert counts(other_question) == counts(elsewhere) == (2, 0, 0)


async def test_killed_half_way_it_goes_on_where_it_stopped(db: Settings) -> None:
    consultation = await make_consultation()
    file = await received(sheet(*answers(1700), "x,soon,,Never,"), consultation)
    arguments = {"import": str(file.id), "today": DAY.isoformat()}
    killed = Told(batches=2)
    with pytest.raises(KeyboardInterrupt):
        await run_import(arguments, killed)
    assert await Comment.filter(consultation=consultation).count() == 1000
    went_on = Told(checkpoint=killed.checkpoint)
    assert await run_import(arguments, went_on) == {"stored": 1700, "repeated": 0, "refused": 1}
    assert went_on.reports == [(1500, 1701), (1701, 1701)]
    assert await run_import(arguments, Told()) == {"stored": 1700, "repeated": 0, "refused": 1}
    assert await Comment.filter(consultation=consultation).count() == 1700


async def test_two_imports_of_the_same_rows_at_once_store_them_once(db: Settings) -> None:
    consultation, content = await make_consultation(), sheet(*answers(600))
    files = await asyncio.gather(*(imported(content, consultation) for _ in range(2)))
    assert sum(file.stored for file in files) == 600
    assert sum(file.repeated for file in files) == 600
    assert await Voice.filter(consultation=consultation).count() == 600


async def test_a_worker_does_it_once_however_often_the_button_is_pressed(db: Settings) -> None:
    file = await received(sheet(*answers(20)))
    job = await start_import(file, None, DAY)
    with pytest.raises(Refusal, match="started already"):
        await start_import(file, None, DAY)
    with pytest.raises(Refusal, match="started already"):
        await choose_columns(file, Columns(text="Comment"))
    assert await Worker("here", [Kind("import", run_import)], 5).work_once()
    done = await Job.get(id=job.id)
    assert (done.state, done.done, done.total, done.result["stored"]) == (JobState.DONE, 20, 20, 20)
    assert (await get_import(file.id)).state == ImportState.DONE


async def test_a_stopped_import_goes_on_when_asked(db: Settings) -> None:
    file = await received(sheet(*answers(20)))
    job = await start_import(file, None, DAY)
    await stop_import(file, None)
    assert (await Job.get(id=job.id)).state == JobState.CANCELLED
    with pytest.raises(Refusal, match="ended already"):
        await stop_import(file, None)
    await resume_import(file, None)
    assert await Worker("here", [Kind("import", run_import)], 5).work_once()
    assert (await get_import(file.id)).stored == 20


async def test_a_running_import_hears_that_it_was_stopped(db: Settings) -> None:
    class Stopping(Told):
        async def report(self, done: int, total: int, say: str = "") -> None:
            raise Cancelled

    file = await received(sheet(*answers(20)))
    with pytest.raises(Cancelled):
        await run_import({"import": str(file.id), "today": DAY.isoformat()}, Stopping())
    stopped = await get_import(file.id)
    assert (stopped.state, stopped.stored) == (ImportState.FAILED, 20)
    assert "go on from there" in stopped.error
    assert not await cancel_job(file.id)


async def test_a_preview_shows_what_would_be_stored_and_stores_nothing(db: Settings) -> None:
    file = await received(sheet("1,soon,Parent,Late,", *answers(20)))
    rows = await preview(file, DAY)
    assert [row.number for row in rows] == list(range(2, 12))
    assert (rows[0].said, "cannot read the date" in rows[0].reason) == (None, True)
    assert rows[1].said is not None
    assert rows[1].said.about.group == "parent_carer"
    assert await Voice.filter(consultation_id=file.consultation_id).count() == 0


async def test_refused_rows_are_safe_to_open(db: Settings) -> None:
    file = await received(sheet("1,soon,Parent,Late,", "2,,,,"))
    await run_import({"import": str(file.id), "today": DAY.isoformat()}, Told())
    rows = list(csv.reader(io.StringIO(await refused_rows_csv(file))))
    assert [row[0] for row in rows] == ["row", "2", "3"]
    assert [safe_cell(f"{mark}1") for mark in "=+-@\t\r"] == [f"'{mark}1" for mark in "=+-@\t\r"]
    assert safe_cell("1=1") == "1=1"


async def test_nothing_is_kept_of_a_file_that_cannot_be_read(db: Settings) -> None:
    consultation = await make_consultation()
    for content in (b"", HEAD.encode(), b"A,A\n1,2\n"):
        with pytest.raises(Refusal):
            await receive_file(consultation, None, "a.csv", content, DAY)
    assert await Import.filter(consultation=consultation).count() == 0


async def test_a_file_name_loses_its_folders(db: Settings) -> None:
    file = await receive_file(await make_consultation(), None, "C:\\me\\a\x00.csv", sheet(*answers(1)), DAY)
    assert file.file_name == "a.csv"
    long = await receive_file(await make_consultation(), None, f"{'a' * 400}.csv", sheet(*answers(1)), DAY)
    assert len(long.file_name) <= 200
    assert long.file_name.endswith(".csv")


async def test_a_file_left_lying_is_dropped_the_next_day(db: Settings) -> None:
    old = await received(sheet(*answers(1)), today=now().date() - timedelta(days=2))
    new = await received(sheet(*answers(1)), today=now().date())
    assert await drop_old_files(db, now()) == 1
    kept = dict(await Import.filter(id__in=[old.id, new.id]).values_list("id", "content"))
    assert kept[old.id] is None
    assert kept[new.id] is not None


async def test_a_command_that_was_cut_off_is_not_under_way_for_ever(db: Settings) -> None:
    cut = await received(sheet(*answers(1)), today=now().date() - timedelta(days=2))
    fresh = await received(sheet(*answers(1)), today=now().date())
    await Import.filter(id__in=[cut.id, fresh.id]).update(state=ImportState.RUNNING)
    await drop_old_files(db, now())
    await cut.refresh_from_db()
    await fresh.refresh_from_db()
    assert (cut.state, fresh.state) == (ImportState.FAILED, ImportState.RUNNING)
    assert "Run it again" in cut.error


async def test_a_file_can_be_thrown_away_and_every_step_is_on_record(db: Settings) -> None:
    file = await received(sheet(*answers(1)))
    await throw_away(file, None)
    with pytest.raises(NotFound):
        await get_import(file.id)
    actions = await AuditEntry.filter(subject_id=str(file.id)).order_by("at").values_list("action", flat=True)
    assert actions == ["receive file", "throw away file"]


def test_long_questions_that_begin_alike_are_two_questions() -> None:
    begin = "Thinking about the help that your child gets at school or college now, what "
    one, other = question_key_of(begin + "works well?"), question_key_of(begin + "does not work?")
    assert one != other
    assert max(len(one), len(other)) <= 60
    assert question_key_of(begin.upper() + "works well") == one
    assert question_key_of("What works well?") == "what-works-well"
