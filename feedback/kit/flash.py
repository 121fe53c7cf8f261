"""A sentence shown once on the next staff page, kept in the session row so that it needs no script."""

from starlette.requests import Request
from starlette.responses import Response

from feedback.kit.sessions import Session


async def say(request: Request, sentence: str) -> None:
    session: Session | None = request.state.session
    if session is not None:
        session.flash = [*session.flash, sentence]
        await session.save(update_fields=["flash"])


def said(request: Request) -> list[str]:
    """What the page being made has to show. Templates call it; pages for the public have nothing to say."""
    session: Session | None = getattr(request.state, "session", None)
    return session.flash if session is not None and request.method == "GET" else []


async def forget_what_was_shown(request: Request, response: Response) -> None:
    """Called after the page is made: a redirect on the way has shown nothing, so it forgets nothing."""
    if said(request) and response.status_code < 300 and "text/html" in response.headers.get("content-type", ""):
        request.state.session.flash = []
        await request.state.session.save(update_fields=["flash"])
