"""Hear of replies by mail: of all, of one priority's, or of one reply's changes."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.consultations.lifecycle import is_slug
from feedback.contacts.asking import ask_to_hear
from feedback.contacts.forms import AddressForm
from feedback.contacts.models import Wish
from feedback.core.clock import today
from feedback.core.errors import NotFound
from feedback.kit.access import public
from feedback.kit.forms import bind
from feedback.kit.limits import Limit
from feedback.kit.rendering import address, render
from feedback.replies.reading import get_published_reply
from feedback.replies.telling import EVERY_REPLY, about_priority, about_reply
from feedback.strategy.models import Priority

# The way to it stands on every thank-you page, and a whole school answers behind one address.
HEARING = Limit("hearing", 2000, 3600)


async def follow(request: Request) -> Response:
    """What to hear of stands in the address: ?reply=…, ?priority=… or nothing, for every reply."""
    about, title = await _about(request)
    form = await bind(AddressForm, request)
    if form.is_valid:
        base_url = request.app.state.settings.base_url
        await ask_to_hear(form.address.data, about, title, Wish.NEWS, base_url, today())
        return RedirectResponse(address(request, "contact_asked"), 303)
    return render(request, "replies/follow.html", form=form, title=title)


async def _about(request: Request) -> tuple[str, str]:
    slug = request.query_params.get("reply", "")
    if slug:
        reply = await get_published_reply(slug)
        return about_reply(reply), reply.title
    slug = request.query_params.get("priority", "")
    if slug:
        priority = await Priority.get_or_none(slug=slug) if is_slug(slug) else None
        if priority is None:
            raise NotFound
        return about_priority(priority.slug), f"Replies about: {priority.plain_title}"
    return EVERY_REPLY, "Every reply: You said, we did"


async def asked(request: Request) -> Response:
    return render(request, "contacts/asked.html")


routes = [
    public("/follow", follow, "follow_replies", ("GET", "POST"), limit=HEARING),
    public("/follow/asked", asked, "contact_asked"),
]
