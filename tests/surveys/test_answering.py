"""Walking a whole survey as a person does, without script."""

import re

import httpx2
import pytest

from feedback.consultations.contact import contact
from feedback.voices.models import Comment, Voice
from surveys.models import Answer, AnswerState, Draft, Response, Survey, SurveyVersion
from tests.makers.surveys import EVERY_PART, make_survey

ANSWERS = [
    {"answer": "yes"},
    {"answer": "c2"},
    {"answer": ["c1", "c3"]},
    {"answer": "middle"},
    {"answer": "Lunch with my friends"},
    {"answer": "The taxi comes late.\n\nI wait in the rain."},
]


async def begin(client: httpx2.AsyncClient, survey: Survey) -> None:
    response = await client.post(f"/s/{survey.slug}/start")
    assert (response.status_code, response.headers["location"]) == (303, f"/s/{survey.slug}/q/1")


async def answer(client: httpx2.AsyncClient, survey: Survey, number: int, go: str = "next", **typed) -> str:
    response = await client.post(f"/s/{survey.slug}/q/{number}", data={"go": go, **typed})
    assert response.status_code == 303, response.text
    return response.headers["location"].removeprefix(f"/s/{survey.slug}")


async def walk(client: httpx2.AsyncClient, survey: Survey) -> str:
    """Answer everything; gives the key of the check page."""
    await begin(client, survey)
    for number, typed in enumerate(ANSWERS, 1):
        page = await client.get(f"/s/{survey.slug}/q/{number}")
        assert page.status_code == 200
        await answer(client, survey, number, **typed)
    return await check_key(client, survey)


async def check_key(client: httpx2.AsyncClient, survey: Survey) -> str:
    page = await client.get(f"/s/{survey.slug}/check")
    assert page.status_code == 200
    found = re.search(r'name="client_key" value="([^"]+)"', page.text)
    assert found
    return found[1]


async def send(client: httpx2.AsyncClient, survey: Survey, key: str, **more) -> httpx2.Response:
    return await client.post(f"/s/{survey.slug}/check", data={"client_key": key, **more})


def words_of(page: str) -> str:
    found = re.search(r'id="keep-code">([^<]+)<', page)
    assert found
    return found[1]


async def test_the_start_page_tells_everything_before_the_first_question(client):
    survey = await make_survey()
    page = (await client.get(f"/s/{survey.slug}")).text
    for part in (
        survey.who_asks,
        survey.who_reads,
        survey.easy_notice,
        "6 questions",
        "4 minutes",
        "Pick-up times",
        "The law on who may travel free",
        "If you tell us you or someone else is being hurt",
        f"/s/{survey.slug}/notice",
        "23 July 2099",
    ):
        assert part in page


async def test_the_start_page_counts_what_is_asked_about_the_person_too(client):
    survey = await make_survey(asks_about=["spoken_by", "group", "child_age_band"])
    assert "6 questions, then 2 about you." in (await client.get(f"/s/{survey.slug}")).text


async def test_it_stores_what_a_person_answered_and_shows_their_code(client):
    survey = await make_survey()
    key = await walk(client, survey)
    response = await send(client, survey, key, may_quote="y")
    assert (response.status_code, response.headers["location"]) == (303, f"/s/{survey.slug}/thanks")
    thanks = await client.get(f"/s/{survey.slug}/thanks")
    assert thanks.status_code == 200
    assert len(words_of(thanks.text).split("·")) == 4
    assert 'class="qr"' in thanks.text
    stored = await Response.get(survey=survey).select_related("voice")
    assert stored.voice.may_quote
    assert stored.voice.notice_version == "2026-1"
    answers = await Answer.filter(response=stored).order_by("question__position", "value")
    assert [answer.value for answer in answers] == ["yes", "c2", "c1", "c3", "middle", "", ""]
    assert {answer.state for answer in answers} == {AnswerState.ANSWERED}
    comments = await Comment.filter(voice=stored.voice).order_by("question_key")
    assert [comment.words for comment in comments] == [ANSWERS[4]["answer"], ANSWERS[5]["answer"]]
    assert [answers[5].comment_id, answers[6].comment_id] == [comment.id for comment in comments]
    assert await Draft.all().count() == 0


async def test_every_question_can_be_skipped_or_not_known(client):
    survey = await make_survey()
    await begin(client, survey)
    for number in range(1, 7):
        unknown = {"unknown": "y"} if number > 4 else {"answer": "unknown"}
        await answer(client, survey, number, **(unknown if number % 2 else {"go": "skip"}))
    await send(client, survey, await check_key(client, survey))
    states = await Answer.all().order_by("question__position").values_list("state", flat=True)
    assert states == [AnswerState.UNKNOWN, AnswerState.SKIPPED] * 3
    assert await Comment.all().count() == 0


async def test_back_loses_nothing_that_was_typed(client):
    survey = await make_survey(kinds=("one_of", "long_text", "some_of"))
    await begin(client, survey)
    assert await answer(client, survey, 1, answer="c2") == "/q/2"
    too_long = "word " * 500
    assert await answer(client, survey, 2, go="back", answer=too_long) == "/q/1"
    assert 'value="c2" checked' in (await client.get(f"/s/{survey.slug}/q/1")).text
    assert await answer(client, survey, 1, answer="c2") == "/q/2"
    assert too_long.strip() in (await client.get(f"/s/{survey.slug}/q/2")).text
    assert await answer(client, survey, 2, go="skip", answer="half a thought") == "/q/3"
    assert await answer(client, survey, 3, go="back", answer=["c1"]) == "/q/2"
    assert "half a thought" in (await client.get(f"/s/{survey.slug}/q/2")).text
    assert 'value="c1" checked' in (await client.get(f"/s/{survey.slug}/q/3")).text
    assert await answer(client, survey, 1, go="back", answer="c3") == ""


async def test_what_is_wrong_is_said_beside_what_was_typed(client):
    survey = await make_survey(kinds=("one_of", "short_text", "some_of", "long_text"))
    await begin(client, survey)
    wrong = [
        (1, {"answer": "c9"}, "Choose one of the answers on the list"),
        (2, {"answer": "x" * 201}, "Your answer must be 200 characters or fewer. You have used 201."),
        (3, {"answer": ["c1", "c2", "c3"]}, "Choose 2 at most. You have chosen 3."),
        (3, {"answer": ["c1", "unknown"]}, "Choose your answers, or “I don’t know”, but not both"),
        (3, {"answer": ["c1", "zz"]}, "Choose"),
        (4, {"answer": "y" * 2001}, "Your answer must be 2,000 characters or fewer"),
    ]
    for number, typed, sentence in wrong:
        page = await client.post(f"/s/{survey.slug}/q/{number}", data={"go": "next", **typed})
        assert page.status_code == 400
        assert page.text.count(sentence) >= 2
        assert "<title>Error: " in page.text
        if isinstance(typed["answer"], str) and len(typed["answer"]) > 9:
            assert typed["answer"] in page.text
    draft = await Draft.get(survey=survey)
    assert draft.answers == {}


async def test_a_null_byte_does_no_harm(client):
    survey = await make_survey(kinds=("short_text",))
    await begin(client, survey)
    await answer(client, survey, 1, answer="one\x00two")
    await send(client, survey, await check_key(client, survey))
    assert (await Comment.get()).words == "onetwo"


async def test_a_choice_nobody_offered_is_not_even_drafted(client):
    survey = await make_survey(kinds=("some_of", "one_of"))
    await begin(client, survey)
    await answer(client, survey, 1, go="back", answer=["c1", "x" * 5000])
    assert (await Draft.get()).answers["q1"]["chosen"] == ["c1"]


@pytest.mark.parametrize("sent", [{"json": {"answer": "c2"}}, {"content": b"c2"}])
async def test_what_is_no_form_is_refused_and_does_not_pass_for_an_empty_answer(client, sent):
    survey = await make_survey(kinds=("one_of",))
    await begin(client, survey)
    await answer(client, survey, 1, go="back", answer="c1")
    response = await client.post(f"/s/{survey.slug}/q/1", **sent)
    assert response.status_code == 422
    assert "Send it with the form on the page" in response.text
    assert (await Draft.get()).answers["q1"]["chosen"] == ["c1"]


async def test_a_text_too_long_stops_the_sending_and_stays(client):
    survey = await make_survey(kinds=("short_text",))
    await begin(client, survey)
    await answer(client, survey, 1, go="back", answer="z" * 300)
    key = await check_key(client, survey)
    response = await send(client, survey, key)
    assert response.status_code == 400
    assert "Change the answers that are marked below" in response.text
    assert await Voice.all().count() == 0
    assert (await Draft.get()).answers["q1"]["words"] == "z" * 300


async def test_about_the_person_is_asked_once_and_each_part_is_free(client):
    survey = await make_survey(kinds=("one_of",), asks_about=EVERY_PART)
    await begin(client, survey)
    assert await answer(client, survey, 1, answer="c1") == "/about/1"
    chosen = ["with_help", "parent_carer", "over-25", "13-15", "ehc_plan", "yes", "unsaid"]
    for number, value in enumerate(chosen, 1):
        page = await client.get(f"/s/{survey.slug}/about/{number}")
        assert "I do not want to say" in page.text
        await client.post(f"/s/{survey.slug}/about/{number}", data={"go": "next", "answer": value})
    await send(client, survey, await check_key(client, survey))
    voice = await Voice.get()
    said = [
        voice.spoken_by,
        voice.group,
        voice.age_band,
        voice.child_age_band,
        voice.send_status,
        voice.pupil,
    ]
    assert said == chosen[:6]


async def test_a_child_is_not_asked_for_a_childs_age(client):
    survey = await make_survey(kinds=("one_of",), asks_about=["group", "child_age_band", "pupil"])
    await begin(client, survey)
    await answer(client, survey, 1, answer="c1")
    bad = await client.post(f"/s/{survey.slug}/about/1", data={"go": "next", "answer": "martian"})
    assert bad.status_code == 400
    await client.post(f"/s/{survey.slug}/about/1", data={"go": "next", "answer": "young_person"})
    page = await client.get(f"/s/{survey.slug}/about/2")
    assert "at school or college now?" in page.text
    last = await client.post(f"/s/{survey.slug}/about/2", data={"go": "skip", "answer": "yes"})
    assert last.headers["location"].endswith("/check")
    assert (await Draft.get()).about == {"group": "young_person", "pupil": "unsaid"}


@pytest.mark.parametrize(
    ("group", "age", "is_told"),
    [
        ("parent_carer", "16-17", True),
        ("parent_carer", "13-15", False),
        ("young_person", "16-17", False),
    ],
)
async def test_a_parent_of_a_young_person_is_told_that_these_have_a_say_of_their_own(
    client, group, age, is_told
):
    survey = await make_survey(kinds=("one_of",), asks_about=["group", "child_age_band"])
    start = (await client.get(f"/s/{survey.slug}")).text
    assert start.index("From 16, young people have a say of their own") < start.index("<form")
    await begin(client, survey)
    await answer(client, survey, 1, answer="c1")
    await client.post(f"/s/{survey.slug}/about/1", data={"go": "next", "answer": group})
    await client.post(f"/s/{survey.slug}/about/2", data={"go": "next", "answer": age})
    page = (await client.get(f"/s/{survey.slug}/check")).text
    assert ("Your child can speak for themselves" in page) is is_told
    assert "Send my answers" in page


async def test_the_check_page_changes_one_answer_and_comes_back(client):
    survey = await make_survey(kinds=("one_of", "short_text"))
    await begin(client, survey)
    await answer(client, survey, 1, answer="c1")
    await answer(client, survey, 2, answer="")
    page = (await client.get(f"/s/{survey.slug}/check")).text
    assert "Bus" in page
    assert "You skipped this" in page
    assert "May we use your words?" not in page
    response = await client.post(
        f"/s/{survey.slug}/q/2?then=check", data={"go": "next", "answer": "Swimming"}
    )
    assert response.headers["location"] == f"/s/{survey.slug}/check"
    page = (await client.get(f"/s/{survey.slug}/check")).text
    assert "Swimming" in page
    assert "May we use your words?" in page
    assert "checked" not in page


async def test_stopping_offers_to_send_to_delete_and_to_carry_on(client):
    survey = await make_survey(kinds=("one_of", "short_text"))
    await begin(client, survey)
    assert await answer(client, survey, 1, go="stop", answer="c1") == "/stop"
    page = (await client.get(f"/s/{survey.slug}/stop")).text
    for offer in ("Send what I have", "Delete what I said", "Carry on"):
        assert offer in page
    on = await client.post(f"/s/{survey.slug}/start")
    assert on.headers["location"] == f"/s/{survey.slug}/q/2"
    gone = await client.post(f"/s/{survey.slug}/stop", data={"go": "delete"})
    assert (await client.get(gone.headers["location"])).status_code == 200
    assert await Draft.all().count() == 0
    assert "draft" not in client.cookies


async def test_sending_at_once_stores_the_rest_as_skipped(client):
    survey = await make_survey(kinds=("one_of", "short_text"))
    await begin(client, survey)
    await answer(client, survey, 1, answer="c1")
    await send(client, survey, await check_key(client, survey))
    states = await Answer.all().order_by("question__position").values_list("state", flat=True)
    assert states == [AnswerState.ANSWERED, AnswerState.SKIPPED]


async def test_somebody_else_can_answer_at_the_same_device(client):
    survey = await make_survey(kinds=("one_of",))
    await begin(client, survey)
    await answer(client, survey, 1, answer="c1")
    await send(client, survey, await check_key(client, survey))
    again = await client.post(f"/s/{survey.slug}/again")
    assert again.headers["location"] == f"/s/{survey.slug}/q/1"
    assert (await client.get(f"/s/{survey.slug}/thanks")).status_code == 303
    await answer(client, survey, 1, answer="c3")
    await send(client, survey, await check_key(client, survey))
    assert await Response.all().count() == 2


async def test_the_first_person_to_start_freezes_the_version(client):
    survey = await make_survey(kinds=("one_of",))
    assert not (await SurveyVersion.get(survey=survey)).is_frozen
    await begin(client, survey)
    assert (await SurveyVersion.get(survey=survey)).is_frozen


async def test_the_notice_and_the_paper_can_be_read_without_answering(client):
    survey = await make_survey(asks_about=["group", "child_age_band"])
    notice = (await client.get(f"/s/{survey.slug}/notice")).text
    assert "Substantial public interest" in notice
    assert "24 months" in notice
    paper = (await client.get(f"/s/{survey.slug}/paper")).text
    for part in (
        "A quiet room",
        "Tick 2 at most.",
        "Not good",
        "Which of these are you?",
        "Only for parents and carers.",
        "Number of this form (we fill this in)",
        f"/s/{survey.slug}",
        ", ".join(contact().post),
    ):
        assert part in paper
    assert await Draft.all().count() == 0
