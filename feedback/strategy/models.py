"""The county's strategy as versioned data: a later strategy loads beside an earlier one."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.core.models import Base
from feedback.people.models import Account
from feedback.strategy.development_models import (
    Answered,
    Development,
    DevelopmentLine,
    DevelopmentPart,
    DevelopmentPriority,
    DevelopmentStep,
    Finding,
    Promise,
    PromiseState,
    PromiseStep,
    Recommendation,
    Review,
    ReviewResponse,
    Stage,
)

__all__ = [
    "Answered",
    "Definition",
    "Development",
    "DevelopmentLine",
    "DevelopmentPart",
    "DevelopmentPriority",
    "DevelopmentStep",
    "Finding",
    "Line",
    "LineKind",
    "LineMove",
    "Outcome",
    "Partner",
    "Priority",
    "PriorityMove",
    "Promise",
    "PromiseState",
    "PromiseStep",
    "Recommendation",
    "Review",
    "ReviewResponse",
    "Stage",
    "Strategy",
]  # the tables of both files: Tortoise looks for them here


class LineKind(StrEnum):
    NEED = "need"  # "What needs to happen"
    WORKING = "working"  # "The strategy is working when"


class Strategy(Base):
    """One edition of one strategy, with the document it was loaded from kept word for word."""

    slug = fields.CharField(max_length=80, unique=True)
    title = fields.CharField(max_length=300)
    edition = fields.CharField(max_length=120)
    status = fields.CharField(max_length=40)
    is_current = fields.BooleanField(default=False)
    document = fields.JSONField[dict]()
    loaded_on = fields.DateField()

    priorities: fields.ReverseRelation["Priority"]
    partners: fields.ReverseRelation["Partner"]

    class Meta:
        table = "strategy"


class Priority(Base):
    """One of the strategy's priorities."""

    strategy: fields.ForeignKeyRelation[Strategy] = fields.ForeignKeyField(
        "heard.Strategy", related_name="priorities", on_delete=OnDelete.RESTRICT
    )
    strategy_id: UUID
    code = fields.CharField(max_length=40)
    slug = fields.CharField(max_length=120, unique=True)
    number = fields.IntField()
    title = fields.CharField(max_length=300)
    plain_title = fields.CharField(max_length=200)
    intro = fields.JSONField[list]()

    lines: fields.ReverseRelation["Line"]

    class Meta:
        table = "priority"
        unique_together = (("strategy", "code"),)


class Line(Base):
    """One line of a priority: something that needs to happen, or a sign that the strategy works."""

    priority: fields.ForeignKeyRelation[Priority] = fields.ForeignKeyField(
        "heard.Priority", related_name="lines", on_delete=OnDelete.RESTRICT
    )
    priority_id: UUID
    kind = fields.CharEnumField(LineKind, max_length=10)
    code = fields.CharField(max_length=40)
    number = fields.IntField()
    text = fields.TextField()

    class Meta:
        table = "line"
        unique_together = (("priority", "code"),)


class Outcome(Base):
    """One of the Preparing for Adult Life outcomes."""

    strategy: fields.ForeignKeyRelation[Strategy] = fields.ForeignKeyField(
        "heard.Strategy", related_name="outcomes", on_delete=OnDelete.RESTRICT
    )
    strategy_id: UUID
    code = fields.CharField(max_length=40)
    number = fields.IntField()
    text = fields.TextField()

    class Meta:
        table = "outcome"
        unique_together = (("strategy", "code"),)


class Definition(Base):
    """What the strategy means by a word."""

    strategy: fields.ForeignKeyRelation[Strategy] = fields.ForeignKeyField(
        "heard.Strategy", related_name="definitions", on_delete=OnDelete.RESTRICT
    )
    strategy_id: UUID
    code = fields.CharField(max_length=60)
    term = fields.CharField(max_length=200)
    definition = fields.TextField()

    class Meta:
        table = "definition"
        unique_together = (("strategy", "code"),)


class Partner(Base):
    """An organisation that the strategy names."""

    strategy: fields.ForeignKeyRelation[Strategy] = fields.ForeignKeyField(
        "heard.Strategy", related_name="partners", on_delete=OnDelete.RESTRICT
    )
    strategy_id: UUID
    code = fields.CharField(max_length=60)
    name = fields.CharField(max_length=200)
    kind = fields.CharField(max_length=80)
    address = fields.CharField(max_length=300, default="")

    class Meta:
        table = "partner"
        unique_together = (("strategy", "code"),)


class PriorityMove(Base):
    """Where a priority of an earlier edition went: to a later one's priority, or to none because it ended."""

    old: fields.ForeignKeyRelation[Priority] = fields.ForeignKeyField(
        "heard.Priority", related_name="moves", on_delete=OnDelete.RESTRICT
    )
    new: fields.ForeignKeyNullableRelation[Priority] = fields.ForeignKeyField(
        "heard.Priority", related_name="moved_from", null=True, on_delete=OnDelete.RESTRICT
    )
    reason = fields.TextField()
    by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="priority_moves", null=True, on_delete=OnDelete.RESTRICT
    )
    moved_on = fields.DateField()

    old_id: UUID
    new_id: UUID | None
    by_id: UUID | None

    class Meta:
        table = "priority_move"
        unique_together = (("old", "new"),)


class LineMove(Base):
    """Where a line of an earlier edition went: to one or several lines of a later one, or it ended."""

    old: fields.ForeignKeyRelation[Line] = fields.ForeignKeyField(
        "heard.Line", related_name="moves", on_delete=OnDelete.RESTRICT
    )
    new: fields.ForeignKeyNullableRelation[Line] = fields.ForeignKeyField(
        "heard.Line", related_name="moved_from", null=True, on_delete=OnDelete.RESTRICT
    )
    reason = fields.TextField()
    by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="line_moves", null=True, on_delete=OnDelete.RESTRICT
    )
    moved_on = fields.DateField()

    old_id: UUID
    new_id: UUID | None
    by_id: UUID | None

    class Meta:
        table = "line_move"
        unique_together = (("old", "new"),)
