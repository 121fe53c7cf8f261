"""Measure a result against what people coded: groups, codes, agreement, and whether the machine knows how sure
it may be. Every figure has an interval of 95 %.

Groups (AMI, ARI, V) take the main theme of the comments to which people gave one code; their interval is a
jackknife, for drawing with replacement repeats comments, which lifts AMI. F1 and reliability take the comments
that have a code of the frame, for a code that the machine was never told of says nothing about it; `all_` counts
every comment. Intervals of these are a bootstrap over comments (`analysis.coders`). Reliability is the expected
calibration error of the codings given, in ten bins (Naeini and others, "Obtaining well calibrated probabilities
using Bayesian binning", 2015), and the Brier skill score against the base rate of each code (Murphy, 1973) of
all that was said, given or only considered; what was not even considered is a forecast of zero.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.agreement import NO_THEME, SET_ASIDE, measure_agreement
from analysis.coders import (
    Agreed,
    Interval,
    code_table,
    compare_coders,
    interval,
    kinds_of_answers,
    macro_f1,
    micro_f1,
)

FEWEST_SINGLE = 10
BINS = 10
FLATTERED = (
    "The themes are not called as the codes are: for F1 and alpha each theme is read as",
    "the commonest code of its comments, which flatters it.",
)
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


def measure_result(
    result: Mapping[str, Any],
    gold: Codes,
    second: Codes | None = None,
    texts: Mapping[str, str] | None = None,
    groups: Mapping[str, str] | None = None,
) -> Measures:
    """All figures of a result of `suggest` or `code` against one coder, or two.

    With `texts`, short and misspelt answers are measured apart, so that errors on them cannot hide; with `groups`
    (of speakers, or of ways to answer), each group is. Raises ValueError where the files have no comment in common.
    """
    found = _found(result, gold)
    ids = sorted(set(found.main) & set(gold))
    if not ids:
        raise ValueError("No comment is in both files: are the ids the same?")
    single = [id_ for id_ in ids if len(gold[id_]) == 1]
    figures = [Figure("comments", len(ids)), Figure("with_one_code", len(single))]
    figures += _group_figures(found, gold, single if len(single) >= FEWEST_SINGLE else ids)
    figures += [
        _share("set_aside", [found.main[id_] == SET_ASIDE for id_ in ids]),
        _share("uncoded", [found.main[id_] == NO_THEME for id_ in ids]),
    ]
    inside = [id_ for id_ in ids if set(gold[id_]) & set(found.known)] or ids
    mine, theirs = code_table(found.codes, inside, found.known), code_table(gold, inside, found.known)
    figures += _f1_figures("", mine, theirs)
    figures += _agreed_figures("", compare_coders(found.codes, _only(gold, ids)).whole)[2:]
    notes: tuple[str, ...] = FLATTERED
    bins: tuple[Bin, ...] = ()
    if found.named:
        more, bins = _frame_figures(found, gold, ids, inside)
        figures += more
        notes = ()
    if texts is not None:
        kinds = kinds_of_answers({id_: texts[id_] for id_ in inside if id_ in texts})
        figures += _apart(found.codes, _only(gold, inside), kinds)
    if groups is not None:
        figures += _apart(
            found.codes, _only(gold, inside), {id_: f"“{name}”" for id_, name in groups.items()}
        )
    if second is not None:
        figures += _second_figures(found, gold, second)
    return Measures(tuple(figures), bins, notes)


def _frame_figures(
    found: "_Found", gold: Codes, ids: Sequence[str], inside: Sequence[str]
) -> tuple[list[Figure], tuple[Bin, ...]]:
    """What is known only where themes are called as codes are; `inside` are the comments with a code of the frame."""
    outside = [len(set(gold[id_]) - set(found.known)) / len(gold[id_]) for id_ in ids]
    figures = [_share("codes_outside_the_frame", outside)]
    if len(inside) < len(ids):
        every = code_table(found.codes, ids, found.known), code_table(gold, ids, found.known)
        figures += _f1_figures("all_", *every)
    mine, theirs = code_table(found.codes, inside, found.known), code_table(gold, inside, found.known)
    sure = _sure(found, inside)
    return figures + _reliability_figures(sure, mine, theirs), _bins(sure, mine, theirs)


def _only(codes: Codes, ids: Sequence[str]) -> Codes:
    return {id_: codes[id_] for id_ in ids}


def _group_figures(found: "_Found", gold: Codes, ids: Sequence[str]) -> list[Figure]:
    groups = measure_agreement({id_: found.main[id_] for id_ in ids}, {id_: min(gold[id_]) for id_ in ids})
    return [
        Figure("themes", groups.themes),
        Figure("codes", groups.codes),
        Figure("ami", groups.ami, groups.ami_low, groups.ami_high),
        Figure("ari", groups.ari, groups.ari_low, groups.ari_high),
        Figure("v_measure", groups.v_measure, groups.v_low, groups.v_high),
    ]


def _found(result: Mapping[str, Any], gold: Codes) -> _Found:
    titles = {theme["id"]: theme["label"] for theme in result["themes"]}
    every = set().union(*gold.values())
    given: dict[str, list[tuple[str, float]]] = defaultdict(list)
    held = {
        (coding["comment"], titles.get(coding["theme"], coding["theme"])): float(coding.get("confidence", 0))
        for coding in result.get("considered", ())
    }
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
    sure = held | {(id_, theme): one for id_, several in given.items() for theme, one in several}
    known = sorted(set(titles.values()) if named else every)
    return _Found(codes, sure, main, named, tuple(known))


def _commonest(main: Mapping[str, str], gold: Codes) -> dict[str, str]:
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for id_, theme in main.items():
        counted[theme].update(gold.get(id_, ()))
    return {
        theme: min(codes, key=lambda code: (-codes[code], code)) for theme, codes in counted.items() if codes
    }


def _sure(found: _Found, ids: Sequence[str]) -> Matrix:
    sure = np.zeros((len(ids), len(found.known)))
    for row, id_ in enumerate(ids):
        for at, code in enumerate(found.known):
            sure[row, at] = found.sure.get((id_, code), 0)
    return sure


def _figure(name: str, measured: Interval) -> Figure:
    return Figure(name, measured.value, measured.low, measured.high)


def _share(name: str, true: Sequence[float]) -> Figure:
    values = np.asarray(true, dtype=np.float64)
    return _figure(name, interval(len(values), lambda at: float(values[at].mean())))


def _f1_figures(prefix: str, mine: Matrix, theirs: Matrix) -> list[Figure]:
    """Micro F1 over all codings, and macro F1 over the codes that either side gave."""
    return [
        _figure(f"{prefix}micro_f1", interval(len(mine), lambda at: micro_f1(mine[at], theirs[at]))),
        _figure(f"{prefix}macro_f1", interval(len(mine), lambda at: macro_f1(mine[at], theirs[at]))),
    ]


def _agreed_figures(prefix: str, agreed: Agreed) -> list[Figure]:
    return [
        _figure(f"{prefix}micro_f1", agreed.micro_f1),
        _figure(f"{prefix}macro_f1", agreed.macro_f1),
        _figure(f"{prefix}alpha", agreed.alpha),
    ]


def _apart(codes: Codes, gold: Codes, groups: Mapping[str, str]) -> list[Figure]:
    """Each group of comments by itself, with how many there are."""
    figures = []
    for group, agreed in compare_coders(codes, gold, groups).by_group.items():
        figures.append(Figure(f"{group}_comments", agreed.comments))
        figures += _agreed_figures(f"{group}_", agreed)
    return figures


def _reliability_figures(sure: Matrix, mine: Matrix, theirs: Matrix) -> list[Figure]:
    def part(which: int) -> Callable[[NDArray[np.int64]], float]:
        return lambda at: measure_sure(sure[at], mine[at], theirs[at])[which]

    return [
        _figure("calibration_error", interval(len(sure), part(0))),
        _figure("brier_skill", interval(len(sure), part(1))),
    ]


def measure_sure(sure: Matrix, mine: Matrix, theirs: Matrix) -> tuple[float, float]:
    """The expected calibration error of the codings given and the Brier skill of all that was said.

    Comments × codes: how sure the machine said it is, what it gave, and what people gave. Skill is 0 for saying
    how often each code comes, and 1 for knowing.
    """
    bins = _bins(sure, mine, theirs)
    total = sum(one.codings for one in bins)
    error = sum(one.codings * abs(one.confidence - one.right) for one in bins) / max(total, 1)
    missed = ((theirs.mean(axis=0) - theirs) ** 2).sum()
    return float(error), float(1 - ((sure - theirs) ** 2).sum() / missed) if missed else 0.0


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
    figures = [Figure("people_comments", len(people))]
    figures += _agreed_figures("people_", compare_coders(second, gold).whole)
    if machine:
        theirs = code_table(second, machine, found.known)
        figures += _f1_figures("second_", code_table(found.codes, machine, found.known), theirs)
        figures.append(_agreed_figures("second_", compare_coders(found.codes, second).whole)[2])
    return figures
