"""The yearly reports of the demo county: one of the year before that everybody can read, and after it a draft
that waits for answers, so that trying to publish it says where."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from feedback.demo.county import Calendar
from feedback.demo.people import Staff
from feedback.replies.models import ReplyState, ReplyTheme
from feedback.themes.models import Theme
from feedback.voices.models import Comment
from feedback.yearly.models import Decision, Subject
from feedback.yearly.reporting import publish_report, start_report
from feedback.yearly.sorting import Sorted, answer_theme, check_sorting, sort_comment
from feedback.yearly.waiting import comments_to_sort, themes_in

LAST_YEAR = (-516, -151)
SINCE = (-150, -36)
PUBLISHED = -30
TRAVEL = "Head of travel"

# By words in a theme's title, in turn: the first that fits.
ABOUT = (
    ("call", Subject.FINDING),
    ("explain", Subject.FINDING),
    ("form", Subject.FINDING),
    ("listen", Subject.INVOLVED),
    ("asked", Subject.INVOLVED),
    ("near", Subject.MISSING),
    ("jobs", Subject.MISSING),
    ("no way home", Subject.MISSING),
)
# Why nothing is done about a theme that has no reply.
NOT_DONE = (
    (
        "loud",
        "The contracts run until next summer and do not allow smaller minibuses. We ask for them in the next.",
    ),
    (
        "clubs",
        "A second journey for each club day would cost more than there is. We look at it again in autumn.",
    ),
    ("assistant", "You told us that this goes well. We keep it as it is."),
    (
        "form",
        "The law asks who needs transport each year. The new form will hold what you wrote the year before.",
    ),
)
NOT_DECIDED = "We have read it, and nobody has decided yet. It comes back in the next report."


@dataclass(frozen=True)
class Planned:
    """What answers the single comments in which these words stand. `due`: from the day of loading, if any."""

    words: str
    subject: Subject
    answer: str
    summary: str  # of somebody who did not let us use their words
    due: int | None = None


SINGLE = (
    Planned(
        "club|later on",
        Subject.MISSING,
        "Two schools try out one late taxi a week.",
        "Somebody wants to get home after a club.",
        90,
    ),
    Planned(
        "radio|noise|loud|quiet",
        Subject.QUALITY,
        "Drivers learn in their training to ask before they turn the radio on.",
        "Somebody finds the minibus too loud.",
        60,
    ),
    Planned(
        "long|half past|fewer|route|nearer",
        Subject.QUALITY,
        "We plan every journey of more than an hour again each summer.",
        "Somebody has a journey that is much too long.",
        120,
    ),
    Planned(
        "form|application",
        Subject.FINDING,
        "The new form will hold what you wrote the year before.",
        "Somebody fills in the same form every year.",
        150,
    ),
    Planned(
        "text|message|let us know|tell|letter",
        Subject.FINDING,
        "A text goes out whenever a taxi runs late.",
        "Somebody wants to hear early when something changes.",
        -62,
    ),
    Planned(
        "driver|firm|taxi",
        Subject.QUALITY,
        "Firms have to tell families a day before the driver changes.",
        "Somebody wants to know who drives.",
        30,
    ),
    Planned(
        "",
        Subject.QUALITY,
        "One person told us this so far. We keep it beside what others say next time.",
        "Somebody told us about one day of theirs.",
    ),
)


async def add_yearly_report(staff: Staff, calendar: Calendar, now: datetime) -> None:
    """The second person makes both, so that the lead may publish them once every comment has an answer."""
    first, last = (calendar.day(offset) for offset in LAST_YEAR)
    await _say_subjects(staff, first, calendar.day(SINCE[1]), now)
    await _answer_themes(staff, first, last, now)
    await _answer_comments(staff, calendar, first, last)
    report = await start_report(staff.second, first, last, calendar.day(PUBLISHED - 10))
    await publish_report(staff.lead, report, calendar.day(PUBLISHED))
    first, last = (calendar.day(offset) for offset in SINCE)
    await start_report(staff.second, first, last, calendar.today)


async def _say_subjects(staff: Staff, first: date, last: date, now: datetime) -> None:
    for theme in await Theme.filter(id__in=await themes_in(first, last)).order_by("title", "id"):
        await answer_theme(staff.second, theme, _subject_of(theme), "", "", now)


async def _answer_themes(staff: Staff, first: date, last: date, now: datetime) -> None:
    themes = await themes_in(first, last)
    replied = ReplyTheme.filter(theme_id__in=themes, reply__state=ReplyState.PUBLISHED)
    answered = set(await replied.values_list("theme_id", flat=True))
    for theme in await Theme.filter(id__in=themes).order_by("title", "id"):
        if theme.id not in answered:
            why = next((why for word, why in NOT_DONE if word in theme.title.lower()), NOT_DECIDED)
            await answer_theme(staff.second, theme, _subject_of(theme), why, TRAVEL, now)


async def _answer_comments(staff: Staff, calendar: Calendar, first: date, last: date) -> None:
    """One by one, what stands in no theme. The lead decides, and the second person checks."""
    while comments := (await comments_to_sort(first, last, 1))[0]:
        for comment in comments:
            sorting = await sort_comment(
                staff.lead, comment, _decision_about(comment, calendar), calendar.noon(PUBLISHED - 20)
            )
            await check_sorting(staff.second, sorting, calendar.day(PUBLISHED - 15))


def _decision_about(comment: Comment, calendar: Calendar) -> Sorted:
    planned = next(one for one in SINGLE if re.search(one.words, comment.words.lower()))
    may_quote = comment.voice.may_quote
    return Sorted(
        subject=planned.subject,
        decision=Decision.PUBLISH if may_quote else Decision.SUMMARY,
        words="" if may_quote else planned.summary,
        answer=planned.answer,
        owner_role=TRAVEL,
        due_on=calendar.find_day(planned.due),
        is_nothing_done=planned.due is None,
    )


def _subject_of(theme: Theme) -> Subject:
    title = theme.title.lower()
    return next((subject for word, subject in ABOUT if word in title), Subject.QUALITY)
