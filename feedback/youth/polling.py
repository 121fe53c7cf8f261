"""Polls that stand on the members' page. The vote itself is the poll's own, and no member's."""

from datetime import date

from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.core.statements import insert_new
from feedback.people.audit import record
from feedback.people.models import Account, Organisation
from feedback.youth.models import YouthPoll
from surveys.asking import why_not_open
from surveys.models import Survey

BY_LINK = "Only who holds a printed link can vote in this poll. Give the links to the forum’s worker."


async def show_poll(forum: Organisation, poll: Survey, account: Account) -> None:
    if poll.links:
        raise Refusal(BY_LINK)
    async with transaction():
        await insert_new(YouthPoll(organisation_id=forum.id, poll_id=poll.id))
        await record(account, "youth.poll.show", poll)


async def hide_poll(forum: Organisation, poll: Survey, account: Account) -> None:
    async with transaction():
        await YouthPoll.filter(organisation_id=forum.id, poll_id=poll.id).delete()
        await record(account, "youth.poll.hide", poll)


async def is_shown(forum: Organisation, poll: Survey) -> bool:
    return await YouthPoll.filter(organisation_id=forum.id, poll_id=poll.id).exists()


async def open_polls(forum: Organisation, today: date) -> list[Survey]:
    found = YouthPoll.filter(organisation_id=forum.id).order_by("poll__title", "id")
    polls = [one.poll for one in await found.prefetch_related("poll__consultation")]
    return [poll for poll in polls if why_not_open(poll, today) is None]
