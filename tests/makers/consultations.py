"""Consultations and what they hang on, for tests."""

from datetime import date
from typing import Any
from uuid import uuid4

from feedback.consultations.details import Details
from feedback.consultations.models import Consultation, ConsultationState, Level
from feedback.strategy.models import Line, LineKind, Priority, Strategy

DAY = date(2026, 3, 2)


async def make_priority(**more: Any) -> Priority:
    """A priority of a strategy of its own, with one line of each kind."""
    mark = uuid4().hex[:8]
    strategy = await Strategy.create(
        slug=f"strategy-{mark}",
        title="A strategy for tests",
        edition="Spring",
        status="current",
        document={},
        loaded_on=DAY,
    )
    fields: dict[str, Any] = {
        "strategy": strategy,
        "code": "P1",
        "slug": f"p1-{mark}",
        "number": 1,
        "title": "Working together with children and young people",
        "plain_title": "Working together with you",
        "intro": ["It matters that people are listened to."],
    }
    priority = await Priority.create(**(fields | more))
    await Line.create(priority=priority, kind=LineKind.NEED, code="P1-N1", number=1, text="People are asked")
    await Line.create(
        priority=priority, kind=LineKind.WORKING, code="P1-W1", number=1, text="People feel heard"
    )
    return priority


def details(**more: Any) -> Details:
    """All that a consultation needs before it may open, for March and April 2026."""
    written: dict[str, Any] = {
        "title": "Getting to school and college",
        "purpose": "We want to know how the journey goes for you.",
        "level": Level.TALKING,
        "is_decision_open": True,
        "can_change": "Pick-up times and who you can call.",
        "cannot_change": "The law on who may travel free.",
        "background": "The council pays for 4,000 journeys a day.",
        "easy_background": "We pay for many journeys to school.",
        "decider": "Head of travel",
        "decision_month": date(2026, 9, 1),
        "opens_on": DAY,
        "closes_on": date(2026, 4, 30),
        "audiences": ("young_person", "parent_carer"),
    }
    return Details(**(written | more))


async def make_consultation(**more: Any) -> Consultation:
    """An open consultation of March 2026, whatever day it is: verbs would ask for that day."""
    columns = details().columns() | {
        "slug": f"travel-{uuid4().hex[:8]}",
        "state": ConsultationState.OPEN,
        "opened_on": DAY,
        "made_on": DAY,
    }
    return await Consultation.create(**(columns | more))
