"""The door of the staff pages."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import now
from feedback.core.errors import Refusal
from feedback.kit.access import SIGNED_IN, local_path, public, staff
from feedback.kit.forms import add_refusal, bind
from feedback.kit.limits import hashed_address
from feedback.kit.rendering import address, render
from feedback.kit.sessions import forget_session, keep_session, session_cookie
from feedback.people import signing_in
from feedback.people.forms import SignInForm


async def show_sign_in(request: Request) -> Response:
    form = await bind(SignInForm, request)
    back = local_path(form.next.data if form.is_sent else request.query_params.get("next"))
    if not form.is_sent:
        form.next.data = back or ""
        if request.state.account:
            return RedirectResponse(back or address(request, "staff_start"), 303)
    if form.is_valid:
        try:
            who = hashed_address(request, now(), "sign-in")
            token = await signing_in.sign_in(form.email.data, form.password.data, who, now())
            response = RedirectResponse(back or address(request, "staff_start"), 303)
            keep_session(request, response, token)
            return response
        except Refusal as refusal:
            add_refusal(form, refusal)
    return render(request, "people/sign_in.html", form=form)


async def sign_out(request: Request) -> Response:
    token = session_cookie(request)
    if token:
        await signing_in.sign_out(token)
    response = RedirectResponse(address(request, "sign_in"), 303)
    forget_session(request, response)
    return response


async def sign_out_everywhere(request: Request) -> Response:
    await signing_in.sign_out_everywhere(request.state.account, now())
    response = RedirectResponse(address(request, "sign_in"), 303)
    forget_session(request, response)
    return response


routes = [
    public("/sign-in", show_sign_in, "sign_in", ("GET", "POST")),
    staff("/sign-out", sign_out, "sign_out", SIGNED_IN, ("POST",)),
    staff("/sign-out-everywhere", sign_out_everywhere, "sign_out_everywhere", SIGNED_IN, ("POST",)),
]
