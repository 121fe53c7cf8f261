"""Staff write events down, announce them and print their poster."""

from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.consultations.lifecycle import get_consultation
from feedback.consultations.models import ANY_TIME, Consultation, ConsultationState
from feedback.core.clock import today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.events.forms import EventForm
from feedback.events.hearing import count_heard
from feedback.events.looking_back import count_taps
from feedback.events.models import Event, EventState
from feedback.events.planning import KINDS, add_event, announce_event, cancel_event, change_event, get_event
from feedback.events.telling import find_sheet, mark_of_sheet
from feedback.kit.access import check_may, staff
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind
from feedback.kit.paging import page_of
from feedback.kit.rendering import address, render
from feedback.voices.always_open import any_time
from feedback.voices.keep_codes import code_qr_svg

SEES = (Role.EDITOR, Role.PUBLISHER, Role.ANALYST)
STATE_WORDS = {
    EventState.DRAFT: "Draft",
    EventState.ANNOUNCED: "Announced",
    EventState.CANCELLED: "Called off",
}


async def list_events(request: Request) -> Response:
    account = request.state.account
    found = Event.all().order_by("-held_on", "title", "id").select_related("consultation")
    limits = [account.limited_to(role) for role in SEES if account.may(role)]
    if all(limit is not None for limit in limits):
        named = {consultation for limit in limits for consultation in limit}
        found = found.filter(consultation_id__in=list(named))
    return render(
        request,
        "events/staff_list.html",
        page=await page_of(found, request),
        words=STATE_WORDS,
        may_edit=account.may(Role.EDITOR),
    )


async def plan_event(request: Request) -> Response:
    form = await bind(EventForm, request, consultations=await _open_to(request))
    if form.is_valid:
        try:
            consultation = await _chosen(request, form.consultation.data)
            event = await add_event(consultation, form.plan, request.state.account, today())
        except Refusal as no:
            add_refusal(form, no)
        else:
            return _to(request, event)
    return render(request, "events/edit.html", form=form, event=None)


async def edit_event(request: Request) -> Response:
    event = await _get(request, Role.EDITOR)
    written: dict[str, Any] = {**_written(event), "consultation": event.consultation.slug}
    choices = {event.consultation.slug: event.consultation.title, **dict(await _open_to(request))}
    form = await bind(EventForm, request, data=written, consultations=list(choices.items()))
    if form.is_valid:
        try:
            consultation = await _chosen(request, form.consultation.data)
            await change_event(event, consultation, form.plan, request.state.account)
        except Refusal as no:
            add_refusal(form, no)
        else:
            return _to(request, event)
    return render(request, "events/edit.html", form=form, event=event)


def _written(event: Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in ("kind", "title", "place", "held_on", "times", "about")}


async def show_event(request: Request) -> Response:
    event = await _get(request, SEES)
    account = request.state.account
    sheet = await find_sheet(event)
    return render(
        request,
        "events/staff_page.html",
        event=event,
        kind=KINDS[event.kind],
        word=STATE_WORDS[event.state],
        heard=await count_heard(event),
        cornerstones=await count_taps(event),
        sheet=sheet,
        seen=mark_of_sheet(sheet) if sheet else "",
        is_held=event.held_on <= today(),
        may={role.value: account.may(role, event.consultation) for role in SEES},
    )


async def press_announce(request: Request) -> Response:
    event = await _get(request, Role.EDITOR)
    await announce_event(event, request.state.account)
    await say(request, "Everybody can see this event now.")
    return _to(request, event)


async def press_cancel(request: Request) -> Response:
    event = await _get(request, Role.EDITOR)
    await cancel_event(event, request.state.account)
    await say(request, "The public page says that this event is called off.")
    return _to(request, event)


async def show_poster(request: Request) -> Response:
    """One sheet of A4 with a code for cameras, and the same address in words."""
    event = await _get(request, SEES)
    link = request.app.state.settings.base_url + address(request, "event_comment", slug=event.slug)
    return render(
        request,
        "events/poster.html",
        event=event,
        kind=KINDS[event.kind],
        link=link,
        qr=Markup(code_qr_svg(link)),
    )


async def _open_to(request: Request) -> list[tuple[str, str]]:
    """Where this account may put what is said at an event, by address and title."""
    account = request.state.account
    found = await Consultation.filter(state=ConsultationState.OPEN).order_by("title", "id")
    choices = {one.slug: one.title for one in found if account.may(Role.EDITOR, one)}
    always = {ANY_TIME: "Tell us any time"} if account.limited_to(Role.EDITOR) is None else {}
    return list((always | choices).items())


async def _chosen(request: Request, slug: str) -> Consultation:
    consultation = await any_time(today()) if slug == ANY_TIME else await get_consultation(slug)
    check_may(request, Role.EDITOR, consultation)
    return consultation


async def _get(request: Request, needs: Role | tuple[Role, ...]) -> Event:
    event = await get_event(request.path_params["slug"])
    check_may(request, needs, event.consultation)
    return event


def _to(request: Request, event: Event) -> Response:
    return RedirectResponse(address(request, "staff_event", slug=event.slug), 303)


ONE = "/staff/events/{slug}"
BOTH, POST = ("GET", "POST"), ("POST",)

routes = [
    staff("/staff/events", list_events, "staff_events", SEES),
    staff("/staff/plan-an-event", plan_event, "plan_event", Role.EDITOR, BOTH),
    staff(ONE, show_event, "staff_event", SEES),
    staff(f"{ONE}/edit", edit_event, "edit_event", Role.EDITOR, BOTH),
    staff(f"{ONE}/announce", press_announce, "announce_event", Role.EDITOR, POST),
    staff(f"{ONE}/cancel", press_cancel, "cancel_event", Role.EDITOR, POST),
    staff(f"{ONE}/poster", show_poster, "event_poster", SEES),
]
