"""What was decided, at which meeting, and which report had been read there. Nothing is decided before it closed."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from feedback.consultations.models import Consultation
from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.replies.models import Decision
from feedback.reports.models import ReportVersion
from feedback.reports.versions import versions_of


@dataclass(frozen=True)
class Minute:
    """What a person wrote down of a meeting. `present` holds roles, one a line."""

    meeting: str
    decided_on: date
    present: str
    what: str
    read: int  # the number of the version of the report that lay on the table


@dataclass(frozen=True)
class OnRecord:
    """A decision, with the number by which everybody can look up the report that had been read."""

    decision: Decision
    number: int | None  # None where it was written down before versions had numbers


async def record_decision(
    account: Account, consultation: Consultation, minute: Minute, today: date
) -> Decision:
    """Put a decision on record, with the version of the report that was read. It is public and never changed (D16)."""
    async with transaction():
        await consultation.refresh_from_db()
        if consultation.closed_on is None:
            raise Refusal("People can still answer. Nothing can be decided before it has closed.")
        if minute.decided_on <= consultation.closed_on:
            raise Refusal("A decision comes after the last day on which people could answer.", "decided_on")
        if minute.decided_on > today:
            raise Refusal("This day is still to come. Write the decision down once it is made.", "decided_on")
        version = await _version_read(consultation, minute)
        decision = await Decision.create(
            consultation=consultation,
            meeting=minute.meeting,
            decided_on=minute.decided_on,
            present=minute.present,
            what=minute.what,
            report_published_on=version.published_on,
            report_version=version.hash,
            recorded_by=account,
            recorded_on=today,
        )
        await record(account, "record decision", decision)
    return decision


async def _version_read(consultation: Consultation, minute: Minute) -> ReportVersion:
    """A version that was there on the day of the meeting: nobody has read what came later."""
    versions = await versions_of(consultation)
    if not versions:
        raise Refusal(
            "Publish the report first. A decision names the report that was read before it was made."
        )
    version = next((one for one in versions if one.number == minute.read), None)
    if version is None:
        raise Refusal("Choose a version from the list.", "read")
    if version.published_on > minute.decided_on:
        raise Refusal(
            "This version was published after the meeting. Choose one that they could have read.", "read"
        )
    return version


async def decisions_on_record(consultation: Consultation) -> list[OnRecord]:
    """Newest first, each with the number of the version that it cites."""
    numbers = {version.hash: version.number for version in await versions_of(consultation)}
    return [OnRecord(one, numbers.get(one.report_version)) for one in await decisions_of(consultation)]


async def decisions_of(consultation: Consultation) -> list[Decision]:
    return await Decision.filter(consultation=consultation).order_by("-decided_on", "id")


async def find_decision(consultation: Consultation, decision_id: UUID) -> Decision | None:
    return await Decision.get_or_none(id=decision_id, consultation=consultation)
