"""The only two ways to make a route. Each says who may come in; a test tries each with every role."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Route
from starlette.types import Scope

from feedback.core.errors import Forbidden, NotFound
from feedback.core.roles import Role
from feedback.kit.flash import forget_said, take_said
from feedback.kit.limits import Limit, check_limit
from feedback.kit.sessions import load_account, session_cookie
from feedback.kit.sizes import LARGEST_FORM, SizedBody

Handler = Callable[[Request], Awaitable[Response]]
NoteRefusal = Callable[[Request], Awaitable[None]]

SIGNED_IN: tuple[Role, ...] = ()
"""For `needs`: whoever is signed in, whatever they may do."""

LARGEST_NUMBER = 2**31 - 1  # what a column for whole numbers holds on both engines: no row has a larger one

WITHOUT_NEW_PASSWORD = {"change_password", "sign_out"}


class Entrance(Route):
    """A route that knows whom it lets in. `needs`: None for everybody, else roles of which one is enough."""

    def __init__(
        self,
        path: str,
        handler: Handler,
        name: str,
        methods: Sequence[str],
        needs: tuple[Role, ...] | None,
        largest_body: int,
        limit: Limit | None,
        refused: NoteRefusal | None = None,
    ) -> None:
        self.needs = needs
        self.refused = refused
        self.handler = handler
        self.limit = limit
        inside = self._for_staff if needs is not None else self._for_everybody
        super().__init__(path, inside, methods=methods, name=name)
        self.app = SizedBody(self.app, largest_body)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        try:
            match, found = super().matches(scope)
        except ValueError:  # a number of more digits than Python reads
            return Match.NONE, {}
        numbers = [value for value in found.get("path_params", {}).values() if isinstance(value, int)]
        return (Match.NONE, {}) if any(number > LARGEST_NUMBER for number in numbers) else (match, found)

    async def _for_everybody(self, request: Request) -> Response:
        request = readable(request)
        await check_limit(request, self.limit)
        if session_cookie(request):
            await load_account(request)
        return await self.handler(request)

    async def _for_staff(self, request: Request) -> Response:
        request = readable(request)
        account = await load_account(request)
        if account is None:
            return to_sign_in(request)
        if account.must_change_password and self.name not in WITHOUT_NEW_PASSWORD:
            return RedirectResponse(request.app.url_path_for("change_password"), 303)
        try:
            if self.needs and not account.may_any(self.needs):
                raise Forbidden
            await check_limit(request, self.limit)
            take_said(request)
            response = await self.handler(request)
        except Forbidden:
            if self.refused is not None:
                await self.refused(request)
            raise
        await forget_said(request, response)
        return response


def readable(request: Request) -> Request:
    """The request as handlers see it. A HEAD is a GET whose answer nobody reads, so no handler must know of
    it; an address with a NUL is nobody's, and PostgreSQL would stumble over it."""
    if "\x00" in request.url.path or any("\x00" in value for _, value in request.query_params.multi_items()):
        raise NotFound
    if request.method != "HEAD":
        return request
    return Request({**request.scope, "method": "GET"}, request.receive)


def public(
    path: str,
    handler: Handler,
    name: str,
    methods: Sequence[str] = ("GET",),
    *,
    largest_body: int = LARGEST_FORM,
    limit: Limit | None = None,
) -> Entrance:
    """A page for everybody."""
    return Entrance(path, handler, name, methods, None, largest_body, limit)


def staff(
    path: str,
    handler: Handler,
    name: str,
    needs: Role | Iterable[Role],
    methods: Sequence[str] = ("GET",),
    *,
    largest_body: int = LARGEST_FORM,
    limit: Limit | None = None,
    refused: NoteRefusal | None = None,
) -> Entrance:
    """A page for those who hold `needs`, or one of them, for anything at all.

    A page about one consultation asks again with `check_may`, once it knows which. `refused` hears of everybody
    who is signed in and may not come in.
    """
    roles = (needs,) if isinstance(needs, Role) else tuple(needs)
    return Entrance(path, handler, name, methods, roles, largest_body, limit, refused)


def check_may(request: Request, role: Role | Iterable[Role], consultation: Any = None) -> None:
    """Raises Forbidden unless who is signed in holds the role, or one of them, for this very consultation."""
    account = request.state.account
    roles = (role,) if isinstance(role, Role) else tuple(role)
    if account is None or not account.may_any(roles, consultation):
        raise Forbidden


def to_sign_in(request: Request) -> Response:
    """To the sign-in page and back. A form that was sent too late is not sent again: its page is opened."""
    address = request.app.url_path_for("sign_in")
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method not in ("GET", "HEAD") and "GET" not in request.scope["route"].methods:
        back = request.app.url_path_for("staff_start")
    return RedirectResponse(f"{address}?{urlencode({'next': back})}", 303)


def local_path(wanted: str | None) -> str | None:
    """`wanted` if it is a path of this server: a sign-in link must not lead to another site."""
    if not wanted or len(wanted) > 500 or not wanted.startswith("/") or wanted.startswith("//"):
        return None
    if "\\" in wanted or any(ord(letter) < 33 or ord(letter) == 127 for letter in wanted):
        return None
    parts = urlsplit(wanted)
    return wanted if not parts.scheme and not parts.netloc else None
