"""Consultations as everybody sees them: what is open, what comes, and what waits for a reply."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.consultations.contact import contact
from feedback.consultations.details import AUDIENCES, LEVELS
from feedback.consultations.lifecycle import get_consultation
from feedback.consultations.reading import get_public_consultation, priorities_of, shelve_consultations
from feedback.core.clock import today
from feedback.core.roles import Role
from feedback.kit.access import check_may, public, staff
from feedback.kit.flash import say
from feedback.kit.rendering import address, render
from feedback.publishing import reading
from feedback.publishing.answering import answer_consultation
from feedback.publishing.polls import shown_polls
from feedback.replies.correcting import corrections_to
from feedback.replies.deciding import decisions_on_record
from feedback.replies.models import Published


async def list_consultations(request: Request) -> Response:
    return render(
        request,
        "publishing/consultations.html",
        shelves=await shelve_consultations(today()),
        today=today(),
        levels=LEVELS,
        contact=contact(),
    )


async def show_consultation(request: Request) -> Response:
    consultation = await get_public_consultation(request.path_params["slug"])
    report = await reading.find_report(consultation)
    return render(
        request,
        "publishing/consultation.html",
        consultation=consultation,
        today=today(),
        level=LEVELS[consultation.level],
        audiences=[AUDIENCES.get(one, one) for one in consultation.audiences],
        priorities=await priorities_of(consultation),
        surveys=await reading.open_surveys(consultation, today()),
        polls=await shown_polls(consultation, today()),
        heard=await reading.heard_in(consultation),
        replies=await reading.replies_to(consultation),
        decisions=await decisions_on_record(consultation),
        corrections=await corrections_to(consultation, Published.REPORT),
        report=report[0] if report else None,
        contact=contact(),
    )


async def press_replied(request: Request) -> Response:
    consultation = await get_consultation(request.path_params["slug"])
    check_may(request, Role.PUBLISHER, consultation)
    await answer_consultation(consultation, today(), request.state.account)
    await say(request, "The public page says that you have replied.")
    return RedirectResponse(address(request, "staff_consultation", slug=consultation.slug), 303)


routes = [
    public("/consultations", list_consultations, "consultations"),
    public("/consultations/{slug}", show_consultation, "consultation"),
    staff(
        "/staff/consultations/{slug}/replied", press_replied, "reply_consultation", Role.PUBLISHER, ("POST",)
    ),
]
