"""What a visitor sees when something is wrong: a page that says what happened and what to do next."""

from collections.abc import Mapping
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from feedback.core.database import as_unavailable
from feedback.core.errors import Forbidden, NotFound, Refusal, StoreUnavailable
from feedback.core.logs import frames_of
from feedback.core.rates import TooOften
from feedback.kit.origin import SentFromElsewhere
from feedback.kit.rendering import render

log = structlog.get_logger(__name__)


async def show_problem(request: Request, problem: Exception) -> Response:
    """The page for any exception. What is no rule, limit or known status is a bug, and logged as one."""
    if as_unavailable(problem) is not None:
        log.error("store_unavailable", problem=type(problem).__name__, request_id=request.state.request_id)
        return _with_headers(_page(request, 503), {"Retry-After": "10"})
    match problem:
        case Refusal():
            return _page(request, 422, sentence=problem.sentence)
        case NotFound():
            return _page(request, 404)
        case SentFromElsewhere():
            return _page(request, 403, sent_from_elsewhere=True)
        case Forbidden():
            return _page(request, 403)
        case TooOften():
            response = _page(request, 429, seconds=problem.seconds)
            return _with_headers(response, {"Retry-After": str(problem.seconds)})
        case HTTPException():
            return _with_headers(_page(request, problem.status_code), problem.headers)
    log.error(
        "bug",
        problem=type(problem).__name__,
        frames=frames_of(problem),
        request_id=request.state.request_id,
    )
    return _page(request, 500)


def _page(request: Request, status: int, **context: Any) -> Response:
    shown = status if status in PAGES else 400 if status < 500 else 500
    context["request_id"] = request.state.request_id
    return render(request, f"errors/{shown}.html", status=status, **context)


def _with_headers(response: Response, headers: Mapping[str, str] | None) -> Response:
    response.headers.update(headers or {})
    return response


PAGES = {400, 403, 404, 405, 413, 422, 429, 500, 503}
HANDLERS: dict[Any, Any] = dict.fromkeys(
    (Refusal, NotFound, Forbidden, TooOften, StoreUnavailable, HTTPException), show_problem
)


class CatchProblems:
    """Turns every exception that is left over into a page, inside our headers and our log.

    Starlette's own last resort is outside them, and the server behind it would log the exception's message.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_and_see(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, send_and_see)
        except Exception as problem:
            request = Request(scope, receive)
            response = await _last_answer(request, problem)
            if started:
                raise RuntimeError(
                    "The answer broke off after it had begun; the log has a line about it."
                ) from None
            await response(scope, receive, send)


async def _last_answer(request: Request, problem: Exception) -> Response:
    try:
        return await show_problem(request, problem)
    except Exception as second:
        log.error("error_page_broken", problem=type(second).__name__, frames=frames_of(second))
        return PlainTextResponse("Something went wrong on our side. Please try again later.", 500)
