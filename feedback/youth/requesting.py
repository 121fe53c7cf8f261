"""Services ask to consult the forum (D48): asked, put to the vote, counted, answered, and fed back on.

No feedback, no new questions: a service that the forum has helped tells it what came of that, or asks in vain.
A name that is on no list is no way round it: for such a service, what the person who asks owes counts too.
"""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.people.audit import record
from feedback.people.models import Account, Organisation
from feedback.strategy.bodies import NAMED_HERE
from feedback.youth.counting import say_at_least, say_vote
from feedback.youth.models import ForumRequest, RequestState, RequestVote, YouthMember

OWES = (
    "{service} has not told the Youth Forum what came of “{topic}”. No feedback, no new questions: tell it first,"
    " then ask again."
)
DONE_ALREADY = "Somebody has done this already. Look at the page again."
VOTE_FIRST = "Let the members vote first, and count the votes. An answer is written down once."
NOTHING_OWED = "There is nothing to feed back on here, or somebody has done it already."
OPEN = (RequestState.ASKED, RequestState.VOTING, RequestState.COUNTED)
STATE_WORDS = {
    RequestState.ASKED: "Waits for the forum’s worker",
    RequestState.VOTING: "Members vote",
    RequestState.COUNTED: "Members have voted",
    RequestState.ACCEPTED: "The forum said yes",
    RequestState.DECLINED: "The forum said no",
    RequestState.REFUSED: "Refused",
    RequestState.TAKEN_BACK: "Taken back by the service",
}


@dataclass(frozen=True)
class Wish:
    """What a service wants from the forum, why, by when, and what can still change."""

    topic: str
    what: str
    why: str
    can_change: str
    needed_by: date | None = None


async def ask_forum(
    forum: Organisation, service: Organisation, wish: Wish, account: Account, today: date
) -> ForumRequest:
    """Put a request into the forum's queue. One that is refused stays on the list, so that the forum sees it."""
    owed = await owed_by(forum, service, account)
    if owed:
        await refuse_request(forum, service, wish, account, today)
        raise Refusal(OWES.format(service=owed.service.name, topic=owed.topic))
    return await _add(forum, service, wish, RequestState.ASKED, account, today)


async def refuse_request(
    forum: Organisation, service: Organisation, wish: Wish, account: Account, today: date
) -> ForumRequest:
    """Write down that a service asked again without feedback; the newest such request stands for them all."""
    async with transaction():
        refused = {"organisation_id": forum.id, "service_id": service.id, "state": RequestState.REFUSED}
        await ForumRequest.filter(**refused).delete()
        return await _add(forum, service, wish, RequestState.REFUSED, account, today)


async def owed_by(forum: Organisation, service: Organisation, account: Account) -> ForumRequest | None:
    """The consultation of the forum that nobody has said anything about since: this service, or for a service that
    somebody only named, whoever asks."""
    theirs = Q(service_id=service.id)
    if service.kind == NAMED_HERE:
        theirs |= Q(asked_by_id=account.id)
    return await _owed_to(forum).filter(theirs).first()


async def services_that_owe(forum: Organisation) -> list[str]:
    """Who has not told the forum what came of its help, by name."""
    return sorted({owed.service.name for owed in await _owed_to(forum)})


def _owed_to(forum: Organisation) -> QuerySet[ForumRequest]:
    owed = ForumRequest.filter(organisation_id=forum.id, state=RequestState.ACCEPTED, fed_back_on=None)
    return owed.order_by("answered_on", "id").prefetch_related("service")


async def take_back(request: ForumRequest, account: Account) -> None:
    async with transaction():
        if not await _move(request, OPEN, RequestState.TAKEN_BACK):
            raise Refusal("The forum has answered, so this can't be taken back.")
        await RequestVote.filter(request_id=request.id).delete()
        await record(account, "youth.request.take_back", request)


async def put_to_vote(request: ForumRequest, account: Account) -> None:
    """The worker has read it; members see it from now on."""
    async with transaction():
        if not await _move(request, (RequestState.ASKED,), RequestState.VOTING):
            raise Refusal(DONE_ALREADY)
        await record(account, "youth.request.put", request)


async def vote(request: ForumRequest, member: YouthMember, accepts: bool) -> None:
    """One vote a member; a second one takes the place of the first."""
    async with transaction():
        voting = ForumRequest.filter(
            id=request.id, organisation_id=member.organisation_id, state=RequestState.VOTING
        )
        if not await voting.select_for_update().exists():
            raise Refusal("The vote is over. Thank you all the same.")
        await RequestVote.update_or_create({"accepts": accepts}, request_id=request.id, member_id=member.id)


async def count_votes(request: ForumRequest, account: Account) -> None:
    """End the vote. What is kept is the outcome as it may be said; the votes themselves go."""
    async with transaction():
        if not await _move(request, (RequestState.VOTING,), RequestState.COUNTED):
            raise Refusal(DONE_ALREADY)
        votes = await RequestVote.filter(request_id=request.id).order_by("id")
        yes = sum(one.accepts for one in votes)
        await ForumRequest.filter(id=request.id).update(counted=say_vote(yes, len(votes) - yes))
        await RequestVote.filter(request_id=request.id).delete()
        await record(account, "youth.request.count", request)


async def answer_request(
    request: ForumRequest, accepts: bool, reason: str, account: Account, today: date
) -> None:
    """The worker writes down the forum's answer, and why. Everybody can read both."""
    if not reason.strip():
        raise Refusal("Say why, in a sentence. The service and the members read it", "reason")
    becomes = RequestState.ACCEPTED if accepts else RequestState.DECLINED
    async with transaction():
        if not await _move(request, (RequestState.COUNTED,), becomes):
            raise Refusal(VOTE_FIRST)
        await ForumRequest.filter(id=request.id).update(reason=reason.strip(), answered_on=today)
        await record(account, "youth.request.answer", request, becomes.value)


async def feed_back(request: ForumRequest, words: str, account: Account, today: date) -> None:
    """The service tells the forum what it did with what it heard. From then on it may ask again."""
    if not words.strip():
        raise Refusal("Say what you heard and what you did with it", "fed_back")
    async with transaction():
        owing = ForumRequest.filter(id=request.id, state=RequestState.ACCEPTED, fed_back_on=None)
        if not await owing.update(fed_back=words.strip(), fed_back_on=today):
            raise Refusal(NOTHING_OWED)
        refused = ForumRequest.filter(organisation_id=request.organisation_id, state=RequestState.REFUSED)
        theirs = Q(service_id=request.service_id) | Q(asked_by_id=request.asked_by_id)
        await refused.filter(theirs).delete()
        await record(account, "youth.request.feed_back", request)


async def get_request(request_id: UUID, forum: Organisation | None = None) -> ForumRequest:
    found = await ForumRequest.get_or_none(id=request_id).prefetch_related("service", "organisation")
    if found is None or (forum is not None and found.organisation_id != forum.id):
        raise NotFound
    return found


async def requests_of(forum: Organisation, *states: RequestState) -> list[ForumRequest]:
    """The queue, newest first; all of it, or what stands at one of these states."""
    found = ForumRequest.filter(organisation_id=forum.id)
    found = found.filter(state__in=list(states)) if states else found
    return await found.order_by("-asked_on", "topic", "id").prefetch_related("service")


async def find_vote(request: ForumRequest, member: YouthMember) -> bool | None:
    """This member's own vote; nobody reads another's."""
    found = await RequestVote.get_or_none(request_id=request.id, member_id=member.id)
    return found.accepts if found else None


async def say_turnout(request: ForumRequest) -> str:
    """How many have voted, in steps, for the worker who has to decide when to count."""
    return say_at_least(await RequestVote.filter(request_id=request.id).count())


async def _add(
    forum: Organisation,
    service: Organisation,
    wish: Wish,
    state: RequestState,
    account: Account,
    today: date,
) -> ForumRequest:
    async with transaction():
        made = await ForumRequest.create(
            organisation_id=forum.id,
            service_id=service.id,
            asked_by_id=account.id,
            asked_on=today,
            state=state,
            **asdict(wish),
        )
        await record(account, "youth.request", made, state.value)
    return made


async def _move(request: ForumRequest, was: tuple[RequestState, ...], becomes: RequestState) -> bool:
    moved = await ForumRequest.filter(id=request.id, state__in=list(was)).update(state=becomes)
    if moved:
        request.state = becomes
    return bool(moved)
