"""Describe groups of comments as themes: name, phrases, quotes, size, who speaks, and how well they hang together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.assigning import Read
from analysis.comments import SuggestedTheme
from analysis.grouping import Groups, centres
from analysis.labels import Naming, name_groups
from analysis.phrases import PhraseBook
from analysis.quotes import choose_quotes
from analysis.vectors import Vectors

MOST_NEAR = 3


@dataclass(frozen=True, slots=True)
class Level:
    """The groups of one zoom: of the comments read, of all comments, and how surely each is found again."""

    read: Groups
    everyone: Groups
    sure: NDArray[np.float64]


def describe(read: Read, levels: Sequence[Level], voices: Sequence[str | None]) -> tuple[SuggestedTheme, ...]:
    """The themes of a run. `levels` are the zoom asked for and, where that was fine, the broad one above it;
    broad themes come first. `voices` says which group of people each of all comments comes from."""
    book = PhraseBook([comment.text for comment in read.comments])
    taken: set[str] = set()
    # The zoom asked for is named first: its themes are what people read, code and adopt.
    names = [name_groups(book, level.read.tolist(), len(level.sure), taken) for level in levels]
    if len(levels) == 1:
        return _themes(read, levels[0], names[0], voices, "t", {})
    fine, broad = levels
    above = _themes(read, broad, names[1], voices, "t", {})
    pairs = sorted(set(zip(fine.read.tolist(), broad.read.tolist(), strict=True)))
    parents = {one: above[wide].id for one, wide in pairs if one >= 0 and wide >= 0}
    return above + _themes(read, fine, names[0], voices, "f", parents)


def _themes(
    read: Read,
    level: Level,
    names: Sequence[Naming],
    voices: Sequence[str | None],
    letter: str,
    parents: dict[int, str],
) -> tuple[SuggestedTheme, ...]:
    middles = centres(read.vectors, level.read)
    like = np.einsum("ij,ij->i", read.vectors, middles[level.read]) if len(middles) else np.zeros(0)
    sizes = np.bincount(level.everyone[level.everyone >= 0], minlength=len(middles))
    speaking = _speaking(level.everyone, voices, len(middles))
    of_clauses = level.read[read.clauses.owners]
    themes = []
    for group, naming in enumerate(names):
        clauses = np.flatnonzero(of_clauses == group)
        cohesion = float(np.clip(like[level.read == group].mean(), 0, 1))
        themes.append(
            SuggestedTheme(
                f"{letter}{group + 1}",
                naming.label,
                naming.phrases,
                int(sizes[group]),
                choose_quotes(
                    [read.comments[read.clauses.owners[at]] for at in clauses],
                    [read.clauses.spans[at] for at in clauses],
                    read.clause_vectors[clauses],
                    middles[group],
                    naming.phrases,
                ),
                parents.get(group),
                round(cohesion, 4),
                round(float(level.sure[group]), 4),
                tuple(f"{letter}{other + 1}" for other in _near(middles, group, cohesion)),
                dict(sorted(speaking[group].items())),
            )
        )
    return tuple(themes)


def _speaking(groups: Groups, voices: Sequence[str | None], count: int) -> list[Counter[str]]:
    speaking: list[Counter[str]] = [Counter() for _ in range(count)]
    if any(voices):
        for group, voice in zip(groups.tolist(), voices, strict=True):
            if voice and group >= 0:
                speaking[group][voice] += 1
    return speaking


def _near(middles: Vectors, group: int, cohesion: float) -> list[int]:
    """The groups whose middle is at least as near as the group's own comments are on average."""
    like = middles @ middles[group]
    like[group] = -1
    order = np.argsort(-like, kind="stable")[:MOST_NEAR]
    return [int(at) for at in order if like[at] >= cohesion]
