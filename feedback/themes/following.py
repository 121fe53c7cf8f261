"""What of a new edition may follow the earlier ones (D62).

Whoever keeps every edition can subtract them. So each number that is published, and each that can be worked
out as what is left of a total, must equal every earlier one of its kind or differ by a whole step. A number
that may not change yet stays as it was said, with the day of that edition beside it.

A `Ledger` holds the statements that were ever made, as `analysis.editions` knows them. What is "not shown" says
nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from analysis.editions import may_follow, may_stand_beside
from analysis.suppression import NOT_SHOWN, Rules
from feedback.themes.public_report import public_order
from feedback.themes.report_parts import Column, Count, Report, ThemeLine, sentence_for
from feedback.themes.small_numbers import UNSHOWN

Ledger = dict[str, Any]
EVERYONE = ""


def new_ledger(report: Report, rules: Rules) -> Ledger:
    """What a first edition says."""
    return _written(report, {"totals": {}, "cells": {}}, rules)


def may_say_total(voices: int, ledger: Ledger, rules: Rules) -> bool:
    """Whether so many people may be said after all that was said before."""
    return may_follow(voices, ledger["totals"].get(EVERYONE, ()), rules.step)


def follow(
    fresh: Report, before: Report, ledger: Ledger, published_on: str, rules: Rules
) -> tuple[Report, Ledger]:
    """The new edition with what must stay as it was said, and the ledger with what it adds."""
    if not before.columns or _may_break_down(
        EVERYONE, fresh.voices, fresh.columns_cells, fresh, ledger, rules
    ):
        base = fresh
    else:
        since = before.columns_as_of or published_on
        base = replace(fresh, columns=before.columns, columns_as_of=since)
    known = {line.id: line for line in before.themes}
    lines = [
        _followed(line, known.get(line.id), (fresh, base, before), ledger, published_on, rules)
        for line in fresh.themes
    ]
    lines.sort(key=public_order)
    followed = replace(base, themes=tuple(lines), sentence=sentence_for(lines) if lines else fresh.sentence)
    return followed, _written(followed, ledger, rules)


def says_the_same(one: Report, other: Report) -> bool:
    """Whether two reports say the same, whatever the day from which each number is."""
    return _without_days(one) == _without_days(other)


def _followed(
    line: ThemeLine,
    old: ThemeLine | None,
    reports: tuple[Report, Report, Report],
    ledger: Ledger,
    published_on: str,
    rules: Rules,
) -> ThemeLine:
    fresh, base, before = reports
    unshown = tuple(Count(*UNSHOWN) for _ in base.columns)
    stated = _statement(line.voices, rules)
    if stated is not None and not may_follow(stated, ledger["totals"].get(line.id, ()), rules.step):
        if old is None or _is_small(old.voices, rules):
            return replace(line, voices=Count(*UNSHOWN), cells=unshown)
        since = old.as_of or published_on
        cells = _moved(old.cells, before.columns, base.columns, rules)
        return replace(
            line, voices=old.voices, cells=cells, as_of=since, cells_as_of=old.cells_as_of or since
        )
    is_fresh = base.columns_as_of == ""
    if is_fresh and _may_break_down(line.id, line.voices, line.cells, fresh, ledger, rules):
        return line
    if old is None:
        return replace(line, cells=unshown)
    cells = _moved(old.cells, before.columns, base.columns, rules)
    return replace(line, cells=cells, cells_as_of=old.cells_as_of or old.as_of or published_on)


def _may_break_down(
    key: str, total: Count, cells: Sequence[Count], report: Report, ledger: Ledger, rules: Rules
) -> bool:
    """Whether these columns may follow every breakdown of the same line that was published."""
    new = _snapshot(total, report.columns, cells, rules)
    return new is None or all(may_stand_beside(new, old, rules.step) for old in ledger["cells"].get(key, ()))


def _statement(count: Count, rules: Rules) -> int | str | None:
    """Of a total; nobody is said as a few are."""
    if count.number is not None:
        return count.number
    return None if count.text in ("", NOT_SHOWN) else f"<{rules.threshold}"


def _cell(count: Count, rules: Rules) -> int | str | None:
    """Of a column, where nobody is said as "0"."""
    stated = _statement(count, rules)
    return f"1-{rules.threshold - 1}" if isinstance(stated, str) else stated


def _is_small(count: Count, rules: Rules) -> bool:
    """A number that an older and lower threshold let through."""
    return count.number is not None and 0 < count.number < rules.threshold


def _snapshot(
    total: Count, columns: Sequence[Column], cells: Sequence[Count], rules: Rules
) -> dict[str, Any] | None:
    stated = {column.value: _cell(cell, rules) for column, cell in zip(columns, cells, strict=True)}
    if total.number is None or all(one is None for one in stated.values()):
        return None
    return {"total": total.number, "cells": stated}


def _written(report: Report, ledger: Ledger, rules: Rules) -> Ledger:
    """The ledger with what this report says for the first time."""
    totals = {key: list(said) for key, said in ledger["totals"].items()}
    cells = {key: list(said) for key, said in ledger["cells"].items()}
    lines = [(EVERYONE, report.voices, report.columns_cells, "", report.columns_as_of)]
    lines += [(line.id, line.voices, line.cells, line.as_of, line.cells_as_of) for line in report.themes]
    for key, voices, row, as_of, cells_as_of in lines:
        stated = _statement(voices, rules)
        if stated is not None and not as_of and stated not in totals.setdefault(key, []):
            totals[key].append(stated)
        snapshot = None if cells_as_of else _snapshot(voices, report.columns, row, rules)
        if snapshot is not None and snapshot not in cells.setdefault(key, []):
            cells[key].append(snapshot)
    return {"totals": totals, "cells": cells}


def _moved(
    cells: Sequence[Count], columns: Sequence[Column], wanted: Sequence[Column], rules: Rules
) -> tuple[Count, ...]:
    """Cells as they were said, under the columns of now; none of them where one is too small by now."""
    at = {column.value: cell for column, cell in zip(columns, cells, strict=True)}
    if any(_is_small(cell, rules) for cell in cells):
        at = {}
    return tuple(at.get(column.value, Count(*UNSHOWN)) for column in wanted)


def _without_days(report: Report) -> Report:
    lines = tuple(replace(line, as_of="", cells_as_of="") for line in report.themes)
    return replace(report, themes=lines, columns_as_of="")


def may_say_row(key: str, total: int, cells: Mapping[str, int | None], ledger: Ledger, rules: Rules) -> bool:
    """The same rule for a row of another room's: its shown cells and what they leave over."""
    new = {"total": total, "cells": dict(cells)}
    return all(may_stand_beside(new, old, rules.step) for old in ledger["cells"].get(key, ()))


def with_row(key: str, total: int, cells: Mapping[str, int | None], ledger: Ledger) -> Ledger:
    snapshot = {"total": total, "cells": dict(cells)}
    said = [one for one in ledger["cells"].get(key, ()) if one != snapshot]
    return {**ledger, "cells": {**ledger["cells"], key: [*said, snapshot]}}
