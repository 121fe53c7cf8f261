"""Developments, reviews and promises, for tests."""

from datetime import date
from typing import Any

from feedback.people.models import Account
from feedback.strategy.developing import DevelopmentWords, add_development
from feedback.strategy.development_models import Development, Stage
from feedback.strategy.loading_developments import load_developments, read_local_offer
from feedback.strategy.promising import Promised

DAY = date(2026, 3, 2)


def words(**more: Any) -> DevelopmentWords:
    written: dict[str, Any] = {
        "title": "A quiet room in every college",
        "summary": "A room where it is calm.",
        "audiences": ("young_person",),
    }
    return DevelopmentWords(**(written | more))


async def make_development(
    account: Account | None = None, stage: Stage = Stage.PLANNED, today: date = DAY, **more: Any
) -> Development:
    return await add_development(account, words(**more), stage, today, said="We began to plan it.")


async def make_pilot(account: Account | None = None, **more: Any) -> Development:
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 3, 31)}
    return await make_development(
        account, Stage.PILOT, **({"title": "Trying out later starts"} | days | more)
    )


async def make_local_offer() -> dict[str, Development]:
    """What the county's page names, by its codes."""
    return {one.code: one for one in await load_developments(read_local_offer(), DAY)}


def promised(**more: Any) -> Promised:
    written: dict[str, Any] = {
        "text": "A course will start.",
        "check_on": date(2026, 5, 1),
        "owner": "Head of SEND",
    }
    return Promised(**(written | more))
