"""The consultations that are always there: tell us any time, was this page helpful, and the Youth Forum.

They are made when the first person speaks, so that an installation needs no step for them. They have no last
day and no clock for a reply.
"""

from datetime import date

from feedback.consultations.details import AUDIENCES, Details
from feedback.consultations.lifecycle import add_consultation, open_consultation
from feedback.consultations.models import (
    ANY_TIME,
    HELPFUL,
    YOUTH_FORUM,
    Consultation,
    ConsultationState,
    Level,
)
from feedback.core.errors import Refusal
from feedback.strategy.models import Line

HELPFUL_LINE = "P3-W2"  # the line of the strategy that page ratings speak to

CANNOT_CHANGE = "The law, and how much money there is."
DECIDER = "The SEND strategy team"


async def any_time(today: date) -> Consultation:
    """Where comments belong that nobody asked for."""
    return await _well_known(
        ANY_TIME,
        Details(
            title="Tell us any time",
            purpose=(
                "You do not have to wait until we ask. Tell us what works, what does not and what is"
                " missing for children and young people with SEND and their families."
            ),
            level=Level.ASKING,
            is_decision_open=True,
            can_change="What we do next, and what we ask about next.",
            cannot_change=CANNOT_CHANGE,
            decider=DECIDER,
            is_permanent=True,
            audiences=tuple(AUDIENCES),
        ),
        today,
    )


async def helpful(today: date) -> Consultation:
    """Where the reasons belong that people give when they rate a page."""
    lines = await Line.filter(code=HELPFUL_LINE, priority__strategy__is_current=True).order_by("id")
    return await _well_known(
        HELPFUL,
        Details(
            title="Was this page helpful?",
            purpose=(
                "Each of our pages asks if it was helpful. Here we keep what people say about our pages,"
                " so that we can make them easier to use and to understand."
            ),
            level=Level.ASKING,
            is_decision_open=True,
            can_change="The words on our pages, what is on them, and how you find them.",
            cannot_change=CANNOT_CHANGE,
            decider=DECIDER,
            is_permanent=True,
            audiences=tuple(AUDIENCES),
            priorities=tuple(line.priority_id for line in lines[:1]),
        ),
        today,
    )


async def youth_forum(today: date) -> Consultation:
    """Where the words belong that members of the Youth Forum write on their own pages."""
    return await _well_known(
        YOUTH_FORUM,
        Details(
            title="What our Youth Forum says",
            purpose=(
                "Members of the Youth Forum try out our questions, check our replies and say what we should"
                " ask about. Here we keep what they write."
            ),
            level=Level.TALKING,
            is_decision_open=True,
            can_change="The words of our questions and replies, and what we ask about next.",
            cannot_change=CANNOT_CHANGE,
            decider=DECIDER,
            is_permanent=True,
            audiences=("young_person",),
        ),
        today,
    )


async def find_any_time() -> Consultation | None:
    """None as long as nobody has said anything there."""
    return await Consultation.get_or_none(slug=ANY_TIME)


async def _well_known(slug: str, details: Details, today: date) -> Consultation:
    """The consultation of this address, made now if it is missing, and open.

    Call it outside a transaction: two people who are first at the same moment are told apart by the address.
    """
    found = await Consultation.get_or_none(slug=slug)
    if found is None:
        try:
            found = await add_consultation(details, today, slug=slug)
        except Refusal:  # somebody else was first
            found = await Consultation.get(slug=slug)
    if found.state is ConsultationState.DRAFT:
        try:
            await open_consultation(found, today)
        except Refusal:  # somebody else opened it meanwhile
            await found.refresh_from_db()
    return found
