"""Voices of few: what one or two people said and nobody else, so that no average swallows it.

A comment stands apart where it is much less like the middle of its theme than is usual in the run: below the
lower quartile by more than the distance between the quartiles. That is nearer than Tukey's fence ("Exploratory
data analysis", 1977), which finds next to none, because likeness cannot fall far below nought. Comments that
stand apart and are one another's neighbours are one voice of few. They stay counted under the theme that is
least far.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from analysis.assigning import Read
from analysis.comments import VoicesOfFew
from analysis.grouping import Groups
from analysis.vectors import Vectors

FENCE = 1.0
ENOUGH = 20  # with fewer comments nothing is usual


def voices_of_few(
    read: Read,
    groups: Groups,
    middles: Vectors,
    graph: Any,
    copies: NDArray[np.int64],
    ids: Sequence[str],
    loose: Groups,
) -> tuple[VoicesOfFew, ...]:
    """The voices of few of the comments read. `graph` joins different texts, and `copies` says which of them each
    comment has. `loose` are the places of those whose own group was too small to be a theme; they stand apart
    whatever their likeness."""
    if len(groups) < ENOUGH or not len(middles):
        return ()
    like = np.einsum("ij,ij->i", read.vectors, middles[groups])
    like[groups < 0] = 0
    low, high = np.quantile(like, (0.25, 0.75))
    apart = np.union1d(np.flatnonzero(like < low - FENCE * (high - low)), loose)
    if not len(apart):
        return ()
    texts, whose = np.unique(copies[apart], return_inverse=True)
    together = connected_components(graph[texts][:, texts], directed=False)[1][whose]
    found = []
    for one in range(int(together.max()) + 1):
        members = apart[together == one]
        nearest = int(groups[members[like[members].argmax()]])
        likeness = float(np.clip(like[members].mean(), 0, 1))
        found.append(
            VoicesOfFew(
                tuple(read.comments[at].id for at in members),
                ids[nearest] if nearest >= 0 else None,
                round(likeness, 4),
                _reason(len(members), likeness, float(np.median(like))),
            )
        )
    return tuple(found)


def _reason(size: int, likeness: float, usual: float) -> str:
    who = "One comment says" if size == 1 else f"{size} comments say"
    return (
        f"{who} something that hardly anyone else says: "
        f"{likeness:.2f} like the theme they are counted under, where {usual:.2f} is usual."
    )
