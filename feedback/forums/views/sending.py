"""Asking members, letting a view go to the council, and what its forum says to the summary of it."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from feedback.core.clock import today
from feedback.core.errors import NotFound, Refusal
from feedback.forums.backing import ask_members, stop_asking_members
from feedback.forums.forms import DisputeForm
from feedback.forums.models import ViewState
from feedback.forums.releasing import agree_release, ask_release, take_back
from feedback.forums.understanding import check_not_taken_back, dispute_summary
from feedback.forums.views.fetching import (
    ONE,
    POST,
    read_number,
    seat_of,
    site_of,
    to_view,
    view_of,
    workspace,
)
from feedback.forums.views.workspace import show_sent
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind, sent_word


async def press_ask_members(request: Request) -> Response:
    view = await view_of(request)
    await ask_members(view, request.state.account)
    await say(request, "The link works now. Pass it on to your members in your own way.")
    return to_view(request, view)


async def press_stop_asking(request: Request) -> Response:
    view = await view_of(request)
    await stop_asking_members(view, request.state.account)
    await say(request, "The link leads nowhere now. What members said stays here.")
    return to_view(request, view)


async def press_ask(request: Request) -> Response:
    view = await view_of(request)
    await ask_release(view, request.state.account, await _changes(request), today(), site_of(request))
    await say(request, "Another officer has to agree now. We mailed them.")
    return to_view(request, view)


async def press_take_back(request: Request) -> Response:
    view = await view_of(request)
    await take_back(view, request.state.account)
    await say(request, "It is a draft again.")
    return to_view(request, view)


async def press_agree(request: Request) -> Response:
    view = await view_of(request)
    await agree_release(view, request.state.account, await _changes(request), today(), site_of(request))
    await say(request, "Your view is with the council now.")
    return to_view(request, view)


async def press_dispute(request: Request) -> Response:
    view = await view_of(request)
    if view.state is not ViewState.SENT:
        raise NotFound
    check_not_taken_back(view)
    form = await bind(DisputeForm, request)
    if form.is_valid:
        number = read_number(form.number.data)
        try:
            await dispute_summary(view, form.words.data, number, request.state.account, today())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "The council sees that you dispute it, and has to answer.")
            return to_view(request, view)
    return await show_sent(request, await seat_of(request), view, form)


async def _changes(request: Request) -> int:
    """Which state of the view was on the screen of the officer who presses."""
    return read_number(await sent_word(request, "changes"))


def _button(path: str, handler: Callable[[Request], Awaitable[Response]], name: str) -> Any:
    return workspace(ONE + path, handler, name, POST)


routes = [
    _button("/members/ask", press_ask_members, "ask_members"),
    _button("/members/stop", press_stop_asking, "stop_asking_members"),
    _button("/ask", press_ask, "ask_release"),
    _button("/take-back", press_take_back, "take_back_release"),
    _button("/agree", press_agree, "agree_release"),
    _button("/dispute", press_dispute, "dispute_summary"),
]
