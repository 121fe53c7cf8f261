"""The gallery in a real Chromium: axe, narrow and wide, four sets of colours, no script, forced colours."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, Page

from tests.browser import open_browser
from tests.journeys.access import AXE, RULES, RUN
from tests.kit.gallery import make_gallery

pytestmark = pytest.mark.browser

CONTRAST = ["color-contrast"]  # all that another set of colours can change
PAGES = [
    "question",
    "everything",
    "receipt",
    "thanks",
    "replies",
    "report",
    "error/404",
    "error/422",
    "error/500",
]
WIDTHS = [(page, width, "cream") for page in PAGES for width in (320, 360, 1280)]
WIDTHS += [
    (f"error/{status}", 320, "cream") for status in (400, 413, 429, 503)
]  # these look like the other three
COLOURS = [(page, 360, colours) for page in PAGES for colours in ("light", "dark", "contrast")]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(make_gallery(), log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listening.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


def open_page(
    browser: Browser, address: str, path: str, width: int, colours: str = "cream", **more: object
) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 760}, bypass_csp=True, **more)
    context.add_cookies([{"name": "colours", "value": colours, "url": address}])
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{address}/{path}")
    return page


def violations(page: Page, rules: list[str] = RULES) -> list[str]:
    page.evaluate(AXE.read_text())
    found = page.evaluate(RUN, rules)
    return [f"{it['id']}: {[node['html'][:200] for node in it['nodes']]}" for it in found["violations"]]


def check(page: Page, rules: list[str] = RULES) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
    assert violations(page, rules) == []
    page.context.close()


@pytest.mark.parametrize(("path", "width", "colours"), WIDTHS + COLOURS)
def test_axe_finds_nothing(browser: Browser, address: str, path: str, width: int, colours: str) -> None:
    check(open_page(browser, address, path, width, colours), RULES if colours == "cream" else CONTRAST)


@pytest.mark.parametrize("colours", ["cream", "light", "dark", "contrast"])
@pytest.mark.parametrize("path", ["question", "everything"])
def test_axe_finds_nothing_where_something_is_wrong(
    browser: Browser, address: str, path: str, colours: str
) -> None:
    page = open_page(browser, address, path, 320, colours)
    page.click("form .govuk-button >> nth=0")
    page.wait_for_selector(".govuk-error-summary")
    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    check(page, RULES if colours == "cream" else CONTRAST)


def test_axe_would_find_something(browser: Browser, address: str) -> None:
    page = open_page(browser, address, "question", 360)
    page.evaluate("document.querySelectorAll('label').forEach(label => label.remove())")
    assert any(one.startswith("label") for one in violations(page))
    page.context.close()


def test_choices_are_tall_and_pressed_anywhere(browser: Browser, address: str) -> None:
    page = open_page(browser, address, "question", 320)
    for row in page.query_selector_all(".govuk-radios__item"):
        box = row.bounding_box()
        assert box is not None
        assert box["height"] >= 60
        page.mouse.click(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2)
        assert row.query_selector("input").is_checked()
    page.context.close()


def test_everything_that_can_be_pressed_is_large_enough(browser: Browser, address: str) -> None:
    page = open_page(browser, address, "question", 320)
    small = page.evaluate(
        """() => [...document.querySelectorAll('a, button, input')]
            .filter(it => !it.closest('.govuk-skip-link') && it.getClientRects().length)
            .filter(it => it.getBoundingClientRect().height < 40).map(it => it.outerHTML)"""
    )
    assert small == []
    page.context.close()


def test_words_may_be_spaced_out(browser: Browser, address: str) -> None:
    """WCAG 1.4.12: nobody's own spacing may hide anything."""
    for path in PAGES:
        page = open_page(browser, address, path, 320)
        spaced = "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
        page.add_style_tag(content=spaced + "p{margin-bottom:2em!important}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        page.context.close()


def test_focus_is_seen_on_everything(browser: Browser, address: str) -> None:
    page = open_page(browser, address, "everything", 1280)
    for _ in range(40):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
                const it = document.activeElement;
                const row = it.closest('.govuk-radios__item, .govuk-checkboxes__item');
                const style = getComputedStyle(row || it);
                return [it.outerHTML.slice(0, 90), style.outlineStyle, parseFloat(style.outlineWidth)];
            }"""
        )
        assert seen[1:] == ["solid", 3] or seen[0].startswith("<body"), seen
    page.context.close()


def test_it_works_without_script(browser: Browser, address: str) -> None:
    page = open_page(browser, address, "question", 360, java_script_enabled=False)
    page.click("text=Next")
    assert page.is_visible("text=There is a problem")
    page.click("text=Sometimes")
    page.click("text=Next")
    assert page.url.endswith("/receipt")
    assert page.is_hidden("[data-copy]") or page.query_selector("[data-copy]") is None
    page.context.close()


def test_letters_are_counted_as_the_server_counts_them(browser: Browser, address: str) -> None:
    page = open_page(browser, address, "everything", 1280)
    page.fill("#words", "Bus 🚌\nlate")
    seen = page.text_content(".govuk-character-count__message[aria-hidden]")
    assert seen == f"You have {400 - len('Bus 🚌' + chr(10) + 'late')} characters left"
    page.fill("#words", "a" * 401)
    assert (
        page.text_content(".govuk-character-count__message[aria-hidden]") == "You have 1 character too many"
    )
    page.context.close()


def test_the_code_can_be_copied(browser: Browser, address: str) -> None:
    page = open_page(browser, address, "thanks", 360, permissions=["clipboard-read", "clipboard-write"])
    page.click("text=Copy the code")
    page.wait_for_selector("text=Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "otter · lamp · river · 48"
    page.context.close()


@pytest.mark.parametrize("way", ["link", "key"])
def test_leaving_leaves_nothing_to_go_back_to(browser: Browser, address: str, way: str) -> None:
    page = open_page(browser, address, "help", 360)
    page.goto(f"{address}/question")
    page.evaluate(
        "address => { document.querySelector('[data-leave]').href = address }", f"{address}/replies"
    )
    if way == "link":
        page.click("[data-leave]")
    else:
        for key in ("Shift", "Shift", "Shift+A", "Shift", "Shift"):  # a capital letter begins the count anew
            page.keyboard.press(key)
        assert page.url.endswith("/question")
        page.keyboard.press("Shift")
    page.wait_for_url("**/replies")
    page.go_back()
    assert page.url.endswith("/help")
    page.context.close()


@pytest.mark.parametrize("path", ["question", "report", "replies"])
def test_forced_colours_keep_what_can_be_pressed(browser: Browser, address: str, path: str) -> None:
    page = open_page(browser, address, path, 360, forced_colors="active")
    edges = page.evaluate(
        """() => [...document.querySelectorAll('.govuk-button, .govuk-radios__item, .card')]
            .map(it => parseFloat(getComputedStyle(it).borderTopWidth))"""
    )
    assert edges
    assert min(edges) >= 2
    check(page)


def test_print_leaves_out_what_paper_cannot_press(browser: Browser, address: str) -> None:
    page = open_page(browser, address, "report", 1280, "dark")
    page.emulate_media(media="print")
    assert page.is_hidden(".staff-nav")
    assert page.is_hidden(".filters")
    assert page.is_visible(".chart__drawing >> nth=0")
    ground, ink = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    assert (ground, ink) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")
    page.context.close()
