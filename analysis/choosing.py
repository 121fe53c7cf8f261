"""Choose the comments that are most useful to ask people about next.

What to ask: comments that the examples leave undecided and that stand for many others (information density:
Settles and Craven, "An analysis of active learning strategies for sequence labeling tasks", 2008), each of a batch
unlike those before it. Before there are examples, a comment from the middle of each part of what is said: with
few examples typical ones teach most (Hacohen, Dekel and Weinshall, "Active learning on a budget: opposite
strategies suit high and low budgets", 2022).
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.sampling import sample_blind

NEIGHBOURS = 20
MOST = 3_000  # of more comments a sample is looked at; likeness takes the square of them
Rows = NDArray[np.float64]
Row = Sequence[float]


def most_useful(
    sure: Mapping[str, Row], count: int, vectors: Mapping[str, Row] | None = None, seed: int = 0
) -> tuple[str, ...]:
    """The ids of the comments to ask a person about next, the most useful first.

    `sure` is how likely the examples make each theme for each comment, a list as long as there are themes;
    `vectors` places the comments by meaning, in rows of length one, without which only doubt counts
    (`Coder.glance` gives both). The order of the mappings does not matter. Raises ValueError where lists differ
    in length.
    """
    ids = _looked_at(sorted(sure), seed)
    if not ids or count < 1:
        return ()
    certainty = np.array([sure[id_] for id_ in ids], dtype=np.float64)
    placed = None if vectors is None else np.array([vectors[id_] for id_ in ids], dtype=np.float32)
    return tuple(ids[at] for at in useful_places(certainty, placed, count))


def useful_places(certainty: Rows, vectors: NDArray[np.float32] | None, count: int) -> list[int]:
    """The rows to ask about: certainty is comments × themes, vectors comments × dimensions."""
    worth = _doubt(certainty)
    count = min(count, len(worth))
    if vectors is None:
        return np.argsort(-worth, kind="stable")[:count].tolist()
    like = vectors @ vectors.T
    near = min(NEIGHBOURS, len(like)) - 1
    worth = worth * np.maximum(-np.partition(-like, near, axis=1)[:, : near + 1].mean(axis=1), 0)
    chosen: list[int] = []
    for _ in range(count):
        best = int(worth.argmax())
        chosen.append(best)
        worth = worth * (1 - np.clip(like[best], 0, 1))
        worth[chosen] = -1
    return chosen


def _doubt(certainty: Rows) -> NDArray[np.float64]:
    """1 where the two likeliest themes are as likely, 0 where there is no doubt (or only one theme)."""
    if certainty.shape[1] < 2:
        return np.zeros(len(certainty))
    shares = certainty / np.maximum(certainty.sum(axis=1, keepdims=True), 1e-12)
    two = np.partition(shares, -2, axis=1)[:, -2:]
    return np.asarray(1 - (two[:, 1] - two[:, 0]))


def most_typical(vectors: Mapping[str, Row], count: int, seed: int = 0) -> tuple[str, ...]:
    """The ids of the comments to ask about first: the one nearest the middle of each of `count` parts."""
    from sklearn.cluster import KMeans  # noqa: PLC0415  (heavy)

    ids = _looked_at(sorted(vectors), seed)
    if len(ids) <= count or count < 1:
        return tuple(ids[: max(count, 0)])
    placed = np.array([vectors[id_] for id_ in ids], dtype=np.float32)
    parts = KMeans(min(count, len(np.unique(placed, axis=0))), n_init=1, random_state=seed).fit(placed)
    order = np.argsort(-np.bincount(parts.labels_), kind="stable")
    return tuple(dict.fromkeys(ids[at] for at in parts.transform(placed).argmin(axis=0)[order]))


def _looked_at(ids: Sequence[str], seed: int) -> Sequence[str]:
    return ids if len(ids) <= MOST else sorted(sample_blind(ids, MOST, seed))
