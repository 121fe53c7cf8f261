"""The audit log: who did or opened what, and when (D31). It is added to and read, never changed."""

from datetime import datetime

from tortoise.queryset import QuerySet

from feedback.core.clock import now as clock_now
from feedback.people.models import Account, AuditEntry

SYSTEM = "Heard"  # the actor when a scheduled job acted, not a person


async def record(
    account: Account | None,
    action: str,
    subject: object,
    detail: str | None = None,
    at: datetime | None = None,
) -> AuditEntry:
    """Write down that `account` did `action` to `subject`, a row.

    `detail` says which, in a word or two of ours ("role analyst", "20 comments"): never what a person wrote.
    Call it inside the transaction of the verb, so that no act is without its entry.
    """
    return await AuditEntry.create(
        at=at or clock_now(),
        account=account,
        actor_name=account.name if account else SYSTEM,
        action=action,
        subject_kind=type(subject).__name__,
        subject_id=str(getattr(subject, "id", "")),
        detail=detail or "",
    )


def entries(account: Account | None = None) -> QuerySet[AuditEntry]:
    """Newest first: all of them, or those of one account."""
    found = AuditEntry.all().order_by("-at", "id")
    return found.filter(account=account) if account else found
