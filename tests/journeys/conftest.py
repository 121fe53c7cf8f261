"""A real installation and a real browser: the web and the jobs in processes of their own, and Chromium."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.servers import Service, service

AXE = Path(__file__).parents[1] / "vendor" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
RUN = """rules => axe.run(document, {
    runOnly: {type: 'tag', values: rules}, resultTypes: ['violations'], elementRef: false
})"""
PASSWORD = "a long password for journeys only"

OpenPage = Callable[..., Page]

_contexts: list[BrowserContext] = []
_twins: dict[BrowserContext, Page] = {}  # of windows without script: a page beside, in which axe can run


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Debian's chromium, without a window."""
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    assert found, "No chromium was found. On Debian or Ubuntu: sudo apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def heard() -> Iterator[Service]:
    """Web and jobs on a fresh database, with the strategy loaded."""
    with service("sqlite") as made:
        strategy = Path(__file__).parents[2] / "feedback" / "strategy" / "data" / "norfolk-2021.json"
        made.command("load-strategy", str(strategy))
        made.start()
        made.start_jobs()
        yield made


@pytest.fixture
def open_page(browser: Browser, heard: Service) -> Iterator[OpenPage]:
    """A page of a new browser window, which nobody has used before. Requests to other hosts fail the test."""
    contexts = _contexts
    contexts.clear()
    strangers: list[str] = []

    def opened(width: int = 1280, *, script: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=script,
            base_url=heard.address,
            bypass_csp=True,
        )
        context.set_default_timeout(15_000)
        context.on("request", lambda request: _note_stranger(request.url, heard.address, strangers))
        contexts.append(context)
        if not script:
            beside = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
            contexts.append(beside)
            _twins[context] = beside.new_page()
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
    _twins.clear()
    assert strangers == [], "a page asked another host"


def _note_stranger(url: str, address: str, strangers: list[str]) -> None:
    if not url.startswith((address, "data:", "blob:", "about:")):
        strangers.append(url)


def add_person(heard: Service, email: str, name: str, *roles: str) -> None:
    options = [part for role in roles for part in ("--role", role)]
    heard.command("add-person", email, "--name", name, *options, "--password-stdin", typed=PASSWORD)


def sign_in(page: Page, email: str) -> None:
    """Sign in by hand, and choose a new password where the first one has to be changed."""
    page.goto("/sign-in")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(r"/staff"))


def check_access(page: Page) -> None:
    """axe finds nothing, and nothing has to be scrolled sideways.

    Where script is off, axe looks at the very same page opened beside it with script on.
    """
    page.wait_for_load_state()
    twin = _twins.get(page.context)
    if twin is not None:
        html, address = page.content(), page.url
        twin.unroute_all()
        twin.route(address, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        twin.goto(address)
        page = twin
    violations = _run_axe(page)
    said = [f"{one['id']}: {[node['target'] for node in one['nodes']][:4]}" for one in violations]
    assert not said, f"{page.url} at {page.viewport_size}: {said}"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide at {page.viewport_size}"


def _run_axe(page: Page) -> list[dict[str, Any]]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    result = page.evaluate(RUN, RULES)
    violations: list[dict[str, Any]] = result["violations"]
    return violations


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """A picture of every open page says more than the line that failed."""
    yield
    folder = os.environ.get("HEARD_PICTURES_OF_FAILURES")
    if call.when == "call" and call.excinfo is not None and folder:
        for number, context in enumerate(_contexts):
            for page in context.pages:
                page.screenshot(path=Path(folder) / f"{item.name}-{number}.png", full_page=True)
