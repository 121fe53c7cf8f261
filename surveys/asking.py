"""Which survey, which version of it, and whether people can answer it now."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from feedback.consultations.lifecycle import is_slug
from feedback.consultations.models import Consultation, ConsultationState
from feedback.core.clock import long_date
from feedback.core.errors import NotFound
from feedback.core.statements import find_joined
from surveys.kinds import KINDS, Asked, Choice
from surveys.models import Draft, Question, Survey, SurveyState, SurveyVersion

SURVEY = {"survey": Survey, "consultation": Consultation}
SURVEY_FROM = "survey JOIN consultation ON consultation.id = survey.consultation_id"
SURVEY_SOURCE = f"{SURVEY_FROM} WHERE survey.slug = ?"
VISIT = {**SURVEY, "draft": Draft}
VISIT_SOURCE = (
    f"{SURVEY_FROM} LEFT JOIN draft ON draft.survey_id = survey.id AND draft.token_hash = ? "
    "WHERE survey.slug = ?"
)
REMEMBERED = 200
LAST_WORDS = ("none of", "something else", "other")


@dataclass(frozen=True)
class AskedVersion:
    """All questions of one version, in order."""

    id: UUID
    number: int
    questions: tuple[Asked, ...]
    tested: str = ""  # who tried out this wording and what changed (D47); empty: nobody did

    def get_question(self, number: int) -> Asked:
        if not 1 <= number <= len(self.questions):
            raise NotFound
        return self.questions[number - 1]

    def find_by_key(self, key: str) -> Asked | None:
        return next((question for question in self.questions if question.key == key), None)

    @property
    def first_written(self) -> int:
        """The number of the first question with a box for words, or 0."""
        return next((question.number for question in self.questions if question.kind.is_written), 0)

    @property
    def has_words(self) -> bool:
        return any(question.kind.is_written for question in self.questions)


# A frozen version never changes, so a process reads each one once. What can still change is never here.
_frozen: OrderedDict[UUID, AskedVersion] = OrderedDict()


def as_asked(question: Question) -> Asked:
    return Asked(
        id=question.id,
        key=question.key,
        number=question.position,
        kind=KINDS[question.kind],
        text=question.text,
        hint=question.hint,
        choices=tuple(Choice(choice["value"], choice["label"]) for choice in question.choices),
        most=question.most,
        is_shuffled=question.is_shuffled,
        recipient=question.recipient,
        read_by=question.read_by,
    )


def say_tested(version: SurveyVersion) -> str:
    """What everybody reads before the first question, or nothing."""
    if version.tested_on is None:
        return ""
    return f"Tested first by: {version.tested_with}. What changed: {version.tested_changes}"


async def asked_version(version_id: UUID) -> AskedVersion:
    """A version as people get it, from memory where it can be."""
    if version_id in _frozen:
        _frozen.move_to_end(version_id)
        return _frozen[version_id]
    version = await SurveyVersion.get(id=version_id)
    rows = await Question.filter(version_id=version_id).order_by("position", "id")
    questions = tuple(as_asked(row) for row in rows)
    asked = AskedVersion(version.id, version.number, questions, say_tested(version))
    if version.is_frozen:
        _frozen[version_id] = asked
        if len(_frozen) > REMEMBERED:
            _frozen.popitem(last=False)
    return asked


async def get_survey(slug: str) -> Survey:
    """A survey with its consultation, whether the public may know of it or not."""
    found = await find_joined(SURVEY, SURVEY_SOURCE, [slug]) if is_slug(slug) else None
    return _with_consultation(found)


async def get_survey_and_draft(slug: str, token_hash: str) -> tuple[Survey, Draft | None]:
    """As `get_survey`, with the draft in it that this hash of a cookie opens, of whatever age. The survey and its
    consultation are shared with other requests, since each page of each person asks for them: only read them."""
    values = [token_hash, slug]
    found = await find_joined(VISIT, VISIT_SOURCE, values, shared=tuple(SURVEY)) if is_slug(slug) else None
    return _with_consultation(found), found["draft"] if found else None


def _with_consultation(found: Mapping[str, Any] | None) -> Survey:
    if found is None:
        raise NotFound
    survey: Survey = found["survey"]
    survey.consultation = found["consultation"]
    return survey


async def find_ready_version(survey: Survey) -> SurveyVersion | None:
    """The version that people who start now get."""
    return await SurveyVersion.filter(survey_id=survey.id, is_ready=True).order_by("-number").first()


async def get_ready_version(survey: Survey) -> SurveyVersion:
    version = await find_ready_version(survey)
    if version is None:
        raise NotFound
    return version


def why_not_open(survey: Survey, today: date) -> str | None:
    """Why nobody can answer now, in a sentence for whoever opened the link; None while people can."""
    consultation, word = survey.consultation, "poll" if survey.is_poll else "survey"
    if survey.state is SurveyState.WITHDRAWN:
        return f"We have taken this {word} away."
    if survey.state is SurveyState.DRAFT:
        return f"This {word} is not open yet."
    if consultation.state is ConsultationState.DRAFT:
        day = consultation.opens_on
        return f"This {word} is not open yet. It opens on {long_date(day)}." if day else "It is not open yet."
    if is_over(survey, today):
        last_day = last_day_of(survey)
        return f"This {word} closed on {long_date(last_day)}." if last_day else f"This {word} is closed."
    return None


def is_over(survey: Survey, today: date) -> bool:
    """Whether its time has passed: its consultation's, or that of a poll which ends before."""
    own_end = survey.closed_on is not None or (survey.closes_on is not None and survey.closes_on < today)
    return own_end or not survey.consultation.takes_answers(today)


def last_day_of(survey: Survey) -> date | None:
    """The day it closed, or will close. Whichever comes first counts."""
    consultation = survey.consultation
    days = (survey.closed_on, survey.closes_on, consultation.closed_on or consultation.closes_on)
    return min((day for day in days if day is not None), default=None)


def is_known(survey: Survey) -> bool:
    """Whether the public may know of it: it was ready once, and its consultation is announced."""
    return survey.state is not SurveyState.DRAFT and survey.consultation.is_public


def reply_by(survey: Survey) -> str | None:
    """The day by which everybody is told what became of it, as long as there is a last day."""
    due = survey.consultation.reply_due_on
    return long_date(due) if due else None


def in_order_for(question: Asked, seed: str) -> list[Choice]:
    """The choices as this person sees them, the same each time they come back. “None of these” stays last."""
    choices = list(question.kind.choices_of(question))
    if not question.is_shuffled:
        return choices
    return _shuffled(choices, f"{seed}:{question.key}")


def _shuffled(choices: Iterable[Choice], seed: str) -> list[Choice]:
    last = [choice for choice in choices if choice.label.casefold().startswith(LAST_WORDS)]
    rest = [choice for choice in choices if choice not in last]
    Random(seed).shuffle(rest)
    return rest + last
