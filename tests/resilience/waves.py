"""Waves of people who all send at once, and a server that dies while they do."""

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from random import Random

from tests.resilience.filled import Lost, new_participant
from tests.servers import Service
from tests.visitors import Participant, Unanswered

WALKING_AT_ONCE = 24
WALKS = 3
PATIENCE = 120.0
PAUSE = 0.4


@dataclass
class Figures:
    """What the waves did, for whoever reads the outcome."""

    people: list[Participant] = field(default_factory=list)
    thanked: list[int] = field(default_factory=list)
    unanswered: list[int] = field(default_factory=list)
    restarts: list[float] = field(default_factory=list)

    @property
    def sends(self) -> int:
        return sum(one.sends for one in self.people)

    def kills_with(self, least: int) -> int:
        return sum(unanswered >= least for unanswered in self.unanswered)


async def walk_all(people: Sequence[Participant]) -> None:
    """Everybody to their check page, some at a time, each with a fresh connection for what comes.

    Who gets no answer on the way, as on a machine that stood still for a minute, begins again as a new visitor.
    """
    doors = asyncio.Semaphore(WALKING_AT_ONCE)

    async def walk(one: Participant) -> None:
        async with doors:
            for tries_left in reversed(range(WALKS)):
                try:
                    await one.walk()
                    break
                except Unanswered as problem:
                    if not tries_left:
                        raise
                    print(f"no answer on the way to the check page: {problem}", file=sys.stderr)
                    one.forget()
            await one.browser.close()

    await asyncio.gather(*(walk(one) for one in people))


async def send_until_thanked(one: Participant, until: float) -> None:
    """Send with the same key again and again, as a phone with bad signal does, and read the code at last."""
    while not await _is_thanked(one):
        if time.monotonic() > until:
            raise Lost(f"a send had no answer after {one.sends} times")
        await asyncio.sleep(PAUSE)


async def _is_thanked(one: Participant) -> bool:
    """One try. Not now is an answer too; any other answer than thanks is a fault."""
    try:
        page = await one.send()
        if page.status == 503:
            return False
        if page.status != 303 or not page.headers["location"].endswith("/thanks"):
            raise Lost(f"a send was answered with {page.status}: {page.text[:500]}")
        one.is_acknowledged = True
        await one.read_thanks()
    except Unanswered:
        return False
    return True


async def kill_in_the_middle(
    service: Service, people: Sequence[Participant], least: int, random: Random
) -> int:
    """With everybody's send out, and some answered, end the server; gives how many had no answer then.

    Nothing is awaited between seeing the moment and the kill. At least `least` have no answer, unless this
    process is so late that it hears of many answers at once.
    """
    kill_after = random.randrange(0, max(1, len(people) - least - len(people) // 20))
    while not _is_time(people, kill_after):  # noqa: ASYNC110 - an event would come a turn of the loop late
        await asyncio.sleep(0)
    service.kill()
    return sum(not one.is_acknowledged for one in people)


def _is_time(people: Sequence[Participant], kill_after: int) -> bool:
    answered = sum(one.is_acknowledged for one in people)
    return answered >= kill_after and all(one.browser.is_waiting or one.is_acknowledged for one in people)


async def send_again(people: Sequence[Participant], until: float) -> None:
    """Everybody once more with the same key: the same code, which opens their receipt."""
    doors = asyncio.Semaphore(WALKING_AT_ONCE)

    async def again(one: Participant) -> None:
        async with doors:
            await send_until_thanked(one, until)
            if len(set(one.codes)) != 1:
                raise Lost(f"one person was shown {len(set(one.codes))} codes")
            receipt = await one.open_receipt(one.codes[0])
            if one.answers[-1]["answer"] not in unescape(receipt.text):
                raise Lost("a receipt does not show the words of its person")
            await one.browser.close()

    await asyncio.gather(*(again(one) for one in people))


async def wave_with_kill(
    service: Service, slug: str, figures: Figures, clients: int, least: int, random: Random
) -> None:
    """`clients` people walk and send at once, and the server is killed and started again meanwhile."""
    mark = f"w{len(figures.unanswered)}"
    people = [new_participant(service.port, slug, f"{mark}p{place}") for place in range(clients)]
    await walk_all(people)
    await asyncio.gather(*(one.browser.connect() for one in people))
    until = time.monotonic() + PATIENCE
    sending = [asyncio.create_task(send_until_thanked(one, until)) for one in people]
    figures.unanswered.append(await kill_in_the_middle(service, people, least, random))
    figures.thanked.append(clients - figures.unanswered[-1])
    began = time.perf_counter()
    await service.restart()
    figures.restarts.append(time.perf_counter() - began)
    await asyncio.gather(*sending)
    await send_again(people, until)
    figures.people.extend(people)
