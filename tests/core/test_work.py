import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from feedback.core.database import database_now, transaction
from feedback.core.errors import Refusal
from feedback.core.models import Job, JobState, Lease
from feedback.core.work import Kind, Progress, TakenOver, cancel_job, resume_job, start_job
from feedback.core.workers import Worker


async def add_up(arguments: dict, progress: Progress) -> dict:
    """Counts rows one at a time, and begins again where it stopped."""
    for number in range(progress.checkpoint.get("next", 0), arguments["rows"]):
        async with transaction():
            await Lease.create(name=f"{progress.job_id}-{number}", holder="", until=await database_now())
            await progress.save_checkpoint(next=number + 1)
        await progress.report(number + 1, arguments["rows"], "Counting")
        if number + 1 == arguments.get("stop_at") and progress.attempt == 1:
            await asyncio.sleep(60)
    return {"rows": arguments["rows"]}


async def refuse(arguments: dict, progress: Progress) -> None:
    raise Refusal("The file has no column called Comments. Choose another column.")


async def fail(arguments: dict, progress: Progress) -> None:
    raise KeyError(arguments["words"])


async def quick(arguments: dict, progress: Progress) -> None:
    await progress.report(1, 1)


KINDS = (
    Kind("add-up", add_up, large=True),
    Kind("refuse", refuse),
    Kind("fail", fail),
    Kind("quick", quick),
)


def worker(name: str = "w1", lease_seconds: float = 0.6) -> Worker:
    return Worker(name, KINDS, lease_seconds)


async def test_a_job_is_done_once_and_keeps_its_result(db):
    job = await start_job("add-up", {"rows": 5}, asked_by="an-account")
    assert await worker().work_once()
    assert not await worker().work_once()
    job = await Job.get(id=job.id)
    assert (job.state, job.done, job.total, job.percent, job.attempts) == (JobState.DONE, 5, 5, 100, 1)
    assert job.result == {"rows": 5}
    assert job.is_finished
    assert job.asked_by == "an-account"


async def test_a_refusal_is_told_in_its_own_words_and_a_bug_in_ours(db):
    no, bug = await start_job("refuse", {}), await start_job("fail", {"words": "a secret thing"})
    assert await worker().work_once()
    assert await worker().work_once()
    assert (await Job.get(id=no.id)).error.startswith("The file has no column called Comments.")
    bug = await Job.get(id=bug.id)
    assert bug.state == JobState.FAILED
    assert "secret" not in bug.error


async def test_a_frozen_worker_loses_its_job_and_nothing_is_done_twice(db):
    job = await start_job("add-up", {"rows": 6, "stop_at": 3})
    first = asyncio.create_task(worker("first", lease_seconds=60).work_once())
    await until(job, lambda found: found.checkpoint.get("next") == 3)
    await Job.filter(id=job.id).update(heartbeat_at=await database_now() - timedelta(seconds=5))
    assert await worker("second").work_once()
    ended = await Job.get(id=job.id)
    assert (ended.state, ended.attempts, ended.worker) == (JobState.DONE, 2, "second")
    assert await Lease.filter(name__startswith=str(job.id)).count() == 6
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert (await Job.get(id=job.id)).state == JobState.DONE


async def test_a_worker_that_lost_its_job_can_store_nothing_more(db):
    job = await start_job("quick", {})
    await Job.filter(id=job.id).update(state=JobState.RUNNING, worker="second")
    late = Progress(job, "first")

    async def store() -> None:
        async with transaction():
            await Lease.create(name="late", holder="", until=await database_now())
            await late.save_checkpoint(next=1)

    with pytest.raises(TakenOver):
        await store()
    with pytest.raises(TakenOver):
        await late.report(1, 2)
    assert await Lease.filter(name="late").count() == 0


async def test_a_heartbeat_keeps_a_silent_job_from_being_taken(db):
    job = await start_job("add-up", {"rows": 2, "stop_at": 1})
    first = asyncio.create_task(worker("first").work_once())
    await until(job, lambda found: found.done >= 1)
    await asyncio.sleep(1.2)
    assert not await worker("second").work_once()
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)


async def test_a_worker_that_is_told_to_end_leaves_the_job_for_the_next(db):
    job = await start_job("add-up", {"rows": 4, "stop_at": 2})
    first = asyncio.create_task(worker("first").work_once())
    await until(job, lambda found: found.checkpoint.get("next") == 2)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    left = await Job.get(id=job.id)
    assert (left.state, left.attempts, left.checkpoint) == (JobState.QUEUED, 0, {"next": 2})


async def test_after_three_attempts_a_job_has_failed(db):
    job = await start_job("quick", {})
    long_ago = await database_now() - timedelta(minutes=5)
    await Job.filter(id=job.id).update(state=JobState.RUNNING, attempts=3, heartbeat_at=long_ago)
    await worker().work_once()
    ended = await Job.get(id=job.id)
    assert ended.state == JobState.FAILED
    assert "3 times" in ended.error


async def test_cancelling_stops_a_waiting_job_at_once_and_a_running_one_at_its_next_report(db):
    waiting = await start_job("quick", {})
    assert await cancel_job(waiting.id)
    assert (await Job.get(id=waiting.id)).state == JobState.CANCELLED
    assert not await cancel_job(waiting.id)

    running = await start_job("add-up", {"rows": 500})
    task = asyncio.create_task(worker().work_once())
    await until(running, lambda found: found.done >= 1)
    assert await cancel_job(running.id)
    await asyncio.wait_for(task, 10)
    ended = await Job.get(id=running.id)
    assert ended.state == JobState.CANCELLED
    assert 0 < ended.checkpoint["next"] < 500
    assert await resume_job(running.id)
    assert (await Job.get(id=running.id)).state == JobState.QUEUED
    assert not await resume_job(uuid4())


async def test_one_unfinished_job_of_a_key(db):
    first = await start_job("quick", {"n": 1}, unique_key="consultation-7")
    again = await start_job("quick", {"n": 2}, unique_key="consultation-7")
    assert first.id == again.id
    assert await worker().work_once()
    later = await start_job("quick", {"n": 3}, unique_key="consultation-7")
    assert later.id != first.id


async def test_two_workers_never_take_the_same_job(db):
    jobs = [await start_job("quick", {}) for _ in range(12)]
    workers = [worker(f"w{number}") for number in range(4)]

    async def work_all(one: Worker) -> int:
        done = 0
        while await one.work_once():
            done += 1
        return done

    assert sum(await asyncio.gather(*(work_all(one) for one in workers))) == len(jobs)
    assert set(await Job.all().values_list("attempts", flat=True)) == {1}


async def test_a_small_job_does_not_wait_behind_large_ones(db):
    large = [await start_job("add-up", {"rows": 3, "stop_at": 1}) for _ in range(3)]
    small = await start_job("quick", {})
    keeping = asyncio.create_task(worker().keep())
    await until(small, lambda found: found.state == JobState.DONE)
    assert sum(job.state == JobState.DONE for job in await Job.filter(id__in=[job.id for job in large])) == 0
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)


async def until(job: Job, holds) -> None:
    for _ in range(500):
        if holds(await Job.get(id=job.id)):
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the job did not come so far")


async def test_a_worker_that_is_stopped_while_it_ends_a_job_stops(db, monkeypatch):
    ending = asyncio.Event()

    async def beat_a_last_time(self, progress, running):
        try:
            await asyncio.sleep(60)
        finally:
            ending.set()
            await asyncio.sleep(0.1)

    monkeypatch.setattr(Worker, "_beat", beat_a_last_time)
    await start_job("quick", {})
    working = asyncio.create_task(Worker("w1", KINDS, lease_seconds=30).work_once())
    await ending.wait()
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
