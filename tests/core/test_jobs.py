"""Real jobs processes on one database: one is killed, one freezes, and nothing is done twice or forgotten."""

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from feedback.core.models import Job, JobRun, JobState, Lease
from feedback.core.scheduling import LEASE, forget_job_runs, missed_slot
from feedback.core.settings import Settings
from feedback.core.work import start_job

LONDON = ZoneInfo("Europe/London")
# The lease, a third of it until the next look, a second until the next slot, and some for a busy machine.
LONGEST_WAIT = timedelta(seconds=2 + 0.7 + 1 + 2)


class Processes:
    def __init__(self, environ: dict[str, str], lines: Path) -> None:
        self.environ = {**environ, "PYTHONPATH": str(Path.cwd())}
        self.lines = lines
        self.running: dict[int, asyncio.subprocess.Process] = {}

    async def start(self) -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.core.ticking",
            str(self.lines),
            env=self.environ,
            stdout=asyncio.subprocess.PIPE,
        )
        self.running[process.pid] = process

    async def ready(self) -> None:
        for process in self.running.values():
            assert process.stdout is not None
            assert await asyncio.wait_for(process.stdout.readline(), 60) == b"ready\n"

    async def end(self) -> list[int]:
        for process in self.running.values():
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGCONT)
                process.terminate()
        return [await asyncio.wait_for(process.wait(), 30) for process in self.running.values()]


async def test_one_killed_and_one_frozen_no_slot_runs_twice_and_none_waits_longer_than_the_lease(
    db: Settings, environ: dict[str, str], tmp_path: Path
):
    lines = tmp_path / "lines"
    processes = Processes(environ, lines)
    try:
        for _ in range(3):
            await processes.start()
        await processes.ready()
        await until(lambda: ticks(lines) >= 2)
        jobs = [await start_job("count", {}) for _ in range(4)]
        await until(lambda: "count" in lines.read_text())

        killed = await leader(processes)
        os.kill(killed, signal.SIGKILL)
        await processes.running.pop(killed).wait()
        await until_ticks_go_on(lines)

        frozen = await freeze_leader(db, processes)
        assert frozen != killed
        await until_ticks_go_on(lines)
        os.kill(frozen, signal.SIGCONT)
        await until_ticks_go_on(lines)
        for job in jobs:
            await until_done(job)
    finally:
        codes = await processes.end()
    assert codes == [0, 0]

    runs = await JobRun.filter(job="tick").order_by("slot")
    assert len({run.slot for run in runs}) == len(runs)
    # A process killed between claiming a slot and running it leaves a claim without a line, never two lines.
    assert len(runs) - 2 <= ticks(lines) <= len(runs)
    assert all(run.started_at - run.slot < LONGEST_WAIT for run in runs)
    gaps = [later.started_at - earlier.started_at for earlier, later in pairwise(runs)]
    assert max(gaps) < LONGEST_WAIT
    assert len({run.holder for run in runs}) >= 2
    assert (await Lease.get(name=LEASE)).fence >= 3

    counted = [line for line in lines.read_text().splitlines() if line.startswith("count")]
    assert len(counted) == len(set(counted))
    assert len(jobs) * 6 - 3 <= len(counted) <= len(jobs) * 6


async def test_a_missed_slot_is_run_once_by_the_next_leader():
    daily = CronTrigger(hour="3", minute="10", timezone=LONDON)
    moment = datetime(2026, 3, 29, 9, tzinfo=LONDON)  # the clocks went forward this night
    missed = datetime(2026, 3, 29, 3, 10, tzinfo=LONDON)
    assert missed_slot(daily, missed - timedelta(days=1), moment) == missed
    assert missed_slot(daily, missed - timedelta(days=20), moment) == missed
    assert missed_slot(daily, missed, moment) is None
    assert missed_slot(daily, None, moment) is None


async def test_old_slots_go_except_the_newest_of_each_job(db: Settings):
    now = datetime(2026, 3, 29, 9, tzinfo=LONDON)
    for job, days in (("a", 9), ("a", 8), ("a", 1), ("b", 9), ("b", 8)):
        slot = now - timedelta(days=days)
        await JobRun.create(job=job, slot=slot, holder="", started_at=slot)
    assert await forget_job_runs(db, now) == 3
    assert sorted(await JobRun.all().values_list("job", flat=True)) == ["a", "b"]


async def leader(processes: Processes) -> int:
    """The process number is in the middle of the holder's name."""
    for _ in range(200):
        holder = (await Lease.get(name=LEASE)).holder
        pid = int(holder.split(":")[1])
        if pid in processes.running:
            return pid
        await asyncio.sleep(0.05)
    raise AssertionError("nobody took the lease over")


async def freeze_leader(db: Settings, processes: Processes) -> int:
    """Between two writes: nobody else can end a write to an SQLite file, so there it is tried again.

    A leader writes for a few thousandths of a second at a time, and PostgreSQL ends what is frozen.
    """
    for _ in range(20):
        frozen = await leader(processes)
        os.kill(frozen, signal.SIGSTOP)
        if not db.is_sqlite or may_write(db.sqlite_path):
            return frozen
        os.kill(frozen, signal.SIGCONT)
        await asyncio.sleep(0.2)
    raise AssertionError("the leader writes all the time")


def may_write(path: Path) -> bool:
    with closing(sqlite3.connect(path, timeout=1)) as connection, suppress(sqlite3.OperationalError):
        connection.execute("BEGIN IMMEDIATE")
        return True
    return False


def ticks(lines: Path) -> int:
    return lines.read_text().count("tick") if lines.exists() else 0


async def until_ticks_go_on(lines: Path) -> None:
    so_far = ticks(lines)
    await until(lambda: ticks(lines) >= so_far + 3)


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(600):
        if holds():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not happen within half a minute")


async def until_done(job: Job) -> None:
    for _ in range(600):
        if (await Job.get(id=job.id)).state == JobState.DONE:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("a job was left undone")
