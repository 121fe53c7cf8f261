"""Every kind of page that is for everybody, in a real browser at three widths, and by keyboard alone.

They are opened with script off.
"""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.journeys.county import County, check_page_at_all_widths
from tests.journeys.crawling import (
    NOT_IN_THE_DEMO,
    OF_A_MEMBER,
    OPENED_BY_CODE,
    OPENED_BY_LINK,
    WALKED,
    check_all,
    pages_of,
)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

REPORT = "/consultations/getting-to-school-and-college/report"


def test_public_pages(plain: Page, county: County) -> None:
    others = WALKED | OPENED_BY_CODE | OPENED_BY_LINK | OF_A_MEMBER | NOT_IN_THE_DEMO
    wanted = {name: route for name, route in pages_of(True).items() if name not in others}
    check_all(plain, ["/", "/receipt", REPORT], wanted)


def test_pages_of_a_member_of_the_youth_forum(plain: Page, county: County) -> None:
    plain.goto("/youth/back")
    plain.fill("#code", county.member)
    plain.click("main .govuk-button")
    plain.wait_for_url("**/youth")
    wanted = {name: route for name, route in pages_of(True).items() if name in OF_A_MEMBER | {"youth"}}
    check_all(plain, ["/youth"], wanted)


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
