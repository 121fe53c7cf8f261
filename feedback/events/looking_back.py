"""How an event was for the people who came: four taps, one for each of the Four Cornerstones (D46)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from feedback.consultations.models import Consultation
from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.core.keyed import keyed_hash
from feedback.core.statements import insert_new
from feedback.events.hearing import check_held
from feedback.events.models import Event, EventTaps, Tap
from feedback.voices.about import GROUPS, UNSAID, label_of

CORNERSTONES: dict[str, str] = {
    "welcome": "Did you feel welcome?",
    "valued": "Did you feel that you matter?",
    "understood": "Did you feel understood?",
    "partners": "Did we work together as partners?",
}
TAPS: dict[str, str] = {Tap.YES: "Yes", Tap.PARTLY: "Partly", Tap.NO: "No"}


@dataclass(frozen=True)
class Taps:
    """One person's four answers."""

    welcome: str = UNSAID
    valued: str = UNSAID
    understood: str = UNSAID
    partners: str = UNSAID
    group: str = UNSAID


@dataclass
class TapCount:
    """How one group answered one of the four questions, for staff. Groups are never merged (D7)."""

    question: str
    who: str
    yes: int = 0
    partly: int = 0
    no: int = 0


async def tap_cornerstones(event: Event, taps: Taps, client_key: bytes, today: date) -> None:
    """Count the four taps, once for each client key."""
    check_held(event)
    if event.held_on > today:
        raise Refusal("This event is still to come. You can tell us afterwards how it was.")
    answers = {name: Tap(getattr(taps, name)) for name in CORNERSTONES}
    if set(answers.values()) == {Tap.UNSAID}:
        raise Refusal("Answer at least one of the four questions", "welcome")
    row = EventTaps(
        event_id=event.id,
        group=taps.group if taps.group in GROUPS else UNSAID,
        idempotency_hash=keyed_hash("event taps", client_key),
        **answers,
    )
    async with transaction():
        await insert_new(row)


async def count_taps(event: Event) -> list[TapCount]:
    """By question and then by group, in the order in which both are asked. Empty as long as nobody tapped."""
    return _count(await EventTaps.filter(event_id=event.id).order_by("id"))


async def count_taps_on(consultation: Consultation) -> list[TapCount]:
    """The same over all events of a consultation. Somebody who came to two is counted twice (D87)."""
    return _count(await EventTaps.filter(event__consultation_id=consultation.id).order_by("id"))


def _count(tapped: Sequence[EventTaps]) -> list[TapCount]:
    counts = {
        (name, group): TapCount(question, label_of("group", group))
        for name, question in CORNERSTONES.items()
        for group in GROUPS
    }
    for taps in tapped:
        for name in CORNERSTONES:
            count, tap = counts[name, taps.group], getattr(taps, name)
            if tap is not Tap.UNSAID:
                setattr(count, tap.value, getattr(count, tap.value) + 1)
    return [count for count in counts.values() if count.yes + count.partly + count.no]
