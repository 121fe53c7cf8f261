import asyncio
import re
from datetime import UTC, datetime, timedelta

from feedback.core.clock import now
from feedback.core.metrics import (
    GONE_AFTER,
    PAST,
    RequestCounts,
    add_up,
    exposition,
    keep_serving_metrics,
    serve_metrics,
)
from feedback.core.models import JobRun, Mail, MailState, MetricSnapshot
from feedback.core.outbox import queue_mail
from feedback.core.work import start_job
from tests.postgres import free_port

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


async def test_the_numbers_of_all_workers_are_added_up(db):
    one, other = RequestCounts(), RequestCounts()
    one.add("home", "GET", 200, 0.004)
    one.add("home", "GET", 200, 0.03)
    other.add("home", "GET", 200, 9.0)
    other.add("home", "GET", 404, 0.01)
    await one.write("one", NOON)
    await one.write("one", NOON)
    await other.write("other", NOON)
    text = (await exposition(NOON)).decode()
    assert 'heard_requests_total{method="GET",route="home",status="200"} 3.0' in text
    assert 'heard_requests_total{method="GET",route="home",status="404"} 1.0' in text
    assert 'heard_request_seconds_bucket{le="0.005",method="GET",route="home",status="200"} 1.0' in text
    assert 'heard_request_seconds_bucket{le="0.04",method="GET",route="home",status="200"} 2.0' in text
    assert 'heard_request_seconds_bucket{le="+Inf",method="GET",route="home",status="200"} 3.0' in text
    assert 'heard_request_seconds_sum{method="GET",route="home",status="200"} 9.034' in text


async def test_a_total_never_falls_when_workers_end(db):
    for number in range(3):
        counts = RequestCounts()
        counts.add("home", "GET", 200, 0.01)
        await counts.write(f"worker {number}", NOON + GONE_AFTER * 2 * number)
        text = (await exposition(NOON + GONE_AFTER * 2 * number)).decode()
        assert f'heard_requests_total{{method="GET",route="home",status="200"}} {number + 1}.0' in text
    left = await MetricSnapshot.all().order_by("worker").values_list("worker", flat=True)
    assert left == [PAST, "worker 2"]


def test_adding_up_nothing_is_nothing():
    assert add_up([[], []]) == []


async def test_they_are_served_on_a_port_of_their_own(db):
    counts = RequestCounts()
    counts.add("home", "GET", 200, 0.01)
    await counts.write("one", datetime.now(UTC) - timedelta(seconds=1))
    server = await serve_metrics(0)
    try:
        port = server.sockets[0].getsockname()[1]
        found = await ask(port, b"GET /metrics HTTP/1.1\r\nHost: here\r\n\r\n")
        assert found.startswith(b"HTTP/1.1 200 OK")
        assert b"heard_requests_total" in found
        assert (await ask(port, b"GET /passwords HTTP/1.1\r\n\r\n")).startswith(b"HTTP/1.1 404")
    finally:
        server.close()
        await server.wait_closed()


async def test_what_waits_and_what_failed_is_read_from_the_tables(db):
    await queue_mail("sam@heard.test", "News", "Words.\n", "one")
    await queue_mail("kim@heard.test", "News", "Words.\n", "two")
    await queue_mail("bo@heard.test", "News", "Words.\n", "three")
    await Mail.filter(key="one").update(created_at=now() - timedelta(minutes=10))
    await Mail.filter(key="two").update(state=MailState.FAILED)
    await start_job("import", {})
    await JobRun.create(job="send-mail", slot=NOON, holder="one", started_at=NOON, error="OSError")
    server = await serve_metrics(0)
    try:
        found = await ask(server.sockets[0].getsockname()[1], b"GET /metrics HTTP/1.1\r\n\r\n")
    finally:
        server.close()
        await server.wait_closed()
    for line in (
        b'heard_jobs{state="queued"} 1.0',
        b'heard_jobs{state="failed"} 0.0',
        b'heard_mail{state="waiting"} 2.0',
        b'heard_mail{state="failed"} 1.0',
        b"heard_scheduled_failed 1.0",
    ):
        assert line in found
    oldest = float(re.findall(rb"heard_mail_oldest_seconds ([\d.]+)", found)[0])
    assert 600 <= oldest < 660


async def test_a_second_process_goes_on_and_takes_the_port_when_it_is_free(db):
    port = free_port()
    first = asyncio.create_task(keep_serving_metrics(port))
    await until_served(port)
    second = asyncio.create_task(keep_serving_metrics(port, again=0.05))
    await asyncio.sleep(0.2)
    assert not second.done()
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    try:
        await until_served(port)
    finally:
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)


async def until_served(port: int) -> None:
    for _ in range(200):
        try:
            assert b"heard_jobs" in await ask(port, b"GET /metrics HTTP/1.1\r\n\r\n")
            return
        except OSError:
            await asyncio.sleep(0.05)
    raise AssertionError("Nobody served the metrics within ten seconds.")


async def ask(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    await writer.wait_closed()
    return answer


async def test_requests_are_counted_by_route_not_by_address(app, client):
    await client.get("/cookies")
    await client.get("/no-such-page-1")
    await client.request("BREW", "/no-such-page-2")
    counts = app.user_middleware[0].kwargs["counts"]
    seen = {tuple(row[:3]) for row in counts.snapshot()}
    assert seen == {("cookies", "GET", "200"), ("nowhere", "GET", "404"), ("nowhere", "OTHER", "404")}


async def test_a_server_that_is_well_says_so(client):
    assert (await client.get("/healthz")).json() == {"alive": True}
    assert (await client.get("/readyz")).json() == {"ready": True}
