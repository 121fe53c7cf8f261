"""Every kind of page of a filled county, in a real browser at three widths, and by keyboard alone."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from feedback.app import gather_rooms
from feedback.kit.access import Entrance
from tests.journeys.conftest import check_access
from tests.journeys.keyboard import check_keyboard
from tests.servers import Service, service

WIDTHS = (320, 360, 1280)
# Not pages: answers for machines and files to keep.
FILES = {"healthz", "readyz", "robots", "report_file", "public_report_file", "import_refused"}
# Pages at the end of a walk of their own, below.
WALKED = {"survey_question", "survey_about", "survey_check", "survey_thanks", "survey_stop", "survey_deleted"}
# Opened with a code, below.
OPENED_BY_CODE = {"receipt_link", "delete_words"}

# What these pages lead to depends on the state of what they show, so each of them is looked into.
DIFFERING = {
    "consultation",
    "staff_consultation",
    "staff_surveys",
    "staff_survey",
    "staff_replies",
    "staff_reply",
}


class County:
    """The demo county on a server of its own, and what its command printed."""

    def __init__(self, served: Service, printed: str) -> None:
        self.served = served
        self.password = re.findall(r"password (\S+)", printed)[0]
        self.receipts = re.findall(r"A receipt: \S+?(/r/\S+)", printed)


@pytest.fixture(scope="module")
def county() -> Iterator[County]:
    with service("sqlite", HEARD_DEMO="1") as served:
        printed = served.command("demo")
        served.start()
        yield County(served, printed)


@pytest.fixture
def page(browser: Browser, county: County) -> Iterator[Page]:
    """A fresh browser window. A request to any other host fails the test."""
    context = browser.new_context(
        viewport={"width": 360, "height": 800}, base_url=county.served.address, bypass_csp=True
    )
    context.set_default_timeout(15_000)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    yield context.new_page()
    context.close()
    others = [one for one in asked if not one.startswith((county.served.address, "data:"))]
    assert others == []


def check_page_at_all_widths(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        check_access(page)
    check_keyboard(page)


def sign_in(page: Page, county: County, email: str) -> None:
    page.goto("/sign-in")
    page.fill("#email", email)
    page.fill("#password", county.password)
    page.click("main .govuk-button")
    page.wait_for_url("**/staff")


def pages_of(needs_nobody: bool) -> dict[str, Entrance]:
    routes = [route for route in gather_rooms().routes if isinstance(route, Entrance)]
    return {
        route.name: route
        for route in routes
        if (route.needs is None) == needs_nobody and "GET" in route.methods and route.name not in FILES
    }


def crawl(page: Page, starts: list[str], wanted: dict[str, Entrance]) -> set[str]:
    """Follow links from page to page, and check the first page of each kind; gives the kinds that were found."""
    found: set[str] = set()
    flaws: list[str] = []
    waiting, seen = list(starts), set(starts)
    while waiting and found != set(wanted):
        path = waiting.pop(0)
        name = next((name for name, route in wanted.items() if route.path_regex.match(path)), None)
        if name is None or (name in found and name not in DIFFERING):
            continue
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        if name not in found:
            found.add(name)
            try:
                check_page_at_all_widths(page)
            except AssertionError as flaw:
                flaws.append(str(flaw).split("\n", 1)[0])
        links = page.evaluate("[...document.querySelectorAll('a[href]')].map(link => link.href)")
        for link in links:
            path = urlsplit(link).path
            if link.startswith(page.url.split("/", 3)[0]) and path not in seen:
                seen.add(path)
                waiting.append(path)
    assert not flaws, "\n".join(flaws)
    return found


@pytest.mark.timeout(600)
def test_public_pages(page: Page, county: County) -> None:
    wanted = {name: route for name, route in pages_of(True).items() if name not in WALKED | OPENED_BY_CODE}
    assert crawl(page, ["/", "/receipt"], wanted) == set(wanted)


@pytest.mark.timeout(600)
def test_staff_pages_of_a_strategy_lead(page: Page, county: County) -> None:
    sign_in(page, county, "lead@demo.example")
    of_others = {"accounts", "add_account", "account_page", "organisations", "audit_log"}
    of_others |= {"safety_items", "safety_item"}
    with_an_upload = {"import_columns", "import_preview", "import"}
    wanted = {
        name: route for name, route in pages_of(False).items() if name not in of_others | with_an_upload
    }
    # A form leads to the page of a new question, not a link.
    draft = "/staff/surveys/short-breaks-what-would-you-like/questions/add/some_of"
    found = crawl(page, ["/staff", draft], wanted)
    assert found >= {
        "staff_start",
        "staff_consultation",
        "report",
        "themes",
        "theme_comments",
        "staff_survey",
    }
    assert set(wanted) - found == set(), "nothing leads to these pages"


def test_pages_of_an_administrator_and_of_the_safeguarding_lead(page: Page, county: County) -> None:
    sign_in(page, county, "admin@demo.example")
    wanted = pages_of(False)
    administration = {"accounts", "add_account", "account_page", "organisations", "audit_log"}
    assert crawl(page, ["/staff"], {name: wanted[name] for name in administration | {"staff_start"}}) >= (
        administration
    )
    page.context.clear_cookies()
    sign_in(page, county, "safe@demo.example")
    assert "safety_items" in crawl(page, ["/staff/safety"], {"safety_items": wanted["safety_items"]})


def test_a_survey_from_its_first_page_to_the_code(page: Page, county: County) -> None:
    page.goto("/consultations")
    page.click("main a[href^='/consultations/'] >> nth=0")
    page.click("main a[href^='/s/'] >> nth=0")
    start = page.url
    page.click("main form .govuk-button")
    kinds: set[str] = set()
    for _ in range(40):
        kind = re.sub(r"\d+", "", urlsplit(page.url).path.split("/", 3)[3])
        if kind not in kinds or kind == "q/":
            check_page_at_all_widths(page)
            kinds.add(kind)
        if kind == "thanks":
            break
        page.goto(page.url)  # the check moved the focus; a fresh page is where a person begins
        if kind == "check":
            page.click("main form .govuk-button")
        else:
            page.click("main form button[value=skip], main form .govuk-button >> nth=0")
    assert kinds >= {"q/", "check", "thanks"}
    page.goto(start)
    page.click("text=Start")
    page.goto(f"{start}/stop")
    check_page_at_all_widths(page)
    page.click("text=Delete")
    check_page_at_all_widths(page)


def test_a_receipt_and_deleting(page: Page, county: County) -> None:
    for link in county.receipts:
        page.goto(link)
        assert urlsplit(page.url).path == "/receipt"
        check_page_at_all_widths(page)
    page.goto("/receipt/delete")
    check_page_at_all_widths(page)


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


def test_without_script_the_same_pages_open(browser: Browser, county: County) -> None:
    context = browser.new_context(base_url=county.served.address, java_script_enabled=False)
    page = context.new_page()
    for path in ("/", "/consultations", "/replies", "/priorities", "/receipt", "/display"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200
        assert page.locator("h1").count() == 1
    context.close()
