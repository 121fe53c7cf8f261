"""From an earlier strategy to the current one: where each priority and line went, or that it ended, and why.

Nothing that hangs on an old line is moved. It stays there and is shown under the lines that took its place,
through any number of editions.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.strategy.models import Line, LineMove, Outcome, Priority, PriorityMove, Strategy

SMALL_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "for",
        "from",
        "have",
        "in",
        "is",
        "it",
        "of",
        "on",
        "or",
        "that",
        "the",
        "their",
        "they",
        "to",
        "with",
    ]
)
LIKE_ENOUGH = 0.3
MOST_OFFERED = 3
MOST_EDITIONS = 20


@dataclass(frozen=True)
class Placed:
    """A priority or a line of an old edition with where it went. No moves: nobody has said yet."""

    old: Priority | Line
    moves: Sequence[PriorityMove] | Sequence[LineMove]

    @property
    def is_ended(self) -> bool:
        return any(move.new_id is None for move in self.moves)


@dataclass(frozen=True)
class PriorityPlaced:
    priority: Placed
    lines: Sequence[Placed]


async def place_priority(
    account: Account | None, old: Priority, new: Sequence[UUID], reason: str, today: date
) -> None:
    """Say to which priorities of the current strategy it went. None: it ended."""
    found = await Priority.filter(id__in=list(new), strategy__is_current=True).order_by("id") if new else []
    if len(found) != len(set(new)):
        raise Refusal("Choose priorities of the current strategy.", "places")
    await _place(account, PriorityMove, old, old.strategy_id, [one.id for one in found], reason, today)


async def place_line(
    account: Account | None, old: Line, new: Sequence[UUID], reason: str, today: date
) -> None:
    """Say to which lines of the current strategy it went. None: it ended."""
    found = (
        await Line.filter(id__in=list(new), priority__strategy__is_current=True).order_by("id") if new else []
    )
    if len(found) != len(set(new)):
        raise Refusal("Choose lines of the current strategy.", "places")
    strategy = (await Priority.get(id=old.priority_id)).strategy_id
    await _place(account, LineMove, old, strategy, [one.id for one in found], reason, today)


async def _place(
    account: Account | None, model: Any, old: Any, strategy: UUID, new: list[UUID], reason: str, today: date
) -> None:
    if not reason.strip():
        raise Refusal("Say why.", "reason")
    async with transaction():
        if await Strategy.filter(id=strategy, is_current=True).exists():
            raise Refusal("This is in the current strategy. Only what is older has to find its place.")
        await model.filter(old_id=old.id).delete()
        places: list[UUID | None] = [*new] or [None]
        for target in places:
            await model.create(old=old, new_id=target, reason=reason.strip(), by=account, moved_on=today)
        await record(account, "crosswalk.place", old, f"{len(new)} places" if new else "ended")


async def read_crosswalk(strategy: Strategy) -> list[PriorityPlaced]:
    """Everything of an old edition, in its order, with where it went."""
    priorities = await Priority.filter(strategy_id=strategy.id).order_by("number", "id")
    lines = await Line.filter(priority__strategy_id=strategy.id).order_by("kind", "number", "id")
    of_priority = await _moves(PriorityMove, [one.id for one in priorities], "new")
    of_line = await _moves(LineMove, [one.id for one in lines], "new__priority")
    return [
        PriorityPlaced(
            Placed(priority, of_priority.get(priority.id, [])),
            [Placed(line, of_line.get(line.id, [])) for line in lines if line.priority_id == priority.id],
        )
        for priority in priorities
    ]


async def _moves(model: Any, old: list[UUID], fetched: str) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for move in await model.filter(old_id__in=old).order_by("id").prefetch_related(fetched):
        found.setdefault(move.old_id, []).append(move)
    return found


async def without_place(strategy: Strategy) -> int:
    """How many priorities and lines of an old edition nobody has placed yet."""
    rows = await read_crosswalk(strategy)
    return sum(not placed.moves for row in rows for placed in (row.priority, *row.lines))


async def editions_without_place() -> list[tuple[Strategy, int]]:
    """Old editions, while there is a current one, with how much of each has found no place yet."""
    if not await Strategy.exists(is_current=True):
        return []
    older = await Strategy.filter(is_current=False).order_by("loaded_on", "title")
    counted = [(strategy, await without_place(strategy)) for strategy in older]
    return [(strategy, count) for strategy, count in counted if count]


def suggest_places(old: Priority | Line, among: Sequence[Priority] | Sequence[Line]) -> list[UUID]:
    """What says the same in the same words comes first: a proposal, which a person confirms or not."""
    scored = sorted(((_likeness(_words(old), _words(one)), one) for one in among), key=lambda it: -it[0])
    if scored and scored[0][0] == 1:
        return [scored[0][1].id]
    return [one.id for score, one in scored if score >= LIKE_ENOUGH][:MOST_OFFERED]


def _words(row: Priority | Line | Outcome) -> frozenset[str]:
    text = row.title if isinstance(row, Priority) else row.text
    return frozenset(re.findall(r"[a-z]{2,}", text.lower())) - SMALL_WORDS


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


# Backwards: what stands under a line of today


async def earlier_lines(lines: Sequence[UUID]) -> dict[UUID, list[Line]]:
    """For each line: those of earlier editions that became it, through any number of editions."""
    return await _earlier(LineMove, Line, lines, "priority__strategy")


async def earlier_priorities(priorities: Sequence[UUID]) -> dict[UUID, list[Priority]]:
    return await _earlier(PriorityMove, Priority, priorities, "strategy")


async def with_earlier(slug: str) -> list[UUID]:
    """A priority by its address, and those of earlier editions that became it."""
    ids = [UUID(str(one)) for one in await Priority.filter(slug=slug).values_list("id", flat=True)]
    before = await earlier_priorities(ids)
    return [*ids, *(one.id for row in ids for one in before[row])]


async def related_slugs(priority: Priority) -> list[str]:
    """The addresses of a priority in every edition, before and after: who follows one follows it all along."""
    before = (await earlier_priorities([priority.id]))[priority.id]
    reached, frontier = {priority.id}, [priority.id]
    while frontier:
        moves = PriorityMove.filter(old_id__in=frontier, new_id__isnull=False).order_by("id")
        found = {UUID(str(one)) for one in await moves.values_list("new_id", flat=True)}
        frontier = list(found - reached)
        reached |= found
    later = await Priority.filter(id__in=list(reached)).order_by("slug").values_list("slug", flat=True)
    return sorted({*(str(slug) for slug in later), *(one.slug for one in before)})


async def outcomes_of_today(outcomes: Sequence[Outcome]) -> dict[UUID, Outcome | None]:
    """For each life outcome: itself, or the one of the current strategy that says the same. None: it has none.

    Outcomes are the same for the whole country, so nobody places them: the same words, or the same code with
    words that are much alike.
    """
    now = await Outcome.filter(strategy__is_current=True).order_by("number", "id")
    return {old.id: _outcome_like(old, now) for old in outcomes}


def _outcome_like(old: Outcome, now: Sequence[Outcome]) -> Outcome | None:
    same = [one for one in now if one.id == old.id or _words(one) == _words(old)]
    alike = [
        one for one in now if one.code == old.code and _likeness(_words(one), _words(old)) >= LIKE_ENOUGH
    ]
    return next(iter(same + alike), None)


async def _earlier(model: Any, table: Any, rows: Sequence[UUID], fetched: str) -> dict[UUID, list[Any]]:
    found: dict[UUID, set[UUID]] = {row: set() for row in rows}
    frontier: dict[UUID, set[UUID]] = {row: {row} for row in rows}  # an old row to the rows that it became
    for _ in range(MOST_EDITIONS):
        links = await model.filter(new_id__in=list(frontier)).order_by("id").values_list("old_id", "new_id")
        reached: dict[UUID, set[UUID]] = {}
        for old, new in links:
            for row in frontier[new]:
                if old not in found[row]:
                    found[row].add(old)
                    reached.setdefault(old, set()).add(row)
        if not reached:
            break
        frontier = reached
    everything = set().union(*found.values())
    known = {one.id: one for one in await table.filter(id__in=list(everything)).prefetch_related(fetched)}
    return {
        row: sorted((known[old] for old in olds), key=lambda one: (one.code, str(one.id)))
        for row, olds in found.items()
    }


# For pages


async def get_strategy(slug: str) -> Strategy:
    strategy = await Strategy.get_or_none(slug=slug) if re.fullmatch("[a-z0-9-]{1,80}", slug) else None
    if strategy is None:
        raise NotFound
    return strategy


async def get_old_line(line_id: UUID) -> Line:
    line = await Line.get_or_none(id=line_id).prefetch_related("priority__strategy")
    if line is None:
        raise NotFound
    return line


async def get_old_priority(priority_id: UUID) -> Priority:
    priority = await Priority.get_or_none(id=priority_id).prefetch_related("strategy")
    if priority is None:
        raise NotFound
    return priority


async def priorities_now() -> list[Priority]:
    return await Priority.filter(strategy__is_current=True).order_by("number", "id")


async def lines_now() -> list[Line]:
    return (
        await Line.filter(priority__strategy__is_current=True)
        .order_by("priority__number", "kind", "number")
        .prefetch_related("priority")
    )
