"""Find consultations: for the public what is announced, for staff what their roles cover."""

from dataclasses import dataclass, field
from datetime import date

from tortoise.queryset import QuerySet

from feedback.consultations.lifecycle import get_consultation
from feedback.consultations.models import Consultation, ConsultationState
from feedback.core.errors import NotFound
from feedback.core.roles import Role
from feedback.people.models import Account
from feedback.strategy.models import Priority

SEES = (Role.EDITOR, Role.READER, Role.ANALYST, Role.PUBLISHER)


@dataclass
class Shelves:
    """The public's consultations, each on the one shelf where it belongs today."""

    open_now: list[Consultation] = field(default_factory=list)
    gathered: list[Consultation] = field(default_factory=list)  # open, and answered from other pages
    coming: list[Consultation] = field(default_factory=list)
    waiting: list[Consultation] = field(default_factory=list)
    replied: list[Consultation] = field(default_factory=list)


async def get_public_consultation(slug: str) -> Consultation:
    """A draft that nobody announced is not there."""
    consultation = await get_consultation(slug)
    if not consultation.is_public:
        raise NotFound
    return consultation


async def shelve_consultations(today: date) -> Shelves:
    """Those that close soonest and those that wait longest come first."""
    shelves = Shelves()
    for consultation in await Consultation.all().order_by("closes_on", "title", "id"):
        if not consultation.is_public:
            continue
        if consultation.state is ConsultationState.DRAFT:
            shelves.coming.append(consultation)
        elif consultation.state is ConsultationState.REPLIED:
            shelves.replied.append(consultation)
        elif consultation.is_gathered:
            shelves.gathered.append(consultation)
        elif consultation.takes_answers(today):
            shelves.open_now.append(consultation)
        else:
            shelves.waiting.append(consultation)
    shelves.open_now.sort(key=lambda one: (one.is_permanent, one.closes_on or date.max, one.title))
    shelves.coming.sort(key=lambda one: (one.opens_on or date.max, one.title))
    shelves.waiting.sort(key=lambda one: (one.closed_on or one.closes_on or date.max, one.title))
    shelves.replied.sort(key=lambda one: (one.replied_on or date.min, one.title), reverse=True)
    return shelves


def consultations_of(account: Account) -> QuerySet[Consultation]:
    """What an account may see in the staff pages: all of them, or those that its grants name."""
    limits = [account.limited_to(role) for role in SEES if account.may(role)]
    found = Consultation.all().order_by("-made_on", "title", "id")
    if any(limit is None for limit in limits):
        return found
    named = {consultation for limit in limits if limit for consultation in limit}
    return found.filter(id__in=list(named))


async def late_consultations(today: date) -> list[Consultation]:
    """Closed, and past the day that we promised: the longest waiting first (D17)."""
    closed = await Consultation.filter(state=ConsultationState.CLOSED).order_by("closed_on", "title", "id")
    return [consultation for consultation in closed if consultation.is_late(today)]


async def priorities_of(consultation: Consultation) -> list[Priority]:
    return await Priority.filter(consultation_links__consultation_id=consultation.id).order_by("number", "id")


async def priorities_to_choose() -> list[Priority]:
    """Those of the current strategy first; older ones stay, for what asks about them already."""
    found = await Priority.all().order_by("number", "id").prefetch_related("strategy")
    return sorted(found, key=lambda one: (not one.strategy.is_current, one.strategy.slug, one.number))
