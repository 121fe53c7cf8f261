"""Learn themes from examples: what each looks like in meaning, in words and in letters.

A text becomes three views of equal weight: its dense vector less the common direction; TF-IDF of stems and
pairs of stems (Salton and Buckley, 1988); and TF-IDF of letter groups of 2 to 4, which survive misspelling
(Cavnar and Trenkle, "N-gram-based text categorization", 1994). One regression a theme (Fan and others,
"LIBLINEAR", 2008), with rare themes weighted up, tells each from the rest. What the regressions say is turned
into probabilities by one temperature (Guo and others, "On calibration of modern neural networks", 2017),
chosen on examples that the regressions had not seen.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn import config_context
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from analysis.vectors import LONGEST, Engine, Vectors, unit
from analysis.wording import telling_stems

Scores = NDArray[np.float32]
STRICTNESS = 1.0
FOLDS = 5
FEW = 1_500  # up to so many examples each is held out once; above, only a fifth of them
ENOUGH = 20
USUAL_HEAT = 1.7
HEATS = np.geomspace(0.3, 8, 40)
UNKNOWN = -6.0


class Views:
    """The three views of texts, learned from the examples of a frame."""

    def __init__(self, texts: Sequence[str], engine: Engine) -> None:
        self._engine = engine
        dense = engine.embed(texts)
        self._mean = dense.mean(axis=0) if len(texts) >= 50 else np.zeros(dense.shape[1], dtype=np.float32)
        self._counters: list[Any] = []
        seen = [unit(dense - self._mean)]
        for counter in (
            TfidfVectorizer(analyzer=_stems_and_pairs, sublinear_tf=True, dtype=np.float32),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, dtype=np.float32),
        ):
            try:
                seen.append(counter.fit_transform([text[:LONGEST] for text in texts]))
            except ValueError:  # no text has a word, or a letter, to count
                continue
            self._counters.append(counter)
        self.dense: Vectors = seen[0]
        self.examples = _beside(seen)

    def see(self, texts: Sequence[str]) -> tuple[Vectors, Any]:
        """The dense vectors of texts, and all their views side by side."""
        dense = unit(self._engine.embed(texts) - self._mean)
        short = [text[:LONGEST] for text in texts]
        # One new comment at a time would spend most of its time in checks of what was checked before.
        with config_context(assume_finite=True, skip_parameter_validation=True):
            return dense, _beside([dense, *(counter.transform(short) for counter in self._counters)])


def _beside(views: Sequence[Any]) -> Any:
    return sparse.hstack([sparse.csr_matrix(view) for view in views], format="csr", dtype=np.float64)


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
        return np.asarray(seen @ self._slopes + self._levels, dtype=np.float32)


def choose_heat(seen: Any, owners: NDArray[np.int64], themes: int) -> float:
    """How sharply scores become probabilities, so that held-out examples are told as surely as they deserve."""
    fold = np.zeros(len(owners), dtype=np.int64)
    for theme in range(themes):
        mine = np.flatnonzero(owners == theme)
        fold[mine] = np.arange(len(mine)) % FOLDS
    scores, truths = [], []
    for held in range(FOLDS if len(owners) <= FEW else 1):
        known = fold != held
        asked = np.flatnonzero(~known & np.isin(owners, owners[known]))
        if len(asked):
            scores.append(Regressions(seen[known], owners[known], themes).score(seen[asked]))
            truths.append(owners[asked])
    if sum(map(len, truths)) < ENOUGH:
        return USUAL_HEAT
    said, true = np.vstack(scores), np.concatenate(truths)
    losses = [-np.log(share(said, heat)[np.arange(len(true)), true] + 1e-12).mean() for heat in HEATS]
    return float(HEATS[int(np.argmin(losses))])


def share(scores: Scores, heat: float) -> Scores:
    """Scores as shares of certainty that add up to one for each text."""
    hot = scores * np.float32(heat)
    grown = np.exp(hot - hot.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True), dtype=np.float32)
