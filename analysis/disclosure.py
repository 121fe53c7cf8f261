"""What a reader can work out of hidden counts: the least and the most that each can be (D59).

The counts are unknowns between two bounds, and what is published about them are claims: a weighted sum lies
between two numbers. The least and the most of an unknown, or of a difference between two of them, is a small
integer programme, which HiGHS solves exactly (Fischetti and Salazar, "Models and algorithms for optimizing
cell suppression in tabular data with linear constraints", JASA 2000, audit tables in this way). Unknowns that
no claim ties together are solved apart.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.narrowing import Claim, Span, Unknown

__all__ = ["Claim", "Span", "Unknown", "audit", "span_of"]


def span_of(weights: Mapping[str, int], unknowns: Sequence[Unknown], claims: Sequence[Claim]) -> Span | None:
    """The least and the most of a weighted sum of unknowns. None where no counts fit the claims at all."""
    near = _near(set(weights), claims)
    mine = [one for one in unknowns if one.name in near]
    about = [claim for claim in claims if near & set(claim.weights)]
    low, high = _solve(weights, mine, about, 1), _solve(weights, mine, about, -1)
    return None if low is None or high is None else Span(low, high)


def audit(unknowns: Sequence[Unknown], claims: Sequence[Claim]) -> list[str]:
    """The names of the hidden counts that a reader can work out. Counts that fit nothing are told as well."""
    spans = {one.name: span_of({one.name: 1}, unknowns, claims) for one in unknowns}
    return [name for name, span in spans.items() if span is None or span.is_told]


def _near(names: set[str], claims: Sequence[Claim]) -> set[str]:
    """These unknowns and all that claims tie them to."""
    found, grew = set(names), True
    left = [set(claim.weights) for claim in claims]
    while grew:
        touching = [one for one in left if one & found]
        left = [one for one in left if not one & found]
        grew = bool(touching)
        found.update(*touching)
    return found


def _solve(
    weights: Mapping[str, int], unknowns: Sequence[Unknown], claims: Sequence[Claim], sign: int
) -> int | None:
    place = {one.name: at for at, one in enumerate(unknowns)}
    aim = np.zeros(len(unknowns))
    for name, weight in weights.items():
        aim[place[name]] = sign * weight
    rows = np.zeros((len(claims), len(unknowns)))
    for at, claim in enumerate(claims):
        for name, weight in claim.weights.items():
            rows[at, place[name]] = weight
    limits = [LinearConstraint(rows, [c.low for c in claims], [c.high for c in claims])] if claims else []
    found = milp(
        aim,
        integrality=np.ones(len(unknowns)),
        bounds=Bounds([one.low for one in unknowns], [one.high for one in unknowns]),
        constraints=limits,
    )
    return sign * round(found.fun) if found.success else None
