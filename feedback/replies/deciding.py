"""What was decided, at which meeting, and which report had been read there. Nothing is decided before it closed."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from feedback.consultations.models import Consultation
from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.replies.models import Decision
from feedback.themes.editions import find_edition
from feedback.themes.report_models import ReportEdition

SHOWN_LETTERS = 12


@dataclass(frozen=True)
class Minute:
    """What a person wrote down of a meeting. `present` holds roles, one a line."""

    meeting: str
    decided_on: date
    present: str
    what: str


async def record_decision(
    account: Account, consultation: Consultation, minute: Minute, today: date
) -> Decision:
    """Put a decision on record, with the report as it stood that day. It is public and never changed (D16)."""
    async with transaction():
        await consultation.refresh_from_db()
        if consultation.closed_on is None:
            raise Refusal("People can still answer. Nothing can be decided before it has closed.")
        if minute.decided_on <= consultation.closed_on:
            raise Refusal("A decision comes after the last day on which people could answer.", "decided_on")
        if minute.decided_on > today:
            raise Refusal("This day is still to come. Write the decision down once it is made.", "decided_on")
        edition = await find_edition(consultation)
        if edition is None:
            raise Refusal(
                "Publish the report first. A decision names the report that was read before it was made."
            )
        decision = await Decision.create(
            consultation=consultation,
            meeting=minute.meeting,
            decided_on=minute.decided_on,
            present=minute.present,
            what=minute.what,
            report_published_on=edition.published_on,
            report_version=version_of(edition),
            recorded_by=account,
            recorded_on=today,
        )
        await record(account, "record decision", decision)
    return decision


def version_of(edition: ReportEdition) -> str:
    """A fingerprint of all that the edition says: the same words and numbers always give the same."""
    written = json.dumps(edition.report, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()[:SHOWN_LETTERS]


async def decisions_of(consultation: Consultation) -> list[Decision]:
    return await Decision.filter(consultation=consultation).order_by("-decided_on", "id")


async def find_decision(consultation: Consultation, decision_id: UUID) -> Decision | None:
    return await Decision.get_or_none(id=decision_id, consultation=consultation)
