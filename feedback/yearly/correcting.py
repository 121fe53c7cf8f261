"""A final yearly report says on which day somebody took back words that it counts, and nothing of whom or what."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from feedback.consultations.models import Consultation
from feedback.replies.correcting import note_correction
from feedback.replies.models import Correction, Published
from feedback.voices.models import Comment, Voice
from feedback.yearly.models import IN_WORDS, Sorting, YearlyReport


async def note_yearly_reports(
    voice: Voice, comments: Sequence[UUID], today: date, *, is_counted_still: bool = False
) -> None:
    """Before the words go: a correction to each final report of the days on which they were said.

    Of words that stay with us only those count which a report shows. Within the transaction that takes them out.
    """
    ids = list(comments)
    if is_counted_still:
        shown = Sorting.filter(comment_id__in=ids, decision__in=IN_WORDS).order_by("id")
        ids = [UUID(str(one)) for one in await shown.values_list("comment_id", flat=True)]
    days = [comment.said_on for comment in await Comment.filter(id__in=ids).order_by("said_on")]
    consultation = await Consultation.get(id=voice.consultation_id)
    for report in await YearlyReport.filter(is_final=True).order_by("published_on", "id"):
        if report.published_on and any(report.first_day <= day <= report.last_day for day in days):
            await note_correction(consultation, Published.YEARLY, report.published_on, today)


async def corrections_to_yearly(report: YearlyReport) -> list[date]:
    """Each day once, the newest first."""
    found = await Correction.filter(what=Published.YEARLY, published_on=report.published_on).order_by("id")
    return sorted({one.made_on for one in found}, reverse=True)
