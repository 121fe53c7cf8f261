"""Go on where a long run was cut off: vectors are kept in a file, piece by piece.

A piece is written whole with its checksum, or does not count; so a run that was killed goes on after its last
whole piece, and since the pieces after it are the same ones, it ends with the same vectors as if it had never
stopped. The file holds vectors and hashes of texts, never a word. How much each token tells depends on all comments
of a run, so a run over others finds little in it.
"""

import hashlib
import struct
import zlib
from collections.abc import Sequence
from io import BufferedRandom
from pathlib import Path

import numpy as np

from analysis.vectors import Engine, Parts, Vectors, Weights, wholes

PIECE = 1_024
MARK = b"heard vectors 2\n"
HASH = 16
_HEAD = struct.Struct("<II")  # how many texts, how many dimensions
_SUM = struct.Struct("<I")


class WrongVectors(Exception):
    """The file is not one of vectors, or holds those of another engine; the sentence says what to do."""


class ResumingEngine:
    """An engine that remembers in a file what it placed, across runs. Not for two runs at once.

    Raises `WrongVectors` where the file is another engine's or something else altogether.
    """

    def __init__(self, engine: Engine, path: Path) -> None:
        self.name, self._engine, self._path = engine.name, engine, path
        self._known: dict[bytes, Vectors] = {}
        self._top = MARK + engine.name.encode() + b"\n"
        try:
            with path.open("r+b" if path.exists() else "w+b") as file:
                self._take_in(file)
        except OSError as reason:
            raise WrongVectors(f"{path} cannot be used to resume: {reason.strerror}.") from None

    def weigh(self, texts: Sequence[str]) -> Weights:
        return self._engine.weigh(texts)

    def embed(
        self, texts: Sequence[str], weights: Weights | None = None, parts: Parts | None = None
    ) -> Vectors:
        spans = parts if parts is not None else wholes(texts)
        how = b"" if weights is None else hashlib.blake2b(weights.tobytes(), digest_size=HASH).digest()
        keys = [[_key(text, how, span) for span in mine] for text, mine in zip(texts, spans, strict=True)]
        new = {tuple(mine): at for at, mine in enumerate(keys) if any(key not in self._known for key in mine)}
        order = list(new.items())
        for begin in range(0, len(order), PIECE):
            piece = order[begin : begin + PIECE]
            made = self._engine.embed([texts[at] for _, at in piece], weights, [spans[at] for _, at in piece])
            self._keep([key for mine, _ in piece for key in mine], made)
        if not keys:
            return self._engine.embed([])
        return np.array([self._known[key] for mine in keys for key in mine], dtype=np.float32)

    def _keep(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        body = _HEAD.pack(*vectors.shape) + b"".join(keys) + vectors.astype("<f4").tobytes()
        with self._path.open("ab") as file:
            file.write(body + _SUM.pack(zlib.crc32(body)))
        self._known.update(zip(keys, vectors, strict=True))

    def _take_in(self, file: BufferedRandom) -> None:
        """Read the whole pieces and cut off what was being written when a run was killed."""
        found = file.read()
        if self._top.startswith(found):  # new, or killed before its first line stood
            file.seek(0)
            file.write(self._top)
            return
        if not found.startswith(self._top):
            raise WrongVectors(
                f"{self._path.name} does not hold vectors of the engine {self.name}. Name another file."
            )
        at = len(self._top)
        while (end := _end_of_piece(found, at)) is not None:
            count, size = _HEAD.unpack_from(found, at)
            begin = at + _HEAD.size + HASH * count
            vectors = np.frombuffer(found, "<f4", count * size, begin).reshape(count, size)
            for row in range(count):
                place = at + _HEAD.size + HASH * row
                self._known[found[place : place + HASH]] = vectors[row].astype(np.float32)
            at = end
        file.truncate(at)


def _end_of_piece(found: bytes, at: int) -> int | None:
    """Where the piece that begins here ends, or None if it is not whole."""
    if at + _HEAD.size > len(found):
        return None
    count, size = _HEAD.unpack_from(found, at)
    end = at + _HEAD.size + (HASH + 4 * size) * count
    if end + _SUM.size > len(found) or _SUM.unpack_from(found, end)[0] != zlib.crc32(found[at:end]):
        return None
    return end + _SUM.size


def _key(text: str, how: bytes, span: tuple[int, int]) -> bytes:
    whole = text.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(b"%b%d %d " % (how, *span) + whole, digest_size=HASH).digest()
