"""Messages to somebody by their role, for those who read them here."""

from dataclasses import dataclass
from datetime import date

from feedback.core.database import transaction
from feedback.core.errors import Forbidden, NotFound
from feedback.core.roles import Role
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.voices.about import label_of
from feedback.voices.models import CommentState, VoiceState
from surveys.building import get_question
from surveys.kinds import KINDS
from surveys.models import Answer, Question, Survey


@dataclass(frozen=True)
class Letter:
    """One message as it came."""

    words: str
    sender: str
    said_on: date


async def get_message_question(survey: Survey, key: str) -> Question:
    question = await get_question(survey, key)
    if not KINDS[question.kind].has_recipient:
        raise NotFound
    return question


async def read_messages(survey: Survey, question: Question, account: Account) -> list[Letter]:
    """Everything that was written to this role, newest first, and a note of who read it.

    What is held or was taken back is not among it. The role that the question names reads it, beside those
    who may read all words anyway.
    """
    if not account.may_any((Role.ANALYST, Role(question.read_by)), survey.consultation):
        raise Forbidden
    async with transaction():
        await record(account, "read messages", survey, question.key)
    found = (
        await Answer.filter(
            response__survey_id=survey.id,
            question__key=question.key,
            comment__state=CommentState.LIVE,
            response__voice__state=VoiceState.LIVE,
        )
        .order_by("-comment__said_on", "id")
        .prefetch_related("comment__voice")
    )
    return [
        Letter(
            answer.comment.words,
            f"{label_of('group', answer.comment.voice.group)}: "
            f"{label_of('spoken_by', answer.comment.voice.spoken_by)}",
            answer.comment.said_on,
        )
        for answer in found
        if answer.comment
    ]
