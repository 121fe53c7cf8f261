"""Writing a view: its points one by one, and for whom it speaks."""

from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from feedback.core.errors import NotFound, Refusal
from feedback.forums.drafting import (
    Overtaken,
    add_point,
    change_point,
    get_point,
    move_point,
    remove_point,
    write_standing,
)
from feedback.forums.forms import PointForm, StandingForm
from feedback.forums.local_offer import ways_in_words
from feedback.forums.models import ForumPoint, ForumView, ViewState
from feedback.forums.views.fetching import BOTH, ONE, POST, read_number, to_view, view_of, workspace
from feedback.kit.flash import say
from feedback.kit.forms import add_refusal, bind, sent_word
from feedback.kit.rendering import render


async def new_point(request: Request) -> Response:
    view = await _draft(request)
    form = await bind(PointForm, request)
    if form.is_valid:
        try:
            await add_point(view, form.offer_part.data, form.words.data, request.state.account)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return to_view(request, view)
    return render(request, "forums/point.html", view=view, form=form, heading="Add a point", newer=None)


async def edit_point(request: Request) -> Response:
    view, point = await _point(request)
    kept = {"offer_part": point.offer_part, "words": point.words, "version": str(point.version)}
    form = await bind(PointForm, request, data=kept)
    newer = None
    if form.is_valid:
        version = read_number(form.version.data)
        try:
            await change_point(
                view, point, form.offer_part.data, form.words.data, version, request.state.account
            )
        except Overtaken as refusal:
            newer = await get_point(view, point.id)
            _go_on_from(form, refusal, newer.version)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return to_view(request, view)
    return render(
        request, "forums/point.html", view=view, form=form, heading="Change this point", newer=newer
    )


async def press_up(request: Request) -> Response:
    view, point = await _point(request)
    await move_point(view, point, request.state.account)
    return to_view(request, view)


async def press_remove(request: Request) -> Response:
    view, point = await _point(request)
    version = read_number(await sent_word(request, "version"))
    await remove_point(view, point, version, request.state.account)
    await say(request, "The point is gone.")
    return to_view(request, view)


async def edit_standing(request: Request) -> Response:
    view = await _draft(request)
    form = await bind(StandingForm, request, data=_as_written(view))
    newer = None
    if form.is_valid:
        try:
            version = read_number(form.version.data)
            await write_standing(view, form.standing(), version, request.state.account)
        except Overtaken as refusal:
            newer = await view_of(request)
            _go_on_from(form, refusal, newer.standing_version)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return to_view(request, view)
    return render(
        request,
        "forums/standing.html",
        view=view,
        form=form,
        newer=newer,
        ways=ways_in_words(newer.gathered) if newer else "",
    )


def _go_on_from(form: Any, refusal: Overtaken, version: int) -> None:
    """The boxes keep what this person typed. Pressing once more saves it on top of what they now see."""
    add_refusal(form, refusal)
    form.version.data = str(version)


def _as_written(view: ForumView) -> dict[str, Any]:
    fields = [field.name for field in StandingForm() if field.name not in ("version",)]
    return {name: getattr(view, name) for name in fields} | {"version": str(view.standing_version)}


async def _draft(request: Request) -> ForumView:
    view = await view_of(request)
    if view.state is not ViewState.DRAFT:
        raise NotFound
    return view


async def _point(request: Request) -> tuple[ForumView, ForumPoint]:
    view = await _draft(request)
    return view, await get_point(view, UUID(str(request.path_params["point_id"])))


POINT = ONE + "/points/{point_id:uuid}"

routes = [
    workspace(ONE + "/points/add", new_point, "add_point", BOTH),
    workspace(POINT, edit_point, "edit_point", BOTH),
    workspace(POINT + "/up", press_up, "move_point", POST),
    workspace(POINT + "/remove", press_remove, "remove_point", POST),
    workspace(ONE + "/standing", edit_standing, "edit_standing", BOTH),
]
