"""Versions of a published report: frozen numbers, and references to the words that it quotes."""

from datetime import date
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.consultations.models import Consultation
from feedback.core.models import Base
from feedback.people.models import Account
from feedback.themes.models import Theme
from feedback.voices.models import Comment


class ReportVersion(Base):
    """One published report with its number. `document` never changes, and `hash` is of the document.

    It holds no words that anybody said, only what `QuoteReference` promises about them. The true totals beside
    it are for checking and are never shown.
    """

    consultation: fields.ForeignKeyRelation[Consultation] = fields.ForeignKeyField(
        "heard.Consultation", related_name="report_versions", on_delete=OnDelete.RESTRICT
    )
    number = fields.IntField()
    document: fields.Field[dict[str, Any]] = fields.JSONField()
    hash = fields.CharField(max_length=64)
    voices = fields.IntField()
    withdrawn = fields.IntField(default=0)  # voices of this consultation that were gone already
    published_on = fields.DateField()
    published_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="report_versions", null=True, on_delete=OnDelete.RESTRICT
    )

    consultation_id: UUID
    published_by_id: UUID | None

    class Meta:
        table = "report_version"
        unique_together = (("consultation", "number"),)


class QuoteReference(Base):
    """A stretch of a comment that a version quotes: which comment, from where to where, never the words.

    The document holds a commitment, SHA-256 of `salt` and the words, so that anybody who is shown both can
    check them. When the voice is withdrawn the salt goes, and the commitment tells nothing any more.
    """

    version: fields.ForeignKeyRelation["ReportVersion"] = fields.ForeignKeyField(
        "heard.ReportVersion", related_name="quotes", on_delete=OnDelete.CASCADE
    )
    position = fields.IntField()
    theme: fields.ForeignKeyRelation[Theme] = fields.ForeignKeyField(
        "heard.Theme", related_name="quoted_in_reports", on_delete=OnDelete.RESTRICT
    )
    comment: fields.ForeignKeyRelation[Comment] = fields.ForeignKeyField(
        "heard.Comment", related_name="quoted_in_reports", on_delete=OnDelete.RESTRICT
    )
    start = fields.IntField()
    end = fields.IntField()
    group_label = fields.CharField(max_length=80, default="")
    commitment = fields.CharField(max_length=64)
    salt = fields.CharField(max_length=64, default="")
    withdrawn_on: date | None = fields.DateField(null=True)

    version_id: UUID
    theme_id: UUID
    comment_id: UUID

    class Meta:
        table = "quote_reference"
        unique_together = (("version", "position"),)


class ReferenceSet(Base):
    """A table of who lives here: its numbers, where they come from and what is wrong with them (D79)."""

    key = fields.CharField(max_length=40, unique=True)
    title = fields.CharField(max_length=200)
    source = fields.CharField(max_length=300)
    counted_on = fields.CharField(max_length=40)
    base = fields.CharField(max_length=200)
    licence = fields.CharField(max_length=200)
    caution = fields.TextField(default="")
    compares = fields.CharField(max_length=20)
    is_percent = fields.BooleanField(default=False)
    rows: fields.Field[list[dict[str, Any]]] = fields.JSONField()

    class Meta:
        table = "reference_set"


class Outreach(Base):
    """Who does what by when, so that a group is heard that was heard too little."""

    consultation: fields.ForeignKeyRelation[Consultation] = fields.ForeignKeyField(
        "heard.Consultation", related_name="outreach", on_delete=OnDelete.RESTRICT
    )
    group = fields.CharField(max_length=160)
    what = fields.TextField()
    owner_role = fields.CharField(max_length=160)
    due_on = fields.DateField()
    done_on: date | None = fields.DateField(null=True)
    planned_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="outreach", on_delete=OnDelete.RESTRICT
    )
    planned_on = fields.DateField()

    consultation_id: UUID
    planned_by_id: UUID

    class Meta:
        table = "outreach"
        indexes = (("consultation", "due_on"),)

    def is_late(self, today: date) -> bool:
        return self.done_on is None and self.due_on < today
