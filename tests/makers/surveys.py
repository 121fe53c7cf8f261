"""Surveys for tests, with a question of each kind."""

from datetime import date
from typing import Any
from uuid import uuid4

from feedback.consultations.models import Consultation
from feedback.core.clock import now
from surveys.kinds import KINDS
from surveys.models import Question, SpentLink, Survey, SurveyState, SurveyVersion
from surveys.polls import ticket_of
from surveys.voting import new_token, vote
from tests.makers.consultations import make_consultation

# A last day that no clock of a test has passed.
LAST_DAY = date(2099, 4, 30)

LAWFUL: dict[str, Any] = {
    "who_asks": "The SEND team",
    "who_reads": "Two people in the SEND team",
    "minutes": 4,
    "easy_notice": "We read what you say. We do not keep your name.",
    "full_notice": "The council is the controller.\n\nYou can ask us anything about it.",
    "notice_version": "2026-1",
    "lawful_basis": "Public task",
    "special_condition": "Substantial public interest",
    "controller": "The county council",
    "retention_months": 24,
}
EVERY_PART = ["spoken_by", "group", "age_band", "child_age_band", "send_status", "pupil", "main_need"]
FIRST_SIX = ("yes_no_not_sure", "one_of", "some_of", "three_step", "short_text", "long_text")
TEXTS = {
    "yes_no_not_sure": "Do people listen to you?",
    "one_of": "How do you get to school?",
    "some_of": "What helps you?",
    "three_step": "How is the journey?",
    "short_text": "What is the best part of the day?",
    "long_text": "What would you change?",
    "five_faces": "How do you feel about school?",
    "top_three": "What matters most to you?",
    "with_starters": "What is it like?",
    "message": "What would you tell them?",
}
CHOICES = {
    "one_of": [
        {"value": "c1", "label": "Bus"},
        {"value": "c2", "label": "Taxi"},
        {"value": "c3", "label": "I walk"},
    ],
    "some_of": [
        {"value": "c1", "label": "A friend"},
        {"value": "c2", "label": "A plan"},
        {"value": "c3", "label": "A quiet room"},
    ],
    "top_three": [
        {"value": "c1", "label": "Friends"},
        {"value": "c2", "label": "Being on time"},
        {"value": "c3", "label": "Lunch"},
        {"value": "c4", "label": "Somebody to ask"},
    ],
}


async def make_question(version: SurveyVersion, kind: str, position: int, **more: Any) -> Question:
    fields: dict[str, Any] = {
        "version": version,
        "key": f"q{position}",
        "position": position,
        "kind": kind,
        "text": TEXTS[kind],
        "choices": CHOICES.get(kind, []),
        "most": 2 if kind == "some_of" else None,
        "use": "To plan the routes.",
        "recipient": "The head of travel" if kind == "message" else "",
        "read_by": "publisher" if kind == "message" else "",
    }
    return await Question.create(**(fields | more))


async def make_survey(
    consultation: Consultation | None = None, kinds: tuple[str, ...] = FIRST_SIX, **more: Any
) -> Survey:
    """A survey that people can answer, when its consultation is open (as it is unless one is given)."""
    if consultation is None:
        consultation = await make_consultation(closes_on=LAST_DAY)
    fields: dict[str, Any] = {
        "consultation": consultation,
        "slug": f"journeys-{uuid4().hex[:8]}",
        "title": "Your journey to school",
        "state": SurveyState.READY,
        "asks_about": [],
        **LAWFUL,
    }
    survey = await Survey.create(**(fields | more))
    ready = survey.state is SurveyState.READY
    version = await SurveyVersion.create(survey=survey, number=1, is_ready=ready)
    for position, kind in enumerate(kinds, 1):
        await make_question(version, kind, position)
    return survey


async def make_poll(
    consultation: Consultation | None = None, kind: str = "one_of", links: int = 0, **more: Any
) -> Survey:
    """A poll that people can vote in, when its consultation is open (as it is unless one is given)."""
    fields: dict[str, Any] = {"slug": f"poll-{uuid4().hex[:8]}", "title": TEXTS[kind], "is_poll": True}
    return await make_survey(consultation, kinds=(kind,), links=links, **(fields | more))


async def cast_votes(poll: Survey, *values: str) -> list[str]:
    """A vote for each value, by as many people; gives their keep-codes. "unknown" is a vote too."""
    kind = KINDS[(await Question.get(version__survey_id=poll.id)).kind]
    free = await SpentLink.filter(survey_id=poll.id).count() + 1
    codes = []
    for number, value in enumerate(values, free):
        ticket = ticket_of(poll, number) if poll.links else ""
        codes.append(await vote(poll, new_token(), ticket, kind.read([value], "", False), now()))
    return codes
