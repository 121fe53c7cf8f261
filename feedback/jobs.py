"""What Heard does by the clock and at length: two tables, each line one function of a subject package.

A line of SCHEDULE is `timed("name", function, minute="0")`, with the words of cron in London time; the
function is `async def f(settings, now)`. A line of KINDS is `Kind("name", function)`, and the function is
`async def f(arguments, progress)`. Both may be cut off and run again.
"""

import asyncio
import signal
from collections.abc import Callable, Sequence

from feedback.core.database import close_database, open_database
from feedback.core.leases import new_holder
from feedback.core.metrics import serve_metrics
from feedback.core.outbox import erase_sent_mail, send_waiting_mail
from feedback.core.rates import forget_counts
from feedback.core.scheduling import Schedule, Timed, forget_job_runs, timed
from feedback.core.settings import Settings
from feedback.core.work import Kind
from feedback.core.workers import Worker
from feedback.people.sessions import forget_old_sessions

SCHEDULE: tuple[Timed, ...] = (
    timed("send-mail", send_waiting_mail, second="*/5"),
    timed("erase-sent-mail", erase_sent_mail, hour="3", minute="10"),
    timed("forget-job-runs", forget_job_runs, minute="20"),
    timed("forget-rate-counts", forget_counts, minute="25"),
    timed("forget-old-sessions", forget_old_sessions, minute="30"),
)

KINDS: tuple[Kind, ...] = ()


async def run_jobs(
    settings: Settings,
    ready: Callable[[], None],
    *,
    schedule: Sequence[Timed] = SCHEDULE,
    kinds: Sequence[Kind] = KINDS,
) -> None:
    """Work until the process is told to end. Any number of these processes may share one database."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, ended.set)
    holder = new_holder()
    await open_database(settings)
    counts = await serve_metrics(settings.metrics_port) if settings.metrics_port else None
    keepers = [
        asyncio.create_task(Schedule(settings, holder, schedule).keep()),
        asyncio.create_task(Worker(holder, kinds, settings.lease_seconds).keep()),
    ]
    waiting = asyncio.create_task(ended.wait())
    try:
        ready()
        await asyncio.wait([*keepers, waiting], return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (*keepers, waiting):
            task.cancel()
        results = await asyncio.gather(*keepers, waiting, return_exceptions=True)
        if counts is not None:
            counts.close()
            await counts.wait_closed()
        await close_database()
    problems = [found for found in results if isinstance(found, Exception)]
    if problems:
        raise problems[0]
