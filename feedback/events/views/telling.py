"""The sheet "We heard": one writes it, another checks that nobody is named and publishes it."""

from collections.abc import Sequence
from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import london_day, today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.events.forms import SheetForm
from feedback.events.models import Event
from feedback.events.planning import get_event
from feedback.events.telling import (
    events_without_sheet,
    find_sheet,
    publish_sheet,
    take_sheet_back,
    write_sheet,
)
from feedback.kit.access import check_may, staff
from feedback.kit.desk import DeskLine
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind, sent_word
from feedback.kit.rendering import address, render
from feedback.people.models import Account

WRITES = (Role.EDITOR, Role.PUBLISHER)


async def edit_sheet(request: Request) -> Response:
    event = await _get(request, WRITES)
    form = await bind(SheetForm, request, await find_sheet(event))
    if form.is_valid:
        try:
            await write_sheet(event, form.telling, request.state.account, today())
        except Refusal as no:
            add_refusal(form, no)
        else:
            await say(request, "The sheet waits for somebody else to check that nobody is named.")
            return _to(request, event)
    return render(request, "events/edit_sheet.html", form=form, event=event)


async def press_publish(request: Request) -> Response:
    event = await _get(request, Role.PUBLISHER)
    seen = await sent_word(request, "seen")
    await publish_sheet(event, request.state.account, today(), seen)
    await say(request, "Everybody can read what we heard.")
    return _to(request, event)


async def press_take_back(request: Request) -> Response:
    event = await _get(request, Role.PUBLISHER)
    await take_sheet_back(event, request.state.account)
    await say(request, "The sheet is off the public pages. Change it, and have it checked again.")
    return _to(request, event)


async def find_desk_lines(account: Account, now: datetime) -> Sequence[DeskLine]:
    """Events whose people still wait to be told what we heard."""
    return [
        DeskLine(f"Nobody was told yet what we heard at: {event.title}", "staff_event", {"slug": event.slug})
        for event in await events_without_sheet(london_day(now))
        if account.may_any(WRITES, event.consultation)
    ]


async def _get(request: Request, needs: Role | tuple[Role, ...]) -> Event:
    event = await get_event(request.path_params["slug"])
    check_may(request, needs, event.consultation)
    return event


def _to(request: Request, event: Event) -> Response:
    return RedirectResponse(address(request, "staff_event", slug=event.slug), 303)


ONE = "/staff/events/{slug}/sheet"

routes = [
    staff(ONE, edit_sheet, "edit_sheet", WRITES, ("GET", "POST")),
    staff(f"{ONE}/publish", press_publish, "publish_sheet", Role.PUBLISHER, ("POST",)),
    staff(f"{ONE}/take-back", press_take_back, "take_sheet_back", Role.PUBLISHER, ("POST",)),
]
