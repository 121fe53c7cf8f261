"""Learn themes from examples: what each looks like in meaning, in words and in letters.

A text becomes three views of equal weight: its dense vector less the common direction; TF-IDF of stems and
pairs of stems (Salton and Buckley, 1988); and TF-IDF of letter groups of 2 to 4, which survive misspelling
(Cavnar and Trenkle, "N-gram-based text categorization", 1994). One regression a theme (Fan and others,
"LIBLINEAR", 2008), with rare themes weighted up, tells each from the rest. What the regressions say is turned
into probabilities by one temperature (Guo and others, "On calibration of modern neural networks", 2017),
chosen on examples that the regressions had not seen.
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from analysis.vectors import LONGEST, Engine, Parts, Vectors, unit, wholes
from analysis.wording import telling_stems

Scores = NDArray[np.float32]
STRICTNESS = 1.0
FOLDS = 5
FEW = 1_500  # up to so many examples each is held out once; above, only a fifth of them
ENOUGH = 20
USUAL_HEAT = 1.7
HEATS = np.geomspace(0.3, 8, 40)
UNKNOWN = -6.0


@dataclass(frozen=True, slots=True)
class Seen:
    """Texts as vectors of meaning (texts × dimensions) and as sparse rows of words and letters."""

    dense: Vectors
    counted: tuple[Any, ...]


class _Counts:
    """TF-IDF of one kind of count, learned from texts. Raises ValueError where no text has anything to count.

    Scikit-learn learns it; transforming is done here, because its checks take longer than one comment does.
    """

    def __init__(self, texts: Sequence[str], **kind: Any) -> None:
        learned = TfidfVectorizer(sublinear_tf=True, dtype=np.float32, **kind)
        self.examples = learned.fit_transform(texts)
        self.size = self.examples.shape[1]
        self._read = learned.build_analyzer()
        self._places: dict[str, int] = learned.vocabulary_
        self._rare = learned.idf_.astype(np.float64)

    def see(self, texts: Sequence[str]) -> Any:
        """Sparse rows of length one, a text each."""
        places: list[int] = []
        times: list[int] = []
        ends = [0]
        for text in texts:
            counted = Counter(at for part in self._read(text) if (at := self._places.get(part)) is not None)
            places.extend(counted)
            times.extend(counted.values())
            ends.append(len(places))
        columns, starts = np.array(places, dtype=np.int32), np.array(ends, dtype=np.int32)
        weights = (1 + np.log(np.array(times, dtype=np.float64))) * self._rare[columns]
        owners = np.repeat(np.arange(len(texts)), np.diff(starts))
        lengths = np.sqrt(np.bincount(owners, weights**2, minlength=len(texts)))
        shape = (len(texts), self.size)
        return sparse.csr_matrix((weights / lengths[owners], columns, starts), shape=shape)


class Views:
    """The three views of texts, learned from the examples of a frame."""

    def __init__(self, texts: Sequence[str], engine: Engine) -> None:
        self._engine = engine
        dense = engine.embed(texts)
        self._mean = dense.mean(axis=0) if len(texts) >= 50 else np.zeros(dense.shape[1], dtype=np.float32)
        self.dense: Vectors = unit(dense - self._mean)
        self._counts: list[_Counts] = []
        short = [text[:LONGEST] for text in texts]
        for kind in ({"analyzer": _stems_and_pairs}, {"analyzer": "char_wb", "ngram_range": (2, 4)}):
            # A ValueError: no text has a word, or a letter, to count.
            with suppress(ValueError):
                self._counts.append(_Counts(short, **kind))
        seen = [sparse.csr_matrix(self.dense), *(counts.examples for counts in self._counts)]
        self.examples = sparse.hstack(seen, format="csr", dtype=np.float64)

    def see(self, texts: Sequence[str], parts: Parts | None = None) -> Seen:
        """The views of other texts, or of some parts of each; what many people wrote alike is looked at once."""
        spans = parts if parts is not None else wholes(texts)
        begins: dict[tuple[str, tuple[tuple[int, int], ...]], int] = {}
        rows: list[int] = []
        size = 0
        for text, mine in zip(texts, spans, strict=True):
            begin = begins.setdefault((text, tuple(mine)), size)
            size = max(size, begin + len(mine))
            rows.extend(range(begin, begin + len(mine)))
        once, looked = [text for text, _ in begins], [mine for _, mine in begins]
        said = [text[start:end][:LONGEST] for text, mine in begins for start, end in mine]
        dense = unit(self._engine.embed(once, None, looked) - self._mean)
        return Seen(dense[rows], tuple(counts.see(said)[rows] for counts in self._counts))


def _stems_and_pairs(text: str) -> list[str]:
    stems = telling_stems(text)
    return stems + [f"{one} {two}" for one, two in pairwise(stems)]


class Regressions:
    """One regression a theme; a theme that has no example here is told from nothing and hardly ever found."""

    def __init__(self, seen: Any, owners: NDArray[np.int64], themes: int) -> None:
        self._slopes = np.zeros((seen.shape[1], themes))
        self._levels = np.full(themes, UNKNOWN)
        for theme in range(themes):
            mine = owners == theme
            if not mine.any() or mine.all():
                continue
            learned = LogisticRegression(
                C=STRICTNESS, class_weight="balanced", solver="liblinear", dual=True, tol=0.1, random_state=0
            ).fit(seen, mine)
            self._slopes[:, theme] = learned.coef_[0]
            self._levels[theme] = learned.intercept_[0]

    def score(self, seen: Any) -> Scores:
        """Scores of examples, whose views stand side by side."""
        return np.asarray(seen @ self._slopes + self._levels, dtype=np.float32)

    def score_seen(self, seen: Seen) -> Scores:
        """Scores of other texts, view by view."""
        begin = seen.dense.shape[1]
        scores = seen.dense @ self._slopes[:begin] + self._levels
        for counted in seen.counted:
            scores += counted @ self._slopes[begin : begin + counted.shape[1]]
            begin += counted.shape[1]
        return np.asarray(scores, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Examples and what regressions that had not seen them say of them: places, examples × themes, true themes."""

    places: NDArray[np.int64]
    scores: Scores
    truths: NDArray[np.int64]


def hold_out(seen: Any, owners: NDArray[np.int64], themes: int) -> HeldOut | None:
    """Score each example as if it were new; None where there are too few to learn anything from that."""
    fold = np.zeros(len(owners), dtype=np.int64)
    for theme in range(themes):
        mine = np.flatnonzero(owners == theme)
        fold[mine] = np.arange(len(mine)) % FOLDS
    places, scores = [], []
    for held in range(FOLDS if len(owners) <= FEW else 1):
        known = fold != held
        asked = np.flatnonzero(~known & np.isin(owners, owners[known]))
        if len(asked):
            places.append(asked)
            scores.append(Regressions(seen[known], owners[known], themes).score(seen[asked]))
    if sum(map(len, places)) < ENOUGH:
        return None
    found = np.concatenate(places)
    return HeldOut(found, np.vstack(scores), owners[found])


def choose_heat(held: HeldOut | None) -> float:
    """How sharply scores become probabilities, so that held-out examples are told as surely as they deserve."""
    if held is None:
        return USUAL_HEAT
    return likeliest_heat(held.scores, held.truths, HEATS)


def likeliest_heat(scores: Scores, truths: NDArray[np.int64], heats: NDArray[np.float64]) -> float:
    """The one of these temperatures at which the true themes are likeliest."""
    rows = np.arange(len(truths))
    losses = [-np.log(share(scores, heat)[rows, truths] + 1e-12).mean() for heat in heats]
    return float(heats[int(np.argmin(losses))])


def share(scores: Scores, heat: float) -> Scores:
    """Scores as shares of certainty that add up to one for each text."""
    hot = scores * np.float32(heat)
    grown = np.exp(hot - hot.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True), dtype=np.float32)
