"""Group vectors by cutting a graph of nearest neighbours.

Each text is joined to its nearest ones and the graph is cut by Leiden (Traag, Waltman and van Eck, "From
Louvain to Leiden: guaranteeing well-connected communities", 2019), which finds the number of groups itself.
"""

from collections.abc import Callable
from typing import Any

import graspologic_native
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from analysis.vectors import Vectors, unit

FEWEST_NEIGHBOURS, MOST_NEIGHBOURS = 10, 30
CHUNK = 512
AGAIN = 3
Groups = NDArray[np.int64]


def neighbour_graph(vectors: Vectors, step: Callable[[int], object] | None = None) -> Any:
    """A symmetric sparse matrix of cosines (texts x texts): each text with its nearest neighbours, more of them
    where there are more texts. No more than CHUNK rows of all cosines stand in memory at a time."""
    size = len(vectors)
    if size < 2:
        return csr_matrix((size, size), dtype=np.float64)
    wanted = int(np.clip(size**0.5 / 2, FEWEST_NEIGHBOURS, MOST_NEIGHBOURS))
    count = max(1, min(wanted, size // 5 + 1, size - 1))
    places = np.empty((size, count), dtype=np.int32)
    weights = np.empty((size, count), dtype=np.float32)
    for begin in range(0, size, CHUNK):
        near = vectors[begin : begin + CHUNK] @ vectors.T
        here = np.arange(len(near))
        near[here, here + begin] = -1
        best = _largest(near, count)
        places[begin : begin + CHUNK] = best
        weights[begin : begin + CHUNK] = np.take_along_axis(near, best, axis=1)
        if step:
            step(min(begin + CHUNK, size))
    ends = np.arange(size + 1) * count
    joined = csr_matrix(
        (np.maximum(weights, 0).ravel().astype(np.float64), places.ravel(), ends), shape=(size, size)
    )
    joined.eliminate_zeros()
    return joined.maximum(joined.T).tocsr()


def _largest(near: Vectors, count: int) -> NDArray[np.int64]:
    """The places of the largest numbers of each row. Finding the line first is several times as fast as
    sorting places, and right unless some are equal."""
    line = np.partition(near, near.shape[1] - count, axis=1)[:, near.shape[1] - count]
    columns = np.flatnonzero(near >= line[:, None]) % near.shape[1]
    if len(columns) == len(near) * count:
        return columns.reshape(-1, count)
    return np.argpartition(near, near.shape[1] - count, axis=1)[:, near.shape[1] - count :]


def cut_graph(graph: Any, resolution: float, seed: int, start: Groups | None = None) -> Groups:
    """A group number for each text, largest group first; -1 for texts that have no neighbour. `start` are groups
    to begin from, -1 for texts that begin on their own."""
    size = graph.shape[0]
    groups = np.full(size, -1, dtype=np.int64)
    if not graph.nnz:
        return groups
    graph.sort_indices()
    how: dict[str, Any] = {"randomness": 0.001, "iterations": 3, "use_modularity": True, "seed": seed}
    if start is None:
        rows, columns = graph.indptr.astype(np.int64), graph.indices.astype(np.int32)
        _, found = graspologic_native.leiden_csr(
            rows, columns, graph.data, size, resolution=resolution, **how
        )
    else:
        found = _cut_from(start, graph, resolution, how)
    groups[list(found)] = list(found.values())
    groups[np.diff(graph.indptr) == 0] = -1
    return by_size(groups)


def _cut_from(start: Groups, graph: Any, resolution: float, how: dict[str, Any]) -> dict[int, int]:
    """The same cut, which takes edges by name where it is given groups to begin from."""
    whole = graph.tocoo()
    once = whole.row < whole.col
    ends = (list(map(str, side[once].tolist())) for side in (whole.row, whole.col))
    own = np.arange(len(start)) + int(start.max(initial=-1)) + 1
    begins = np.where(start < 0, own, start)
    joined = np.flatnonzero(np.diff(graph.indptr) > 0).tolist()
    _, found = graspologic_native.leiden(
        list(zip(*ends, whole.data[once].tolist(), strict=True)),
        starting_communities={str(at): int(begins[at]) for at in joined},
        resolution=resolution,
        **how,
    )
    return {int(name): group for name, group in found.items()}


def sureness(graph: Any, groups: Groups, resolution: float, seed: int) -> NDArray[np.float64]:
    """How much of each group is found again when a tenth of the texts is left out: the mean Jaccard index of
    the group with its best match (Hennig, "Cluster-wise assessment of cluster stability", 2007)."""
    count = int(groups.max()) + 1 if len(groups) else 0
    found = np.zeros((AGAIN, count))
    for again in range(AGAIN):
        chance = np.random.default_rng((seed, again))
        kept = np.sort(chance.permutation(len(groups))[: len(groups) - len(groups) // 10])
        other = each_alone(cut_graph(graph[kept][:, kept].tocsr(), resolution, seed))
        mine = groups[kept]
        both = (mine >= 0) & (other >= 0)
        shared = np.zeros((count, int(other.max(initial=0)) + 1))
        np.add.at(shared, (mine[both], other[both]), 1)
        whole = np.bincount(mine[mine >= 0], minlength=count)[:, None]
        joined = whole + np.bincount(other[other >= 0], minlength=shared.shape[1]) - shared
        found[again] = (shared / np.maximum(joined, 1)).max(axis=1, initial=0)
    return np.asarray(found.mean(axis=0))


def by_size(groups: Groups) -> Groups:
    """The same groups, numbered from the largest; equal ones in order of their first text."""
    names, firsts, back, counts = np.unique(
        groups, return_index=True, return_inverse=True, return_counts=True
    )
    order = np.lexsort((firsts, -counts, names < 0))
    rank = np.empty(len(names), dtype=np.int64)
    rank[order] = np.arange(len(names))
    rank[names < 0] = -1
    return np.asarray(rank[back], dtype=np.int64)


def each_alone(groups: Groups) -> Groups:
    """The same groups, and one more for each text that had none."""
    alone = groups < 0
    own = int(groups.max(initial=-1)) + np.cumsum(alone)
    return np.asarray(np.where(alone, own, groups), dtype=np.int64)


def centres(vectors: Vectors, groups: Groups) -> Vectors:
    """The middle of each group, as a unit vector."""
    count = int(groups.max()) + 1 if len(groups) else 0
    inside = np.flatnonzero(groups >= 0)
    ones = np.ones(len(inside), dtype=np.float32)
    members = csr_matrix((ones, (groups[inside], inside)), shape=(count, len(groups)))
    return unit(members @ vectors)


def settle(vectors: Vectors, groups: Groups, smallest: int, floor: float) -> Groups:
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


def nest(fine: Groups, broad: Groups) -> Groups:
    """For each fine group the broad group that most of its texts are in, numbered from 0 without gaps."""
    above = np.zeros(int(fine.max()) + 1 if len(fine) else 0, dtype=np.int64)
    for group in range(len(above)):
        inside = broad[(fine == group) & (broad >= 0)]
        above[group] = np.bincount(inside).argmax() if len(inside) else -1 - group
    return np.unique(above, return_inverse=True)[1] if len(above) else above
