"""Counting how often something happened within a window of time, in rows that every process shares."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from tortoise.expressions import F

from feedback.core.database import transaction
from feedback.core.models import RateCount
from feedback.core.settings import Settings


class TooOften(Exception):
    """It was tried too often. Nothing is wrong with what was sent: it may be sent again after `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = max(1, seconds)


def window_start(now: datetime, seconds: int) -> datetime:
    return datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)


def seconds_left(now: datetime, seconds: int) -> int:
    return int(seconds - now.timestamp() % seconds) + 1


async def count(key: str, times: int, now: datetime, seconds: int) -> int:
    """Add `times` (or take some back) to this window of `key`; gives what the window holds now."""
    counted = await count_all({(key, window_start(now, seconds)): times})
    return counted[key, window_start(now, seconds)]


async def count_all(times: Mapping[tuple[str, datetime], int]) -> dict[tuple[str, datetime], int]:
    """Add to several windows in one transaction; gives what each holds now."""
    held = {}
    async with transaction():
        for (key, start), more in sorted(times.items()):
            await RateCount.bulk_create(
                [RateCount(key=key, window_start=start)],
                ignore_conflicts=True,
            )
            row = RateCount.filter(key=key, window_start=start)
            await row.update(count=F("count") + more)
            held[key, start] = (await row.get()).count
    return held


async def forget_counts(settings: Settings, now: datetime) -> None:
    """Counts are of no use a day later, and what is not kept cannot tell who was here."""
    await RateCount.filter(window_start__lt=now - timedelta(days=1)).delete()
