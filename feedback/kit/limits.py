"""How often one address may send forms.

A school or a respite centre stands behind one address, so the count is kept for each survey or page by
itself and its limit is high: it stops a machine that floods, not a class that answers. Only what changes
something is counted. Reading a page costs nothing here.

The counts stay in the process and go to shared rows every two seconds, so that no sender waits for them;
the price is that a flood over several processes is stopped up to two seconds late. Signing in needs the
exact number and counts in rows directly (`people.signing_in`).
"""

import asyncio
import ipaddress
from dataclasses import dataclass
from datetime import datetime

import structlog
from starlette.requests import Request

from feedback.core.clock import london_day, now
from feedback.core.keyed import keyed_hash
from feedback.core.rates import TooOften, count_all, seconds_left, window_start

FLUSH_SECONDS = 2.0
SAFE = {"GET", "HEAD", "OPTIONS"}
NAMED_PARTS = ("slug", "survey", "consultation")

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Limit:
    """At most `most` within `seconds`. Routes that share a name share the count."""

    name: str
    most: int
    seconds: int


class Counter:
    """What this process counted since the last flush, on top of what all processes had counted by then."""

    def __init__(self, forms_per_minute: int) -> None:
        self.forms = Limit("forms", forms_per_minute, 60)
        self._shared: dict[tuple[str, datetime], int] = {}
        self._fresh: dict[tuple[str, datetime], int] = {}

    def held(self, key: str, limit: Limit, moment: datetime) -> int:
        window = (key, window_start(moment, limit.seconds))
        return self._shared.get(window, 0) + self._fresh.get(window, 0)

    def add(self, key: str, limit: Limit, moment: datetime) -> int:
        window = (key, window_start(moment, limit.seconds))
        self._fresh[window] = self._fresh.get(window, 0) + 1
        return self.held(key, limit, moment)

    async def flush(self, moment: datetime) -> None:
        sent, self._fresh = self._fresh, {}
        if sent:
            try:
                self._shared |= await count_all(sent)
            except BaseException:
                for window, times in sent.items():
                    self._fresh[window] = self._fresh.get(window, 0) + times
                raise
        self._shared = {
            window: held
            for window, held in self._shared.items()
            if (moment - window[1]).total_seconds() < 3600
        }

    async def keep_flushing(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            try:
                await self.flush(now())
            except Exception as problem:
                # Counting must never be why nobody can answer; the counts wait for the next round.
                log.warning("counts_not_flushed", problem=type(problem).__name__)


def address_of(request: Request) -> str:
    """The visitor's network address, for counting only. An IPv6 household has a whole /64 to itself."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)


def hashed_address(request: Request, moment: datetime, purpose: str) -> str:
    """A hash that changes each day: no row says who was here, nor that they were here before."""
    return keyed_hash("address", f"{london_day(moment)} {purpose} {address_of(request)}")


async def check_limit(request: Request, limit: Limit | None) -> None:
    if request.method in SAFE:
        return
    counter: Counter = request.app.state.counter
    limit = limit or counter.forms
    moment = now()
    part = next((str(request.path_params[name]) for name in NAMED_PARTS if name in request.path_params), "")
    key = hashed_address(request, moment, f"{limit.name} {part}")
    if counter.add(key, limit, moment) > limit.most:
        raise TooOften(seconds_left(moment, limit.seconds))


def refuse_guessing(request: Request, limit: Limit) -> None:
    """Stops an address that had too many misses, also where its next guess would be right. A guess may come
    by a link or a cookie, so what counts is that it was wrong, not how it was sent."""
    moment = now()
    counter: Counter = request.app.state.counter
    if counter.held(hashed_address(request, moment, limit.name), limit, moment) >= limit.most:
        raise TooOften(seconds_left(moment, limit.seconds))


def count_miss(request: Request, limit: Limit) -> None:
    moment = now()
    counter: Counter = request.app.state.counter
    counter.add(hashed_address(request, moment, limit.name), limit, moment)
