"""What a reader can work out of hidden counts by narrowing bounds, claim after claim (D59).

Each published sum narrows what its hidden counts can be, and that narrows the next sum. This finds what single
rows and their totals tell, and what follows from that, in milliseconds and without a solver, so that a page can
ask it before it publishes. The exact answer is `analysis.disclosure`, which is slower: whatever is narrowed to
one value here has one value there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

MOST_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Unknown:
    """A hidden count, and what is known of it at once."""

    name: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Claim:
    """What is published: the weights of unknowns, and between which numbers their sum lies."""

    weights: Mapping[str, int]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Span:
    """The least and the most that something can be. With only one value left it is given away."""

    low: int
    high: int

    @property
    def is_told(self) -> bool:
        return self.low == self.high


def narrow(unknowns: Sequence[Unknown], claims: Sequence[Claim]) -> dict[str, Span] | None:
    """Between what each unknown lies, or None where no counts fit the claims."""
    spans = {one.name: Span(one.low, one.high) for one in unknowns}
    for _ in range(MOST_ROUNDS):
        changed = False
        for claim in claims:
            for name, span in _narrowed(claim, spans).items():
                if span.low > span.high:
                    return None
                spans[name], changed = span, True
        if not changed:
            break
    return spans


def _narrowed(claim: Claim, spans: Mapping[str, Span]) -> dict[str, Span]:
    """The unknowns of one claim that lie closer together than was known."""
    ends = {name: _ends(weight, spans[name]) for name, weight in claim.weights.items()}
    least, most = sum(low for low, _ in ends.values()), sum(high for _, high in ends.values())
    found = {}
    for name, weight in claim.weights.items():
        low, high = ends[name]
        # The others together lie between least - low and most - high, which leaves this much for this one.
        between = sorted(((claim.low - (most - high)) / weight, (claim.high - (least - low)) / weight))
        known = spans[name]
        span = Span(max(known.low, ceil(between[0])), min(known.high, floor(between[1])))
        if span != known:
            found[name] = span
    return found


def _ends(weight: int, span: Span) -> tuple[int, int]:
    one, other = weight * span.low, weight * span.high
    return min(one, other), max(one, other)
