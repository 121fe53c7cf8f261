"""Consultations as everybody sees them: what is open, what comes, and what waits for a reply."""

from starlette.requests import Request
from starlette.responses import Response

from feedback.consultations.details import AUDIENCES, LEVELS
from feedback.consultations.reading import get_public_consultation, priorities_of, shelve_consultations
from feedback.core.clock import today
from feedback.kit.access import public
from feedback.kit.rendering import render
from feedback.publishing import reading
from feedback.publishing.documents import contact
from feedback.replies.reading import STATUS_WORDS


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
        heard=await reading.heard_in(consultation),
        replies=await reading.replies_to(consultation),
        report=report[0] if report else None,
        status_words=STATUS_WORDS,
        contact=contact(),
    )


routes = [
    public("/consultations", list_consultations, "consultations"),
    public("/consultations/{slug}", show_consultation, "consultation"),
]
