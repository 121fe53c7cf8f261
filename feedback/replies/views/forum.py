"""The page behind the link that a forum's worker gets: is this what you said?"""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import today
from feedback.kit.access import public
from feedback.kit.fields import text
from feedback.kit.forms import Form, bind
from feedback.kit.rendering import address, render
from feedback.replies import reading
from feedback.replies.agreeing import answer_check, get_check, is_open
from feedback.replies.models import ForumCheck


class AgreeForm(Form):
    """Which of the two buttons was pressed."""

    agrees = text("")


async def agree(request: Request) -> Response:
    check = await _check(request)
    form = await bind(AgreeForm, request)
    if form.is_sent and form.agrees.data in ("yes", "no"):
        await answer_check(check, form.agrees.data == "yes", today())
        return RedirectResponse(address(request, "agree", **request.path_params), 303)
    open_now = is_open(check, today())
    return render(
        request,
        "replies/agree.html",
        check=check,
        reply=await reading.get_reply(check.reply_id) if open_now else None,
        quotes=await reading.quotes_of(check.reply) if open_now else [],
        line_words=reading.LINE_WORDS,
    )


async def _check(request: Request) -> ForumCheck:
    check_id = UUID(str(request.path_params["check_id"]))
    return await get_check(check_id, request.path_params["token"])


routes = [public("/agree/{check_id:uuid}/{token}", agree, "agree", ("GET", "POST"))]
