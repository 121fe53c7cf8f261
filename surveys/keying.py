"""An answer to a survey or a poll that came on paper, by phone or face to face, typed in by staff (D9, D76)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from feedback.core.clock import london_day, long_date
from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.core.statements import insert_all
from feedback.people.models import Account
from feedback.voices.about import UNSAID
from feedback.voices.keying import Keyed, check_keyed, note_keyed
from feedback.voices.models import Door
from feedback.voices.receiving import receive_voice
from surveys.answering import as_sent, flaw_in, keepable, response_of
from surveys.asking import AskedVersion, asked_version, get_ready_version, last_day_of
from surveys.drafts import freeze
from surveys.kinds import Given
from surveys.models import AnswerState, Draft, Survey, SurveyState


@dataclass(frozen=True)
class Sheet:
    """All that stands on one form: answers by the key of their question, and what it says of the person."""

    given: Mapping[str, Given]
    about: Mapping[str, str]
    helped: str = UNSAID
    may_quote: bool = False


async def version_on_paper(survey: Survey) -> AskedVersion:
    """What the form asks. Its choices keep the order in which they were printed."""
    version = await asked_version((await get_ready_version(survey)).id)
    questions = tuple(replace(question, is_shuffled=False) for question in version.questions)
    return replace(version, questions=questions)


async def key_in_response(
    survey: Survey,
    version: AskedVersion,
    sheet: Sheet,
    keyed: Keyed,
    client_key: bytes,
    account: Account | None,
    now: datetime,
) -> str:
    """Store the form as one voice with its mode; gives the keep-code to hand back."""
    today = london_day(now)
    if survey.state is not SurveyState.READY:
        raise Refusal("This survey is not ready, or it was taken away, so no answer can be stored.")
    if survey.links:
        raise Refusal("In this poll each printed link votes once, so no vote can be typed in.")
    check_keyed(survey.consultation, keyed, today)
    last_day = last_day_of(survey)
    if last_day is not None and keyed.came_on > last_day:
        raise Refusal(f"It closed on {long_date(last_day)}, and this came later", "came_on")
    draft = _as_draft(survey, version, sheet)
    sent = as_sent(survey, version, draft, client_key, sheet.may_quote, False, now)
    sent["about"] = replace(sent["about"], helped=sheet.helped)
    sent["said"] = [replace(said, said_on=keyed.came_on) for said in sent["said"]]
    sent["mode"] = keyed.mode
    if survey.is_poll:
        sent["door"] = Door.POLL
    async with transaction():
        received = await receive_voice(survey.consultation, **sent)
        if not received.is_repeat:
            await freeze(await get_ready_version(survey), now)
            response, answers = response_of(survey, version, draft, received)
            await insert_all([response])
            await insert_all(answers)
            await note_keyed(received.voice, f"survey {survey.slug}", keyed, account, today)
    return received.code


def _as_draft(survey: Survey, version: AskedVersion, sheet: Sheet) -> Draft:
    """The form as if it had been answered page by page. It is never stored."""
    answers = {}
    for question in version.questions:
        given = sheet.given.get(question.key, Given())
        flaw = flaw_in(question, given)
        if flaw:
            raise Refusal(flaw, question.key)
        answers[question.key] = keepable(question, given).kept()
    if not any(given.state is not AnswerState.SKIPPED for given in sheet.given.values()):
        raise Refusal("There is no answer on this form. Type in at least one.")
    return Draft(
        survey_id=survey.id,
        version_id=version.id,
        token_hash="",
        answers=answers,
        about=dict(sheet.about),
        notice_version=survey.notice_version,
    )
