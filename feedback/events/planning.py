"""Events before they happen: written down, announced, changed, called off."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from feedback.consultations.lifecycle import is_slug, slug_of
from feedback.consultations.models import Consultation
from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.core.statements import insert_new
from feedback.events.models import Event, EventKind, EventState, EventVoice
from feedback.people.audit import record
from feedback.people.models import Account

KINDS: dict[str, str] = {
    EventKind.ROADSHOW: "SEND Roadshow",
    EventKind.SEND_FORUM: "SEND Forum",
    EventKind.YOUTH_FORUM: "Youth Forum",
    EventKind.OTHER: "Another event",
}
TRIES = 20
PAST_SHOWN = 30


@dataclass(frozen=True)
class Plan:
    """What staff write down about an event."""

    kind: str
    title: str
    place: str
    held_on: date
    times: str = ""
    about: str = ""

    def columns(self) -> dict[str, Any]:
        return {**vars(self), "kind": EventKind(self.kind)}


@dataclass(frozen=True)
class Diary:
    """The public's events: those to come, the next one first, and those that were, the last one first."""

    coming: list[Event] = field(default_factory=list)
    past: list[Event] = field(default_factory=list)


async def get_event(slug: str) -> Event:
    event = await Event.get_or_none(slug=slug).select_related("consultation") if is_slug(slug) else None
    if event is None:
        raise NotFound
    return event


async def get_public_event(slug: str) -> Event:
    """A draft is not there."""
    event = await get_event(slug)
    if not event.is_public:
        raise NotFound
    return event


async def read_diary(today: date) -> Diary:
    shown = Event.exclude(state=EventState.DRAFT)
    coming = await shown.filter(held_on__gte=today).order_by("held_on", "title", "id")
    past = await shown.filter(held_on__lt=today).order_by("-held_on", "title", "id").limit(PAST_SHOWN)
    return Diary(coming, past)


async def add_event(consultation: Consultation, plan: Plan, account: Account | None, today: date) -> Event:
    """A draft, with an address from its title."""
    event = Event(consultation=consultation, **plan.columns(), made_on=today)
    wanted = slug_of(plan.title)
    async with transaction():
        for number in range(1, TRIES):
            event.slug = wanted if number == 1 else f"{wanted}-{number}"
            if await insert_new(event):
                await record(account, "add event", event)
                return event
    raise Refusal("There are many events of this title. Choose another one", "title")


async def change_event(
    event: Event, consultation: Consultation, plan: Plan, account: Account | None
) -> Event:
    """Change what is written. Once somebody has spoken there, what they said stays where it belongs."""
    async with transaction():
        if consultation.id != event.consultation_id and await EventVoice.filter(event_id=event.id).exists():
            raise Refusal("People have spoken at this event, so it cannot move now", "consultation")
        await Event.filter(id=event.id).update(consultation_id=consultation.id, **plan.columns())
        await record(account, "change event", event)
        await event.refresh_from_db()
    return event


async def announce_event(event: Event, account: Account | None) -> None:
    """Everybody can see it from now on."""
    await _step(event, EventState.DRAFT, EventState.ANNOUNCED, "announce event", account)


async def cancel_event(event: Event, account: Account | None) -> None:
    """It stays on the page and says that it is called off, for whoever still has the poster."""
    if await EventVoice.filter(event_id=event.id).exists():
        raise Refusal("People have spoken at this event, so it was held.")
    await _step(event, EventState.ANNOUNCED, EventState.CANCELLED, "cancel event", account)


async def _step(
    event: Event, was: EventState, becomes: EventState, act: str, account: Account | None
) -> None:
    async with transaction():
        if not await Event.filter(id=event.id, state=was).update(state=becomes):
            raise Refusal("Somebody has done this already. Look at the page again.")
        event.state = becomes
        await record(account, act, event)
