"""Say which themes each comment speaks of, once the themes are known, clause by clause.

Works on any piece of a run by itself, so that memory stays bounded however many comments there are.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.clauses import Clauses, ClauseSplitter
from analysis.comments import Coding, Comment
from analysis.grouping import Groups
from analysis.spaces import Space
from analysis.vectors import Parts, Vectors

ALSO = 0.45
FLOOR = 0.1
PIECE = 10_000


@dataclass(frozen=True, slots=True)
class Read:
    """Comments with their clauses and the vectors of both."""

    comments: Sequence[Comment]
    vectors: Vectors
    clauses: Clauses
    clause_vectors: Vectors


def read_parts(
    comments: Sequence[Comment], clauses: Clauses, place: Callable[[list[str], Parts], Vectors]
) -> Read:
    """Place comments and their clauses; a comment of one clause is placed once."""
    texts = [comment.text for comment in comments]
    rows = place(texts, clauses.parts(texts))
    wholes, places = clauses.rows()
    return Read(comments, rows[wholes], clauses, rows[places])


@dataclass(frozen=True, slots=True)
class Known:
    """What was learned from a sample, enough to tell the themes of any other comment of the run."""

    space: Space
    splitter: ClauseSplitter
    middles: Vectors
    ids: Sequence[str]


def join_themes(known: Known, piece: tuple[Sequence[Comment], Groups]) -> tuple[Groups, list[Coding]]:
    """The group of each comment of a piece, the nearest one where it has none yet, and their codings."""
    comments, groups = piece
    read = read_parts(comments, known.splitter.cut([comment.text for comment in comments]), known.space.place)
    groups = np.where(groups >= 0, groups, nearest_groups(read.vectors, known.middles))
    return groups, list(codings_of(read, groups, known.middles, known.ids))


def nearest_groups(vectors: Vectors, middles: Vectors) -> Groups:
    """The group whose middle is nearest, -1 where none is near."""
    if not len(middles):
        return np.full(len(vectors), -1, dtype=np.int64)
    near = vectors @ middles.T
    return np.where(near.max(axis=1) >= FLOOR, near.argmax(axis=1), -1)


def codings_of(read: Read, groups: Groups, middles: Vectors, ids: Sequence[str]) -> Iterator[Coding]:
    """The main theme of each comment, then the other themes that a clause of it clearly belongs to."""
    if not len(middles):
        return
    owners, spans = read.clauses.owners, read.clauses.spans
    near = read.clause_vectors @ middles.T
    main, best, all_ = groups[owners], near.argmax(axis=1), np.arange(len(owners))
    alone = np.diff(read.clauses.firsts)[owners] == 1
    held = all_[main >= 0]
    also = all_[(main >= 0) & (best != main) & ~alone & (near[all_, best] >= ALSO)]
    rows = np.concatenate([held, also])
    themes = np.concatenate([main[held], best[also]])
    second = np.repeat([False, True], [len(held), len(also)])
    values = near[rows, themes]
    order = np.lexsort((rows, -values, themes, second, owners[rows]))
    rows, themes, second, values = rows[order], themes[order], second[order], values[order]
    whose = owners[rows]
    strongest = np.ones(len(rows), dtype=bool)
    strongest[1:] = (whose[1:] != whose[:-1]) | (themes[1:] != themes[:-1])
    whole = np.einsum("ij,ij->i", read.vectors, middles[groups])
    sure = np.clip(np.where(second, values, whole[whose]), 0, 1).astype(np.float64)
    for at in np.flatnonzero(strongest).tolist():
        start, end = spans[rows[at]]
        yield Coding(read.comments[whose[at]].id, ids[themes[at]], start, end, round(float(sure[at]), 4))
