"""Staff pages: where the priorities and lines of an earlier strategy went."""

from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from wtforms.fields import SelectChoice

from feedback.core.clock import today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.kit.access import staff
from feedback.kit.desk import DeskLine
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind
from feedback.kit.rendering import address, render
from feedback.strategy import crosswalk
from feedback.strategy.forms import LINE_WORDS, PlaceForm, line_list, priority_list
from feedback.strategy.models import Line, LineMove, Priority, PriorityMove, Strategy
from feedback.strategy.views.developments import BOTH, EVERYTHING, check_editor


async def show_editions(request: Request) -> Response:
    check_editor(request)
    return render(
        request,
        "strategy/editions.html",
        editions=await Strategy.all().order_by("-is_current", "-loaded_on", "title"),
        waiting={strategy.id: count for strategy, count in await crosswalk.editions_without_place()},
    )


async def show_crosswalk(request: Request) -> Response:
    check_editor(request)
    strategy = await crosswalk.get_strategy(request.path_params["slug"])
    return render(
        request,
        "strategy/crosswalk.html",
        strategy=strategy,
        rows=await crosswalk.read_crosswalk(strategy),
        line_words=LINE_WORDS,
    )


async def place_priority(request: Request) -> Response:
    check_editor(request)
    old = await crosswalk.get_old_priority(UUID(str(request.path_params["priority_id"])))
    among = await crosswalk.priorities_now()
    moves = await PriorityMove.filter(old_id=old.id).order_by("id")
    form = await _bind(request, moves, crosswalk.suggest_places(old, among), priority_list(among))
    if await _done(request, form, crosswalk.place_priority, old):
        return _to(request, old.strategy)
    return render(
        request,
        "strategy/place.html",
        form=form,
        words=old.title,
        strategy=old.strategy,
        is_placed=bool(moves),
    )


async def place_line(request: Request) -> Response:
    check_editor(request)
    old = await crosswalk.get_old_line(UUID(str(request.path_params["line_id"])))
    among = await crosswalk.lines_now()
    moves = await LineMove.filter(old_id=old.id).order_by("id")
    form = await _bind(request, moves, crosswalk.suggest_places(old, among), line_list(among))
    if await _done(request, form, crosswalk.place_line, old):
        return _to(request, old.priority.strategy)
    return render(
        request,
        "strategy/place.html",
        form=form,
        words=old.text,
        strategy=old.priority.strategy,
        is_placed=bool(moves),
    )


async def _bind(request: Request, moves: Any, offered: list[UUID], choices: list[SelectChoice]) -> PlaceForm:
    """What somebody said already; where nobody has, what sounds most alike is ticked for them to confirm."""
    written = {
        "places": [str(move.new_id) for move in moves if move.new_id]
        if moves
        else [str(one) for one in offered],
        "ended": any(move.new_id is None for move in moves),
        "reason": moves[0].reason if moves else "",
    }
    return await bind(PlaceForm, request, data=written, place_choices=choices)


async def _done(request: Request, form: PlaceForm, place: Any, old: Priority | Line) -> bool:
    if not form.is_valid:
        return False
    chosen = form.chosen()
    try:
        if bool(chosen) == bool(form.ended.data):
            raise Refusal("Choose where it went, or say that it ended.", "places")
        await place(request.state.account, old, chosen, form.reason.data, today())
    except Refusal as refusal:
        add_refusal(form, refusal)
        return False
    await say(request, "What was said under it is shown in its new place. It stays under the old one too.")
    return True


def _to(request: Request, strategy: Strategy) -> Response:
    return RedirectResponse(address(request, "crosswalk", slug=strategy.slug), 303)


async def find_desk_lines(account: Any, moment: Any) -> list[DeskLine]:
    if not account.may(Role.EDITOR, EVERYTHING):
        return []
    return [
        DeskLine(
            f"Say where {count} priorities and lines of “{strategy.edition}” went"
            if count > 1
            else f"Say where the last line of “{strategy.edition}” went",
            "crosswalk",
            {"slug": strategy.slug},
            count,
        )
        for strategy, count in await crosswalk.editions_without_place()
    ]


routes = [
    staff("/staff/strategies", show_editions, "strategies", Role.EDITOR),
    staff("/staff/strategies/{slug}/crosswalk", show_crosswalk, "crosswalk", Role.EDITOR),
    staff("/staff/old-priorities/{priority_id:uuid}", place_priority, "place_priority", Role.EDITOR, BOTH),
    staff("/staff/old-lines/{line_id:uuid}", place_line, "place_line", Role.EDITOR, BOTH),
]

desk = (find_desk_lines,)
