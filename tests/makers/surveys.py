"""Surveys for tests, with a question of each kind."""

from datetime import date
from typing import Any
from uuid import uuid4

from feedback.consultations.models import Consultation
from surveys.kinds import KINDS
from surveys.models import Question, Survey, SurveyState, SurveyVersion
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
TEXTS = {
    "yes_no_not_sure": "Do people listen to you?",
    "one_of": "How do you get to school?",
    "some_of": "What helps you?",
    "three_step": "How is the journey?",
    "short_text": "What is the best part of the day?",
    "long_text": "What would you change?",
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
    }
    return await Question.create(**(fields | more))


async def make_survey(
    consultation: Consultation | None = None, kinds: tuple[str, ...] = tuple(KINDS), **more: Any
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
