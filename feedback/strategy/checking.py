"""Is this document a strategy that can be loaded? If not: where it is wrong, and why."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

IDENTITY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
DEEPEST = 40
LONGEST_LINE = 5_000


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a document, at a place like `priorities[2].needs_to_happen[0].text`."""

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}" if self.place else self.reason


Problems = Iterator[Problem]


def check_strategy(document: Any) -> list[Problem]:
    """Everything that stops a document from being loaded, in the order of the document. Empty: load it."""
    if not isinstance(document, dict):
        return [Problem("", "A strategy is one JSON object, with a strategy and its priorities.")]
    unreadable = list(_unreadable(document, "", 0))
    if unreadable:
        return unreadable
    problems = [*_strategy(document), *_priorities(document)]
    problems += _rows(document, ("pfal_outcomes", "items"), _outcome)
    problems += _rows(document, ("definitions",), _definition)
    problems += _rows(document, ("organisations", "items"), _partner)
    return problems or list(_repeated(document))


def _unreadable(value: Any, place: str, depth: int) -> Problems:
    """What no database can keep as it is."""
    if depth > DEEPEST:
        yield Problem(place, f"is nested more than {DEEPEST} deep.")
    elif isinstance(value, str) and UNSTORABLE.search(value):
        yield Problem(place, "holds a character that cannot be shown.")
    elif isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        yield Problem(place, "is not a number that JSON knows.")
    elif isinstance(value, dict):
        for key, inner in value.items():
            if UNSTORABLE.search(key):
                yield Problem(place, "has a key with a character that cannot be shown.")
            yield from _unreadable(inner, f"{place}.{key}" if place else key, depth + 1)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _unreadable(inner, f"{place}[{number}]", depth + 1)


def _strategy(document: dict[str, Any]) -> Problems:
    strategy = document.get("strategy")
    if not isinstance(strategy, dict):
        yield Problem("strategy", "is missing. It holds the id, title, edition and status.")
        return
    yield from _word(strategy, "strategy", "id", 70, SLUG, "small letters, numbers and hyphens")
    yield from _word(strategy, "strategy", "title", 300)
    yield from _word(strategy, "strategy", "edition", 120)
    yield from _word(strategy, "strategy", "status", 40)


def _priorities(document: dict[str, Any]) -> Problems:
    priorities = document.get("priorities")
    if not isinstance(priorities, list) or not priorities:
        yield Problem("priorities", "is missing. A strategy has at least one priority.")
        return
    for number, priority in enumerate(priorities):
        yield from _priority(priority, f"priorities[{number}]")


def _priority(priority: Any, place: str) -> Problems:
    if not isinstance(priority, dict):
        yield Problem(place, "is not an object with an id, a number and a title.")
        return
    yield from _word(priority, place, "id", 40, IDENTITY, "letters, numbers and hyphens")
    number = priority.get("number")
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= 999:
        yield Problem(f"{place}.number", "must be a whole number from 1 to 999.")
    yield from _word(priority, place, "title", 300)
    if "x_plain_title_draft" in priority:
        yield from _word(priority, place, "x_plain_title_draft", 200)
    yield from _intro(priority.get("intro"), f"{place}.intro")
    for kind in ("needs_to_happen", "working_when"):
        yield from _lines(priority.get(kind), f"{place}.{kind}")


def _intro(intro: Any, place: str) -> Problems:
    if not isinstance(intro, list):
        yield Problem(place, "must be a list of paragraphs.")
        return
    for number, paragraph in enumerate(intro):
        if not isinstance(paragraph, str) or not paragraph.strip():
            yield Problem(f"{place}[{number}]", "must be a paragraph of text.")


def _lines(lines: Any, place: str) -> Problems:
    if not isinstance(lines, list):
        yield Problem(place, "must be a list of lines.")
        return
    for number, line in enumerate(lines):
        here = f"{place}[{number}]"
        if not isinstance(line, dict):
            yield Problem(here, "is not an object with an id and a text.")
            continue
        yield from _word(line, here, "id", 40, IDENTITY, "letters, numbers and hyphens")
        yield from _word(line, here, "text", LONGEST_LINE)


def _rows(
    document: dict[str, Any], path: tuple[str, ...], check: Callable[[dict[str, Any], str], Problems]
) -> Problems:
    """A list that a strategy may leave out; but where it stands, it must be right."""
    found: Any = document
    for number, key in enumerate(path):
        found = found.get(key)
        place = ".".join(path[: number + 1])
        if found is None:
            return
        if not isinstance(found, dict if number < len(path) - 1 else list):
            yield Problem(place, "must be a list." if number == len(path) - 1 else "must be an object.")
            return
    for number, row in enumerate(found):
        here = f"{'.'.join(path)}[{number}]"
        if isinstance(row, dict):
            yield from check(row, here)
        else:
            yield Problem(here, "is not an object.")


def _outcome(row: dict[str, Any], place: str) -> Problems:
    yield from _word(row, place, "id", 40, IDENTITY, "letters, numbers and hyphens")
    yield from _word(row, place, "text", LONGEST_LINE)


def _definition(row: dict[str, Any], place: str) -> Problems:
    yield from _word(row, place, "id", 60, IDENTITY, "letters, numbers and hyphens")
    yield from _word(row, place, "term", 200)
    yield from _word(row, place, "definition", LONGEST_LINE)


def _partner(row: dict[str, Any], place: str) -> Problems:
    yield from _word(row, place, "id", 60, IDENTITY, "letters, numbers and hyphens")
    yield from _word(row, place, "name", 200)
    yield from _word(row, place, "kind", 80)
    if "address" in row:
        yield from _word(row, place, "address", 300)
        address = row["address"]
        if isinstance(address, str) and not re.match(r"https?://[^\s/]", address):
            yield Problem(f"{place}.address", "must start with https:// or http://.")


def _word(
    row: dict[str, Any],
    place: str,
    key: str,
    longest: int,
    shape: re.Pattern[str] | None = None,
    shape_said: str = "",
) -> Problems:
    here, value = f"{place}.{key}", row.get(key)
    if key not in row:
        yield Problem(here, "is missing.")
    elif not isinstance(value, str):
        yield Problem(here, "must be text.")
    elif not value.strip():
        yield Problem(here, "is empty.")
    elif len(value) > longest:
        yield Problem(here, f"is {len(value):,} characters long; {longest:,} is the most.")
    elif shape is not None and not shape.fullmatch(value):
        yield Problem(here, f"may hold only {shape_said}.")


def _repeated(document: dict[str, Any]) -> Problems:
    """Ids that name two things. Looked for once everything else is right."""
    priorities = document["priorities"]
    places = [(f"priorities[{number}]", row) for number, row in enumerate(priorities)]
    yield from _twice(places, "id")
    yield from _twice(places, "number")
    for place, priority in places:
        lines = [
            (f"{place}.{kind}[{number}]", line)
            for kind in ("needs_to_happen", "working_when")
            for number, line in enumerate(priority[kind])
        ]
        yield from _twice(lines, "id")
    for path in ("pfal_outcomes", "organisations"):
        items = document.get(path, {}).get("items", []) if document.get(path) else []
        yield from _twice([(f"{path}.items[{number}]", row) for number, row in enumerate(items)], "id")
    definitions = document.get("definitions") or []
    yield from _twice([(f"definitions[{number}]", row) for number, row in enumerate(definitions)], "id")


def _twice(places: list[tuple[str, dict[str, Any]]], key: str) -> Problems:
    seen: dict[str, str] = {}
    for place, row in places:
        mark = str(row[key]).lower()
        if mark in seen:
            yield Problem(f"{place}.{key}", f"“{row[key]}” is used twice: {seen[mark]} has it too.")
        seen.setdefault(mark, place)
