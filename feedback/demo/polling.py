"""Polls at two stages, and a survey copied from an earlier one with more kinds of questions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from feedback.consultations.models import Consultation
from feedback.demo.county import Calendar
from feedback.people.models import Account
from feedback.publishing.polls import choose_reply
from feedback.replies.models import Reply
from surveys.building import Wording, add_question, copy_survey
from surveys.kinds import KINDS, UNKNOWN
from surveys.models import Survey
from surveys.outcomes import publish_outcome
from surveys.polls import close_poll, make_poll, polls_of, ticket_of
from surveys.readiness import make_ready
from surveys.voting import vote


@dataclass(frozen=True)
class PollPlan:
    """`votes`: how many for each choice in order, then for "I don't know". `runs`: first and last day."""

    wording: Wording
    runs: tuple[int, int]
    votes: tuple[int, ...]
    links: int = 0
    choices: tuple[str, ...] = field(default=("c1", "c2", "c3"))


POLLS: dict[str, Sequence[PollPlan]] = {
    "getting-to-school-and-college": (
        PollPlan(
            Wording(
                "one_of",
                "What should a driver do first when the taxi is late?",
                labels=("Send a text message", "Ring us", "Tell the school"),
                is_shuffled=True,
                use="To write it into what drivers must do.",
            ),
            (-150, -130),
            (37, 21, 9, 2),
        ),
    ),
    "plans-that-make-sense": (
        PollPlan(
            Wording(
                "yes_no_not_sure",
                "Would you like your plan on one page as well?",
                use="To decide if we print a page on top of each plan.",
            ),
            (-6, 20),
            (18, 3, 4, 1),
            choices=("yes", "no", "not_sure"),
        ),
        PollPlan(
            Wording(
                "one_of",
                "Youth Forum: which word shall we use instead of “review”?",
                labels=("Plan check", "Your meeting", "Catch-up"),
                is_shuffled=True,
                use="The Youth Forum asked for a plainer word.",
            ),
            (-4, 10),
            (6, 4, 2, 0),
            links=24,
        ),
    ),
}
ANSWERED_BY = {"getting-to-school-and-college": "A text when your taxi is late"}
ON_THE_WAY = (
    Wording(
        "five_faces",
        "How do you feel on the way there?",
        use="To see if the trip spoils the day.",
    ),
    Wording(
        "top_three",
        "What matters most to you on the day?",
        labels=(
            "My friends are there",
            "I can choose what to do",
            "Staff who know me",
            "It is quiet",
            "Good food",
        ),
        is_shuffled=True,
        use="To plan what each day offers.",
    ),
    Wording(
        "with_starters",
        "What would make your short break better?",
        labels=("I like…", "It would be better if…", "I want to try…"),
        most=1500,
        use="To change what the clubs do.",
    ),
    Wording(
        "message",
        "Is there something you want to tell the person who books the clubs?",
        recipient="The short breaks officer",
        read_by="publisher",
        most=1000,
        use="So that the officer hears it in your words.",
    ),
)


async def add_polls(consultation: Consultation, calendar: Calendar, lead: Account) -> None:
    """The consultation's polls with everybody's votes, while it is open."""
    for plan in POLLS.get(consultation.slug, ()):
        opens, closes = plan.runs
        poll = await make_poll(
            consultation, plan.wording, lead, closes_on=calendar.day(closes), links=plan.links
        )
        poll = await make_ready(poll, calendar.noon(opens), lead)
        poll.consultation = consultation
        await _cast(poll, plan, calendar)
        if closes < 0:
            await close_poll(poll, calendar.day(closes), lead)
            await publish_outcome(poll, calendar.day(closes))


async def answer_polls(consultation: Consultation, lead: Account) -> None:
    """Say which reply answers each poll of the consultation, once the replies are written."""
    title = ANSWERED_BY.get(consultation.slug)
    reply = await Reply.get_or_none(consultation_id=consultation.id, title=title) if title else None
    if reply is not None:
        for poll in await polls_of(consultation):
            await choose_reply(poll, str(reply.id), lead)


async def _cast(poll: Survey, plan: PollPlan, calendar: Calendar) -> None:
    ballots = [
        value for value, votes in zip((*plan.choices, UNKNOWN), plan.votes, strict=True) for _ in range(votes)
    ]
    chance = Random(poll.slug)
    chance.shuffle(ballots)
    first, last = plan.runs[0], min(plan.runs[1], -1)
    kind = KINDS[plan.wording.kind]
    for number, value in enumerate(ballots, 1):
        ticket = ticket_of(poll, number) if poll.links else ""
        now = calendar.noon(chance.randint(first, last))
        token = f"{poll.slug}:{number}:{chance.random()}"
        await vote(poll, token, ticket, kind.read([value], "", False), now)


async def copy_for_comparing(source: Survey, consultation: Consultation, lead: Account) -> Survey:
    """Last year's journey questions, asked again about another journey, with four more that are still drafts."""
    survey = await copy_survey(source, consultation, "Getting to your short break", lead)
    for wording in ON_THE_WAY:
        await add_question(survey, wording, lead)
    return survey
