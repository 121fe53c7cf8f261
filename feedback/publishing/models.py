"""Numbers as the public sees them, refreshed in batches so that two looks never differ by a few (D62), and
which reply answers a poll."""

from uuid import UUID

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.consultations.models import Consultation
from feedback.core.models import Base
from feedback.replies.models import Reply
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
