"""What staff write about a consultation, in the words of the page."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from feedback.consultations.models import Consultation, Level

LEVELS = {
    Level.TELLING: ("Telling you", "We tell you what is happening. The decision has been made."),
    Level.ASKING: ("Asking you", "We ask what you think before we decide."),
    Level.TALKING: ("Talking with you", "We talk with you about ideas, and change them as we go."),
    Level.DESIGNING: ("Designing with you", "We work out the answer together with you, and then we decide."),
    Level.DECIDING: ("Deciding together", "You and we make the decision together."),
}

AUDIENCES = {
    "young_person": "Children and young people",
    "parent_carer": "Parents and carers",
    "school_college": "School and college staff",
    "early_years": "Early years staff",
    "health": "Health staff",
    "social_care": "Social care staff",
    "youth_justice": "Youth justice staff",
    "voluntary": "Voluntary groups",
    "employer": "Employers",
    "other": "Anybody else",
}


@dataclass(frozen=True, kw_only=True)
class Details:
    """Everything that a person may write about a consultation. `priorities` are their ids."""

    title: str
    purpose: str = ""
    level: Level = Level.ASKING
    is_decision_open: bool | None = None
    can_change: str = ""
    cannot_change: str = ""
    designed_with: str = ""
    background: str = ""
    easy_background: str = ""
    decider: str = ""
    decision_month: date | None = None
    opens_on: date | None = None
    closes_on: date | None = None
    is_permanent: bool = False
    is_sensitive: bool = False
    audiences: tuple[str, ...] = ()
    priorities: tuple[UUID, ...] = ()
    late_reason: str = ""

    def columns(self) -> dict[str, Any]:
        """The values that stand in the consultation's own row."""
        values = {
            field.name: getattr(self, field.name) for field in fields(self) if field.name != "priorities"
        }
        return values | {"audiences": list(self.audiences)}


async def details_of(consultation: Consultation) -> Details:
    """What a consultation says of itself now; `dataclasses.replace` changes a copy."""
    links = await consultation.priority_links.all().order_by("priority__number", "id")
    names = [field.name for field in fields(Details) if field.name not in ("priorities", "audiences")]
    return Details(
        **{name: getattr(consultation, name) for name in names},
        audiences=tuple(consultation.audiences),
        priorities=tuple(link.priority_id for link in links),
    )
