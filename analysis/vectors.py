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
LONGEST = 4_000
DIMENSIONS = 256
AT_ONCE = 20_000
ENGINES = ("static", "transformer")


class Engine(Protocol):
    """Anything that gives each text a vector of length one, the same one each time."""

    name: str

    def embed(self, texts: Sequence[str]) -> Vectors: ...


class EngineMissing(Exception):
    """The engine asked for is not installed; the sentence says what to do."""


class StaticEngine:
    """The engine that needs no model server, no network and no accelerator."""

    name = "static-2"

    def embed(self, texts: Sequence[str]) -> Vectors:
        found = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for begin in range(0, len(texts), AT_ONCE):
            found[begin : begin + AT_ONCE] = _means(texts[begin : begin + AT_ONCE])
        return found


def _means(texts: Sequence[str]) -> Vectors:
    """The mean of the vectors of a text's tokens, each distinct word cut into tokens once.

    Tokens never reach over a space, so that words can be placed one by one: many comments have few words.
    """
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    columns: list[int] = []
    ends = [0]
    for text in texts:
        columns.extend(map(numbers.__getitem__, text[:LONGEST].split()))
        ends.append(len(columns))
    sums, lengths = _word_sums(list(numbers))
    ones = np.ones(len(columns), dtype=np.float32)
    said = csr_matrix((ones, columns, ends), shape=(len(texts), len(numbers)))
    return unit((said @ sums) / np.maximum(said @ lengths, 1)[:, None])


def _word_sums(words: list[str]) -> tuple[Vectors, NDArray[np.float32]]:
    """For each word the sum of the vectors of its tokens, and how many there are."""
    model = _wordllama()
    columns: list[int] = []
    ends = [0]
    for one in model.tokenizer.encode_batch(words, add_special_tokens=False):
        columns.extend(one.ids)
        ends.append(len(columns))
    known = np.minimum(np.array(columns, dtype=np.int64), len(model.embedding) - 1)
    tokens = csr_matrix(
        (np.ones(len(known), np.float32), known, ends), shape=(len(words), len(model.embedding))
    )
    return tokens @ model.embedding, np.diff(ends).astype(np.float32)


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
