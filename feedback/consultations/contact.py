"""How people reach those who run this: a data file, so that a council changes words and not code.

It stands below the doors, because a form on paper has to say where it goes.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CONTACT = Path(__file__).resolve().parent / "data" / "contact.json"


@dataclass(frozen=True)
class Contact:
    """How people reach those who run this, without naming a person."""

    team: str
    email: str
    phone: str
    hours: str
    post: tuple[str, ...]
    reads: str
    paper: str
    reply_days: int


@cache
def contact() -> Contact:
    document = json.loads(CONTACT.read_text(encoding="utf-8"))
    return Contact(**document | {"post": tuple(document["post"])})
