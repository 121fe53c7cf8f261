"""How far two shares lie apart, with an interval: Newcombe's method 10, from the Wilson intervals of both.

R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine
1998. Where many pairs are compared at once, each gets its part of the 5 % (Bonferroni), so that among all of them
a difference that is only chance shows up one time in twenty at most.
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

CHANCE = 0.05


@dataclass(frozen=True, slots=True)
class Apart:
    """The first share less the second, and between what it may lie."""

    difference: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether it is more than chance could make."""
        return self.low > 0 or self.high < 0


def quantile(comparisons: int = 1) -> float:
    return NormalDist().inv_cdf(1 - CHANCE / (2 * max(comparisons, 1)))


def wilson(part: int, whole: int, z: float | None = None) -> tuple[float, float]:
    """Between what the share of everybody may lie of whom `part` of `whole` were heard."""
    if not 0 <= part <= whole or whole < 1:
        raise ValueError("A share needs a part between 0 and its base.")
    z = quantile() if z is None else z
    share, square = part / whole, z * z
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    reach = z * sqrt(share * (1 - share) / whole + square / (4 * whole * whole)) / (1 + square / whole)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def apart(first: tuple[int, int], second: tuple[int, int], comparisons: int = 1) -> Apart:
    """(part, whole) of one group against (part, whole) of another."""
    z = quantile(comparisons)
    one, other = first[0] / first[1], second[0] / second[1]
    (low, high), (least, most) = wilson(*first, z), wilson(*second, z)
    difference = one - other
    return Apart(
        difference,
        difference - sqrt((one - low) ** 2 + (most - other) ** 2),
        difference + sqrt((high - one) ** 2 + (other - least) ** 2),
    )
