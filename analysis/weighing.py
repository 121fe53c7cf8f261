"""Weigh what the examples say by what the comments show: how often each theme comes, and what neighbours say.

Examples are seldom as frequent as the themes are among the comments. Their frequency is estimated from the
comments themselves by expectation and maximisation (Saerens, Latinne and Decaestecker, "Adjusting the outputs
of a classifier to new a priori probabilities", 2002), held back towards that of the examples. Then each
comment listens to its nearest ones (Zhou and others, "Learning with local and global consistency", 2004), so
that comments teach one another what no example says. A comment that comes alone is coded by the examples. Listening
draws certainty together; examples that the regressions had not seen listen too, and tell how far to draw it apart
again (temperature, after Guo and others, "On calibration of modern neural networks", 2017).
"""

import numpy as np
from numpy.typing import NDArray

from analysis.learning import Scores, likeliest_heat, share
from analysis.vectors import Vectors

HELD_BACK = 0.1
FEWEST = 50
ROUNDS = 50
LISTENING = 0.4
LISTENED = 3
SHARPNESS = np.geomspace(0.5, 4, 30)


def frequencies(certainty: Scores, known: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much more or less often each theme comes among these texts than among the examples (`known`)."""
    size = len(certainty)
    weight = max(HELD_BACK / (1 - HELD_BACK) * size, FEWEST)
    found = known
    for _ in range(ROUNDS):
        before = found
        weighed = certainty * (found / known)
        weighed /= weighed.sum(axis=1, keepdims=True)
        found = (weighed.sum(axis=0) + weight * known) / (size + weight)
        if np.abs(found - before).max() < 1e-5:
            break
    return np.asarray(found / known)


def weigh(certainty: Scores, often: NDArray[np.float64]) -> Scores:
    weighed = certainty * often
    return np.asarray(weighed / weighed.sum(axis=1, keepdims=True), dtype=np.float32)


def listen(certainty: Scores, vectors: Vectors) -> Scores:
    """Move each comment's certainty towards that of its nearest comments."""
    size = len(vectors)
    count = min(max(2, round(size**0.5 / 2)), size - 1)
    if size < 3:
        return certainty
    near = vectors @ vectors.T
    np.fill_diagonal(near, -1)
    others = np.argpartition(-near, count - 1, axis=1)[:, :count]
    weights = np.maximum(np.take_along_axis(near, others, axis=1), 0)
    total = weights.sum(axis=1, keepdims=True)
    weights /= np.maximum(total, 1e-9)
    alone = total[:, 0] <= 0
    heard = certainty
    for _ in range(LISTENED):
        said = np.einsum("ij,ijk->ik", weights, heard[others])
        said[alone] = certainty[alone]
        heard = (1 - LISTENING) * certainty + LISTENING * said
    return np.asarray(heard, dtype=np.float32)


def overhear(own: Scores, vectors: Vectors, certainty: Scores, others: Vectors) -> Scores:
    """What texts with a certainty of their `own` would be told if they stood among other comments and listened."""
    count = min(max(2, round(len(others) ** 0.5 / 2)), len(others))
    near = vectors @ others.T
    places = np.argpartition(-near, count - 1, axis=1)[:, :count]
    weights = np.maximum(np.take_along_axis(near, places, axis=1), 0)
    weights /= np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
    said = np.einsum("ij,ijk->ik", weights, certainty[places])
    return np.asarray((1 - LISTENING) * own + LISTENING * said, dtype=np.float32)


def choose_sharpness(heard: Scores, truths: NDArray[np.int64]) -> float:
    """The temperature at which the true themes are likeliest. Each example counts alike: weighed by how often its
    theme is thought to come, a few of them would decide, and certainty would suffer where that guess is wrong."""
    return likeliest_heat(_logs(heard), truths, SHARPNESS)


def sharpen(certainty: Scores, heat: float) -> Scores:
    """Each row drawn apart or together, without a change of order or of what it adds up to."""
    return share(_logs(certainty), heat) * certainty.sum(axis=1, keepdims=True)


def _logs(certainty: Scores) -> Scores:
    return np.asarray(np.log(np.maximum(certainty, 1e-9)), dtype=np.float32)


def best_line(certainty: Scores) -> float:
    """The certainty above which a theme counts, where the expected F1 of all codings is highest.

    After Lipton, Elkan and Naryanaswamy, "Optimal thresholding of classifiers to maximize F1 measure", 2014.
    """
    falling = np.sort(certainty.ravel())[::-1].astype(np.float64)
    right = np.cumsum(falling)
    expected = 2 * right / (np.arange(1, len(falling) + 1) + right[-1])
    return float(falling[int(expected.argmax())])


def line_for(certainty: Scores, mean: float) -> float:
    """The certainty above which there are as many codings a comment as people gave on average."""
    wanted = max(0, min(certainty.size, round(mean * len(certainty))) - len(certainty))
    if not wanted:
        return 2.0
    others = np.sort(certainty, axis=1)[:, :-1].ravel()
    return float(np.sort(others)[::-1][wanted - 1]) if len(others) else 2.0


def told(certainty: Scores, mean: float | None) -> Scores:
    """How sure may be told: certainty that adds up to as many themes a comment as people give it.

    What the strongest clauses say adds up to more than one where a comment has several. From quotes alone (`mean`
    is None) that stands: each clause may have its theme. Where people coded whole comments and gave `mean`
    themes on average, what goes beyond one is scaled to what they gave; where they gave one, nothing does.
    """
    added = certainty.sum(axis=1, keepdims=True)
    beyond = np.maximum(added - 1, 0)
    share = 1.0
    if mean is not None:
        share = float(np.clip((mean - 1) / max(float(beyond.mean()), 1e-6), 0, 2)) if len(beyond) else 0.0
    wanted = np.where(added > 1, 1 + share * beyond, added)
    return np.asarray(np.minimum(certainty * wanted / np.maximum(added, 1e-9), 1), dtype=np.float32)
