"""Every public page, empty and full."""

import html
import re
from datetime import timedelta

import pytest

from feedback.consultations.models import GATHERED, ConsultationPriority, ConsultationState
from feedback.core.clock import long_date, today
from feedback.core.roles import Role
from feedback.publishing.counting import VOICES, publish_count
from feedback.replies.models import ReplyState, Status
from feedback.strategy.loading import load_strategy
from feedback.strategy.models import Line, Priority
from feedback.themes.models import Theme, ThemeState
from feedback.voices.always_open import helpful, youth_forum
from surveys.models import SurveyState
from tests.makers.consultations import make_consultation
from tests.makers.strategy import DAY, make_norfolk, small_document
from tests.makers.surveys import make_survey
from tests.publishing.making import make_reply, make_report

PAGES = ["/", "/consultations", "/priorities", "/about", "/privacy", "/accessibility", "/display"]
P4 = "/priorities/norfolk-send-2021-p4"


def words_of(response) -> str:
    """What a person reads on the page itself, with single spaces."""
    main = response.text.split("<main", 1)[1].split("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main.split(">", 1)[1])).split())


async def open_until(days: int, **more):
    return await make_consultation(closes_on=today() + timedelta(days=days), **more)


async def closed_since(days: int, **more):
    day = today() - timedelta(days=days)
    return await make_consultation(state=ConsultationState.CLOSED, closes_on=day, closed_on=day, **more)


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_stands_with_nothing_to_show(client, path):
    assert (await client.get(path)).status_code == 200


@pytest.mark.parametrize("path", ["/", "/consultations", "/about"])
async def test_it_says_how_to_comment_how_to_get_paper_and_who_reads(client, path):
    page = words_of(await client.get(path))
    for needed in ("How to comment", "paper copies", "read every comment"):
        assert needed in page


# Consultations


async def test_the_list_puts_each_on_its_shelf(client):
    await open_until(10, title="Open thing")
    await make_consultation(
        title="Coming thing",
        state=ConsultationState.DRAFT,
        announced_on=today(),
        opens_on=today() + timedelta(days=3),
        closes_on=today() + timedelta(days=40),
    )
    await make_consultation(title="Secret thing", state=ConsultationState.DRAFT)
    await closed_since(20, title="Waiting thing")
    await closed_since(85, title="Late thing", late_reason="We wait for money.")
    await make_consultation(title="Done thing", state=ConsultationState.REPLIED, replied_on=today())
    page = words_of(await client.get("/consultations"))
    order = ["Open thing", "Coming thing", "Late thing", "Waiting thing", "Done thing"]
    assert sorted(order, key=page.index) == order
    assert "Secret thing" not in page
    assert "85 days since it closed" in page
    assert "Late We said that we would reply by" in page
    assert "We wait for money." in page


async def test_one_whose_last_day_is_over_is_not_open_even_before_the_scheduler_came(client):
    consultation = await open_until(-1)
    await make_survey(consultation)
    assert "Nothing is open just now" in words_of(await client.get("/consultations"))
    page = await client.get(f"/consultations/{consultation.slug}")
    assert "/s/" not in page.text.split("<main", 1)[1]


async def test_it_says_what_people_have_a_right_to_know(client):
    consultation = await open_until(10)
    page = words_of(await client.get(f"/consultations/{consultation.slug}"))
    for needed in (
        "We want to know how the journey goes for you.",
        "Talking with you.",
        "Pick-up times and who you can call.",
        "The law on who may travel free.",
        "Head of travel",
        "September 2026",
        "Children and young people, Parents and carers",
        f"We will reply by {long_date(today() + timedelta(days=94))}",
        "read every comment",
        "paper copies",
    ):
        assert needed in page


async def test_it_links_the_surveys_that_people_can_answer(client):
    consultation = await open_until(10)
    survey = await make_survey(consultation, title="Your journey")
    await make_survey(consultation, title="Not ready", state=SurveyState.DRAFT)
    await make_survey(await open_until(10), title="Of another")
    page = await client.get(f"/consultations/{consultation.slug}")
    assert f'href="/s/{survey.slug}"' in page.text
    assert "Not ready" not in page.text
    assert "Of another" not in page.text


async def test_a_late_one_says_so_and_why(client):
    consultation = await closed_since(85)
    page = words_of(await client.get(f"/consultations/{consultation.slug}"))
    assert "Our reply is late" in page
    assert "People have waited 85 days." in page
    assert "We have not said why yet." in page


async def test_the_day_of_the_promise_is_not_late(client):
    consultation = await closed_since(84)
    assert "late" not in words_of(await client.get(f"/consultations/{consultation.slug}"))


async def test_only_published_replies_of_this_consultation_are_shown(client):
    await make_norfolk()
    priority = await Priority.get(code="P4")
    consultation = await closed_since(20)
    await make_reply(consultation, priority, slug="shown", you_said="Shown words.")
    await make_reply(consultation, priority, slug="draft", you_said="Draft words.", state=ReplyState.CHECKED)
    await make_reply(await closed_since(20), priority, slug="other", you_said="Other words.")
    page = words_of(await client.get(f"/consultations/{consultation.slug}"))
    assert "Shown words." in page
    assert "Draft words." not in page
    assert "Other words." not in page


async def test_few_people_are_never_counted_out(client):
    consultation = await open_until(10)
    assert "not published a number yet" in words_of(await client.get(f"/consultations/{consultation.slug}"))
    await publish_count(consultation, VOICES, 7, today())
    page = words_of(await client.get(f"/consultations/{consultation.slug}"))
    assert "fewer than 10 people answered so far" in page
    assert " 7 " not in page


async def test_a_report_gives_the_one_number_that_is_shown(client):
    await make_norfolk()
    consultation = await closed_since(20)
    await publish_count(consultation, VOICES, 88, today())
    await make_report(consultation, await Priority.get(code="P4"), Late_taxis=40, Rare_thing=None)
    page = words_of(await client.get(f"/consultations/{consultation.slug}"))
    assert "90 people or groups" in page
    assert "88" not in page
    assert "Late taxis 40 people" in page
    assert "Rare thing fewer than 5 people" in page


@pytest.mark.parametrize("path", ["/consultations/no", "/priorities/no", "/priorities/" + "x" * 300])
async def test_what_is_not_there_is_not_found(client, path):
    assert (await client.get(path)).status_code == 404


# Saying that we have replied


async def test_it_is_answered_once_a_reply_is_there(client, sign_in):
    await make_norfolk()
    await sign_in(Role.PUBLISHER)
    consultation = await closed_since(20)
    answer = await client.post(f"/staff/consultations/{consultation.slug}/replied")
    assert answer.status_code == 422
    assert "Publish a reply" in answer.text
    await make_reply(consultation, await Priority.get(code="P4"))
    await client.post(f"/staff/consultations/{consultation.slug}/replied")
    await consultation.refresh_from_db()
    assert (consultation.state, consultation.replied_on) == (ConsultationState.REPLIED, today())


# Priorities


async def test_a_priority_shows_its_text_word_for_word(client):
    await make_norfolk()
    for priority in await Priority.all().prefetch_related("lines"):
        page = words_of(await client.get(f"/priorities/{priority.slug}"))
        for text in [priority.title, *priority.intro, *(line.text for line in priority.lines)]:
            assert text in page


async def test_a_priority_explains_its_words_and_its_short_forms(client):
    await make_norfolk()
    page = words_of(await client.get(P4))
    assert "organised systems that meet needs" in page
    assert "CYP Children and young people" in page
    assert "Specialist resource base" not in page
    assert "Being part of your community" in page
    assert "Being part of your community" not in words_of(
        await client.get("/priorities/norfolk-send-2021-p1")
    )


async def test_a_priority_shows_what_was_said_and_done_under_it(client):
    await make_norfolk()
    priority, consultation = await Priority.get(code="P4"), await closed_since(20)
    await ConsultationPriority.create(consultation=consultation, priority=priority)
    await make_reply(consultation, priority, await Line.get(code="P4-N1"))
    await make_report(consultation, priority, Late_taxis=40, Rare_thing=None, Gone=60)
    await Theme.filter(title="Gone").update(state=ThemeState.RETIRED)
    page = words_of(await client.get(P4))
    line = (await Line.get(code="P4-N1")).text
    assert f"{line} Doing Late taxis" in page
    assert "Late taxis 40 people" in page
    assert "Rare thing fewer than 5 people" in page
    assert "Gone" not in page
    other = words_of(await client.get("/priorities/norfolk-send-2021-p1"))
    assert "Late taxis" not in other


async def test_we_cannot_stands_beside_what_was_done(client):
    await make_norfolk()
    priority, consultation = await Priority.get(code="P4"), await closed_since(20)
    await make_reply(consultation, priority, slug="a", status=Status.CANNOT, why="The law says no.")
    await make_reply(consultation, priority, slug="b", status=Status.DONE)
    page = words_of(await client.get(P4))
    assert "We cannot" in page
    assert "Done" in page


async def test_older_editions_stay_to_be_read(client):
    await make_norfolk()
    await load_strategy(small_document(), DAY)
    page = words_of(await client.get("/priorities"))
    assert "A small strategy, Summer 2026" in page
    assert page.index("Being listened to") < page.index("Other editions") < page.index("Making help better")
    assert "This is from another edition" in words_of(await client.get(P4))


async def test_a_strategy_with_odd_extras_still_makes_pages(client):
    odd = small_document(meta=[1], pfal_outcomes={"items": [], "priority_id": 7})
    odd["strategy"]["co_production"] = ["<script>alert(1)</script>"]
    odd["priorities"][0]["definition_ids"] = {"a": 1}
    odd["priorities"][0]["title"] = "<script>alert(1)</script> ‏שלום"
    await load_strategy(odd, DAY)
    for path in ("/", "/about", "/priorities", "/priorities/small-2026-p1"):
        page = await client.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text


# Home, display and robots


async def test_home_puts_open_consultations_before_replies(client):
    await make_norfolk()
    await open_until(10, title="Open thing")
    await make_reply(await closed_since(5), await Priority.get(code="P4"))
    page = words_of(await client.get("/"))
    assert (
        page.index("Open thing")
        < page.index("The taxi comes late.")
        < page.index("Getting ready to be an adult")
    )


async def test_every_page_says_how_to_comment_and_that_somebody_reads_it(client):
    for path in ("/", "/replies", "/developments", "/events", "/young-people", "/yearly-reports", "/nowhere"):
        page = " ".join((await client.get(path)).text.split())
        assert "on this site, by phone or on paper. A person reads every comment." in page
        assert "How to comment, how to get paper, and who reads it" in page


async def test_home_asks_nothing_on_a_page_where_nobody_answers(client):
    await helpful(today())
    await youth_forum(today())
    page = words_of(await client.get("/"))
    assert "Was this page helpful?" not in page
    assert "We are not asking anything just now." in page
    page = words_of(await client.get("/consultations"))
    assert "Nothing is open just now." in page
    assert page.index("What we hear on our other pages") < page.index("What our Youth Forum says")
    assert "Have your say : " not in page
    for slug in GATHERED:
        assert "Tell us what you think" not in (await client.get(f"/consultations/{slug}")).text


async def test_colours_are_kept_without_script(client):
    sent = await client.post("/display", data={"colours": "dark", "next": "/priorities"})
    assert (sent.status_code, sent.headers["location"]) == (303, "/priorities")
    assert 'data-colours="dark"' in (await client.get("/")).text


@pytest.mark.parametrize("wrong", ["", "pink", "<script>"])
async def test_other_colours_are_refused(client, wrong):
    sent = await client.post("/display", data={"colours": wrong})
    assert sent.status_code == 400
    assert "set-cookie" not in sent.headers


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example"])
async def test_the_display_page_leads_nowhere_else(client, elsewhere):
    sent = await client.post("/display", data={"colours": "light", "next": elsewhere})
    assert sent.headers["location"] == "/display"


async def test_robots_are_kept_off_codes_and_staff_pages(client):
    robots = await client.get("/robots.txt")
    assert "Disallow: /staff" in robots.text
    assert "Disallow: /r/" in robots.text
