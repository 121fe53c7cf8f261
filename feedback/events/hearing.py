"""What is said at an event: sent by people themselves from the poster, or typed in by staff as it was said."""

from dataclasses import dataclass
from datetime import date

from tortoise.functions import Count
from tortoise.queryset import QuerySet

from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.events.models import Event, EventState, EventVoice, RaisedAs
from feedback.people.models import Account
from feedback.voices.commenting import OpenComment, send_comment, store_comment
from feedback.voices.comments import live_comments
from feedback.voices.keying import Keyed, check_keyed, note_keyed
from feedback.voices.models import Comment, Door, VoiceState
from feedback.voices.receiving import Received

FACE_TO_FACE = "face_to_face"

RAISED_AS: dict[str, str] = {
    RaisedAs.SAID: "Somebody said this",
    RaisedAs.ASKED: "Somebody asked this",
}


@dataclass(frozen=True)
class HowMany:
    """How many things were said and asked, without any of the words."""

    said: int = 0
    asked: int = 0


async def send_at_event(
    event: Event, comment: OpenComment, raised_as: str, client_key: bytes, today: date
) -> Received:
    """What somebody sends by themselves after they scanned the poster."""
    check_held(event)
    async with transaction():
        received = await send_comment(event.consultation, comment, client_key, today, door=Door.EVENT)
        if not received.is_repeat:
            await EventVoice.create(event=event, voice=received.voice, raised_as=RaisedAs(raised_as))
    return received


async def key_in_at_event(
    event: Event,
    comment: OpenComment,
    raised_as: str,
    number: str,
    client_key: bytes,
    account: Account | None,
    today: date,
) -> Received:
    """A note or a question, as somebody said it to us there."""
    check_held(event)
    if event.held_on > today:
        raise Refusal("This event is still to come. What is said there can be typed in on the day.")
    keyed = Keyed(FACE_TO_FACE, event.held_on, number)
    check_keyed(event.consultation, keyed, today)
    async with transaction():
        received = await store_comment(
            event.consultation,
            comment,
            client_key,
            today,
            door=Door.EVENT,
            mode=FACE_TO_FACE,
            said_on=event.held_on,
        )
        if not received.is_repeat:
            await EventVoice.create(event=event, voice=received.voice, raised_as=RaisedAs(raised_as))
            await note_keyed(received.voice, f"event {event.slug}", keyed, account, today)
    return received


def check_held(event: Event) -> None:
    if event.state is not EventState.ANNOUNCED:
        raise Refusal("This event is not announced, or it was called off, so nothing can be said there.")


async def count_heard(event: Event) -> HowMany:
    """Held words count too: somebody said something. What was taken back does not."""
    found = (
        await EventVoice.filter(event_id=event.id, voice__state=VoiceState.LIVE)
        .annotate(number=Count("id"))
        .group_by("raised_as")
        .values_list("raised_as", "number")
    )
    return HowMany(**{RaisedAs(raised_as).value: int(number) for raised_as, number in found})


def words_at(event: Event) -> QuerySet[Comment]:
    """What may be read of what was said there."""
    return live_comments().filter(voice__at_events__event_id=event.id).order_by("id")
