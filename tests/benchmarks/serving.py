"""How a survey feels: answers of the server, sizes on the wire, memory and start.

    python -m tests.benchmarks.serving --people 50 --seconds 20

Fifty people answer a survey on one worker, with a second of thought between two steps: each reads the first
page, then opens a question, thinks, sends it and is led to the next. Beside what they wait, the table has the
server's own time from its log, since on a busy machine people also wait for their own process to be let run.
"""

import argparse
import asyncio
import gzip
import re
import time
from collections import defaultdict
from random import Random

from tests.benchmarks.sending import ANSWERS
from tests.makers.surveys import make_survey
from tests.resilience.filled import opened
from tests.servers import Service, service
from tests.visitors import Page, Participant, Visitor

THOUGHT_SECONDS = 1.0
LINKED = re.compile(r'(?:<link[^>]+rel="stylesheet"[^>]+href|<script[^>]+src|<img[^>]+src)="([^"]+)"')
FONT = re.compile(r"url\(\"?([^)\"]+\.woff2)")
Waits = dict[str, list[float]]


async def answer_at_ease(port: int, slug: str, until: float, waits: Waits, random: Random) -> None:
    """One person after another at the same place, until the time is up."""
    await asyncio.sleep(random.random() * THOUGHT_SECONDS)
    while time.monotonic() < until:
        one = Participant(port, slug, ANSWERS)
        await one.browser.get(f"/s/{slug}")
        await asyncio.sleep(THOUGHT_SECONDS)
        place = (await one.browser.post(f"/s/{slug}/start", {})).headers["location"]
        for answer in ANSWERS:
            await _timed(waits, "question page", one.browser.get(place))
            await asyncio.sleep(THOUGHT_SECONDS)
            page = await _timed(waits, "its POST", one.browser.post(place, {"go": "next", **answer}))
            place = page.headers["location"]
            if time.monotonic() > until:
                break
        await asyncio.sleep(THOUGHT_SECONDS)
        await one.browser.close()


async def _timed(waits: Waits, name: str, asking: "asyncio.Future[Page]") -> Page:
    began = time.perf_counter()
    page = await asking
    waits[name].append(1000 * (time.perf_counter() - began))
    return page


async def first_view(served: Service, slug: str) -> tuple[int, int, int]:
    """Bytes of the first page with all that it links to, packed; of these the fonts; and of the next question."""
    visitor = Visitor(served.port)
    page = await visitor.get(f"/s/{slug}")
    html, linked, fonts = _packed(page), 0, 0
    for path in dict.fromkeys(LINKED.findall(page.text)):
        part = await visitor.get(path)
        linked += len(part.body)
        for font in dict.fromkeys(FONT.findall(part.text) if path.endswith(".css") else ()):
            base = path.rsplit("/", 1)[0]
            fonts += len((await visitor.get(_beside(base, font))).body)
    place = (await visitor.post(f"/s/{slug}/start", {})).headers["location"]
    question = _packed(await visitor.get(place))
    await visitor.close()
    return html + linked + fonts, fonts, question


def _packed(page: Page) -> int:
    """As the proxy in front packs it, where the server has not."""
    return len(page.body) if "content-encoding" in page.headers else len(gzip.compress(page.body))


def _beside(base: str, path: str) -> str:
    while path.startswith("../"):
        base, path = base.rsplit("/", 1)[0], path[3:]
    return path if path.startswith("/") else f"{base}/{path}"


def share(values: list[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


async def measure(served: Service, people: int, seconds: float) -> tuple[Waits, tuple[int, int, int]]:
    async with opened(served.settings):
        slug = (await make_survey()).slug
    sizes = await first_view(served, slug)
    waits: Waits = defaultdict(list)
    until = time.monotonic() + seconds
    random = Random(0)
    await asyncio.gather(*(answer_at_ease(served.port, slug, until, waits, random) for _ in range(people)))
    return waits, sizes


def main() -> None:
    reading = argparse.ArgumentParser(prog="python -m tests.benchmarks.serving")
    reading.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    reading.add_argument("--people", type=int, default=50)
    reading.add_argument("--seconds", type=float, default=20)
    asked = reading.parse_args()
    with service(asked.engine, durable=True) as served:
        served.start()
        served.stop()
        started = served.start()
        start_busy, rest = served.busy_seconds(), served.memory()
        seconds = min(asked.seconds, 300)
        waits, (view, fonts, question) = asyncio.run(measure(served, min(asked.people, 500), seconds))
        own = [line for line in served.log_lines("request") if line["route"] == "survey_question"]
    print(
        f"{asked.engine}, {asked.people} people on one worker, {THOUGHT_SECONDS:g} s of thought, {seconds:g} s"
    )
    print(f"\n{'':28}{'count':>8}{'p50 ms':>10}{'p95 ms':>10}   wanted")
    for name, method in (("question page", "GET"), ("its POST", "POST")):
        found = waits[name]
        print(
            f"{name:28}{len(found):>8}{share(found, 0.5):>10.1f}{share(found, 0.95):>10.1f}   p95 at most 40"
        )
        log = [line["ms"] for line in own if line["method"] == method]
        print(f"{'  the server by its log':28}{len(log):>8}{share(log, 0.5):>10.1f}{share(log, 0.95):>10.1f}")
    print(f"\nfirst view, packed          {view / 1024:>8.1f} KB (fonts {fonts / 1024:.1f})   at most 50")
    print(f"next question, packed       {question / 1024:>8.1f} KB   at most 8")
    print(f"web process at rest         {rest / 1e6:>8.0f} MB   at most 200")
    print(f"start of a migrated server  {started:>8.1f} s ({start_busy:.1f} s busy)   at most 3")


if __name__ == "__main__":
    main()
