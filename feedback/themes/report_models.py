"""What is counted about themes, and what of it the public sees."""

from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.consultations.models import Consultation
from feedback.core.models import Base
from feedback.people.models import Account

if TYPE_CHECKING:
    from feedback.themes.models import Coding, Theme


class Counted(StrEnum):
    """Which of a consultation's comments a tally counts."""

    EVERYTHING = "everything"
    THEME = "theme"
    NO_THEME = "no_theme"
    SET_ASIDE = "set_aside"  # of those in no theme: the machine found nothing to read, such as "n/a"
    READ = "read"


class Dimension(StrEnum):
    """By what a tally is broken down. The last one has a value such as "parent_carer/13-15"."""

    ALL = "all"
    GROUP = "group"
    AGE_BAND = "age_band"
    SPOKEN_BY = "spoken_by"
    GROUP_AND_AGE = "group_age"


class Tally(Base):
    """How many voices and comments there are of one kind, kept as rows change.

    Its key is made from all that it is about, so that the same count can never stand in two rows.
    `theme` is empty for what is not about one theme; `question_key` is "" for all questions together.
    """

    consultation: fields.ForeignKeyRelation[Consultation] = fields.ForeignKeyField(
        "heard.Consultation", related_name="tallies", on_delete=OnDelete.CASCADE
    )
    counted = fields.CharEnumField(Counted, max_length=12)
    theme: fields.ForeignKeyNullableRelation["Theme"] = fields.ForeignKeyField(
        "heard.Theme", related_name="tallies", null=True, on_delete=OnDelete.CASCADE
    )
    question_key = fields.CharField(max_length=60, default="")
    dimension = fields.CharEnumField(Dimension, max_length=12)
    value = fields.CharField(max_length=80, default="")
    comments = fields.IntField(default=0)
    voices = fields.IntField(default=0)

    consultation_id: UUID
    theme_id: UUID | None

    class Meta:
        table = "tally"
        indexes = (("consultation", "question_key", "dimension"),)


class TallyMark(Base):
    """What a consultation's rows looked like when last counted. Who changes its tallies locks this row."""

    consultation: fields.OneToOneRelation[Consultation] = fields.OneToOneField(
        "heard.Consultation", related_name="tally_mark", on_delete=OnDelete.CASCADE
    )
    fingerprint = fields.CharField(max_length=200, default="")
    changes = fields.IntField(default=0)
    counted_at = fields.DatetimeField(null=True)

    consultation_id: UUID

    class Meta:
        table = "tally_mark"


class ReportEdition(Base):
    """The theme report as the public sees it: numbers already suppressed, renewed in batches (D62).

    `voices` is the true total it was taken at. It decides when the next edition may come and is never shown.
    """

    consultation: fields.OneToOneRelation[Consultation] = fields.OneToOneField(
        "heard.Consultation", related_name="report_edition", on_delete=OnDelete.CASCADE
    )
    report = fields.JSONField[dict]()
    ledger: fields.Field[dict[str, Any] | None] = fields.JSONField(null=True)  # what editions ever said (D62)
    voices = fields.IntField()
    published_on = fields.DateField()
    published_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="report_editions", null=True, on_delete=OnDelete.RESTRICT
    )

    consultation_id: UUID
    published_by_id: UUID | None

    class Meta:
        table = "report_edition"


class PublicQuote(Base):
    """A comment's span put forward for the public report; shown once a second person found it safe (D5)."""

    coding: fields.OneToOneRelation["Coding"] = fields.OneToOneField(
        "heard.Coding", related_name="public_quote", on_delete=OnDelete.CASCADE
    )
    chosen_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="quotes_chosen", on_delete=OnDelete.RESTRICT
    )
    chosen_on = fields.DateField()
    checked_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="quotes_checked", null=True, on_delete=OnDelete.RESTRICT
    )
    checked_on = fields.DateField(null=True)
    words_hash = fields.CharField(
        max_length=64, default="", db_default=""
    )  # of the words as they were chosen and checked

    coding_id: UUID
    chosen_by_id: UUID
    checked_by_id: UUID | None

    class Meta:
        table = "public_quote"
