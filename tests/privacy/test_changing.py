"""What was sent can be changed until it closes: one voice, one code, and nothing left of the words before."""

from datetime import UTC, date, datetime

import pytest

from feedback.consultations.lifecycle import close_consultation
from feedback.core.errors import Refusal
from feedback.people.models import AuditEntry
from feedback.privacy.changing import change_voice, find_changeable, open_again
from feedback.privacy.withdrawing import stop_quoting, withdraw_voice
from feedback.safety.models import SafetyItem
from feedback.themes.models import Coding
from feedback.voices.keep_codes import new_client_key
from feedback.voices.models import Comment, CommentState, Voice
from feedback.voices.receiving import find_voice_by_code
from surveys.answering import send_at_once, send_draft
from surveys.asking import asked_version, get_ready_version, get_survey
from surveys.drafts import find_draft, keep_about, keep_answer, start_draft
from surveys.kinds import Given
from surveys.models import Answer, AnswerState, Draft, Response
from tests.makers.replies import make_theme
from tests.makers.surveys import make_survey
from tests.makers.voices import HARM
from tests.privacy.test_withdrawing import tables_with

NOW = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 3, 9, 9, 30, tzinfo=UTC)
TODAY = date(2026, 3, 9)
WORDS = "Marmalade on the minibus"
pytestmark = pytest.mark.usefixtures("db")


def written(words: str) -> Given:
    return Given(AnswerState.ANSWERED, words=words)


async def sent(words: str = WORDS):
    """A response of one choice and two texts; gives the voice, its code and its survey."""
    survey = await make_survey(kinds=("one_of", "short_text", "long_text"), asks_about=["group"])
    survey = await get_survey(survey.slug)
    ready = await get_ready_version(survey)
    version = await asked_version(ready.id)
    token = await start_draft(survey, ready, NOW)
    await keep_about(survey, token, "group", "parent_carer", NOW)
    await keep_answer(survey, token, "q1", Given(AnswerState.ANSWERED, chosen=("c1",)), NOW)
    await keep_answer(survey, token, "q2", written("The breakfast club"), NOW)
    await keep_answer(survey, token, "q3", written(words), NOW)
    code = await send_draft(survey, version, token, new_client_key(), True, NOW)
    assert code is not None
    voice = await find_voice_by_code(code)
    assert voice is not None
    return voice, code, survey, version


async def test_everything_that_was_sent_opens_again():
    voice, _, survey, version = await sent()
    opened, token = await open_again(voice, LATER)
    draft = await find_draft(survey, token, LATER)
    assert opened.id == survey.id
    assert draft.about == {"group": "parent_carer"}
    given = {key: Given.from_kept(kept) for key, kept in draft.answers.items()}
    assert given["q1"].chosen == ("c1",)
    assert given["q3"].words == WORDS
    assert len(given) == len(version.questions)


async def test_a_new_version_takes_the_place_of_the_old_and_the_code_stays():
    voice, code, survey, version = await sent()
    breakfast = await Comment.get(voice_id=voice.id, question_key="q2")
    changed = await Comment.get(voice_id=voice.id, question_key="q3")
    theme = await make_theme(survey.consultation, "Travel", [breakfast, changed])
    _, token = await open_again(voice, LATER)
    await keep_answer(survey, token, "q1", Given(AnswerState.ANSWERED, chosen=("c2",)), LATER)
    await keep_answer(survey, token, "q3", written("The minibus is warm"), LATER)
    await keep_about(survey, token, "group", "employer", LATER)
    await change_voice(voice, survey, version, token, False, LATER)
    assert await tables_with("Marmalade") == []
    found = await find_voice_by_code(code)
    assert (found.id, found.group, found.may_quote) == (voice.id, "employer", False)
    assert found.received_on == NOW.date()
    live = await Comment.filter(voice_id=voice.id, state=CommentState.LIVE).order_by("question_key")
    assert [one.words for one in live] == ["The breakfast club", "The minibus is warm"]
    assert live[0].id == breakfast.id
    assert await Coding.filter(theme=theme).values_list("comment_id", flat=True) == [breakfast.id]
    assert await Voice.filter(consultation_id=survey.consultation_id).count() == 1
    response = await Response.get(voice_id=voice.id)
    values = await Answer.filter(response_id=response.id).order_by("value").values_list("value", flat=True)
    assert values == ["", "", "c2"]
    assert not await Draft.exists()


async def test_a_draft_that_changes_answers_is_never_a_second_voice():
    voice, _, survey, version = await sent()
    _, token = await open_again(voice, LATER)
    draft = await find_draft(survey, token, LATER)
    for send in (
        send_draft(survey, version, token, new_client_key(), True, LATER),
        send_at_once(survey, version, draft, new_client_key(), True, LATER),
    ):
        with pytest.raises(Refusal, match="sent before"):
            await send
    assert await Voice.filter(consultation_id=survey.consultation_id).count() == 1


async def test_the_draft_of_one_voice_changes_no_other():
    voice, _, survey, version = await sent()
    other, _, _, _ = await sent("Another thing")
    _, token = await open_again(voice, LATER)
    with pytest.raises(Refusal, match="not open for changing"):
        await change_voice(other, survey, version, token, True, LATER)
    assert (await Comment.get(voice_id=other.id, question_key="q3")).words == "Another thing"


async def test_after_the_close_nothing_can_be_changed():
    voice, _, survey, version = await sent()
    _, token = await open_again(voice, LATER)
    await close_consultation(survey.consultation, TODAY)
    assert await find_changeable(voice, TODAY) is None
    with pytest.raises(Refusal, match="It has closed"):
        await open_again(voice, LATER)
    with pytest.raises(Refusal, match="closed"):
        await change_voice(voice, survey, version, token, True, LATER)
    assert (await Comment.get(voice_id=voice.id, question_key="q3")).words == WORDS


async def test_changed_words_are_screened_and_words_that_were_held_stay_with_the_lead():
    voice, _, survey, version = await sent(HARM)
    _, token = await open_again(voice, LATER)
    await keep_answer(survey, token, "q3", written("The minibus is warm"), LATER)
    await change_voice(voice, survey, version, token, True, LATER)
    assert (await SafetyItem.get()).words == HARM
    _, token = await open_again(voice, LATER)
    await keep_answer(survey, token, "q2", written(HARM), LATER)
    await change_voice(voice, survey, version, token, True, LATER)
    held = await Comment.get(voice_id=voice.id, question_key="q2", state=CommentState.HELD)
    assert held.words == HARM


async def test_deleting_takes_a_change_that_was_begun_with_it():
    voice, _, survey, version = await sent()
    _, token = await open_again(voice, LATER)
    await withdraw_voice(voice, LATER, TODAY)
    assert await tables_with("Marmalade") == []
    with pytest.raises(Refusal, match="not open for changing"):
        await change_voice(voice, survey, version, token, True, LATER)


async def test_changing_and_taking_back_leave_no_hour_beside_a_voice():
    voice, _, survey, version = await sent()
    _, token = await open_again(voice, LATER)
    await change_voice(voice, survey, version, token, True, LATER)
    await stop_quoting(voice, TODAY)
    assert not await AuditEntry.filter(subject_id=str(voice.id)).exists()
