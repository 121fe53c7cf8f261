"""Polls: a survey of one closed question, which everybody answers by one tap (D75)."""

import hmac
import re
from datetime import date
from typing import Any

from feedback.consultations.models import Consultation
from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.core.keyed import keyed_hash
from feedback.people.audit import record
from feedback.people.models import Account
from surveys.asking import get_survey, is_over
from surveys.building import COPIED, Wording, check_wording, fields_of, free_slug, lock_survey
from surveys.kinds import KINDS, Asked
from surveys.models import Question, Survey, SurveyState, SurveyVersion
from surveys.readiness import missing_settings

POLL_KINDS = ("yes_no_not_sure", "one_of", "three_step", "five_faces")
LONGEST_QUESTION = 160  # it is the title too
MOST_LINKS = 300
SIGNATURE = 20
TICKET = re.compile(rf"([1-9][0-9]{{0,2}})-([0-9a-f]{{{SIGNATURE}}})")
MOST_BUTTONS, LONGEST_BUTTON = 5, 40

EASY_NOTICE = "\n\n".join(
    (
        "We ask so that we can make help better. You do not have to vote.",
        "We count your vote with all the others. Nobody can see which vote is yours. We keep no name, no address "
        "and nothing that says who you are.",
        "After you vote, you get four words. With them you can see what came of it, or take your vote back.",
    )
)


async def get_poll(slug: str) -> Survey:
    """A poll with its consultation, whether the public may know of it or not."""
    survey = await get_survey(slug)
    if not survey.is_poll:
        raise NotFound
    return survey


async def polls_of(consultation: Consultation) -> list[Survey]:
    """Every poll of a consultation, each with its consultation."""
    found = Survey.filter(consultation_id=consultation.id, is_poll=True).order_by("title", "id")
    return await found.select_related("consultation")


async def make_poll(
    consultation: Consultation,
    wording: Wording,
    account: Account | None,
    *,
    closes_on: date | None = None,
    links: int = 0,
) -> Survey:
    """A draft of a poll. Its notices are those of the consultation's survey, where one has them all.

    With `links` only who holds one of so many signed links may vote, each once.
    """
    if wording.kind not in POLL_KINDS:
        raise Refusal("Choose how people answer", "kind")
    if len(wording.text) > LONGEST_QUESTION:
        raise Refusal(f"The question must be {LONGEST_QUESTION} characters or fewer", "text")
    check_wording(wording)
    _check_links(links)
    async with transaction():
        settings = await _settings_for(consultation)
        poll = await Survey.create(
            consultation=consultation,
            title=wording.text,
            slug=await free_slug(wording.text),
            is_poll=True,
            closes_on=closes_on,
            links=links,
            **settings,
        )
        version = await SurveyVersion.create(survey=poll, number=1)
        await Question.create(version_id=version.id, key="q1", position=1, **fields_of(wording, (), ()))
        await record(account, "make poll", poll)
    return poll


async def _settings_for(consultation: Consultation) -> dict[str, Any]:
    """A poll asks nothing about the person, and takes a minute. Nobody writes in it, so its easy notice is not
    the one of a survey; the full one covers both."""
    asks_alike = Survey.filter(consultation_id=consultation.id).order_by("is_poll", "title", "id")
    for survey in await asks_alike:
        if not missing_settings(survey):
            copied = {name: getattr(survey, name) for name in COPIED}
            easy = survey.easy_notice if survey.is_poll else EASY_NOTICE
            return {**copied, "minutes": 1, "asks_about": [], "easy_notice": easy}
    return {"minutes": 1}


async def add_links(poll: Survey, more: int, account: Account | None) -> Survey:
    """So many links on top. A poll that is open to everybody stays so: its votes came without links."""
    async with transaction():
        stored = await lock_survey(poll)
        if not stored.links:
            raise Refusal("Everybody may vote in this poll, so it has no links to print.")
        if more < 1:
            raise Refusal("Say how many more links you need", "more")
        _check_links(stored.links + more, "more")
        stored.links += more
        await stored.save(update_fields=["links"])
        await record(account, "add poll links", stored, str(more))
    return stored


def _check_links(links: int, field: str = "links") -> None:
    if not 0 <= links <= MOST_LINKS:
        raise Refusal(f"A poll can have {MOST_LINKS} links at most", field)


async def close_poll(poll: Survey, today: date, account: Account | None) -> None:
    """Nobody can vote any more, although the consultation may go on."""
    async with transaction():
        if is_over(poll, today) or poll.state is not SurveyState.READY:
            raise Refusal("Nobody can vote in this poll now, so there is nothing to close.")
        closed = await Survey.filter(id=poll.id, closed_on=None).update(closed_on=today)
        if closed != 1:
            raise Refusal("This poll is closed already.")
        await record(account, "close poll", poll)
    poll.closed_on = today


def ticket_of(poll: Survey, number: int) -> str:
    """What makes a link a vote: its number, signed with the secret. It is printed, and stored nowhere."""
    signature = keyed_hash("poll-link", f"{poll.id}:{number}")[:SIGNATURE]
    return f"{number}-{signature}"


def is_ticket(poll: Survey, ticket: str) -> bool:
    """Whether we signed this, for this poll."""
    found = TICKET.fullmatch(ticket)
    if found is None or int(found[1]) > poll.links:
        return False
    return hmac.compare_digest(ticket, ticket_of(poll, int(found[1])))


def has_buttons(question: Asked) -> bool:
    """Whether the choices are so few and short that each is a button: one tap, and the vote is sent."""
    choices = question.kind.choices_of(question)
    short = all(len(choice.label) <= LONGEST_BUTTON for choice in choices)
    return short and len(choices) <= MOST_BUTTONS and question.kind is not KINDS["five_faces"]
