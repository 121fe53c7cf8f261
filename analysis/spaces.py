"""The space in which the comments of one run are compared: dense vectors beside the words they use.

The common direction of the comments is taken away, and TF-IDF of stems, reduced by latent semantic analysis
(Deerwester and others, 1990), stands beside. The lexical part weighs more where comments are long; in very
short ones shared words mislead.
"""

from collections.abc import Sequence
from statistics import median
from typing import Any

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from analysis.vectors import LONGEST, Engine, Vectors, unit
from analysis.wording import telling_stems, words_of

LEXICAL_DIMENSIONS = 100


class Space:
    """Learns from the comments of a run, then gives texts unit vectors."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._mean: Vectors | None = None
        self._lexical: tuple[Any, Any] | None = None
        self._weight = 0.0

    def learn(self, texts: Sequence[str]) -> Vectors:
        """Learn the common direction and the words of these texts; give their vectors."""
        dense = self._engine.embed(texts)
        self._mean = dense.mean(axis=0) if len(texts) >= 50 else np.zeros(dense.shape[1], dtype=np.float32)
        lengths = [len(words_of(text[:LONGEST])) for text in texts]
        self._weight = float(np.clip((median(lengths or [0]) - 12) / 40, 0.0, 0.35))
        if self._weight > 0.02:
            self._lexical = _learn_words(texts)
        return self._mix(dense, texts)

    def place(self, texts: Sequence[str]) -> Vectors:
        """Vectors of other texts in the same space."""
        return self._mix(self._engine.embed(texts), texts)

    def _mix(self, dense: Vectors, texts: Sequence[str]) -> Vectors:
        centred = unit(dense - self._mean if self._mean is not None else dense)
        if self._lexical is None:
            return centred
        counter, reducer = self._lexical
        lexical = unit(reducer.transform(counter.transform([text[:LONGEST] for text in texts])))
        mixed = np.hstack([centred, np.float32(self._weight**0.5) * lexical])
        return unit(mixed)


def _learn_words(texts: Sequence[str]) -> tuple[Any, Any] | None:
    counter = TfidfVectorizer(analyzer=telling_stems, sublinear_tf=True, min_df=2)
    try:
        counted = counter.fit_transform([text[:LONGEST] for text in texts])
    except ValueError:
        return None
    size = min(LEXICAL_DIMENSIONS, counted.shape[1] - 1, counted.shape[0] - 1)
    if size < 10:
        return None
    reducer = TruncatedSVD(size, random_state=0)
    reducer.fit(counted)
    return counter, reducer
