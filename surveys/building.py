"""Making a survey: its questions, while nobody can answer it yet.

Two people may build at once. Every change comes with the stamp of what its author saw; when the row looks
different by now, the author is told and nothing is overwritten.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from feedback.consultations.models import Consultation
from feedback.core.database import in_a_transaction, is_postgres, transaction
from feedback.core.errors import NotFound, Refusal
from feedback.people.audit import record
from feedback.people.models import Account
from surveys.asking import as_asked
from surveys.kinds import KINDS, Choice
from surveys.kinds.message import READERS
from surveys.models import Question, Survey, SurveyVersion

LONGEST_KEY = 60
LONGEST_TEXT = 300
# Without these nobody can tell a young person's words from those about them (D7). What tells of needs and health
# is asked only where an editor wants it (D23).
ASKED_AT_FIRST = ("spoken_by", "group", "age_band", "child_age_band")
CHANGED_MEANWHILE = (
    "Somebody else changed this while you were writing. What you wrote is still here. "
    "Look at how it reads now, and save again if yours is right."
)
CANNOT_CHANGE = "People can answer these questions already. Make a new version to change them."
READY_ALREADY = "This survey is ready. Take it back to draft to change it."

# What an editor decides about a question.
WORDED = (
    "kind",
    "text",
    "hint",
    "choices",
    "most",
    "is_shuffled",
    "use",
    "recipient",
    "read_by",
)
# Which settings a copy takes along; the consultation and the state are its own.
COPIED = (
    "who_asks",
    "who_reads",
    "minutes",
    "easy_notice",
    "full_notice",
    "notice_version",
    "lawful_basis",
    "special_condition",
    "controller",
    "retention_months",
    "asks_about",
)


@dataclass(frozen=True)
class Wording:
    """What an editor decides about one question."""

    kind: str
    text: str
    hint: str = ""
    labels: tuple[str, ...] = ()
    most: int | None = None
    is_shuffled: bool = False
    use: str = ""
    recipient: str = ""
    read_by: str = ""


def stamp_of(*values: object) -> str:
    """A mark that changes when any of the values does."""
    return hashlib.sha256(json.dumps(values, default=str).encode()).hexdigest()[:16]


def question_stamp(question: Question) -> str:
    return stamp_of(*(getattr(question, name) for name in WORDED))


async def order_stamp(version: SurveyVersion) -> str:
    keys = (
        await Question.filter(version_id=version.id).order_by("position", "id").values_list("key", flat=True)
    )
    return stamp_of(keys)


async def get_latest_version(survey: Survey) -> SurveyVersion:
    version = await SurveyVersion.filter(survey_id=survey.id).order_by("-number").first()
    if version is None:
        raise NotFound
    return version


async def questions_of(version: SurveyVersion) -> list[Question]:
    return await Question.filter(version_id=version.id).order_by("position", "id")


async def get_question(survey: Survey, key: str) -> Question:
    version = await get_latest_version(survey)
    found = Question.filter(version_id=version.id, key=key)
    question = await found.first() if len(key) <= LONGEST_KEY else None
    if question is None:
        raise NotFound
    return question


async def make_survey(consultation: Consultation, title: str, account: Account | None) -> Survey:
    """A draft without questions, but those about who speaks."""
    async with transaction():
        survey = await Survey.create(
            consultation=consultation,
            title=title,
            slug=await free_slug(title),
            asks_about=list(ASKED_AT_FIRST),
        )
        await SurveyVersion.create(survey=survey, number=1)
        await record(account, "make survey", survey)
    return survey


async def copy_survey(
    source: Survey, consultation: Consultation, title: str, account: Account | None
) -> Survey:
    """The newest questions and the settings of `source`, as a draft in `consultation`.

    The copy remembers where it came from, so that this year's answers can be laid beside last year's.
    """
    async with transaction():
        settings = {name: getattr(source, name) for name in COPIED}
        slug = await free_slug(title)
        survey = await Survey.create(
            consultation=consultation, title=title, slug=slug, copied_from_id=source.id, **settings
        )
        version = await SurveyVersion.create(survey=survey, number=1)
        await copy_questions(await get_latest_version(source), version)
        await record(account, "copy survey", survey, f"from {source.slug}")
    return survey


async def copy_questions(source: SurveyVersion, target: SurveyVersion) -> None:
    """The same questions with the same keys, so that results join over versions."""
    copied = ("key", "position", *WORDED)
    rows = await questions_of(source)
    await Question.bulk_create(
        [Question(version_id=target.id, **{name: getattr(row, name) for name in copied}) for row in rows]
    )


async def add_question(survey: Survey, wording: Wording, account: Account | None) -> Question:
    check_wording(wording)
    _check_is_survey(survey)
    async with transaction():
        version = await _changeable(survey)
        rows = await questions_of(version)
        question = await Question.create(
            version_id=version.id,
            key=await _free_key(survey),
            position=len(rows) + 1,
            **fields_of(wording, (), ()),
        )
        await record(account, "add question", survey, question.key)
    return question


async def change_question(
    survey: Survey, key: str, wording: Wording, stamp: str, account: Account | None
) -> Question:
    check_wording(wording)
    async with transaction():
        await _changeable(survey)
        question = await get_question(survey, key)
        if question_stamp(question) != stamp:
            raise Refusal(CHANGED_MEANWHILE)
        before = as_asked(question).choices
        question.update_from_dict(fields_of(wording, before, await _used_values(survey, key)))
        await question.save()
        await record(account, "change question", survey, key)
    return question


async def move_question(survey: Survey, key: str, steps: int, stamp: str, account: Account | None) -> None:
    """Up (-1) or down (1). At either end nothing happens."""
    async with transaction():
        rows = await _rows_in_order(survey, stamp)
        place = next((place for place, row in enumerate(rows) if row.key == key), None)
        if place is None:
            raise NotFound
        target = min(max(place + steps, 0), len(rows) - 1)
        rows.insert(target, rows.pop(place))
        await _number(rows)
        await record(account, "move question", survey, key)


async def copy_question(survey: Survey, key: str, stamp: str, account: Account | None) -> Question:
    """The same question once more, right below, under a key of its own."""
    _check_is_survey(survey)
    async with transaction():
        rows = await _rows_in_order(survey, stamp)
        source = next((row for row in rows if row.key == key), None)
        if source is None:
            raise NotFound
        copied = ("version_id", *WORDED)
        question = await Question.create(
            key=await _free_key(survey),
            position=len(rows) + 1,
            **{name: getattr(source, name) for name in copied},
        )
        rows.insert(rows.index(source) + 1, question)
        await _number(rows)
        await record(account, "copy question", survey, question.key)
    return question


async def remove_question(survey: Survey, key: str, stamp: str, account: Account | None) -> None:
    _check_is_survey(survey)
    async with transaction():
        rows = await _rows_in_order(survey, stamp)
        question = next((row for row in rows if row.key == key), None)
        if question is None:
            raise NotFound
        rows.remove(question)
        await question.delete()
        await _number(rows)
        await record(account, "remove question", survey, key)


async def lock_survey(survey: Survey) -> Survey:
    """The row as it is now, held until the transaction ends, so that two editors take turns."""
    rows = Survey.filter(id=survey.id)
    if in_a_transaction() and is_postgres():
        rows = rows.select_for_update()
    return await rows.get()


def _check_is_survey(survey: Survey) -> None:
    if survey.is_poll:
        raise Refusal("A poll has one question. Make a survey to ask more.")


async def _changeable(survey: Survey) -> SurveyVersion:
    locked = await lock_survey(survey)
    version = await get_latest_version(locked)
    if version.is_frozen:
        raise Refusal(CANNOT_CHANGE)
    if version.is_ready:
        raise Refusal(READY_ALREADY)
    return version


async def _rows_in_order(survey: Survey, stamp: str) -> list[Question]:
    version = await _changeable(survey)
    if await order_stamp(version) != stamp:
        raise Refusal("Somebody else changed the list of questions. Look at it again, then try once more.")
    return await questions_of(version)


async def _number(rows: list[Question]) -> None:
    for position, row in enumerate(rows, 1):
        if row.position != position:
            row.position = position
            await row.save(update_fields=["position"])


def check_wording(wording: Wording) -> None:
    if not wording.text.strip():
        raise Refusal("Write the question", "text")
    if len(wording.text) > LONGEST_TEXT:
        raise Refusal(f"The question must be {LONGEST_TEXT} characters or fewer", "text")
    kind = KINDS[wording.kind]
    if kind.has_recipient and not wording.recipient.strip():
        raise Refusal("Say who gets the message", "recipient")
    if kind.has_recipient and wording.read_by not in READERS:
        raise Refusal("Choose who reads it", "read_by")
    flaws = kind.flaws(wording.labels, wording.most)
    if flaws:
        raise Refusal(flaws[0].sentence, flaws[0].field)


def fields_of(wording: Wording, before: tuple[Choice, ...], used: Any) -> dict[str, Any]:
    kind = KINDS[wording.kind]
    choices = kind.make_choices(wording.labels, before, used) if kind.has_choices else []
    return {
        "kind": wording.kind,
        "text": wording.text,
        "hint": wording.hint,
        "choices": [{"value": choice.value, "label": choice.label} for choice in choices],
        "most": wording.most if kind.most_label else None,
        "is_shuffled": wording.is_shuffled and kind.can_shuffle,
        "use": wording.use,
        "recipient": wording.recipient if kind.has_recipient else "",
        "read_by": wording.read_by if kind.has_recipient else "",
    }


async def _used_values(survey: Survey, key: str) -> list[str]:
    """Every value that this question has ever had: a new choice must not inherit an old one's answers."""
    rows = (
        await Question.filter(version__survey_id__in=_family(survey), key=key)
        .order_by("id")
        .values_list("choices", flat=True)
    )
    return [choice["value"] for choices in rows for choice in choices]


def _family(survey: Survey) -> list[Any]:
    """The survey and the one it was copied from, whose answers are compared with its own."""
    return [survey_id for survey_id in (survey.id, survey.copied_from_id) if survey_id]


async def _free_key(survey: Survey) -> str:
    questions = Question.filter(version__survey_id__in=_family(survey)).order_by("id")
    keys = await questions.values_list("key", flat=True)
    numbers = [int(str(key)[1:]) for key in keys if re.fullmatch(r"q[0-9]+", str(key))]
    return f"q{max(numbers, default=0) + 1}"


async def free_slug(title: str) -> str:
    """An address from the title, with a number where another survey has it."""
    plain = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:60] or "survey"
    taken = set(await Survey.filter(slug__startswith=plain).order_by("slug").values_list("slug", flat=True))
    slugs = (plain if number == 1 else f"{plain}-{number}" for number in range(1, len(taken) + 2))
    return next(slug for slug in slugs if slug not in taken)
