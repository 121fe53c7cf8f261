"""The space in which the comments of one run are compared: what they mean, beside the words and letters they use.

Words count by how few comments have them, and the common direction of the comments is taken away. TF-IDF of stems
and of letter groups, each reduced (`analysis.lexical`), stand beside: where people write at length, shared words
tell more than in a short request, where they mislead. The transformer engine stands beside the static one, because
they err differently.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.lexical import Reduction, count_words, letters_in, stems_in
from analysis.spreading import Spread, one_by_one
from analysis.vectors import LONGEST, Engine, Parts, StaticEngine, Vectors, Weights, unit

LEARN_FROM = 3_000
PIECE = 4_096  # texts that are placed at a time; a whole number of the transformer's own
ENOUGH = 50  # different texts, before what most of them share counts less
STATIC_SHARE = 0.5
LEXICAL_SHARE = 0.2
SHORT, LONG = 5, 20
Piece = tuple[Sequence[str], Parts]


@dataclass(frozen=True, slots=True)
class _Lens:
    """An engine, and how much each token tells it here."""

    engine: Engine
    weights: Weights | None

    def embed(self, piece: Piece) -> Vectors:
        texts, parts = piece
        return self.engine.embed(texts, self.weights, parts)


@dataclass(frozen=True, slots=True)
class _Eye:
    """One side of the space: what it sees through, how much it counts, and the common direction."""

    lens: _Lens
    share: float
    mean: Vectors

    def sees(self, rows: Vectors) -> Vectors:
        return np.float32(self.share**0.5) * unit(rows - self.mean)


class Space:
    """Learns from the comments of a run, then gives parts of texts unit vectors: the first part of each is the whole
    of it, and they come in order, a row each."""

    def __init__(self, engine: Engine, seed: int = 0) -> None:
        self._engines = [(engine, 1.0)]
        if engine.name != StaticEngine.name:
            self._engines.append((StaticEngine(), STATIC_SHARE))
        self._eyes: list[_Eye] = []
        self._seed = seed
        self._lexical: list[tuple[Reduction, float]] = []

    def learn(
        self,
        texts: Sequence[str],
        parts: Parts,
        spread: Spread = one_by_one,
        step: Callable[[int], object] | None = None,
    ) -> Vectors:
        """Learn the common direction and the words of these texts, and place them."""
        pieces = _pieces(texts, parts)
        wholes = np.cumsum([0, *map(len, parts)])[:-1]
        enough = len(set(texts)) >= ENOUGH
        seen = []
        for turn, (engine, share) in enumerate(self._engines):
            lens = _Lens(engine, engine.weigh(texts) if enough else None)
            made = []
            for at, rows in enumerate(spread(_Lens.embed, lens, pieces)):
                made.append(rows)
                if step:
                    step((turn * len(texts) + min((at + 1) * PIECE, len(texts))) // len(self._engines))
            rows = np.vstack(made)
            mean = rows[wholes].mean(axis=0) if enough else np.zeros(rows.shape[1], np.float32)
            eye = _Eye(lens, share, mean)
            self._eyes.append(eye)
            seen.append(eye.sees(rows))
        self._learn_words(texts)
        return self._beside_words(seen, pieces)

    def place(self, texts: Sequence[str], parts: Parts) -> Vectors:
        """The rows of other texts in the same space."""
        placed = []
        for piece in _pieces(texts, parts):
            seen = [eye.sees(eye.lens.embed(piece)) for eye in self._eyes]
            placed.append(self._beside_words(seen, [piece]))
        return np.vstack(placed)

    def _learn_words(self, texts: Sequence[str]) -> None:
        places = np.sort(np.random.default_rng(self._seed).permutation(len(texts))[:LEARN_FROM])
        worded = count_words([texts[at][:LONGEST] for at in places])
        weight = LEXICAL_SHARE * _length_share(np.asarray(worded.counts.sum(axis=1)))
        if weight > 0.02:
            for kind in (stems_in, letters_in):
                reduction = Reduction(kind, self._seed)
                if reduction.learn(worded):
                    self._lexical.append((reduction, weight))

    def _beside_words(self, seen: Sequence[Vectors], pieces: Sequence[Piece]) -> Vectors:
        """Side by side, so that the cosine of the whole is the weighed mean of the cosines of the sides."""
        sides = list(seen)
        if self._lexical:
            worded = count_words([text[:LONGEST] for piece in pieces for text in _texts_of(piece)])
            sides += [
                np.float32(weight**0.5) * reduction.place(worded) for reduction, weight in self._lexical
            ]
        return unit(np.hstack(sides))


def _pieces(texts: Sequence[str], parts: Parts) -> list[Piece]:
    begins = range(0, len(texts), PIECE)
    return [(texts[begin : begin + PIECE], parts[begin : begin + PIECE]) for begin in begins] or [
        (texts, parts)
    ]


def _texts_of(piece: Piece) -> list[str]:
    return [text[start:end] for text, spans in zip(*piece, strict=True) for start, end in spans]


def _length_share(words: Vectors) -> float:
    """0 where comments are as short as a request, 1 where they are whole sentences."""
    usual = float(np.median(words)) if words.size else 0.0
    return float(np.clip((usual - SHORT) / (LONG - SHORT), 0, 1))
