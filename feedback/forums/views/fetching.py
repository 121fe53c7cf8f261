"""What every page of a workspace starts with: the forum of whoever is signed in, and nothing of any other."""

from collections.abc import Sequence
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.roles import Role
from feedback.forums.drafting import get_view
from feedback.forums.models import ForumView, Representative
from feedback.forums.representing import own_seat
from feedback.kit.access import Entrance, Handler, staff
from feedback.kit.rendering import address
from feedback.people.audit import record

GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")
ONE = "/forum/views/{view_id:uuid}"


def workspace(path: str, handler: Handler, name: str, methods: Sequence[str] = GET) -> Entrance:
    """A page that is closed to the council by rule and by audit: who tried to come in is on record."""
    return staff(path, handler, name, Role.FORUM, methods, refused=note_refused)


async def note_refused(request: Request) -> None:
    account, view = request.state.account, None
    if view_id := request.path_params.get("view_id"):
        view = await ForumView.get_or_none(id=view_id)
    await record(account, "forum.refused", view or account, request.scope["route"].name)


async def seat_of(request: Request) -> Representative:
    return await own_seat(request.state.account)


async def view_of(request: Request) -> ForumView:
    view = await get_view(await seat_of(request), UUID(str(request.path_params["view_id"])))
    if request.method == "GET":
        await record(request.state.account, "forum.view.open", view)
    return view


def site_of(request: Request) -> str:
    """Where links in mails lead. From the settings: what a request calls us may be anything."""
    return str(request.app.state.settings.base_url)


def to_view(request: Request, view: ForumView) -> Response:
    return RedirectResponse(address(request, "forum_view", view_id=view.id), 303)


def read_number(typed: str | None) -> int:
    """A number that a hidden field carries; one that somebody made up matches no row."""
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 9 else -1
