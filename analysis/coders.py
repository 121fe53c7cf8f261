"""How far two coders agree, be they two people or a person and the machine, with intervals of 95 %.

F1 counts codings, so it is the same whoever comes first; macro F1 is the mean over the codes that either used.
Krippendorff's alpha ("Content analysis", 2004) takes chance away, with the MASI distance between sets of codes
(Passonneau, "Measuring agreement on set-valued items", 2006) and for one theme with "has it" against "has it
not". Intervals are a bootstrap over comments (Efron, "Bootstrap methods", 1979).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DRAWS = 200
FEW_WORDS = 5
SHORT, MISSPELT, PLAIN = "short", "misspelt", "other"
OFTEN = 5
LONG_WORD = 5
Codes = Mapping[str, Collection[str]]
Places = NDArray[np.int64]
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A measure and where it lies in 95 of 100 samples like this one."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Agreed:
    """Agreement on some comments, over all themes."""

    comments: int
    micro_f1: Interval
    macro_f1: Interval
    alpha: Interval


@dataclass(frozen=True, slots=True)
class AgreedOnTheme:
    """Agreement on one theme; `one` and `other` are how many comments each coder gave it."""

    one: int
    other: int
    f1: Interval
    alpha: Interval


@dataclass(frozen=True, slots=True)
class CoderAgreement:
    whole: Agreed
    by_theme: dict[str, AgreedOnTheme]
    by_group: dict[Hashable, Agreed]


def compare_coders(
    one: Codes, other: Codes, groups: Mapping[str, Hashable] | None = None, seed: int = 0
) -> CoderAgreement:
    """Agreement on the comments that both coded, by theme, and by any grouping of comments.

    A comment that a coder read and gave no theme has an empty set. Raises ValueError where no comment is coded
    by both.
    """
    ids = sorted(set(one) & set(other))
    if not ids:
        raise ValueError("The two coders have no comment in common: are the ids the same?")
    themes = sorted(set().union(*(one[id_] for id_ in ids), *(other[id_] for id_ in ids)))
    mine, theirs = code_table(one, ids, themes), code_table(other, ids, themes)
    parts: dict[Hashable, list[int]] = defaultdict(list)
    for at, id_ in enumerate(ids):
        if groups is not None and id_ in groups:
            parts[groups[id_]].append(at)
    by_group = {
        group: _agreed(mine[places], theirs[places], seed)
        for group, places in sorted(parts.items(), key=lambda item: str(item[0]))
    }
    by_theme = {theme: _on_theme(mine[:, [at]], theirs[:, [at]], seed) for at, theme in enumerate(themes)}
    return CoderAgreement(_agreed(mine, theirs, seed), by_theme, by_group)


def _agreed(mine: Matrix, theirs: Matrix, seed: int) -> Agreed:
    size = len(mine)
    return Agreed(
        size,
        interval(size, lambda at: micro_f1(mine[at], theirs[at]), seed),
        interval(size, lambda at: macro_f1(mine[at], theirs[at]), seed),
        interval(size, alpha_of(mine, theirs), seed),
    )


def _on_theme(mine: Matrix, theirs: Matrix, seed: int) -> AgreedOnTheme:
    size = len(mine)
    return AgreedOnTheme(
        int(mine.sum()),
        int(theirs.sum()),
        interval(size, lambda at: micro_f1(mine[at], theirs[at]), seed),
        interval(size, alpha_of(mine, theirs), seed),
    )


def code_table(codes: Codes, ids: Sequence[str], known: Sequence[str]) -> Matrix:
    """One row a comment, one column a code: 1 where the code was given. Other codes are left out."""
    place = {code: at for at, code in enumerate(known)}
    table = np.zeros((len(ids), len(known)))
    for row, id_ in enumerate(ids):
        for code in codes.get(id_, ()):
            if code in place:
                table[row, place[code]] = 1
    return table


def interval(size: int, figure: Callable[[Places], float], seed: int = 0) -> Interval:
    """A figure over `size` comments, and its interval over comments drawn with replacement."""
    chance = np.random.default_rng(seed)
    drawn = [figure(chance.integers(0, size, size)) for _ in range(DRAWS)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Interval(figure(np.arange(size)), float(low), float(high))


def micro_f1(mine: Matrix, theirs: Matrix) -> float:
    """F1 of all codings together; 1 where neither side gave any."""
    given = mine.sum() + theirs.sum()
    return float(2 * (mine * theirs).sum() / given) if given else 1.0


def macro_f1(mine: Matrix, theirs: Matrix) -> float:
    """The mean of the F1 of each code that either side gave."""
    given = mine.sum(axis=0) + theirs.sum(axis=0)
    used = given > 0
    return float((2 * (mine * theirs).sum(axis=0)[used] / given[used]).mean()) if used.any() else 1.0


def alpha_of(mine: Matrix, theirs: Matrix) -> Callable[[Places], float]:
    """Krippendorff's alpha of two coders over any of the comments; 1 where nobody told anything apart."""
    sets, places = np.unique(np.vstack([mine, theirs]), axis=0, return_inverse=True)
    places = places.ravel()
    left, right = places[: len(mine)], places[len(mine) :]
    apart = _masi(sets)

    def alpha(at: Places) -> float:
        seen = np.bincount(np.concatenate([left[at], right[at]]), minlength=len(sets)).astype(np.float64)
        expected = seen @ apart @ seen / (len(at) * 2 * (len(at) * 2 - 1))
        return float(1 - apart[left[at], right[at]].mean() / expected) if expected > 0 else 1.0

    return alpha


def _masi(sets: Matrix) -> Matrix:
    """The MASI distance between sets of codes, rows of 0 and 1; two empty sets are the same."""
    both = sets @ sets.T
    sizes = sets.sum(axis=1)
    either = sizes[:, None] + sizes[None, :] - both
    alike = np.divide(both, either, out=np.ones_like(both), where=either > 0)
    inside = np.isclose(both, np.minimum(sizes[:, None], sizes[None, :]))
    weight = np.where(alike == 1, 1.0, np.where(inside, 2 / 3, np.where(both > 0, 1 / 3, 0.0)))
    return np.asarray(1 - alike * weight)


def kinds_of_answers(texts: Mapping[str, str]) -> dict[str, str]:
    """Short, misspelt or other, for each comment, so that errors on the first two can be told apart.

    Short is fewer than five words. A long word is taken for misspelt where these comments hold it once and hold
    a word that is one slip of a finger away (Damerau, "A technique for computer detection and correction of
    spelling errors", 1964) five times or more; which needs no dictionary and does not blame names.
    """
    from analysis.wording import words_of  # noqa: PLC0415  (loads NLTK)

    said = {id_: words_of(text[:4_000]) for id_, text in texts.items()}
    counts: dict[str, int] = defaultdict(int)
    for words in said.values():
        for word in words:
            counts[word] += 1
    usual = [word for word, times in counts.items() if times >= OFTEN and len(word) >= LONG_WORD - 1]
    slips = _slips([word for word, times in counts.items() if times == 1 and len(word) >= LONG_WORD], usual)
    kinds = {}
    for id_, words in said.items():
        wrong = any(word in slips for word in words)
        kinds[id_] = MISSPELT if wrong else SHORT if len(words) < FEW_WORDS else PLAIN
    return kinds


def _slips(rare: Sequence[str], usual: Sequence[str]) -> set[str]:
    """The rare words that one letter more, less, other or two swapped make a usual word (not another form)."""
    from analysis.wording import stem  # noqa: PLC0415

    near: dict[str, list[str]] = defaultdict(list)
    for word in usual:
        for less in _shortened(word):
            near[less].append(word)
    slips = set()
    for word in rare:
        for candidate in {known for less in _shortened(word) for known in near.get(less, ())}:
            if stem(candidate) != stem(word) and one_slip(word, candidate):
                slips.add(word)
                break
    return slips


def _shortened(word: str) -> set[str]:
    """A word and what is left of it when a letter is taken out: words one slip apart share one of these."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def one_slip(one: str, other: str) -> bool:
    """Whether one letter put in, left out, put for another or swapped with the next turns one into the other."""
    if len(one) > len(other):
        one, other = other, one
    if one == other or len(other) - len(one) > 1:
        return False
    at = next((at for at in range(len(one)) if one[at] != other[at]), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    swapped = one[at + 1 : at + 2] + one[at : at + 1] + one[at + 2 :]
    return one[at + 1 :] == other[at + 1 :] or swapped == other[at:]
