"""Taking a strategy out again, which only works while nothing points at it.

Whether anything does is asked of the tables themselves: rooms above may point at a line without this room
knowing them. The database refuses too (RESTRICT); the look beforehand is for a sentence that says what is in
the way.
"""

from collections.abc import Sequence

from tortoise.exceptions import IntegrityError
from tortoise.fields.relational import BackwardFKRelation
from tortoise.models import Model

from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.strategy.models import Definition, Line, Outcome, Partner, Priority, Strategy

OWN = (Strategy, Priority, Line, Outcome, Definition, Partner)


async def delete_line(line: Line) -> None:
    async with transaction():
        await _delete(f"The line {line.code}", [line])


async def delete_priority(priority: Priority) -> None:
    """The priority and its lines, if nothing is linked to it or to any of them."""
    async with transaction():
        lines = await Line.filter(priority_id=priority.id).order_by("kind", "number")
        await _delete(f"The priority “{priority.title}”", [*lines, priority])


async def delete_strategy(strategy: Strategy) -> None:
    """The edition and everything that was loaded with it, if nothing is linked to any of it."""
    async with transaction():
        parts: list[Model] = [*await Line.filter(priority__strategy_id=strategy.id).order_by("id")]
        for table in (Priority, Outcome, Definition, Partner):
            parts += await table.filter(strategy_id=strategy.id).order_by("id")
        await _delete(f"The strategy “{strategy.title}”", [*parts, strategy])


async def _delete(name: str, rows: Sequence[Model]) -> None:
    in_the_way = [link for row in rows for link in await _links_to(row)]
    if in_the_way:
        said = ", ".join(dict.fromkeys(in_the_way))
        raise Refusal(f"{name} cannot be deleted. Something is linked to it: {said}. Remove that link first.")
    try:
        for row in rows:
            await row.delete()
    except IntegrityError:
        raise Refusal(f"{name} cannot be deleted. Something was linked to it just now.") from None


async def _links_to(row: Model) -> list[str]:
    """The tables of other rooms that point at a row, in words."""
    found = []
    for name in sorted(row._meta.backward_fk_fields):
        relation = row._meta.fields_map[name]
        if not isinstance(relation, BackwardFKRelation) or relation.related_model in OWN:
            continue
        if await relation.related_model.filter(**{relation.relation_field: row.pk}).exists():
            found.append("a " + relation.related_model._meta.db_table.split("_")[0])
    return found
