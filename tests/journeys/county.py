"""The demo county on a server of its own, and windows to look at it in."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.access import check_access
from tests.journeys.keyboard import check_keyboard
from tests.servers import Service, service

WIDTHS = (320, 360, 1280)
STAFF_WIDTHS = (320, 1280)  # on a phone their layout is the narrow one

_without_script: set[BrowserContext] = set()


class County:
    """The demo county on a server of its own, and what its command printed."""

    def __init__(self, served: Service, printed: str) -> None:
        self.served = served
        self.password = re.findall(r"password (\S+)", printed)[0]
        self.forum = re.findall(r"For a forum\S* .*?(/forum/link/\S+)", printed)[0]
        self.member = re.findall(r"A member of the Youth Forum: \S+ with the code (\S+)", printed)[0]
        self.receipts = re.findall(r"A receipt: \S+?(/r/\S+)", printed)


@contextmanager
def serve_county() -> Iterator[County]:
    """The demo county, served for the tests of one module."""
    with service("sqlite", HEARD_DEMO="1") as served:
        printed = served.command("demo")
        served.start()
        yield County(served, printed)


@contextmanager
def new_window(browser: Browser, county: County, *, script: bool) -> Iterator[Page]:
    """A browser window that nobody has used. A request to any other host fails the test."""
    context = browser.new_context(
        viewport={"width": 360, "height": 800},
        base_url=county.served.address,
        bypass_csp=True,
        java_script_enabled=script,
    )
    context.set_default_timeout(30_000)
    if not script:
        _without_script.add(context)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    yield context.new_page()
    context.close()
    others = [one for one in asked if not one.startswith((county.served.address, "data:"))]
    assert others == []


def check_page_at_all_widths(page: Page, within: str = "body", widths: Sequence[int] = WIDTHS) -> None:
    """`within`: "main" where the keyboard has walked the same frame around another page before."""
    with letting_axe_run(page):
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            check_access(page)
        check_keyboard(page, within)


def check_on_a_phone(page: Page) -> None:
    with letting_axe_run(page):
        page.set_viewport_size({"width": 360, "height": 800})
        check_access(page)


@contextmanager
def letting_axe_run(page: Page) -> Iterator[None]:
    """axe needs timers. The page's own scripts were left out when it was loaded, and stay out."""
    if page.context not in _without_script:
        yield
        return
    session = page.context.new_cdp_session(page)
    for value in (True, False):  # a new session says nothing to the page until its own value changes
        session.send("Emulation.setScriptExecutionDisabled", {"value": value})
    try:
        yield
    finally:
        session.send("Emulation.setScriptExecutionDisabled", {"value": True})
        session.detach()


def sign_in(page: Page, county: County, email: str) -> None:
    page.goto("/sign-in")
    page.fill("#email", email)
    page.fill("#password", county.password)
    page.click("main .govuk-button")
    page.wait_for_url("**/staff")
