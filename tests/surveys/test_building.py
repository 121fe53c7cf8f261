"""Building in the browser: questions, order, readiness, versions, and two editors at once."""

import re

import httpx2
import pytest

from feedback.consultations.models import ConsultationState
from feedback.core.clock import now
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.people.models import AuditEntry
from surveys import building, readiness
from surveys.building import Wording
from surveys.models import Question, Survey, SurveyState, SurveyVersion
from tests.makers.consultations import make_consultation
from tests.makers.surveys import LAST_DAY, LAWFUL, make_survey
from tests.web import new_client


async def draft_survey(**more) -> Survey:
    consultation = await make_consultation(state=ConsultationState.DRAFT, opened_on=None, closes_on=LAST_DAY)
    return await make_survey(consultation, state=SurveyState.DRAFT, **more)


async def keys_of(survey: Survey) -> list[str]:
    version = await building.get_latest_version(survey)
    return [question.key for question in await building.questions_of(version)]


def stamp_in(page: str) -> str:
    found = re.search(r'name="stamp" value="([^"]*)"', page)
    assert found
    return found[1]


async def post(client: httpx2.AsyncClient, survey: Survey, path: str, **data) -> httpx2.Response:
    return await client.post(f"/staff/surveys/{survey.slug}{path}", data=data)


async def test_an_editor_makes_a_survey_from_nothing_to_ready(client, sign_in):
    consultation = await make_consultation(closes_on=LAST_DAY)
    await sign_in(Role.EDITOR, consultation=consultation)
    made = await client.post(
        f"/staff/consultations/{consultation.slug}/surveys", data={"title": "Getting there"}
    )
    survey = await Survey.get(consultation=consultation)
    assert made.headers["location"] == f"/staff/surveys/{survey.slug}" == "/staff/surveys/getting-there"
    kind = await post(client, survey, "/questions/add", kind="one_of")
    assert kind.headers["location"] == f"/staff/surveys/{survey.slug}/questions/add/one_of"
    wrong = await post(client, survey, "/questions/add/one_of", text="How do you travel?", choices="Bus")
    assert wrong.status_code == 400
    assert "Write from 2 to 12 choices, one on each line" in wrong.text
    assert "How do you travel?" in wrong.text
    await post(client, survey, "/questions/add/one_of", text="How do you travel?", choices="Bus\n\n Taxi \n")
    question = await Question.get(version__survey_id=survey.id)
    assert question.choices == [{"value": "c1", "label": "Bus"}, {"value": "c2", "label": "Taxi"}]
    page = (await client.get(f"/staff/surveys/{survey.slug}")).text
    assert f'/staff/surveys/{survey.slug}/settings#lawful_basis">Give the lawful basis<' in page
    assert "Write what you need the answer for" in page
    refused = await post(client, survey, "/ready")
    assert refused.status_code == 422
    settings = await client.get(f"/staff/surveys/{survey.slug}/settings")
    asked = set(re.findall(r'name="asks_about"[^>]*value="(\w+)"[^>]* checked', settings.text))
    assert asked == {"spoken_by", "group", "age_band", "child_age_band"}, "and nothing about needs or health"
    typed = {"title": "Getting there", "asks_about": ["group"], "stamp": stamp_in(settings.text), **LAWFUL}
    assert (await post(client, survey, "/settings", **typed)).status_code == 303
    assert (await post(client, survey, "/ready")).status_code == 303
    assert "How do you travel?" in (await client.get(f"/staff/surveys/{survey.slug}")).text
    assert (await client.get("/s/getting-there")).status_code == 200
    actions = await AuditEntry.all().order_by("at", "id").values_list("action", flat=True)
    assert {"make survey", "add question", "change survey", "make survey ready"} <= set(actions)


@pytest.mark.parametrize("missing", ["lawful_basis", "special_condition", "controller", "notice_version"])
async def test_it_is_not_ready_without_what_the_law_asks_for(db, missing):
    survey = await draft_survey(**{missing: " "})
    with pytest.raises(Refusal) as refused:
        await readiness.make_ready(survey, now(), None)
    assert refused.value.field == missing


async def test_it_is_not_ready_without_a_question(db):
    with pytest.raises(Refusal, match="Add a question"):
        await readiness.make_ready(await draft_survey(kinds=()), now(), None)


async def test_questions_move_are_copied_and_removed(client, sign_in):
    survey = await draft_survey(kinds=("one_of", "some_of", "long_text"))
    await sign_in(Role.EDITOR)
    for key, act, order in [
        ("q3", "up", ["q1", "q3", "q2"]),
        ("q1", "down", ["q3", "q1", "q2"]),
        ("q3", "up", ["q3", "q1", "q2"]),
        ("q1", "copy", ["q3", "q1", "q4", "q2"]),
        ("q3", "remove", ["q1", "q4", "q2"]),
    ]:
        stamp = stamp_in((await client.get(f"/staff/surveys/{survey.slug}")).text)
        answer = await post(client, survey, f"/questions/{key}/arrange", act=act, stamp=stamp)
        assert answer.status_code == 303
        assert answer.headers["location"].endswith(survey.slug if act == "remove" else f"{survey.slug}#{key}")
        assert await keys_of(survey) == order
    version = await building.get_latest_version(survey)
    assert [row.position for row in await building.questions_of(version)] == [1, 2, 3]
    late = await post(client, survey, "/questions/q1/arrange", act="remove", stamp="old")
    assert late.status_code == 422
    assert await keys_of(survey) == ["q1", "q4", "q2"]


async def test_the_second_editor_is_told_and_overwrites_nothing(app, client, sign_in):
    survey = await draft_survey(kinds=("short_text",))
    address = f"/staff/surveys/{survey.slug}/questions/q1"
    async with new_client(app) as other:
        await sign_in(Role.EDITOR)
        await sign_in(Role.EDITOR, browser=other)
        stamp = stamp_in((await client.get(address)).text)
        await other.get(address)
        await other.post(address, data={"text": "What do they want?", "stamp": stamp})
        told = await client.post(address, data={"text": "What do I want?", "stamp": stamp})
        assert told.status_code == 400
        assert "Somebody else changed this" in told.text
        assert "What do I want?" in told.text
        assert "What do they want?" in told.text
        assert (await Question.get(key="q1")).text == "What do they want?"
        again = await client.post(address, data={"text": "What do I want?", "stamp": stamp_in(told.text)})
        assert again.status_code == 303
    assert (await Question.get(key="q1")).text == "What do I want?"


async def test_settings_changed_meanwhile_are_not_overwritten(db):
    survey = await draft_survey()
    stamp = readiness.settings_stamp(survey)
    await readiness.change_settings(survey, {"title": "Theirs"}, stamp, None)
    with pytest.raises(Refusal, match="Somebody else changed this"):
        await readiness.change_settings(survey, {"title": "Mine"}, stamp, None)
    assert (await Survey.get(id=survey.id)).title == "Theirs"


async def test_ready_questions_are_taken_back_to_be_changed(db):
    survey = await draft_survey(kinds=("short_text",))
    await readiness.make_ready(survey, now(), None)
    wording = Wording("short_text", "Another?")
    with pytest.raises(Refusal, match="Take it back to draft"):
        await building.add_question(survey, wording, None)
    await readiness.take_back(survey, None)
    await building.add_question(survey, wording, None)
    assert await keys_of(survey) == ["q1", "q2"]
    assert (await Survey.get(id=survey.id)).state is SurveyState.DRAFT


async def test_an_open_survey_changes_by_a_new_version(app, client, sign_in):
    survey = await make_survey(kinds=("one_of",))
    await sign_in(Role.EDITOR)
    assert (await post(client, survey, "/back")).status_code == 422
    assert (await post(client, survey, "/new-version")).status_code == 303
    assert (await post(client, survey, "/new-version")).status_code == 422
    first, second = await SurveyVersion.filter(survey_id=survey.id).order_by("number")
    assert (first.is_frozen, second.is_frozen, second.is_ready) == (True, False, False)
    page = await client.get(f"/staff/surveys/{survey.slug}/questions/q1")
    typed = {
        "text": "How do you get there?",
        "choices": "Taxi\nTrain",
        "use": "To plan",
        "stamp": stamp_in(page.text),
    }
    assert (await post(client, survey, "/questions/q1", **typed)).status_code == 303
    changed = await Question.get(version_id=second.id, key="q1")
    assert changed.choices == [{"value": "c2", "label": "Taxi"}, {"value": "c4", "label": "Train"}]
    start = f"/s/{survey.slug}/start"
    async with new_client(app) as early:
        await early.post(start)
        assert "How do you get to school?" in (await early.get(f"/s/{survey.slug}/q/1")).text
    await post(client, survey, "/ready")
    async with new_client(app) as late:
        await late.post(start)
        assert "How do you get there?" in (await late.get(f"/s/{survey.slug}/q/1")).text
    assert (await SurveyVersion.get(id=second.id)).is_frozen


async def test_a_notice_that_was_shown_gets_a_new_version_when_it_changes(db):
    survey = await make_survey()
    version = await SurveyVersion.get(survey=survey)
    version.is_frozen = True
    await version.save()
    stamp = readiness.settings_stamp(survey)
    with pytest.raises(Refusal, match="Give the changed one a new version"):
        await readiness.change_settings(survey, {"easy_notice": "Changed."}, stamp, None)
    changed = {"easy_notice": "Changed.", "notice_version": "2026-2"}
    assert (await readiness.change_settings(survey, changed, stamp, None)).notice_version == "2026-2"


async def test_a_copy_takes_questions_and_settings_to_another_consultation(client, sign_in):
    source = await make_survey(asks_about=["group"])
    target = await make_consultation()
    await sign_in(Role.EDITOR)
    made = await client.post(
        f"/staff/consultations/{target.slug}/surveys", data={"title": source.title, "source": source.slug}
    )
    copy = await Survey.get(consultation=target)
    assert made.headers["location"].endswith(copy.slug)
    assert copy.state is SurveyState.DRAFT
    assert copy.asks_about == ["group"]
    assert copy.controller == source.controller
    assert await keys_of(copy) == await keys_of(source)


async def test_the_preview_shows_every_page_and_keeps_nothing(client, sign_in):
    survey = await draft_survey()
    await sign_in(Role.EDITOR)
    for number in range(1, 7):
        page = await client.get(f"/staff/surveys/{survey.slug}/preview/{number}")
        assert f"Question {number} of 6" in page.text
        assert 'class="person as-phone"' in page.text
        assert ("If you tell us you or someone else is being hurt" in page.text) == (number == 5)
        answered = await post(client, survey, f"/preview/{number}", go="next", answer="c1")
    assert answered.headers["location"] == f"/staff/surveys/{survey.slug}"
    assert (await client.get(f"/s/{survey.slug}")).status_code == 404


async def test_an_editor_of_another_consultation_may_not_come_in(client, sign_in):
    survey = await draft_survey()
    await sign_in(Role.EDITOR, consultation=await make_consultation())
    for path in ("", "/settings", "/questions/add", "/questions/q1", "/preview/1", "/results"):
        assert (await client.get(f"/staff/surveys/{survey.slug}{path}")).status_code == 403
    assert (await post(client, survey, "/ready")).status_code == 403
    assert (await post(client, survey, "/questions/q1/arrange", act="remove")).status_code == 403


async def test_a_survey_taken_away_cannot_be_answered(client, sign_in):
    survey = await make_survey()
    await sign_in(Role.EDITOR)
    await post(client, survey, "/withdraw")
    assert "We have taken this survey away." in (await client.get(f"/s/{survey.slug}")).text


@pytest.mark.parametrize("kind", ["one_of", "some_of", "long_text", "yes_no_not_sure"])
async def test_bad_input_is_said_beside_what_was_typed(client, sign_in, kind):
    survey = await draft_survey()
    await sign_in(Role.EDITOR)
    for typed, sentence in [
        ({"text": ""}, "Write the question"),
        ({"text": "x" * 301}, "300 characters or fewer"),
        ({"text": "Why?", "hint": "y" * 301}, "300 characters or fewer"),
    ]:
        page = await post(client, survey, f"/questions/add/{kind}", **{"choices": "A\nB", **typed})
        assert page.status_code == 400
        assert sentence in page.text
    assert len(await keys_of(survey)) == 6
    assert (await post(client, survey, "/questions/add/riddle", text="Why?")).status_code == 404


async def test_a_survey_that_was_taken_away_can_be_put_back(client, sign_in):
    survey = await make_survey()
    await sign_in(Role.EDITOR)
    page = f"/staff/surveys/{survey.slug}"
    assert "Put this survey back" not in (await client.get(page)).text
    await post(client, survey, "/withdraw")
    away = (await client.get(page)).text
    assert "which people could answer until it was taken away" in away
    assert "Put this survey back" in away
    await post(client, survey, "/ready")
    assert "which people can answer" in (await client.get(page)).text
    assert "6 questions" in (await client.get(f"/s/{survey.slug}")).text
