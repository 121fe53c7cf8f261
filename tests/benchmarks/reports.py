"""The report page over 50,000 comments, beside the single SQL count that it saves.

    python -m tests.benchmarks.reports [--comments 50000] [--themes 12] [--views 60]

Fills a new database by bulk inserts, counts the tallies once, opens the page through the app as a signed-in
analyst and prints percentiles, beside the raw `SELECT theme, COUNT(*)` of the same run.
"""

import argparse
import asyncio
import random
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from feedback.app import create_app
from feedback.consultations.models import Consultation
from feedback.core.clock import now
from feedback.core.database import rows, transaction
from feedback.core.keyed import set_secret
from feedback.core.migrating import migrate
from feedback.core.roles import Role
from feedback.people.sessions import open_session
from feedback.themes.models import CodeFrame, Coder, Coding, FrameUse, Reading, Theme
from feedback.themes.tallies import refresh_tallies
from feedback.voices.about import AGE_BANDS, GROUPS, WHOSE_WORDS
from feedback.voices.models import Comment, Door, Voice
from tests.databases import Template, settings_for
from tests.makers.consultations import make_consultation
from tests.web import make_account, new_client

DAY = date(2026, 3, 2)
WORDS = "The bus to school is late in the morning and nobody tells us when it will come."
RAW = (
    "SELECT k.theme_id, COUNT(*) AS comments, COUNT(DISTINCT c.voice_id) AS voices FROM coding k "
    "JOIN comment c ON c.id = k.comment_id JOIN voice v ON v.id = c.voice_id "
    "WHERE c.consultation_id = ? AND c.state = 'live' AND v.state = 'live' AND k.belongs GROUP BY k.theme_id"
)


async def fill(comments: int, themes: int) -> Consultation:
    """Voices, comments and codings by bulk insert; one comment in ten has two themes, one in twenty none."""
    dice = random.Random(1)
    consultation = await make_consultation()
    frame = await CodeFrame.create(title="Frame", version=1, made_on=DAY)
    await FrameUse.create(frame=frame, consultation=consultation)
    titles = [f"Theme number {number}" for number in range(1, themes + 1)]
    adopted = [await Theme.create(frame=frame, title=title, made_on=DAY) for title in titles]
    account = await make_account(Role.READER)
    for start in range(0, comments, 5000):
        async with transaction():
            voices = [new_voice(consultation, dice) for _ in range(min(5000, comments - start))]
            said = [new_comment(consultation, voice, dice) for voice in voices]
            codings = [
                new_coding(comment, theme, dice) for comment in said for theme in some_themes(adopted, dice)
            ]
            read = [comment for comment in said if dice.random() < 0.3]
            await Voice.bulk_create(voices, batch_size=500)
            await Comment.bulk_create(said, batch_size=500)
            await Coding.bulk_create(codings, batch_size=500)
            await Reading.bulk_create(
                [
                    Reading(comment_id=one.id, account_id=account.id, role="reader", read_on=DAY)
                    for one in read
                ],
                batch_size=500,
            )
    return consultation


def new_voice(consultation: Consultation, dice: random.Random) -> Voice:
    return Voice(
        consultation_id=consultation.id,
        door=Door.SURVEY,
        group=dice.choice(list(GROUPS)),
        age_band=dice.choice(list(AGE_BANDS)),
        spoken_by=dice.choice(list(WHOSE_WORDS)),
        received_on=DAY,
    )


def new_comment(consultation: Consultation, voice: Voice, dice: random.Random) -> Comment:
    return Comment(
        voice_id=voice.id,
        consultation_id=consultation.id,
        question_key=dice.choice(["q1", "q2", "q3"]),
        question_text="What is it like?",
        words=f"{WORDS} {uuid4()}",
        said_on=DAY,
        rules_version="1",
    )


def some_themes(themes: list[Theme], dice: random.Random) -> list[Theme]:
    chance = dice.random()
    return dice.sample(themes, 0 if chance < 0.05 else 2 if chance > 0.9 else 1)


def new_coding(comment: Comment, theme: Theme, dice: random.Random) -> Coding:
    return Coding(
        comment_id=comment.id,
        theme_id=theme.id,
        start=0,
        end=len(WORDS),
        coder=Coder.MACHINE,
        confidence=round(dice.random(), 3),
        frame_version=1,
        is_quote=dice.random() < 0.002,
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


async def measure(comments: int, themes: int, views: int, folder: Path) -> None:
    template = Template(folder, "", "reports")
    settings = settings_for(template.url)
    set_secret(settings.secret)
    await template.make()
    await migrate(settings, backup=False)
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        started = time.perf_counter()
        consultation = await fill(comments, themes)
        print(f"Filled with {comments:,} comments in {time.perf_counter() - started:.1f} s")
        started = time.perf_counter()
        await refresh_tallies(consultation)
        print(f"Counted everything in {time.perf_counter() - started:.2f} s")
        account = await make_account(Role.ANALYST)
        address = f"/staff/consultations/{consultation.slug}/report"
        async with new_client(app, event_hooks={}) as client:
            client.cookies.set("session", await open_session(account, now()), domain="heard.test", path="/")

            async def view(query: str = "") -> None:
                answer = await client.get(address + query)
                assert answer.status_code == 200, answer.status_code

            raw = await timed(lambda: rows(RAW, [consultation.id]), max(5, views // 6))
            print(f"Raw count of themes: median {statistics.median(raw):.1f} ms, p95 {p95(raw):.1f} ms")
            for name, query in (
                ("Report page", ""),
                ("By group", "?group=parent_carer"),
                ("By age", "?by=age_band"),
                ("One question", "?question=q2"),
            ):
                worked = time.process_time()
                spent = await timed(lambda query=query: view(query), views)
                worked = (time.process_time() - worked) * 1000 / (views + 1)
                print(
                    f"{name}: median {statistics.median(spent):.1f} ms, p95 {p95(spent):.1f} ms, "
                    f"{p95(spent) / statistics.median(raw):.2f} x the raw count, {worked:.1f} ms of processor"
                )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--comments", type=int, default=50_000)
    parser.add_argument("--themes", type=int, default=12)
    parser.add_argument("--views", type=int, default=60)
    chosen = parser.parse_args()
    with TemporaryDirectory(prefix="heard-reports-") as folder:
        print(f"{datetime.now(UTC):%Y-%m-%d}, SQLite")
        asyncio.run(measure(chosen.comments, chosen.themes, chosen.views, Path(folder)))


if __name__ == "__main__":
    main()
