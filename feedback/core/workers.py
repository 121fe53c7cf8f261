"""Workers: each jobs process has a few places, takes a job for each and keeps saying that it is alive."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from feedback.core.database import database_now, is_postgres, rows, transaction
from feedback.core.errors import Refusal, StoreUnavailable
from feedback.core.logs import frames_of
from feedback.core.models import Job, JobState
from feedback.core.work import MOST_ATTEMPTS, Cancelled, Kind, Progress, TakenOver

LOOK_EVERY_SECONDS = 0.5
PATIENCE_SECONDS = 30  # nobody waits longer than that, and a look or two, behind somebody else's large job
SPARE_PLACES = 2
NO_TIME = timedelta()
WRONG = "Something went wrong on our side, and we have noted where. You can start it again."
GAVE_UP = (
    f"It stopped {MOST_ATTEMPTS} times without finishing. You can start it again, or ask whoever runs Heard."
)


class Worker:
    """Works jobs of `kinds` until it is cancelled. One place of `places` never takes a large job.

    Beside them are spare places for jobs that have waited for `patience` seconds: the large job of one
    consultation then shares the machine with it and does not hold it up.
    """

    def __init__(
        self,
        name: str,
        kinds: Iterable[Kind],
        lease_seconds: float,
        places: int = 2,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._name = name
        self._kinds = {kind.name: kind for kind in kinds}
        self._small = [kind.name for kind in self._kinds.values() if not kind.large]
        self._lease = timedelta(seconds=lease_seconds)
        self._places = max(2, places)
        self._patience = timedelta(seconds=patience)
        self._log = structlog.get_logger()

    async def keep(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_place(self._small))
            for _ in range(self._places - 1):
                group.create_task(self._keep_place(list(self._kinds)))
            for _ in range(SPARE_PLACES):
                group.create_task(self._keep_place(list(self._kinds), self._patience))

    async def _keep_place(self, kinds: Sequence[str], waited: timedelta = NO_TIME) -> None:
        while True:
            try:
                worked = await self.work_once(kinds, waited)
            except StoreUnavailable as problem:
                self._log.warning("jobs cannot be read", error=type(problem).__name__)
                worked = False
            if not worked:
                await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def work_once(self, kinds: Sequence[str] | None = None, waited: timedelta = NO_TIME) -> bool:
        """Take one job that has waited that long and work it to its end. False when there was none."""
        job = await self._claim(list(self._kinds) if kinds is None else kinds, waited)
        if job is None:
            return False
        progress = Progress(job, self._name)
        running = asyncio.ensure_future(self._kinds[job.kind].run(job.arguments, progress))
        beating = asyncio.create_task(self._beat(progress, running))
        try:
            await self._finish(job, progress, running)
        finally:
            beating.cancel()
            await asyncio.wait({beating})  # unlike awaiting it, this never takes a cancel of ours for its own
        return True

    async def _finish(self, job: Job, progress: Progress, running: "asyncio.Future[Any]") -> None:
        try:
            result = await running
        except asyncio.CancelledError:
            # Either this process is ending, or the heartbeat found that another worker has the job now.
            await self._end(job, state=JobState.QUEUED, attempts=job.attempts - 1)
            if _is_ending():
                raise
        except Cancelled:
            await self._end(job, state=JobState.CANCELLED)
        except TakenOver:
            self._log.warning("another worker took the job over", job=str(job.id), kind=job.kind)
        except Refusal as no:
            await self._end(job, state=JobState.FAILED, error=no.sentence)
        except Exception as problem:
            error = type(problem).__name__
            self._log.error(
                "job failed", job=str(job.id), kind=job.kind, error=error, frames=frames_of(problem)
            )
            again = isinstance(problem, StoreUnavailable) and job.attempts < MOST_ATTEMPTS
            if again:
                await self._end(job, state=JobState.QUEUED)
            else:
                await self._end(job, state=JobState.FAILED, error=WRONG)
        else:
            await self._end(job, state=JobState.DONE, result=result or {})

    async def _beat(self, progress: Progress, running: "asyncio.Future[Any]") -> None:
        """Beats go on while the function computes in a thread, and stop when the process dies or freezes."""
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            try:
                await progress.beat()
            except TakenOver:
                running.cancel()
                return
            except StoreUnavailable:
                continue

    async def _end(self, job: Job, **fields: Any) -> None:
        """Only while the job is still this worker's, so that a worker that was frozen changes nothing."""
        if fields["state"] not in (JobState.QUEUED, JobState.RUNNING):
            fields |= {"finished_at": await database_now(), "unique_key": None}
        async with transaction():
            await Job.filter(id=job.id, worker=self._name, state=JobState.RUNNING).update(**fields)

    async def _claim(self, kinds: Sequence[str], waited: timedelta) -> Job | None:
        if not kinds or not await self._find(kinds, await database_now(), waited):
            return None
        async with transaction():
            moment = await database_now()
            found = await self._find(kinds, moment, waited, lock=is_postgres())
            if not found:
                return None
            job = await Job.get(id=found)
            if job.state == JobState.RUNNING and job.attempts >= MOST_ATTEMPTS:
                job.update_from_dict(
                    {"state": JobState.FAILED, "error": GAVE_UP, "finished_at": moment, "unique_key": None}
                )
                await job.save()
                return None
            job.state, job.worker, job.attempts = JobState.RUNNING, self._name, job.attempts + 1
            job.heartbeat_at = moment
            job.started_at = job.started_at or moment
            await job.save()
            return job

    async def _find(
        self, kinds: Sequence[str], moment: datetime, waited: timedelta, *, lock: bool = False
    ) -> str | None:
        """The oldest job that waits, or whose worker was silent for longer than a lease."""
        places = ", ".join("?" for _ in kinds)
        found = await rows(
            f"SELECT id FROM job WHERE kind IN ({places}) AND ((state = 'queued' AND created_at <= ?) "
            "OR (state = 'running' AND heartbeat_at < ?)) ORDER BY created_at, id LIMIT 1"
            + (" FOR UPDATE SKIP LOCKED" if lock else ""),
            [*kinds, moment - waited, moment - self._lease],
        )
        return str(found[0]["id"]) if found else None


def _is_ending() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
