"""What a member of a forum sees of a view, by the link that the forum passed on."""

from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import today
from feedback.core.errors import Refusal
from feedback.forums.backing import answer_as_member, find_member_answer, get_asked_view, new_member_token
from feedback.forums.drafting import points_of
from feedback.forums.forms import MemberForm
from feedback.forums.models import ForumView, MemberAnswer
from feedback.forums.views.fetching import BOTH
from feedback.kit.access import public
from feedback.kit.cookies import MEMBER, cookie_name
from feedback.kit.forms import add_refusal, bind
from feedback.kit.limits import Limit
from feedback.kit.rendering import render

# A committee room has one address; a machine that votes needs thousands.
ANSWERS = Limit("member", 300, 600)


async def answer(request: Request) -> Response:
    view = await get_asked_view(UUID(str(request.path_params["view_id"])), request.path_params["signature"])
    if not view.asks_members:
        return render(request, "forums/member_closed.html", view=view)
    token = _token_of(request)
    before = await find_member_answer(view, token) if token else None
    form = await bind(MemberForm, request, data=_said(before))
    if form.is_valid:
        token = token or new_member_token()
        try:
            await answer_as_member(
                view,
                token,
                form.backs.data == "yes",
                bool(form.also_alone.data),
                form.words.data or "",
                today(),
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return _counted(request, token)
    return await _show(request, view, form, is_counted=before is not None and not form.is_sent)


async def _show(request: Request, view: ForumView, form: MemberForm, is_counted: bool) -> Response:
    return render(
        request,
        "forums/member.html",
        view=view,
        points=await points_of(view),
        form=form,
        is_counted=is_counted,
    )


def _said(before: MemberAnswer | None) -> dict[str, Any]:
    if before is None:
        return {}
    return {
        "backs": "yes" if before.backs else "no",
        "words": before.words,
        "also_alone": before.also_alone,
    }


def _token_of(request: Request) -> str:
    name = cookie_name(MEMBER, secure=request.app.state.settings.is_secure)
    return request.cookies.get(name, "")[:100]


def _counted(request: Request, token: str) -> Response:
    secure = request.app.state.settings.is_secure
    response = RedirectResponse(request.url.path, 303)
    response.set_cookie(
        cookie_name(MEMBER, secure=secure), token, path="/", secure=secure, httponly=True, samesite="lax"
    )
    return response


routes = [
    public("/forum/say/{view_id:uuid}/{signature}", answer, "forum_member", BOTH, limit=ANSWERS),
]
