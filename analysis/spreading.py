"""Work through pieces one after another, here or on a Dask cluster: the same calls, the same outcome.

Whatever takes long is written as `work(known, piece)`, where `known` is what was learned beforehand and goes to
every machine once. Pieces are cut alike with and without a cluster and come back in their order, so nothing
depends on how many machines there are.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Any, Protocol, TypeVar

Known = TypeVar("Known")
Piece = TypeVar("Piece")
Made = TypeVar("Made")
PATIENCE = 20  # seconds until a cluster that does not answer counts as gone
AHEAD = 2  # pieces handed out for each core: enough to keep it busy, few enough to stay small
MISSING = "Dask is not installed. Install it in the folder of Heard with: pip install '.[cluster]'"


class ClusterFailed(Exception):
    """The cluster is not there, or broke off; the sentence says what to do."""


class Spread(Protocol):
    """Gives `work(known, piece)` of each piece, in order."""

    def __call__(
        self, work: Callable[[Known, Piece], Made], known: Known, pieces: Sequence[Piece]
    ) -> Iterator[Made]: ...


def one_by_one(work: Callable[[Known, Piece], Made], known: Known, pieces: Sequence[Piece]) -> Iterator[Made]:
    """Here, one after another."""
    return (work(known, piece) for piece in pieces)


class Cluster:
    """The workers behind a Dask scheduler, which have Heard installed as well (Rocklin, "Dask: parallel
    computation with blocked algorithms and task scheduling", 2015).

    Comments travel to them: through open wire with `tcp://`, encrypted with `tls://` as Dask's own settings
    say. Raises `ClusterFailed` where nobody answers at the address or no worker is there.
    """

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client  # noqa: PLC0415  (an extra)
        except ImportError:
            raise ClusterFailed(MISSING) from None
        try:
            self._client: Any = Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError, TypeError):
            raise ClusterFailed(f"No Dask scheduler answers at {address}.") from None
        if not self._client.ncores():
            self.close()
            raise ClusterFailed(f"The Dask scheduler at {address} has no workers. Start some and try again.")

    def __enter__(self) -> "Cluster":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def __call__(
        self, work: Callable[[Known, Piece], Made], known: Known, pieces: Sequence[Piece]
    ) -> Iterator[Made]:
        """Raises `ClusterFailed` where a worker cannot do its part; what other workers had is asked for again."""
        if len(pieces) < 2:
            yield from one_by_one(work, known, pieces)
            return
        waiting: deque[Any] = deque()
        try:
            # A task, not data that is handed out: of data Dask keeps one copy, and a worker that ends takes it along.
            everywhere = self._client.submit(_same, known, pure=False)
            ahead = AHEAD * max(1, sum(self._client.ncores().values()))
            for piece in pieces:
                waiting.append(self._client.submit(work, everywhere, piece, pure=False))
                if len(waiting) > ahead:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except Exception as reason:
            raise ClusterFailed(f"The cluster broke off ({type(reason).__name__}: {reason}).") from reason
        finally:
            self._client.cancel(list(waiting))


def _same(known: Known) -> Known:
    return known
