"""Two-way counts as they may be shown: no small cell can be worked out along a row or column (D58, D59)."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.suppression import NOT_SHOWN, THRESHOLD, Hidden, Shown, possible_values, suppress_count

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SuppressedTable:
    """Cells with their totals. Where the audit cannot vouch for the totals, none of them is shown."""

    rows: tuple[tuple[Shown, ...], ...]
    row_totals: tuple[Shown, ...]
    column_totals: tuple[Shown, ...]
    total: Shown


def suppress_table(rows: Sequence[Sequence[int]], threshold: int = THRESHOLD) -> SuppressedTable:
    """Say a table of counts with its totals, hiding partners by row and by column until the audit holds."""
    if len({len(row) for row in rows}) > 1:
        raise ValueError("All rows of a table have the same length.")
    small = {
        (down, across)
        for down, row in enumerate(rows)
        for across, n in enumerate(row)
        if suppress_count(n, threshold).is_hidden
    }
    hidden = _with_partners(rows, small, threshold)
    if hidden is None or not _holds(rows, hidden, threshold):
        return _said(rows, small, totals=False, threshold=threshold)
    return _said(rows, hidden, totals=True, threshold=threshold)


def _lines(rows: Sequence[Sequence[int]]) -> list[list[Place]]:
    width = len(rows[0]) if rows else 0
    across = [[(down, place) for place in range(width)] for down in range(len(rows))]
    return across + [[(down, place) for down in range(len(rows))] for place in range(width)]


def _with_partners(rows: Sequence[Sequence[int]], small: set[Place], threshold: int) -> set[Place] | None:
    """What to hide so that no row or column hides just one, or None where a line has no partner."""
    hidden = set(small)
    lines = _lines(rows)
    changed = True
    while changed:
        changed = False
        for line in lines:
            alone = [place for place in line if place in hidden]
            if len(alone) != 1:
                continue
            others = [place for place in line if place not in hidden and rows[place[0]][place[1]] > 0]
            if not others:
                return None
            hidden.add(min(others, key=lambda place: (rows[place[0]][place[1]], place)))
            changed = True
    return hidden


def _holds(rows: Sequence[Sequence[int]], hidden: set[Place], threshold: int) -> bool:
    """Whether every hidden cell keeps two or more possible values once all totals are shown."""
    order = sorted(hidden)
    number = {place: at for at, place in enumerate(order)}
    sums = []
    for line in _lines(rows):
        places = [place for place in line if place in hidden]
        if places:
            sums.append(([number[place] for place in places], sum(rows[d][a] for d, a in places)))
    cells = []
    for down, across in order:
        if rows[down][across] < threshold:
            cells.append(Hidden(1, threshold - 1))
        else:
            room = min(amount for places, amount in sums if number[down, across] in places)
            cells.append(Hidden(threshold, max(threshold, room)))
    found = possible_values(cells, sums)
    return found is not None and all(len(values) >= 2 for values in found)


def _said(rows: Sequence[Sequence[int]], hidden: set[Place], totals: bool, threshold: int) -> SuppressedTable:
    def cell(down: int, across: int) -> Shown:
        shown = suppress_count(rows[down][across], threshold)
        return Shown(None, NOT_SHOWN) if (down, across) in hidden and not shown.is_hidden else shown

    def line_total(amount: int) -> Shown:
        return suppress_count(amount, threshold) if totals else Shown(None, NOT_SHOWN)

    width = len(rows[0]) if rows else 0
    return SuppressedTable(
        tuple(tuple(cell(down, across) for across in range(width)) for down in range(len(rows))),
        tuple(line_total(sum(row)) for row in rows),
        tuple(line_total(sum(row[across] for row in rows)) for across in range(width)),
        line_total(sum(map(sum, rows))),
    )
