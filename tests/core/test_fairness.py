"""A large job of one consultation does not hold up another's for longer than the patience of a worker."""

import asyncio
import contextlib
from typing import Any

from feedback.core.models import Job, JobState
from feedback.core.work import Kind, Progress, start_job
from feedback.core.workers import PATIENCE_SECONDS, Worker

_may_end = asyncio.Event()


async def sit(arguments: dict[str, Any], progress: Progress) -> None:
    """Work that goes on until somebody says that it may end."""
    await _may_end.wait()


async def quick(arguments: dict[str, Any], progress: Progress) -> None:
    return None


KINDS = (Kind("sit", sit, large=True), Kind("quick", quick, large=True))


async def state_of(job: Job) -> JobState:
    return (await Job.get(id=job.id)).state


async def until(job: Job, state: JobState, patience: int = 1000) -> bool:
    for _ in range(patience):
        if await state_of(job) == state:
            return True
        await asyncio.sleep(0.01)
    return False


async def test_a_run_of_another_consultation_goes_on_beside_a_large_one(db):
    _may_end.clear()
    worker = Worker("one", KINDS, lease_seconds=30, patience=0.1)
    keeping = asyncio.create_task(worker.keep())
    try:
        large = await start_job("sit", {})
        assert await until(large, JobState.RUNNING)
        other = await start_job("quick", {})
        assert await until(other, JobState.DONE)
        assert await state_of(large) == JobState.RUNNING
        _may_end.set()
        assert await until(large, JobState.DONE)
    finally:
        _may_end.set()
        keeping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await keeping


async def test_a_spare_place_takes_nothing_before_its_time(db):
    worker = Worker("one", KINDS, lease_seconds=30)
    job = await start_job("quick", {})
    assert not await worker.work_once(waited=worker._patience)
    assert await state_of(job) == JobState.QUEUED
    assert await worker.work_once()
    assert await state_of(job) == JobState.DONE


def test_nobody_waits_for_a_minute():
    assert PATIENCE_SECONDS <= 45
