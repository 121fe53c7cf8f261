"""Polls as everybody sees them: those that take votes, what came of the others, and which reply answers them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from feedback.consultations.models import Consultation
from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.publishing.models import PollReply
from feedback.replies.models import Reply
from feedback.replies.reading import published_replies
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


async def find_reply(poll: Survey) -> Reply | None:
    """The reply that answers this poll, once everybody can read it."""
    return await published_replies().filter(poll_replies__survey_id=poll.id).first()


async def chosen_reply(poll: Survey) -> UUID | None:
    """Which reply staff chose, published or not."""
    link = await PollReply.get_or_none(survey_id=poll.id)
    return link.reply_id if link else None


async def choose_reply(poll: Survey, reply_id: str | None, account: Account | None) -> None:
    """Say which reply to the poll's consultation answers it; None takes that back."""
    async with transaction():
        await PollReply.filter(survey_id=poll.id).delete()
        if reply_id is not None:
            reply = await Reply.get_or_none(id=reply_id, consultation_id=poll.consultation_id)
            if reply is None:
                raise Refusal("Choose one of the replies on the list", "reply")
            await PollReply.create(survey_id=poll.id, reply_id=reply.id)
        await record(account, "choose poll reply", poll, str(reply_id or ""))
