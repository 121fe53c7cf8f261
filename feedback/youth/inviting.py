"""Cards that let young people in: printed, handed over, used once. Nobody writes down who got which."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID, uuid4

from tortoise.functions import Max

from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.core.keyed import keyed_hash
from feedback.people.audit import record
from feedback.people.models import Account, Organisation
from feedback.voices.keep_codes import code_of
from feedback.youth.models import InvitationState, YouthInvitation

DAYS_OPEN = 30
MOST_AT_ONCE = 24
MOST_WAITING = 60


async def make_cards(forum: Organisation, how_many: int, account: Account, today: date) -> None:
    """So many new cards, each good for one person and thirty days."""
    if not 1 <= how_many <= MOST_AT_ONCE:
        raise Refusal(f"Make from 1 to {MOST_AT_ONCE} cards at once", "how_many")
    async with transaction():
        if len(await waiting_cards(forum, today)) + how_many > MOST_WAITING:
            raise Refusal("Many cards are still unused. Withdraw those that are lost first", "how_many")
        found = (
            await YouthInvitation.filter(organisation_id=forum.id).annotate(last=Max("number")).values("last")
        )
        last = found[0]["last"] or 0 if found else 0
        for number in range(last + 1, last + how_many + 1):
            card = YouthInvitation(
                id=uuid4(),
                organisation_id=forum.id,
                number=number,
                made_by_id=account.id,
                made_on=today,
                expires_on=today + timedelta(days=DAYS_OPEN),
            )
            card.code_hash = invitation_hash(code_on(card))
            await card.save()
        await record(account, "youth.cards.make", forum, str(how_many))


async def waiting_cards(forum: Organisation, today: date) -> Sequence[YouthInvitation]:
    """Those that still let somebody in."""
    waiting = YouthInvitation.filter(
        organisation_id=forum.id, state=InvitationState.WAITING, expires_on__gte=today
    )
    return await waiting.order_by("number")


async def withdraw_card(forum: Organisation, invitation_id: UUID, account: Account) -> None:
    """A card that was lost lets nobody in any more."""
    async with transaction():
        card = await YouthInvitation.get_or_none(id=invitation_id, organisation_id=forum.id)
        if card is None:
            raise NotFound
        waiting = YouthInvitation.filter(id=card.id, state=InvitationState.WAITING)
        if not await waiting.update(state=InvitationState.WITHDRAWN):
            raise Refusal("This card was used, or it is withdrawn already.")
        await record(account, "youth.cards.withdraw", forum, f"card {card.number}")


async def find_card(code: str, today: date) -> YouthInvitation | None:
    """The card with this code, as `read_code` gives it, while it lets somebody in."""
    card = await YouthInvitation.get_or_none(code_hash=invitation_hash(code)).prefetch_related("organisation")
    return card if card is not None and card.is_open(today) else None


def code_on(card: YouthInvitation) -> str:
    """The words on the card. Only this server can make them, and no table holds them."""
    return code_of(bytes.fromhex(keyed_hash("youth-card", str(card.id)))[:16])


def invitation_hash(code: str) -> str:
    return keyed_hash("youth-invitation", code)
