"""Polls as everybody sees them: those that take votes, and what came of the others."""

from dataclasses import dataclass
from datetime import date

from feedback.consultations.models import Consultation
from surveys.asking import why_not_open
from surveys.models import Survey
from surveys.outcomes import Outcome, find_outcome, is_decided
from surveys.polls import polls_of


@dataclass(frozen=True)
class PollOfPage:
    """A poll in the list of its consultation. Without an outcome it is still open, or not counted yet."""

    survey: Survey
    is_open: bool
    outcome: Outcome | None


async def shown_polls(consultation: Consultation, today: date) -> list[PollOfPage]:
    """Open ones first, then those that are over. A poll that was taken away is not there."""
    shown = []
    for poll in await polls_of(consultation):
        is_open = why_not_open(poll, today) is None
        if is_open or is_decided(poll, today):
            found = None if is_open else await find_outcome(poll)
            shown.append(PollOfPage(poll, is_open, found[0] if found else None))
    return sorted(shown, key=lambda one: (not one.is_open, one.survey.title))
