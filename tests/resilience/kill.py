"""Kill the server while people send, again and again, and see that nothing is lost and nothing is double.

    python -m tests.resilience.kill --engine sqlite --clients 300 --rounds 10
    python -m tests.resilience.kill --engine postgres --full-disk

In each round everybody walks a survey and sends at once, each with a client key of their own device. With
sends unanswered, every process of the web is ended with kill -9 and started again on the same port; who had
no answer sends again with the same key until thanked. With --full-disk the database's disk, a small one in
memory, fills up while people send, and is freed again.
"""

import argparse
import asyncio
import sys
import time
from random import Random
from statistics import median

from tests.resilience.filled import Lost, add_survey, check_everything
from tests.resilience.full_disk import run_full_disk
from tests.resilience.waves import Figures, wave_with_kill
from tests.servers import Service, service

MOST_CLIENTS, MOST_ROUNDS = 1000, 50
MOST_TRIES = 4


async def kill_again_and_again(
    served: Service, clients: int, rounds: int, least: int, random: Random
) -> Figures:
    """The whole trial against an installation that is running: `rounds` kills with `least` sends unanswered.

    A kill that came late, with fewer of them, must lose nothing either, but does not count as a round.
    """
    slug = await add_survey(served.settings)
    figures = Figures()
    while figures.kills_with(least) < rounds:
        if len(figures.unanswered) == rounds * MOST_TRIES:
            raise Lost(f"too few sends were unanswered at the kills: {figures.unanswered}")
        await wave_with_kill(served, slug, figures, clients, least, random)
    served.stop()
    await check_everything(served.settings, figures.people)
    return figures


def run_kills(engine: str, clients: int, rounds: int, least: int, workers: int, random: Random) -> list[str]:
    began = time.perf_counter()
    with service(engine, durable=True, workers=workers) as served:
        served.start()
        figures = asyncio.run(kill_again_and_again(served, clients, rounds, least, random))
    kills = len(figures.unanswered)
    return [
        f"{engine}: {kills} kills of {workers} web processes, {clients} people sending at once each time",
        f"unanswered sends at each kill: {figures.unanswered} (thanked before it: {figures.thanked})",
        f"web ready again after {median(figures.restarts):.1f} s (middle of {kills})",
        f"{len(figures.people)} responses acknowledged after {figures.sends} tries; each is stored once, "
        "whole, shows one code at every send, and its code opens its receipt",
        f"{time.perf_counter() - began:.0f} s in all",
    ]


def read_arguments() -> argparse.Namespace:
    reading = argparse.ArgumentParser(
        prog="python -m tests.resilience.kill", description="See the docstring."
    )
    reading.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    reading.add_argument("--clients", type=int, default=300)
    reading.add_argument("--rounds", type=int, default=10)
    reading.add_argument("--least", type=int, help="unanswered sends at each kill; a third of the clients")
    reading.add_argument("--workers", type=int, default=2, choices=range(1, 9))
    reading.add_argument("--seed", type=int, default=0, help="decides after how many answers each kill comes")
    reading.add_argument("--full-disk", action="store_true")
    asked = reading.parse_args()
    if not (2 <= asked.clients <= MOST_CLIENTS and 1 <= asked.rounds <= MOST_ROUNDS):
        reading.error(f"at most {MOST_CLIENTS} clients and {MOST_ROUNDS} rounds")
    asked.least = asked.clients // 3 if asked.least is None else asked.least
    return asked


def main() -> int:
    asked = read_arguments()
    if asked.full_disk:
        lines = run_full_disk(asked.engine, asked.clients)
    else:
        random = Random(asked.seed)
        lines = run_kills(asked.engine, asked.clients, asked.rounds, asked.least, asked.workers, random)
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
