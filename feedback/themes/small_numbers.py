"""Which counts of a theme report may be said in public, so that the whole report gives no small one away.

Each line of the table adds up to a total that is shown, and each count of a theme is at most the count of
everyone in that column. The first is the business of `suppress_row`; the second is checked here.
"""

from collections.abc import Sequence

from analysis.suppression import (
    NOT_SHOWN,
    Hidden,
    Rules,
    Shown,
    possible_values,
    suppress_count,
    suppress_row,
    tells_of_all,
)
from feedback.core.thresholds import suppress_below

Said = tuple[int | None, str, str]
"""The number or None, its words, and its share or nothing."""

UNSHOWN: Said = (None, NOT_SHOWN, "")


def rules_here() -> Rules:
    """The rules of this installation."""
    return Rules(suppress_below())


def say_themes(totals: Sequence[int], voices: int, rules: Rules, is_sensitive: bool = False) -> list[Said]:
    """How many people speak of each theme. Themes overlap, so their counts add up to nothing known.

    Nobody is said as a few are: between two editions "nobody" that became "a few" would tell of those few. Where
    health, safety or bullying was asked about, what (nearly) everybody spoke of is not counted either (D61).
    """
    return [_say_theme(total, voices, rules, is_sensitive) for total in totals]


def _say_theme(total: int, voices: int, rules: Rules, is_sensitive: bool) -> Said:
    if is_sensitive and tells_of_all(total, voices, rules.threshold):
        return UNSHOWN
    shown = suppress_count(total or 1, rules.threshold)
    return shown.number, shown.text, shown.share_of(voices, rules.share_floor)


def say_breakdown(
    base: Sequence[int], rows: Sequence[Sequence[int]], rules: Rules
) -> tuple[list[Said], list[list[Said]]]:
    """Everyone by column, and each theme by column. A line that cannot be said safely is not said at all."""
    lines = [_say_line(row, base, rules) for row in rows]
    everyone = suppress_row(base, threshold=rules.threshold)
    if everyone.total.is_hidden or not _stays_hidden(everyone.cells, base, lines, rules.threshold):
        return [UNSHOWN] * len(base), [[UNSHOWN] * len(base) for _ in rows]
    shares = sum(base)
    return (
        [(cell.number, cell.text, cell.share_of(shares, rules.share_floor)) for cell in everyone.cells],
        [
            [
                UNSHOWN if cell is None else (cell.number, cell.text, cell.share_of(whole, rules.share_floor))
                for cell, whole in zip(line, everyone.cells, strict=True)
            ]
            for line in lines
        ],
    )


def _say_line(row: Sequence[int], base: Sequence[int], rules: Rules) -> list[Shown | None]:
    """One theme by column, or nothing: for a few people, for nearly all of a column, or where one could be
    worked out from the theme's total and from how many there are in the column at all."""
    nothing: list[Shown | None] = [None] * len(row)
    threshold = rules.threshold
    if sum(row) < rules.publish_floor:
        return nothing
    if any(n >= threshold and tells_of_all(n, whole, threshold) for n, whole in zip(row, base, strict=True)):
        return nothing
    said = suppress_row(row, threshold=threshold)
    if said.total.is_hidden:
        return nothing
    ceilings = [
        min(whole, threshold - 1) if n < threshold else whole for n, whole in zip(row, base, strict=True)
    ]
    floors = [1 if n < threshold else threshold for n in row]
    return list(said.cells) if _many_values(said.cells, row, floors, ceilings) else nothing


def _stays_hidden(
    cells: Sequence[Shown], base: Sequence[int], lines: Sequence[Sequence[Shown | None]], threshold: int
) -> bool:
    """Whether everyone's hidden counts stay open: each is at least what any theme shows in its column."""
    floors = []
    for place, n in enumerate(base):
        shown = [line[place].number or 0 for line in lines if line[place] is not None]  # type: ignore[union-attr]
        floors.append(max([1 if n < threshold else threshold, *shown]))
    ceilings = [threshold - 1 if n < threshold else sum(base) for n in base]
    return _many_values(cells, base, floors, ceilings)


def _many_values(
    cells: Sequence[Shown], true: Sequence[int], floors: Sequence[int], ceilings: Sequence[int]
) -> bool:
    """Whether each hidden cell can be two things or more, given the sum of all that is hidden."""
    hidden = [place for place, cell in enumerate(cells) if cell.is_hidden]
    if not hidden:
        return True
    bounds = [Hidden(floors[place], ceilings[place]) for place in hidden]
    total = sum(true[place] for place in hidden)
    found = possible_values(bounds, [(range(len(hidden)), total)])
    return found is not None and all(len(values) >= 2 for values in found)
