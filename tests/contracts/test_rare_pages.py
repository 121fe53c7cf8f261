"""Pages that the journeys through the demo county never open, in a real browser: axe finds nothing on them.

They are those behind the link of a mail, after a form, or about rows that the county lacks. The browser asks
the app of this very test, which knows their addresses.
"""

import asyncio
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

import httpx2
import pytest
from playwright.sync_api import Page, Route

from feedback.core.roles import Role
from feedback.voices.models import RatedPage
from feedback.voices.rating import own_page
from tests.browser import open_browser
from tests.contracts.county import acting_for, make_county, routes_of
from tests.journeys.access import check_access
from tests.journeys.crawling import NOT_IN_THE_DEMO, OPENED_BY_LINK
from tests.web import make_account

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

AFTER_A_FORM = {"contact_asked", "comment_keyed", "survey_keyed"}


async def flaws_of(client: httpx2.AsyncClient, addresses: Sequence[str]) -> list[str]:
    """What is wrong with these pages. The browser lives in a thread, and this loop answers it meanwhile."""
    loop = asyncio.get_running_loop()

    def answer(route: Route) -> None:
        asked = client.get(route.request.url)
        fetched = asyncio.run_coroutine_threadsafe(asked, loop).result(60)
        kind = {"content-type": fetched.headers.get("content-type", "text/plain")}
        route.fulfill(status=fetched.status_code, headers=kind, body=fetched.content)

    return await asyncio.to_thread(look_at, addresses, answer)


def look_at(addresses: Sequence[str], answer: Callable[[Route], None]) -> list[str]:
    with open_browser() as browser:
        phone = browser.new_context(
            base_url="http://heard.test", bypass_csp=True, viewport={"width": 320, "height": 800}
        )
        page = phone.new_page()
        page.route("**/*", answer)
        return [flaw for address in addresses if (flaw := find_flaw(page, address))]


def find_flaw(page: Page, address: str) -> str:
    opened = page.goto(address)
    if opened is None or opened.status != 200:
        return f"{address} does not open"
    try:
        check_access(page)
    except AssertionError as flaw:
        return str(flaw).split("\n", 1)[0]
    return ""


async def test_axe_finds_nothing_on_pages_that_no_journey_opens(app, db, client, sign_in):
    county = await make_county(db, await make_account(Role.EDITOR))
    routes = {route.name: route for route in routes_of(app)}
    listed, own = (await RatedPage.all().first()), own_page("/about")
    assert listed is not None
    rated = urlencode({"page": own.page, "sign": own.sign, "said": "no"})
    addresses = [f"/helpful?page={listed.slug}", f"/helpful/why?{rated}"]
    for name in sorted((NOT_IN_THE_DEMO | OPENED_BY_LINK | AFTER_A_FORM) - {"rate", "youth_reply"}):
        addresses.append(county.address_of(routes[name]))
    await sign_in(*(role for role in Role if role is not Role.FORUM))
    assert await flaws_of(client, addresses) == []
    of_member = routes["youth_reply"]
    with acting_for(client, county, of_member):
        assert await flaws_of(client, [county.address_of(of_member)]) == []
