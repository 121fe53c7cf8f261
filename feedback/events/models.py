"""Where people met us: when and where, what they said and asked there, and what we told them the same day."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.consultations.models import Consultation
from feedback.core.models import Base
from feedback.people.models import Account
from feedback.voices.models import Voice


class EventKind(StrEnum):
    ROADSHOW = "roadshow"
    SEND_FORUM = "send_forum"
    YOUTH_FORUM = "youth_forum"
    OTHER = "other"


class EventState(StrEnum):
    DRAFT = "draft"
    ANNOUNCED = "announced"
    CANCELLED = "cancelled"


class Event(Base):
    """A day on which people can talk to us. What is said there belongs to `consultation`."""

    consultation: fields.ForeignKeyRelation[Consultation] = fields.ForeignKeyField(
        "heard.Consultation", related_name="events", on_delete=OnDelete.RESTRICT
    )
    slug = fields.CharField(max_length=80, unique=True)
    kind = fields.CharEnumField(EventKind, max_length=12)
    title = fields.CharField(max_length=160)
    place = fields.CharField(max_length=300)
    held_on = fields.DateField()
    times = fields.CharField(max_length=80, default="")  # as people say them: "10am to 3pm"
    about = fields.TextField(default="")
    state = fields.CharEnumField(EventState, max_length=10, default=EventState.DRAFT)
    made_on = fields.DateField()

    consultation_id: UUID

    class Meta:
        table = "event"
        indexes = (("state", "held_on"),)

    @property
    def is_public(self) -> bool:
        return self.state is not EventState.DRAFT

    def is_over(self, today: date) -> bool:
        return self.held_on < today


class RaisedAs(StrEnum):
    """What a voice at an event was."""

    SAID = "said"
    ASKED = "asked"


class EventVoice(Base):
    """A voice that was heard at an event, or sent by its poster."""

    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "heard.Event", related_name="heard_voices", on_delete=OnDelete.RESTRICT
    )
    voice: fields.ForeignKeyRelation[Voice] = fields.ForeignKeyField(
        "heard.Voice", related_name="at_events", on_delete=OnDelete.CASCADE
    )
    raised_as = fields.CharEnumField(RaisedAs, max_length=6)

    event_id: UUID
    voice_id: UUID

    class Meta:
        table = "event_voice"
        unique_together = (("voice",),)
        indexes = (("event",),)


class SheetState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"


class HeardSheet(Base):
    """What was raised at an event and what happens next, in our words: public once a second person has checked
    that nobody is named."""

    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "heard.Event", related_name="sheets", on_delete=OnDelete.RESTRICT
    )
    raised = fields.TextField()
    questions = fields.TextField(default="")
    next_steps = fields.TextField()
    more_on = fields.DateField(null=True)  # the day by which we say more
    state = fields.CharEnumField(SheetState, max_length=10, default=SheetState.DRAFT)
    written_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="sheets_written", on_delete=OnDelete.RESTRICT
    )
    checked_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="sheets_checked", null=True, on_delete=OnDelete.RESTRICT
    )
    published_on = fields.DateField(null=True)

    event_id: UUID
    written_by_id: UUID

    class Meta:
        table = "heard_sheet"
        unique_together = (("event",),)


class Tap(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNSAID = "unsaid"


class EventTaps(Base):
    """How an event was for one person: four taps, one for each of the Four Cornerstones (D46), and no words."""

    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "heard.Event", related_name="taps", on_delete=OnDelete.RESTRICT
    )
    group = fields.CharField(max_length=60, default="unsaid")
    welcome = fields.CharEnumField(Tap, max_length=6)
    valued = fields.CharEnumField(Tap, max_length=6)
    understood = fields.CharEnumField(Tap, max_length=6)
    partners = fields.CharEnumField(Tap, max_length=6)
    idempotency_hash = fields.CharField(max_length=64, unique=True)

    event_id: UUID

    class Meta:
        table = "event_taps"
        indexes = (("event",),)
