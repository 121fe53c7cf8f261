"""Every kind of page that needs signing in, in a real browser at three widths, and by keyboard alone."""

import pytest
from playwright.sync_api import Page

import surveys.kinds
from feedback.core.roles import Role
from tests.journeys.access import check_access
from tests.journeys.county import County, check_page_at_all_widths, sign_in
from tests.journeys.crawling import NOT_IN_THE_DEMO, WALKED, check_all, crawl, pages_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

KINDS = tuple(surveys.kinds.KINDS)


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


def test_pages_of_a_forum(page: Page, county: County) -> None:
    page.goto(county.forum)
    check_page_at_all_widths(page)
    page.click("main .govuk-button")
    page.wait_for_url("**/forum")
    wanted = {name: route for name, route in pages_of(False).items() if route.needs == (Role.FORUM,)}
    assert crawl(page, ["/forum"], wanted) >= {"forum", "begin_view", "forum_view"}


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
