"""Two people check the machine's coding: the lead by the county's plan, the second a little otherwise."""

import re
from datetime import UTC, datetime, time
from typing import Any

from feedback.consultations.models import Consultation
from feedback.demo.county import Calendar
from feedback.demo.people import Staff
from feedback.demo.theming import Themes
from feedback.people.accounts import get_account
from feedback.themes.blind import USUAL, code_blind, get_check, live_sample, start_check
from feedback.themes.measuring import Quiet, measure

SEES_OTHERWISE = 7  # every so many comments the second person misses one of the themes


async def check_coding(
    consultation: Consultation,
    plan: dict[str, Any],
    themes: Themes,
    staff: Staff,
    calendar: Calendar,
) -> None:
    """Before the lead mends what the machine did, so that the machine is on its own."""
    day = calendar.day(plan["closes"] + 5)
    coders = [await get_account(one.id) for one in (staff.lead, staff.second)]
    begun = await start_check(consultation, "", USUAL, coders, staff.lead, day)
    check = await get_check(consultation, begun.id)
    telling = {one["key"]: "|".join(one["words"]) for one in plan["themes"] if one["key"] in themes}
    for number, checked in enumerate(await live_sample(check).select_related("comment"), 1):
        words = checked.comment.words.lower()
        about = [key for key, telling_words in telling.items() if re.search(rf"\b({telling_words})\b", words)]
        for coder, kept in ((staff.lead, about), (staff.second, about[number % SEES_OTHERWISE == 0 :])):
            ticked = [themes[key].id for key in kept]
            await code_blind(check, coder, checked.position, ticked, not ticked)
    ended = datetime.combine(calendar.day(plan["closes"] + 7), time(12), UTC)
    await measure(check, ended, Quiet())
