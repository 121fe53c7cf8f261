"""Events as everybody sees them, and saying something there from one's own phone."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import today
from feedback.core.errors import NotFound, Refusal
from feedback.events.forms import LookBackForm
from feedback.events.hearing import send_at_event
from feedback.events.looking_back import tap_cornerstones
from feedback.events.models import EventState, RaisedAs
from feedback.events.planning import KINDS, get_public_event, read_diary
from feedback.events.telling import find_public_sheet
from feedback.kit.access import public
from feedback.kit.forms import add_refusal, bind
from feedback.kit.rendering import address, render
from feedback.voices.forms import CommentForm
from feedback.voices.views.codes import find_sent, fresh_key, sent_key, to_thanks


async def list_events(request: Request) -> Response:
    return render(request, "events/list.html", diary=await read_diary(today()), kinds=KINDS)


async def show_event(request: Request) -> Response:
    event = await get_public_event(request.path_params["slug"])
    takes = event.state is EventState.ANNOUNCED and event.consultation.takes_answers(today())
    return render(
        request,
        "events/page.html",
        event=event,
        kind=KINDS[event.kind],
        is_over=event.is_over(today()),
        was_held=event.held_on <= today(),
        takes=takes,
        sheet=await find_public_sheet(event),
    )


async def say_something(request: Request) -> Response:
    """Where the poster leads. It is the page that is always open, and knows where one is."""
    event = await get_public_event(request.path_params["slug"])
    form = await bind(CommentForm, request, data={"client_key": fresh_key()})
    if form.is_valid:
        key = sent_key(form.client_key.data)
        try:
            await send_at_event(event, form.comment, RaisedAs.SAID, key, today())
        except Refusal as no:
            add_refusal(form, no)
        else:
            return to_thanks(request, address(request, "event_thanks", slug=event.slug), key)
    return render(request, "events/comment.html", form=form, event=event)


async def thanks(request: Request) -> Response:
    event = await get_public_event(request.path_params["slug"])
    again = address(request, "event_comment", slug=event.slug)
    code = await find_sent(request)
    if code is None:
        return RedirectResponse(again, 303)
    return render(request, "voices/thanks.html", code=code, again=again)


async def show_sheet(request: Request) -> Response:
    """What we heard, for the screen and for paper."""
    event = await get_public_event(request.path_params["slug"])
    sheet = await find_public_sheet(event)
    if sheet is None:
        raise NotFound
    return render(request, "events/heard.html", event=event, sheet=sheet)


async def look_back(request: Request) -> Response:
    """How it was: four taps at the end of an event."""
    event = await get_public_event(request.path_params["slug"])
    form = await bind(LookBackForm, request, data={"client_key": fresh_key()})
    if form.is_valid:
        try:
            await tap_cornerstones(event, form.taps, sent_key(form.client_key.data), today())
        except Refusal as no:
            add_refusal(form, no)
        else:
            return RedirectResponse(address(request, "event_looked_back", slug=event.slug), 303)
    return render(request, "events/look_back.html", form=form, event=event)


async def looked_back(request: Request) -> Response:
    event = await get_public_event(request.path_params["slug"])
    return render(request, "events/looked_back.html", event=event)


ONE = "/events/{slug}"

routes = [
    public("/events", list_events, "events"),
    public(ONE, show_event, "event"),
    public(f"{ONE}/comment", say_something, "event_comment", ("GET", "POST")),
    public(f"{ONE}/comment/thanks", thanks, "event_thanks"),
    public(f"{ONE}/how-was-it", look_back, "event_look_back", ("GET", "POST")),
    public(f"{ONE}/how-was-it/thanks", looked_back, "event_looked_back"),
    public(f"{ONE}/heard", show_sheet, "event_heard"),
]
