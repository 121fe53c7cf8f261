"""The space in which the comments of one run are compared: what they mean, beside the words and letters they use.

Words that nearly every comment has count little, and the common direction of the comments is taken away. TF-IDF
of stems and of letter groups, each reduced (`analysis.lexical`), stand beside: where people write at length,
shared words tell more than in a short request, where they mislead. The transformer engine stands beside the
static one, because they err differently.
"""

from collections.abc import Sequence

import numpy as np

from analysis.lexical import Reduction, count_words, letters_in, stems_in
from analysis.spreading import Spread, one_by_one
from analysis.vectors import LONGEST, Engine, StaticEngine, Vectors, Weights, unit

LEARN_FROM = 3_000
PIECE = 4_096  # texts that an engine is given at a time; a whole number of the transformer's own
ENOUGH = 50
STATIC_SHARE = 0.5
LEXICAL_SHARE = 0.2
SHORT, LONG = 5, 20


class Space:
    """Learns from the comments of a run, then gives texts unit vectors."""

    def __init__(self, engine: Engine, seed: int = 0) -> None:
        self._engine = None if engine.name == StaticEngine.name else engine
        self._shares = (1.0,) if self._engine is None else (1.0, STATIC_SHARE)
        self._weights: Weights | None = None
        self._seed = seed
        self._means: list[Vectors] = []
        self._lexical: list[tuple[Reduction, float]] = []

    def learn(self, texts: Sequence[str], spread: Spread = one_by_one) -> Vectors:
        """Learn the common direction and the words of these texts; give their vectors."""
        enough = len(texts) >= ENOUGH
        if enough:
            self._weights, words = StaticEngine().learn(texts)
        else:
            words = StaticEngine().embed(texts)
        dense = self._beside(words, texts, spread)
        self._means = [one.mean(axis=0) if enough else np.zeros(one.shape[1], np.float32) for one in dense]
        places = np.sort(np.random.default_rng(self._seed).permutation(len(texts))[:LEARN_FROM])
        worded = count_words([texts[at][:LONGEST] for at in places])
        weight = LEXICAL_SHARE * _length_share(np.asarray(worded.counts.sum(axis=1)))
        if weight > 0.02:
            for parts in (stems_in, letters_in):
                reduction = Reduction(parts, self._seed)
                if reduction.learn(worded):
                    self._lexical.append((reduction, weight))
        return self._mix(dense, texts)

    def place(self, texts: Sequence[str]) -> Vectors:
        """Vectors of other texts in the same space."""
        return self._mix(self._dense(texts), texts)

    def _dense(self, texts: Sequence[str]) -> list[Vectors]:
        return self._beside(StaticEngine().embed(texts, self._weights), texts, one_by_one)

    def _beside(self, words: Vectors, texts: Sequence[str], spread: Spread) -> list[Vectors]:
        """What the other engine sees, if there is one, and what the static one does."""
        if self._engine is None:
            return [words]
        pieces = [texts[begin : begin + PIECE] for begin in range(0, len(texts), PIECE)] or [texts]
        return [np.vstack(list(spread(_embed, self._engine, pieces))), words]

    def _mix(self, dense: Sequence[Vectors], texts: Sequence[str]) -> Vectors:
        """Side by side, so that the cosine of the whole is the weighed mean of the cosines of the parts."""
        parts = [
            np.float32(share**0.5) * unit(one - mean)
            for one, mean, share in zip(dense, self._means, self._shares, strict=True)
        ]
        worded = count_words([text[:LONGEST] for text in texts]) if self._lexical else None
        if worded is not None:
            for reduction, weight in self._lexical:
                parts.append(np.float32(weight**0.5) * reduction.place(worded))
        return unit(np.hstack(parts))


def _embed(engine: Engine, texts: Sequence[str]) -> Vectors:
    return engine.embed(texts)


def _length_share(words: Vectors) -> float:
    """0 where comments are as short as a request, 1 where they are whole sentences."""
    usual = float(np.median(words)) if words.size else 0.0
    return float(np.clip((usual - SHORT) / (LONG - SHORT), 0, 1))
