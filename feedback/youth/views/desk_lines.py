"""What waits: for the forum's worker, and for services that owe the forum an answer."""

from datetime import datetime

from feedback.core.errors import Forbidden, NotFound
from feedback.core.roles import Role
from feedback.kit.desk import DeskLine
from feedback.kit.rendering import plural
from feedback.people.models import Account
from feedback.youth.forum import own_forum
from feedback.youth.ideas import new_ideas
from feedback.youth.models import ForumRequest, RequestState
from feedback.youth.requesting import requests_of


async def find_for_worker(account: Account, moment: datetime) -> list[DeskLine]:
    if not account.may(Role.FORUM):
        return []
    try:
        forum = await own_forum(account)
    except (Forbidden, NotFound):
        return []
    waiting = await requests_of(forum, RequestState.ASKED, RequestState.COUNTED)
    lines = [
        DeskLine(
            f"{one.service.name} asks the forum about “{one.topic}”", "worker_request", {"request_id": one.id}
        )
        for one in waiting
    ]
    fresh = len(await new_ideas(forum))
    if fresh:
        lines.append(DeskLine(f"{plural(fresh, 'member')} named a subject", "youth_ideas", count=fresh))
    return lines


async def find_for_services(account: Account, moment: datetime) -> list[DeskLine]:
    """For whoever asked: the forum has helped, and waits to hear what came of it."""
    if not account.may(Role.EDITOR):
        return []
    owed = ForumRequest.filter(asked_by_id=account.id, state=RequestState.ACCEPTED, fed_back_on=None)
    return [
        DeskLine(
            f"Tell the Youth Forum what came of “{one.topic}”", "staff_youth_request", {"request_id": one.id}
        )
        for one in await owed.order_by("answered_on", "id")
    ]
