"""How far a machine's themes agree with people's codes, corrected for chance.

AMI: Vinh, Epps and Bailey, "Information theoretic measures for clusterings comparison", 2010. ARI: Hubert
and Arabie, "Comparing partitions", 1985. V: Rosenberg and Hirschberg, 2007 (it grows with the number of
groups, so it is no goal). Comments set aside count as one group and those without a theme as another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, v_measure_score  # type: ignore[import-untyped]

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
    v_measure: float
    set_aside: float
    no_theme: float


def measure_agreement(
    found: Mapping[str, str], gold: Mapping[str, str], samples: int = 30, seed: int = 0
) -> Agreement:
    """Compare the theme of each comment with its code; the interval for AMI is a bootstrap of 95 %."""
    ids = sorted(set(found) & set(gold))
    if not ids:
        raise ValueError("No comment is in both files: are the ids the same?")
    mine = np.unique([found[id_] for id_ in ids], return_inverse=True)[1]
    theirs = np.unique([gold[id_] for id_ in ids], return_inverse=True)[1]
    chance = np.random.default_rng(seed)
    drawn = []
    for _ in range(samples):
        places = chance.integers(0, len(ids), len(ids))
        drawn.append(float(adjusted_mutual_info_score(theirs[places], mine[places])))
    named = [found[id_] for id_ in ids]
    ami = float(adjusted_mutual_info_score(theirs, mine))
    # Drawing with replacement repeats comments, which lifts AMI: the interval is mirrored at the measure.
    low, high = 2 * ami - np.quantile(drawn or [ami], [0.975, 0.025])
    return Agreement(
        len(ids),
        len(set(named) - {SET_ASIDE, NO_THEME}),
        len({gold[id_] for id_ in ids}),
        ami,
        float(low),
        float(high),
        float(adjusted_rand_score(theirs, mine)),
        float(v_measure_score(theirs, mine)),
        named.count(SET_ASIDE) / len(ids),
        named.count(NO_THEME) / len(ids),
    )


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
