"""What else could be installed today, on the same comments, with no number of groups given.

TF-IDF with latent semantic analysis and k-means, where k is chosen by silhouette; MiniLM with k-means in the
same way; MiniLM with PCA and HDBSCAN; and a plain graph of nearest neighbours cut by Leiden. All of them run
on what the tests install.
"""

from collections.abc import Callable
from typing import Any

import graspologic_native
import numpy as np
from sklearn.cluster import HDBSCAN, KMeans
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import silhouette_score

from analysis.vectors import engine_named, unit

KS = (4, 6, 8, 10, 15, 20, 30, 40, 60)


def tfidf_kmeans(texts: list[str]) -> list[str]:
    counted = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(
        [f"{text} ." for text in texts]
    )
    size = min(100, counted.shape[1] - 1, len(texts) - 1)
    return _kmeans(unit(TruncatedSVD(size, random_state=0).fit_transform(counted)))


def minilm_kmeans(texts: list[str]) -> list[str]:
    return _kmeans(_minilm(texts))


def minilm_hdbscan(texts: list[str]) -> list[str]:
    vectors = _minilm(texts)
    reduced = PCA(min(10, len(texts) - 1), random_state=0).fit_transform(vectors)
    found = HDBSCAN(min_cluster_size=max(5, len(texts) // 200), copy=True).fit_predict(reduced)
    return [str(group) if group >= 0 else f"alone {at}" for at, group in enumerate(found)]


def minilm_leiden(texts: list[str]) -> list[str]:
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
    return [str(found.get(str(at), f"alone {at}")) for at in range(len(texts))]


def _minilm(texts: list[str]) -> Any:
    return engine_named("transformer").embed(texts)


def _kmeans(vectors: Any) -> list[str]:
    best, kept = -2.0, np.zeros(len(vectors), dtype=np.int64)
    for k in KS:
        if k >= len(vectors) - 1:
            break
        found = KMeans(k, n_init=2, random_state=0).fit_predict(vectors)
        if len(set(found)) < 2:
            continue
        score = silhouette_score(vectors, found, sample_size=min(2_000, len(vectors)), random_state=0)
        if score > best:
            best, kept = float(score), found
    return [str(group) for group in kept]


PEERS: dict[str, Callable[[list[str]], list[str]]] = {
    "TF-IDF + k-means": tfidf_kmeans,
    "MiniLM + k-means": minilm_kmeans,
    "MiniLM + PCA + HDBSCAN": minilm_hdbscan,
    "MiniLM + kNN + Leiden": minilm_leiden,
}
