"""Work by the clock. APScheduler runs in the one process that holds the lease; each slot is a unique row.

Every process knows the same slots, because all triggers follow the clock on the wall (`cron`), not the
moment at which a process started. A process that wins the lease runs the newest slot that nobody ran.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import structlog
from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.job import Job as TimedJob
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from tortoise.functions import Max

from feedback.core import clock
from feedback.core.database import at_once, database_now, execute, transaction
from feedback.core.errors import StoreUnavailable
from feedback.core.leases import release_lease, take_lease
from feedback.core.logs import frames_of
from feedback.core.models import JobRun
from feedback.core.settings import Settings

LEASE = "schedule"
LOOK_BACK = (
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
    timedelta(days=8),
    timedelta(days=32),
)
SETTLE_SECONDS = 5
RUNS_KEPT = timedelta(days=2)

# Only while the lease is this process's: what was frozen and wakes up late claims nothing.
CLAIM = """
INSERT INTO job_run (id, job, slot, holder, started_at, error)
SELECT ?, ?, ?, ?, ?, ''
WHERE EXISTS (SELECT 1 FROM lease WHERE name = ? AND holder = ? AND until > ?)
ON CONFLICT (job, slot) DO NOTHING RETURNING id
"""
FINISH = "UPDATE job_run SET finished_at = ?, error = ? WHERE id = ? RETURNING id"


@dataclass(frozen=True)
class Timed:
    """One line of the schedule: what runs, and when, in the words of cron (London time)."""

    name: str
    run: Callable[[Settings, datetime], Awaitable[Any]]
    when: dict[str, str]

    @property
    def trigger(self) -> CronTrigger:
        return CronTrigger(timezone=clock.LONDON, **self.when)


def timed(name: str, run: Callable[[Settings, datetime], Awaitable[Any]], **when: str) -> Timed:
    """`timed("send-mail", send_waiting_mail, second="*/5")`. The function gets the settings and the moment;
    it may be cut off half-way and run again, so it must bear that."""
    return Timed(name, run, when)


class Schedule:
    """Keeps trying for the lease, and while it holds it runs the slots of `lines`."""

    def __init__(self, settings: Settings, holder: str, lines: Sequence[Timed]) -> None:
        self._settings = settings
        self._holder = holder
        self._lines = {line.name: line for line in lines}
        self._scheduler = AsyncIOScheduler(timezone=clock.LONDON)
        self._slots = _SlotExecutor(self.run_slot)
        self._scheduler.add_executor(self._slots)
        self._leading = False
        self._safe_until = 0.0
        self._log = structlog.get_logger()

    async def keep(self) -> None:
        """Runs until it is cancelled."""
        self._scheduler.start()
        try:
            while True:
                await self._renew()
                await asyncio.sleep(self._settings.lease_seconds / 3)
        finally:
            self._scheduler.remove_all_jobs()
            await self._slots.settle()
            self._scheduler.shutdown(wait=False)
            if self._leading:
                await self._give_up()

    async def run_slot(self, name: str, slot: datetime) -> None:
        """Run one slot, unless the lease has gone to another process or the slot was run already."""
        run = await self._claim(name, slot)
        if run is None:
            return
        error = ""
        try:
            await self._lines[name].run(self._settings, clock.now())
        except Exception as problem:
            error = type(problem).__name__
            self._log.error("scheduled job failed", job=name, error=error, frames=frames_of(problem))
        await at_once(FINISH, [await database_now(), error, run])

    async def _claim(self, name: str, slot: datetime) -> UUID | None:
        run, moment = uuid4(), await database_now()
        values = [run, name, slot.astimezone(UTC), self._holder, moment, LEASE, self._holder, moment]
        return run if await at_once(CLAIM, values) else None

    async def _renew(self) -> None:
        before = time.monotonic()
        try:
            fence = await take_lease(LEASE, self._holder, self._settings.lease_seconds)
        except StoreUnavailable as problem:
            self._log.warning("the lease could not be renewed", error=type(problem).__name__)
            if self._leading and time.monotonic() > self._safe_until:
                self._stop_leading()
            return
        if fence is None:
            self._stop_leading()
        else:
            self._safe_until = before + self._settings.lease_seconds
            if not self._leading:
                await self._start_leading(fence)

    async def _start_leading(self, fence: int) -> None:
        self._leading = True
        self._log.info("this process keeps the schedule", fence=fence)
        moment = datetime.now(clock.LONDON)
        newest = await self._newest_slots()
        for line in self._lines.values():
            missed = missed_slot(line.trigger, newest.get(line.name), moment)
            self._scheduler.add_job(
                line.run,
                line.trigger,
                args=(self._settings, moment),
                id=line.name,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
                **({"next_run_time": missed} if missed else {}),
            )

    def _stop_leading(self) -> None:
        """Jobs are removed, not paused: a paused one would run its old slot when it is resumed."""
        if self._leading:
            self._log.info("another process keeps the schedule")
            self._scheduler.remove_all_jobs()
            self._leading = False

    async def _give_up(self) -> None:
        try:
            await release_lease(LEASE, self._holder)
        except StoreUnavailable:
            self._log.warning("the lease could not be released")

    async def _newest_slots(self) -> dict[str, datetime]:
        found = await JobRun.annotate(newest=Max("slot")).group_by("job").values("job", "newest")
        return {row["job"]: _aware(row["newest"]) for row in found}


class _SlotExecutor(AsyncIOExecutor):
    """The stock executor does not tell a job which slot it runs for."""

    def __init__(self, run_slot: Callable[[str, datetime], Awaitable[None]]) -> None:
        super().__init__()
        self._run_slot = run_slot

    def _do_submit_job(self, job: TimedJob, run_times: list[datetime]) -> None:
        task = self._eventloop.create_task(self._run_slot(job.id, run_times[-1]))
        self._pending_futures.add(task)
        task.add_done_callback(lambda ended: self._ended(job.id, ended))

    async def settle(self) -> None:
        """Let what runs come to its end, but not for ever: this process was told to end."""
        if self._pending_futures:
            await asyncio.wait(set(self._pending_futures), timeout=SETTLE_SECONDS)
        for task in self._pending_futures:
            task.cancel()
        await asyncio.gather(*self._pending_futures, return_exceptions=True)

    def _ended(self, name: str, task: "asyncio.Task[None]") -> None:
        self._pending_futures.discard(task)
        if task.cancelled() or task.exception() is None:
            self._run_job_success(name, [])
        else:
            self._run_job_error(name, task.exception())


def missed_slot(trigger: CronTrigger, newest: datetime | None, moment: datetime) -> datetime | None:
    """The last slot before `moment` that is newer than the newest one run. One that never ran missed none."""
    if newest is None:
        return None
    for window in LOOK_BACK:
        found = _last_slot(trigger, moment - window, moment)
        if found is not None:
            return found if found > newest else None
    return None


def _last_slot(trigger: CronTrigger, start: datetime, end: datetime) -> datetime | None:
    last = None
    found = trigger.get_next_fire_time(None, start)
    while found is not None and found <= end:
        last = found
        found = trigger.get_next_fire_time(found, found)
    return last


def _aware(value: datetime | str) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


async def forget_job_runs(settings: Settings, now: datetime) -> int:
    """Old slots go, except each job's newest, from which a new leader tells what was missed."""
    async with transaction():
        return await execute(
            "DELETE FROM job_run WHERE slot < ? AND slot < (SELECT MAX(newer.slot) FROM job_run AS newer "
            "WHERE newer.job = job_run.job)",
            [now - RUNS_KEPT],
        )
