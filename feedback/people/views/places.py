"""What a role can be for: everything, a consultation or an organisation.

Consultations stand above this room, so the app hands in how to list them (`app.state.list_consultations`).
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from wtforms.fields import SelectChoice

from feedback.kit.fields import choice
from feedback.people.forms import ROLE_NAMES
from feedback.people.models import Account, Organisation, RoleGrant
from feedback.people.organisations import all_organisations, get_organisation

EVERYTHING = "all"
ListConsultations = Callable[[], Awaitable[Sequence[tuple[UUID, str]]]]


@dataclass(frozen=True)
class DescribedGrant:
    id: UUID
    role: str
    place: str


async def list_places(request: Request) -> list[SelectChoice]:
    list_consultations: ListConsultations = request.app.state.list_consultations
    return [
        choice(EVERYTHING, "Everything"),
        *[choice(f"consultation {id}", f"Consultation: {title}") for id, title in await list_consultations()],
        *[
            choice(f"organisation {one.id}", f"Themes of {one.name} (reader only)")
            for one in await all_organisations()
        ],
    ]


async def read_place(place: str) -> tuple[UUID | None, Organisation | None]:
    """The consultation's id or the organisation that a chosen place stands for; neither for everything."""
    if place == EVERYTHING:
        return None, None
    kind, _, id = place.partition(" ")
    if kind == "consultation":
        return UUID(id), None
    return None, await get_organisation(UUID(id))


async def described_grants(request: Request, account: Account) -> list[DescribedGrant]:
    """The grants in words. A consultation that is gone is said to be, so that the grant can be taken away."""
    list_consultations: ListConsultations = request.app.state.list_consultations
    titles = dict(await list_consultations())
    return [
        DescribedGrant(grant.id, ROLE_NAMES[grant.role], _place(grant, titles)) for grant in account.grants
    ]


def _place(grant: RoleGrant, titles: dict[UUID, str]) -> str:
    if grant.consultation_id:
        return titles.get(grant.consultation_id, "A consultation that is gone")
    return grant.organisation.name if grant.organisation else "Everything"
