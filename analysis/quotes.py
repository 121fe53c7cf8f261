"""Choose the words that stand for a theme: whole clauses, letter for letter, near the middle of the theme.

Where people said which group they belong to, the places are shared out so that the groups who speak in a theme
are heard in proportion: sequential proportional approval voting (Thiele, "Om flerfoldsvalg", 1895), where each
comment approves the words of its own group, with the divisors of Sainte-Laguë (1910), which favour nobody.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from analysis.comments import Comment, Span
from analysis.vectors import Vectors
from analysis.wording import words_of

FEWEST_WORDS = 4
MOST_WORDS = 45
ALIKE = 0.92
LOOKED_AT = 200
FEWEST, MOST = 3, 6


def choose_quotes(
    comments: Sequence[Comment],
    spans: Sequence[tuple[int, int]],
    vectors: Vectors,
    centre: Vectors,
    phrases: Sequence[str],
) -> tuple[Span, ...]:
    """The clauses nearest to the centre, from different comments and not alike; longer and named ones first.

    `spans` and `vectors` belong to `comments` one to one: a comment stands once for each of its clauses. There
    are three quotes, and more where more groups speak.
    """
    order = _best_first(comments, spans, vectors @ centre, phrases)
    speaking = Counter(group for _, group in {(one.id, one.group) for one in comments})
    chosen: list[int] = []
    given: Counter[str | None] = Counter()
    closed: set[str | None] = set()
    while len(chosen) < min(max(FEWEST, len(speaking)), MOST) and len(closed) < len(speaking):
        group = min(
            (one for one in speaking if one not in closed),
            key=lambda one: (-speaking[one] / (2 * given[one] + 1), one or ""),
        )
        mine = [at for at in order if comments[at].group == group][:LOOKED_AT]
        best = next((at for at in mine if _is_new(at, chosen, comments, vectors)), None)
        if best is None:
            closed.add(group)
            continue
        chosen.append(best)
        given[group] += 1
    return tuple(Span(comments[at].id, *spans[at]) for at in chosen)


def _best_first(
    comments: Sequence[Comment], spans: Sequence[tuple[int, int]], near: Vectors, phrases: Sequence[str]
) -> list[int]:
    scored = []
    for at, (comment, (start, end)) in enumerate(zip(comments, spans, strict=True)):
        words = words_of(comment.text[start:end])
        fits = FEWEST_WORDS <= len(words) <= MOST_WORDS
        said = " ".join(words)
        named = any(phrase.lower() in said for phrase in phrases[:3])
        scored.append((float(near[at]) + 0.1 * named + 0.01 * min(len(words), 15) - (0 if fits else 1), at))
    scored.sort(key=lambda item: (-item[0], item[1]))
    return [at for _, at in scored]


def _is_new(at: int, chosen: Sequence[int], comments: Sequence[Comment], vectors: Vectors) -> bool:
    return all(
        comments[at].id != comments[other].id and float(np.dot(vectors[at], vectors[other])) < ALIKE
        for other in chosen
    )
