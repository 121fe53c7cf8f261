"""What children and young people say: the public page, and where a publisher arranges it."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.consultations.lifecycle import get_consultation
from feedback.consultations.models import Consultation
from feedback.core.clock import today
from feedback.core.errors import NotFound, Refusal
from feedback.core.roles import Role
from feedback.kit.access import check_may, public, staff
from feedback.kit.fields import text
from feedback.kit.flash import say
from feedback.kit.forms import Form, bind
from feedback.kit.rendering import address, render
from feedback.publishing.young_people import (
    find_voice_corrections,
    get_outcome,
    has_enough,
    offered_quotes,
    outcomes_now,
    place_quote,
    read_voice_page,
    remove_quote,
    what_young_people_talk_about,
)


class PlaceForm(Form):
    """The code of an outcome, or nothing to take the quote off the page."""

    outcome = text("")


async def show_young_people(request: Request) -> Response:
    code = request.query_params.get("outcome", "")
    outcome = await get_outcome(code) if code else None
    return render(
        request,
        "publishing/young_people.html",
        page=await read_voice_page(outcome),
        outcomes=await outcomes_now(),
        chosen=code,
        talked=await what_young_people_talk_about(),
        corrections=await find_voice_corrections(),
    )


async def arrange(request: Request) -> Response:
    consultation = await _consultation(request)
    return render(
        request,
        "publishing/arrange_quotes.html",
        consultation=consultation,
        offered=await offered_quotes(consultation),
        outcomes=await outcomes_now(),
        is_enough=await has_enough(consultation),
    )


async def press_place(request: Request) -> Response:
    consultation = await _consultation(request)
    account, quote_id = request.state.account, UUID(str(request.path_params["quote_id"]))
    if quote_id not in {one.quote.id for one in await offered_quotes(consultation)}:
        raise NotFound
    form = await bind(PlaceForm, request)
    if form.outcome.data:
        try:
            outcome = await get_outcome(form.outcome.data)
        except NotFound:
            raise Refusal("Choose one of the outcomes on the list.") from None
        await place_quote(account, consultation, quote_id, outcome, today())
        await say(request, "The quote is on the page of young people’s words.")
    else:
        await remove_quote(account, consultation, quote_id)
        await say(request, "The quote is not on the page of young people’s words.")
    return RedirectResponse(address(request, "arrange_quotes", slug=consultation.slug), 303)


async def _consultation(request: Request) -> Consultation:
    consultation = await get_consultation(request.path_params["slug"])
    check_may(request, Role.PUBLISHER, consultation)
    return consultation


ARRANGE = "/staff/consultations/{slug}/young-people"
routes = [
    public("/young-people", show_young_people, "young_people"),
    staff(ARRANGE, arrange, "arrange_quotes", Role.PUBLISHER),
    staff(ARRANGE + "/{quote_id:uuid}", press_place, "place_quote", Role.PUBLISHER, methods=("POST",)),
]
