"""Long work: a row that a worker takes, tells the progress of, and finishes, fails or leaves.

A function for a kind of job is `async def f(arguments, progress)`. It may be stopped at any await and started
again in another process: it begins where `progress.checkpoint` says. What it stores and the checkpoint go
into one transaction; then nothing is done twice, even when a frozen worker wakes up after another took over.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from feedback.core.database import at_once, database_now, transaction
from feedback.core.models import Job, JobState

MOST_ATTEMPTS = 3
SAY_EVERY_SECONDS = 0.4
UNFINISHED = (JobState.QUEUED, JobState.RUNNING)

BEAT = "UPDATE job SET heartbeat_at = ? WHERE id = ? AND worker = ? AND state = 'running' RETURNING id"

JobFunction = Callable[[dict[str, Any], "Progress"], Awaitable[dict[str, Any] | None]]


class Cancelled(Exception):
    """The person who asked for it has cancelled it."""


class TakenOver(Exception):
    """This worker was silent for too long, and another one does the job now."""


@dataclass(frozen=True)
class Kind:
    """One line of the table of kinds. Large ones leave a place free in each process for small ones."""

    name: str
    run: JobFunction
    large: bool = False


class Progress:
    """What a job's function is given: it tells how far it is, and hears that it was cancelled."""

    def __init__(self, job: Job, worker: str) -> None:
        self.job_id: UUID = job.id
        self.attempt = job.attempts
        self.checkpoint: dict[str, Any] = dict(job.checkpoint)
        self._worker = worker
        self._said: tuple[int, str] | None = None
        self._said_at = 0.0

    async def report(self, done: int, total: int, say: str = "") -> None:
        """Call it as often as you like; raises `Cancelled` when the person cancelled."""
        recent = time.monotonic() - self._said_at < SAY_EVERY_SECONDS
        if recent and self._said == (total, say) and done < total:
            return
        await self._write(done=done, total=total, say=say[:200])
        self._said, self._said_at = (total, say), time.monotonic()

    async def save_checkpoint(self, **values: Any) -> None:
        """Where to begin again. Call it in the transaction that stores the work itself."""
        checkpoint = {**self.checkpoint, **values}
        await self._write(checkpoint=checkpoint)
        self.checkpoint = checkpoint

    async def beat(self) -> None:
        """Say that this worker is alive; the worker calls it, so functions need not."""
        if not await at_once(BEAT, [await database_now(), self.job_id, self._worker]):
            raise TakenOver

    async def _write(self, **fields: Any) -> None:
        async with transaction():
            mine = Job.filter(id=self.job_id, worker=self._worker, state=JobState.RUNNING)
            if not await mine.update(**fields, heartbeat_at=await database_now()):
                raise TakenOver
            if (await mine.values_list("cancel_wanted", flat=True))[0]:
                raise Cancelled


async def start_job(
    kind: str, arguments: dict[str, Any], asked_by: object = None, unique_key: str | None = None
) -> Job:
    """Queue a job. `asked_by` is an account, or its id. While a job of the same `unique_key` is unfinished,
    that one is given back instead of a second."""
    asker = str(getattr(asked_by, "id", asked_by) or "")
    async with transaction():
        moment = await database_now()
        job = Job(kind=kind, arguments=arguments, asked_by=asker, unique_key=unique_key, created_at=moment)
        if unique_key is None:
            await job.save(force_create=True)
            return job
        await Job.bulk_create([job], ignore_conflicts=True)
        return await Job.get(unique_key=unique_key)


async def cancel_job(job_id: UUID) -> bool:
    """Stop a waiting job at once, or a running one at its next report. False when it had finished already."""
    async with transaction():
        waiting = Job.filter(id=job_id, state=JobState.QUEUED)
        if await waiting.update(state=JobState.CANCELLED, unique_key=None, finished_at=await database_now()):
            return True
        return bool(await Job.filter(id=job_id, state=JobState.RUNNING).update(cancel_wanted=True))


async def resume_job(job_id: UUID) -> bool:
    """Queue a failed or cancelled job again; it begins where its checkpoint says."""
    async with transaction():
        ended = Job.filter(id=job_id, state__in=(JobState.FAILED, JobState.CANCELLED))
        return bool(
            await ended.update(
                state=JobState.QUEUED, attempts=0, error="", cancel_wanted=False, finished_at=None
            )
        )
