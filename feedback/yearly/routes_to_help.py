"""Where somebody goes with a complaint about their own service: a text that a council changes, and no code."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

OWN_SERVICE = Path(__file__).resolve().parent / "data" / "own_service.json"


@dataclass(frozen=True)
class Way:
    title: str
    words: str


@cache
def own_service_routes() -> tuple[Way, ...]:
    return tuple(Way(**one) for one in json.loads(OWN_SERVICE.read_text(encoding="utf-8"))["ways"])
