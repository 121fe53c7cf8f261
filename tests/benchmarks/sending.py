"""How many responses a second can be sent, beside what the engine itself can store.

    python -m tests.benchmarks.sending --engine sqlite

Three rates of one run on one disk: the rows of a response inserted by the engine's own driver, one durable
transaction each and eight at once; the send request alone, eight people at once on one worker, their drafts
made before the clock starts; and the whole way through the pages, from the first page to the thanks.
"""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmarks.raw_inserts import fresh, raw_per_second, read_sent
from tests.makers.surveys import make_survey
from tests.resilience.filled import opened
from tests.servers import Service, service
from tests.visitors import Participant

AT_ONCE = 8
ROUNDS = 3
TARGET = 0.4
ANSWERS = [
    {"answer": "yes"},
    {"answer": "c1"},
    {"answer": "c2"},
    {"answer": "middle"},
    {"answer": "Seeing my friends at lunch."},
    {"answer": "The taxi is often late. Nobody rings us, and my mum waits in the rain with my sister."},
]


async def eight_at_once(
    people: Sequence[Participant], act: Callable[[Participant], Awaitable[None]]
) -> float:
    """How many a second, with eight of them busy at any moment."""
    waiting = list(reversed(people))

    async def work() -> None:
        while waiting:
            await act(waiting.pop())

    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return len(people) / (time.perf_counter() - began)


async def walk(one: Participant) -> None:
    await one.walk()


async def send(one: Participant) -> None:
    page = await one.send()
    assert page.status == 303, page.text[:500]


async def whole_way(one: Participant) -> None:
    await one.walk()
    await send(one)
    await one.read_thanks()
    await one.browser.close()


@dataclass(frozen=True)
class Round:
    """A second of each way, and the milliseconds of processor time that the web took for one."""

    raw: float
    alone: float
    whole: float
    alone_ms: float
    whole_ms: float


async def measure(served: Service, each: int) -> list[Round]:
    """Rounds of all three in turn, so that a busy moment of the machine hits them alike."""
    async with opened(served.settings):
        slug = (await make_survey()).slug
        return [await _measure_round(served, slug, each) for _ in range(ROUNDS)]


async def _measure_round(served: Service, slug: str, each: int) -> Round:
    people = [Participant(served.port, slug, ANSWERS) for _ in range(each)]
    await eight_at_once(people, walk)
    await asyncio.gather(*(one.browser.connect() for one in people))
    busy = [served.busy_seconds()]
    alone = await eight_at_once(people, send)
    busy.append(served.busy_seconds())
    await asyncio.gather(*(one.browser.close() for one in people))
    raw = await raw_per_second(served.settings, fresh(await read_sent(each)))
    walkers = [Participant(served.port, slug, ANSWERS) for _ in range(each // 4)]
    busy.append(served.busy_seconds())
    whole = await eight_at_once(walkers, whole_way)
    busy.append(served.busy_seconds())
    each_ms = [1000 * (busy[1] - busy[0]) / len(people), 1000 * (busy[3] - busy[2]) / len(walkers)]
    return Round(raw, alone, whole, *each_ms)


def table(engine: str, rounds: Sequence[Round]) -> list[str]:
    """Rates of each round, and the middle of the ratios within each round."""
    lines = [f"{engine}, {AT_ONCE} at once, one worker, {len(rounds)} rounds", ""]
    lines.append(f"{'':32}{'a second (each round)':>24}{'ratio to raw':>14}{'web busy':>12}")
    names = (
        ("raw engine, same rows, durable", "raw", ""),
        ("the send request alone", "alone", "alone_ms"),
        ("the whole page flow", "whole", "whole_ms"),
    )
    for label, name, busy in names:
        shown = " ".join(f"{getattr(one, name):.0f}" for one in rounds)
        ratio = median(getattr(one, name) / one.raw for one in rounds)
        spent = f"{median(getattr(one, busy) for one in rounds):.1f} ms" if busy else ""
        lines.append(f"{label:32}{shown:>24}{ratio:>14.2f}{spent:>12}")
    return lines


def main() -> None:
    reading = argparse.ArgumentParser(prog="python -m tests.benchmarks.sending")
    reading.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    reading.add_argument("--each", type=int, default=400, help="sends in a round")
    reading.add_argument("--profile", type=Path, help="where to write a cProfile of the web process")
    asked = reading.parse_args()
    with service(asked.engine, durable=True) as served:
        served.profile = asked.profile
        served.start()
        rounds = asyncio.run(measure(served, min(asked.each, 2000)))
    print("\n".join(table(asked.engine, rounds)))
    reached = median(one.alone / one.raw for one in rounds)
    print(f"\nThe send request reaches {reached:.2f} of raw; {TARGET} is wanted.")


if __name__ == "__main__":
    main()
