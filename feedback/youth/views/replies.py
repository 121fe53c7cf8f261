"""Whoever writes replies asks the members: is this what you said?"""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import today
from feedback.core.roles import Role
from feedback.kit.access import check_may, staff
from feedback.kit.flash import say
from feedback.kit.rendering import address, plural, render
from feedback.people.audit import record
from feedback.replies.models import Reply, ReplyState
from feedback.replies.reading import get_reply
from feedback.youth.checking import ask_members, find_finding, rule
from feedback.youth.forum import find_forum, get_forum
from feedback.youth.views.visiting import BOTH


async def ask_about_reply(request: Request) -> Response:
    """The rule in words with a button, and afterwards how the check stands."""
    reply = await _reply(request)
    if request.method == "POST":
        await ask_members(request.state.account, reply, await get_forum(), today())
        await say(request, "Members of the Youth Forum see the reply on their page now.")
        return RedirectResponse(address(request, "ask_youth_members", reply_id=reply.id), 303)
    may_read = request.state.account.may(Role.ANALYST, reply.consultation)
    finding = await find_finding(reply, with_words=may_read)
    if finding and finding.reasons:
        read = plural(len(finding.reasons), "comment")
        await record(request.state.account, "youth.words.view", reply, read)
    return render(
        request,
        "youth/staff_check.html",
        reply=reply,
        forum=await find_forum(),
        finding=finding,
        rule=rule(),
        may_ask=reply.state is ReplyState.CHECKED,
        may_read=may_read,
    )


async def _reply(request: Request) -> Reply:
    reply = await get_reply(UUID(str(request.path_params["reply_id"])))
    check_may(request, Role.PUBLISHER, reply.consultation)
    return reply


routes = [
    staff(
        "/staff/replies/{reply_id:uuid}/youth-forum",
        ask_about_reply,
        "ask_youth_members",
        Role.PUBLISHER,
        BOTH,
    )
]
