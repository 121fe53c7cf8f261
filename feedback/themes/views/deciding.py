"""One comment at a time, the most useful first; and the map of the themes."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.consultations.models import Consultation
from feedback.core.clock import now
from feedback.core.errors import NotFound
from feedback.core.roles import Role
from feedback.kit.access import staff
from feedback.kit.flash import say
from feedback.kit.forms import bind, sent_fields
from feedback.kit.rendering import address, render
from feedback.themes.blind import hidden_from
from feedback.themes.coding import undo_decision
from feedback.themes.comments import get_comment
from feedback.themes.deciding import Asked, count_undecided, find_most_useful, get_asked, settle_comment
from feedback.themes.forms import DecideForm
from feedback.themes.frames import get_theme
from feedback.themes.mapping import map_of
from feedback.themes.views.fetching import BOTH, ONE, POST, consultation_for, go, note_words_shown

MOST_UNDONE = 60  # themes of one decision that an address can name


async def show_next(request: Request) -> Response:
    """The most useful comment, or a page that says that none is left."""
    consultation = await consultation_for(request, Role.ANALYST)
    if (following := await find_most_useful(consultation, request.state.account)) is None:
        return render(request, "themes/all_decided.html", consultation=consultation)
    asked = await get_asked(consultation, await get_comment(consultation, following))
    form = DecideForm(data={"themes": list(asked.coded)}, asked=asked)
    return await _show(request, consultation, asked, form)


async def decide_one(request: Request) -> Response:
    consultation = await consultation_for(request, Role.ANALYST)
    comment = await get_comment(consultation, request.path_params["comment_id"])
    account = request.state.account
    if await hidden_from(account, consultation.id).filter(comment_id=comment.id).exists():
        raise NotFound
    asked = await get_asked(consultation, comment)
    form = await bind(DecideForm, request, data={"themes": list(asked.coded)}, asked=asked)
    if form.is_valid:
        ticked = {UUID(one) for one in form.themes.data}
        decided = await settle_comment(consultation, comment, ticked, account, now())
        following = await find_most_useful(consultation, account)
        undo = [("undo", str(comment.id)), *(("theme", str(one)) for one in decided[:MOST_UNDONE])]
        if following is None:
            await say(request, "Nothing is left that only the machine has coded.")
            return go(request, "themes", consultation)
        return _to(request, consultation, following, undo if decided else [])
    return await _show(request, consultation, asked, form)


async def _show(request: Request, consultation: Consultation, asked: Asked, form: DecideForm) -> Response:
    await note_words_shown(request, consultation, 1)
    return render(
        request,
        "themes/decide.html",
        consultation=consultation,
        asked=asked,
        form=form,
        left=await count_undecided(consultation),
        undo=_undo(request),
    )


async def press_undo_one(request: Request) -> Response:
    """Take back what was decided about the comment before, and show it again."""
    consultation = await consultation_for(request, Role.ANALYST)
    comment = await get_comment(consultation, request.path_params["comment_id"])
    for theme in _ids((await sent_fields(request)).getlist("theme")):
        await undo_decision(comment, await get_theme(consultation, theme), request.state.account, now())
    await say(request, "It is as it was.")
    return _to(request, consultation, comment.id)


async def show_map(request: Request) -> Response:
    consultation = await consultation_for(request, Role.ANALYST)
    return render(request, "themes/map.html", consultation=consultation, spots=await map_of(consultation))


def _to(
    request: Request, consultation: Consultation, comment: UUID, more: list[tuple[str, str]] | None = None
) -> Response:
    kept = [("keys", "off")] if request.query_params.get("keys") == "off" else []
    query = urlencode([*kept, *(more or [])])
    where = address(request, "decide_one", slug=consultation.slug, comment_id=comment)
    return RedirectResponse(f"{where}?{query}" if query else where, 303)


def _undo(request: Request) -> tuple[UUID, list[UUID]] | None:
    """Which decision the address of the page offers to take back."""
    comment = _ids([request.query_params.get("undo", "")])
    themes = _ids(request.query_params.getlist("theme")[:MOST_UNDONE])
    return (comment[0], themes) if comment and themes else None


def _ids(values: Any) -> list[UUID]:
    try:
        return [UUID(str(value)) for value in values]
    except ValueError:
        return []


COMMENTS = ONE + "/comments"
routes = [
    staff(COMMENTS + "/next", show_next, "next_comment", Role.ANALYST),
    staff(COMMENTS + "/{comment_id:uuid}", decide_one, "decide_one", Role.ANALYST, BOTH),
    staff(COMMENTS + "/{comment_id:uuid}/undo", press_undo_one, "undo_one", Role.ANALYST, POST),
    staff(ONE + "/map", show_map, "theme_map", Role.ANALYST),
]
