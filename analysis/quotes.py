"""Chooses stretches of comments that stand for a theme, so that each group who said it is heard.

Candidates nearest to the middle of the theme come first; then seats are shared over the groups by their size with
the method of Sainte-Laguë (Pukelsheim, "Proportional Representation", 2014), and no two quotes say the same.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.comments import Span
from analysis.vectors import Vectors

QUOTES = 6
SHORTEST, LONGEST = 6, 30  # words of a good quote
TOO_ALIKE = 0.85


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clause that may be quoted; `row` is its place among the vectors."""

    span: Span
    words: int
    group: str
    row: int
    likeness: float


def choose_quotes(candidates: Sequence[Candidate], vectors: Vectors, count: int = QUOTES) -> tuple[Span, ...]:
    """The best first. Fewer than `count` where there are fewer comments or all say the same."""
    ranked = sorted(
        candidates, key=lambda one: (-one.likeness * _ease(one.words), one.span.comment, one.span.start)
    )
    waiting: dict[str, list[Candidate]] = defaultdict(list)
    for one in ranked:
        waiting[one.group].append(one)
    sizes = {group: len(them) for group, them in waiting.items()}
    seats: Counter[str] = Counter()
    chosen: list[Candidate] = []
    while len(chosen) < count and waiting:
        group = max(waiting, key=lambda name: (sizes[name] / (2 * seats[name] + 1), name))
        one = waiting[group].pop(0)
        if not waiting[group]:
            del waiting[group]
        if any(_is_like(one, other, vectors) for other in chosen):
            continue
        chosen.append(one)
        seats[group] += 1
    return tuple(one.span for one in chosen)


def _ease(words: int) -> float:
    """A quote of some words is easier to recognise than one word, and than a paragraph."""
    if words < SHORTEST:
        return words / SHORTEST * 0.8
    return 1.0 if words <= LONGEST else LONGEST / words


def _is_like(one: Candidate, other: Candidate, vectors: Vectors) -> bool:
    if one.span.comment == other.span.comment:
        return True
    return bool(np.dot(vectors[one.row], vectors[other.row]) > TOO_ALIKE)
