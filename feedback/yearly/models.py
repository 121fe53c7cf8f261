"""The yearly report on the Local Offer: where each comment belongs, what answers it, and what was published."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.core.models import Base
from feedback.people.models import Account
from feedback.themes.models import Theme
from feedback.voices.models import Comment


class Subject(StrEnum):
    """What a comment says about the Local Offer (SEND Regulations 2014, reg 56(1); D1)."""

    QUALITY = "quality"
    MISSING = "missing"
    FINDING = "finding"
    INVOLVED = "involved"
    ELSEWHERE = "elsewhere"  # not about the Local Offer


class Decision(StrEnum):
    """Whether and how a comment is published (D2). The last three withhold it, each with its reason."""

    PUBLISH = "publish"
    EDITED = "edited"
    SUMMARY = "summary"
    VEXATIOUS = "vexatious"
    OWN_SERVICE = "own_service"
    OUT_OF_SCOPE = "out_of_scope"


WITHHELD = (Decision.VEXATIOUS, Decision.OWN_SERVICE, Decision.OUT_OF_SCOPE)
IN_WORDS = (Decision.PUBLISH, Decision.EDITED)


class ThemeAnswer(Base):
    """What everybody in a theme speaks of, and why nothing is done about it where there is no reply."""

    theme: fields.OneToOneRelation[Theme] = fields.OneToOneField(
        "heard.Theme", related_name="yearly_answer", on_delete=OnDelete.RESTRICT
    )
    subject = fields.CharEnumField(Subject, max_length=10)
    no_action = fields.TextField(default="")  # the reason, where no reply answers it
    owner_role = fields.CharField(max_length=160, default="")
    by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="theme_answers", on_delete=OnDelete.RESTRICT
    )
    written_on = fields.DateField()

    theme_id: UUID
    by_id: UUID

    class Meta:
        table = "theme_answer"


class Sorting(Base):
    """A person's decision about one comment. Its words go when the comment's do.

    `words` are what is published in place of the comment's own: edited so that nobody can be identified, or a
    summary. Nothing of it is public before a second person has checked it (D5).
    """

    comment: fields.OneToOneRelation[Comment] = fields.OneToOneField(
        "heard.Comment", related_name="sorting", on_delete=OnDelete.CASCADE
    )
    subject = fields.CharEnumField(Subject, max_length=10)
    decision = fields.CharEnumField(Decision, max_length=14)
    reason = fields.TextField(default="")
    words = fields.TextField(default="")
    answer = fields.TextField(default="")  # what is done, or why nothing is
    owner_role = fields.CharField(max_length=160, default="")
    due_on = fields.DateField(null=True)
    by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="sortings", on_delete=OnDelete.RESTRICT
    )
    decided_at = fields.DatetimeField()
    checked_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="sortings_checked", null=True, on_delete=OnDelete.RESTRICT
    )
    checked_on = fields.DateField(null=True)

    comment_id: UUID
    by_id: UUID
    checked_by_id: UUID | None

    class Meta:
        table = "sorting"
        indexes = (("decision",),)


class YearlyReport(Base):
    """A report for a period: a draft that is counted anew each time, or an edition as it was published.

    `document` holds numbers already suppressed, and references to comments but none of their words.
    """

    slug = fields.CharField(max_length=60, unique=True)
    first_day = fields.DateField()
    last_day = fields.DateField()
    version = fields.IntField()
    is_final = fields.BooleanField(default=False)
    document = fields.JSONField[dict](default=dict)
    published_on = fields.DateField(null=True)
    made_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="yearly_reports", on_delete=OnDelete.RESTRICT
    )
    published_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="yearly_reports_published", null=True, on_delete=OnDelete.RESTRICT
    )

    made_by_id: UUID

    class Meta:
        table = "yearly_report"
        unique_together = (("first_day", "last_day", "version"),)
