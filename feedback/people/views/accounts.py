"""Accounts, for administrators: add, give and take roles, help with a lost password, close."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import now
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.kit.access import staff
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind
from feedback.kit.paging import page_of
from feedback.kit.rendering import address, render
from feedback.people import accounts, roles
from feedback.people.forms import ROLE_NAMES, AddAccountForm, grant_form
from feedback.people.models import Account
from feedback.people.views.places import described_grants, list_places, read_place


async def list_accounts(request: Request) -> Response:
    page = await page_of(accounts.all_accounts(), request, 50)
    return render(request, "people/accounts.html", page=page, role_names=ROLE_NAMES)


async def add_account(request: Request) -> Response:
    form = await bind(AddAccountForm, request)
    if form.is_valid:
        try:
            account, first = await accounts.add_account(
                request.state.account, form.email.data, form.name.data, now()
            )
            return _show_first_password(request, account, first)
        except Refusal as refusal:
            add_refusal(form, refusal)
    return render(request, "people/add_account.html", form=form)


async def show_account(request: Request) -> Response:
    """The account with its roles, and the form that gives one more."""
    account = await _get_account(request)
    form = await bind(grant_form(await list_places(request)), request)
    if form.is_valid:
        try:
            consultation_id, organisation = await read_place(form.place.data)
            await roles.grant_role(
                request.state.account,
                account,
                Role(form.role.data),
                now(),
                consultation_id=consultation_id,
                organisation=organisation,
            )
            await say(request, f"{account.name} has the role {ROLE_NAMES[form.role.data].lower()}.")
            return _back_to(request, account)
        except Refusal as refusal:
            add_refusal(form, refusal)
    grants = await described_grants(request, account)
    return render(request, "people/account.html", person=account, grants=grants, form=form)


async def revoke_role(request: Request) -> Response:
    account = await _get_account(request)
    grant = await roles.get_grant(account, request.path_params["grant_id"])
    await roles.revoke_role(request.state.account, grant, now())
    await say(request, f"{account.name} no longer has the role {ROLE_NAMES[grant.role].lower()}.")
    return _back_to(request, account)


async def reset_password(request: Request) -> Response:
    account = await _get_account(request)
    first = await accounts.reset_password(request.state.account, account, now())
    return _show_first_password(request, account, first)


async def close_account(request: Request) -> Response:
    account = await _get_account(request)
    await accounts.close_account(request.state.account, account, now())
    if account.id == request.state.account.id:
        return RedirectResponse(address(request, "sign_in"), 303)
    await say(request, f"The account of {account.name} is closed.")
    return RedirectResponse(address(request, "accounts"), 303)


async def _get_account(request: Request) -> Account:
    return await accounts.get_account(request.path_params["account_id"])


def _back_to(request: Request, account: Account) -> Response:
    return RedirectResponse(address(request, "account_page", account_id=account.id), 303)


def _show_first_password(request: Request, account: Account, first: str) -> Response:
    """The answer to the form itself, once: nothing stores the password for a next page."""
    return render(request, "people/first_password.html", person=account, first=first)


ADMINISTRATOR = Role.ADMINISTRATOR
ONE = "/staff/accounts/{account_id:uuid}"

routes = [
    staff("/staff/accounts", list_accounts, "accounts", ADMINISTRATOR),
    staff("/staff/accounts/add", add_account, "add_account", ADMINISTRATOR, ("GET", "POST")),
    staff(ONE, show_account, "account_page", ADMINISTRATOR, ("GET", "POST")),
    staff(ONE + "/roles/{grant_id:uuid}/revoke", revoke_role, "revoke_role", ADMINISTRATOR, ("POST",)),
    staff(ONE + "/password", reset_password, "reset_password", ADMINISTRATOR, ("POST",)),
    staff(ONE + "/close", close_account, "close_account", ADMINISTRATOR, ("POST",)),
]
