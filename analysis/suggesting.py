"""Suggest themes for comments: what do people talk about, in their own words?

Suggestions are a proposal for a person to adopt, rename, merge or throw away. Every comment ends in a theme,
is set aside with a reason, or stands in the list of those that no theme holds; none is dropped.
The same comments and seed give the same suggestions.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.clauses import ClauseSplitter
from analysis.comments import Coding, Comment, SetAside, SuggestedTheme, Suggestions
from analysis.grouping import by_size, centres, cut_graph, neighbour_edges, nest, settle
from analysis.labels import name_themes
from analysis.quotes import choose_quotes
from analysis.setting_aside import reason_to_set_aside
from analysis.spaces import Space
from analysis.vectors import Engine, StaticEngine, Vectors

Report = Callable[[int, int, str], object]
ZOOMS = {"broad": 1.0, "fine": 2.0}
SMALLEST = 3
SAMPLE = 20_000
FLOOR = 0.1
ALSO = 0.45
STEPS = 100
VERSION = "suggest-2"


@dataclass(frozen=True, slots=True)
class _Clauses:
    owners: NDArray[np.int64]
    spans: list[tuple[int, int]]
    vectors: Vectors


def suggest_themes(
    comments: Sequence[Comment],
    *,
    seed: int = 0,
    zoom: str = "broad",
    report: Report | None = None,
    engine: Engine | None = None,
) -> Suggestions:
    """Propose themes. `report(done, total, words)` is told how far it is and may raise to stop the run."""
    if zoom not in ZOOMS:
        raise ValueError(f"Zoom is one of {', '.join(ZOOMS)}.")
    say = report or (lambda done, total, words: None)
    engine = engine or StaticEngine()
    say(0, STEPS, "Reading the comments")
    spoken, aside = _set_apart(comments)
    say(5, STEPS, "Placing the comments by meaning")
    if not spoken:
        return Suggestions((), (), tuple(aside), (), _facts(engine, seed, zoom))
    space = Space(engine, seed)
    vectors = space.learn([comment.text for comment in spoken])
    say(25, STEPS, "Finding what belongs together")
    groups, parents = _group(vectors, zoom, seed, say)
    say(60, STEPS, "Reading clause by clause")
    clauses = _clauses(spoken, vectors, space, say)
    say(85, STEPS, "Naming the themes")
    themes = _themes(spoken, groups, parents, clauses, vectors)
    codings = _codings(spoken, groups, clauses, vectors, themes)
    say(STEPS, STEPS, "Done")
    without = tuple(comment.id for comment, group in zip(spoken, groups, strict=True) if group < 0)
    return Suggestions(themes, codings, tuple(aside), without, _facts(engine, seed, zoom))


def _facts(engine: Engine, seed: int, zoom: str) -> dict[str, str | int | float]:
    return {"name": engine.name, "version": VERSION, "seed": seed, "zoom": zoom, "resolution": ZOOMS[zoom]}


def _set_apart(comments: Sequence[Comment]) -> tuple[list[Comment], list[SetAside]]:
    spoken, aside = [], []
    for comment in comments:
        reason = reason_to_set_aside(comment.text)
        if reason:
            aside.append(SetAside(comment.id, reason))
        else:
            spoken.append(comment)
    return spoken, aside


def _group(
    vectors: Vectors, zoom: str, seed: int, say: Report
) -> tuple[NDArray[np.int64], NDArray[np.int64] | None]:
    """The group of each text at the zoom asked for, and for fine ones the broad group above.

    The two nest: a broad group is all of its fine groups. Of very many texts a sample is grouped and the rest
    join the nearest group.
    """
    size = len(vectors)
    places = np.arange(size)
    if size > SAMPLE:
        places = np.sort(np.random.default_rng(seed).choice(size, SAMPLE, replace=False))
    sample = vectors[places]

    def step(done: int) -> None:
        say(25 + 25 * done // len(places), STEPS, "Finding what belongs together")

    edges = neighbour_edges(sample, step)
    found = cut_graph(edges, len(places), ZOOMS["fine"], seed)
    wide = np.full(size, -1, dtype=np.int64)
    wide[places] = cut_graph(edges, len(places), ZOOMS["broad"], seed)
    groups = np.full(size, -1, dtype=np.int64)
    groups[places] = found
    fine = settle(vectors, groups, SMALLEST, FLOOR)
    above = nest(fine, wide)
    broad = np.where(fine >= 0, above[fine], -1) if len(above) else fine
    broad = by_size(broad)
    return (broad, None) if zoom == "broad" else (fine, broad)


def _clauses(spoken: Sequence[Comment], vectors: Vectors, space: Space, say: Report) -> _Clauses:
    """The clauses of all comments with their vectors; a comment of one clause keeps its own vector."""
    splitter = ClauseSplitter([comment.text for comment in spoken])
    owners: list[int] = []
    spans: list[tuple[int, int]] = []
    several: list[int] = []
    for at, comment in enumerate(spoken):
        found = splitter.split(comment.text[:20_000]) or [(0, len(comment.text))]
        if len(found) > 1:
            several.extend(range(len(spans), len(spans) + len(found)))
        owners.extend([at] * len(found))
        spans.extend(found)
    say(65, STEPS, "Reading clause by clause")
    placed = np.asarray(vectors[owners])
    texts = [spoken[owners[at]].text[slice(*spans[at])] for at in several]
    for begin in range(0, len(texts), 4096):
        placed[several[begin : begin + 4096]] = space.place(texts[begin : begin + 4096])
        say(65 + 20 * min(begin + 4096, len(texts)) // len(texts), STEPS, "Reading clause by clause")
    return _Clauses(np.array(owners, dtype=np.int64), spans, placed)


def _themes(
    spoken: Sequence[Comment],
    groups: NDArray[np.int64],
    parents: NDArray[np.int64] | None,
    clauses: _Clauses,
    vectors: Vectors,
) -> tuple[SuggestedTheme, ...]:
    if parents is None:
        return _level(spoken, groups, clauses, vectors, "t", {}, set())
    taken: set[str] = set()
    above = _level(spoken, parents, clauses, vectors, "t", {}, taken)
    of: dict[int, str] = {}
    for group in range(int(groups.max()) + 1):
        most = Counter(int(parent) for parent in parents[groups == group] if parent >= 0).most_common(1)
        if most:
            of[group] = above[most[0][0]].id
    return above + _level(spoken, groups, clauses, vectors, "f", of, taken)


def _level(
    spoken: Sequence[Comment],
    groups: NDArray[np.int64],
    clauses: _Clauses,
    vectors: Vectors,
    letter: str,
    parents: dict[int, str],
    taken: set[str],
) -> tuple[SuggestedTheme, ...]:
    middle = centres(vectors, groups)
    names = name_themes([comment.text for comment in spoken], groups.tolist(), len(middle), taken)
    themes = []
    for group, naming in enumerate(names):
        members = np.flatnonzero(groups == group)
        of_members = np.flatnonzero(groups[clauses.owners] == group)
        quotes = choose_quotes(
            [spoken[int(clauses.owners[at])] for at in of_members],
            [clauses.spans[at] for at in of_members],
            clauses.vectors[of_members],
            middle[group],
            naming.phrases,
        )
        cohesion = float(np.clip((vectors[members] @ middle[group]).mean(), 0, 1))
        themes.append(
            SuggestedTheme(
                f"{letter}{group + 1}",
                naming.label,
                naming.phrases,
                len(members),
                quotes,
                parents.get(group),
                round(cohesion, 4),
            )
        )
    return tuple(themes)


def _codings(
    spoken: Sequence[Comment],
    groups: NDArray[np.int64],
    clauses: _Clauses,
    vectors: Vectors,
    themes: Sequence[SuggestedTheme],
) -> tuple[Coding, ...]:
    """The main theme of each comment, then the other themes that a clause of it clearly belongs to."""
    middle = centres(vectors, groups)
    if not len(middle):
        return ()
    letter = themes[-1].id[0]
    whole = vectors @ middle.T
    near = clauses.vectors @ middle.T
    first = np.searchsorted(clauses.owners, np.arange(len(spoken) + 1))
    codings = []
    for at, comment in enumerate(spoken):
        group = int(groups[at])
        if group < 0:
            continue
        mine = near[first[at] : first[at + 1]]
        best = int(mine[:, group].argmax())
        span = clauses.spans[int(first[at]) + best]
        codings.append(_coding(comment, f"{letter}{group + 1}", span, float(whole[at, group])))
        if len(mine) == 1:
            continue
        strongest: dict[int, int] = {}
        for row, other in enumerate(mine.argmax(axis=1)):
            known = strongest.get(int(other))
            if known is None or mine[row, other] > mine[known, other]:
                strongest[int(other)] = row
        for other, row in sorted(strongest.items()):
            if other != group and mine[row, other] >= ALSO:
                span = clauses.spans[int(first[at]) + row]
                codings.append(_coding(comment, f"{letter}{other + 1}", span, float(mine[row, other])))
    return tuple(codings)


def _coding(comment: Comment, theme: str, span: tuple[int, int], near: float) -> Coding:
    return Coding(comment.id, theme, *span, round(min(max(near, 0.0), 1.0), 4))


__all__ = ["Coding", "SetAside", "SuggestedTheme", "Suggestions", "suggest_themes"]
