"""The links of our mails. Each lands on a page with one button, since a mail scanner opens links too."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from feedback.contacts.asking import confirm_contact, get_contact, stop_contact
from feedback.contacts.models import Contact, Wish
from feedback.core.clock import today
from feedback.kit.access import public
from feedback.kit.rendering import address, render


async def confirm(request: Request) -> Response:
    contact = await _contact(request)
    if request.method == "POST":
        await confirm_contact(contact, today())
    return render(
        request,
        "contacts/confirm.html",
        contact=contact,
        once=contact.wish is Wish.OUTCOME,
        is_done=request.method == "POST",
        stop=address(request, "stop_contact", **request.path_params),
    )


async def stop(request: Request) -> Response:
    contact = await _contact(request)
    if request.method == "POST":
        await stop_contact(contact)
    return render(request, "contacts/stop.html", contact=contact, is_done=request.method == "POST")


async def _contact(request: Request) -> Contact:
    contact_id = UUID(str(request.path_params["contact_id"]))
    return await get_contact(contact_id, request.path_params["token"])


routes = [
    public("/hear/{contact_id:uuid}/{token}", confirm, "confirm_contact", ("GET", "POST")),
    public("/hear/stop/{contact_id:uuid}/{token}", stop, "stop_contact", ("GET", "POST")),
]
