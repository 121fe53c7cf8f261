"""Analysis in a thread: it computes for minutes, tells how far it is, and stops when the person cancels."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
Report = Callable[[int, int, str], None]
LOOK_EVERY_SECONDS = 0.5


class Telling(Protocol):
    """What a job's `Progress` does, and what a command that runs in place does instead."""

    async def report(self, done: int, total: int, say: str = "") -> None: ...


class Quiet:
    """A scheduled job tells nobody how far it is."""

    async def report(self, done: int, total: int, say: str = "") -> None: ...


class Stopped(Exception):
    """Raised inside the thread, out of the analysis, because nobody waits for its result any more."""


async def think(work: Callable[[Report], T], progress: Telling) -> T:
    """Run `work` in a thread. What it reports is passed on from here, since a thread cannot await."""
    latest: tuple[int, int, str] = (0, 0, "")
    stop = threading.Event()

    def report(done: int, total: int, say: str = "") -> None:
        nonlocal latest
        if stop.is_set():
            raise Stopped
        latest = (done, total, say)

    thinking = asyncio.ensure_future(asyncio.to_thread(work, report))
    try:
        while not thinking.done():
            await asyncio.wait({thinking}, timeout=LOOK_EVERY_SECONDS)
            await progress.report(*latest)
        return thinking.result()
    finally:
        stop.set()
        thinking.add_done_callback(_heard)


def _heard(thinking: "asyncio.Future[Any]") -> None:
    """A thread that was stopped ends with `Stopped` some time later; that is no news to anybody."""
    if not thinking.cancelled():
        thinking.exception()
