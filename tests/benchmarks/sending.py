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


async def measure(served: Service, each: int) -> list[tuple[float, float, float]]:
    """Rounds of (raw, send alone, whole way) in turn, so that a busy moment of the machine hits all three."""
    async with opened(served.settings):
        slug = (await make_survey()).slug
        rates = []
        for _ in range(ROUNDS):
            people = [Participant(served.port, slug, ANSWERS) for _ in range(each)]
            await eight_at_once(people, walk)
            await asyncio.gather(*(one.browser.connect() for one in people))
            alone = await eight_at_once(people, send)
            await asyncio.gather(*(one.browser.close() for one in people))
            raw = await raw_per_second(served.settings, fresh(await read_sent(each)))
            walkers = [Participant(served.port, slug, ANSWERS) for _ in range(each // 4)]
            whole = await eight_at_once(walkers, whole_way)
            rates.append((raw, alone, whole))
    return rates


def table(engine: str, rates: Sequence[tuple[float, float, float]]) -> list[str]:
    lines = [f"{engine}, {AT_ONCE} at once, one worker, {len(rates)} rounds", ""]
    lines.append(f"{'':34}{'a second (each round)':>30}{'ratio to raw':>16}")
    names = ("raw engine, same rows, durable", "the send request alone", "the whole page flow")
    for place, name in enumerate(names):
        shown = " ".join(f"{rate[place]:.0f}" for rate in rates)
        ratio = median(rate[place] / rate[0] for rate in rates)
        lines.append(f"{name:34}{shown:>30}{ratio:>16.2f}")
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
        rates = asyncio.run(measure(served, min(asked.each, 2000)))
    print("\n".join(table(asked.engine, rates)))
    reached = median(rate[1] / rate[0] for rate in rates)
    print(f"\nThe send request reaches {reached:.2f} of raw; {TARGET} is wanted.")


if __name__ == "__main__":
    main()
