"""A sentence shown once on the next staff page, kept in the session row so that it needs no script."""

from starlette.requests import Request
from starlette.responses import Response

from feedback.kit.sessions import Session


async def say(request: Request, sentence: str) -> None:
    session: Session | None = request.state.session
    if session is not None:
        session.flash = [*session.flash, sentence]
        await session.save(update_fields=["flash"])


def take_said(request: Request) -> None:
    """Hands the page that is about to be made what it has to show, as `request.state.said`."""
    session: Session | None = request.state.session
    if session is not None and request.method == "GET":
        request.state.said = tuple(session.flash)


async def forget_said(request: Request, response: Response) -> None:
    """A redirect on the way to a page has shown nothing, so it forgets nothing."""
    is_page = response.status_code == 200 and response.headers.get("content-type", "").startswith("text/html")
    if is_page and request.state.said:
        session = request.state.session
        session.flash = session.flash[len(request.state.said) :]
        await session.save(update_fields=["flash"])
