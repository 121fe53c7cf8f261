"""Finds groups of alike vectors without being told how many.

A graph of nearest neighbours, cut by modularity with the Leiden method (Traag, Waltman and van Eck, "From Louvain
to Leiden: guaranteeing well-connected communities", Scientific Reports 2019). The number of neighbours grows with
the root of the number of comments, as for density estimates by neighbours.
"""

import numpy as np
import numpy.typing as npt
from graspologic_native import leiden

from analysis.comments import Report
from analysis.vectors import Vectors

FEWEST_NEIGHBOURS, MOST_NEIGHBOURS = 8, 60
ROWS_AT_A_TIME = 1024

Groups = npt.NDArray[np.int64]


def neighbours_for(count: int) -> int:
    return min(MOST_NEIGHBOURS, max(FEWEST_NEIGHBOURS, round(0.4 * count**0.5)), max(1, count - 1))


def find_groups(vectors: Vectors, resolution: float, seed: int, report: Report) -> Groups:
    """A group number for each row, 0 for the largest group; -1 for a row that is like no other at all."""
    count = len(vectors)
    if count < 2:
        return np.full(count, -1, dtype=np.int64)
    edges = _edges(vectors, neighbours_for(count), report)
    if not edges:
        return np.full(count, -1, dtype=np.int64)
    _, found = leiden(edges=edges, resolution=resolution, seed=seed, iterations=2, randomness=0.001)
    groups = np.array([found.get(str(row), -1) for row in range(count)], dtype=np.int64)
    return _largest_first(groups)


def _edges(vectors: Vectors, neighbours: int, report: Report) -> list[tuple[str, str, float]]:
    """Each pair once, the pairs of the strongest likeness that either end has among its nearest."""
    count = len(vectors)
    weights: dict[tuple[int, int], float] = {}
    for start in range(0, count, ROWS_AT_A_TIME):
        alike = vectors[start : start + ROWS_AT_A_TIME] @ vectors.T
        rows = np.arange(len(alike))
        alike[rows, rows + start] = -1
        nearest = np.argpartition(-alike, neighbours - 1, axis=1)[:, :neighbours]
        strength = np.take_along_axis(alike, nearest, axis=1)
        for row, others, likeness in zip(
            (rows + start).tolist(), nearest.tolist(), strength.tolist(), strict=True
        ):
            for other, alikeness in zip(others, likeness, strict=True):
                if alikeness > 0:
                    weights[(row, other) if row < other else (other, row)] = alikeness
        report(min(start + ROWS_AT_A_TIME, count), count, "Comparing comments")
    return [(str(one), str(other), weights[one, other]) for one, other in sorted(weights)]


def _largest_first(groups: Groups) -> Groups:
    """Numbers by size, and by the first row where sizes are equal, so that the same comments number alike."""
    names, first, sizes = np.unique(groups[groups >= 0], return_index=True, return_counts=True)
    order = sorted(range(len(names)), key=lambda place: (-sizes[place], first[place]))
    renamed = {int(names[place]): rank for rank, place in enumerate(order)}
    return np.array([renamed.get(int(group), -1) for group in groups], dtype=np.int64)
