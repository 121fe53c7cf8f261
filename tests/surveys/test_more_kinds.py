"""Faces, ranks, starters, messages and shuffled choices, as people and editors meet them."""

import re

import pytest

from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.people.models import AuditEntry
from feedback.voices.models import Comment, CommentState
from surveys import building
from surveys.building import Wording
from surveys.models import Answer, Draft, Question, Response, SurveyState
from surveys.results import results_of
from tests.makers.surveys import make_survey
from tests.makers.voices import HARM
from tests.surveys.test_answering import answer, begin, check_key, send
from tests.surveys.test_results import take_part
from tests.web import new_client

ASKS = ["spoken_by", "group"]
FACES = ("Very bad", "Bad", "In between", "Good", "Very good")


async def test_each_face_has_its_words_and_looks_like_the_others(client):
    survey = await make_survey(kinds=("five_faces",))
    await begin(client, survey)
    page = (await client.get(f"/s/{survey.slug}/q/1")).text
    assert re.findall(r'<span class="face__words">([^<]+)<', page) == [*FACES, "I don’t know"]
    assert page.count('<svg class="face__drawing" viewBox="0 0 48 48" width="48" height="48"') == 5
    assert page.count('class="face__outline" cx="24" cy="24" r="21"') == 5
    assert len(set(re.findall(r'face__mouth" d="([^"]+)"', page))) == 5
    wrong = await client.post(f"/s/{survey.slug}/q/1", data={"go": "next", "answer": "face9"})
    assert wrong.status_code == 400
    assert await answer(client, survey, 1, answer="face2") == "/check"
    assert "Bad" in (await client.get(f"/s/{survey.slug}/check")).text
    assert 'value="face2" checked' in (await client.get(f"/s/{survey.slug}/q/1")).text


async def test_the_spread_over_the_faces_is_shown_and_no_average(app, client, sign_in):
    survey = await make_survey(kinds=("five_faces",), asks_about=ASKS)
    for face in ("face1", "face5", "face5"):
        await take_part(app, survey, "young_person", "own", [{"answer": face}])
    _, (faces,) = await results_of(survey)
    assert faces.table == [("Child or young person: My own words", [1, 0, 0, 0, 2, 0, 0])]
    await sign_in(Role.READER)
    page = (await client.get(f"/staff/surveys/{survey.slug}/results")).text
    assert "There is no average, because faces are not numbers." in page
    assert [part for part in FACES if part not in page] == []
    assert not re.search(r"mean|3\.6|3\.7", page.split("<main")[1].lower())


async def test_three_lists_rank_up_to_three_without_script(client):
    survey = await make_survey(kinds=("top_three",))
    await begin(client, survey)
    page = (await client.get(f"/s/{survey.slug}/q/1")).text
    assert page.count("<select") == 3
    for wrong, sentence in [
        ({"answer": "c1", "second": "c1"}, "You chose “Friends” twice"),
        ({"second": "c1"}, "Choose what comes first too"),
        ({"answer": "c1", "unknown": "y"}, "but not both"),
    ]:
        refused = await client.post(f"/s/{survey.slug}/q/1", data={"go": "next", **wrong})
        assert refused.status_code == 400
        assert refused.text.count(sentence) >= 2
    assert await answer(client, survey, 1, go="back", second="c4", third="c2") == ""
    page = (await client.get(f"/s/{survey.slug}/q/1")).text
    assert len(re.findall(r'value="c\d" selected', page)) == 2
    assert page.count(">Choose one</option>") == 3
    assert await answer(client, survey, 1, answer="c4", second="c2") == "/check"
    assert "1. Somebody to ask, 2. Being on time" in (await client.get(f"/s/{survey.slug}/check")).text
    await send(client, survey, await check_key(client, survey))
    assert await Answer.all().order_by("value").values_list("value", flat=True) == ["1:c4", "2:c2"]


async def test_results_say_how_often_each_came_first_second_and_third(app, client, sign_in):
    survey = await make_survey(kinds=("top_three",), asks_about=ASKS)
    await take_part(app, survey, "young_person", "own", [{"answer": "c1", "second": "c2"}])
    await take_part(app, survey, "young_person", "own", [{"answer": "c2", "second": "c1", "third": "c4"}])
    await take_part(app, survey, "parent_carer", "own", [{"unknown": "y"}])
    _, (ranks,) = await results_of(survey)
    (parent, of_parents), (young, of_young) = ranks.table
    assert (parent, young) == ("Parent or carer: My own words", "Child or young person: My own words")
    of_young = dict(zip(ranks.columns, of_young, strict=True))
    counted = {name: number for name, number in of_young.items() if number}
    assert counted == {
        "Friends: first": 1,
        "Friends: second": 1,
        "Being on time: first": 1,
        "Being on time: second": 1,
        "Somebody to ask: third": 1,
    }
    assert dict(zip(ranks.columns, of_parents, strict=True))["I don’t know"] == 1
    await sign_in(Role.READER)
    assert "Friends: second" in (await client.get(f"/staff/surveys/{survey.slug}/results")).text


async def test_starters_stand_beside_an_empty_box(client):
    survey = await make_survey(kinds=("with_starters",))
    await begin(client, survey)
    page = (await client.get(f"/s/{survey.slug}/q/1")).text
    assert "<li>It would be better if…</li>" in page
    assert re.search(r"<textarea[^>]*></textarea>", page)
    refused = await client.post(f"/s/{survey.slug}/q/1", data={"go": "next", "answer": "I like..."})
    assert refused.text.count("Finish the sentence, or skip the question") >= 2
    assert await answer(client, survey, 1, answer="I like the driver") == "/check"


async def test_a_message_says_who_gets_it_and_they_read_it_on_one_page(app, client, sign_in):
    survey = await make_survey(kinds=("message", "long_text"), asks_about=ASKS)
    await begin(client, survey)
    page = (await client.get(f"/s/{survey.slug}/q/1")).text
    assert "This goes to: The head of travel." in page
    other = await make_survey(kinds=("message",), asks_about=ASKS)
    elsewhere = {"answer": "Not for this page"}
    await take_part(app, other, "young_person", "own", [elsewhere])
    for words in ("Please ring us.", HARM, "I took this back."):
        await take_part(app, survey, "parent_carer", "own", [{"answer": words}, {"answer": "Something else"}])
    await Comment.filter(words="I took this back.").update(state=CommentState.WITHDRAWN)
    account = await sign_in(Role.PUBLISHER, consultation=survey.consultation)
    page = (await client.get(f"/staff/surveys/{survey.slug}/messages/q1")).text
    assert "Please ring us." in page
    assert "Parent or carer: My own words" in page
    for hidden in (HARM, "I took this back.", "Something else", "Not for this page"):
        assert hidden not in page
    entry = await AuditEntry.get(account_id=account.id, action="read messages")
    assert entry.detail == "q1"
    assert "Read the messages" in (await client.get(f"/staff/surveys/{survey.slug}")).text
    assert (await client.get(f"/staff/surveys/{survey.slug}/messages/q2")).status_code == 404


@pytest.mark.parametrize(("role", "status"), [(Role.ANALYST, 200), (Role.PUBLISHER, 403), (Role.EDITOR, 403)])
async def test_a_message_for_the_readers_is_closed_to_others(client, sign_in, role, status):
    survey = await make_survey(kinds=("message",))
    await Question.filter(version__survey_id=survey.id).update(read_by="analyst")
    await sign_in(role)
    assert (await client.get(f"/staff/surveys/{survey.slug}/messages/q1")).status_code == status


@pytest.mark.parametrize(
    ("wording", "field"),
    [
        (Wording("message", "What?", read_by="publisher"), "recipient"),
        (Wording("message", "What?", recipient="The head"), "read_by"),
        (Wording("message", "What?", recipient="The head", read_by="administrator"), "read_by"),
        (Wording("top_three", "What?", labels=("A", "B")), "choices"),
        (Wording("five_faces", "What?", labels=("A", "B")), "choices"),
        (Wording("with_starters", "What?", labels=("A", "a")), "choices"),
    ],
)
async def test_an_editor_is_told_what_a_question_of_this_kind_needs(db, wording, field):
    survey = await make_survey(kinds=(), state=SurveyState.DRAFT)
    with pytest.raises(Refusal) as refused:
        await building.add_question(survey, wording, None)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("five_faces", {"choices": ""}, {"choices": []}),
        ("top_three", {"choices": "A\nB\nC", "is_shuffled": "y"}, {"is_shuffled": True}),
        ("with_starters", {"choices": "I like…"}, {"choices": [{"value": "c1", "label": "I like…"}]}),
        (
            "message",
            {"recipient": "The head of travel", "read_by": "publisher"},
            {"recipient": "The head of travel", "read_by": "publisher"},
        ),
        ("one_of", {"choices": "A\nB"}, {"is_shuffled": False}),
    ],
)
async def test_an_editor_builds_changes_and_previews_it(client, sign_in, kind, typed, kept):
    survey = await make_survey(kinds=(), state=SurveyState.DRAFT)
    await sign_in(Role.EDITOR)
    add = f"/staff/surveys/{survey.slug}/questions/add/{kind}"
    fresh = (await client.get(add)).text
    # Lists without an order of their own are shuffled unless the editor says no (D73).
    assert ('name="is_shuffled"' in fresh) is (kind in ("one_of", "some_of", "top_three"))
    assert (await client.post(add, data={"text": "What?", "use": "To plan", **typed})).status_code == 303
    question = await Question.get(version__survey_id=survey.id)
    assert {name: getattr(question, name) for name in kept} == kept
    shown = (await client.get(f"/staff/surveys/{survey.slug}/questions/{question.key}")).text
    assert [value for value in typed.values() if value.split("\n")[0] not in shown] == []
    assert (await client.get(f"/staff/surveys/{survey.slug}/preview/1")).status_code == 200
    assert (await client.get(f"/staff/surveys/{survey.slug}")).status_code == 200


async def test_each_person_has_an_order_of_their_own_that_stays_and_is_kept(app):
    survey = await make_survey(kinds=("one_of", "some_of"))
    await Question.filter(version__survey_id=survey.id, key="q1").update(is_shuffled=True)
    orders, fixed = set(), set()
    for _ in range(12):
        async with new_client(app) as person:
            await begin(person, survey)
            shown = await values_on(person, survey, 1)
            await answer(person, survey, 1, answer="c1")
            fixed.add(await values_on(person, survey, 2))
            await answer(person, survey, 2, go="back", answer=["c1"])
            assert await values_on(person, survey, 1) == shown
            orders.add(shown)
            draft = await Draft.get(survey=survey)
            await send(person, survey, await check_key(person, survey))
            assert await Response.filter(order_seed=str(draft.id)).count() == 1
    assert len(orders) > 1
    assert fixed == {("c1", "c2", "c3", "unknown")}
    assert {order[-1] for order in orders} == {"unknown"}


async def values_on(client, survey, number: int) -> tuple[str, ...]:
    page = await client.get(f"/s/{survey.slug}/q/{number}")
    return tuple(re.findall(r'type="(?:radio|checkbox)" value="(\w+)"', page.text))


async def test_a_question_page_has_one_stop_and_it_keeps_what_was_typed(client):
    survey = await make_survey(kinds=("long_text",), asks_about=["group"])
    await begin(client, survey)
    for path in ("/q/1", "/about/1"):
        page = (await client.get(f"/s/{survey.slug}{path}")).text
        assert len(re.findall(r">\s*Stop\s*<", page)) == 1
        assert 'value="stop"' in page
    assert await answer(client, survey, 1, go="stop", answer="Half a thought") == "/stop"
    assert "Half a thought" in (await client.get(f"/s/{survey.slug}/q/1")).text


async def test_paper_says_how_to_answer_each_kind(client):
    survey = await make_survey(kinds=("five_faces", "top_three", "with_starters", "message"))
    page = (await client.get(f"/s/{survey.slug}/paper")).text
    for part in (
        "In between",
        "Write 1, 2 and 3 beside up to three",
        "You could start like this: I like…",
        "This goes to: The head of travel.",
    ):
        assert part in page
