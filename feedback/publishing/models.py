"""What is public beside replies and reports: counts, quotes on the voice page, and what is tied to a line or a poll."""

from uuid import UUID

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.consultations.models import Consultation
from feedback.core.models import Base
from feedback.people.models import Account
from feedback.replies.models import Reply
from feedback.strategy.models import Line, Outcome
from feedback.themes.models import PublicQuote, Theme
from surveys.models import Survey


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


class LineTheme(Base):
    """A person said that what people say in a theme is about a line of the strategy (D88, D89)."""

    line: fields.ForeignKeyRelation[Line] = fields.ForeignKeyField(
        "heard.Line", related_name="theme_links", on_delete=OnDelete.RESTRICT
    )
    theme: fields.ForeignKeyRelation[Theme] = fields.ForeignKeyField(
        "heard.Theme", related_name="line_links", on_delete=OnDelete.RESTRICT
    )
    by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "heard.Account", related_name="lines_tied", null=True, on_delete=OnDelete.RESTRICT
    )
    line_id: UUID
    theme_id: UUID

    class Meta:
        table = "theme_of_line"
        unique_together = (("line", "theme"),)


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


class PollReply(Base):
    """The reply that answers a poll. A vote has no words, so no theme can lead from one to the other."""

    survey: fields.OneToOneRelation[Survey] = fields.OneToOneField(
        "heard.Survey", related_name="poll_reply", on_delete=OnDelete.CASCADE
    )
    reply: fields.ForeignKeyRelation[Reply] = fields.ForeignKeyField(
        "heard.Reply", related_name="poll_replies", on_delete=OnDelete.CASCADE
    )
    survey_id: UUID
    reply_id: UUID

    class Meta:
        table = "poll_reply"
