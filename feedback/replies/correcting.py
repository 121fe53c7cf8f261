"""What was published stays dated: where words were taken back since, it says so, and never which (D26).

There is one correction a day for each thing that is published. A second person who takes words back on the
same day adds none, so that corrections count nobody.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from feedback.consultations.models import Consultation
from feedback.replies.models import Correction, Published, Reply, ReplyQuote, ReplyState
from feedback.themes.editions import find_edition
from feedback.voices.models import Voice


async def note_taken_back(
    voice: Voice, comments: Sequence[UUID], today: date, *, is_counted_still: bool = False
) -> None:
    """Before the words go: a correction to each public reply that quotes them, and to the public report that
    counted them. Within the transaction that takes them out."""
    consultation = await Consultation.get(id=voice.consultation_id)
    quoting = await Reply.filter(
        state=ReplyState.PUBLISHED,
        id__in=await ReplyQuote.filter(comment_id__in=list(comments)).values_list("reply_id", flat=True),
    ).order_by("id")
    for reply in quoting:
        await note_correction(consultation, Published.REPLY, reply.published_on or today, today, reply)
    edition = None if is_counted_still else await find_edition(consultation)
    if edition is not None and voice.received_on <= edition.published_on:
        await note_correction(consultation, Published.REPORT, edition.published_on, today)


async def note_correction(
    consultation: Consultation, what: Published, published_on: date, today: date, reply: Reply | None = None
) -> None:
    same: dict[str, Any] = {
        "consultation_id": consultation.id,
        "what": what,
        "reply_id": reply.id if reply else None,
        "made_on": today,
    }
    # Each yearly report has its own; of the rest there is one that is public at a time.
    which = {"published_on": published_on} if what is Published.YEARLY else {}
    if not await Correction.filter(**same, **which).exists():
        await Correction.create(**same, published_on=published_on)


async def corrections_of(reply: Reply) -> list[Correction]:
    return await Correction.filter(reply_id=reply.id).order_by("-made_on", "id")


async def corrections_to(consultation: Consultation, what: Published) -> list[Correction]:
    return await Correction.filter(consultation_id=consultation.id, what=what).order_by("-made_on", "id")
