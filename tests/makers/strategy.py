"""Strategies for tests: the county's own, and small documents made to be loaded or refused."""

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

from feedback.strategy import loading
from feedback.strategy.models import Strategy

NORFOLK = Path(loading.__file__).parent / "data" / "norfolk-2021.json"
DAY = date(2026, 3, 2)

SMALL: dict[str, Any] = {
    "strategy": {
        "id": "small-2026",
        "title": "A small strategy",
        "edition": "Summer 2026",
        "status": "current",
    },
    "priorities": [
        {
            "id": "P1",
            "number": 1,
            "title": "Being listened to",
            "intro": ["It matters that people are listened to."],
            "needs_to_happen": [{"id": "P1-N1", "text": "People are asked"}],
            "working_when": [{"id": "P1-W1", "text": "People feel heard"}],
        }
    ],
}


def norfolk_document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(NORFOLK.read_text(encoding="utf-8"))
    return document


def small_document(identity: str = "small-2026", **more: Any) -> dict[str, Any]:
    """A strategy of one priority. `more` replaces whole parts of it."""
    document = copy.deepcopy(SMALL) | more
    document["strategy"]["id"] = identity
    return document


async def make_norfolk() -> Strategy:
    return await loading.load_strategy(norfolk_document(), DAY)
