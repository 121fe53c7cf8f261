"""Something new is being said: comments that fit no theme and resemble one another.

They are joined while a group hangs together on average (Sokal and Michener, "A statistical method for evaluating
systematic relationships", 1958), so that a chain of chance likenesses makes no group. How like is like enough is
read off the comments that do fit: clearly more alike than two of those that have nothing to do with each other.
A group counts where enough voices, not comments, are in it: one person who writes ten times is not something
new being said. No common direction is taken away: what is new has left it, all of it to the same side.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.comments import Comment, Span
from analysis.setting_aside import reason_to_set_aside
from analysis.vectors import Engine, StaticEngine, Vectors, unit

VOICES = 5
MOST = 3_000  # the newest; joining takes the square of them
COMPARED = 1_000
RARE = 2.5  # deviations above the usual likeness of two comments: one unrelated pair in some 160
USUAL_LIKENESS = 0.35


@dataclass(frozen=True, slots=True)
class Drift:
    """A group that may be a new theme. `voices` counts people, `likeness` is its mean cosine, at most 1.

    `spans` are whole comments, the one nearest the middle first.
    """

    label: str
    phrases: tuple[str, ...]
    spans: tuple[Span, ...]
    voices: int
    likeness: float


def drift(
    comments: Sequence[Comment],
    known: Sequence[str] = (),
    voices: Mapping[str, str] | None = None,
    fewest: int = VOICES,
    engine: Engine | None = None,
) -> tuple[Drift, ...]:
    """The groups of at least `fewest` voices among comments that fit no theme, largest first.

    `comments` come oldest first; `known` are words that do fit a theme, which say how alike two comments usually
    are; `voices` is who wrote each comment, and without it each stands for a person. The same comments in the
    same order give the same groups.
    """
    spoken = [one for one in comments if reason_to_set_aside(one.text) is None][-MOST:]
    if len(spoken) < max(fewest, 2):
        return ()
    engine = engine or StaticEngine()
    vectors = unit(engine.embed([one.text for one in spoken]))
    like = _like_enough(engine, known)
    groups = _joined(vectors, like)
    said_by = [(voices or {}).get(one.id, one.id) for one in spoken]
    found = []
    for group in range(int(groups.max()) + 1):
        places = np.flatnonzero(groups == group)
        if len({said_by[at] for at in places}) >= fewest:
            found.append(places)
    found.sort(key=lambda places: (-len({said_by[at] for at in places}), int(places[0])))
    return _told(spoken, vectors, found, said_by)


def _like_enough(engine: Engine, known: Sequence[str]) -> float:
    """The cosine from which two comments have more in common than what everybody here talks about.

    Pairs of one theme lie above the median; so the spread of unrelated pairs is read off those below it.
    """
    step = max(1, len(known) // COMPARED)
    usual = unit(engine.embed(known[::step][:COMPARED]))
    if len(usual) < 50:
        return USUAL_LIKENESS
    pairs = (usual @ usual.T)[np.triu_indices(len(usual), 1)]
    low, usually = np.quantile(pairs, [0.1587, 0.5])
    return float(np.clip(usually + RARE * (usually - low), 0.05, 0.9))


def _joined(vectors: Vectors, like: float) -> NDArray[np.int64]:
    """A group number for each text, by average likeness."""
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415  (heavy)
    from scipy.spatial.distance import squareform  # noqa: PLC0415

    apart = np.clip(1 - vectors.astype(np.float64) @ vectors.T, 0, 2)
    apart = (apart + apart.T) / 2
    np.fill_diagonal(apart, 0)
    tree = linkage(squareform(apart, checks=False), "average")
    return np.asarray(fcluster(tree, 1 - like, "distance") - 1, dtype=np.int64)


def _told(
    spoken: Sequence[Comment],
    vectors: Vectors,
    found: Sequence[NDArray[np.int64]],
    said_by: Sequence[str],
) -> tuple[Drift, ...]:
    from analysis.labels import name_themes  # noqa: PLC0415

    groups = np.full(len(spoken), -1, dtype=np.int64)
    for number, places in enumerate(found):
        groups[places] = number
    names = name_themes([one.text for one in spoken], groups.tolist(), len(found))
    told = []
    for naming, places in zip(names, found, strict=True):
        near = vectors[places] @ unit(vectors[places].mean(axis=0, keepdims=True))[0]
        order = places[np.argsort(-near, kind="stable")]
        spans = tuple(Span(spoken[at].id, 0, len(spoken[at].text)) for at in order)
        likeness = vectors[places] @ vectors[places].T
        mean = (likeness.sum() - len(places)) / max(len(places) * (len(places) - 1), 1)
        people = len({said_by[at] for at in places})
        told.append(Drift(naming.label, naming.phrases, spans, people, round(min(float(mean), 1.0), 4)))
    return tuple(told)
