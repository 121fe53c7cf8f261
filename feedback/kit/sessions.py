"""Which account a request comes from.

Sessions are rows, so that signing out or closing an account ends them at once. The row is read only where a
cookie came with the request: pages for the public cost no query and are the same for everybody.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import Response

from feedback.core.clock import now
from feedback.kit.cookies import STAFF_SESSION, cookie_name

LONGEST_SECONDS = 12 * 60 * 60


class Session(Protocol):
    """What the web needs of a session row; people owns the table and stands above this room."""

    account: Any
    flash: list[str]
    data: dict[str, Any]

    async def save(self, *, update_fields: list[str]) -> None: ...


FindSession = Callable[[str, datetime], Awaitable[Session | None]]


def session_cookie(request: Request) -> str | None:
    secure = request.app.state.settings.is_secure
    return request.cookies.get(cookie_name(STAFF_SESSION, secure=secure))


async def load_account(request: Request) -> Any:
    """The account that is signed in, with its grants, or None. Read once a request."""
    if not getattr(request.state, "account_is_loaded", False):
        token = session_cookie(request)
        find_session: FindSession = request.app.state.find_session
        found = await find_session(token, now()) if token else None
        request.state.session = found
        request.state.account = found.account if found else None
        request.state.account_is_loaded = True
    return request.state.account


def keep_session(request: Request, response: Response, token: str) -> None:
    secure = request.app.state.settings.is_secure
    response.set_cookie(
        cookie_name(STAFF_SESSION, secure=secure),
        token,
        max_age=LONGEST_SECONDS,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def forget_session(request: Request, response: Response) -> None:
    secure = request.app.state.settings.is_secure
    response.delete_cookie(
        cookie_name(STAFF_SESSION, secure=secure), path="/", secure=secure, httponly=True, samesite="lax"
    )
