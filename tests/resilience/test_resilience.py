"""Small forms of the two trials of `python -m tests.resilience.kill`, on the engine of this test process."""

import asyncio
from random import Random

from tests.databases import ENGINE
from tests.resilience.full_disk import run_full_disk
from tests.resilience.kill import kill_again_and_again
from tests.servers import service


def test_a_killed_server_loses_nothing_that_it_acknowledged():
    with service(workers=1) as served:
        served.start()
        figures = asyncio.run(kill_again_and_again(served, clients=30, rounds=2, least=10, random=Random(1)))
    assert figures.kills_with(10) == 2
    assert len(figures.people) == 30 * len(figures.unanswered)


def test_a_full_disk_loses_nothing_and_is_said_in_a_sentence():
    told = run_full_disk(ENGINE, clients=30)
    assert len(told) == 3
