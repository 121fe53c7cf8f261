"""A public exercise: why it is run, who decides, when it opens, closes and is answered."""

from enum import StrEnum

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.core.models import Base


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


class Consultation(Base):
    """Owns the dates, and is what opens and closes; its surveys follow it."""

    slug = fields.CharField(max_length=80, unique=True)
    title = fields.CharField(max_length=160)
    purpose = fields.TextField()
    level = fields.CharEnumField(Level, max_length=12)
    can_change = fields.TextField(default="")
    cannot_change = fields.TextField(default="")
    decider = fields.CharField(max_length=160, default="")
    decision_month = fields.DateField(null=True)
    opens_on = fields.DateField(null=True)
    closes_on = fields.DateField(null=True)
    audiences = fields.JSONField[list](default=list)
    state = fields.CharEnumField(ConsultationState, max_length=10, default=ConsultationState.DRAFT)
    opened_on = fields.DateField(null=True)
    closed_on = fields.DateField(null=True)
    replied_on = fields.DateField(null=True)
    late_reason = fields.TextField(default="")
    is_permanent = fields.BooleanField(default=False)
    made_on = fields.DateField()

    class Meta:
        table = "consultation"
        indexes = (("state", "opens_on"), ("state", "closes_on"))


class ConsultationPriority(Base):
    """A consultation asks about a priority; the priority can then no longer be deleted."""

    consultation = fields.ForeignKeyField(
        "heard.Consultation", related_name="priority_links", on_delete=OnDelete.CASCADE
    )
    priority = fields.ForeignKeyField(
        "heard.Priority", related_name="consultation_links", on_delete=OnDelete.RESTRICT
    )

    class Meta:
        table = "consultation_priority"
        unique_together = (("consultation", "priority"),)
