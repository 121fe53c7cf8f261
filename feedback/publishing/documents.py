"""Texts that a council writes once: the notice about privacy, the accessibility statement.

They are data files, so that a council changes words and not code. Each is checked when it is read.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"
REVIEW_MONTHS = 12


@dataclass(frozen=True)
class Part:
    """A heading and what stands under it."""

    title: str
    easy: str
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Notice:
    """What happens with what people tell us: first in easy words, then in full (D25)."""

    version: str
    written_on: date
    controller: str
    lawful_basis: str
    special_condition: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class KnownProblem:
    criterion: str
    what: str
    until: str


@dataclass(frozen=True)
class Statement:
    """The accessibility statement (D45)."""

    status: str
    scope: str
    problems: tuple[KnownProblem, ...]
    tested_how: str
    tested_on: date
    prepared_on: date
    reviewed_on: date
    body: str
    body_address: str

    def is_overdue(self, today: date) -> bool:
        """A statement must be looked at again every twelve months."""
        months = (today.year - self.reviewed_on.year) * 12 + today.month - self.reviewed_on.month
        return months > REVIEW_MONTHS or (months == REVIEW_MONTHS and today.day > self.reviewed_on.day)


def _read(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return document


@cache
def notice() -> Notice:
    document = _read("privacy.json")
    parts = tuple(Part(one["title"], one["easy"], tuple(one["paragraphs"])) for one in document["parts"])
    return Notice(**document | {"parts": parts, "written_on": date.fromisoformat(document["written_on"])})


@cache
def statement() -> Statement:
    document = _read("accessibility.json")
    days = {name: date.fromisoformat(document[name]) for name in ("tested_on", "prepared_on", "reviewed_on")}
    problems = tuple(KnownProblem(**one) for one in document["problems"])
    return Statement(**document | days | {"problems": problems})
