"""What turns texts into vectors whose nearness is nearness of meaning, behind one small interface.

The static engine is always there: WordLlama's 256 numbers a token, averaged (after Arora, Liang and Ma, "A
simple but tough-to-beat baseline for sentence embeddings", 2017). The transformer engine is an extra, see
`analysis.transformer`. Weights come with the packages and nothing is fetched.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
LONGEST = 4_000
BATCH = 512
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
        """Texts are placed in order of length so that short ones are not padded."""
        order = sorted(range(len(texts)), key=lambda at: (len(texts[at]), at))
        found = np.zeros((len(texts), 256), dtype=np.float32)
        model = _wordllama()
        for begin in range(0, len(order), BATCH):
            places = order[begin : begin + BATCH]
            batch = [texts[at][:LONGEST] or " " for at in places]
            found[places] = np.nan_to_num(model.embed(batch, norm=True))
        return found


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
    return wordllama.WordLlama.load(cache_dir=folder, disable_download=True)
