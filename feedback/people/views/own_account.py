"""My own account: what I may do, and my password."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import now
from feedback.core.errors import Refusal
from feedback.kit.access import SIGNED_IN, staff
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind
from feedback.kit.rendering import address, render
from feedback.people import accounts
from feedback.people.forms import ChangePasswordForm
from feedback.people.views.places import described_grants


async def show_own_account(request: Request) -> Response:
    account = await accounts.get_account(request.state.account.id)
    return render(request, "people/own_account.html", grants=await described_grants(request, account))


async def change_password(request: Request) -> Response:
    account = request.state.account
    form = await bind(ChangePasswordForm, request)
    if form.is_valid:
        try:
            await accounts.change_password(
                account, form.current.data, form.new.data, now(), session=request.state.session
            )
            await say(request, "Your password is changed. Every other browser is signed out.")
            return RedirectResponse(address(request, "staff_start"), 303)
        except Refusal as refusal:
            add_refusal(form, refusal)
    return render(request, "people/change_password.html", form=form, is_first=account.must_change_password)


routes = [
    staff("/staff/account", show_own_account, "account", SIGNED_IN),
    staff("/staff/account/password", change_password, "change_password", SIGNED_IN, ("GET", "POST")),
]
