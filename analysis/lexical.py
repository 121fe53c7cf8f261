"""The words and letters of comments as vectors: TF-IDF of parts of words, reduced by latent semantic analysis.

Deerwester and others, "Indexing by latent semantic analysis", 1990, with the random projections of Halko,
Martinsson and Tropp, "Finding structure with randomness", 2011. Every distinct word is taken apart once; what
a text has is then one sparse product.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from analysis.vectors import Vectors, unit
from analysis.wording import STOP_WORDS, stem, words_of

DIMENSIONS = 100
FEWEST = 10
ROUNDS = 3
MORE = 10
LETTERS = (2, 3, 4)
Parts = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Worded:
    """How often each text (row) has each distinct word (column)."""

    words: list[str]
    counts: Any


def count_words(texts: Sequence[str]) -> Worded:
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    columns: list[int] = []
    ends = [0]
    for text in texts:
        columns.extend(map(numbers.__getitem__, words_of(text)))
        ends.append(len(columns))
    ones = np.ones(len(columns), dtype=np.float32)
    counts = csr_matrix((ones, columns, ends), shape=(len(texts), len(numbers)))
    counts.sum_duplicates()
    return Worded(list(numbers), counts)


def stems_in(word: str) -> list[str]:
    """The stem of a word that is not on the stop list."""
    return [stem(word)] if word not in STOP_WORDS and len(word) > 1 else []


def letters_in(word: str) -> list[str]:
    """Groups of two to four letters, edges included; they survive misspelling."""
    edged = f" {word} "
    return [edged[at : at + n] for n in LETTERS for at in range(len(edged) - n + 1)]


class Reduction:
    """Learns which parts of words tell texts apart, then gives texts unit vectors of at most DIMENSIONS numbers."""

    def __init__(self, parts: Parts, seed: int) -> None:
        self._parts, self._seed = parts, seed
        self._columns: dict[str, int] = {}
        self._rarity: NDArray[np.float32] = np.zeros(0, dtype=np.float32)
        self._axes: Vectors | None = None

    def learn(self, worded: Worded) -> bool:
        """Learn from texts; False where they share too few parts to tell anything."""
        numbers: defaultdict[str, int] = defaultdict(count().__next__)
        counts = worded.counts @ self._taken_apart(worded.words, numbers.__getitem__, None)
        texts = np.bincount(counts.indices, minlength=len(numbers))
        kept = np.flatnonzero(texts >= 2)
        size = min(DIMENSIONS, len(kept) - 1, counts.shape[0] - 1)
        if size < FEWEST:
            return False
        names = list(numbers)
        self._columns = {names[at]: column for column, at in enumerate(kept.tolist())}
        self._rarity = (np.log((1 + counts.shape[0]) / (1 + texts[kept])) + 1).astype(np.float32)
        weighed = self._weigh(counts[:, kept].tocsr())
        self._axes = _axes(weighed, size, self._seed)
        return True

    def place(self, worded: Worded) -> Vectors:
        if self._axes is None:
            raise ValueError("Nothing was learned.")
        known = self._taken_apart(worded.words, self._columns.get, len(self._columns))
        return unit(self._weigh((worded.counts @ known).tocsr()) @ self._axes)

    def _taken_apart(self, words: list[str], number: Callable[[str], int | None], width: int | None) -> Any:
        """Words x parts."""
        columns: list[int] = []
        ends = [0]
        for word in words:
            columns.extend(at for part in self._parts(word) if (at := number(part)) is not None)
            ends.append(len(columns))
        ones = np.ones(len(columns), dtype=np.float32)
        wide = max(columns, default=-1) + 1 if width is None else width
        return csr_matrix((ones, columns, ends), shape=(len(words), wide))

    def _weigh(self, counts: Any) -> Any:
        """TF-IDF with the logarithm of the count, each text of length one."""
        counts.data = (1 + np.log(counts.data)) * self._rarity[counts.indices]
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        lengths = np.sqrt(np.bincount(rows, counts.data**2, minlength=counts.shape[0]))
        counts.data = (counts.data / np.maximum(lengths[rows], 1e-9)).astype(np.float32)
        return counts


def _axes(weighed: Any, size: int, seed: int) -> Vectors:
    """The directions (parts x size) in which the texts differ most."""
    chance = np.random.default_rng(seed)
    wide = min(size + MORE, *weighed.shape)
    found = chance.normal(size=(weighed.shape[1], wide)).astype(np.float32)
    turned = weighed.T.tocsr()
    for _ in range(ROUNDS):
        found = np.linalg.qr(turned @ np.linalg.qr(weighed @ found)[0])[0]
    basis = np.linalg.qr(weighed @ found)[0]
    axes = np.linalg.svd((turned @ basis).T, full_matrices=False)[2]
    return np.ascontiguousarray(axes[:size].T, dtype=np.float32)
