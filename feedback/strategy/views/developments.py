"""Staff pages: what is developed, and each development moved on with a reason."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import london_day, today
from feedback.core.errors import Refusal
from feedback.core.roles import Role
from feedback.kit.access import check_may, staff
from feedback.kit.desk import DeskLine
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind
from feedback.kit.rendering import NavLink, address, render
from feedback.strategy import developing
from feedback.strategy.crosswalk import lines_now, priorities_now
from feedback.strategy.development_models import Development, Stage
from feedback.strategy.developments import (
    AUDIENCES,
    COLOURS,
    STAGES,
    get_development,
    list_developments,
    pilots_without_end,
    pilots_without_outcome,
    read_development,
    reviews_with_open_recommendations,
    steps_of,
)
from feedback.strategy.forms import (
    AddDevelopmentForm,
    ChangeDevelopmentForm,
    LinksForm,
    MoveForm,
    OutcomeForm,
    as_written,
)
from feedback.strategy.reviewing import find_review

EVERYTHING = "the whole county"


def check_editor(request: Request) -> None:
    """Developments belong to no consultation, so a grant that is for one only opens nothing here."""
    check_may(request, Role.EDITOR, EVERYTHING)


async def show_developments(request: Request) -> Response:
    check_editor(request)
    return render(
        request,
        "strategy/staff_developments.html",
        shelves=await list_developments(),
        stages=STAGES,
        open_counts=await reviews_with_open_recommendations(),
        today=today(),
    )


async def add_development(request: Request) -> Response:
    check_editor(request)
    form = await bind(AddDevelopmentForm, request)
    if form.is_valid:
        try:
            added = await developing.add_development(
                request.state.account,
                form.words(),
                Stage(form.stage.data),
                today(),
                said=form.said.data or "",
                promised=form.promised(),
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "It is public now. Say next which priorities it serves.")
            return to_development(request, added)
    return render(request, "strategy/add_development.html", form=form)


async def show_development(request: Request) -> Response:
    check_editor(request)
    development = await get_development(request.path_params["slug"])
    page = await read_development(development)
    return render(
        request,
        "strategy/staff_development.html",
        page=page,
        review=await find_review(development),
        steps=await steps_of(page.promises),
        stages=STAGES,
        audiences=AUDIENCES,
        colours_of_stage=COLOURS,
        today=today(),
    )


async def change_development(request: Request) -> Response:
    development = await for_editor(request)
    form = await bind(ChangeDevelopmentForm, request, data=as_written(development))
    if form.is_valid:
        words = form.words(development.source)
        try:
            await developing.change_development(
                request.state.account, development, words, form.reason.data, today()
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "Your changes are public, with your reason.")
            return to_development(request, development)
    return render(request, "strategy/change_development.html", form=form, development=development)


async def move_development(request: Request) -> Response:
    development = await for_editor(request)
    form = await bind(MoveForm, request)
    if form.is_valid:
        try:
            await developing.move_development(
                request.state.account,
                development,
                Stage(form.stage.data),
                form.said.data,
                today(),
                promised=form.promised(),
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "The page says where it stands now, and why.")
            return to_development(request, development)
    return render(
        request, "strategy/move_development.html", form=form, development=development, stages=STAGES
    )


async def say_outcome(request: Request) -> Response:
    development = await for_editor(request)
    form = await bind(OutcomeForm, request)
    if form.is_valid:
        try:
            await developing.say_outcome(
                request.state.account, development, form.outcome.data, Stage(form.stage.data), today()
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "Everybody can read what came of the pilot.")
            return to_development(request, development)
    return render(request, "strategy/outcome.html", form=form, development=development)


async def link_development(request: Request) -> Response:
    development = await for_editor(request)
    page = await read_development(development)
    linked = {
        "priorities": [str(one.id) for one in page.priorities],
        "lines": [str(line.id) for line in page.lines],
    }
    form = await bind(
        LinksForm,
        request,
        data=linked,
        priority_choices=_with(await priorities_now(), page.priorities),
        line_choices=_with(await lines_now(), page.lines),
    )
    if form.is_valid:
        try:
            await developing.link_development(request.state.account, development, *form.chosen())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            await say(request, "The pages of these priorities show it now.")
            return to_development(request, development)
    return render(request, "strategy/links.html", form=form, development=development)


def _with(now: list[Any], linked: Any) -> list[Any]:
    """What may be chosen: the current strategy's, and those of an older one that are linked already."""
    known = {one.id for one in now}
    return [*now, *(one for one in linked if one.id not in known)]


async def for_editor(request: Request) -> Development:
    check_editor(request)
    return await get_development(request.path_params["slug"])


def to_development(request: Request, development: Development) -> Response:
    return RedirectResponse(address(request, "staff_development", slug=development.slug), 303)


async def find_desk_lines(account: Any, moment: Any) -> list[DeskLine]:
    """Pilots that are over, pilots without an end, and recommendations that nobody has answered."""
    if not account.may(Role.EDITOR, EVERYTHING):
        return []
    day = london_day(moment)
    lines = [
        DeskLine(f"Say what came of the pilot “{one.title}”", "pilot_outcome", {"slug": one.slug})
        for one in await pilots_without_outcome(day)
    ]
    lines += [
        DeskLine(f"Give the pilot “{one.title}” a last day", "change_development", {"slug": one.slug})
        for one in await pilots_without_end()
    ]
    counts = await reviews_with_open_recommendations()
    for one in await Development.filter(id__in=list(counts)).order_by("title", "id"):
        words = "1 recommendation" if counts[one.id] == 1 else f"{counts[one.id]} recommendations"
        sentence = f"Answer {words} of “{one.title}”"
        lines.append(DeskLine(sentence, "staff_development", {"slug": one.slug}, counts[one.id]))
    return lines


ALL, ONE = "/staff/developments", "/staff/developments/{slug}"
BOTH = ("GET", "POST")

routes = [
    staff(ALL, show_developments, "staff_developments", Role.EDITOR),
    staff(ALL + "/add", add_development, "add_development", Role.EDITOR, BOTH),
    staff(ONE, show_development, "staff_development", Role.EDITOR),
    staff(ONE + "/change", change_development, "change_development", Role.EDITOR, BOTH),
    staff(ONE + "/move", move_development, "move_development", Role.EDITOR, BOTH),
    staff(ONE + "/outcome", say_outcome, "pilot_outcome", Role.EDITOR, BOTH),
    staff(ONE + "/links", link_development, "link_development", Role.EDITOR, BOTH),
]

nav = (NavLink("Developments", "staff_developments", (Role.EDITOR,)),)
desk = (find_desk_lines,)
