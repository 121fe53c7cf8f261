"""Group vectors by cutting a graph of nearest neighbours.

Each text is joined to its nearest ones and the graph is cut by Leiden (Traag, Waltman and van Eck, "From
Louvain to Leiden: guaranteeing well-connected communities", 2019), which finds the number of groups itself.
"""

from collections.abc import Callable

import graspologic_native
import numpy as np
from numpy.typing import NDArray

from analysis.vectors import Vectors, unit

FEWEST_NEIGHBOURS, MOST_NEIGHBOURS = 10, 30
CHUNK = 512
Edges = list[tuple[str, str, float]]


def neighbour_edges(vectors: Vectors, step: Callable[[int], None] | None = None) -> Edges:
    """Each text with its nearest neighbours, more of them where there are more texts; the weight is the cosine."""
    size = len(vectors)
    if size < 2:
        return []
    wanted = int(np.clip(size**0.5 / 2, FEWEST_NEIGHBOURS, MOST_NEIGHBOURS))
    count = max(1, min(wanted, size // 5 + 1, size - 1))
    ones, others, weights = [], [], []
    for begin in range(0, size, CHUNK):
        near = vectors[begin : begin + CHUNK] @ vectors.T
        here = np.arange(len(near))
        near[here, here + begin] = -1
        best = np.argpartition(-near, count - 1, axis=1)[:, :count]
        ones.append(np.repeat(here + begin, count))
        others.append(best.ravel())
        weights.append(np.take_along_axis(near, best, axis=1).ravel())
        if step:
            step(min(begin + CHUNK, size))
    one, other, weight = np.concatenate(ones), np.concatenate(others), np.concatenate(weights)
    pair = np.minimum(one, other).astype(np.int64) * size + np.maximum(one, other)
    pair, first = np.unique(pair, return_index=True)
    near_enough = weight[first] > 0
    pair, weight = pair[near_enough], weight[first][near_enough]
    return [
        (str(at // size), str(at % size), float(value))
        for at, value in zip(pair.tolist(), weight, strict=True)
    ]


def cut_graph(edges: Edges, size: int, resolution: float, seed: int) -> NDArray[np.int64]:
    """A group number for each text, largest group first; -1 for texts that have no neighbour."""
    groups = np.full(size, -1, dtype=np.int64)
    if not edges:
        return groups
    _, found = graspologic_native.leiden(
        edges, resolution=resolution, randomness=0.001, iterations=3, use_modularity=True, seed=seed
    )
    for place, group in found.items():
        groups[int(place)] = group
    return by_size(groups)


def by_size(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same groups, numbered from the largest; equal ones in order of their first text."""
    names, firsts, counts = np.unique(groups[groups >= 0], return_index=True, return_counts=True)
    order = sorted(range(len(names)), key=lambda at: (-counts[at], firsts[at]))
    number = {int(names[at]): rank for rank, at in enumerate(order)}
    return np.array([number.get(int(group), -1) for group in groups], dtype=np.int64)


def centres(vectors: Vectors, groups: NDArray[np.int64]) -> Vectors:
    """The middle of each group, as a unit vector."""
    count = int(groups.max()) + 1 if len(groups) else 0
    middle = np.zeros((count, vectors.shape[1]), dtype=np.float32)
    for group in range(count):
        middle[group] = vectors[groups == group].mean(axis=0)
    return unit(middle)


def settle(vectors: Vectors, groups: NDArray[np.int64], smallest: int, floor: float) -> NDArray[np.int64]:
    """Dissolve groups that are too small; their texts join the nearest group or stay without one."""
    counts = np.bincount(groups[groups >= 0], minlength=1)
    kept = np.where(np.isin(groups, np.flatnonzero(counts >= smallest)), groups, -1)
    kept = by_size(kept)
    loose = np.flatnonzero(kept < 0)
    if len(loose) and kept.max() >= 0:
        near = vectors[loose] @ centres(vectors, kept).T
        best = near.argmax(axis=1)
        kept[loose] = np.where(near.max(axis=1) >= floor, best, -1)
    return by_size(kept)


def nest(fine: NDArray[np.int64], broad: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each fine group the broad group that most of its texts are in, numbered from 0 without gaps."""
    above = np.zeros(int(fine.max()) + 1 if len(fine) else 0, dtype=np.int64)
    for group in range(len(above)):
        inside = broad[(fine == group) & (broad >= 0)]
        above[group] = np.bincount(inside).argmax() if len(inside) else -1 - group
    return np.unique(above, return_inverse=True)[1] if len(above) else above
