"""Measure a result against what people coded: groups, codes, agreement, and whether the machine knows how sure
it may be. Every figure has an interval of 95 %.

Groups (AMI, ARI, V) take the main theme of the comments to which people gave one code; their interval is a
jackknife, for drawing with replacement repeats comments, which lifts AMI. F1, agreement and reliability take
all codes; their interval is a bootstrap over comments (Efron, 1979). Agreement is Krippendorff's alpha
("Content analysis", 2004), by `nltk.metrics.agreement`, with the MASI distance between sets of codes
(Passonneau, 2006). Reliability is the expected calibration error in ten bins (Naeini and others, 2015) and the
Brier skill score against the base rate of each code (Murphy, 1973), where a code that was not given counts as
a forecast of zero.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import masi_distance
from numpy.typing import NDArray

from analysis.agreement import NO_THEME, SET_ASIDE, measure_agreement

DRAWS = 200
FEWEST_SINGLE = 10
BINS = 10
Codes = Mapping[str, frozenset[str]]
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure with its interval; one without an interval is a count."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Bin:
    """Codings whose confidence lies in one tenth: how sure the machine was, and how often it was right."""

    low: float
    high: float
    codings: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Measures:
    figures: tuple[Figure, ...]
    reliability: tuple[Bin, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A result as codes: what it gave to each comment, how surely, and its main theme."""

    codes: dict[str, frozenset[str]]
    sure: dict[tuple[str, str], float]
    main: dict[str, str]
    named: bool
    known: tuple[str, ...]


def measure_result(result: Mapping[str, Any], gold: Codes, second: Codes | None = None) -> Measures:
    """All figures of a result of `suggest` or `code` against one coder, or two."""
    found = _found(result, gold)
    ids = sorted(set(found.main) & set(gold))
    if not ids:
        raise ValueError("No comment is in both files: are the ids the same?")
    single = [id_ for id_ in ids if len(gold[id_]) == 1]
    grouped = single if len(single) >= FEWEST_SINGLE else ids
    groups = measure_agreement(
        {id_: found.main[id_] for id_ in grouped}, {id_: min(gold[id_]) for id_ in grouped}
    )
    figures = [
        Figure("comments", len(ids)),
        Figure("with_one_code", len(single)),
        Figure("themes", groups.themes),
        Figure("codes", groups.codes),
        Figure("ami", groups.ami, groups.ami_low, groups.ami_high),
        Figure("ari", groups.ari, groups.ari_low, groups.ari_high),
        Figure("v_measure", groups.v_measure, groups.v_low, groups.v_high),
        _share("set_aside", [found.main[id_] == SET_ASIDE for id_ in ids]),
        _share("uncoded", [found.main[id_] == NO_THEME for id_ in ids]),
    ]
    notes: list[str] = []
    bins: tuple[Bin, ...] = ()
    mine, theirs = _table(found.codes, ids, found.known), _table(gold, ids, found.known)
    figures += _f1_figures("", mine, theirs)
    figures.append(_alpha("alpha", ids, found.codes, gold))
    if found.named:
        outside = [len(gold[id_] - set(found.known)) / len(gold[id_]) for id_ in ids]
        figures.append(_share("codes_outside_the_frame", outside))
        sure = _sure(found, ids)
        figures += _reliability_figures(sure, mine, theirs)
        bins = _bins(sure, mine, theirs)
    else:
        notes.append("The themes are not called as the codes are: for F1 and alpha each theme is read as")
        notes.append("the commonest code of its comments, which flatters it.")
    if second is not None:
        figures += _second_figures(found, gold, second)
    return Measures(tuple(figures), bins, tuple(notes))


def _found(result: Mapping[str, Any], gold: Codes) -> _Found:
    titles = {theme["id"]: theme["label"] for theme in result["themes"]}
    every = set().union(*gold.values())
    given: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for coding in result["codings"]:
        theme = titles.get(coding["theme"], coding["theme"])
        given[coding["comment"]].append((theme, float(coding.get("confidence", 1))))
    main = {id_: codes[0][0] for id_, codes in given.items()}
    # A suggested theme may be called "Staff" as a code is, and mean another thing.
    coded = [code in titles.values() for codes in gold.values() for code in codes]
    named = 2 * sum(coded) >= len(coded)
    if not named:
        read_as = _commonest(main, gold)
        given = {
            id_: list({read_as[theme]: sure for theme, sure in codes if theme in read_as}.items())
            for id_, codes in given.items()
        }
    main.update((aside["comment"], SET_ASIDE) for aside in result["set_aside"])
    main.update((id_, NO_THEME) for id_ in result["no_theme"])
    codes = {id_: frozenset(theme for theme, _ in given.get(id_, ())) for id_ in main}
    sure = {(id_, theme): confidence for id_, several in given.items() for theme, confidence in several}
    known = sorted(set(titles.values()) if named else every)
    return _Found(codes, sure, main, named, tuple(known))


def _commonest(main: Mapping[str, str], gold: Codes) -> dict[str, str]:
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for id_, theme in main.items():
        counted[theme].update(gold.get(id_, ()))
    return {
        theme: min(codes, key=lambda code: (-codes[code], code)) for theme, codes in counted.items() if codes
    }


def _table(codes: Codes, ids: Sequence[str], known: Sequence[str]) -> Matrix:
    """One row a comment, one column a code: 1 where the code was given."""
    place = {code: at for at, code in enumerate(known)}
    table = np.zeros((len(ids), len(known)))
    for row, id_ in enumerate(ids):
        for code in codes.get(id_, ()):
            if code in place:
                table[row, place[code]] = 1
    return table


def _sure(found: _Found, ids: Sequence[str]) -> Matrix:
    sure = np.zeros((len(ids), len(found.known)))
    for row, id_ in enumerate(ids):
        for at, code in enumerate(found.known):
            sure[row, at] = found.sure.get((id_, code), 0)
    return sure


def _drawn(size: int, figure: Callable[[NDArray[np.int64]], float]) -> tuple[float, float]:
    """The interval of a figure over comments drawn with replacement."""
    chance = np.random.default_rng(0)
    drawn = [figure(chance.integers(0, size, size)) for _ in range(DRAWS)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def _share(name: str, true: Sequence[float]) -> Figure:
    values = np.asarray(true, dtype=np.float64)
    return Figure(name, float(values.mean()), *_drawn(len(values), lambda at: float(values[at].mean())))


def _f1_figures(prefix: str, mine: Matrix, theirs: Matrix) -> list[Figure]:
    """Micro F1 over all codings, and macro F1 over the codes that people used."""
    hits = mine * theirs

    def micro(at: NDArray[np.int64]) -> float:
        return float(2 * hits[at].sum() / max(mine[at].sum() + theirs[at].sum(), 1))

    def macro(at: NDArray[np.int64]) -> float:
        wanted = theirs[at].sum(axis=0)
        each = 2 * hits[at].sum(axis=0) / np.maximum(mine[at].sum(axis=0) + wanted, 1)
        return float(each[wanted > 0].mean()) if wanted.any() else 0.0

    everyone = np.arange(len(mine))
    return [
        Figure(f"{prefix}{name}", figure(everyone), *_drawn(len(mine), figure))
        for name, figure in (("micro_f1", micro), ("macro_f1", macro))
    ]


def _alpha(name: str, ids: Sequence[str], one: Codes, other: Codes) -> Figure:
    """Krippendorff's alpha of two coders; the draws use the same formula on counted pairs."""
    pairs = [(one.get(id_, frozenset()) or frozenset([NO_THEME]), other[id_]) for id_ in ids]
    task = AnnotationTask(distance=masi_distance)
    task.load_array(
        [(who, id_, pair[at]) for id_, pair in zip(ids, pairs, strict=True) for at, who in enumerate("ab")]
    )
    sets = sorted({given for pair in pairs for given in pair}, key=sorted)
    place = {given: at for at, given in enumerate(sets)}
    apart = np.array([[masi_distance(left, right) for right in sets] for left in sets])
    mine = np.array([place[left] for left, _ in pairs])
    theirs = np.array([place[right] for _, right in pairs])

    def alpha(at: NDArray[np.int64]) -> float:
        seen = np.bincount(np.concatenate([mine[at], theirs[at]]), minlength=len(sets)).astype(np.float64)
        expected = seen @ apart @ seen / (len(at) * 2 * (len(at) * 2 - 1))
        return float(1 - apart[mine[at], theirs[at]].mean() / expected) if expected else 1.0

    whole = float(task.alpha()) if len(sets) > 1 else 1.0
    return Figure(name, whole, *_drawn(len(ids), alpha))


def _reliability_figures(sure: Matrix, mine: Matrix, theirs: Matrix) -> list[Figure]:
    base = theirs.mean(axis=0)

    def error(at: NDArray[np.int64]) -> float:
        bins = _bins(sure[at], mine[at], theirs[at])
        total = sum(one.codings for one in bins)
        return sum(one.codings * abs(one.confidence - one.right) for one in bins) / max(total, 1)

    def skill(at: NDArray[np.int64]) -> float:
        missed = ((base - theirs[at]) ** 2).sum()
        return float(1 - ((sure[at] - theirs[at]) ** 2).sum() / missed) if missed else 0.0

    everyone = np.arange(len(sure))
    return [
        Figure("calibration_error", error(everyone), *_drawn(len(sure), error)),
        Figure("brier_skill", skill(everyone), *_drawn(len(sure), skill)),
    ]


def _bins(sure: Matrix, mine: Matrix, theirs: Matrix) -> tuple[Bin, ...]:
    given = mine > 0
    confidence, right = sure[given], theirs[given]
    tenth = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
    found = []
    for at in range(BINS):
        here = tenth == at
        if here.any():
            mean, share = float(confidence[here].mean()), float(right[here].mean())
            found.append(Bin(at / BINS, (at + 1) / BINS, int(here.sum()), mean, share))
    return tuple(found)


def _second_figures(found: _Found, gold: Codes, second: Codes) -> list[Figure]:
    """How far two people agree, and how far the machine agrees with the second of them."""
    people, machine = sorted(set(gold) & set(second)), sorted(set(found.main) & set(second))
    if not people:
        raise ValueError("The two coders have no comment in common: are the ids the same?")
    known = sorted(set().union(*gold.values(), *second.values()))
    figures = [Figure("people_comments", len(people))]
    figures += _f1_figures("people_", _table(second, people, known), _table(gold, people, known))
    figures.append(_alpha("people_alpha", people, second, gold))
    if machine:
        theirs = _table(second, machine, found.known)
        figures += _f1_figures("second_", _table(found.codes, machine, found.known), theirs)
        figures.append(_alpha("second_alpha", machine, found.codes, second))
    return figures
