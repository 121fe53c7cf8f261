"""A survey on paper is typed in on one page: one voice with its mode, a code to hand back, and only once."""

from datetime import timedelta
from html import unescape

import pytest

from feedback.core.clock import today
from feedback.core.roles import Role
from feedback.people.models import AuditEntry
from feedback.voices.keep_codes import new_client_key, write_client_key
from feedback.voices.models import Comment, Door, KeyedForm, Voice
from feedback.voices.receiving import find_voice_by_code
from surveys.models import Answer, AnswerState, Response, Survey, SurveyState, SurveyVersion
from tests.makers.surveys import EVERY_PART, TEXTS, make_poll, make_survey
from tests.voices.test_commenting import shown_code

KINDS = ("yes_no_not_sure", "one_of", "some_of", "short_text", "long_text")
WORDS = "More clubs near us."


def typed(**more) -> dict:
    """A form with an answer to each question but the fourth, whose words are not known."""
    day = today()
    return {
        "mode": "phone",
        "came_on-day": str(day.day),
        "came_on-month": str(day.month),
        "came_on-year": str(day.year),
        "client_key": write_client_key(new_client_key()),
        "q1-answer": "yes",
        "q2-answer": "c2",
        "q3-answer": ["c1", "c3"],
        "q4-unknown": "y",
        "q5-answer": WORDS,
        "about-group": "parent_carer",
        "about-child_age_band": "13-15",
        "helped": "choose",
        **more,
    }


async def test_every_question_stands_on_one_page(client, sign_in):
    survey = await make_survey(kinds=KINDS, asks_about=EVERY_PART)
    await sign_in(Role.EDITOR)
    page = await client.get(f"/staff/surveys/{survey.slug}/key-in")
    assert page.status_code == 200
    for kind in KINDS:
        assert TEXTS[kind] in page.text
    assert "How old is your child?" in page.text
    assert "/key-in" in (await client.get(f"/staff/surveys/{survey.slug}")).text


async def test_a_form_becomes_one_voice_with_its_answers(client, sign_in):
    survey = await make_survey(kinds=KINDS, asks_about=EVERY_PART)
    account = await sign_in(Role.EDITOR)
    sent = await client.post(f"/staff/surveys/{survey.slug}/key-in", data=typed(number="31"))
    assert sent.status_code == 303
    voice = await find_voice_by_code(shown_code(await client.get(sent.headers["location"])))
    assert voice is not None
    assert (voice.mode, voice.helped, voice.group) == ("phone", "choose", "parent_carer")
    assert (voice.child_age_band, voice.notice_version, voice.may_quote) == ("13-15", "2026-1", False)
    answers = Answer.filter(response__voice_id=voice.id).order_by("question__position", "value")
    found = [(one.state, one.value) for one in await answers]
    assert found == [
        (AnswerState.ANSWERED, "yes"),
        (AnswerState.ANSWERED, "c2"),
        (AnswerState.ANSWERED, "c1"),
        (AnswerState.ANSWERED, "c3"),
        (AnswerState.UNKNOWN, ""),
        (AnswerState.ANSWERED, ""),
    ]
    assert (await Comment.get(voice_id=voice.id)).words == WORDS
    assert (await SurveyVersion.get(survey_id=survey.id)).is_frozen
    entry = await AuditEntry.get(action="key in")
    assert entry.account_id == account.id
    assert entry.detail == f"survey {survey.slug}, phone"
    await client.get(f"/r/{shown_code(await client.get(sent.headers['location']))}")
    assert WORDS in (await client.get("/receipt")).text


async def test_the_same_form_is_refused_in_this_survey_only(client, sign_in):
    survey, other = await make_survey(kinds=KINDS), await make_survey(kinds=KINDS)
    await sign_in(Role.EDITOR)
    data = typed(number="31")
    assert (await client.post(f"/staff/surveys/{survey.slug}/key-in", data=data)).status_code == 303
    assert (await client.post(f"/staff/surveys/{survey.slug}/key-in", data=data)).status_code == 303
    assert await Response.filter(survey_id=survey.id).count() == 1, "a second tap is no second form"
    again = await client.post(f"/staff/surveys/{survey.slug}/key-in", data=typed(number=" 31"))
    assert again.status_code == 400
    assert "typed in on" in again.text
    assert WORDS in again.text
    assert await Response.filter(survey_id=survey.id).count() == 1
    assert (
        await client.post(f"/staff/surveys/{other.slug}/key-in", data=typed(number="31"))
    ).status_code == 303


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"mode": ""}, "Choose how it came to us"),
        ({"q3-answer": ["c1", "c2", "c3"]}, "2"),
        ({"q2-answer": "c9"}, "Choose one of the answers on the list"),
        ({"q4-answer": "x" * 201, "q4-unknown": ""}, "must be 200 characters or fewer"),
        ({"came_on-year": "2100"}, "The day must be today or earlier"),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_stays(client, sign_in, data, sentence):
    survey = await make_survey(kinds=KINDS, asks_about=EVERY_PART)
    await sign_in(Role.EDITOR)
    page = await client.post(f"/staff/surveys/{survey.slug}/key-in", data=typed(**data))
    assert page.status_code == 400
    assert sentence in unescape(page.text)
    assert WORDS in page.text
    assert await Voice.filter(consultation_id=survey.consultation_id).count() == 0
    assert await KeyedForm.all().count() == 0


async def test_an_empty_form_is_no_voice(client, sign_in):
    survey = await make_survey(kinds=KINDS)
    await sign_in(Role.EDITOR)
    empty = {name: value for name, value in typed().items() if not name.startswith("q")}
    page = await client.post(f"/staff/surveys/{survey.slug}/key-in", data=empty)
    assert page.status_code == 400
    assert "There is no answer on this form" in page.text


async def test_nothing_is_typed_into_a_survey_that_is_not_there(client, sign_in):
    taken = await make_survey(kinds=KINDS, state=SurveyState.WITHDRAWN)
    await SurveyVersion.filter(survey_id=taken.id).update(is_ready=True)
    draft = await make_survey(kinds=KINDS, state=SurveyState.DRAFT)
    await sign_in(Role.EDITOR)
    page = await client.post(f"/staff/surveys/{taken.slug}/key-in", data=typed())
    assert "taken away" in page.text
    assert WORDS in page.text
    assert (await client.get(f"/staff/surveys/{draft.slug}/key-in")).status_code == 404


async def test_an_editor_of_another_consultation_types_nothing_in(client, sign_in):
    survey, other = await make_survey(kinds=KINDS), await make_survey(kinds=KINDS)
    await sign_in(Role.EDITOR, consultation=other.consultation)
    answer = await client.post(f"/staff/surveys/{survey.slug}/key-in", data=typed())
    assert answer.status_code == 403
    assert await Response.filter(survey_id=survey.id).count() == 0


async def test_a_vote_on_paper_counts_in_its_poll(client, sign_in):
    poll = await make_poll()
    await sign_in(Role.EDITOR)
    staff_page = (await client.get(f"/staff/polls/{poll.slug}")).text
    paper, key_in = f"/s/{poll.slug}/paper", f"/staff/surveys/{poll.slug}/key-in"
    assert paper in staff_page
    assert key_in in staff_page
    form = (await client.get(paper)).text
    assert form.count("paper__box") == 4, "three choices and “I don’t know”, and nothing about words"
    assert "May we use your words" not in (await client.get(key_in)).text
    sent = await client.post(key_in, data=typed() | {"q1-answer": "c2"})
    assert sent.status_code == 303
    voice = await Voice.get(consultation_id=poll.consultation_id)
    assert (voice.door, voice.mode) == (Door.POLL, "phone")
    assert (await Answer.get(response__voice_id=voice.id)).value == "c2"
    await Survey.filter(id=poll.id).update(closed_on=today() - timedelta(days=1))
    late = await client.post(key_in, data=typed() | {"q1-answer": "c2"})
    assert late.status_code == 400
    assert "and this came later" in late.text


async def test_a_poll_with_links_takes_no_vote_by_hand(client, sign_in):
    poll = await make_poll(links=2)
    await sign_in(Role.EDITOR)
    assert f"{poll.slug}/key-in" not in (await client.get(f"/staff/polls/{poll.slug}")).text
    refused = await client.post(f"/staff/surveys/{poll.slug}/key-in", data=typed() | {"q1-answer": "c2"})
    assert "each printed link votes once" in refused.text
    assert not await Response.filter(survey_id=poll.id).exists()
