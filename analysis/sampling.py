"""Draw a random sample that is the same for the same seed. No numbers library, so that the web can draw one."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence


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
