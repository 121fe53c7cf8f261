"""Follow themes from one run to the next by the comments they hold: which are the same, and what changed.

Themes of two runs are paired one to one so that they share as much as possible (Kuhn, "The Hungarian method for
the assignment problem", 1955), measured by Jaccard's index over the comments that both runs saw; what splits
and merges is told as in Greene, Doyle and Cunningham, "Tracking the evolution of communities in dynamic social
networks", 2010. Pure: the same two runs give the same changes, in the same order.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from analysis.comments import Suggestions

KEPT = 0.3  # two themes that share less are not one
PART = 0.25  # of a theme: less of it going elsewhere is no split, less coming from elsewhere no merger
MUCH = 0.1  # a size that changed by less is called the same
KINDS = ("same", "grew", "shrank", "split", "merged", "new", "gone")


@dataclass(frozen=True, slots=True)
class ThemeChange:
    """What became of a theme. `before` and `after` are ids in the two runs, the one that keeps its identity
    first; `likeness` is the Jaccard index of those two over the comments that both runs saw."""

    kind: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    likeness: float
    size_before: int
    size_after: int


def match_themes(before: Suggestions, after: Suggestions) -> tuple[ThemeChange, ...]:
    """What changed between two runs: a change for each theme of either that holds comments, in the order of the
    later run, those that are gone last."""
    old, new = _main_themes(before), _main_themes(after)
    olds, news = _held(before, old), _held(after, new)
    sizes = Counter(old.values()), Counter(new.values())
    row_of, column_of = ({id_: at for at, id_ in enumerate(ids)} for ids in (olds, news))
    shared = np.zeros((len(olds), len(news)))
    for comment in old.keys() & new.keys():
        shared[row_of[old[comment]], column_of[new[comment]]] += 1
    alike = _jaccard(shared)
    partner = _partners(alike)
    changes = []
    for column, id_ in enumerate(news):
        row = partner.get(column)
        parts = _sources(shared, column, row)
        if row is None and not parts:
            changes.append(ThemeChange("new", (), (id_,), 0.0, 0, sizes[1][id_]))
            continue
        ones, others = _told(shared, partner, column, row, parts)
        likeness = 0.0 if row is None else float(alike[row, column])
        size = sum(sizes[0][olds[at]] for at in ones)
        kind = _kind(len(ones), len(others), size, sizes[1][id_])
        names = tuple(olds[at] for at in ones), tuple(news[at] for at in others)
        changes.append(ThemeChange(kind, *names, round(likeness, 4), size, sizes[1][id_]))
    told = {id_ for change in changes for id_ in change.before}
    gone = [ThemeChange("gone", (id_,), (), 0.0, sizes[0][id_], 0) for id_ in olds if id_ not in told]
    return (*changes, *gone)


def _main_themes(found: Suggestions) -> dict[str, str]:
    main: dict[str, str] = {}
    for coding in found.codings:
        main.setdefault(coding.comment, coding.theme)
    return main


def _held(found: Suggestions, main: dict[str, str]) -> list[str]:
    """The themes that hold comments, in the order of the run."""
    holding = set(main.values())
    return [theme.id for theme in found.themes if theme.id in holding]


def _jaccard(shared: NDArray[np.float64]) -> NDArray[np.float64]:
    both = shared.sum(axis=1, keepdims=True) + shared.sum(axis=0, keepdims=True) - shared
    return np.asarray(shared / np.maximum(both, 1))


def _partners(alike: NDArray[np.float64]) -> dict[int, int]:
    """For each later theme the earlier one that it continues, if any."""
    rows, columns = linear_sum_assignment(alike, maximize=True)
    return {
        int(column): int(row) for row, column in zip(rows, columns, strict=True) if alike[row, column] >= KEPT
    }


def _sources(shared: NDArray[np.float64], column: int, row: int | None) -> list[int]:
    """The earlier themes, but for its own, of which more than half is now in this one, or a good part where it
    continues none; the largest part first."""
    whole = np.maximum(shared.sum(axis=1), 1)
    line = 0.5 if row is not None else PART
    found = [at for at in np.flatnonzero(shared[:, column] / whole > line) if at != row]
    here = max(float(shared[:, column].sum()), 1.0)
    kept = [int(at) for at in found if shared[at, column] / here >= PART]
    return sorted(kept, key=lambda at: (-shared[at, column], at))


def _told(
    shared: NDArray[np.float64], partner: dict[int, int], column: int, row: int | None, parts: list[int]
) -> tuple[list[int], list[int]]:
    """The earlier themes that went into this one, and this one with those that its own earlier one split into."""
    ones = [*([row] if row is not None else []), *parts]
    own = ones[0]
    whole = max(float(shared[own].sum()), 1.0)
    others = [
        int(at)
        for at in np.flatnonzero(shared[own] / whole >= PART)
        if at != column and partner.get(int(at), own) == own
    ]
    return ones, [column, *others]


def _kind(ones: int, others: int, before: int, after: int) -> str:
    if ones > 1:
        return "merged"
    if others > 1:
        return "split"
    if after > before * (1 + MUCH):
        return "grew"
    return "shrank" if after < before * (1 - MUCH) else "same"
