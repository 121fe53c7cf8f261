"""One vote: stored once for a session or a signed link, however often it is tapped."""

import secrets
from datetime import datetime

from feedback.core.clock import london_day
from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.core.keyed import keyed_hash
from feedback.core.statements import insert_all, insert_new
from feedback.voices.about import About
from feedback.voices.models import Door
from feedback.voices.receiving import receive_voice
from surveys.answering import client_key_of, find_code
from surveys.asking import AskedVersion, asked_version, get_ready_version, why_not_open
from surveys.drafts import freeze
from surveys.kinds import Asked, Given
from surveys.models import Answer, AnswerState, Response, SpentLink, Survey, SurveyVersion
from surveys.polls import is_ticket

NEEDS_LINK = "You need a link of your own to vote in this poll."
SPENT = "This link has voted already. Each link votes once."


def new_token() -> str:
    """For the cookie of somebody who looks at a poll."""
    return secrets.token_urlsafe(24)


def vote_key(poll: Survey, token: str, ticket: str) -> bytes:
    """The client key of this session's vote. With a link it is the link's in this session, so that several
    people can vote on one device; whoever printed the link cannot make the key from it."""
    return client_key_of(f"{token} {ticket}" if poll.links else token, poll.id)


def order_seed(token: str) -> str:
    """What the order of the choices follows from: the same for this session, and no way back to it."""
    return keyed_hash("order", token)[:32]


async def question_of(version: SurveyVersion) -> tuple[AskedVersion, Asked]:
    asked = await asked_version(version.id)
    return asked, asked.get_question(1)


async def vote(poll: Survey, token: str, ticket: str, given: Given, now: datetime) -> str:
    """Store a vote; gives its keep-code. Whoever votes again, at the same moment or later, gets the first one's.

    That a link has voted is kept apart from the vote, and nothing leads from one to the other.
    """
    key = vote_key(poll, token, ticket)
    async with transaction():
        code = await find_code(key)
        if code is not None:
            return code
        _check_may_vote(poll, ticket, now)
        version = await get_ready_version(poll)
        _, question = await question_of(version)
        _check_given(question, given)
        received = await receive_voice(
            poll.consultation,
            door=Door.POLL,
            about=About(),
            said=(),
            client_key=key,
            notice_version=poll.notice_version,
            today=london_day(now),
        )
        if not received.is_repeat:
            await _spend(poll, ticket)
            if not version.is_frozen:
                await freeze(version, now)
            await _store(poll, version, question, given, received.voice.id, order_seed(token))
    return received.code


def _check_may_vote(poll: Survey, ticket: str, now: datetime) -> None:
    closed = why_not_open(poll, london_day(now))
    if closed:
        raise Refusal(closed)
    if poll.links and not is_ticket(poll, ticket):
        raise Refusal(NEEDS_LINK)


def _check_given(question: Asked, given: Given) -> None:
    flaw = question.kind.flaw_of(question, given)
    if given.state is AnswerState.SKIPPED or flaw:
        raise Refusal("Choose an answer", "answer")


async def _spend(poll: Survey, ticket: str) -> None:
    if not poll.links:
        return
    spent = SpentLink(survey_id=poll.id, link_hash=keyed_hash("spent-link", f"{poll.id}:{ticket}"))
    if not await insert_new(spent):
        raise Refusal(SPENT)


async def _store(
    poll: Survey, version: SurveyVersion, question: Asked, given: Given, voice_id: object, seed: str
) -> None:
    response = Response(survey_id=poll.id, version_id=version.id, voice_id=voice_id, order_seed=seed)
    (value,) = question.kind.values(given)
    answer = Answer(response_id=response.id, question_id=question.id, state=given.state, value=value)
    await insert_all([response])
    await insert_all([answer])
