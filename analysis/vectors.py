"""What turns texts into vectors whose nearness is nearness of meaning, behind one small interface.

The static engine is always there: WordLlama's 256 numbers a token, averaged (after Arora, Liang and Ma, "A
simple but tough-to-beat baseline for sentence embeddings", 2017). The transformer engine is an extra, see
`analysis.transformer`. Weights come with the packages and nothing is fetched.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Vectors = NDArray[np.float32]
Weights = NDArray[np.float32]
Parts = Sequence[Sequence[tuple[int, int]]]
LONGEST = 4_000
DIMENSIONS = 256
AT_ONCE = 20_000
ENGINES = ("static", "transformer")


class Engine(Protocol):
    """Anything that gives each text a vector of length one, the same one each time."""

    name: str

    def weigh(self, texts: Sequence[str]) -> Weights:
        """How much each token tells among these texts."""
        ...

    def embed(
        self, texts: Sequence[str], weights: Weights | None = None, parts: Parts | None = None
    ) -> Vectors:
        """The mean of the vectors of a text's tokens, each counting as much as its weight (all alike if none). With
        `parts`, some spans of each text, a row for each of these instead of one for each text."""
        ...


class EngineMissing(Exception):
    """The engine asked for is not installed; the sentence says what to do."""


class StaticEngine:
    """The engine that needs no model server, no network and no accelerator."""

    name = "static-3"

    def weigh(self, texts: Sequence[str]) -> Weights:
        """A weight is the chance that another of the texts, drawn at random, does not have the token: what nearly all
        of them say, like the words of the question they answer, tells none of them from another."""
        said, tokens = _tokens(texts)
        having = (said @ tokens).tocsr()
        return rarities(np.bincount(having.indices, minlength=having.shape[1]), len(texts))

    def embed(
        self, texts: Sequence[str], weights: Weights | None = None, parts: Parts | None = None
    ) -> Vectors:
        if parts is not None:
            texts = [
                text[start:end] for text, spans in zip(texts, parts, strict=True) for start, end in spans
            ]
        found = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for begin in range(0, len(texts), AT_ONCE):
            said, tokens = _tokens(texts[begin : begin + AT_ONCE])
            if weights is not None:
                tokens = tokens.multiply(weights).tocsr()
            found[begin : begin + AT_ONCE] = said @ (tokens @ _wordllama().embedding)
        return unit(found)


def wholes(texts: Sequence[str]) -> Parts:
    """Each text as the only part of itself, as far as it is read."""
    return [[(0, min(len(text), LONGEST))] for text in texts]


def rarities(having: NDArray[np.int64], texts: int) -> Weights:
    """The share of texts that do not have each token."""
    return np.asarray(1 - having / max(texts, 1), dtype=np.float32)


def _tokens(texts: Sequence[str]) -> tuple[Any, Any]:
    """How often each text has each distinct word, and each word each token (texts x words, words x tokens).

    Tokens never reach over a space, so words can be cut into tokens one by one: many comments have few words.
    """
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    columns: list[int] = []
    ends = [0]
    for text in texts:
        columns.extend(map(numbers.__getitem__, text[:LONGEST].split()))
        ends.append(len(columns))
    ones = np.ones(len(columns), dtype=np.float32)
    said = csr_matrix((ones, columns, ends), shape=(len(texts), len(numbers)))
    model = _wordllama()
    known: list[int] = []
    ends = [0]
    for one in model.tokenizer.encode_batch(list(numbers), add_special_tokens=False):
        known.extend(one.ids)
        ends.append(len(known))
    places = np.minimum(np.array(known, dtype=np.int64), len(model.embedding) - 1)
    ones = np.ones(len(places), dtype=np.float32)
    return said, csr_matrix((ones, places, ends), shape=(len(numbers), len(model.embedding)))


def engine_named(name: str) -> Engine:
    """The static or the transformer engine."""
    if name == "static":
        return StaticEngine()
    if name == "transformer":
        from analysis.transformer import TransformerEngine  # noqa: PLC0415  (an extra)

        return TransformerEngine()
    raise ValueError(f"Engine is one of {', '.join(ENGINES)}.")


def unit(vectors: NDArray[Any]) -> Vectors:
    """The same directions with length one; nothing stays nothing."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


@lru_cache(maxsize=1)
def _wordllama() -> Any:
    import wordllama  # noqa: PLC0415

    folder = Path(wordllama.__file__).parent
    model = wordllama.WordLlama.load(cache_dir=folder, disable_download=True)
    model.tokenizer.no_padding()
    return model
