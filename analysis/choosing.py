"""Choose comments for people: the most useful to ask about next, and a sample that two people code blind.

What to ask follows BADGE (Ash and others, "Deep batch active learning by diverse, uncertain gradient lower
bounds", 2020): a comment stands where an answer would pull the regressions, which is far out when the machine is
unsure and elsewhere when the comment is about something else; comments are then taken by k-means++ (Arthur and
Vassilvitskii, 2007), so that a batch is unsure and varied at once.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float64]


def most_useful(
    sure: Mapping[str, Sequence[float]],
    count: int,
    vectors: Mapping[str, Sequence[float]] | None = None,
    seed: int = 0,
) -> tuple[str, ...]:
    """The ids of the comments to ask a person about next, the most useful first.

    `sure` is how likely each theme is for each comment, a list as long as there are themes (`Coder.certainty`
    gives it); `vectors` places the comments by meaning (`Coder.place`), without which only the certainties tell
    them apart. The order of the mapping does not matter. Raises ValueError where lists differ in length.
    """
    ids = sorted(sure)
    if not ids or count < 1:
        return ()
    certainty = np.array([sure[id_] for id_ in ids], dtype=np.float64)
    placed = (
        np.ones((len(ids), 1)) if vectors is None else np.array([vectors[id_] for id_ in ids], dtype=float)
    )
    return tuple(ids[at] for at in useful_places(certainty, placed, count, seed))


def useful_places(certainty: Rows, vectors: Rows, count: int, seed: int = 0) -> list[int]:
    """The rows to ask about: certainty is comments × themes, vectors comments × anything.

    The gradient of row i is the outer product of (certainty − its likeliest theme) and its vector, so that the
    inner product of two gradients is the product of two small inner products and none is ever written out.
    """
    pull = certainty / np.maximum(certainty.sum(axis=1, keepdims=True), 1e-12)
    pull[np.arange(len(pull)), certainty.argmax(axis=1)] -= 1
    length = (pull**2).sum(axis=1) * (vectors**2).sum(axis=1)
    chance = np.random.default_rng(seed)
    chosen = [int(length.argmax())]
    apart = np.full(len(pull), np.inf)
    while len(chosen) < min(count, len(pull)):
        last = chosen[-1]
        both = (pull @ pull[last]) * (vectors @ vectors[last])
        apart = np.minimum(apart, np.maximum(length + length[last] - 2 * both, 0))
        apart[chosen] = 0
        if apart.sum() <= 1e-12:
            left = np.setdiff1d(np.arange(len(pull)), chosen)
            chosen += left[np.argsort(-length[left], kind="stable")].tolist()
            break
        chosen.append(int(chance.choice(len(pull), p=apart / apart.sum())))
    return chosen[:count]


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
