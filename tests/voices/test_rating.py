"""Was this page helpful? Counted once a visit and page, told to everybody only when a month is over."""

import re
from datetime import date, timedelta
from html import unescape

import pytest

from feedback.core.clock import today
from feedback.core.roles import Role
from feedback.strategy.models import Line, LineKind, Strategy
from feedback.voices.always_open import HELPFUL_LINE
from feedback.voices.models import Comment, Door, PageRating, RatedPage
from feedback.voices.rating import counts_of_pages, own_page, public_counts, rate_page
from tests.makers.consultations import make_priority
from tests.voices.test_commenting import shown_code
from tests.web import make_account, new_client

MAY, JUNE = date(2026, 5, 9), date(2026, 6, 3)


def buttons_of(page) -> dict[str, str]:
    return {
        name: re.search(rf'name="{name}" value="([^"]*)"', page.text)[1] for name in ("page", "sign", "visit")
    }


async def test_every_public_page_asks_and_no_page_of_a_survey_or_of_help(client):
    """Not where a tap would lose what somebody typed, nor where we promise that nobody hears of their visit."""
    for path in ("/", "/consultations", "/about", "/replies", "/privacy", "/young-people", "/display"):
        assert buttons_of(await client.get(path))["page"] == path
    for path in ("/help", "/comment", "/receipt", "/no-such-page"):
        assert "Was this page helpful" not in (await client.get(path)).text


async def test_a_tap_is_counted_once_for_a_visit_and_page(client):
    sent = buttons_of(await client.get("/about"))
    for _ in range(3):
        answer = await client.post("/helpful", data={**sent, "helpful": "yes"})
        assert answer.status_code == 303
    counted = await client.get(answer.headers["location"])
    assert "We have counted your answer" in counted.text
    assert "page “/about” was helpful" in " ".join(counted.text.split())
    assert 'class="flash"' not in counted.text
    await client.post("/helpful", data={**buttons_of(await client.get("/about")), "helpful": "yes"})
    assert await PageRating.all().count() == 1
    await client.post("/helpful", data={**buttons_of(await client.get("/")), "helpful": "no"})
    assert await PageRating.all().count() == 2


async def test_two_taps_before_the_cookie_came_back_count_once(app):
    async with new_client(app) as first, new_client(app) as second:
        sent = buttons_of(await first.get("/about"))
        for browser in (first, second):
            await browser.post("/helpful", data={**sent, "helpful": "no"})
    assert await PageRating.all().count() == 1


async def test_another_visitor_counts_again_and_a_changed_mind_counts_as_said_last(app):
    for said in ("yes", "no"):
        async with new_client(app) as browser:
            sent = buttons_of(await browser.get("/about"))
            for one in ("yes", said):
                await browser.post("/helpful", data={**sent, "helpful": one})
    assert sorted(await PageRating.all().values_list("is_helpful", flat=True)) == [False, True]


@pytest.mark.parametrize(
    "data",
    [
        {"page": "/invented", "sign": "0" * 20, "helpful": "yes"},
        {"page": "not-on-the-list", "helpful": "yes"},
        {"page": "", "helpful": "yes"},
        {"page": "/about", "sign": own_page, "helpful": "perhaps"},
    ],
)
async def test_only_pages_that_we_know_are_counted(client, data):
    sign = own_page("/about").sign if callable(data.get("sign")) else data.get("sign", "")
    answer = await client.post("/helpful", data={**data, "sign": sign})
    assert answer.status_code == 422
    assert "could not count" in answer.text
    assert await PageRating.all().count() == 0


async def test_the_reason_is_a_comment_like_any_other(client):
    sent = buttons_of(await client.get("/about"))
    place = (await client.post("/helpful", data={**sent, "helpful": "no"})).headers["location"]
    empty = await client.post(place, data={"words": ""})
    assert empty.status_code == 400
    assert "Write why, or go back to the page" in empty.text
    long = await client.post(place, data={"words": "y" * 2001})
    assert "must be 2,000 characters or fewer" in long.text
    assert "y" * 2001 in long.text
    answer = await client.post(place, data={"words": "Too many long words."})
    assert answer.headers["location"] == "/comment/thanks"
    comment = await Comment.get(words="Too many long words.").prefetch_related("voice__consultation")
    assert comment.question_text == "What was not helpful on the page “/about”?"
    assert (comment.voice.door, comment.voice.may_quote) == (Door.RATING, False)
    assert comment.voice.consultation.is_permanent
    await client.get(f"/r/{shown_code(await client.get('/comment/thanks'))}")
    assert "Too many long words." in (await client.get("/receipt")).text


async def test_a_page_elsewhere_asks_by_a_link(client, sign_in):
    await sign_in(Role.EDITOR)
    wrong = await client.post(
        "/staff/helpful", data={"title": "Transport", "address": "example.org/transport"}
    )
    assert "Enter the whole address" in wrong.text
    assert "example.org/transport" in wrong.text
    data = {"title": "Transport", "address": "https://example.org/transport"}
    assert (await client.post("/staff/helpful", data=data)).status_code == 303
    again = await client.post("/staff/helpful", data=data)
    assert "on the list already" in again.text
    page = await client.get("/staff/helpful")
    link = re.search(r'href="http://heard.test(/helpful\?page=[^"]+)"', page.text)
    assert link is not None
    asked = await client.get(unescape(link[1]))
    assert "Transport" in asked.text
    assert (await client.post("/helpful", data={**buttons_of(asked), "helpful": "yes"})).status_code == 303
    assert (await PageRating.get()).page == "transport"
    assert (await client.get("/helpful?page=nowhere")).status_code == 303


async def test_readers_see_the_counts_and_add_no_page(client, sign_in):
    await rate_page(own_page("/about"), True, "a", MAY)
    await sign_in(Role.READER)
    page = await client.get("/staff/helpful")
    assert "Add this page" not in page.text
    sent = await client.post("/staff/helpful", data={"title": "T", "address": "https://example.org"})
    assert sent.status_code == 403
    assert await RatedPage.all().count() == 0


async def rate_often(page: str, yes: int, no: int, day: date) -> None:
    for number in range(yes + no):
        name = own_page(page) if page.startswith("/") else type(own_page("/"))(page, page)
        await rate_page(name, number < yes, f"{page}{day}{number}", day)


async def test_staff_see_counts_by_page_and_month(db):
    await rate_often("/", 3, 1, MAY)
    await rate_often("/about", 2, 0, JUNE)
    found = [(one.month, one.page, one.yes, one.no) for one in await counts_of_pages(MAY)]
    assert found == [(date(2026, 6, 1), "/about", 2, 0), (date(2026, 5, 1), "/", 3, 1)]


async def test_everybody_sees_months_that_are_over_without_small_numbers(db):
    await rate_often("/", 7, 4, MAY)
    await rate_often("transport", 6, 0, MAY)
    await rate_often("/", 30, 30, JUNE)
    [month] = await public_counts(JUNE)
    assert month.month == date(2026, 5, 1)
    assert [shown.text for shown in month.here] == ["7", "fewer than 5"]
    assert [shown.text for shown in month.elsewhere] == ["6", "0"]


async def test_the_priority_with_that_line_shows_them(client):
    priority = await make_priority()
    path = f"/priorities/{priority.slug}"
    await Line.create(
        priority=priority, kind=LineKind.WORKING, code=HELPFUL_LINE, number=2, text="Users find it easy"
    )
    document = {"priorities": [{"id": priority.code}]}
    await Strategy.filter(id=priority.strategy_id).update(document=document)
    assert "There is none yet" in (await client.get(path)).text
    last_month = today().replace(day=1) - timedelta(days=1)
    await rate_often("transport", 23, 3, last_month)
    page = await client.get(path)
    assert "for “Users find it easy”" in page.text
    assert re.search(r"Local Offer: yes.*>23</td>\s*<td[^>]*>fewer than 5<", page.text, re.DOTALL)


async def test_a_month_that_is_over_does_not_change(db):
    await rate_page(own_page("/"), True, "a", MAY)
    await rate_page(own_page("/"), False, "a", JUNE)
    assert await PageRating.filter(is_helpful=True).count() == 1
    assert await PageRating.all().count() == 1


async def test_no_row_says_which_pages_one_visitor_rated(db):
    await make_account()
    await rate_page(own_page("/"), True, "a", MAY)
    await rate_page(own_page("/about"), True, "a", MAY)
    hashes = await PageRating.all().values_list("visit_hash", flat=True)
    assert len(set(hashes)) == 2
