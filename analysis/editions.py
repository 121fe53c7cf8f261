"""What a new edition may say after the earlier ones (D62).

Whoever keeps every edition can subtract them. So each number that is said, and what a total leaves over beside
them, must equal every earlier one of its kind or differ by a whole step.

A statement is a number, or "<5" or "1-4" for one that was said to be fewer than five, with and without nobody.
None says nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Statement = int | str | None
Snapshot = Mapping[str, Any]
"""All that one edition says of a row: its "total", and its "cells" by name."""


def may_follow(stated: int | str, earlier: Iterable[int | str], step: int) -> bool:
    """Whether it can be the same as each earlier statement, or is a whole step away from it."""
    low, high = _bounds(stated)
    gaps = (max(low - most, least - high) for least, most in map(_bounds, earlier))
    return not any(0 < gap < step for gap in gaps)


def may_stand_beside(new: Snapshot, old: Snapshot, step: int) -> bool:
    """Cell by cell, and for all that one of the two does not show taken together."""
    columns = sorted({*new["cells"], *old["cells"]})
    left_new, left_old = new["total"], old["total"]
    for column in columns:
        # A column that an edition did not have had nobody in it, or too few who ever came.
        is_new = column not in old["cells"]
        ours, theirs = new["cells"].get(column, 0), old["cells"].get(column, 0)
        if ours is None or theirs is None or (is_new and isinstance(ours, str)):
            continue
        if not may_follow(ours, [theirs], step):
            return False
        if isinstance(ours, int) and isinstance(theirs, int) and None not in (left_new, left_old):
            left_new, left_old = left_new - ours, left_old - theirs
    return left_new is None or left_old is None or may_follow(left_new, [left_old], step)


def held_back(new: Snapshot, earlier: Sequence[Snapshot], step: int) -> set[str]:
    """The cells that may not be said anew beside what was said of them before."""
    held = set()
    for name, stated in new["cells"].items():
        said = [old["cells"][name] for old in earlier if old["cells"].get(name) is not None]
        if stated is not None and not may_follow(stated, said, step):
            held.add(name)
    return held


def read_row(total: str, cells: Mapping[str, str]) -> dict[str, Any]:
    """A row as it stands in words: what it states."""
    whole = _read(total)
    known = whole if isinstance(whole, int) else None
    return {"total": known, "cells": {name: _read(text) for name, text in cells.items()}}


def _read(text: str) -> Statement:
    number = text.replace(",", "")
    if number.isdigit():
        return int(number)
    few = text.removeprefix("fewer than ")
    return f"1-{int(few) - 1}" if few != text and few.isdigit() else None


def _bounds(stated: int | str) -> tuple[int, int]:
    if isinstance(stated, int):
        return stated, stated
    low, _, high = stated.partition("-")
    return (int(low), int(high)) if high else (0, int(stated[1:]) - 1)
