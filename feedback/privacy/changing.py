"""Change what I said, until it closes (D26). A new version takes the place of the old; the keep-code stays.

The answers open again as a draft that knows which voice it replaces. Comments that read as before stay as they
are, with their reading and their themes. One that was changed is taken out like a withdrawn one, and its new
words go through the same screen as everybody's.
"""

from datetime import date, datetime

from feedback.consultations.models import Consultation
from feedback.core.clock import london_day
from feedback.core.errors import Refusal
from feedback.core.statements import insert_all
from feedback.privacy.withdrawing import take_out_comments
from feedback.themes.tallies import keep_tallies
from feedback.voices.commenting import QUESTION_KEY
from feedback.voices.models import Comment, CommentState, Door, Voice, VoiceState
from feedback.voices.receiving import Received, Said, new_comment
from surveys.answering import about_of, check_sendable, response_of, said_in
from surveys.asking import AskedVersion, asked_version, why_not_open
from surveys.drafts import find_draft, start_change
from surveys.kinds import Asked, Given
from surveys.models import Answer, AnswerState, Response, Survey

GONE = "These answers are not open for changing any more. Open them again from the page about your words."


async def find_changeable(voice: Voice, today: date) -> Response | None:
    """The answers that this code may open again: sent by a survey that still takes answers."""
    if voice.state != VoiceState.LIVE:
        return None
    response = await Response.get_or_none(voice_id=voice.id).prefetch_related("survey__consultation")
    return response if response is not None and why_not_open(response.survey, today) is None else None


async def find_open_comment(voice: Voice, today: date) -> Comment | None:
    """The text that somebody sent by themselves, while the page that took it takes others."""
    if voice.state != VoiceState.LIVE or voice.door != Door.COMMENT:
        return None
    if not (await Consultation.get(id=voice.consultation_id)).takes_answers(today):
        return None
    own = Comment.filter(voice_id=voice.id, question_key=QUESTION_KEY).exclude(state=CommentState.WITHDRAWN)
    return await own.order_by("id").first()


async def change_comment(voice: Voice, words: str, now: datetime) -> None:
    """Put other words in the place of an open comment. What was said about the person, and if their words may
    be used, stays as it was."""
    async with keep_tallies(await Consultation.get(id=voice.consultation_id), [voice.id]):
        comment = await find_open_comment(await Voice.get(id=voice.id), london_day(now))
        if comment is None:
            raise Refusal("Your words cannot be changed now. You can still delete them.")
        if not words.strip():
            raise Refusal("Write what you want to tell us, or delete what you said", "words")
        said = Said(comment.question_key, comment.question_text, words, offer_part=comment.offer_part)
        await _replace_comments(voice, [said], now)


async def open_again(voice: Voice, now: datetime) -> tuple[Survey, str]:
    """A draft with everything that was sent; gives the survey and the token for the cookie."""
    response = await find_changeable(voice, london_day(now))
    if response is None:
        raise Refusal("It has closed, so your answers cannot be changed now. You can still delete them.")
    version = await asked_version(response.version_id)
    given = await _given(response, version)
    about = {part: str(getattr(voice, part)) for part in response.survey.asks_about}
    token = await start_change(response, voice, given, about, now)
    return response.survey, token


async def change_voice(
    voice: Voice, survey: Survey, version: AskedVersion, token: str, may_quote: bool, now: datetime
) -> None:
    """Put what the draft holds in the place of what was sent, all or nothing."""
    survey.consultation = await Consultation.get(id=survey.consultation_id)
    async with keep_tallies(survey.consultation, [voice.id]):
        draft = await find_draft(survey, token, now)
        if draft is None or draft.replaces_id != voice.id:
            raise Refusal(GONE)
        check_sendable(survey, version, draft, london_day(now))
        said = said_in(version, draft)
        about = about_of(survey, draft).as_dict()
        asked = {part: value for part, value in about.items() if part in survey.asks_about}
        changed = Voice.filter(id=voice.id, state=VoiceState.LIVE)
        if not await changed.update(may_quote=may_quote and bool(said), **asked):
            raise Refusal("You have deleted what you said, so there is nothing to change.")
        comments = await _replace_comments(voice, said, now)
        for old in await Response.filter(voice_id=voice.id).order_by("id"):
            await Answer.filter(response_id=old.id).delete()
            await old.delete()
        response, answers = response_of(survey, version, draft, Received(voice, comments, False, ""))
        await insert_all([response])
        await insert_all(answers)
        await draft.delete()


async def _replace_comments(voice: Voice, said: list[Said], now: datetime) -> list[Comment]:
    """The comments as they are now. Within a transaction."""
    standing = await Comment.filter(voice_id=voice.id).exclude(state=CommentState.WITHDRAWN).order_by("id")
    fresh = {one.question_key: new_comment(voice, one, london_day(now)) for one in said if one.words.strip()}
    kept = [one for one in standing if _reads(one) == _reads(fresh.get(one.question_key))]
    gone = [one for one in standing if one not in kept]
    if gone:
        await take_out_comments(voice, gone, now, london_day(now))
    same = {one.question_key for one in kept}
    added = [one for key, one in fresh.items() if key not in same]
    await insert_all(added)
    return [*kept, *added]


def _reads(comment: Comment | None) -> str | None:
    return comment.words if comment else None


async def _given(response: Response, version: AskedVersion) -> dict[str, Given]:
    """What was sent, as a draft keeps it, by the key of its question."""
    answers = await Answer.filter(response_id=response.id).order_by("value").prefetch_related("comment")
    by_question: dict[object, list[Answer]] = {}
    for answer in answers:
        by_question.setdefault(answer.question_id, []).append(answer)
    return {
        question.key: _given_to(question, by_question.get(question.id, [])) for question in version.questions
    }


def _given_to(question: Asked, answers: list[Answer]) -> Given:
    state = answers[0].state if answers else AnswerState.SKIPPED
    words = next((answer.comment.words for answer in answers if answer.comment), "")
    return Given(state, tuple(answer.value for answer in answers if answer.value), words)
