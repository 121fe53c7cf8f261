"""Every kind of page of a filled county, in a real browser at three widths, and by keyboard alone.

Pages for everybody are opened with script off. One server and one county serve all tests of this module.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

import surveys.kinds
from feedback.app import gather_rooms
from feedback.core.roles import Role
from feedback.kit.access import Entrance
from tests.journeys.county import (
    County,
    check_access,
    check_page_at_all_widths,
    new_window,
    serve_county,
    sign_in,
)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

FOLLOWED = 4  # pages of one kind whose links are followed; the first of them is checked
REPORT = "/consultations/getting-to-school-and-college/report"
KINDS = tuple(surveys.kinds.KINDS)
# Not pages: answers for machines and files to keep.
FILES = {"healthz", "readyz", "robots", "report_file", "public_report_file", "import_refused"}
FILES |= {"replies_feed", "replies_data", "reply_data", "report_version_file", "evidence_file"}
# Pages at the end of a walk of their own, below.
WALKED = {"survey_question", "survey_about", "survey_check", "survey_thanks", "survey_stop", "survey_deleted"}
WALKED |= {"change_words", "contact_asked"}
WALKED |= {"poll_link", "poll_thanks"}  # in `test_poll`
WALKED |= {"yearly_report"}  # in `test_yearly`
WALKED |= {"youth_card", "youth_code", "youth_thanks", "youth_left"}  # in `test_youth_forum`
WALKED |= {"event_thanks", "event_keyed", "rated"}  # in `test_event`
WALKED |= {
    "event_looked_back",
    "comment_thanks",
    "comment_keyed",
    "survey_keyed",
}  # what a form leads to, below
# What the demo county has no row for at the time; tests of their rooms fetch them and check their HTML.
NOT_IN_THE_DEMO = {"crosswalk", "place_line", "place_priority", "ask_youth_members", "youth_reply"}
# For members of the Youth Forum, below.
OF_A_MEMBER = {"youth_request", "youth_wording", "youth_idea", "youth_mine", "youth_leave"}
# Opened with a code, below.
OPENED_BY_CODE = {"receipt_link", "delete_words"}
# Opened by the link of a mail, or by one that a forum passes on; tests of their rooms fetch them.
OPENED_BY_LINK = {"forum_link", "forum_member", "agree", "confirm_contact", "stop_contact", "rate"}


@pytest.fixture(scope="module")
def county() -> Iterator[County]:
    with serve_county() as served:
        yield served


@pytest.fixture
def page(browser: Browser, county: County) -> Iterator[Page]:
    with new_window(browser, county, script=True) as page:
        yield page


@pytest.fixture
def plain(browser: Browser, county: County) -> Iterator[Page]:
    """A window without script, which is all that young people's pages need."""
    with new_window(browser, county, script=False) as page:
        yield page


def pages_of(needs_nobody: bool) -> dict[str, Entrance]:
    routes = [route for route in gather_rooms().routes if isinstance(route, Entrance)]
    return {
        route.name: route
        for route in routes
        if (route.needs is None) == needs_nobody
        and "GET" in (route.methods or ())
        and route.name not in FILES
    }


def crawl(page: Page, starts: list[str], wanted: dict[str, Entrance]) -> set[str]:
    """Follow links from page to page, and check the first page of each kind; gives the kinds that were found."""
    followed: dict[str, set[str]] = {}
    flaws: list[str] = []
    waiting = list(starts)
    while waiting:
        path = waiting.pop(0)
        name = next((name for name, route in wanted.items() if route.path_regex.match(path)), None)
        if name is None:
            continue
        seen = followed.setdefault(name, set())
        if path in seen or len(seen) == FOLLOWED:
            continue
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        is_first = not seen
        seen.add(path)
        links = page.evaluate("[...document.querySelectorAll('a[href]')].map(link => link.href)")
        waiting += [urlsplit(link).path for link in links if link.startswith(page.url.split("/", 3)[0])]
        if not is_first:
            continue
        try:
            check_page_at_all_widths(page)
        except AssertionError as flaw:
            flaws.append(str(flaw).split("\n", 1)[0])
    assert not flaws, "\n".join(flaws)
    return set(followed)


def check_all(page: Page, starts: list[str], wanted: dict[str, Entrance]) -> None:
    missed = sorted(set(wanted) - crawl(page, starts, wanted))
    assert not missed, f"nothing leads to {', '.join(missed)}"


@pytest.mark.timeout(900)
def test_public_pages(plain: Page, county: County) -> None:
    others = WALKED | OPENED_BY_CODE | OPENED_BY_LINK | OF_A_MEMBER | NOT_IN_THE_DEMO
    wanted = {name: route for name, route in pages_of(True).items() if name not in others}
    check_all(plain, ["/", "/receipt", REPORT], wanted)


@pytest.mark.timeout(900)
def test_staff_pages_of_a_strategy_lead(page: Page, county: County) -> None:
    sign_in(page, county, "lead@demo.example")
    of_others = {"accounts", "add_account", "account_page", "organisations", "audit_log"}
    of_others |= {"safety_items", "safety_item", "owned_themes"}
    walked = {"import_columns", "import_preview", "import", "add_question"}
    wanted = {
        name: route
        for name, route in pages_of(False).items()
        if name not in of_others | walked | WALKED | NOT_IN_THE_DEMO and route.needs != (Role.FORUM,)
    }
    # A suggestion is a page as long as nobody has adopted it; the demo leaves some.
    check_all(page, ["/staff", "/staff/consultations/short-breaks-near-home/surveys"], wanted)


@pytest.mark.timeout(900)
def test_pages_of_a_member_of_the_youth_forum(plain: Page, county: County) -> None:
    plain.goto("/youth/back")
    plain.fill("#code", county.member)
    plain.click("main .govuk-button")
    plain.wait_for_url("**/youth")
    wanted = {name: route for name, route in pages_of(True).items() if name in OF_A_MEMBER | {"youth"}}
    check_all(plain, ["/youth"], wanted)


@pytest.mark.timeout(300)
def test_pages_of_a_forum(page: Page, county: County) -> None:
    page.goto(county.forum)
    check_page_at_all_widths(page)
    page.click("main .govuk-button")
    page.wait_for_url("**/forum")
    wanted = {name: route for name, route in pages_of(False).items() if route.needs == (Role.FORUM,)}
    assert crawl(page, ["/forum"], wanted) >= {"forum", "begin_view", "forum_view"}


@pytest.mark.timeout(300)
def test_adding_a_question_of_each_kind(page: Page, county: County) -> None:
    sign_in(page, county, "lead@demo.example")
    page.goto("/staff/consultations/short-breaks-near-home/surveys")
    page.click("main .drill__link")
    survey = page.url
    for kind in KINDS:
        page.goto(f"{survey}/questions/add/{kind}")
        check_access(page)
        page.click("main form .govuk-button")
        assert page.title().startswith("Error: "), kind
        check_access(page)


def test_bringing_in_a_spreadsheet(page: Page, county: County) -> None:
    sign_in(page, county, "lead@demo.example")
    page.goto("/staff/consultations/plans-that-make-sense/imports")
    sheet = b"Comment,Who\nThe plan came late,parent_carer\n,parent_carer\n"
    page.set_input_files(
        "main input[type=file]", {"name": "post.csv", "mimeType": "text/csv", "buffer": sheet}
    )
    page.click("main form .govuk-button")
    check_page_at_all_widths(page)
    page.select_option("main select >> nth=0", "Comment")
    page.click("text=Show me ten rows")
    check_page_at_all_widths(page)
    page.click("text=Bring in 2 rows")
    check_page_at_all_widths(page)


def test_telling_us_any_time_and_how_an_event_was(plain: Page, county: County) -> None:
    plain.goto("/comment")
    plain.get_by_label("What do you want to tell us?").fill("There is no bench at the bus stop.")
    plain.get_by_role("button", name="Send").click()
    plain.wait_for_url("**/comment/thanks*")
    check_page_at_all_widths(plain)
    plain.goto("/events/send-roadshow-in-swaffham/how-was-it")
    plain.get_by_label("Yes", exact=True).first.check()
    plain.get_by_role("button", name="Send").click()
    plain.wait_for_url("**/how-was-it/*")
    check_page_at_all_widths(plain)


def test_themes_of_a_body(page: Page, county: County) -> None:
    sign_in(page, county, "health@demo.example")
    page.goto("/staff/owned-themes")
    check_page_at_all_widths(page)


def test_pages_of_an_administrator_and_of_the_safeguarding_lead(page: Page, county: County) -> None:
    sign_in(page, county, "admin@demo.example")
    wanted = pages_of(False)
    administration = {"accounts", "add_account", "account_page", "organisations", "audit_log"}
    assert crawl(page, ["/staff"], {name: wanted[name] for name in administration | {"staff_start"}}) >= (
        administration
    )
    page.context.clear_cookies()
    sign_in(page, county, "safe@demo.example")
    safety = {name: wanted[name] for name in ("safety_items", "safety_item")}
    assert crawl(page, ["/staff/safety"], safety) == set(safety)


def test_a_survey_from_its_first_page_to_the_code(plain: Page, county: County) -> None:
    plain.goto("/consultations")
    plain.click("main a[href^='/consultations/'] >> nth=0")
    plain.click("main a[href^='/s/'] >> nth=0")
    start = plain.url
    plain.click("main form .govuk-button")
    kinds: set[str] = set()
    for _ in range(40):
        kind = re.sub(r"\d+", "", urlsplit(plain.url).path.split("/", 3)[3])
        if kind not in kinds or kind == "q/":
            check_page_at_all_widths(plain)
            kinds.add(kind)
        if kind == "thanks":
            break
        plain.goto(plain.url)  # the check moved the focus; a fresh page is where a person begins
        if kind == "check":
            plain.click("main form .govuk-button")
        else:
            plain.click("main form button[value=skip], main form .govuk-button >> nth=0")
    assert kinds >= {"q/", "check", "thanks"}
    plain.goto(start)
    plain.click("text=Start")
    plain.goto(f"{start}/stop")
    check_page_at_all_widths(plain)
    plain.click("text=Delete")
    check_page_at_all_widths(plain)


def test_a_receipt_and_deleting(plain: Page, county: County) -> None:
    for link in county.receipts:
        plain.goto(link)
        assert urlsplit(plain.url).path == "/receipt"
        check_page_at_all_widths(plain)
    plain.goto("/receipt/delete")
    check_page_at_all_widths(plain)
    plain.click("main form .govuk-button >> nth=0")
    assert plain.locator("h1").inner_text() == "Your words are deleted"
    check_page_at_all_widths(plain)


def test_error_pages(page: Page, county: County) -> None:
    for path, status in (("/no-such-page", 404), ("/r/no-such-code", 404), ("/receipt/close", 405)):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == status
        check_page_at_all_widths(page)
    page.goto("/receipt")
    page.fill("#code", "four words nobody has")
    page.click("main form .govuk-button >> nth=0")
    assert page.title().startswith("Error: ")
    check_page_at_all_widths(page)
    sign_in(page, county, "safe@demo.example")
    answer = page.goto("/staff/accounts")
    assert answer is not None
    assert answer.status == 403
    check_page_at_all_widths(page)


def test_a_form_with_far_too_many_fields_is_refused_on_a_page(page: Page, county: County) -> None:
    page.goto("/receipt")
    with page.expect_navigation() as going:
        page.evaluate(
            """() => {
                const form = document.querySelector('main form');
                for (let number = 0; number < 500; number++) {
                    const more = document.createElement('input');
                    [more.type, more.name] = ['hidden', `more${number}`];
                    form.append(more);
                }
                form.submit();
            }"""
        )
    assert going.value is not None
    assert going.value.status == 422
    check_page_at_all_widths(page)
