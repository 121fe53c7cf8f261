"""The app, a client that checks every page it fetches, and signing in, for tests of every room."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette

from feedback.app import create_app
from feedback.core.clock import now
from feedback.core.database import close_database
from feedback.core.roles import Role
from feedback.core.settings import Settings
from feedback.people.accounts import add_account, get_account
from feedback.people.models import Account, Organisation
from feedback.people.roles import grant_role
from feedback.people.sessions import open_session
from tests.databases import ENGINE
from tests.page_checks import check_page

PASSWORD = "three plain words"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}

SignIn = Callable[..., Awaitable[Account]]

_counted = count(1)


@pytest.fixture
async def app(db: Settings) -> AsyncIterator[Starlette]:
    """The whole product with its real start and end, which open and close the test's database again."""
    await close_database()
    app = create_app(db)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser without script: it keeps cookies, says where forms come from, follows no redirect."""
    async with new_client(app) as client:
        yield client


def new_client(app: Starlette, **more: Any) -> httpx2.AsyncClient:
    """Another browser, for tests with two people."""
    base_url = app.state.settings.base_url
    options: dict[str, Any] = {
        "transport": httpx2.ASGITransport(app=app),
        "base_url": base_url,
        "headers": {**SAME_ORIGIN, "Origin": base_url},
        "event_hooks": {"response": [check_response]},
    }
    return httpx2.AsyncClient(**(options | more))


async def check_response(response: httpx2.Response) -> None:
    """Markup does not depend on the engine, so the run on SQLite checks it for both."""
    await response.aread()
    if response.request.method != "HEAD" and ENGINE == "sqlite":
        check_page(response)


@pytest.fixture
def sign_in(client: httpx2.AsyncClient) -> SignIn:
    """`await sign_in(Role.EDITOR)`: the client acts from now on as a new account of these roles.

    With `consultation` the roles are for that one only. `browser` signs in another client than `client`.
    """

    async def sign_in_as(
        *roles: Role, consultation: Any = None, browser: httpx2.AsyncClient | None = None
    ) -> Account:
        account = await make_account(*roles, consultation=consultation)
        token = await open_session(account, now())
        (browser or client).cookies.set("session", token, domain="heard.test", path="/")
        return account

    return sign_in_as


def seen_on(page: httpx2.Response) -> dict[str, str]:
    """What a form of the page sends to say which words were on it."""
    return {"seen": re.findall(r'name="seen" value="([\w-]+)"', page.text)[0]}


async def make_account(*roles: Role, consultation: Any = None, name: str = "") -> Account:
    """An account with a password of its own (`PASSWORD`) and these roles."""
    number = next(_counted)
    account, _ = await add_account(
        None,
        f"person{number}@heard.test",
        name or f"Person {number}",
        now(),
        password=PASSWORD,
        must_change=False,
    )
    for role in roles:
        forum = await make_organisation() if role is Role.FORUM else None
        limited = None if forum or consultation is None or role is Role.ADMINISTRATOR else consultation.id
        await grant_role(None, account, role, now(), consultation_id=limited, organisation=forum)
    return await get_account(account.id)


async def make_organisation() -> Organisation:
    number = next(_counted)
    return await Organisation.create(slug=f"forum-{number}", name=f"Forum {number}", kind="forum")
