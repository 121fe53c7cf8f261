"""What a member finds on the members' page: what they can do now, and what came of what they did."""

from dataclasses import dataclass
from datetime import date, timedelta

from feedback.events.models import Event, EventKind, EventState
from feedback.people.models import Organisation
from feedback.youth.checking import checks_to_answer, find_members_answer
from feedback.youth.ideas import ShownIdea, shown_ideas
from feedback.youth.models import (
    ForumRequest,
    IdeaState,
    MembersCheck,
    RequestState,
    TrialState,
    WordingTest,
    YouthMember,
)
from feedback.youth.polling import open_polls
from feedback.youth.requesting import find_vote, requests_of
from feedback.youth.testing import find_answer, wordings_of_forum
from surveys.models import Survey

DAYS_TO_LOOK_BACK = 28
MOST_ANSWERED = 5


@dataclass(frozen=True)
class Home:
    """Each with whether this member has done it."""

    requests: list[tuple[ForumRequest, bool]]
    wordings: list[tuple[WordingTest, bool]]
    checks: list[tuple[MembersCheck, bool]]
    polls: list[Survey]
    ideas: list[ShownIdea]
    answered_ideas: list[ShownIdea]
    answered: list[ForumRequest]
    coming: list[Event]
    held: list[Event]

    @property
    def to_do(self) -> int:
        parts = (self.requests, self.wordings, self.checks)
        return len(self.polls) + sum(not done for part in parts for _, done in part)


async def home_of(member: YouthMember, today: date) -> Home:
    forum: Organisation = member.organisation
    voting = await requests_of(forum, RequestState.VOTING)
    tests = await wordings_of_forum(forum, TrialState.OPEN)
    checks = await checks_to_answer(forum, today)
    answered = await requests_of(forum, RequestState.ACCEPTED, RequestState.DECLINED, RequestState.COUNTED)
    meetings = Event.filter(kind=EventKind.YOUTH_FORUM, state=EventState.ANNOUNCED)
    since = today - timedelta(days=DAYS_TO_LOOK_BACK)
    return Home(
        requests=[(one, await find_vote(one, member) is not None) for one in voting],
        wordings=[(one, await find_answer(one, member) is not None) for one in tests],
        checks=[(one, await find_members_answer(one, member) is not None) for one in checks],
        polls=await open_polls(forum, today),
        ideas=await shown_ideas(forum, IdeaState.SHOWN, member),
        answered_ideas=await shown_ideas(forum, IdeaState.ANSWERED),
        answered=answered[:MOST_ANSWERED],
        coming=await meetings.filter(held_on__gt=today).order_by("held_on", "id"),
        held=await meetings.filter(held_on__lte=today, held_on__gte=since).order_by("-held_on", "id"),
    )


async def members_of(forum: Organisation) -> list[YouthMember]:
    """Nicknames, for the forum's worker alone."""
    return await YouthMember.filter(organisation_id=forum.id).order_by("nickname", "id")
