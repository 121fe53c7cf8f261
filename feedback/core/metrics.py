"""Numbers for whoever runs the service: counted in each web worker, added up and served by the jobs process.

A worker writes its running totals to a row of its own every few seconds. The jobs process serves the sum on a
port of its own, so that no visitor can reach it and no worker has to know the others.
"""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from feedback.core.clock import now
from feedback.core.database import transaction
from feedback.core.models import Job, JobRun, JobState, Mail, MailState, MetricSnapshot

BUCKETS = (0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12)
GONE_AFTER = timedelta(minutes=5)
PAST = "past"  # the row that holds the totals of workers that have ended
TRY_AGAIN_SECONDS = 30.0

log = structlog.get_logger(__name__)

Key = tuple[str, str, str]  # route, method, status


class RequestCounts:
    """How many requests each route answered and how long they took, since this process began."""

    def __init__(self) -> None:
        self._counts: dict[Key, list[float]] = {}

    def add(self, route: str, method: str, status: int, seconds: float) -> None:
        row = self._counts.setdefault((route, method, str(status)), [0.0] * (len(BUCKETS) + 2))
        row[_bucket(seconds)] += 1
        row[-1] += seconds

    def snapshot(self) -> list[list[Any]]:
        return [[*key, *row] for key, row in self._counts.items()]

    async def write(self, worker: str, moment: datetime) -> None:
        await MetricSnapshot.update_or_create(
            {"metrics": self.snapshot(), "seen_at": moment}, worker=worker[:64]
        )


def _bucket(seconds: float) -> int:
    return next((place for place, most in enumerate(BUCKETS) if seconds <= most), len(BUCKETS))


def add_up(snapshots: Iterable[list[list[Any]]]) -> list[list[Any]]:
    """One list of rows from many: equal routes, methods and statuses become one row."""
    held: dict[Key, list[float]] = {}
    for rows in snapshots:
        for route, method, status, *figures in rows:
            so_far = held.get((route, method, status), [0.0] * len(figures))
            held[route, method, status] = [a + b for a, b in zip(so_far, figures, strict=True)]
    return [[*key, *held[key]] for key in sorted(held)]


async def totals(moment: datetime) -> list[list[Any]]:
    """The sum over all workers, also those that ended: a total that fell would read as a restart."""
    async with transaction():
        gone = (
            await MetricSnapshot.filter(seen_at__lt=moment - GONE_AFTER).exclude(worker=PAST).order_by("id")
        )
        if gone:
            past = await MetricSnapshot.get_or_none(worker=PAST)
            summed = add_up([*(row.metrics for row in gone), past.metrics if past else []])
            await MetricSnapshot.update_or_create({"metrics": summed, "seen_at": moment}, worker=PAST)
            await MetricSnapshot.filter(id__in=[row.id for row in gone]).delete()
        return add_up([row.metrics for row in await MetricSnapshot.all().order_by("worker")])


class _Totals(Collector):
    def __init__(self, rows: list[list[Any]]) -> None:
        self.rows = rows

    def collect(self) -> Iterator[Metric]:
        labels = ["route", "method", "status"]
        requests = CounterMetricFamily("heard_requests", "Requests answered", labels=labels)
        seconds = HistogramMetricFamily("heard_request_seconds", "Time until the answer", labels=labels)
        for route, method, status, *figures in self.rows:
            *counts, took = figures
            running, buckets = 0.0, []
            for most, more in zip([*map(str, BUCKETS), "+Inf"], counts, strict=True):
                running += more
                buckets.append((most, running))
            requests.add_metric([route, method, status], running)
            seconds.add_metric([route, method, status], buckets=buckets, sum_value=took)
        yield requests
        yield seconds


async def work_held(moment: datetime) -> list[Metric]:
    """What waits and what went wrong, as it stands in the tables: the same whoever of the processes is asked."""
    jobs = GaugeMetricFamily("heard_jobs", "Long jobs that wait, run or have failed", labels=["state"])
    for job_state in (JobState.QUEUED, JobState.RUNNING, JobState.FAILED):
        jobs.add_metric([job_state], await Job.filter(state=job_state).count())
    mail = GaugeMetricFamily("heard_mail", "Mail that waits or could not be sent", labels=["state"])
    for mail_state in (MailState.WAITING, MailState.FAILED):
        mail.add_metric([mail_state], await Mail.filter(state=mail_state).count())
    oldest = await Mail.filter(state=MailState.WAITING).order_by("created_at").first()
    waited = (moment - oldest.created_at).total_seconds() if oldest else 0.0
    failed = await JobRun.exclude(error="").count()
    return [
        jobs,
        mail,
        GaugeMetricFamily("heard_mail_oldest_seconds", "How long the oldest mail has waited", value=waited),
        GaugeMetricFamily("heard_scheduled_failed", "Scheduled runs of two days that failed", value=failed),
    ]


class _Held(Collector):
    def __init__(self, found: Sequence[Metric]) -> None:
        self.found = found

    def collect(self) -> Iterator[Metric]:
        yield from self.found


async def exposition(moment: datetime) -> bytes:
    """The text that Prometheus reads."""
    registry = CollectorRegistry()
    registry.register(_Totals(await totals(moment)))
    registry.register(_Held(await work_held(moment)))
    return generate_latest(registry)


async def keep_serving_metrics(port: int, again: float = TRY_AGAIN_SECONDS) -> None:
    """Serve until cancelled. Of several jobs processes on one machine the first has the port; the others work
    on without it, and one of them takes it over when it is free."""
    told = False
    while True:
        try:
            server = await serve_metrics(port)
        except OSError as problem:
            if not told:
                log.warning("metrics_not_served", port=port, problem=str(problem.strerror))
            told = True
            await asyncio.sleep(again)
        else:
            async with server:
                await server.serve_forever()


async def serve_metrics(port: int, host: str = "127.0.0.1") -> asyncio.Server:
    """Answer GET /metrics until the server is closed. The caller closes it."""
    return await asyncio.start_server(_answer, host, port)


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        asked = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
        known = asked.startswith((b"GET /metrics ", b"GET / "))
        body = await exposition(now()) if known else b"There is only /metrics here.\n"
        status = b"200 OK" if known else b"404 Not Found"
        kind = b"text/plain; version=0.0.4; charset=utf-8"
        length = str(len(body)).encode()
        writer.write(b"HTTP/1.1 %b\r\nContent-Type: %b\r\nContent-Length: %b\r\n" % (status, kind, length))
        writer.write(b"Connection: close\r\n\r\n" + body)
        await writer.drain()
    except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
        pass  # whoever asked has gone, or speaks something else
    finally:
        writer.close()
