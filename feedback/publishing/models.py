"""Numbers as the public sees them, refreshed in batches so that two looks never differ by a few (D62)."""

from uuid import UUID

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.consultations.models import Consultation
from feedback.core.models import Base


class PublishedCount(Base):
    """A suppressed count as it was last published, and the true total it was taken at (never shown)."""

    consultation: fields.ForeignKeyRelation[Consultation] = fields.ForeignKeyField(
        "heard.Consultation", related_name="published_counts", on_delete=OnDelete.CASCADE
    )
    consultation_id: UUID
    subject = fields.CharField(max_length=80)  # "voices", "theme:<id>" …
    shown = fields.JSONField[dict]()
    total = fields.IntField()
    published_on = fields.DateField()

    class Meta:
        table = "published_count"
        unique_together = (("consultation", "subject"),)
