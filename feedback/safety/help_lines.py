"""Who can help now: numbers with the day on which somebody last checked them (D90)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from feedback.core.settings import SettingsError

# Shown on the first page of a survey and before its first free text (D91).
BEFORE_FREE_TEXT = (
    "We read this. We do not read it straight away. If you tell us you or someone else is being hurt, "
    "we may have to tell a person who keeps people safe. We do not know who you are unless you tell us."
)

NATIONAL = Path(__file__).with_name("help_lines.json")
MONTHS_FRESH = 12
UNDER_19, FROM_19, ANY_AGE = "under_19", "from_19", "any"
AGES = (UNDER_19, FROM_19, ANY_AGE)
KINDS = ("tel", "sms", "web")

_local: Path | None = None


class BadHelpLines(ValueError):
    """A file of help lines that would show somebody in need something wrong."""


@dataclass(frozen=True)
class Way:
    """One tap: call, text, or open a page."""

    kind: str
    number: str
    label: str
    note: str = ""

    @property
    def href(self) -> str:
        return self.number if self.kind == "web" else f"{self.kind}:{self.number}"


@dataclass(frozen=True)
class HelpLine:
    name: str
    say: str
    ages: str
    urgent: bool
    cost: str
    open: str
    ways: tuple[Way, ...]
    checked: date
    is_local: bool = False

    def is_stale(self, today: date) -> bool:
        months = (today.year - self.checked.year) * 12 + today.month - self.checked.month
        return months > MONTHS_FRESH or (months == MONTHS_FRESH and today.day > self.checked.day)


@cache
def read_help_lines(path: Path, *, is_local: bool = False) -> tuple[HelpLine, ...]:
    """The lines of a file. A council's own file, with its local numbers, has the same form as ours."""
    try:
        book = json.loads(path.read_text(encoding="utf-8"))
        return tuple(_line(entry, is_local) for entry in book["lines"])
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise BadHelpLines(f"{path.name} cannot be used: {type(problem).__name__} {problem}") from problem


def use_local_lines(path: Path | None) -> None:
    """The council's own file. Called once, before anything starts: a bad one stops the start, not a page."""
    global _local
    if path is not None:
        try:
            read_help_lines(path, is_local=True)
        except BadHelpLines as problem:
            raise SettingsError([f"HEARD_HELP_LINES: {problem}."]) from None
    _local = path


def help_lines(ages: str = ANY_AGE) -> list[HelpLine]:
    """Danger first, then the lines for this age, then those for everybody, local ones last of their kind.

    With the age unknown nobody's line is left out.
    """
    every = [*read_help_lines(NATIONAL), *(read_help_lines(_local, is_local=True) if _local else ())]
    shown = [line for line in every if ages == ANY_AGE or line.ages in (ages, ANY_AGE)]
    return sorted(shown, key=lambda line: (not line.urgent, AGES.index(line.ages), line.is_local))


def stale_lines(lines: Sequence[HelpLine], today: date) -> list[HelpLine]:
    """Numbers that nobody has checked for a year."""
    return [line for line in lines if line.is_stale(today)]


def _line(entry: dict[str, Any], is_local: bool) -> HelpLine:
    ways = tuple(Way(**way) for way in entry["ways"])
    wrong = [way for way in ways if not _is_usable(way)]
    if wrong or not ways or entry["ages"] not in AGES:
        raise BadHelpLines(f"the line called {entry['name']} has no way that works, or no known age")
    return HelpLine(
        name=entry["name"],
        say=entry["say"],
        ages=entry["ages"],
        urgent=bool(entry["urgent"]),
        cost=entry["cost"],
        open=entry["open"],
        ways=ways,
        checked=date.fromisoformat(entry["checked"]),
        is_local=is_local,
    )


def _is_usable(way: Way) -> bool:
    if way.kind == "web":
        return way.number.startswith("https://")
    return way.kind in KINDS and way.number.isdigit()
