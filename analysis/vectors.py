"""Turn texts into vectors whose nearness is nearness of meaning.

The engine is static: WordLlama's 256 numbers a token, averaged (after Arora, Liang and Ma, "A simple but
tough-to-beat baseline for sentence embeddings", 2017, whose common direction is taken away too), beside
TF-IDF of stems reduced by latent semantic analysis (Deerwester and others, 1990). The lexical part weighs
more where comments are long; in very short ones shared words mislead. Weights come with the package and
nothing is fetched.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from statistics import median
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from analysis.wording import telling_stems, words_of

Vectors = NDArray[np.float32]
LONGEST = 4_000
BATCH = 512
LEXICAL_DIMENSIONS = 100


class Engine(Protocol):
    """Anything that learns from the comments of a run and then gives texts unit vectors."""

    name: str

    def learn(self, texts: Sequence[str]) -> Vectors: ...

    def place(self, texts: Sequence[str]) -> Vectors: ...


class StaticEngine:
    """The engine that needs no model server, no network and no accelerator."""

    name = "static-1"

    def __init__(self) -> None:
        self._mean: Vectors | None = None
        self._lexical: tuple[Any, Any] | None = None
        self._weight = 0.0

    def learn(self, texts: Sequence[str]) -> Vectors:
        """Learn the common direction and the words of these texts; give their vectors."""
        dense = embed(texts)
        self._mean = dense.mean(axis=0) if len(texts) >= 50 else np.zeros(dense.shape[1], dtype=np.float32)
        lengths = [len(words_of(text[:LONGEST])) for text in texts]
        self._weight = float(np.clip((median(lengths or [0]) - 12) / 40, 0.0, 0.35))
        if self._weight > 0.02:
            self._lexical = _learn_words(texts)
        return self._mix(dense, texts)

    def place(self, texts: Sequence[str]) -> Vectors:
        """Vectors of other texts in the same space."""
        return self._mix(embed(texts), texts)

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


def unit(vectors: NDArray[Any]) -> Vectors:
    """The same directions with length one; nothing stays nothing."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


def embed(texts: Sequence[str]) -> Vectors:
    """WordLlama's vectors. Texts are placed in order of length so that short ones are not padded."""
    if not texts:
        return np.zeros((0, 256), dtype=np.float32)
    order = sorted(range(len(texts)), key=lambda at: (len(texts[at]), at))
    found = np.zeros((len(texts), 256), dtype=np.float32)
    model = _wordllama()
    for begin in range(0, len(order), BATCH):
        places = order[begin : begin + BATCH]
        batch = [texts[at][:LONGEST] or " " for at in places]
        found[places] = np.nan_to_num(model.embed(batch, norm=True))
    return found


@lru_cache(maxsize=1)
def _wordllama() -> Any:
    import wordllama  # noqa: PLC0415

    folder = Path(wordllama.__file__).parent
    return wordllama.WordLlama.load(cache_dir=folder, disable_download=True)
