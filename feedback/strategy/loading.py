"""Bringing a strategy in: all of it, word for word, or nothing.

An edition is named by its id. Loading the same document again changes nothing. A document with the same id
and other words is refused: replies and themes point at these words, and they must not change behind them.
"""

from datetime import date
from typing import Any

from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.strategy.checking import check_strategy
from feedback.strategy.models import Definition, Line, LineKind, Outcome, Partner, Priority, Strategy

LINES = (("needs_to_happen", LineKind.NEED), ("working_when", LineKind.WORKING))
SHOWN_PROBLEMS = 10


async def load_strategy(document: Any, today: date, *, make_current: bool = True) -> Strategy:
    """Load an edition beside those that are there already, and show it to the public if `make_current`."""
    problems = check_strategy(document)
    if problems:
        more = len(problems) - SHOWN_PROBLEMS
        said = "; ".join(str(problem) for problem in problems[:SHOWN_PROBLEMS])
        raise Refusal(f"This strategy cannot be loaded. {said}" + (f"; and {more} more." if more > 0 else ""))
    async with transaction():
        strategy = await _find_same(document)
        if strategy is None:
            strategy = await _store(document, today)
        if make_current:
            await Strategy.exclude(id=strategy.id).filter(is_current=True).update(is_current=False)
            await Strategy.filter(id=strategy.id, is_current=False).update(is_current=True)
        await strategy.refresh_from_db()
    return strategy


async def _find_same(document: dict[str, Any]) -> Strategy | None:
    slug = document["strategy"]["id"]
    loaded = await Strategy.get_or_none(slug=slug)
    if loaded is not None and loaded.document != document:
        raise Refusal(
            f"The strategy “{slug}” is loaded already, and this file has other words at "
            f"{first_difference(loaded.document, document)}. Give the new edition an id of its own."
        )
    return loaded


async def _store(document: dict[str, Any], today: date) -> Strategy:
    about = document["strategy"]
    strategy = await Strategy.create(
        slug=about["id"],
        title=about["title"],
        edition=about["edition"],
        status=about["status"],
        document=document,
        loaded_on=today,
    )
    for row in document["priorities"]:
        await _store_priority(strategy, row)
    outcomes = (document.get("pfal_outcomes") or {}).get("items") or []
    for number, row in enumerate(outcomes, 1):
        await Outcome.create(strategy=strategy, code=row["id"], number=number, text=row["text"])
    for row in document.get("definitions") or []:
        await Definition.create(
            strategy=strategy, code=row["id"], term=row["term"], definition=row["definition"]
        )
    for row in (document.get("organisations") or {}).get("items") or []:
        await Partner.create(
            strategy=strategy,
            code=row["id"],
            name=row["name"],
            kind=row["kind"],
            address=row.get("address", ""),
        )
    return strategy


async def _store_priority(strategy: Strategy, row: dict[str, Any]) -> None:
    slug = f"{strategy.slug}-{row['id']}".lower()
    if await Priority.filter(slug=slug).exists():
        raise Refusal(f"Another strategy has the address “{slug}” already. Change strategy.id.")
    priority = await Priority.create(
        strategy=strategy,
        code=row["id"],
        slug=slug,
        number=row["number"],
        title=row["title"],
        plain_title=row.get("x_plain_title_draft", "") or row["title"][:200],
        intro=row["intro"],
    )
    for key, kind in LINES:
        for number, line in enumerate(row[key], 1):
            await Line.create(priority=priority, kind=kind, code=line["id"], number=number, text=line["text"])


def first_difference(old: Any, new: Any, place: str = "") -> str:
    """The first place at which two documents differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            if key not in old or key not in new or old[key] != new[key]:
                here = f"{place}.{key}" if place else key
                return first_difference(old.get(key), new.get(key), here)
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (before, after) in enumerate(zip(old, new, strict=True)):
            if before != after:
                return first_difference(before, after, f"{place}[{number}]")
    return place
