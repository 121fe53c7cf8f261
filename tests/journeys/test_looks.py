"""How the main pages look: in every colour, with large and wide words, with forced colours and on paper."""

import pytest
from playwright.sync_api import Page

from tests.journeys.county import (
    County,
    check_access,
    check_keyboard,
    check_on_a_phone,
    sign_in,
)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

MAIN_PAGES = ("/", "/consultations", "/replies", "/priorities", "/receipt", "/help")
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
CUT_OFF = """() => [...document.querySelectorAll('main *, nav *, footer *')]
    .filter(it => ['hidden', 'clip'].includes(getComputedStyle(it).overflowY)
        && !it.classList.contains('govuk-visually-hidden') && !(it instanceof SVGElement)
        && it.scrollHeight > it.clientHeight + 2)
    .map(it => it.outerHTML.slice(0, 80))"""
SHOWN = """() => [...document.querySelectorAll('nav, form, button, .footer, .filters, .no-print')]
    .filter(it => it.getClientRects().length).map(it => it.outerHTML.slice(0, 80))"""

SMALL_CELLS = """() => [...document.querySelectorAll('main table :is(th, td)')]
    .filter(it => it.getClientRects().length && parseFloat(getComputedStyle(it).fontSize) * 72 / 96 < 13.9)
    .map(it => it.outerHTML.slice(0, 80))"""


def test_main_pages_in_every_colour(plain: Page, county: County) -> None:
    for colours in ("light", "dark", "contrast"):
        plain.goto("/display")
        plain.check(f"input[value={colours}]")
        plain.click("main form .govuk-button")
        for path in (*MAIN_PAGES, f"/s/{first_survey(plain)}"):
            plain.goto(path)
            assert plain.locator("html").get_attribute("data-colours") == colours
            check_on_a_phone(plain)


def first_survey(page: Page) -> str:
    """The survey of the consultation that is open now."""
    page.goto("/consultations/plans-that-make-sense")
    return str(page.locator("main a[href^='/s/']").first.get_attribute("href")).split("/")[2]


def test_forced_colours_still_show_the_focus(plain: Page, county: County) -> None:
    plain.emulate_media(forced_colors="active")
    for path in MAIN_PAGES:
        plain.goto(path)
        check_on_a_phone(plain)
        check_keyboard(plain)


@pytest.mark.parametrize("style", ["html { font-size: 200% !important; }", SPACED], ids=["larger", "spaced"])
def test_larger_and_wider_words_still_fit(page: Page, county: County, style: str) -> None:
    page.set_viewport_size({"width": 640, "height": 800})
    for path in (*MAIN_PAGES, f"/s/{first_survey(page)}"):
        page.goto(path)
        page.add_style_tag(content=style)
        check_access(page)
        cut = page.evaluate(CUT_OFF)
        assert cut == [], f"{path} cuts off {cut}"


def test_paper_holds_no_navigation_and_words_of_14_points(page: Page, county: County) -> None:
    sign_in(page, county, "lead@demo.example")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 658, "height": 990})  # A4 within its margins
    survey = first_survey(page)
    report = "/staff/consultations/plans-that-make-sense/report"
    for path in (
        f"/s/{survey}/paper",
        "/replies",
        "/priorities",
        "/consultations/plans-that-make-sense",
        report,
    ):
        page.goto(path)
        assert page.evaluate(SHOWN) == [], path
        size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)")
        assert size * 72 / 96 >= 13.9, path
        assert page.evaluate(SMALL_CELLS) == [], path
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} px too wide for paper"
