"""What the county develops and promises: each with a dated history that is added to and never rewritten."""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.core.models import Base
from feedback.people.models import Account

if TYPE_CHECKING:
    from feedback.strategy.models import Line, Priority


class Stage(StrEnum):
    """Where a development stands, in the order in which most of them travel."""

    VIEWS_SOUGHT = "views_sought"
    FEASIBILITY = "feasibility"
    PLANNED = "planned"
    IN_DEVELOPMENT = "in_development"
    COMING_SOON = "coming_soon"
    PILOT = "pilot"
    REVIEWED = "reviewed"
    RESPONDING = "responding"
    LIVE = "live"
    ONGOING = "ongoing"
    DONE = "done"
    NOT_DOING = "not_doing"


class Development(Base):
    """Something that is planned, tried out, reviewed or started for people with SEND."""

    slug = fields.CharField(max_length=80, unique=True)
    code = fields.CharField(max_length=40, default="")  # as the source names it
    title = fields.CharField(max_length=160)
    summary = fields.TextField()
    stage = fields.CharEnumField(Stage, max_length=20)
    audiences = fields.JSONField[list](default=list)
    areas = fields.JSONField[list](default=list)
    source = fields.CharField(max_length=300, default="")  # whose words these are, where they are not ours
    starts_on = fields.DateField(null=True)
    ends_on = fields.DateField(null=True)  # of a pilot: from the day after, people wait for what came of it
    question = fields.TextField(default="")  # of a pilot: what it is to find out
    outcome = fields.TextField(default="")
    outcome_on = fields.DateField(null=True)
    added_on = fields.DateField()

    steps: fields.ReverseRelation["DevelopmentStep"]
    parts: fields.ReverseRelation["DevelopmentPart"]
    promises: fields.ReverseRelation["Promise"]

    class Meta:
        table = "development"
        indexes = (("stage", "title"),)

    def awaits_outcome(self, today: date) -> bool:
        """A pilot that is over, and nobody has said what came of it (D55)."""
        return (
            self.stage is Stage.PILOT
            and self.ends_on is not None
            and self.ends_on < today
            and not self.outcome
        )


class DevelopmentStep(Base):
    """One line of a development's history. There is no verb that changes or deletes one."""

    development: fields.ForeignKeyRelation[Development] = fields.ForeignKeyField(
        "heard.Development", related_name="steps", on_delete=OnDelete.RESTRICT
    )
    position = fields.IntField()
    was_stage = fields.CharEnumField(Stage, max_length=20, null=True)
    stage = fields.CharEnumField(Stage, max_length=20)
    happened_on = fields.DateField(null=True)
    when_said = fields.CharField(
        max_length=80, default=""
    )  # where the source knows no day: "May to June 2018"
    said = fields.TextField()
    by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="development_steps", null=True, on_delete=OnDelete.RESTRICT
    )
    recorded_on = fields.DateField()

    development_id: UUID
    by_id: UUID | None

    class Meta:
        table = "development_step"
        unique_together = (("development", "position"),)


class DevelopmentPart(Base):
    """One item of a list that belongs to a development: a place, a subject, a thing to do."""

    development: fields.ForeignKeyRelation[Development] = fields.ForeignKeyField(
        "heard.Development", related_name="parts", on_delete=OnDelete.CASCADE
    )
    heading = fields.CharField(max_length=200)
    position = fields.IntField()
    text = fields.TextField()
    stage = fields.CharEnumField(Stage, max_length=20, null=True)
    area = fields.CharField(max_length=120, default="")

    development_id: UUID

    class Meta:
        table = "development_part"
        unique_together = (("development", "position"),)


class DevelopmentPriority(Base):
    """A person said that a development serves a priority, which can then no longer be deleted (D88, D89)."""

    development: fields.ForeignKeyRelation[Development] = fields.ForeignKeyField(
        "heard.Development", related_name="priority_links", on_delete=OnDelete.CASCADE
    )
    priority: fields.ForeignKeyRelation["Priority"] = fields.ForeignKeyField(
        "heard.Priority", related_name="development_links", on_delete=OnDelete.RESTRICT
    )
    development_id: UUID
    priority_id: UUID

    class Meta:
        table = "development_priority"
        unique_together = (("development", "priority"),)


class DevelopmentLine(Base):
    """A person said that a development serves a line of the strategy."""

    development: fields.ForeignKeyRelation[Development] = fields.ForeignKeyField(
        "heard.Development", related_name="line_links", on_delete=OnDelete.CASCADE
    )
    line: fields.ForeignKeyRelation["Line"] = fields.ForeignKeyField(
        "heard.Line", related_name="development_links", on_delete=OnDelete.RESTRICT
    )
    development_id: UUID
    line_id: UUID

    class Meta:
        table = "development_line"
        unique_together = (("development", "line"),)


class Review(Base):
    """Somebody looked at a service and said what they found."""

    development: fields.OneToOneRelation[Development] = fields.OneToOneField(
        "heard.Development", related_name="review", on_delete=OnDelete.RESTRICT
    )
    led_by = fields.CharField(max_length=200)
    when_said = fields.CharField(max_length=80, default="")
    heard = fields.TextField(default="")  # who was heard, and how

    development_id: UUID

    class Meta:
        table = "review"


class Finding(Base):
    """What a review found."""

    review: fields.ForeignKeyRelation[Review] = fields.ForeignKeyField(
        "heard.Review", related_name="findings", on_delete=OnDelete.RESTRICT
    )
    code = fields.CharField(max_length=40)
    position = fields.IntField()
    text = fields.TextField()

    review_id: UUID

    class Meta:
        table = "finding"
        unique_together = (("review", "code"),)


class Recommendation(Base):
    """What a review asks for. It is open until a response answers it (D54)."""

    review: fields.ForeignKeyRelation[Review] = fields.ForeignKeyField(
        "heard.Review", related_name="recommendations", on_delete=OnDelete.RESTRICT
    )
    code = fields.CharField(max_length=40)
    position = fields.IntField()
    text = fields.TextField()
    parts = fields.JSONField[list](default=list)

    review_id: UUID

    class Meta:
        table = "recommendation"
        unique_together = (("review", "code"),)


class ReviewResponse(Base):
    """What is done because of a review. Added to, never rewritten: a later one says what changed."""

    review: fields.ForeignKeyRelation[Review] = fields.ForeignKeyField(
        "heard.Review", related_name="responses", on_delete=OnDelete.RESTRICT
    )
    code = fields.CharField(max_length=40)
    position = fields.IntField()
    text = fields.TextField()
    stage = fields.CharEnumField(Stage, max_length=20)
    owner = fields.CharField(max_length=160, default="")
    due_on = fields.DateField(null=True)
    said_on = fields.DateField(null=True)
    by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="review_responses", null=True, on_delete=OnDelete.RESTRICT
    )

    review_id: UUID
    by_id: UUID | None

    class Meta:
        table = "review_response"
        unique_together = (("review", "code"),)


class Answered(Base):
    """A response answers a recommendation. A response to the review as a whole answers none of its own."""

    response: fields.ForeignKeyRelation[ReviewResponse] = fields.ForeignKeyField(
        "heard.ReviewResponse", related_name="answers", on_delete=OnDelete.RESTRICT
    )
    recommendation: fields.ForeignKeyRelation[Recommendation] = fields.ForeignKeyField(
        "heard.Recommendation", related_name="answered_by", on_delete=OnDelete.RESTRICT
    )
    response_id: UUID
    recommendation_id: UUID

    class Meta:
        table = "answered"
        unique_together = (("response", "recommendation"),)


class PromiseState(StrEnum):
    WAITING = "waiting"
    KEPT = "kept"
    DROPPED = "dropped"


class Promise(Base):
    """A "coming soon" with the day on which somebody has to say what became of it (D55)."""

    code = fields.CharField(max_length=40, default="")
    text = fields.TextField()
    owner = fields.CharField(max_length=160, default="")
    source = fields.CharField(max_length=300, default="")
    development: fields.ForeignKeyNullableRelation[Development] = fields.ForeignKeyField(
        "heard.Development", related_name="promises", null=True, on_delete=OnDelete.RESTRICT
    )
    priority: fields.ForeignKeyNullableRelation["Priority"] = fields.ForeignKeyField(
        "heard.Priority", related_name="promises", null=True, on_delete=OnDelete.RESTRICT
    )
    line: fields.ForeignKeyNullableRelation["Line"] = fields.ForeignKeyField(
        "heard.Line", related_name="promises", null=True, on_delete=OnDelete.RESTRICT
    )
    check_on = fields.DateField()
    state = fields.CharEnumField(PromiseState, max_length=10, default=PromiseState.WAITING)
    made_on = fields.DateField()

    steps: fields.ReverseRelation["PromiseStep"]
    development_id: UUID | None
    priority_id: UUID | None
    line_id: UUID | None

    class Meta:
        table = "promise"
        indexes = (("state", "check_on"),)

    def is_unheard(self, today: date) -> bool:
        """Its day has passed and nobody has said what became of it."""
        return self.state is PromiseState.WAITING and self.check_on < today


class PromiseStep(Base):
    """What was said about a promise, and which day was promised before and after. Never rewritten."""

    promise: fields.ForeignKeyRelation[Promise] = fields.ForeignKeyField(
        "heard.Promise", related_name="steps", on_delete=OnDelete.RESTRICT
    )
    position = fields.IntField()
    state = fields.CharEnumField(PromiseState, max_length=10)
    was_check_on = fields.DateField(null=True)
    check_on = fields.DateField()
    said = fields.TextField()
    said_on = fields.DateField()
    by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="promise_steps", null=True, on_delete=OnDelete.RESTRICT
    )

    promise_id: UUID
    by_id: UUID | None

    class Meta:
        table = "promise_step"
        unique_together = (("promise", "position"),)
