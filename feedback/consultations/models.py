"""A public exercise: why it is run, who decides, when it opens, closes and is answered."""

from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.core.models import Base
from feedback.strategy.models import Priority

REPLY_DAYS = 84


class Level(StrEnum):
    """How much influence people have, lowest first (D13)."""

    TELLING = "telling"
    ASKING = "asking"
    TALKING = "talking"
    DESIGNING = "designing"
    DECIDING = "deciding"


class ConsultationState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    REPLIED = "replied"


# Everybody can always tell us something and rate a page (D10), and a Youth Forum can always speak: pages lead to
# these by their addresses.
ANY_TIME, HELPFUL = "tell-us-any-time", "was-this-page-helpful"
YOUTH_FORUM = "what-our-youth-forum-says"
NEVER_CLOSE = (ANY_TIME, HELPFUL, YOUTH_FORUM)
GATHERED = (HELPFUL, YOUTH_FORUM)  # filled from other pages: nobody answers on their own


class Consultation(Base):
    """Owns the dates, and is what opens and closes; its surveys follow it."""

    slug = fields.CharField(max_length=80, unique=True)
    title = fields.CharField(max_length=160)
    purpose = fields.TextField()
    level = fields.CharEnumField(Level, max_length=12)
    can_change = fields.TextField(default="")
    cannot_change = fields.TextField(default="")
    # Who with lived experience works on it (D13), and what people need to know, in full and in easy words (D18).
    designed_with = fields.TextField(default="", db_default="")
    background = fields.TextField(default="", db_default="")
    easy_background = fields.TextField(default="", db_default="")
    decider = fields.CharField(max_length=160, default="")
    decision_month = fields.DateField(null=True)
    is_decision_open = fields.BooleanField(null=True)  # None until somebody says
    opens_on = fields.DateField(null=True)
    closes_on = fields.DateField(null=True)
    audiences = fields.JSONField[list](default=list)
    state = fields.CharEnumField(ConsultationState, max_length=10, default=ConsultationState.DRAFT)
    announced_on = fields.DateField(null=True)  # from here on the public sees it, and it opens on its day
    opened_on = fields.DateField(null=True)
    closed_on = fields.DateField(null=True)
    replied_on = fields.DateField(null=True)
    late_reason = fields.TextField(default="")
    is_permanent = fields.BooleanField(default=False)
    # It asks about health, safety or bullying: what nearly everybody says tells of each one of them (D61).
    is_sensitive = fields.BooleanField(default=False, db_default=False)
    made_on = fields.DateField()

    priority_links: fields.ReverseRelation["ConsultationPriority"]

    class Meta:
        table = "consultation"
        indexes = (("state", "opens_on"), ("state", "closes_on"))

    @property
    def is_public(self) -> bool:
        """Drafts are for staff, until they are announced."""
        return self.state is not ConsultationState.DRAFT or self.announced_on is not None

    @property
    def reply_due_on(self) -> date | None:
        """The day by which we said that we would reply, once that can be known (D17)."""
        last_day = self.closed_on or self.closes_on
        return last_day + timedelta(days=REPLY_DAYS) if last_day and not self.is_permanent else None

    @property
    def never_closes(self) -> bool:
        return self.slug in NEVER_CLOSE

    @property
    def may_be_replied(self) -> bool:
        """Whether a reply to all of it is still to come, of which somebody may ask to be told once."""
        return not self.never_closes and self.state is not ConsultationState.REPLIED

    @property
    def is_gathered(self) -> bool:
        """Filled from other pages, so that nobody answers on its own page."""
        return self.slug in GATHERED

    def takes_answers(self, today: date) -> bool:
        """Open, and its last day has not passed, whether or not the scheduler has been by."""
        if self.state is not ConsultationState.OPEN:
            return False
        return self.is_permanent or self.closes_on is None or today <= self.closes_on

    def is_late(self, today: date) -> bool:
        """Closed, not replied to, and past the day that we promised."""
        due = self.reply_due_on
        return self.state is ConsultationState.CLOSED and due is not None and today > due

    def days_waiting(self, today: date) -> int:
        """For how long people have waited for a reply since it closed (D56)."""
        return max(0, (today - self.closed_on).days) if self.closed_on else 0


class ConsultationPriority(Base):
    """A consultation asks about a priority; the priority can then no longer be deleted."""

    consultation: fields.ForeignKeyRelation[Consultation] = fields.ForeignKeyField(
        "heard.Consultation", related_name="priority_links", on_delete=OnDelete.CASCADE
    )
    priority: fields.ForeignKeyRelation[Priority] = fields.ForeignKeyField(
        "heard.Priority", related_name="consultation_links", on_delete=OnDelete.RESTRICT
    )
    consultation_id: UUID
    priority_id: UUID

    class Meta:
        table = "consultation_priority"
        unique_together = (("consultation", "priority"),)
