"""What Heard does by the clock and at length: two tables, each line one function of a subject package.

A line of SCHEDULE is `timed("name", function, minute="0")`, with the words of cron in London time; the
function is `async def f(settings, now)`. A line of KINDS is `Kind("name", function)`, and the function is
`async def f(arguments, progress)`. Both may be cut off and run again.
"""

import asyncio
import signal
from collections.abc import Callable, Sequence
from datetime import datetime

from feedback.consultations.by_clock import open_and_close_by_clock
from feedback.contacts.asking import forget_contacts
from feedback.core.database import close_database, open_database
from feedback.core.leases import new_holder
from feedback.core.metrics import keep_serving_metrics
from feedback.core.outbox import erase_sent_mail, send_waiting_mail
from feedback.core.rates import forget_counts
from feedback.core.scheduling import Schedule, Timed, forget_job_runs, timed
from feedback.core.settings import Settings
from feedback.core.work import Kind
from feedback.core.workers import Worker
from feedback.forums.following import tell_forums_of_replies
from feedback.forums.signing_in import forget_old_links
from feedback.people.sessions import forget_old_sessions
from feedback.publishing.counting import refresh_counts_by_clock
from feedback.replies.hearing import count_who_said_it_later
from feedback.replies.judging import publish_verdicts_by_clock
from feedback.replies.telling import tell_followers
from feedback.reports.versions import publish_due_versions
from feedback.safety.holding import raise_items
from feedback.safety.rescreening import KIND as RESCREEN
from feedback.safety.rescreening import rescreen, start_rescreen
from feedback.themes.joining import join_new_comments
from feedback.themes.learning import learn_by_clock
from feedback.themes.listening import listen_by_clock
from feedback.themes.measuring import measure_checks
from feedback.themes.running import work_suggestions
from feedback.themes.suggesting import KIND as SUGGEST_THEMES
from feedback.themes.tallies import refresh_stale_tallies
from feedback.voices.importing import KIND as IMPORT
from feedback.voices.importing import drop_old_files
from feedback.voices.storing_rows import run_import
from feedback.youth.joining import forget_old_youth_sessions
from surveys.drafts import drop_expired_drafts
from surveys.outcomes import publish_outcomes_by_clock


async def drop_drafts(settings: Settings, now: datetime) -> None:
    await drop_expired_drafts(now)


SCHEDULE: tuple[Timed, ...] = (
    timed("raise-safety-items", raise_items, second="*/10"),
    timed("send-mail", send_waiting_mail, second="*/5"),
    timed("open-and-close", open_and_close_by_clock, minute="*/5"),
    timed("join-new-comments", join_new_comments, second="40"),
    timed("learn-themes", learn_by_clock, minute="*/5", second="10"),
    timed("listen-for-new", listen_by_clock, minute="*/10", second="30"),
    timed("measure-checks", measure_checks, second="5,25,45"),
    timed("refresh-stale-tallies", refresh_stale_tallies, second="20"),
    timed("drop-expired-drafts", drop_drafts, minute="*/10"),
    timed("rescreen", start_rescreen, minute="15"),
    timed("refresh-counts", refresh_counts_by_clock, hour="4", minute="0"),
    timed("publish-poll-outcomes", publish_outcomes_by_clock, minute="3,18,33,48"),
    timed("refresh-public-reports", publish_due_versions, hour="4", minute="10"),
    timed("publish-verdicts", publish_verdicts_by_clock, hour="4", minute="20"),
    timed("count-who-said-it", count_who_said_it_later, minute="25"),
    timed("tell-followers", tell_followers, minute="*/5"),
    timed("forget-contacts", forget_contacts, hour="3", minute="30"),
    timed("drop-old-files", drop_old_files, hour="3", minute="20"),
    timed("erase-sent-mail", erase_sent_mail, hour="3", minute="10"),
    timed("forget-job-runs", forget_job_runs, minute="20"),
    timed("forget-rate-counts", forget_counts, minute="25"),
    timed("forget-old-sessions", forget_old_sessions, minute="30"),
    timed("forget-old-links", forget_old_links, minute="35"),
    timed("forget-old-youth-sessions", forget_old_youth_sessions, hour="3", minute="40"),
    timed("tell-forums-of-replies", tell_forums_of_replies, minute="*/10"),
)

KINDS: tuple[Kind, ...] = (
    Kind(IMPORT, run_import, large=True),
    Kind(SUGGEST_THEMES, work_suggestions, large=True),
    Kind(RESCREEN, rescreen, large=True),
)


async def run_jobs(
    settings: Settings,
    ready: Callable[[], None],
    *,
    schedule: Sequence[Timed] = SCHEDULE,
    kinds: Sequence[Kind] = KINDS,
) -> None:
    """Work until the process is told to end. Any number of these processes may share one database."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, ended.set)
    holder = new_holder()
    await open_database(settings)
    keepers = [
        asyncio.create_task(Schedule(settings, holder, schedule).keep()),
        asyncio.create_task(Worker(holder, kinds, settings.lease_seconds).keep()),
    ]
    if settings.metrics_port:
        keepers.append(asyncio.create_task(keep_serving_metrics(settings.metrics_port)))
    waiting = asyncio.create_task(ended.wait())
    try:
        ready()
        await asyncio.wait([*keepers, waiting], return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (*keepers, waiting):
            task.cancel()
        results = await asyncio.gather(*keepers, waiting, return_exceptions=True)
        await close_database()
    problems = [found for found in results if isinstance(found, Exception)]
    if problems:
        raise problems[0]
