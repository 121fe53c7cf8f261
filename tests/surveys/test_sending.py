"""Sending once, whatever comes twice, late, or to a survey that has changed."""

import asyncio
import re
from datetime import datetime, timedelta

import httpx2
from tortoise import Tortoise

from feedback.consultations.models import ConsultationState
from feedback.core.clock import now, today
from feedback.voices.models import Comment, CommentState, Voice
from surveys.drafts import drop_expired_drafts
from surveys.models import Draft, Response, Survey, SurveyVersion
from tests.makers.surveys import make_question, make_survey
from tests.surveys.test_answering import answer, begin, check_key, send, walk, words_of
from tests.web import new_client

# Jobs, sign-ins and safety keep exact times; counts of requests hold only keyed hashes.
NOT_OF_PEOPLE = {
    "Lease",
    "JobRun",
    "Job",
    "Mail",
    "RateCount",
    "MetricSnapshot",
    "StaffSession",
    "SafetyItem",
}


async def test_the_same_key_twice_stores_one_response_and_shows_the_same_code(client):
    survey = await make_survey()
    key = await walk(client, survey)
    first = await send(client, survey, key)
    code = words_of((await client.get(first.headers["location"])).text)
    again = await send(client, survey, key)
    assert again.headers["location"] == first.headers["location"]
    assert words_of((await client.get(again.headers["location"])).text) == code
    assert await Response.all().count() == 1
    assert await Comment.all().count() == 2


async def test_a_check_page_loaded_again_has_the_same_key(client):
    survey = await make_survey(kinds=("one_of",))
    await begin(client, survey)
    assert await check_key(client, survey) == await check_key(client, survey)


async def test_eight_sends_at_once_store_one(app, client):
    survey = await make_survey()
    key = await walk(client, survey)
    browsers = [new_client(app, cookies=dict(client.cookies)) for _ in range(8)]
    answers = await asyncio.gather(*(send(browser, survey, key) for browser in browsers))
    assert {(one.status_code, one.headers["location"]) for one in answers} == {
        (303, f"/s/{survey.slug}/thanks")
    }
    pages = [await browser.get(f"/s/{survey.slug}/thanks") for browser in browsers]
    assert len({words_of(page.text) for page in pages}) == 1
    assert [await Response.all().count(), await Voice.all().count(), await Draft.all().count()] == [1, 1, 0]


async def send_all(client: httpx2.AsyncClient, survey: Survey) -> httpx2.Response:
    return await send(client, survey, await check_key(client, survey))


async def test_a_sender_who_never_heard_back_finds_the_code_with_the_old_cookie(app, client):
    survey = await make_survey(kinds=("one_of",))
    await begin(client, survey)
    await answer(client, survey, 1, answer="c1")
    cookies = dict(client.cookies)
    key = await check_key(client, survey)
    code = words_of((await client.get((await send(client, survey, key)).headers["location"])).text)
    other = new_client(app, cookies=cookies)
    back = await other.get(f"/s/{survey.slug}/check")
    assert back.headers["location"] == f"/s/{survey.slug}/thanks"
    assert words_of((await other.get(f"/s/{survey.slug}/thanks")).text) == code


async def test_going_back_after_sending_leads_to_the_code_and_says_what_was_not_sent(client):
    survey = await make_survey(kinds=("one_of", "short_text"))
    await begin(client, survey)
    await answer(client, survey, 1, answer="c1")
    code = words_of((await client.get((await send_all(client, survey)).headers["location"])).text)
    for back in (
        await client.get(f"/s/{survey.slug}/q/1"),
        await client.get(f"/s/{survey.slug}/check"),
        await client.post(f"/s/{survey.slug}/q/1", data={"answer": "c2"}),
    ):
        assert (back.status_code, back.headers["location"]) == (303, f"/s/{survey.slug}/thanks")
    assert words_of((await client.get(f"/s/{survey.slug}/thanks")).text) == code
    late = await client.post(f"/s/{survey.slug}/q/2", data={"answer": "The lift is broken"})
    assert late.status_code == 410
    assert "You have sent your answers already" in late.text
    assert "The lift is broken" in late.text


async def test_deleting_leaves_no_code_for_the_next_person(client):
    survey = await make_survey(kinds=("one_of",))
    await begin(client, survey)
    await send_all(client, survey)
    await begin(client, survey)
    await client.post(f"/s/{survey.slug}/stop", data={"go": "delete"})
    assert (await client.get(f"/s/{survey.slug}/thanks")).headers["location"] == f"/s/{survey.slug}"
    again = await client.post(f"/s/{survey.slug}/stop", data={"go": "delete"})
    assert again.status_code == 410
    assert "If you deleted them, they are gone" in again.text


async def test_a_key_made_on_the_device_counts(client):
    survey = await make_survey(kinds=("one_of",))
    await begin(client, survey)
    await answer(client, survey, 1, answer="c1")
    await send(client, survey, "ab" * 16)
    again = await send(client, survey, "ab" * 16)
    assert again.headers["location"].endswith("/thanks")
    assert await Voice.all().count() == 1


async def test_another_key_with_no_draft_gets_a_page_that_helps(app):
    survey = await make_survey(kinds=("one_of",))
    async with new_client(app) as stranger:
        response = await send(stranger, survey, "cd" * 16)
    assert response.status_code == 410
    assert "Start again" in response.text
    assert await Voice.all().count() == 0


async def test_a_question_without_a_start_leads_to_the_start(client):
    survey = await make_survey()
    response = await client.get(f"/s/{survey.slug}/q/2")
    assert (response.status_code, response.headers["location"]) == (303, f"/s/{survey.slug}")
    assert (await client.get(f"/s/{survey.slug}/thanks")).headers["location"] == f"/s/{survey.slug}"
    assert (await client.get("/s/no-such-survey")).status_code == 404


async def test_words_sent_without_a_cookie_are_shown_once_more(app):
    survey = await make_survey(kinds=("long_text",))
    async with new_client(app) as stranger:
        response = await stranger.post(
            f"/s/{survey.slug}/q/1", data={"go": "next", "answer": "My long story"}
        )
    assert response.status_code == 410
    assert "My long story" in response.text
    assert await Draft.all().count() == 0


async def test_words_sent_after_a_day_begin_a_new_draft(client):
    survey = await make_survey(kinds=("one_of", "long_text"))
    await begin(client, survey)
    await answer(client, survey, 1, answer="c1")
    draft = await Draft.get()
    draft.expires_at = now() - timedelta(minutes=1)
    await draft.save()
    response = await client.post(f"/s/{survey.slug}/q/2", data={"go": "next", "answer": "Still here"})
    assert response.status_code == 410
    assert "Still here" in response.text
    assert "after 24 hours" in response.text
    assert "Still here" in (await client.get(f"/s/{survey.slug}/q/2")).text
    assert await drop_expired_drafts(now()) == 1
    assert await Draft.all().count() == 1


async def test_a_draft_lasts_a_day(client):
    await begin(client, await make_survey())
    assert await drop_expired_drafts(now() + timedelta(hours=23)) == 0
    assert await drop_expired_drafts(now() + timedelta(hours=24, seconds=1)) == 1


async def test_closing_meanwhile_shows_what_was_written(client):
    survey = await make_survey(kinds=("one_of", "long_text"))
    await begin(client, survey)
    await answer(client, survey, 1, answer="c2")
    survey.consultation.state = ConsultationState.CLOSED
    survey.consultation.closed_on = today()
    await survey.consultation.save()
    late = await client.post(f"/s/{survey.slug}/q/2", data={"go": "next", "answer": "Too late now"})
    assert late.status_code == 409
    for part in ("This survey closed on", "Taxi", "Too late now"):
        assert part in late.text
    response = await send(client, survey, "ef" * 16)
    assert response.status_code == 409
    assert "Too late now" in response.text
    assert await Voice.all().count() == 0
    assert (await Draft.get()).answers["q2"]["words"] == "Too late now"


async def test_a_survey_that_is_not_open_says_so(client):
    survey = await make_survey()
    survey.consultation.state = ConsultationState.DRAFT
    survey.consultation.announced_on = today()
    await survey.consultation.save()
    assert "It opens on 2 March 2026." in (await client.get(f"/s/{survey.slug}")).text
    assert (await client.post(f"/s/{survey.slug}/start")).status_code == 409
    assert await Draft.all().count() == 0


async def test_somebody_half_way_keeps_the_version_they_began(client):
    survey = await make_survey(kinds=("one_of",))
    await begin(client, survey)
    later = await SurveyVersion.create(survey=survey, number=2, is_ready=True)
    await make_question(later, "one_of", 1, text="A new wording?")
    await make_question(later, "short_text", 2)
    assert "A new wording?" not in (await client.get(f"/s/{survey.slug}/q/1")).text
    assert await answer(client, survey, 1, answer="c1") == "/check"
    await send(client, survey, await check_key(client, survey))
    assert (await Response.get().select_related("version")).version.number == 1
    assert "2 questions" in (await client.get(f"/s/{survey.slug}")).text


async def test_a_text_that_worries_us_gets_the_same_answer_as_any_other(app):
    survey = await make_survey(kinds=("long_text",))
    seen = []
    for words in ("I like the bus.", "My dad hits me."):
        async with new_client(app) as person:
            await begin(person, survey)
            await answer(person, survey, 1, answer=words)
            response = await send(person, survey, await check_key(person, survey))
            page = (await person.get(response.headers["location"])).text
            code = words_of(page)
            body = page.replace(code, "").replace(code.replace(" · ", "-"), "")
            body = re.sub(r'<svg[^>]*class="qr".*?</svg>', "", body, flags=re.DOTALL)
            seen.append((response.status_code, response.headers["location"], sorted(response.headers), body))
    assert seen[0] == seen[1]
    states = await Comment.all().order_by("words").values_list("state", flat=True)
    assert states == [CommentState.LIVE, CommentState.HELD]


async def test_a_dump_holds_nothing_that_identifies(client: httpx2.AsyncClient):
    survey = await make_survey()
    client.headers["User-Agent"] = "Telltale/9.9"
    client.headers["X-Forwarded-For"] = "203.0.113.77"
    await send(client, survey, await walk(client, survey))
    tables = [model for model in Tortoise.apps["heard"].values() if model.__name__ not in NOT_OF_PEOPLE]
    dump = {model.__name__: await model.all().values() for model in tables}
    whole = repr(dump)
    assert "The taxi comes late" in whole
    for trace in ("Telltale", "203.0.113", "127.0.0.1", client.cookies["sent"]):
        assert trace not in whole
    finer = [
        value for rows in dump.values() for row in rows for value in row.values() if type(value) is datetime
    ]
    assert finer == []
