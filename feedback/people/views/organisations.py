"""Organisations, for administrators."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import now
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.kit.access import staff
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind
from feedback.kit.rendering import address, render
from feedback.people.forms import AddOrganisationForm
from feedback.people.organisations import add_organisation, all_organisations


async def list_organisations(request: Request) -> Response:
    form = await bind(AddOrganisationForm, request)
    if form.is_valid:
        try:
            added = await add_organisation(request.state.account, form.name.data, form.kind.data, now())
            await say(request, f"{added.name} is added.")
            return RedirectResponse(address(request, "organisations"), 303)
        except Refusal as refusal:
            add_refusal(form, refusal)
    return render(request, "people/organisations.html", form=form, organisations=await all_organisations())


routes = [
    staff("/staff/organisations", list_organisations, "organisations", Role.ADMINISTRATOR, ("GET", "POST"))
]
