"""How far a machine's themes agree with people's codes, corrected for chance.

AMI: Vinh, Epps and Bailey, "Information theoretic measures for clusterings comparison", 2010. ARI: Hubert
and Arabie, "Comparing partitions", 1985. V: Rosenberg and Hirschberg, 2007 (it grows with the number of
groups, so it is no goal). The interval is a delete-d jackknife: Shao and Wu, 1989. Comments set aside count
as one group and those without a theme as another.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, v_measure_score

SET_ASIDE = "set aside"
NO_THEME = "no theme"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of one grouping with another, and what the grouping left out."""

    comments: int
    themes: int
    codes: int
    ami: float
    ami_low: float
    ami_high: float
    ari: float
    ari_low: float
    ari_high: float
    v_measure: float
    v_low: float
    v_high: float
    set_aside: float
    no_theme: float


def measure_agreement(
    found: Mapping[str, str], gold: Mapping[str, str], samples: int = 30, seed: int = 0
) -> Agreement:
    """Compare the theme of each comment with its code; the intervals are of 95 %."""
    ids = sorted(set(found) & set(gold))
    if not ids:
        raise ValueError("No comment is in both files: are the ids the same?")
    mine = np.unique([found[id_] for id_ in ids], return_inverse=True)[1]
    theirs = np.unique([gold[id_] for id_ in ids], return_inverse=True)[1]
    measures = (adjusted_mutual_info_score, adjusted_rand_score, v_measure_score)
    values = [float(measure(theirs, mine)) for measure in measures]
    widths = _half_widths(measures, mine, theirs, samples, seed)
    named = [found[id_] for id_ in ids]
    low = [value - width for value, width in zip(values, widths, strict=True)]
    high = [value + width for value, width in zip(values, widths, strict=True)]
    return Agreement(
        comments=len(ids),
        themes=len(set(named) - {SET_ASIDE, NO_THEME}),
        codes=len({gold[id_] for id_ in ids}),
        ami=values[0],
        ami_low=low[0],
        ami_high=high[0],
        ari=values[1],
        ari_low=low[1],
        ari_high=high[1],
        v_measure=values[2],
        v_low=low[2],
        v_high=high[2],
        set_aside=named.count(SET_ASIDE) / len(ids),
        no_theme=named.count(NO_THEME) / len(ids),
    )


def _half_widths(
    measures: Sequence[Callable[..., float]],
    mine: NDArray[np.int64],
    theirs: NDArray[np.int64],
    samples: int,
    seed: int,
) -> list[float]:
    """Half the intervals, from the standard errors by leaving out a fifth at a time.

    Drawing with replacement would repeat comments, which lifts AMI.
    """
    chance = np.random.default_rng(seed)
    size, kept = len(mine), len(mine) * 4 // 5
    if samples < 2 or kept < 10:
        return [0.0] * len(measures)
    drawn = []
    for _ in range(samples):
        places = chance.choice(size, kept, replace=False)
        drawn.append([float(measure(theirs[places], mine[places])) for measure in measures])
    spread = np.std(drawn, axis=0, ddof=1) * (kept / (size - kept)) ** 0.5
    return [1.96 * float(one) for one in spread]


def f1_scores(found: Sequence[set[str]], gold: Sequence[set[str]]) -> tuple[float, float]:
    """Micro and macro F1 over several codes a comment; a code that neither side uses does not count."""
    codes = sorted(set().union(*found, *gold)) if found else []
    hits = misses = extras = 0
    each = []
    for code in codes:
        both = sum(code in mine and code in theirs for mine, theirs in zip(found, gold, strict=True))
        extra = sum(code in mine for mine in found) - both
        miss = sum(code in theirs for theirs in gold) - both
        hits, extras, misses = hits + both, extras + extra, misses + miss
        each.append(2 * both / (2 * both + extra + miss))
    micro = 2 * hits / (2 * hits + extras + misses) if codes else 0.0
    return micro, sum(each) / len(each) if each else 0.0
