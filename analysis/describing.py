"""Describe groups of comments as themes: name, phrases, quotes, size, who speaks, and how well they hang together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from analysis.assigning import Read
from analysis.comments import SuggestedTheme
from analysis.grouping import Groups, centres
from analysis.labels import Naming, name_above, name_groups
from analysis.phrases import PhraseBook
from analysis.quotes import choose_quotes
from analysis.vectors import Vectors
from analysis.wording import words_of

MOST_NEAR = 3
SHORT = range(2, 8)  # words


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
    first = levels[0]
    said = partial(_short_clause, read, first.read)
    names = name_groups(book, first.read.tolist(), len(first.sure), taken, said)
    if len(levels) == 1:
        return _themes(read, first, names, voices, "t", {})
    broad = levels[1]
    pairs = sorted(set(zip(first.read.tolist(), broad.read.tolist(), strict=True)))
    inside = [(one, wide) for one, wide in pairs if one >= 0 and wide >= 0]
    below = [[names[one] for one, above in inside if above == wide] for wide in range(len(broad.sure))]
    wide_names = name_above(book, broad.read.tolist(), below, taken)
    above = _themes(read, broad, wide_names, voices, "t", {})
    parents = {one: above[wide].id for one, wide in inside}
    return above + _themes(read, first, names, voices, "f", parents)


def _short_clause(read: Read, groups: Groups, group: int) -> str:
    """A few words of one comment in quotation marks, the nearest to the middle of a group; "" if all are long."""
    middle = read.vectors[groups == group].sum(axis=0)
    clauses = np.flatnonzero(groups[read.clauses.owners] == group)
    order = clauses[np.argsort(-(read.clause_vectors[clauses] @ middle), kind="stable")]
    said = (read.comments[read.clauses.owners[at]].text[slice(*read.clauses.spans[at])] for at in order)
    short = (words.strip(" .,;:!?") for words in said if len(words_of(words)) in SHORT)
    return next((f"“{words}”" for words in short), "")


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
