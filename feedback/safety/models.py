"""What the safeguarding lead must see. Exact times are kept here and nowhere else."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.consultations.models import Consultation
from feedback.core.models import Base
from feedback.people.models import Account
from feedback.voices.models import Comment


class ItemState(StrEnum):
    NEW = "new"
    SEEN = "seen"
    ACTED = "acted"
    NO_FURTHER_ACTION = "no_further_action"


class SafetyItem(Base):
    """A held comment, with its own copy of the words: an open item outlives the deletion of what was said."""

    comment: fields.ForeignKeyNullableRelation[Comment] = fields.ForeignKeyField(
        "heard.Comment", related_name="safety_items", null=True, on_delete=OnDelete.SET_NULL
    )
    consultation: fields.ForeignKeyRelation[Consultation] = fields.ForeignKeyField(
        "heard.Consultation", related_name="safety_items", on_delete=OnDelete.RESTRICT
    )
    words = fields.TextField()
    matches = fields.JSONField[list](default=list)
    severity = fields.IntField(default=1)
    state = fields.CharEnumField(ItemState, max_length=20, default=ItemState.NEW)
    raised_at = fields.DatetimeField()
    told_at = fields.DatetimeField(null=True)  # when the mail to the leads was queued
    seen_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)
    seen_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="safety_seen", null=True, on_delete=OnDelete.RESTRICT
    )
    ended_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="safety_ended", null=True, on_delete=OnDelete.RESTRICT
    )
    reason = fields.TextField(default="")
    is_released = fields.BooleanField(default=False)

    comment_id: UUID | None
    consultation_id: UUID
    seen_by_id: UUID | None
    ended_by_id: UUID | None

    class Meta:
        table = "safety_item"
        unique_together = (("comment",),)
        indexes = (("state", "raised_at"),)
