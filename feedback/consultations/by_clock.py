"""What the scheduler calls: each takes the settings and the moment."""

from datetime import datetime

from feedback.consultations.lifecycle import open_and_close_due
from feedback.core.clock import london_day
from feedback.core.settings import Settings


async def open_and_close_by_clock(settings: Settings, now: datetime) -> None:
    """Days begin and end as the clocks in the county show them, summer and winter."""
    await open_and_close_due(london_day(now))
