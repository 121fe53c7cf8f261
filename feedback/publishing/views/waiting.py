"""Asked, not yet answered; and leaving an address to hear what came of a consultation."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.consultations.reading import get_public_consultation
from feedback.contacts.asking import ask_to_hear
from feedback.contacts.forms import AddressForm
from feedback.contacts.models import Wish
from feedback.core.clock import today
from feedback.kit.access import public
from feedback.kit.forms import bind
from feedback.kit.rendering import address, render
from feedback.publishing.waiting import find_waiting
from feedback.replies.telling import about_outcome
from feedback.replies.views.following import HEARING


async def show_waiting(request: Request) -> Response:
    waiting = await find_waiting(today())
    return render(request, "publishing/waiting.html", waiting=waiting, today=today())


async def ask_outcome(request: Request) -> Response:
    """Hear once what came of it. Nothing here knows whether, or what, this person answered."""
    consultation = await get_public_consultation(request.path_params["slug"])
    if consultation.never_closes:
        return RedirectResponse(address(request, "follow_replies"), 303)
    if not consultation.may_be_replied:
        return RedirectResponse(address(request, "consultation", slug=consultation.slug), 303)
    form = await bind(AddressForm, request)
    if form.is_valid:
        about, title = about_outcome(consultation), consultation.title
        base_url = request.app.state.settings.base_url
        await ask_to_hear(form.address.data, about, title, Wish.OUTCOME, base_url, today())
        return RedirectResponse(address(request, "contact_asked"), 303)
    return render(request, "publishing/outcome.html", form=form, consultation=consultation)


routes = [
    public("/waiting", show_waiting, "waiting"),
    public("/consultations/{slug}/outcome", ask_outcome, "ask_outcome", ("GET", "POST"), limit=HEARING),
]
