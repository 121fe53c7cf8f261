"""Staff pages: list, add, change, and a consultation's own page, where it is announced, opened and closed."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.consultations import lifecycle, reading
from feedback.consultations.calendar import overlaps_of, quiet_times, read_calendar
from feedback.consultations.details import AUDIENCES, LEVELS, details_of
from feedback.consultations.forms import ConsultationForm, LateForm, as_written
from feedback.consultations.lifecycle import get_consultation
from feedback.consultations.models import Consultation, ConsultationState
from feedback.consultations.rooms import rooms_for
from feedback.consultations.rules import missing_for_opening, warnings_before_opening
from feedback.core.clock import london_day, today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.kit.access import check_may, staff
from feedback.kit.desk import DeskLine
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind
from feedback.kit.paging import page_of
from feedback.kit.rendering import NavLink, address, render

STATE_WORDS = {
    ConsultationState.DRAFT: "Draft",
    ConsultationState.OPEN: "Open",
    ConsultationState.CLOSED: "Closed",
    ConsultationState.REPLIED: "Replied",
}


async def list_consultations(request: Request) -> Response:
    page = await page_of(reading.consultations_of(request.state.account), request, 30)
    may_add = request.state.account.limited_to(Role.EDITOR) is None and request.state.account.may(Role.EDITOR)
    return render(
        request,
        "consultations/staff_list.html",
        page=page,
        today=today(),
        words=STATE_WORDS,
        may_add=may_add,
    )


async def add_consultation(request: Request) -> Response:
    # A new consultation belongs to no grant that is for one consultation only.
    check_may(request, Role.EDITOR, "a new one")
    form = await _bind(request, None)
    if form.is_valid:
        try:
            added = await lifecycle.add_consultation(form.details(), today(), request.state.account)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "Your draft is kept. Nobody outside can see it yet.")
            return _to(request, added)
    return render(request, "consultations/add.html", form=form)


async def show_consultation(request: Request) -> Response:
    consultation = await get_consultation(request.path_params["slug"])
    check_may(request, reading.SEES, consultation)
    is_draft = consultation.state is ConsultationState.DRAFT
    return render(
        request,
        "consultations/staff_page.html",
        consultation=consultation,
        today=today(),
        word=STATE_WORDS[consultation.state],
        level=LEVELS[consultation.level],
        audiences=[AUDIENCES.get(one, one) for one in consultation.audiences],
        gaps=missing_for_opening(consultation, today()) if is_draft else [],
        warnings=await _warnings(consultation) if is_draft else [],
        rooms=rooms_for(request.state.account, consultation),
        priorities=await reading.priorities_of(consultation),
        may_edit=request.state.account.may(Role.EDITOR, consultation),
    )


async def _warnings(consultation: Consultation) -> list[str]:
    return [*warnings_before_opening(consultation, today()), *await overlaps_of(consultation, today())]


async def show_calendar(request: Request) -> Response:
    """Every exercise ahead, for those who may see all of them: overlaps are between those of anybody (D19)."""
    check_may(request, reading.SEES, "all of them")
    return render(
        request,
        "consultations/calendar.html",
        rows=await read_calendar(today()),
        quiet=[one for one in quiet_times() if one.last >= today()],
        words=STATE_WORDS,
    )


async def edit_consultation(request: Request) -> Response:
    consultation = await _for_editor(request)
    form = await _bind(request, consultation)
    if form.is_valid:
        try:
            details = form.details(late_reason=consultation.late_reason)
            await lifecycle.change_consultation(consultation, details, today(), request.state.account)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "Your changes are kept.")
            return _to(request, consultation)
    return render(request, "consultations/edit.html", form=form, consultation=consultation)


async def explain_late(request: Request) -> Response:
    consultation = await _for_editor(request)
    form = await bind(LateForm, request, obj=consultation)
    if form.is_valid:
        try:
            await lifecycle.explain_late(consultation, form.late_reason.data, today(), request.state.account)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "The public page shows your reason now.")
            return _to(request, consultation)
    return render(request, "consultations/late.html", form=form, consultation=consultation)


async def press_announce(request: Request) -> Response:
    consultation = await _for_editor(request)
    await lifecycle.announce_consultation(consultation, today(), request.state.account)
    await say(request, "Everybody can see it now. It opens by itself on its first day.")
    return _to(request, consultation)


async def press_hide(request: Request) -> Response:
    consultation = await _for_editor(request)
    await lifecycle.hide_consultation(consultation, request.state.account)
    await say(request, "It is hidden again. It does not open until you announce it.")
    return _to(request, consultation)


async def press_open(request: Request) -> Response:
    consultation = await _for_editor(request)
    await lifecycle.open_consultation(consultation, today(), request.state.account)
    await say(request, "It is open. People can answer now.")
    return _to(request, consultation)


async def press_close(request: Request) -> Response:
    consultation = await _for_editor(request)
    await lifecycle.close_consultation(consultation, today(), request.state.account)
    await say(request, "It is closed. The public page says by when you reply.")
    return _to(request, consultation)


async def find_desk_lines(account: Any, moment: Any) -> list[DeskLine]:
    """Late replies come first on the staff start page (D17)."""
    late = await reading.late_consultations(london_day(moment))
    return [
        DeskLine(
            f"The reply to “{consultation.title}” is late",
            "staff_consultation",
            {"slug": consultation.slug},
            urgency=1,
        )
        for consultation in late
        if account.may_any((Role.EDITOR, Role.PUBLISHER), consultation)
    ]


async def _bind(request: Request, consultation: Consultation | None) -> ConsultationForm:
    written = as_written(await details_of(consultation)) if consultation else None
    return await bind(
        ConsultationForm,
        request,
        data=written,
        priority_choices=await reading.priorities_to_choose(),
        today=today(),
        decision_month_now=consultation.decision_month if consultation else None,
    )


async def _for_editor(request: Request) -> Consultation:
    consultation = await get_consultation(request.path_params["slug"])
    check_may(request, Role.EDITOR, consultation)
    return consultation


def _to(request: Request, consultation: Consultation) -> Response:
    return RedirectResponse(address(request, "staff_consultation", slug=consultation.slug), 303)


ALL, ONE = "/staff/consultations", "/staff/consultations/{slug}"
BOTH, POST = ("GET", "POST"), ("POST",)

routes = [
    staff(ALL, list_consultations, "staff_consultations", reading.SEES),
    staff("/staff/calendar", show_calendar, "calendar", reading.SEES),
    staff(ALL + "/add", add_consultation, "add_consultation", Role.EDITOR, BOTH),
    staff(ONE, show_consultation, "staff_consultation", reading.SEES),
    staff(ONE + "/edit", edit_consultation, "edit_consultation", Role.EDITOR, BOTH),
    staff(ONE + "/late", explain_late, "explain_late", Role.EDITOR, BOTH),
    staff(ONE + "/announce", press_announce, "announce_consultation", Role.EDITOR, POST),
    staff(ONE + "/hide", press_hide, "hide_consultation", Role.EDITOR, POST),
    staff(ONE + "/open", press_open, "open_consultation", Role.EDITOR, POST),
    staff(ONE + "/close", press_close, "close_consultation", Role.EDITOR, POST),
]

nav = (NavLink("Consultations", "staff_consultations", reading.SEES),)
desk = (find_desk_lines,)
