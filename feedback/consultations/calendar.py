"""What is open and planned, side by side: who is asked twice at once, and which days are bad days to ask.

Families complain of being consulted too often (D19). Days across school holidays, and before an election, are
warned of before anything opens (D15).
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from feedback.consultations.details import AUDIENCES
from feedback.consultations.models import NEVER_CLOSE, Consultation, ConsultationState

QUIET_TIMES = Path(__file__).resolve().parent / "data" / "quiet_times.json"
ELECTION = "election"


@dataclass(frozen=True)
class QuietTime:
    """Days on which it is hard, or not allowed, to ask."""

    kind: str
    name: str
    first: date
    last: date


@dataclass(frozen=True)
class Overlap:
    """Two exercises that ask the same people on the same days."""

    one: Consultation
    other: Consultation
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class AudienceRow:
    """Everything that one audience is asked, and where that overlaps."""

    audience: str
    name: str
    asked: Sequence[Consultation]
    overlaps: Sequence[Overlap]


@cache
def quiet_times() -> tuple[QuietTime, ...]:
    return tuple(
        QuietTime(row["kind"], row["name"], date.fromisoformat(row["first"]), date.fromisoformat(row["last"]))
        for row in _document()["times"]
    )


def fair_days() -> int:
    """How many days people have at least, or staff are warned."""
    return int(_document()["fair_days"])


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(QUIET_TIMES.read_text(encoding="utf-8"))
    return document


def quiet_warnings(first: date, last: date) -> list[str]:
    """One sentence for each quiet time that these days meet."""
    return [
        f"It would be open in {quiet.name}. Nothing should open then unless it cannot wait."
        if quiet.kind == ELECTION
        else f"It would be open in {quiet.name}. Fewer people can answer then, so give them longer."
        for quiet in quiet_times()
        if quiet.first <= last and first <= quiet.last
    ]


async def read_calendar(today: date) -> list[AudienceRow]:
    """What is open or planned from today on, by audience. What is always open overlaps with nothing.

    The doors that never close stand in no row: they ask everybody all the time, and would hide the rest.
    """
    running = Consultation.filter(state__in=(ConsultationState.DRAFT, ConsultationState.OPEN))
    running = running.exclude(slug__in=NEVER_CLOSE)
    asked = [one for one in await running.order_by("opens_on", "title", "id") if _is_ahead(one, today)]
    return [
        AudienceRow(audience, name, found, list(_overlaps(found)))
        for audience, name in AUDIENCES.items()
        if (found := [one for one in asked if audience in one.audiences])
    ]


async def overlaps_of(consultation: Consultation, today: date) -> list[str]:
    """A sentence for each other exercise that asks the same people on the same days."""
    said: dict[UUID, tuple[Consultation, list[str]]] = {}
    for row in await read_calendar(today):
        for overlap in row.overlaps:
            if consultation.id in (overlap.one.id, overlap.other.id):
                other = overlap.other if overlap.one.id == consultation.id else overlap.one
                said.setdefault(other.id, (other, []))[1].append(row.name.lower())
    return [
        f"“{other.title}” asks {' and '.join(names)} on some of the same days."
        for other, names in said.values()
    ]


def _is_ahead(consultation: Consultation, today: date) -> bool:
    days = _days(consultation)
    return consultation.is_permanent or days is None or days[1] >= today


def _days(consultation: Consultation) -> tuple[date, date] | None:
    first, last = consultation.opened_on or consultation.opens_on, consultation.closes_on
    return (first, last) if first and last else None


def _overlaps(asked: Sequence[Consultation]) -> Iterator[Overlap]:
    dated = [(days, one) for one in asked if (days := _days(one)) and not one.is_permanent]
    for place, (days, one) in enumerate(dated):
        for others, other in dated[place + 1 :]:
            first, last = max(days[0], others[0]), min(days[1], others[1])
            if first <= last:
                yield Overlap(one, other, first, last)
