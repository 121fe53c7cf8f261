"""Asked, and not yet answered: nothing that people wait for can go quiet (D56)."""

from dataclasses import dataclass
from datetime import date

from feedback.consultations.models import Consultation, ConsultationState
from feedback.consultations.reading import shelve_consultations
from feedback.replies.models import Reply, ReplyTheme
from feedback.replies.reading import published_replies
from feedback.themes.editions import from_document
from feedback.themes.report_models import ReportEdition


@dataclass(frozen=True)
class LateReply:
    reply: Reply
    days: int


@dataclass(frozen=True)
class Unanswered:
    """A theme of a public report to which no public reply belongs."""

    title: str
    people: str
    consultation: Consultation
    days: int


@dataclass(frozen=True)
class Waiting:
    """Each kind, those that wait longest first."""

    consultations: list[Consultation]
    late: list[LateReply]
    themes: list[Unanswered]


async def find_waiting(today: date) -> Waiting:
    shelves = await shelve_consultations(today)
    late = [
        LateReply(reply, (today - reply.next_update_on).days)
        for reply in await published_replies()
        if reply.is_late(today) and reply.next_update_on
    ]
    return Waiting(
        shelves.waiting,
        sorted(late, key=lambda one: (-one.days, one.reply.title)),
        await _unanswered_themes(today),
    )


async def _unanswered_themes(today: date) -> list[Unanswered]:
    """Days count from when people could last answer. Numbers are those of the report, suppressed already."""
    answered = {
        str(theme)
        for theme in await ReplyTheme.filter(
            reply_id__in=await published_replies().values_list("id", flat=True)
        )
        .order_by("id")
        .values_list("theme_id", flat=True)
    }
    found = []
    ended = (ConsultationState.CLOSED, ConsultationState.REPLIED)
    editions = ReportEdition.filter(consultation__state__in=ended).order_by("published_on", "id")
    for edition in await editions.prefetch_related("consultation"):
        consultation = edition.consultation
        for line in from_document(edition.report).themes:
            if line.id not in answered:
                days = consultation.days_waiting(today)
                found.append(Unanswered(line.title, line.voices.text, consultation, days))
    return sorted(found, key=lambda one: (-one.days, one.consultation.title, one.title))
