"""How well two codings of the same comments agree."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, v_measure_score

RESAMPLES = 200
NO_LABEL = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with the interval that 95 of 100 resamples of the comments fall in."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f} to {self.high:.3f}]"


@dataclass(frozen=True, slots=True)
class F1:
    """Micro: over all decisions. Macro: the mean over codes, so that a rare code counts as much."""

    micro: float
    macro: float


def adjusted_mutual_information(gold: Sequence[str], found: Sequence[str]) -> Measure:
    """0 for chance, 1 for the same groups (Vinh, Epps and Bailey, JMLR 2010)."""
    return _with_interval(adjusted_mutual_info_score, gold, found)


def adjusted_rand_index(gold: Sequence[str], found: Sequence[str]) -> Measure:
    """Pairs put together or apart alike, corrected for chance (Hubert and Arabie, 1985)."""
    return _with_interval(adjusted_rand_score, gold, found)


def v_measure(gold: Sequence[str], found: Sequence[str]) -> Measure:
    """Homogeneity and completeness (Rosenberg and Hirschberg, 2007). It grows with the number of groups."""
    return _with_interval(v_measure_score, gold, found)


def f1(gold: Mapping[str, set[str]], found: Mapping[str, set[str]]) -> F1:
    """For codings by the same codes, several a comment; comments that only one of the two holds are left out."""
    both = sorted(set(gold) & set(found))
    codes = sorted({code for comment in both for code in gold[comment]})
    hits = dict.fromkeys(codes, 0)
    given = dict.fromkeys(codes, 0)
    wanted = dict.fromkeys(codes, 0)
    extra = 0
    for comment in both:
        for code in gold[comment]:
            wanted[code] += 1
            hits[code] += code in found[comment]
        for code in found[comment]:
            if code in given:
                given[code] += 1
            else:
                extra += 1
    scores = [_ratio(2 * hits[code], given[code] + wanted[code]) for code in codes]
    total = _ratio(2 * sum(hits.values()), sum(given.values()) + extra + sum(wanted.values()))
    return F1(total, float(np.mean(scores)) if scores else 0.0)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _with_interval(score: Callable[..., float], gold: Sequence[str], found: Sequence[str]) -> Measure:
    """Bootstrap over comments (Efron, 1979), with a fixed seed. The score itself is of all comments."""
    if not gold:
        return Measure(0.0, 0.0, 0.0)
    left = np.unique(np.asarray(gold, dtype=object).astype(str), return_inverse=True)[1]
    right = np.unique(np.asarray(found, dtype=object).astype(str), return_inverse=True)[1]
    chance = np.random.default_rng(0)
    size = min(len(left), 2000)
    drawn = [
        chance.integers(0, len(left), size) for _ in range(RESAMPLES if len(left) <= 2000 else RESAMPLES // 4)
    ]
    scores = [float(score(left[rows], right[rows])) for rows in drawn]
    value = float(score(left, right))
    spread = 1.96 * float(np.std(scores)) * (size / len(left)) ** 0.5
    return Measure(value, max(-1.0, value - spread), min(1.0, value + spread))
