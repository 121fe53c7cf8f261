"""What the machine proposes, before anybody decided: a run, its suggestions and what stands in them."""

from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.consultations.models import Consultation
from feedback.core.models import Base
from feedback.people.models import Account
from feedback.strategy.models import Line
from feedback.voices.models import Comment

if TYPE_CHECKING:
    from feedback.themes.models import Theme


class RunState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class RunOf(StrEnum):
    """Which comments a run was over: all of them, those of one theme, or those that fit no theme."""

    ALL = "all"
    THEME = "theme"
    NEW = "new"


class SuggestionRun(Base):
    """One run of the machine over a consultation's comments. Thrown away freely."""

    consultation: fields.ForeignKeyRelation[Consultation] = fields.ForeignKeyField(
        "heard.Consultation", related_name="suggestion_runs", on_delete=OnDelete.CASCADE
    )
    question_key = fields.CharField(max_length=60, default="")
    about = fields.CharEnumField(RunOf, max_length=10, default=RunOf.ALL, db_default="all")
    theme: fields.ForeignKeyNullableRelation["Theme"] = fields.ForeignKeyField(
        "heard.Theme", related_name="splitting_runs", null=True, on_delete=OnDelete.CASCADE
    )
    job_id = fields.UUIDField(null=True)
    state = fields.CharEnumField(RunState, max_length=10, default=RunState.WAITING)
    engine = fields.JSONField[dict](default=dict)
    comments = fields.IntField(default=0)
    changes = fields.JSONField[list](default=list, null=True)  # sentences: what differs from the run before
    few = fields.JSONField[list](
        default=list, null=True
    )  # ids of comments that hardly anything else resembles
    asked_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="suggestion_runs", null=True, on_delete=OnDelete.SET_NULL
    )
    error = fields.CharField(max_length=300, default="")
    started_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    consultation_id: UUID
    theme_id: UUID | None
    asked_by_id: UUID | None

    class Meta:
        table = "suggestion_run"
        indexes = (("consultation", "state"),)


class Suggestion(Base):
    """A theme that the machine proposes. A broad one has its comments in the fine ones that name it parent."""

    run: fields.ForeignKeyRelation["SuggestionRun"] = fields.ForeignKeyField(
        "heard.SuggestionRun", related_name="suggestions", on_delete=OnDelete.CASCADE
    )
    position = fields.IntField()
    label = fields.CharField(max_length=160)
    phrases = fields.JSONField[list](default=list)
    size = fields.IntField()
    cohesion = fields.FloatField(default=0)
    parent: fields.ForeignKeyNullableRelation["Suggestion"] = fields.ForeignKeyField(
        "heard.Suggestion", related_name="parts", null=True, on_delete=OnDelete.CASCADE
    )
    # The line of the strategy whose words are nearest to what was said: the machine's guess, for a person to take.
    line: fields.ForeignKeyNullableRelation[Line] = fields.ForeignKeyField(
        "heard.Line", related_name="suggestions", null=True, on_delete=OnDelete.SET_NULL
    )
    adopted_as: fields.ForeignKeyNullableRelation["Theme"] = fields.ForeignKeyField(
        "heard.Theme", related_name="suggestions", null=True, on_delete=OnDelete.SET_NULL
    )

    run_id: UUID
    parent_id: UUID | None
    line_id: UUID | None
    adopted_as_id: UUID | None

    class Meta:
        table = "suggestion"
        unique_together = (("run", "position"),)


class SuggestionMember(Base):
    """A comment in a suggestion, with the span that put it there. `quote` orders those that stand for it."""

    suggestion: fields.ForeignKeyRelation["Suggestion"] = fields.ForeignKeyField(
        "heard.Suggestion", related_name="members", on_delete=OnDelete.CASCADE
    )
    comment: fields.ForeignKeyRelation[Comment] = fields.ForeignKeyField(
        "heard.Comment", related_name="suggested_in", on_delete=OnDelete.CASCADE
    )
    start = fields.IntField()
    end = fields.IntField()
    confidence = fields.FloatField()
    quote = fields.IntField(null=True)

    suggestion_id: UUID
    comment_id: UUID

    class Meta:
        table = "suggestion_member"
        unique_together = (("suggestion", "comment"),)


class Unplaced(Base):
    """A comment that a run put in no suggestion: set aside with a reason, or fitting no theme yet."""

    run: fields.ForeignKeyRelation["SuggestionRun"] = fields.ForeignKeyField(
        "heard.SuggestionRun", related_name="unplaced", on_delete=OnDelete.CASCADE
    )
    comment: fields.ForeignKeyRelation[Comment] = fields.ForeignKeyField(
        "heard.Comment", related_name="unplaced_in", on_delete=OnDelete.CASCADE
    )
    reason = fields.CharField(max_length=40, default="")  # "" means that it fits no theme yet

    run_id: UUID
    comment_id: UUID

    class Meta:
        table = "unplaced"
        unique_together = (("run", "comment"),)
