"""Decisions on record: the meeting, the day, who was in the room, and the report that they had read."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.consultations.lifecycle import get_consultation
from feedback.core.clock import today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.kit.access import check_may, staff
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind
from feedback.kit.rendering import address, render
from feedback.replies.deciding import decisions_on_record, record_decision
from feedback.replies.forms import DecisionForm
from feedback.reports.versions import versions_of


async def decisions(request: Request) -> Response:
    consultation = await get_consultation(request.path_params["slug"])
    check_may(request, Role.PUBLISHER, consultation)
    versions = [(one.number, one.published_on) for one in await versions_of(consultation)]
    form = await bind(DecisionForm, request, versions=versions)
    if form.is_valid:
        try:
            await record_decision(request.state.account, consultation, form.minute(), today())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "The decision is on record, and public.")
            return RedirectResponse(address(request, "decisions", slug=consultation.slug), 303)
    return render(
        request,
        "replies/decisions.html",
        consultation=consultation,
        decisions=await decisions_on_record(consultation),
        form=form,
        has_report=bool(versions),
    )


routes = [
    staff(
        "/staff/consultations/{slug}/decisions",
        decisions,
        "decisions",
        Role.PUBLISHER,
        methods=("GET", "POST"),
    ),
]
