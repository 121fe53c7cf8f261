"""From a draft to a response: read the answers back, and send them once."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from feedback.consultations.models import Consultation
from feedback.core.clock import london_day
from feedback.core.database import transaction, writer
from feedback.core.errors import Refusal
from feedback.core.statements import exchange, find_by, insert_all
from feedback.voices.about import CHOICES, About, label_of
from feedback.voices.keep_codes import CODE_WORDS, code_hash, code_of, read_client_key, write_client_key
from feedback.voices.models import AgeBand, Door, Voice
from feedback.voices.receiving import Received, Said, find_voice_by_key, new_voice, receive_voice
from surveys.asking import AskedVersion, why_not_open
from surveys.drafts import find_draft
from surveys.kinds import UNKNOWN, Asked, Given
from surveys.models import Answer, AnswerState, Draft, Response, Survey

ABOUT_QUESTIONS: dict[str, str] = {
    "spoken_by": "Whose words are these?",
    "group": "Which of these are you?",
    "age_band": "How old are you?",
    "child_age_band": "How old is your child?",
    "send_status": "What help at school or college is this about?",
    "pupil": "Are you, or is your child, at school or college now?",
    "main_need": "What is help needed with most?",
}

YOUNG_PEOPLE = (AgeBand.A16_17, AgeBand.A18_19, AgeBand.A20_25)


@dataclass(frozen=True)
class Line:
    """One answer as the check page reads it back."""

    question: str
    said: str
    number: int
    flaw: str | None = None


def given_to(draft: Draft, question: Asked) -> Given:
    return Given.from_kept(draft.answers.get(question.key))


def keepable(question: Asked, given: Given) -> Given:
    """What a draft may hold: everything that was typed, and no choice that nobody offered."""
    offered = {"", UNKNOWN, *(choice.value for choice in question.kind.choices_of(question))}
    return replace(given, chosen=tuple(value for value in given.chosen if value in offered))


def lines_of(version: AskedVersion, draft: Draft) -> list[Line]:
    lines = []
    for question in version.questions:
        given = given_to(draft, question)
        lines.append(
            Line(
                question.text,
                question.kind.say(question, given),
                question.number,
                flaw_in(question, given),
            )
        )
    return lines


def about_parts(survey: Survey, draft: Draft | None = None) -> list[str]:
    """Which parts of `About` are asked, in their order. Only a parent or carer is asked for a child's age."""
    asked = [part for part in ABOUT_QUESTIONS if part in survey.asks_about]
    is_parent = draft is None or draft.about.get("group") == "parent_carer"
    return [part for part in asked if part != "child_age_band" or is_parent]


def asks_if_in_group(survey: Survey, draft: Draft) -> bool:
    """Parents and carers are asked whether a forum spoke for them too: it is they whom forums speak for, and
    who would be counted twice."""
    return "group" in survey.asks_about and draft.about.get("group") == "parent_carer"


def child_may_speak(survey: Survey, draft: Draft) -> bool:
    """Whether this parent's child is over compulsory school age, and so has a voice of their own (D11)."""
    return (
        "child_age_band" in about_parts(survey, draft) and draft.about.get("child_age_band") in YOUNG_PEOPLE
    )


def about_lines(survey: Survey, draft: Draft) -> list[Line]:
    return [
        Line(ABOUT_QUESTIONS[part], label_of(part, draft.about.get(part, "")), number)
        for number, part in enumerate(about_parts(survey, draft), 1)
    ]


def about_choices(part: str) -> list[tuple[str, str]]:
    return list(CHOICES[part].items())


def has_words(version: AskedVersion, draft: Draft) -> bool:
    """Whether there are words that anybody could quote."""
    given = [given_to(draft, question) for question in version.questions if question.kind.is_written]
    return any(one.state is AnswerState.ANSWERED for one in given)


def first_open_number(version: AskedVersion, draft: Draft) -> int:
    """Where somebody who comes back goes on."""
    waiting = (question.number for question in version.questions if question.key not in draft.answers)
    return next(waiting, len(version.questions))


def client_key_of(token: str, survey_id: UUID) -> bytes:
    """The key of a sender whose device makes none. The same cookie always gives the same key, so a check page
    that is loaded or sent again stores nothing twice."""
    return hashlib.sha256(b"client key of a draft\0" + token.encode() + survey_id.bytes).digest()[:16]


def read_key(typed: str, token: str | None, survey: Survey) -> bytes | None:
    """The key that the page sent, or the cookie's own where the page sent none that can be read."""
    return read_client_key(typed) or (client_key_of(token, survey.id) if token else None)


def written_key(token: str, survey: Survey) -> str:
    return write_client_key(client_key_of(token, survey.id))


async def find_code(key: bytes) -> str | None:
    """The keep-code of what this key sent, or None if it sent nothing."""
    voice = await find_voice_by_key(key)
    return _code_of(voice, key) if voice else None


def _code_of(voice: Voice, key: bytes) -> str:
    longer = code_of(key, CODE_WORDS + 1)
    return longer if voice.keep_code_hash == code_hash(longer) else code_of(key)


async def send_draft(
    survey: Survey,
    version: AskedVersion,
    token: str,
    key: bytes,
    may_quote: bool,
    now: datetime,
    *,
    also_in_group: bool = False,
) -> str | None:
    """Turn the draft into a response, once; gives the keep-code, or None without a draft or a response.

    Whoever sends the same again, at the same moment or later, waits for the first and gets its code.
    """
    async with transaction():
        draft = await find_draft(survey, token, now)
        if draft is None:
            return await find_code(key)
        consultation = await find_by(Consultation, id=survey.consultation_id)
        assert consultation is not None
        survey.consultation = consultation
        _refuse_change(draft)
        check_sendable(survey, version, draft, london_day(now))
        received = await receive_voice(
            survey.consultation, **as_sent(survey, version, draft, key, may_quote, also_in_group, now)
        )
        if not received.is_repeat:
            response, answers = response_of(survey, version, draft, received)
            await insert_all([response])
            await insert_all(answers)
        await draft.delete(using_db=writer())
    return received.code


async def send_at_once(
    survey: Survey,
    version: AskedVersion,
    draft: Draft,
    key: bytes,
    may_quote: bool,
    now: datetime,
    *,
    also_in_group: bool = False,
) -> str | None:
    """As `send_draft`, with a draft and a consultation that were read for this very request.

    None, and nothing is changed, when that is not the plain case: the key was here before, its words are
    somebody else's, or another page wrote into the draft meanwhile. Then `send_draft` finds out in turn.
    """
    _refuse_change(draft)
    check_sendable(survey, version, draft, london_day(now))
    sent = as_sent(survey, version, draft, key, may_quote, also_in_group, now)
    received = new_voice(survey.consultation, **sent)
    response, answers = response_of(survey, version, draft, received)
    more = (received.comments, [response], answers)
    return received.code if await exchange(draft, ("answers", "about"), received.voice, more) else None


def _refuse_change(draft: Draft) -> None:
    """Answers that are being changed take the place of what was sent: as a second voice they count twice."""
    if draft.replaces_id is not None:
        raise Refusal("You are changing answers that you sent before. Go back to the page about your words.")


def check_sendable(survey: Survey, version: AskedVersion, draft: Draft, day: date) -> None:
    """Whether all of it can be sent today, or the sentence that says why not."""
    closed = why_not_open(survey, day)
    if closed:
        raise Refusal(closed)
    for question in version.questions:
        flaw = flaw_in(question, given_to(draft, question))
        if flaw:
            raise Refusal(f"Question {question.number}: {flaw}")


def as_sent(
    survey: Survey,
    version: AskedVersion,
    draft: Draft,
    key: bytes,
    may_quote: bool,
    also_in_group: bool,
    now: datetime,
) -> dict[str, Any]:
    """The draft as the voice of one person."""
    said = said_in(version, draft)
    return {
        "door": Door.SURVEY,
        "about": about_of(survey, draft),
        "said": said,
        "client_key": key,
        "may_quote": may_quote and bool(said),
        "notice_version": draft.notice_version,
        "mode": "web",
        "also_in_group": also_in_group and asks_if_in_group(survey, draft),
        "today": london_day(now),
    }


def said_in(version: AskedVersion, draft: Draft) -> list[Said]:
    """The free text of the draft, in the order of the questions."""
    return [
        Said(question.key, question.text, given_to(draft, question).words)
        for question in version.questions
        if _is_said(question, given_to(draft, question))
    ]


def about_of(survey: Survey, draft: Draft) -> About:
    """What the person said about themselves, of what this survey asks."""
    asked = about_parts(survey, draft)
    return About.read({part: value for part, value in draft.about.items() if part in asked})


def response_of(
    survey: Survey, version: AskedVersion, draft: Draft, received: Received
) -> tuple[Response, list[Answer]]:
    response = Response(
        survey_id=survey.id,
        version_id=version.id,
        voice_id=received.voice.id,
        order_seed=str(draft.id),
    )
    comments = {comment.question_key: comment.id for comment in received.comments}
    answers = [
        Answer(
            response_id=response.id,
            question_id=question.id,
            state=given.state,
            value=value,
            comment_id=comments.get(question.key),
        )
        for question in version.questions
        for given in [given_to(draft, question)]
        for value in question.kind.values(given)
    ]
    return response, answers


def _is_said(question: Asked, given: Given) -> bool:
    return question.kind.is_written and given.state is AnswerState.ANSWERED


def flaw_in(question: Asked, given: Given) -> str | None:
    """What was skipped need not be right, even if something was typed."""
    return question.kind.flaw_of(question, given) if given.state is AnswerState.ANSWERED else None
