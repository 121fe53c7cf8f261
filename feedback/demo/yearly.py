"""The yearly report of the demo county: a draft that waits for answers, so that trying to publish it says where."""

from datetime import datetime

from feedback.demo.county import Calendar
from feedback.demo.people import Staff
from feedback.themes.models import Theme
from feedback.yearly.models import Subject
from feedback.yearly.reporting import start_report
from feedback.yearly.sorting import answer_theme
from feedback.yearly.waiting import themes_in

# By words in a theme's title, in turn: the first that fits.
ABOUT = (
    ("call", Subject.FINDING),
    ("explain", Subject.FINDING),
    ("listen", Subject.INVOLVED),
    ("asked", Subject.INVOLVED),
    ("near", Subject.MISSING),
    ("jobs", Subject.MISSING),
)


async def add_yearly_report(staff: Staff, calendar: Calendar, now: datetime) -> None:
    """The second person makes it, so that the lead may publish it once every comment has an answer."""
    first, last = calendar.day(-400), calendar.day(-36)
    for theme in await Theme.filter(id__in=await themes_in(first, last)).order_by("title", "id"):
        title = theme.title.lower()
        subject = next((subject for word, subject in ABOUT if word in title), Subject.QUALITY)
        await answer_theme(staff.second, theme, subject, "", "", now)
    await start_report(staff.second, first, last, calendar.today)
