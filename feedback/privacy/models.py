"""What is left when a voice is withdrawn: that it was, and when. Never the words."""

from tortoise import fields
from tortoise.fields import OnDelete

from feedback.consultations.models import Consultation
from feedback.core.models import Base


class Withdrawal(Base):
    """A tombstone. `voice_id` names a row whose words and descriptions are gone."""

    consultation: fields.ForeignKeyRelation[Consultation] = fields.ForeignKeyField(
        "heard.Consultation", related_name="withdrawals", on_delete=OnDelete.RESTRICT
    )
    voice_id = fields.UUIDField(unique=True)
    withdrawn_on = fields.DateField()
    comments = fields.IntField(default=0)

    class Meta:
        table = "withdrawal"
