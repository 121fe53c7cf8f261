"""Describe groups of comments as themes: a name, telling phrases, quotes, size, and how well they hang together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.assigning import Read
from analysis.comments import Comment, SuggestedTheme
from analysis.grouping import Groups, centres
from analysis.labels import name_themes
from analysis.quotes import choose_quotes


@dataclass(frozen=True, slots=True)
class Sampled:
    """The comments that themes are named and quoted from, with the group of each at both zooms."""

    read: Read
    groups: Groups
    broad: Groups


def describe(
    sampled: Sampled, spoken: Sequence[Comment], groups: Groups, broad: Groups
) -> tuple[SuggestedTheme, ...]:
    """The themes of a run, broad ones first where fine ones were asked for.

    `groups` and `broad` are those of all comments, for sizes; both are the same at broad zoom.
    """
    taken: set[str] = set()
    above = _level(sampled.read, sampled.broad, spoken, broad, "t", {}, taken)
    if groups is broad:
        return above
    pairs = sorted(set(zip(sampled.groups.tolist(), sampled.broad.tolist(), strict=True)))
    parents = {fine: above[wide].id for fine, wide in pairs if fine >= 0 and wide >= 0}
    return above + _level(sampled.read, sampled.groups, spoken, groups, "f", parents, taken)


def _level(
    read: Read,
    groups: Groups,
    spoken: Sequence[Comment],
    everyone: Groups,
    letter: str,
    parents: dict[int, str],
    taken: set[str],
) -> tuple[SuggestedTheme, ...]:
    middles = centres(read.vectors, groups)
    names = name_themes([comment.text for comment in read.comments], groups.tolist(), len(middles), taken)
    sizes = np.bincount(everyone[everyone >= 0], minlength=len(middles))
    of_clauses = groups[read.clauses.owners]
    themes = []
    for group, naming in enumerate(names):
        clauses = np.flatnonzero(of_clauses == group)
        quotes = choose_quotes(
            [read.comments[read.clauses.owners[at]] for at in clauses],
            [read.clauses.spans[at] for at in clauses],
            read.clause_vectors[clauses],
            middles[group],
            naming.phrases,
        )
        cohesion = float(np.clip((read.vectors[groups == group] @ middles[group]).mean(), 0, 1))
        themes.append(
            SuggestedTheme(
                f"{letter}{group + 1}",
                naming.label,
                naming.phrases,
                int(sizes[group]),
                quotes,
                parents.get(group),
                round(cohesion, 4),
            )
        )
    return tuple(themes)
