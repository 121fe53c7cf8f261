"""A real installation and a real browser: the web and the jobs in processes of their own, and Chromium."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import open_browser
from tests.databases import ROOT
from tests.journeys.access import twins
from tests.journeys.county import County, new_window, serve_county
from tests.mail_server import Postbox, mail_server
from tests.servers import Service, service

PASSWORD = "a long password for journeys only"

OpenPage = Callable[..., Page]

_contexts: list[BrowserContext] = []


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def postbox() -> Iterator[Postbox]:
    """A mail server, and what was sent to it."""
    with mail_server() as box:
        yield box


@pytest.fixture(scope="module")
def heard(postbox: Postbox) -> Iterator[Service]:
    """Web, jobs and a mail server on a fresh database, with the strategy loaded."""
    with service("sqlite", HEARD_SMTP_URL=f"smtp://127.0.0.1:{postbox.port}") as made:
        made.command("load-strategy", str(ROOT / "feedback" / "strategy" / "data" / "norfolk-2021.json"))
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
            twins[context] = beside.new_page()
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
    twins.clear()
    assert strangers == [], "a page asked another host"


@pytest.fixture(scope="session")
def county() -> Iterator[County]:
    """The demo county for tests that leave it as believable as it was."""
    with serve_county() as served:
        yield served


@pytest.fixture
def page(browser: Browser, county: County) -> Iterator[Page]:
    """A window on the demo county."""
    with new_window(browser, county, script=True) as page:
        yield page


@pytest.fixture
def plain(browser: Browser, county: County) -> Iterator[Page]:
    """A window without script, which is all that young people's pages need."""
    with new_window(browser, county, script=False) as page:
        yield page


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


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """A picture of every open page says more than the line that failed."""
    yield
    folder = os.environ.get("HEARD_PICTURES_OF_FAILURES")
    if call.when == "call" and call.excinfo is not None and folder:
        for number, context in enumerate(_contexts):
            for page in context.pages:
                page.screenshot(path=Path(folder) / f"{item.name}-{number}.png", full_page=True)
