"""The space in which the comments of one run are compared: what they mean, beside the words and letters they use.

The common direction of the comments is taken away. TF-IDF of stems and of letter groups, each reduced by
latent semantic analysis (Deerwester and others, 1990), stand beside: where people write at length, shared words
tell more than in a short request, where they mislead. The transformer engine stands beside the static one,
because they err differently.
"""

from collections.abc import Sequence
from statistics import median
from typing import Any

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from analysis.vectors import LONGEST, Engine, StaticEngine, Vectors, unit
from analysis.wording import telling_stems, words_of

DIMENSIONS = 100
LEARN_FROM = 3_000
STATIC_SHARE = 0.5
LEXICAL_SHARE = 0.2
SHORT, LONG = 5, 20


class Space:
    """Learns from the comments of a run, then gives texts unit vectors."""

    def __init__(self, engine: Engine, seed: int = 0) -> None:
        self._engines: list[tuple[Engine, float]] = [(engine, 1.0)]
        if engine.name != StaticEngine.name:
            self._engines.append((StaticEngine(), STATIC_SHARE))
        self._seed = seed
        self._means: list[Vectors] = []
        self._lexical: list[tuple[Any, Any, float]] = []

    def learn(self, texts: Sequence[str]) -> Vectors:
        """Learn the common direction and the words of these texts; give their vectors."""
        dense = [engine.embed(texts) for engine, _ in self._engines]
        enough = len(texts) >= 50
        self._means = [one.mean(axis=0) if enough else np.zeros(one.shape[1], np.float32) for one in dense]
        short = [text[:LONGEST] for text in texts]
        weight = LEXICAL_SHARE * _length_share(short)
        if weight > 0.02:
            chance = np.random.default_rng(self._seed)
            places = np.sort(chance.permutation(len(short))[:LEARN_FROM])
            sample = [short[at] for at in places]
            for counter in (
                TfidfVectorizer(analyzer=telling_stems, sublinear_tf=True, min_df=2, dtype=np.float32),
                TfidfVectorizer(
                    analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=2, dtype=np.float32
                ),
            ):
                reducer = _reduced(counter, sample, self._seed)
                if reducer is not None:
                    self._lexical.append((counter, reducer, weight))
        return self._mix(dense, short)

    def place(self, texts: Sequence[str]) -> Vectors:
        """Vectors of other texts in the same space."""
        dense = [engine.embed(texts) for engine, _ in self._engines]
        return self._mix(dense, [text[:LONGEST] for text in texts])

    def _mix(self, dense: Sequence[Vectors], texts: Sequence[str]) -> Vectors:
        """Side by side, so that the cosine of the whole is the weighed mean of the cosines of the parts."""
        parts = [
            np.float32(share**0.5) * unit(one - mean)
            for one, mean, (_, share) in zip(dense, self._means, self._engines, strict=True)
        ]
        for counter, reducer, weight in self._lexical:
            reduced = reducer.transform(counter.transform(texts)) if texts else np.zeros((0, DIMENSIONS))
            parts.append(np.float32(weight**0.5) * unit(reduced))
        return unit(np.hstack(parts))


def _length_share(texts: Sequence[str]) -> float:
    """0 where comments are as short as a request, 1 where they are whole sentences."""
    usual = median([len(words_of(text)) for text in texts[:LEARN_FROM]] or [0])
    return float(np.clip((usual - SHORT) / (LONG - SHORT), 0, 1))


def _reduced(counter: Any, texts: Sequence[str], seed: int) -> Any:
    try:
        counted = counter.fit_transform(texts)
    except ValueError:
        return None
    size = min(DIMENSIONS, counted.shape[1] - 1, counted.shape[0] - 1)
    return TruncatedSVD(size, n_iter=3, random_state=seed).fit(counted) if size >= 10 else None
