"""Suggest themes for comments: what do people talk about, in their own words?

Suggestions are a proposal for a person to adopt, rename, merge or throw away. Every comment ends in a theme,
is set aside with a reason, or stands in the list of those that no theme holds; none is dropped.
The same comments and seed give the same suggestions. Of very many comments a sample is grouped and named, and
the rest join the nearest group, a piece at a time, so that memory stays bounded.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.assigning import PIECE, Known, Read, codings_of, join_themes, read_parts
from analysis.clauses import ClauseSplitter
from analysis.comments import Coding, Comment, SetAside, SuggestedTheme, Suggestions, VoicesOfFew
from analysis.continuing import earlier_groups
from analysis.describing import Level, describe
from analysis.grouping import (
    Groups,
    by_size,
    centres,
    cut_graph,
    each_alone,
    neighbour_graph,
    nest,
    settle,
    sureness,
)
from analysis.setting_aside import reason_to_set_aside
from analysis.spaces import Space
from analysis.spreading import Spread, one_by_one
from analysis.standing_apart import voices_of_few
from analysis.vectors import Engine, StaticEngine, Vectors

Report = Callable[[int, int, str], object]
ZOOMS = {"broad": 1.0, "fine": 2.0}
SMALLEST = 3
SAMPLE = 20_000
FLOOR = 0.1
STEPS = 100
VERSION = "suggest-4"
PLACING, FINDING = "Placing the comments by meaning", "Finding what belongs together"
CLAUSES = "Reading clause by clause"


@dataclass(frozen=True, slots=True)
class _Found:
    """The groups of the sample, for fine ones the broad group above each of them, the graph of different texts that
    was cut, which of these each comment has and where each stands first, and the places of those whose own group was
    too small."""

    groups: Groups
    above: Groups | None
    graph: Any
    copies: NDArray[np.int64]
    firsts: NDArray[np.int64]
    loose: Groups

    def broad(self, groups: Groups) -> Groups:
        """The broad groups of any comments whose fine groups are given."""
        if self.above is None or not len(self.above):
            return groups
        return np.where(groups >= 0, self.above[groups], -1)


def suggest_themes(
    comments: Sequence[Comment],
    *,
    seed: int = 0,
    zoom: str = "broad",
    report: Report | None = None,
    engine: Engine | None = None,
    spread: Spread = one_by_one,
    before: Suggestions | None = None,
) -> Suggestions:
    """Propose themes. `report(done, total, words)` is told how far it is and may raise to stop the run. With a
    `Cluster` as `spread` other machines do what is long, with the same outcome. The run begins from the themes of
    an earlier one, if `before` is given, and changes what the comments of today call for."""
    if zoom not in ZOOMS:
        raise ValueError(f"Zoom is one of {', '.join(ZOOMS)}.")
    say = report or (lambda done, total, words: None)
    engine = engine or StaticEngine()
    say(0, STEPS, "Reading the comments")
    spoken, aside = _set_apart(comments)
    say(5, STEPS, PLACING)
    if not spoken:
        return Suggestions((), (), tuple(aside), (), _facts(engine, seed, zoom))
    themes, codings, without, few = _Run(spoken, engine, zoom, seed, say, spread, before).result()
    say(STEPS, STEPS, "Done")
    return Suggestions(themes, codings, tuple(aside), without, _facts(engine, seed, zoom), few)


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


class _Run:
    """One run over comments that say something."""

    def __init__(
        self,
        spoken: Sequence[Comment],
        engine: Engine,
        zoom: str,
        seed: int,
        say: Report,
        spread: Spread,
        before: Suggestions | None,
    ) -> None:
        self._spoken, self._zoom, self._seed, self._say = spoken, zoom, seed, say
        self._spread, self._before = spread, before
        self._places: NDArray[np.int64] = np.arange(len(spoken))
        if len(spoken) > SAMPLE:
            self._places = np.sort(np.random.default_rng(seed).choice(len(spoken), SAMPLE, replace=False))
        self._sample = [spoken[at] for at in self._places]
        self._space = Space(engine, seed)

    def result(
        self,
    ) -> tuple[tuple[SuggestedTheme, ...], tuple[Coding, ...], tuple[str, ...], tuple[VoicesOfFew, ...]]:
        """The themes, the codings, the comments without a theme, and the voices of few."""
        texts = [comment.text for comment in self._sample]
        splitter = ClauseSplitter(texts)
        telling = self._telling(5, 40, PLACING)
        learn = partial(self._space.learn, spread=self._spread, step=telling)
        read = read_parts(self._sample, splitter.cut(texts), learn)
        found = self._group(read.vectors)
        middles = centres(read.vectors, found.groups)
        self._say(60, STEPS, CLAUSES)
        groups = np.full(len(self._spoken), -1, dtype=np.int64)
        groups[self._places] = found.groups
        letter = "t" if found.above is None else "f"
        ids = [f"{letter}{group + 1}" for group in range(len(middles))]
        if len(self._places) == len(self._spoken):
            codings = list(codings_of(read, groups, middles, ids))
        else:
            codings = self._assign_all(groups, Known(self._space, splitter, middles, ids))
        self._say(90, STEPS, "Naming the themes")
        few = voices_of_few(read, found.groups, middles, found.graph, found.copies, ids, found.loose)
        without = tuple(self._spoken[at].id for at in np.flatnonzero(groups < 0).tolist())
        return self._described(read, found, groups), tuple(codings), without, few

    def _described(self, read: Read, found: _Found, groups: Groups) -> tuple[SuggestedTheme, ...]:
        voices = [comment.group for comment in self._spoken]
        levels = [(found.groups, groups, self._zoom)]
        if found.above is not None:
            levels.append((found.broad(found.groups), found.broad(groups), "broad"))
        return describe(
            read,
            [
                Level(ours, everyone, sureness(found.graph, ours[found.firsts], ZOOMS[zoom], self._seed))
                for ours, everyone, zoom in levels
            ],
            voices,
        )

    def _group(self, vectors: Vectors) -> _Found:
        """The groups at the zoom asked for. The two zooms nest: a broad group is all of its fine groups. What several
        people wrote alike stands in the graph once, or it would have no neighbours but itself."""
        copies, firsts = _distinct([comment.text for comment in self._sample])
        graph = neighbour_graph(vectors[firsts], self._telling(40, 60, FINDING))
        ids = [self._sample[at].id for at in firsts]
        start, above_start = earlier_groups(self._before, ids, graph) if self._before else (None, None)
        if self._zoom == "broad":  # what is fine only tells then where the broad ones may be cut
            start = start if start is not None else above_start
        cut = each_alone(cut_graph(graph, ZOOMS["fine"], self._seed, start))[copies]
        fine = settle(vectors, cut, SMALLEST, FLOOR)
        loose = np.flatnonzero((np.bincount(cut) < SMALLEST)[cut])
        above = nest(fine, cut_graph(graph, ZOOMS["broad"], self._seed, above_start)[copies])
        broad = by_size(np.where(fine >= 0, above[fine], -1) if len(above) else fine)
        if self._zoom == "broad":
            return _Found(broad, None, graph, copies, firsts, loose)
        above[fine[fine >= 0]] = broad[fine >= 0]
        return _Found(fine, above, graph, copies, firsts, loose)

    def _assign_all(self, groups: Groups, known: Known) -> list[Coding]:
        """The codings of all comments; those outside the sample are given their group on the way."""
        begins = range(0, len(self._spoken), PIECE)
        pieces = [(self._spoken[at : at + PIECE], groups[at : at + PIECE]) for at in begins]
        codings: list[Coding] = []
        for begin, (mine, made) in zip(begins, self._spread(join_themes, known, pieces), strict=True):
            groups[begin : begin + PIECE] = mine
            codings.extend(made)
            self._say(60 + 30 * (begin + len(mine)) // len(self._spoken), STEPS, CLAUSES)
        return codings

    def _telling(self, start: int, end: int, words: str) -> Callable[[int], object]:
        return lambda done: self._say(start + (end - start) * done // len(self._sample), STEPS, words)


def _distinct(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The number of each text among the different ones, and where each of these stands first."""
    numbers = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    copies = np.array([numbers[text] for text in texts], dtype=np.int64)
    return copies, np.unique(copies, return_index=True)[1]


__all__ = ["Coding", "SetAside", "SuggestedTheme", "Suggestions", "suggest_themes"]
