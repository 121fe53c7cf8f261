"""The door of forums: an address, a mail, a button."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import now
from feedback.core.errors import NotFound, Refusal
from feedback.core.roles import Role
from feedback.forums.forms import AskLinkForm
from feedback.forums.signing_in import MINUTES, ask_for_link, get_link, use_link
from feedback.forums.views.fetching import BOTH, site_of
from feedback.kit.access import public
from feedback.kit.forms import bind
from feedback.kit.rendering import address, render
from feedback.kit.sessions import keep_session


async def ask(request: Request) -> Response:
    """The same answer for every address, so that nobody finds out who speaks for a forum."""
    form = await bind(AskLinkForm, request)
    account = request.state.account
    if not form.is_sent and account is not None and account.may(Role.FORUM):
        return RedirectResponse(address(request, "forum"), 303)
    if form.is_valid:
        await ask_for_link(form.email.data, site_of(request), now())
        return render(request, "forums/link_sent.html", minutes=MINUTES)
    return render(request, "forums/ask_link.html", form=form)


async def open_link(request: Request) -> Response:
    """Opening the link shows a button. Pressing it signs in."""
    try:
        link = await get_link(request.path_params["token"], now())
        if request.method == "GET":
            return render(request, "forums/link.html", forum=link.representative.organisation.name)
        token = await use_link(link, now())
    except (NotFound, Refusal):
        return render(request, "forums/link_gone.html", 404)
    response = RedirectResponse(address(request, "forum"), 303)
    keep_session(request, response, token)
    return response


routes = [
    public("/forum/sign-in", ask, "forum_sign_in", BOTH),
    public("/forum/link/{token}", open_link, "forum_link", BOTH),
]
