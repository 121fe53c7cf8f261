"""A year with answered and unanswered comments."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from feedback.consultations.models import Consultation, ConsultationState
from feedback.core.clock import today
from feedback.people.models import Account
from feedback.themes.editions import publish_report
from feedback.themes.models import Theme
from feedback.themes.tallies import refresh_tallies
from feedback.voices.models import Comment
from feedback.yearly.models import Decision, Subject
from feedback.yearly.sorting import Sorted
from tests.makers.consultations import make_consultation
from tests.makers.themes import make_comments, make_theme
from tests.makers.voices import make_voice
from tests.web import make_account

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
AFTER = date(2027, 1, 20)
NOW = datetime(2027, 1, 10, 9, 0, tzinfo=UTC)


@dataclass
class Year:
    """Thirty comments in a theme, and two in none: one may be quoted, one may not."""

    consultation: Consultation
    theme: Theme
    quotable: Comment
    private: Comment
    writer: Account
    checker: Account


async def make_year() -> Year:
    consultation = await make_consultation(state=ConsultationState.CLOSED, closed_on=date(2026, 4, 30))
    comments = await make_comments(consultation, 30, group="parent_carer")
    theme = await make_theme(consultation, "Late buses", comments)
    quotable = await make_voice("A ramp is missing at the door.", consultation=consultation, may_quote=True)
    private = await make_voice("I wait alone at the gate.", consultation=consultation, may_quote=False)
    await refresh_tallies(consultation)
    await publish_report(consultation, None, today())
    return Year(
        consultation,
        theme,
        quotable.comments[0],
        private.comments[0],
        await make_account(),
        await make_account(),
    )


def decided(**more: Any) -> Sorted:
    written: dict[str, Any] = {
        "subject": Subject.MISSING,
        "decision": Decision.PUBLISH,
        "answer": "A ramp is built in May.",
        "owner_role": "Head of buildings",
        "due_on": date(2027, 5, 31),
    }
    return Sorted(**(written | more))
