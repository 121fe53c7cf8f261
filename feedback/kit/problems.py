"""What a visitor sees when something is wrong: a page that says what happened and what to do next."""

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
    """The page for any exception. What is not a rule, a limit or a known status is a bug, and is logged as one."""
    unavailable = as_unavailable(problem)
    if unavailable is not None:
        log.error("store_unavailable", problem=type(problem).__name__, request_id=request.state.request_id)
        return _page(request, 503, headers={"Retry-After": "10"})
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
            return _page(request, 429, headers={"Retry-After": str(problem.seconds)}, seconds=problem.seconds)
        case HTTPException():
            return _page(request, problem.status_code, headers=dict(problem.headers or {}))
    log.error(
        "bug",
        problem=type(problem).__name__,
        frames=frames_of(problem),
        request_id=request.state.request_id,
    )
    return _page(request, 500)


def _page(request: Request, status: int, headers: dict[str, str] | None = None, **context: Any) -> Response:
    template = f"errors/{status if status in PAGES else 500 if status >= 500 else 400}.html"
    context.setdefault("sentence", None)
    response = render(
        request, template, status=status, request_id=request.state.request_id, problem_status=status, **context
    )
    response.headers.update(headers or {})
    return response


PAGES = {400, 403, 404, 405, 413, 422, 429, 500, 503}
HANDLERS: dict[Any, Any] = {
    kind: show_problem
    for kind in (Refusal, NotFound, Forbidden, TooOften, StoreUnavailable, HTTPException)
}


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
                raise RuntimeError("The answer broke off after it had begun; the log has a line about it.") from None
            await response(scope, receive, send)


async def _last_answer(request: Request, problem: Exception) -> Response:
    try:
        return await show_problem(request, problem)
    except Exception as second:
        log.error("error_page_broken", problem=type(second).__name__, frames=frames_of(second))
        return PlainTextResponse("Something went wrong on our side. Please try again later.", 500)
