"""What is public beside replies and reports: counts, and quotes on the voice page."""

from uuid import UUID

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.consultations.models import Consultation
from feedback.core.models import Base
from feedback.people.models import Account
from feedback.strategy.models import Outcome
from feedback.themes.models import PublicQuote


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


class VoiceQuote(Base):
    """A young person's words on the voice page: a quote that two people found safe, under a life outcome.

    It hangs on the quote, so that it goes when the quote does, whoever takes it away.
    """

    quote: fields.OneToOneRelation[PublicQuote] = fields.OneToOneField(
        "heard.PublicQuote", related_name="on_voice_page", on_delete=OnDelete.CASCADE
    )
    outcome: fields.ForeignKeyRelation[Outcome] = fields.ForeignKeyField(
        "heard.Outcome", related_name="voice_quotes", on_delete=OnDelete.RESTRICT
    )
    placed_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="voice_quotes", on_delete=OnDelete.RESTRICT
    )
    placed_on = fields.DateField()

    quote_id: UUID
    outcome_id: UUID
    placed_by_id: UUID

    class Meta:
        table = "voice_quote"
