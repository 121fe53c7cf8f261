"""Choose the words that stand for a theme: whole clauses, letter for letter, near the middle of the theme."""

from collections.abc import Sequence

import numpy as np

from analysis.comments import Comment, Span
from analysis.vectors import Vectors
from analysis.wording import words_of

FEWEST_WORDS = 4
MOST_WORDS = 45
ALIKE = 0.92


def choose_quotes(
    comments: Sequence[Comment],
    spans: Sequence[tuple[int, int]],
    vectors: Vectors,
    centre: Vectors,
    phrases: Sequence[str],
    count: int = 3,
) -> tuple[Span, ...]:
    """The clauses nearest to the centre, from different comments and not alike; longer and named ones first.

    `spans` and `vectors` belong to `comments` one to one: a comment stands once for each of its clauses.
    """
    near = vectors @ centre
    scored = []
    for at, (comment, (start, end)) in enumerate(zip(comments, spans, strict=True)):
        words = words_of(comment.text[start:end])
        fits = FEWEST_WORDS <= len(words) <= MOST_WORDS
        said = " ".join(words)
        named = any(phrase in said for phrase in phrases[:3])
        scored.append((float(near[at]) + 0.1 * named + 0.01 * min(len(words), 15) - (0 if fits else 1), at))
    scored.sort(key=lambda item: (-item[0], item[1]))
    chosen: list[int] = []
    for _, at in scored[:200]:
        if all(
            comments[at].id != comments[other].id and float(np.dot(vectors[at], vectors[other])) < ALIKE
            for other in chosen
        ):
            chosen.append(at)
        if len(chosen) == count:
            break
    return tuple(Span(comments[at].id, *spans[at]) for at in chosen)
