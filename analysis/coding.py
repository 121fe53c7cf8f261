"""Codes comments to the themes that people adopted.

A theme is known by the comments that people and earlier runs placed in it. A comment is scored by the mean
likeness of its nearest examples (k nearest neighbours, Cover and Hart 1967), whole and clause by clause, so that a
comment about two things can have two themes and each coding shows the stretch that earned it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.clauses import ClauseCutter
from analysis.comments import CodeFrame, Coding, Comment
from analysis.setting_aside import why_set_aside
from analysis.suggesting import READ_AT_MOST
from analysis.vectors import StaticEngine, Vectors, unit

VERSION = "1"
NEIGHBOURS = 3
FLOOR = 0.45  # mean cosine to the nearest examples; below it a comment fits no theme yet
SECOND = 0.06  # how much nearer a further theme must be to one clause than the comment's main theme is
EXAMPLES = 300  # of each theme at most, spread evenly, so that one comment costs the same in the tenth year


@dataclass(frozen=True)
class Coder:
    """A frame made ready: make it once, then code any number of comments."""

    themes: tuple[str, ...]
    examples: Vectors
    theme_of: np.ndarray

    @classmethod
    def of(cls, frame: CodeFrame) -> "Coder":
        engine = StaticEngine()
        texts: list[str] = []
        owners: list[int] = []
        for place, theme in enumerate(frame.themes):
            said = list(theme.examples) or [f"{theme.title}. {theme.description}"]
            step = max(1, len(said) // EXAMPLES)
            chosen = said[::step][:EXAMPLES]
            texts.extend(chosen)
            owners.extend([place] * len(chosen))
        vectors = engine.meaning(texts) if texts else np.zeros((0, 1), dtype=np.float32)
        return cls(tuple(theme.id for theme in frame.themes), unit(vectors), np.array(owners, dtype=np.int64))

    def score(self, vectors: Vectors) -> np.ndarray:
        """For each row and theme, the mean cosine to the theme's nearest examples."""
        scores = np.zeros((len(vectors), len(self.themes)), dtype=np.float32)
        alike = vectors @ self.examples.T
        for place in range(len(self.themes)):
            mine = alike[:, self.theme_of == place]
            near = min(NEIGHBOURS, mine.shape[1])
            if near:
                scores[:, place] = np.sort(mine, axis=1)[:, -near:].mean(axis=1)
        return scores


def code_comments(
    comments: Sequence[Comment], frame: CodeFrame, coder: Coder | None = None
) -> tuple[Coding, ...]:
    """Give each comment the themes that it is plainly about; the first coding of a comment is its main one.

    Comments that say nothing, or that are like no example, get no coding. `coder` saves making the frame ready
    again for the next batch.
    """
    kept = [comment for comment in comments if why_set_aside(comment.text) is None]
    if not kept or not frame.themes:
        return ()
    coder = coder or Coder.of(frame)
    texts = [comment.text[:READ_AT_MOST] for comment in kept]
    cutter = ClauseCutter(texts)
    pieces = [cutter.cut(text) or [(0, len(text))] for text in texts]
    engine = StaticEngine()
    whole = coder.score(engine.meaning(texts))
    said = [text[start:end] for text, places in zip(texts, pieces, strict=True) for start, end in places]
    by_clause = coder.score(engine.meaning(said))
    codings: list[Coding] = []
    first = 0
    for row, (comment, places) in enumerate(zip(kept, pieces, strict=True)):
        clauses = by_clause[first : first + len(places)]
        first += len(places)
        codings.extend(
            _code_one(comment.id, places, np.maximum(whole[row], clauses.max(axis=0)), clauses, coder.themes)
        )
    return tuple(codings)


def _code_one(
    comment: str,
    places: list[tuple[int, int]],
    best: np.ndarray,
    clauses: np.ndarray,
    themes: tuple[str, ...],
) -> list[Coding]:
    main = int(best.argmax())
    if best[main] < FLOOR:
        return []
    wanted = [main]
    for place in range(len(places)):
        nearest = int(clauses[place].argmax())
        is_plain = (
            clauses[place, nearest] >= FLOOR and clauses[place, nearest] > clauses[place, main] + SECOND
        )
        if nearest not in wanted and is_plain:
            wanted.append(nearest)
    found = []
    for theme in wanted:
        start, end = places[int(clauses[:, theme].argmax())]
        found.append(Coding(comment, themes[theme], start, end, round(float(np.clip(best[theme], 0, 1)), 3)))
    return found
