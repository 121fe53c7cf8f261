"""A member of the Youth Forum reads again what they wrote, takes it back, or leaves and takes it all along."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from feedback.core.clock import now, today
from feedback.forums.views.fetching import workspace
from feedback.kit.access import public
from feedback.kit.flash import say
from feedback.kit.rendering import address, render
from feedback.privacy.leaving import leave_forum, take_back_words, take_out
from feedback.youth.forum import own_forum
from feedback.youth.models import YouthMember
from feedback.youth.speaking import own_comments
from feedback.youth.views.visiting import for_members, forget


async def show_mine(request: Request, member: YouthMember) -> Response:
    return render(request, "receipts/mine.html", comments=await own_comments(member))


async def press_take_back(request: Request, member: YouthMember) -> Response:
    await take_back_words(member, UUID(str(request.path_params["voice_id"])), now(), today())
    return RedirectResponse(address(request, "youth_mine"), 303)


async def leave(request: Request, member: YouthMember) -> Response:
    """Ask once more, then leave. Everyone is told about the safety copy, so the page gives nothing away (D92)."""
    if request.method == "POST":
        await leave_forum(member, now(), today())
        return forget(request, RedirectResponse(address(request, "youth_left"), 303))
    return render(request, "receipts/leave.html", member=member)


async def left(request: Request) -> Response:
    return render(request, "receipts/left.html")


async def press_take_out(request: Request) -> Response:
    forum = await own_forum(request.state.account)
    member_id = UUID(str(request.path_params["member_id"]))
    await take_out(forum, member_id, request.state.account, now(), today())
    await say(request, "This member is out. The nickname and everything they wrote are gone.")
    return RedirectResponse(address(request, "youth_forum"), 303)


routes = [
    public("/youth/mine", for_members(show_mine), "youth_mine"),
    public("/youth/mine/{voice_id:uuid}/delete", for_members(press_take_back), "youth_take_back", ("POST",)),
    public("/youth/leave", for_members(leave), "youth_leave", ("GET", "POST")),
    public("/youth/left", left, "youth_left"),
    workspace(
        "/forum/youth/members/{member_id:uuid}/take-out",
        press_take_out,
        "remove_member",
        ("POST",),
    ),
]
