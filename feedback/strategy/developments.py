"""Find developments and promises, for everybody and for those who move them on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from feedback.core.errors import NotFound
from feedback.strategy.development_models import (
    Development,
    DevelopmentPart,
    DevelopmentStep,
    Promise,
    PromiseState,
    PromiseStep,
    Recommendation,
    Stage,
)
from feedback.strategy.models import Line, Priority

STAGES = {
    Stage.VIEWS_SOUGHT: "We asked for views",
    Stage.FEASIBILITY: "We are finding out if it can be done",
    Stage.PLANNED: "Planned",
    Stage.IN_DEVELOPMENT: "In development",
    Stage.COMING_SOON: "Coming soon",
    Stage.PILOT: "Being tried out",
    Stage.REVIEWED: "Reviewed",
    Stage.RESPONDING: "Acting on a review",
    Stage.LIVE: "Started",
    Stage.ONGOING: "Happening regularly",
    Stage.DONE: "Done",
    Stage.NOT_DOING: "We are not doing this",
}
AUDIENCES = {
    "young_person": "Children and young people",
    "parent_carer": "Parents and carers",
    "professional": "People who work with them",
    "employer": "Employers",
    "public": "Everybody",
}
COLOURS = {
    Stage.LIVE: "doing",
    Stage.ONGOING: "doing",
    Stage.DONE: "done",
    Stage.NOT_DOING: "cannot",
    Stage.VIEWS_SOUGHT: "thinking",
    Stage.FEASIBILITY: "thinking",
}  # of the state's mark; the word beside it says the same


@dataclass(frozen=True)
class ListedPart:
    heading: str
    items: Sequence[DevelopmentPart]


@dataclass(frozen=True)
class DevelopmentOfPage:
    """What one page says of a development, apart from its review."""

    development: Development
    lists: Sequence[ListedPart]
    history: Sequence[DevelopmentStep]
    promises: Sequence[Promise]
    priorities: Sequence[Priority]
    lines: Sequence[Line]


async def get_development(slug: str) -> Development:
    if not re.fullmatch("[a-z0-9-]{1,80}", slug):
        raise NotFound
    development = await Development.get_or_none(slug=slug)
    if development is None:
        raise NotFound
    return development


async def read_development(development: Development) -> DevelopmentOfPage:
    lists: dict[str, list[DevelopmentPart]] = {}
    for part in await DevelopmentPart.filter(development_id=development.id).order_by("position"):
        lists.setdefault(part.heading, []).append(part)
    return DevelopmentOfPage(
        development=development,
        lists=[ListedPart(heading, items) for heading, items in lists.items()],
        history=await DevelopmentStep.filter(development_id=development.id)
        .order_by("-position")
        .prefetch_related("by"),
        promises=await _promises().filter(development_id=development.id),
        priorities=await Priority.filter(development_links__development_id=development.id).order_by("number"),
        lines=await Line.filter(development_links__development_id=development.id)
        .order_by("priority__number", "kind", "number")
        .prefetch_related("priority"),
    )


async def list_developments(
    audience: str = "", priorities: Sequence[UUID] | None = None
) -> dict[Stage, list[Development]]:
    """By stage, in the order of the stages; those that end here last."""
    found = Development.all().order_by("title", "id")
    if priorities is not None:
        found = found.filter(priority_links__priority_id__in=list(priorities)).distinct()
    shelves: dict[Stage, list[Development]] = {stage: [] for stage in STAGES}
    for development in await found:
        if not audience or audience in development.audiences or "public" in development.audiences:
            shelves[development.stage].append(development)
    return {stage: developments for stage, developments in shelves.items() if developments}


async def developments_under(priorities: Sequence[UUID], lines: Sequence[UUID]) -> list[Development]:
    """Those that a person tied to any of these priorities or lines."""
    return (
        await Development.filter(
            Q(priority_links__priority_id__in=list(priorities)) | Q(line_links__line_id__in=list(lines))
        )
        .distinct()
        .order_by("title", "id")
    )


# Promises


def _promises() -> QuerySet[Promise]:
    return Promise.all().order_by("check_on", "id").prefetch_related("development", "priority", "line")


async def get_promise(promise_id: UUID) -> Promise:
    promise = await _promises().get_or_none(id=promise_id)
    if promise is None:
        raise NotFound
    return promise


async def list_promises() -> list[Promise]:
    """Those that wait longest first, and after them what was kept or dropped."""
    return sorted(await _promises(), key=lambda one: (one.state is not PromiseState.WAITING, one.check_on))


async def unheard_promises(today: date) -> list[Promise]:
    return await _promises().filter(state=PromiseState.WAITING, check_on__lt=today)


async def steps_of(promises: Sequence[Promise]) -> dict[UUID, list[PromiseStep]]:
    """What was said about each, the newest first."""
    ids = [promise.id for promise in promises]
    steps: dict[UUID, list[PromiseStep]] = {key: [] for key in ids}
    for step in await PromiseStep.filter(promise_id__in=ids).order_by("-position").prefetch_related("by"):
        steps[step.promise_id].append(step)
    return steps


# What waits for somebody


async def pilots_without_outcome(today: date) -> list[Development]:
    found = await Development.filter(stage=Stage.PILOT, ends_on__lt=today, outcome="").order_by(
        "ends_on", "id"
    )
    return [one for one in found if one.awaits_outcome(today)]


async def pilots_without_end() -> list[Development]:
    return await Development.filter(stage=Stage.PILOT, ends_on__isnull=True).order_by("title", "id")


async def reviews_with_open_recommendations() -> dict[UUID, int]:
    """For each development whose review has some: how many recommendations nobody has answered."""
    counts: dict[UUID, int] = {}
    unanswered = Recommendation.filter(answered_by__id__isnull=True).order_by("id")
    for development_id in await unanswered.values_list("review__development_id", flat=True):
        counts[UUID(str(development_id))] = counts.get(UUID(str(development_id)), 0) + 1
    return counts
