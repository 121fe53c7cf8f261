"""Choose comments for people: the most useful to ask about next, and a sample that two people code blind.

What to ask: comments that the examples leave undecided and that stand for many others (information density:
Settles and Craven, "An analysis of active learning strategies for sequence labeling tasks", 2008), each of a batch
unlike those before it. Before there are examples, a comment from the middle of each part of what is said: with
few examples typical ones teach most (Hacohen, Dekel and Weinshall, "Active learning on a budget: opposite
strategies suit high and low budgets", 2022).
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

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


def sample_blind(
    ids: Sequence[str], size: int, seed: int, strata: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """A sample for two people to code without seeing each other or the machine; the same for the same seed.

    Ids stand in the order of a keyed hash, so that neither their order nor other ids decide who is drawn, and a
    larger sample holds the smaller. `strata` names the theme of each comment: then each theme has its share, by
    largest remainders, and one comment at least where there is room (Cochran, "Sampling techniques", 1977).
    """
    known = sorted(set(ids), key=lambda id_: _keyed(id_, seed))
    size = max(0, min(size, len(known)))
    if strata is None:
        return tuple(known[:size])
    within: dict[str, list[str]] = defaultdict(list)
    for id_ in known:
        within[strata.get(id_, "")].append(id_)
    shares = _shares({stratum: len(mine) for stratum, mine in within.items()}, size)
    drawn = {id_ for stratum, mine in within.items() for id_ in mine[: shares[stratum]]}
    return tuple(id_ for id_ in known if id_ in drawn)


def _keyed(id_: str, seed: int) -> bytes:
    return hashlib.blake2b(f"{seed}:{id_}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _shares(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of each stratum, the largest strata first served where there are more of them than places."""
    order = sorted(sizes, key=lambda stratum: (-sizes[stratum], stratum))
    whole = sum(sizes.values())
    if size <= len(order):
        return {stratum: int(rank < size) for rank, stratum in enumerate(order)}
    wanted = {stratum: sizes[stratum] * size / max(whole, 1) for stratum in order}
    given = {stratum: max(1, int(wanted[stratum])) for stratum in order}
    while sum(given.values()) > size:
        given[max((one for one in order if given[one] > 1), key=lambda one: given[one] - wanted[one])] -= 1
    while sum(given.values()) < size:
        open_ = [one for one in order if given[one] < sizes[one]]
        given[max(open_, key=lambda one: wanted[one] - given[one])] += 1
    return given
