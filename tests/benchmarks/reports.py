"""The pages of a report over a million comments and 60 themes, beside the single SQL count that tallies save.

    [HEARD_TEST_ENGINE=postgres] python -m tests.benchmarks.reports [--comments 1000000] [--themes 60] [--views 60]

Fills a new database, counts the tallies once, opens the report for staff and for the public and a priority's page
through the app and prints percentiles, beside the raw `SELECT theme, COUNT(*)` of the same run.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2

from feedback.app import create_app
from feedback.consultations.models import Consultation
from feedback.core.clock import now
from feedback.core.database import rows
from feedback.core.keyed import set_secret
from feedback.core.migrating import migrate
from feedback.core.roles import Role
from feedback.people.sessions import open_session
from feedback.strategy.loading import load_strategy
from feedback.strategy.models import Priority
from feedback.themes.tallies import refresh_tallies
from tests.benchmarks.bulk_rows import fill
from tests.databases import ENGINE, Template, settings_for
from tests.makers.strategy import DAY, norfolk_document
from tests.postgres import postgres_server
from tests.web import make_account, new_client

RAW = (
    "SELECT k.theme_id, COUNT(*) AS comments, COUNT(DISTINCT c.voice_id) AS voices FROM coding k "
    "JOIN comment c ON c.id = k.comment_id JOIN voice v ON v.id = c.voice_id "
    "WHERE c.consultation_id = ? AND c.state = 'live' AND v.state = 'live' AND k.belongs GROUP BY k.theme_id"
)


async def timed(what: Callable[[], Awaitable[object]], times: int) -> list[float]:
    """Milliseconds of each run, shortest first, after one that warms up."""
    await what()
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        await what()
        spent.append((time.perf_counter() - started) * 1000)
    return sorted(spent)


def p95(spent: list[float]) -> float:
    return spent[min(len(spent) - 1, round(0.95 * len(spent)))]


async def measure(comments: int, themes: int, views: int, folder: Path, server: str) -> None:
    template = Template(folder, server, "reports")
    settings = settings_for(template.url)
    set_secret(settings.secret)
    await template.make()
    await migrate(settings, backup=False)
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        started = time.perf_counter()
        await load_strategy(norfolk_document(), DAY)
        priority = await Priority.get(code="P4", strategy__is_current=True)
        consultation = await fill(comments, themes, priority)
        print(f"Filled with {comments:,} comments in {time.perf_counter() - started:.1f} s")
        started = time.perf_counter()
        await refresh_tallies(consultation)
        print(f"Counted everything in {time.perf_counter() - started:.2f} s")
        account = await make_account(Role.ANALYST, Role.PUBLISHER)
        async with new_client(app, event_hooks={}) as client:
            client.cookies.set("session", await open_session(account, now()), domain="heard.test", path="/")
            await look(client, consultation, priority, views)


async def look(
    client: httpx2.AsyncClient, consultation: Consultation, priority: Priority, views: int
) -> None:
    """Open each page so many times and say how long it took."""
    address = f"/staff/consultations/{consultation.slug}/report"

    async def view(page: str) -> None:
        answer = await client.get(page)
        assert answer.status_code == 200, answer.status_code

    raw = await timed(lambda: rows(RAW, [consultation.id]), 1)
    print(f"Raw count of themes: median {statistics.median(raw):.0f} ms")
    public = f"/consultations/{consultation.slug}/report"
    started = time.perf_counter()
    assert (await client.post(f"{address}/publish")).status_code == 303
    print(f"Published in {time.perf_counter() - started:.2f} s")
    for name, page in (
        ("Report for staff", address),
        ("By group", f"{address}?group=parent_carer"),
        ("By age", f"{address}?by=age_band"),
        ("One question", f"{address}?question=q2"),
        ("Report for everybody", public),
        ("Priority", f"/priorities/{priority.slug}"),
        ("CSV of the report", f"{public}.csv"),
        ("Excel of the report", f"{public}.xlsx"),
    ):
        worked = time.process_time()
        spent = await timed(lambda page=page: view(page), views)
        worked = (time.process_time() - worked) * 1000 / (views + 1)
        print(
            f"{name}: median {statistics.median(spent):.1f} ms, p95 {p95(spent):.1f} ms, "
            f"{worked:.1f} ms of processor"
        )
    for kind in ("pdf", "docx"):
        started = time.perf_counter()
        size = len((await client.get(f"{public}.{kind}")).content)
        print(f"{kind}: {size:,} bytes in {time.perf_counter() - started:.2f} s the first time")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--comments", type=int, default=1_000_000)
    parser.add_argument("--themes", type=int, default=60)
    parser.add_argument("--views", type=int, default=60)
    chosen = parser.parse_args()
    with TemporaryDirectory(prefix="heard-reports-") as folder:
        print(f"{datetime.now(UTC):%Y-%m-%d}, {ENGINE}")
        with postgres_server() if ENGINE == "postgres" else nullcontext("") as server:
            asyncio.run(measure(chosen.comments, chosen.themes, chosen.views, Path(folder), server))


if __name__ == "__main__":
    main()
