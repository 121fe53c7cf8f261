"""Which member a browser belongs to, by a cookie that holds a number and nothing else."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import today
from feedback.kit.access import Handler
from feedback.kit.cookies import SENT, YOUTH, cookie_name
from feedback.kit.rendering import address
from feedback.voices.keep_codes import write_client_key
from feedback.youth.joining import DAYS_OPEN, find_member
from feedback.youth.models import YouthMember

BOTH = ("GET", "POST")
POST = ("POST",)

MembersPage = Callable[[Request, YouthMember], Awaitable[Response]]


def for_members(page: MembersPage) -> Handler:
    """A page that only members see. Whoever else comes is led to the forum's front page."""

    async def visit(request: Request) -> Response:
        member = await find_visitor(request)
        if member is None:
            return RedirectResponse(address(request, "youth"), 303)
        return await page(request, member)

    return visit


async def find_visitor(request: Request) -> YouthMember | None:
    token = token_of(request)
    return await find_member(token, today()) if token else None


def token_of(request: Request) -> str:
    name = cookie_name(YOUTH, secure=request.app.state.settings.is_secure)
    return request.cookies.get(name, "")[:100]


def keep(request: Request, response: Response, token: str) -> Response:
    secure = request.app.state.settings.is_secure
    response.set_cookie(
        cookie_name(YOUTH, secure=secure),
        token,
        max_age=DAYS_OPEN * 24 * 60 * 60,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )
    return response


def forget(request: Request, response: Response) -> Response:
    secure = request.app.state.settings.is_secure
    response.delete_cookie(
        cookie_name(YOUTH, secure=secure), path="/", secure=secure, httponly=True, samesite="lax"
    )
    return response


def to_code(request: Request, key: bytes) -> Response:
    """To the page with the member's code. Its key goes by a cookie: it may stand in no address and no log."""
    path = address(request, "youth_code")
    response = RedirectResponse(path, 303)
    response.set_cookie(
        SENT.name,
        write_client_key(key),
        path=path,
        secure=request.app.state.settings.is_secure,
        httponly=True,
        samesite="lax",
    )
    return response


def home(request: Request) -> Response:
    return RedirectResponse(address(request, "youth"), 303)
