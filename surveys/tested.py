"""Who tried out the wording of a survey before it was launched, and what changed because of it (D47)."""

from datetime import date

from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.people.audit import record
from feedback.people.models import Account
from surveys.building import get_latest_version, lock_survey
from surveys.models import Survey
from surveys.readiness import is_fixed

LONGEST_WHO = 160
LAUNCHED = "People can answer this survey already. Wording is tested before that, or in a new version."


async def record_testing(
    survey: Survey, who: str, changes: str, account: Account | None, today: date
) -> Survey:
    """What everybody reads before the first question. Half of it is no record."""
    if not who.strip():
        raise Refusal("Say who tested the wording", "who")
    if not changes.strip():
        raise Refusal("Say what changed after the test, or that nothing had to", "changes")
    async with transaction():
        await check_testable(survey)
        stored = await lock_survey(survey)
        stored.tested_with, stored.tested_changes, stored.tested_on = who.strip(), changes.strip(), today
        await stored.save(update_fields=["tested_with", "tested_changes", "tested_on"])
        await record(account, "record wording test", stored)
    return stored


async def check_testable(survey: Survey) -> None:
    """Wording is tested before launch: not while people answer the newest version."""
    if await is_fixed(survey, await get_latest_version(survey)):
        raise Refusal(LAUNCHED)
