"""Who tried out the wording of a survey before it was launched, and what changed because of it (D47).

It is written down with the version, since other words are not tested yet.
"""

from datetime import date

from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.people.audit import record
from feedback.people.models import Account
from surveys.building import get_latest_version, lock_survey
from surveys.models import Survey, SurveyVersion
from surveys.readiness import is_fixed

LONGEST_WHO = 160
LAUNCHED = "People can answer this survey already. Wording is tested before that, or in a new version."


async def record_testing(
    survey: Survey, who: str, changes: str, account: Account | None, today: date
) -> SurveyVersion:
    """What everybody reads before the first question. Half of it is no record."""
    if not who.strip():
        raise Refusal("Say who tested the wording", "who")
    if not changes.strip():
        raise Refusal("Say what changed after the test, or that nothing had to", "changes")
    async with transaction():
        await lock_survey(survey)
        version = await get_testable(survey)
        version.tested_with, version.tested_changes, version.tested_on = who.strip(), changes.strip(), today
        await version.save(update_fields=["tested_with", "tested_changes", "tested_on"])
        await record(account, "record wording test", survey, f"version {version.number}")
    return version


async def get_testable(survey: Survey) -> SurveyVersion:
    """The newest version. Wording is tested before launch: not while people answer it."""
    version = await get_latest_version(survey)
    if await is_fixed(survey, version):
        raise Refusal(LAUNCHED)
    return version
