"""Writing a view together. Each point, and what stands around them, has a version number: who saves on top of
somebody else's change is told and loses nothing."""

from collections.abc import Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.expressions import F

from feedback.consultations.models import Consultation, ConsultationState
from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.forums.local_offer import OFFER_PARTS, WAYS_OF_GATHERING
from feedback.forums.models import ForumPoint, ForumView, Representative, ViewState
from feedback.people.audit import record
from feedback.people.models import Account, Organisation

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

MOST_POINTS = 20
MOST_DRAFTS = 20
CLOSED = "This consultation takes no answers now."
NOT_A_DRAFT = "This view can't be changed now. Take it back to draft first, or look at it again."
CHANGED = (
    "{name} changed this while you were writing. Yours is not saved and stands in the boxes. "
    "Below is how it reads now."
)


@dataclass(frozen=True)
class Standing:
    """For whom a view speaks, and how the forum knows (D78)."""

    speaks_for: int
    gathered: tuple[str, ...]
    gathered_from: date
    gathered_until: date
    agree: int
    disagree: int
    minority: str
    may_quote: bool


class Overtaken(Refusal):
    """Somebody else saved first."""


async def begin_view(seat: Representative, consultation: Consultation, by: Account, today: date) -> ForumView:
    """A new draft of this forum for a consultation that is open."""
    check_open(consultation, today)
    drafts = ForumView.filter(organisation_id=seat.organisation_id).exclude(state=ViewState.SENT)
    async with transaction():
        await Organisation.select_for_update().get(id=seat.organisation_id)
        if await drafts.count() >= MOST_DRAFTS:
            raise Refusal(f"Your forum has {MOST_DRAFTS} drafts. Send or finish one of them first.")
        numbers = ForumView.filter(organisation_id=seat.organisation_id, consultation_id=consultation.id)
        view = await ForumView.create(
            organisation_id=seat.organisation_id,
            consultation_id=consultation.id,
            number=1 + await numbers.count(),
            begun_on=today,
        )
        await record(by, "forum.begin", view)
    return view


async def consultations_to_answer(today: date) -> list[Consultation]:
    found = await Consultation.filter(state=ConsultationState.OPEN).order_by("closes_on", "title", "id")
    return [one for one in found if one.takes_answers(today)]


async def get_view(seat: Representative, view_id: UUID) -> ForumView:
    """A view of this very forum. Any other is not there."""
    view = await ForumView.get_or_none(id=view_id, organisation_id=seat.organisation_id).prefetch_related(
        "organisation", "consultation", "asked_by", "agreed_by", "standing_by", "voice"
    )
    if view is None:
        raise NotFound
    return view


async def views_of(organisation: Organisation) -> list[ForumView]:
    found = ForumView.filter(organisation_id=organisation.id)
    return await found.order_by("-begun_on", "id").prefetch_related("consultation", "asked_by", "voice")


async def points_of(view: ForumView) -> list[ForumPoint]:
    found = ForumPoint.filter(view_id=view.id).order_by("place", "id")
    return await found.prefetch_related("written_by", "comment")


async def get_point(view: ForumView, point_id: UUID) -> ForumPoint:
    point = await ForumPoint.get_or_none(id=point_id, view_id=view.id).prefetch_related("written_by")
    if point is None:
        raise NotFound
    return point


async def add_point(view: ForumView, offer_part: str, words: str, by: Account) -> ForumPoint:
    async with _changing(view, by, "forum.point.add"):
        points = await ForumPoint.filter(view_id=view.id).order_by("-place")
        if len(points) >= MOST_POINTS:
            raise Refusal(f"A view has {MOST_POINTS} points at most.")
        return await ForumPoint.create(
            view_id=view.id,
            place=1 + points[0].place if points else 1,
            offer_part=_known(offer_part, OFFER_PARTS, "offer_part"),
            words=words,
            written_by_id=by.id,
        )


async def change_point(
    view: ForumView, point: ForumPoint, offer_part: str, words: str, version: int, by: Account
) -> None:
    """`version`: the one on the screen of whoever wrote this."""
    async with _changing(view, by, "forum.point.change"):
        moved = await ForumPoint.filter(id=point.id, version=version).update(
            offer_part=_known(offer_part, OFFER_PARTS, "offer_part"),
            words=words,
            version=F("version") + 1,
            written_by_id=by.id,
        )
        if not moved:
            now = await get_point(view, point.id)
            raise Overtaken(CHANGED.format(name=_name(now.written_by)), "words")


async def move_point(view: ForumView, point: ForumPoint, by: Account) -> None:
    """One place up. The first stays where it is."""
    async with _changing(view, by, "forum.point.move"):
        points = await ForumPoint.filter(view_id=view.id).order_by("place", "id")
        at = next((at for at, one in enumerate(points) if one.id == point.id), 0)
        if at:
            points[at - 1], points[at] = points[at], points[at - 1]
            for place, one in enumerate(points, 1):
                await ForumPoint.filter(id=one.id).update(place=place)


async def remove_point(view: ForumView, point: ForumPoint, version: int, by: Account) -> None:
    """Only as it was on the screen: nobody removes words that they have not seen."""
    async with _changing(view, by, "forum.point.remove"):
        if not await ForumPoint.filter(id=point.id, version=version).delete():
            raise Refusal("Somebody changed this point, or removed it already. Look at it again.")


async def write_standing(view: ForumView, standing: Standing, version: int, by: Account) -> None:
    check_standing(standing)
    async with _changing(view, by, "forum.standing"):
        told = asdict(standing) | {"gathered": list(standing.gathered)}
        moved = await ForumView.filter(id=view.id, standing_version=version).update(
            **told, standing_version=F("standing_version") + 1, standing_by_id=by.id
        )
        if not moved:
            now = await ForumView.get(id=view.id).prefetch_related("standing_by")
            raise Overtaken(CHANGED.format(name=_name(now.standing_by)), "speaks_for")


def check_standing(standing: Standing) -> None:
    if standing.agree + standing.disagree > standing.speaks_for:
        raise Refusal("More people agree or disagree than the view speaks for.", "agree")
    if standing.gathered_until < standing.gathered_from:
        raise Refusal("The last day must not be before the first.", "gathered_until")
    if standing.disagree and not standing.minority:
        raise Refusal("Some do not agree. Say what they think, in a sentence or two.", "minority")
    for way in standing.gathered:
        _known(way, WAYS_OF_GATHERING, "gathered")


def check_open(consultation: Consultation, today: date) -> None:
    if not consultation.takes_answers(today):
        raise Refusal(CLOSED)


def missing_from(view: ForumView, points: Sequence[ForumPoint]) -> list[str]:
    """What a view still needs before an officer can ask for it to be sent."""
    gaps = []
    if not points:
        gaps.append("Write a point.")
    if view.speaks_for is None:
        gaps.append("Say for how many people you speak, and how you know.")
    return gaps


@asynccontextmanager
async def _changing(view: ForumView, by: Account, action: str) -> "AsyncIterator[None]":
    """Holds the view while one thing of it changes, so that nobody changes what is on its way to be sent."""
    async with transaction():
        held = ForumView.filter(id=view.id, state=ViewState.DRAFT)
        if not await held.update(changes=F("changes") + 1):
            raise Refusal(NOT_A_DRAFT)
        yield
        await record(by, action, view)


def _known(value: str, choices: dict[str, Any], field: str) -> str:
    if value not in choices:
        raise Refusal("Choose one of the answers on the list", field)
    return value


def _name(account: Account | None) -> str:
    return account.name if account else "Somebody"
