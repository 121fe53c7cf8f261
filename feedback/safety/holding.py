"""Words in which somebody may be telling us of harm: raised for the safeguarding lead, seen, ended, released.

A held comment is read by the safeguarding role and by nobody else until it is released. Its item keeps a copy
of the words, does not close by itself and does not expire while it is open (D96). Every look is on record.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from feedback.core.database import rows, transaction
from feedback.core.errors import NotFound, Refusal
from feedback.core.keyed import keyed_hash
from feedback.core.outbox import queue_mail
from feedback.core.roles import Role
from feedback.core.settings import Settings
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.safety.models import ItemState, SafetyItem
from feedback.voices.models import Comment, CommentState

OPEN = (ItemState.NEW, ItemState.SEEN)
ENDS = (ItemState.ACTED, ItemState.NO_FURTHER_ACTION)
MOST_AT_ONCE = 200

SUBJECT = "Somebody may need you to read what they said"
BODY = """Somebody told us something that a safeguarding lead should read now.

Sign in and open the page called Safety: {address}

This mail holds none of their words, so that only you read them.
"""

ALREADY_SEEN = "Somebody has marked this as seen already."
ALREADY_ENDED = "Somebody has ended this already. Open it again to see who, and why."
ALREADY_RELEASED = "Somebody has released these words already."
WORDS_GONE = "The person has deleted these words, so nobody else can read them now. Your copy stays until you end this."
TAKEN_BACK = "The person took these words back. Our copy went when this was ended."
NEEDS_REASON = "Say why, in a sentence. It helps whoever reads this after you."


async def raise_items(settings: Settings, now: datetime) -> int:
    """Scheduled every ten seconds: an item for each held comment that has none, and one mail to each lead
    about all that they have not been told of. Items and mails are stored together, so none is missing."""
    if not await _without_item() and not await _untold().exists():
        return 0
    async with transaction():
        comments = await Comment.filter(id__in=await _without_item()).order_by("id")
        await SafetyItem.bulk_create([_new_item(comment, now) for comment in comments], ignore_conflicts=True)
        items = await _untold().order_by("id")
        # Where two processes come at once, the second finds that the first has told the leads.
        told = await _untold().filter(id__in=[item.id for item in items]).update(told_at=now)
        if told:
            await _tell_leads(settings, items, now)
    return told


async def keep_open_item(comment: Comment, now: datetime) -> None:
    """Make sure that a held comment has its item before its words are deleted. Joins the caller's
    transaction; the leads are told when `raise_items` comes round."""
    async with transaction():
        await SafetyItem.bulk_create([_new_item(comment, now)], ignore_conflicts=True)


async def get_item(item_id: UUID) -> SafetyItem:
    """The item with its consultation and who dealt with it. For a page that shows the words use `look_at`."""
    related = ("consultation", "seen_by", "ended_by")
    found = await SafetyItem.filter(id=item_id).select_related(*related).first()
    if found is None:
        raise NotFound
    return found


async def look_at(item_id: UUID, account: Account) -> SafetyItem:
    """Read the words. That somebody did, and when, is written down with them (D31)."""
    item = await get_item(item_id)
    await record(account, "read safety item", item)
    return item


async def see_item(item: SafetyItem, account: Account, now: datetime) -> None:
    """Somebody has it in hand."""
    async with transaction():
        fresh = SafetyItem.filter(id=item.id, state=ItemState.NEW)
        if not await fresh.update(state=ItemState.SEEN, seen_at=now, seen_by_id=account.id):
            raise Refusal(ALREADY_SEEN)
        await record(account, "see safety item", item)


async def end_item(item: SafetyItem, account: Account, end: ItemState, reason: str, now: datetime) -> None:
    """Say what became of it: acted on, or no further action. The words stay held until they are released."""
    reason = reason.strip()
    if end not in ENDS:
        raise ValueError(f"{end} does not end an item")
    if not reason:
        raise Refusal(NEEDS_REASON, field="reason")
    async with transaction():
        ended = {"state": end, "ended_at": now, "ended_by_id": account.id, "reason": reason}
        if not await SafetyItem.filter(id=item.id, state__in=OPEN).update(**ended):
            raise Refusal(ALREADY_ENDED)
        await _seen_at_the_latest(item, account, now)
        await forget_ended_copies([item.comment_id] if item.comment_id else [])
        await record(account, "end safety item", item, end.value)


async def forget_ended_copies(comments: Sequence[UUID]) -> None:
    """Where the person took the words back, our copy goes too once the item is ended (D26). What became of it
    stays on record, and who dealt with it. Within a transaction."""
    ended = SafetyItem.filter(comment_id__in=list(comments), state__in=ENDS)
    withdrawn = ended.filter(comment__state=CommentState.WITHDRAWN)
    items = [item.id for item in await withdrawn.order_by("id")]
    await SafetyItem.filter(id__in=items).update(words=TAKEN_BACK, matches=[])


async def release_item(item: SafetyItem, account: Account, reason: str, now: datetime) -> None:
    """Let the comment be read like any other. An item that is still open ends with it, since words of an open
    item may not be quoted (D103)."""
    reason = reason.strip()
    if not reason:
        raise Refusal(NEEDS_REASON, field="reason")
    async with transaction():
        if not await SafetyItem.filter(id=item.id, is_released=False).update(is_released=True):
            raise Refusal(ALREADY_RELEASED)
        held = Comment.filter(id=item.comment_id, state=CommentState.HELD)
        if not await held.update(state=CommentState.LIVE):
            raise Refusal(WORDS_GONE)
        ended = {
            "state": ItemState.NO_FURTHER_ACTION,
            "ended_at": now,
            "ended_by_id": account.id,
            "reason": reason,
        }
        await SafetyItem.filter(id=item.id, state__in=OPEN).update(**ended)
        await _seen_at_the_latest(item, account, now)
        await record(account, "release safety item", item)


async def _seen_at_the_latest(item: SafetyItem, account: Account, now: datetime) -> None:
    await SafetyItem.filter(id=item.id, seen_at__isnull=True).update(seen_at=now, seen_by_id=account.id)


async def _without_item() -> list[UUID]:
    found = await rows(
        "SELECT comment.id AS id FROM comment LEFT JOIN safety_item ON safety_item.comment_id = comment.id "
        "WHERE comment.state = ? AND safety_item.id IS NULL ORDER BY comment.id LIMIT ?",
        [CommentState.HELD.value, MOST_AT_ONCE],
    )
    return [UUID(str(row["id"])) for row in found]


def _new_item(comment: Comment, now: datetime) -> SafetyItem:
    return SafetyItem(
        comment_id=comment.id,
        consultation_id=comment.consultation_id,
        words=comment.words,
        matches=comment.matches,
        severity=severity_of(comment.matches),
        raised_at=now,
    )


def severity_of(matches: Sequence[dict[str, object]]) -> int:
    return max((int(str(match["severity"])) for match in matches), default=1)


def _untold() -> QuerySet[SafetyItem]:
    return SafetyItem.filter(state=ItemState.NEW, told_at__isnull=True)


async def _tell_leads(settings: Settings, items: Sequence[SafetyItem], now: datetime) -> None:
    """One mail to each, whatever the number of comments: a spreadsheet may bring a hundred at once."""
    body = BODY.format(address=f"{settings.base_url}/staff/safety")
    for address in await _addresses(settings, {item.consultation_id for item in items}):
        mark = keyed_hash("safety-mail", f"{items[0].id} {now.isoformat()} {address}")
        await queue_mail(address, SUBJECT, body, key=f"safety-{mark}")


async def _addresses(settings: Settings, consultations: set[UUID]) -> list[str]:
    """The shared mailbox of the settings, and everybody who holds the role for these consultations."""
    for_these = Q(grants__consultation_id__isnull=True) | Q(grants__consultation_id__in=list(consultations))
    leads = Account.filter(for_these, state=Account.ACTIVE, grants__role=Role.SAFEGUARDING.value)
    shared = [settings.safeguarding_mail] if settings.safeguarding_mail else []
    return sorted({*shared, *(str(email) for email in await leads.values_list("email", flat=True))})
