"""What staff do to hear from a group that is heard too little: an action with an owner and a date (D86)."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from feedback.consultations.models import Consultation
from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.reports.models import Outreach

LONGEST_ROLE, LONGEST_TEXT = 160, 1000
SOMEBODY_ELSE = "Somebody who is in no table"


@dataclass(frozen=True)
class Plan:
    """Who does what by when. `owner_role` is a role, not a person's name."""

    group: str
    what: str
    owner_role: str
    due_on: date


async def plan_outreach(consultation: Consultation, plan: Plan, account: Account, today: date) -> Outreach:
    if plan.due_on < today:
        raise Refusal("The day must be today or later", "due_on")
    async with transaction():
        planned = await Outreach.create(
            consultation=consultation, planned_by=account, planned_on=today, **asdict(plan)
        )
        await record(account, "plan outreach", planned)
    return planned


async def finish_outreach(
    consultation: Consultation, outreach_id: UUID, account: Account, today: date
) -> Outreach:
    """It is done. A second press changes nothing."""
    async with transaction():
        planned = await Outreach.get_or_none(id=outreach_id, consultation=consultation)
        if planned is None:
            raise NotFound
        if await Outreach.filter(id=outreach_id, done_on=None).update(done_on=today):
            await record(account, "finish outreach", planned)
    await planned.refresh_from_db()
    return planned


async def outreach_of(consultation: Consultation) -> list[Outreach]:
    """What is to be done, the nearest day first, and then what is done."""
    found = await Outreach.filter(consultation=consultation).order_by("due_on", "id")
    return sorted(found, key=lambda one: one.done_on is not None)
