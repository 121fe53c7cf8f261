"""The end of the wait: a consultation is answered once its answers are there for everybody to read."""

from datetime import date

from feedback.consultations.lifecycle import reply_consultation
from feedback.consultations.models import Consultation
from feedback.core.errors import Refusal
from feedback.people.models import Account
from feedback.replies.reading import published_replies


async def answer_consultation(consultation: Consultation, today: date, account: Account | None) -> None:
    """Say that we have replied, which only a published reply can make true (D56)."""
    if not await published_replies().filter(consultation_id=consultation.id).exists():
        raise Refusal("Publish a reply to this consultation first. People still wait for one.")
    await reply_consultation(consultation, today, account)
