"""The pages of developments, reviews and promises, as staff and everybody use them."""

from datetime import timedelta

import pytest

from feedback.core.clock import long_date, now, today
from feedback.core.roles import Role
from feedback.strategy.development_models import Development, Promise, PromiseState, Recommendation, Stage
from feedback.strategy.models import Line, Priority
from feedback.strategy.promising import make_promise
from feedback.strategy.reviewing import open_recommendations
from feedback.strategy.views import desk
from tests.makers.developments import make_development, make_local_offer, make_pilot, promised
from tests.makers.strategy import make_norfolk
from tests.web import make_account


@pytest.fixture
async def editor(sign_in):
    return await sign_in(Role.EDITOR)


async def lines_on_the_desk(account) -> list[str]:
    return [line.sentence for find in desk for line in await find(account, now())]


async def test_everybody_finds_a_development_by_its_stage_and_reads_its_page(client):
    found = await make_local_offer()
    page = (await client.get("/developments")).text
    for words in (
        "In development",
        "Coming soon",
        "Being tried out",
        "Outcome is due",
        "SEND e-learning course",
    ):
        assert words in page
    assert "4 recommendations without an answer" in page
    assert (
        "Supported internships"
        not in (await client.get("/developments?for=professional")).text.split("</form>")[1]
    )
    one = (await client.get(f"/developments/{found['DEV1'].slug}")).text
    assert "29 October 2018" in one
    assert "Alderman Swindell" in one


async def test_the_page_of_a_review_shows_each_recommendation_without_an_answer(client):
    found = await make_local_offer()
    page = (await client.get(f"/developments/{found['DEV5'].slug}")).text
    assert page.count("No answer yet") == 4
    assert "4 recommendations of 6 have no answer yet" in page
    assert "The link therapist model should be reviewed" in page


async def test_a_pilot_that_is_over_says_that_nobody_said_what_came_of_it(client):
    pilot = await make_pilot()
    page = (await client.get(f"/developments/{pilot.slug}")).text
    assert "We have not said yet what came of it" in page


async def test_a_promise_past_its_day_says_so_to_everybody_and_waits_on_the_desk(client, editor):
    late, due = today() - timedelta(days=40), today() + timedelta(days=9)
    await make_promise(editor, promised(text="A map of quiet places.", check_on=late), late)
    await make_promise(editor, promised(text="A course for drivers.", check_on=due), late)
    page = (await client.get("/promises")).text
    assert f"Promised for {long_date(late)}, not heard since" in page
    assert f"We will say more by {long_date(due)}" in page
    assert page.count("not heard since") == 1
    waiting = await lines_on_the_desk(editor)
    assert waiting == [f"Say more about “A map of quiet places.”: it was promised for {long_date(late)}"]


async def test_an_editor_adds_a_development_moves_it_on_and_everybody_reads_why(client, editor):
    added = await client.post(
        "/staff/developments/add",
        data={
            "title": "A quiet room",
            "summary": "It is calm.",
            "audiences": "young_person",
            "stage": "planned",
        },
    )
    development = await Development.get(title="A quiet room")
    assert added.headers["location"] == f"/staff/developments/{development.slug}"
    at = f"/staff/developments/{development.slug}"
    refused = await client.post(f"{at}/move", data={"stage": "coming_soon", "said": "The builders are in."})
    assert refused.status_code == 400
    assert "when you will say more" in refused.text
    assert "The builders are in." in refused.text
    day = today() + timedelta(days=30)
    boxes = {"check_on-day": day.day, "check_on-month": day.month, "check_on-year": day.year}
    moved = await client.post(
        f"{at}/move",
        data={"stage": "coming_soon", "said": "The builders are in.", "promise": "It opens.", **boxes},
    )
    assert moved.status_code == 303
    page = (await client.get(f"/developments/{development.slug}")).text
    assert "The builders are in." in page
    assert f"We will say more by {long_date(day)}" in page
    assert editor.name not in page
    assert editor.name in (await client.get(at)).text


async def test_an_editor_changes_words_and_ties_it_to_lines(client, editor):
    await make_norfolk()
    development = await make_development()
    at = f"/staff/developments/{development.slug}"
    fields = {"title": "A calm room", "summary": "It is calm.", "audiences": "young_person"}
    assert (await client.post(f"{at}/change", data=fields)).status_code == 400
    assert (await client.post(f"{at}/change", data=fields | {"reason": "Plainer."})).status_code == 303
    priority, line = await Priority.get(code="P2"), await Line.get(code="P2-N1")
    wrong = await client.post(f"{at}/links", data={"lines": str(line.id)})
    assert wrong.status_code == 400
    assert "priorities that you chose" in wrong.text
    await client.post(f"{at}/links", data={"lines": str(line.id), "priorities": str(priority.id)})
    page = (await client.get(f"/developments/{development.slug}")).text
    assert line.text in page
    assert "A calm room" in page


async def test_an_editor_says_what_came_of_a_pilot(client, editor):
    pilot = await make_pilot()
    assert await lines_on_the_desk(editor) == ["Say what came of the pilot “Trying out later starts”"]
    at = f"/staff/developments/{pilot.slug}/outcome"
    assert (await client.post(at, data={"outcome": "They slept better."})).status_code == 400
    done = await client.post(at, data={"outcome": "They slept better.", "stage": "ongoing"})
    assert done.status_code == 303
    assert "They slept better." in (await client.get(f"/developments/{pilot.slug}")).text
    assert await lines_on_the_desk(editor) == []


async def test_an_editor_writes_a_review_down_and_answers_it(client, editor):
    development = await make_development()
    at = f"/staff/developments/{development.slug}"
    assert (await client.get(f"{at}/findings")).status_code == 404
    await client.post(f"{at}/review", data={"led_by": "The youth council", "heard": "Forty young people."})
    await client.post(f"{at}/findings", data={"finding": "Rooms are loud."})
    await client.post(
        f"{at}/recommendations", data={"recommendation": "Make them quiet.", "parts": "One\nTwo"}
    )
    assert await lines_on_the_desk(editor) == [f"Answer 1 recommendation of “{development.title}”"]
    asked = await Recommendation.get(text="Make them quiet.")
    assert asked.parts == ["One", "Two"]
    fields = {"response": "We will.", "stage": "planned", "owner": "Head of SEND"}
    await client.post(f"{at}/responses", data=fields | {"recommendations": str(asked.id)})
    assert await open_recommendations(development) == []
    assert (
        "Every recommendation has an answer" in (await client.get(f"/developments/{development.slug}")).text
    )


@pytest.mark.parametrize(("now_", "state"), [("kept", PromiseState.KEPT), ("dropped", PromiseState.DROPPED)])
async def test_an_editor_says_what_became_of_a_promise(client, editor, now_, state):
    await client.post("/staff/promises/add", data={"promise": "A map.", "owner": "Head of SEND"})
    assert await Promise.all().count() == 0
    promise = await make_promise(editor, promised(check_on=today()), today())
    at = f"/staff/promises/{promise.id}"
    no_day = await client.post(at, data={"now": "later", "said": "Not yet."})
    assert (no_day.status_code, "Give the day" in no_day.text) == (400, True)
    assert (await client.post(at, data={"now": now_, "said": "Here is why."})).status_code == 303
    assert (await Promise.get(id=promise.id)).state is state
    assert "Here is why." in (await client.get("/promises")).text


async def test_only_editors_open_these_pages(client, sign_in, db):
    account = await make_account()
    development = await make_development(account, Stage.PLANNED)
    await sign_in(Role.READER, Role.ANALYST, Role.PUBLISHER)
    for path in ("/staff/developments", f"/staff/developments/{development.slug}", "/staff/promises"):
        assert (await client.get(path)).status_code == 403


async def test_what_is_not_there_is_not_found(client, editor):
    for path in ("/developments/no-such", "/staff/developments/no-such", "/developments?priority=none"):
        assert (await client.get(path)).status_code == 404
