"""What else could be installed today, on the same comments, with no number of groups given.

BERTopic as it comes, and MiniLM with UMAP and HDBSCAN, need `requirements/peers.txt`; TF-IDF with k-means, where
k is chosen by silhouette, and a plain graph of nearest neighbours cut by Leiden run on what the tests install.
All that need sentence vectors get them from our own MiniLM, so that nobody pays for torch. A text that a peer
leaves out is a group of its own. `python -m tests.benchmarks.theme_peers NAME FILE NUMBER` is one run.
"""

import argparse
import importlib.util
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from analysis.transformer import DIMENSIONS, WINDOW, TransformerEngine, _batches
from analysis.vectors import unit
from tests.benchmarks.comment_files import texts_of

KS = (4, 6, 8, 10, 15, 20, 30, 40, 60)
FEWEST_FOR_UMAP = 20
Peer = Callable[[list[str]], list[str]]


def bertopic(texts: list[str]) -> list[str]:
    from bertopic import BERTopic  # noqa: PLC0415  (requirements/peers.txt)

    found, _ = BERTopic().fit_transform(texts, _minilm(texts))
    return _named(found)


def umap_hdbscan(texts: list[str]) -> list[str]:
    from hdbscan import HDBSCAN  # noqa: PLC0415
    from umap import UMAP  # noqa: PLC0415

    if len(texts) < FEWEST_FOR_UMAP:
        return ["0"] * len(texts)
    reducer = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=0)
    reduced = reducer.fit_transform(_minilm(texts))
    return _named(HDBSCAN(min_cluster_size=10).fit_predict(reduced))


def tfidf_kmeans(texts: list[str]) -> list[str]:
    from sklearn.cluster import KMeans  # noqa: PLC0415
    from sklearn.decomposition import TruncatedSVD  # noqa: PLC0415
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
    from sklearn.metrics import silhouette_score  # noqa: PLC0415

    counted = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(
        [f"{text} ." for text in texts]
    )
    size = min(100, counted.shape[1] - 1, len(texts) - 1)
    vectors = unit(TruncatedSVD(size, random_state=0).fit_transform(counted))
    best, kept = -2.0, np.zeros(len(vectors), dtype=np.int64)
    for k in (k for k in KS if k < len(vectors) - 1):
        found = KMeans(k, n_init=2, random_state=0).fit_predict(vectors)
        if len(set(found)) < 2:
            continue
        score = silhouette_score(vectors, found, sample_size=min(2_000, len(vectors)), random_state=0)
        if score > best:
            best, kept = float(score), found
    return _named(kept)


def minilm_leiden(texts: list[str]) -> list[str]:
    import graspologic_native  # noqa: PLC0415

    vectors = _minilm(texts)
    edges: dict[tuple[int, int], float] = {}
    count = min(15, len(texts) - 1)
    for begin in range(0, len(texts), 512):
        near = vectors[begin : begin + 512] @ vectors.T
        for row, line in enumerate(near):
            line[begin + row] = -1
            for other in np.argpartition(-line, count - 1)[:count]:
                if line[other] > 0:
                    one, two = sorted((begin + row, int(other)))
                    edges[one, two] = float(line[other])
    named = [(str(one), str(two), weight) for (one, two), weight in sorted(edges.items())]
    _, found = graspologic_native.leiden(named, resolution=1.0, use_modularity=True, seed=0)
    return _named([found.get(str(at), -1) for at in range(len(texts))])


def _minilm(texts: list[str]) -> Any:
    return _placed(tuple(texts)).copy()


@lru_cache(maxsize=32)
def _placed(texts: tuple[str, ...]) -> Any:
    """A text's vector as MiniLM's makers have it: the mean of its first tokens, the marks of beginning and end
    included. The same for each peer: quality is measured in one process, costs in one each."""
    engine = TransformerEngine()
    ids = [text.ids[:WINDOW] for text in engine._read(texts)]
    found = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    for batch in _batches([len(one) for one in ids]):
        for at, hidden in zip(batch, engine._run([ids[one] for one in batch]), strict=True):
            found[at] = hidden[: len(ids[at]) + 2].mean(axis=0)
    return unit(found)


def _named(groups: Sequence[int]) -> list[str]:
    return [str(group) if group >= 0 else f"alone {at}" for at, group in enumerate(groups)]


PEERS: dict[str, Peer] = {
    "BERTopic": bertopic,
    "MiniLM + UMAP + HDBSCAN": umap_hdbscan,
    "TF-IDF + k-means": tfidf_kmeans,
    "MiniLM + kNN + Leiden": minilm_leiden,
}
NEEDS = {"BERTopic": "bertopic", "MiniLM + UMAP + HDBSCAN": "umap"}


def missing_peers() -> list[str]:
    """The peers whose packages are not installed here."""
    return [name for name, package in NEEDS.items() if importlib.util.find_spec(package) is None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=PEERS)
    parser.add_argument("file", type=Path)
    parser.add_argument("number", type=int)
    given = parser.parse_args()
    print(f"{len(set(PEERS[given.name](texts_of(given.file, given.number))))} groups")


if __name__ == "__main__":
    main()
