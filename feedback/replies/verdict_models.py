"""What others say of a reply: the forum, whether it is what they said; everybody, whether it helped."""

from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.core.models import Base
from feedback.people.models import Account

if TYPE_CHECKING:
    from feedback.replies.models import Reply


class CheckState(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    NOT_AGREED = "not_agreed"
    DROPPED = "dropped"  # the reply was rewritten meanwhile


class ForumCheck(Base):
    """A forum was asked: is this what you said? Its answer belongs to the reply as it read then.

    The mailed link is made from the row and the server's secret, so the table opens nothing.
    """

    reply: fields.ForeignKeyRelation["Reply"] = fields.ForeignKeyField(
        "heard.Reply", related_name="forum_checks", on_delete=OnDelete.CASCADE
    )
    forum = fields.CharField(max_length=200)
    state = fields.CharEnumField(CheckState, max_length=12, default=CheckState.ASKED)
    asked_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="forum_checks", on_delete=OnDelete.RESTRICT
    )
    asked_on = fields.DateField()
    expires_on = fields.DateField()
    answered_on = fields.DateField(null=True)

    reply_id: UUID
    asked_by_id: UUID

    class Meta:
        table = "forum_check"
        indexes = (("reply", "state"),)


class Asked(StrEnum):
    """Who was asked whether it helped. They are never added up: one counts people heard, another anybody."""

    RECEIPT = "receipt"
    FORUM = "forum"
    PUBLIC = "public"


class Answered(StrEnum):
    YES = "yes"
    A_BIT = "a_bit"
    NO = "no"
    NOT_YET = "not_yet"


class Verdict(Base):
    """One answer to "Did this make a difference?". `once` is a hash by which a second answer replaces it."""

    reply: fields.ForeignKeyRelation["Reply"] = fields.ForeignKeyField(
        "heard.Reply", related_name="verdicts", on_delete=OnDelete.CASCADE
    )
    asked = fields.CharEnumField(Asked, max_length=10)
    answer = fields.CharEnumField(Answered, max_length=10)
    forum = fields.CharField(max_length=200, default="")  # a forum answers in its own name
    said_on = fields.DateField()
    once = fields.CharField(max_length=64, unique=True)

    reply_id: UUID

    class Meta:
        table = "verdict"
        indexes = (("reply", "asked", "answer"),)


class VerdictEdition(Base):
    """The verdict as the public sees it, already suppressed; `total` is what it was taken at, never shown."""

    reply: fields.ForeignKeyRelation["Reply"] = fields.ForeignKeyField(
        "heard.Reply", related_name="verdict_editions", on_delete=OnDelete.CASCADE
    )
    asked = fields.CharEnumField(Asked, max_length=10)
    shown = fields.JSONField[dict]()
    total = fields.IntField()
    published_on = fields.DateField()

    reply_id: UUID

    class Meta:
        table = "verdict_edition"
        unique_together = (("reply", "asked"),)
