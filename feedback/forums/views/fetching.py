"""What every page of a workspace starts with: the forum of whoever is signed in, and nothing of any other."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.forums.drafting import get_view
from feedback.forums.models import ForumView, Representative
from feedback.forums.representing import own_seat
from feedback.kit.rendering import address

GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")
ONE = "/forum/views/{view_id:uuid}"


async def seat_of(request: Request) -> Representative:
    return await own_seat(request.state.account)


async def view_of(request: Request) -> ForumView:
    return await get_view(await seat_of(request), UUID(str(request.path_params["view_id"])))


def site_of(request: Request) -> str:
    """Where links in mails lead. From the settings: what a request calls us may be anything."""
    return str(request.app.state.settings.base_url)


def to_view(request: Request, view: ForumView) -> Response:
    return RedirectResponse(address(request, "forum_view", view_id=view.id), 303)


def read_number(typed: str | None) -> int:
    """A number that a hidden field carries; one that somebody made up matches no row."""
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 9 else -1
