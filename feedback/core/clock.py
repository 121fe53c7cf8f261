"""Time: UTC in storage, Europe/London on the page, handed to verbs as an argument."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    return datetime.now(UTC)


def london_day(moment: datetime) -> date:
    """The date that a clock on a wall in Norfolk showed at `moment`."""
    return moment.astimezone(LONDON).date()


def today() -> date:
    return london_day(now())


def long_date(day: date) -> str:
    """3 March 2026"""
    if isinstance(day, datetime):
        day = london_day(day)
    return f"{day.day} {day:%B %Y}"
