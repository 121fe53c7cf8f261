"""Loading the whole county at once, or nothing of it, into a database where nobody has been yet."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from feedback.consultations.lifecycle import close_consultation, explain_late
from feedback.consultations.models import Consultation
from feedback.core.clock import london_day
from feedback.core.clock import now as clock_now
from feedback.core.database import close_database, open_database, transaction
from feedback.core.errors import Refusal
from feedback.core.settings import Settings
from feedback.demo.asking import add_asked
from feedback.demo.checking import check_coding
from feedback.demo.county import STRATEGY, Calendar, read_county
from feedback.demo.doors import open_doors
from feedback.demo.following_up import show_young_words, wait_for_outcome
from feedback.demo.forums import add_forum_views, first_link
from feedback.demo.people import Staff, add_people
from feedback.demo.polling import add_polls, answer_polls, copy_for_comparing
from feedback.demo.promises import add_developments, tie_lines
from feedback.demo.replying import write_replies
from feedback.demo.speaking import first_speaker, send_voices
from feedback.demo.theming import adopt, choose_quotes, mend, read_comments, suggest
from feedback.demo.yearly import add_yearly_report
from feedback.demo.youth import (
    add_reader_of_a_body,
    fill_forum,
    found_forum,
    give_owners,
    introduce_youth,
)
from feedback.forums.signing_in import MINUTES
from feedback.people.models import Account
from feedback.publishing.counting import refresh_counts
from feedback.reports.references import references_from_strategy
from feedback.reports.versions import publish_version
from feedback.safety.holding import raise_items
from feedback.strategy.loading import load_strategy
from feedback.strategy.models import Strategy
from feedback.themes.learning import learn_by_clock
from feedback.themes.tallies import refresh_tallies
from feedback.voices.models import Voice, VoiceState
from feedback.voices.receiving import find_voice_by_code
from surveys.asking import get_survey

COPIED_SURVEY = "your-journey-to-school-or-college"
RECEIPTS = ("getting-to-school-and-college", "plans-that-make-sense")
ADOPTED_WHILE_OPEN = 2  # the rest waits for whoever tries the demo
UNREAD_WHILE_OPEN = 30
ALL_THEMES = 20
DEMO_IN_PRODUCTION = (
    "This database holds the demo county, whose accounts have a password that everybody can read. "
    "Give production a database of its own with DATABASE_URL."
)

Say = Callable[[str], None]


async def prepare_demo(settings: Settings, say: Say) -> None:
    """Load the county if nobody has been here."""
    await open_database(settings)
    try:
        await load_county(settings, clock_now(), say)
    finally:
        await close_database()


async def introduce_demo(settings: Settings) -> list[str]:
    await open_database(settings)
    try:
        return await introduce(settings)
    finally:
        await close_database()


async def refuse_demo_in_production(settings: Settings) -> None:
    """The switch may be off and the county still be there, where somebody tried Heard out first.

    Even closed accounts count: voices that nobody sent and receipts that everybody can open came with them.
    """
    if not settings.is_production:
        return
    await open_database(settings)
    try:
        emails = [person["email"] for person in read_county()["accounts"]]
        if await Account.filter(email__in=emails).exists():
            raise Refusal(DEMO_IN_PRODUCTION)
    finally:
        await close_database()


async def is_empty() -> bool:
    """Whether nobody has put anything in: no account, no strategy, no consultation, no voice."""
    for model in (Account, Strategy, Consultation, Voice):
        if await model.exists():
            return False
    return True


async def load_county(settings: Settings, now: datetime, say: Say) -> bool:
    """Load the county; False when the database is not empty, and then nothing changes.

    It is one transaction, so that a process killed half-way leaves an empty database behind, which the next
    start fills from the beginning.
    """
    calendar = Calendar(london_day(now))
    async with transaction():
        if not await is_empty():
            return False
        say("Loading the strategy and the accounts …")
        await load_strategy(json.loads(STRATEGY.read_text(encoding="utf-8")), calendar.today)
        staff = await add_people(now)
        await add_developments(staff, calendar)
        await references_from_strategy()
        await found_forum(staff, calendar)
        for plan in read_county()["consultations"]:
            await _load_consultation(plan, staff, calendar, now, say)
        await tie_lines(staff)
        await open_doors(staff, calendar)
        await fill_forum(staff, calendar)
        await add_reader_of_a_body(calendar)
        await add_yearly_report(staff, calendar, now)
        await raise_items(settings, now)
        await refresh_counts(calendar.today, settings.suppress_below)
        await learn_by_clock(settings, now)
    return True


async def _load_consultation(
    plan: dict[str, Any], staff: Staff, calendar: Calendar, now: datetime, say: Say
) -> None:
    consultation, survey = await add_asked(plan, calendar, staff.lead)
    if plan["opens"] > 0:
        say(f"{plan['title']}: a draft.")
        await copy_for_comparing(await get_survey(COPIED_SURVEY), consultation, staff.lead)
        return
    voices = await send_voices(plan, survey, calendar)
    await add_polls(consultation, calendar, staff.lead)
    await add_forum_views(consultation, staff, calendar)
    say(f"{plan['title']}: {voices} people have answered. Looking for themes …")
    is_open = plan["closes"] >= 0
    if not is_open:
        await close_consultation(consultation, calendar.day(plan["closes"]), staff.lead)
    if is_open:
        await read_comments(consultation, [staff.lead], calendar.day(-1), UNREAD_WHILE_OPEN)
    else:
        await read_comments(consultation, [staff.lead, staff.second], calendar.day(plan["closes"] + 9), 0)
    run = await suggest(consultation, staff.lead, now)
    themes = await adopt(run, plan, staff, now, ADOPTED_WHILE_OPEN if is_open else ALL_THEMES)
    if not is_open:
        await check_coding(consultation, plan, themes, staff, calendar)
    await mend(consultation, plan, themes, staff.lead, now)
    await give_owners(themes, staff, calendar)
    if not is_open:
        await choose_quotes(consultation, themes, staff, calendar, plan["closes"] + 14)
    await refresh_tallies(consultation)
    if not is_open:
        await publish_version(consultation, staff.lead, calendar.day(plan["closes"] + 20))
        await show_young_words(consultation, themes, staff, calendar)
    await write_replies(consultation, plan, themes, staff, calendar)
    await answer_polls(consultation, staff.lead)
    if plan["late_reason"]:
        await explain_late(consultation, plan["late_reason"], calendar.today, staff.lead)
        await wait_for_outcome(consultation, calendar)


async def introduce(settings: Settings) -> list[str]:
    """How to sign in, and which receipts can be opened; nothing where the county is not loaded."""
    county = read_county()
    emails = [person["email"] for person in county["accounts"]]
    there = await Account.filter(email__in=emails, state=Account.ACTIVE).values_list("email", flat=True)
    if not there:
        return []
    lines = [f"Sign in at {settings.base_url}/staff with the password {county['password']}"]
    lines += [
        f"  {person['email']:<22}{', '.join(person['roles'])}"
        for person in county["accounts"]
        if person["email"] in there
    ]
    lines += await introduce_youth(settings.base_url)
    codes = [first_speaker(slug).code for slug in RECEIPTS]
    for code in codes:
        voice = await find_voice_by_code(code)
        if voice is not None and voice.state == VoiceState.LIVE:
            lines.append(f"A receipt: {settings.base_url}/r/{code}")
    link = await first_link(settings.base_url)
    if link:
        lines.append(f"For a forum, once, within {MINUTES} minutes: {link}")
    return lines
