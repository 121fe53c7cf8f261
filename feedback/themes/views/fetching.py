"""What every page of this room starts with: its consultation, and whether this person may see it."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.consultations.lifecycle import get_consultation
from feedback.consultations.models import Consultation
from feedback.core.roles import Role
from feedback.kit.access import check_may
from feedback.kit.rendering import address
from feedback.people.audit import record

ONE = "/staff/consultations/{slug}"
GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")


async def consultation_for(request: Request, *roles: Role) -> Consultation:
    consultation = await get_consultation(request.path_params["slug"])
    check_may(request, roles, consultation)
    return consultation


async def note_words_shown(request: Request, consultation: Consultation, comments: int) -> None:
    """Write down that raw words were on somebody's screen: how many comments, never what they say (D31)."""
    await record(request.state.account, "comments.view", consultation, f"{comments} comments")


def go(request: Request, route: str, consultation: Consultation, **params: object) -> Response:
    return RedirectResponse(address(request, route, slug=consultation.slug, **params), 303)
