"""Refuses forms that another site sends in the name of whoever is signed in here.

A browser says where a form comes from, so no token is needed, no page needs a cookie to carry one, and an
answer that took an hour to write never expires. Together with SameSite=Lax on every cookie.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from feedback.core.errors import Forbidden
from feedback.kit.cookies import HOST_PREFIX, STAFF_SESSION

SAFE = {"GET", "HEAD", "OPTIONS"}


class SentFromElsewhere(Forbidden):
    """The form was not sent by a page of ours."""


class OriginCheck:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE and not is_ours(Headers(scope=scope)):
            raise SentFromElsewhere
        await self.app(scope, receive, send)


def is_ours(headers: Headers) -> bool:
    """Whether a page of ours, or nobody's page at all, sent this request.

    `Sec-Fetch-Site` is asked first: a proxy may rewrite Host, and then the addresses differ. "none" is
    the person themselves, pressing reload. A browser that sends neither is not proved to be ours, so the
    request may go on only when there is no session by which it could do harm.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is not None and origin != "null":
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
    cookies = cookie_parser(headers.get("cookie", ""))
    return not {STAFF_SESSION.name, HOST_PREFIX + STAFF_SESSION.name} & cookies.keys()
