"""Code comments to a frame that people own: each theme with its title, description, example quotes and rules.

The themes are learned from their quotes and from what people coded (`analysis.learning`). A comment, and each
clause of it, is held against every theme; what the whole says and what its strongest clause says count alike,
and the clause that says most is the evidence. Comments that are coded together also say how often each theme
comes and teach one another (`analysis.weighing`).

How many themes a comment has is decided so: where people coded whole comments, as many on average as they
gave; from quotes alone, as many as make the expected F1 highest. Where a comment is like no example it gets
no coding, and a person sees it in the list of those that no theme holds. What people coded stays as they
coded it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.clauses import ClauseSplitter
from analysis.comments import (
    CodeFrame,
    Coding,
    Comment,
    Example,
    FrameTheme,
    SetAside,
    Span,
    SuggestedTheme,
    Suggestions,
)
from analysis.labels import name_themes
from analysis.learning import Regressions, Scores, Views, choose_heat, hold_out, share
from analysis.setting_aside import EMPTY, NO_WORDS, reason_to_set_aside
from analysis.spreading import Spread, one_by_one
from analysis.vectors import Engine, StaticEngine, Vectors
from analysis.weighing import (
    best_line,
    choose_sharpness,
    frequencies,
    line_for,
    listen,
    overhear,
    sharpen,
    told,
    weigh,
)
from analysis.wording import stem, words_of

VERSION = "4"
FEW_QUOTES = 3
CODED_ENOUGH = 30
ENOUGH = 50  # comments that held-out examples listen to, before it says anything of how sure to be
UNLIKE = 0.1
CONSIDERED = 0.05
LONGEST_COMMENT = 20_000
BATCH = 2_000
QUOTES = 3
NEVER_CODED = {EMPTY, NO_WORDS}


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Texts as a whole and clause by clause, the whole first: the first row of each text in `firsts`."""

    spans: list[tuple[int, int]]
    firsts: NDArray[np.int64]

    def parts(self) -> list[list[tuple[int, int]]]:
        """The spans of each text."""
        return [self.spans[self.of(text)] for text in range(len(self.firsts))]

    def of(self, text: int) -> slice:
        last = self.firsts[text + 1] if text + 1 < len(self.firsts) else len(self.spans)
        return slice(int(self.firsts[text]), int(last))

    def mix(self, said: Scores) -> Scores:
        """What the whole says and what its strongest clause says, alike: texts × themes."""
        strongest = np.maximum.reduceat(said, self.firsts, axis=0)
        return np.asarray((strongest + said[self.firsts]) / 2, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class _Read:
    """What was made of a batch: what each piece says of each theme, what is held of each comment, and how sure
    that may be told."""

    pieces: _Pieces
    said: Scores
    certainty: Scores
    sure: Scores


@dataclass(frozen=True, slots=True)
class Coded(Suggestions):
    """The outcome of coding to a frame. `considered` are themes that a comment may belong to and was not given."""

    considered: tuple[Coding, ...] = ()


class Coder:
    """Learns a frame once and then codes any number of comments."""

    def __init__(
        self, frame: CodeFrame, examples: Sequence[Example] = (), engine: Engine | None = None
    ) -> None:
        self.ids = [theme.id for theme in frame.themes]
        given = _given(frame, examples)
        texts = [text for _, text in given]
        self._owners = np.array([at for at, _ in given], dtype=np.int64)
        self._splitter = ClauseSplitter(texts)
        self._views = Views(texts, engine or StaticEngine())
        self._regressions = Regressions(self._views.examples, self._owners, len(self.ids))
        self._held = hold_out(self._views.examples, self._owners, len(self.ids))
        self._heat = choose_heat(self._held)
        counts = np.bincount(self._owners, minlength=len(self.ids)) + 0.5
        self._known = counts / counts.sum()
        self._aside = {reason for text in texts if (reason := reason_to_set_aside(text))}
        self._mean = _codes_a_comment(examples, set(self.ids))
        self._pinned: dict[str, set[int]] = defaultdict(set)
        for example in examples:
            if example.comment is not None and example.theme in self.ids:
                self._pinned[example.comment].add(self.ids.index(example.theme))
        self._rules = [
            ([_stems(word) for word in theme.must_have], [_stems(word) for word in theme.must_not_have])
            for theme in frame.themes
        ]

    def code(self, comments: Sequence[Comment]) -> tuple[Coding, ...]:
        """The codings of these comments, the main theme of each first."""
        return self.weigh_up(comments)[0]

    def weigh_up(
        self, comments: Sequence[Comment], spread: Spread = one_by_one
    ) -> tuple[tuple[Coding, ...], tuple[Coding, ...]]:
        """The codings of these comments, and what else was considered for each of them and not given."""
        spoken = [comment for comment in comments if self.why_aside(comment) is None]
        batches = [spoken[begin : begin + BATCH] for begin in range(0, len(spoken), BATCH)]
        codings: list[Coding] = []
        considered: list[Coding] = []
        for given, others in spread(Coder._weigh_batch, self, batches):
            codings.extend(given)
            considered.extend(others)
        return tuple(codings), tuple(considered)

    def _weigh_batch(self, batch: Sequence[Comment]) -> tuple[list[Coding], list[Coding]]:
        read = self._read(batch)
        line = best_line(read.certainty) if self._mean is None else line_for(read.certainty, self._mean)
        chosen = [self._chosen(comment, read, at, line) for at, comment in enumerate(batch)]
        return [one for given, _ in chosen for one in given], [one for _, others in chosen for one in others]

    def why_aside(self, comment: Comment) -> str | None:
        """Why a comment is set aside; "nothing to add" is not, where the frame has a theme for such answers."""
        reason = reason_to_set_aside(comment.text)
        return reason if reason in NEVER_CODED or reason not in self._aside else None

    def certainty(self, comments: Sequence[Comment]) -> Scores:
        """How likely each theme is for each comment: comments × themes, in the order of `ids`."""
        parts = [self._read(comments[begin : begin + BATCH]).sure for begin in range(0, len(comments), BATCH)]
        return np.vstack(parts) if parts else np.zeros((0, len(self.ids)), dtype=np.float32)

    def glance(self, comments: Sequence[Comment]) -> tuple[Scores, Vectors]:
        """What the examples alone say of whole comments, and where these stand: what `most_useful` asks for.

        Comments × themes, rows that add up to one, and comments × dimensions, rows of length one. How often a
        theme comes is left out on purpose: to ask about rare themes too, none may be taken for unlikely.
        """
        seen = self._views.see([comment.text[:LONGEST_COMMENT] for comment in comments])
        return share(self._regressions.score_seen(seen), self._heat), seen.dense

    def _read(self, comments: Sequence[Comment]) -> _Read:
        pieces = self._cut([comment.text for comment in comments])
        seen = self._views.see([comment.text for comment in comments], pieces.parts())
        said = share(self._regressions.score_seen(seen), self._heat)
        often = frequencies(said[pieces.firsts], self._known)
        said = weigh(said, often)
        certainty = listen(pieces.mix(said), seen.dense[pieces.firsts])
        kept = self._allowed(comments) * (self._like(seen.dense, pieces) >= UNLIKE)[:, None]
        sure = self._as_sure(certainty, seen.dense[pieces.firsts], often)
        certainty = certainty * kept
        return _Read(pieces, said, certainty, told(sure * kept, self._mean))

    def _as_sure(self, certainty: Scores, vectors: Vectors, often: NDArray[np.float64]) -> Scores:
        """As sure as held-out examples show that it may be, when they too listen to these comments."""
        if self._held is None or self._mean is None or len(certainty) < ENOUGH:
            return certainty
        own = weigh(share(self._held.scores, self._heat), often)
        heard = overhear(own, self._views.dense[self._held.places], certainty, vectors)
        return sharpen(certainty, choose_sharpness(heard, self._held.truths))

    def _cut(self, texts: Sequence[str]) -> _Pieces:
        spans: list[tuple[int, int]] = []
        firsts: list[int] = []
        for text in texts:
            text = text[:LONGEST_COMMENT]
            found = self._splitter.split(text) or [(0, len(text))]
            whole = [(found[0][0], found[-1][1])] if len(found) > 1 else []
            firsts.append(len(spans))
            spans.extend(whole + found)
        return _Pieces(spans, np.array(firsts, dtype=np.int64))

    def _allowed(self, comments: Sequence[Comment]) -> NDArray[np.float32]:
        """1 where a theme's rules let a comment in, 0 where they do not."""
        allowed = np.ones((len(comments), len(self.ids)), dtype=np.float32)
        for theme, (must, must_not) in enumerate(self._rules):
            if not must and not must_not:
                continue
            for at, comment in enumerate(comments):
                said = _stems(comment.text[:LONGEST_COMMENT])
                has = not must or any(word in said for word in must)
                allowed[at, theme] = has and not any(word in said for word in must_not)
        return allowed

    def _like(self, vectors: Vectors, pieces: _Pieces) -> NDArray[np.float32]:
        """How like its nearest example each comment is, at its most like piece."""
        nearest = np.empty(len(vectors), dtype=np.float32)
        for begin in range(0, len(vectors), BATCH):
            nearest[begin : begin + BATCH] = (vectors[begin : begin + BATCH] @ self._views.dense.T).max(
                axis=1
            )
        return np.asarray(np.maximum.reduceat(nearest, pieces.firsts), dtype=np.float32)

    def _chosen(
        self, comment: Comment, read: _Read, at: int, line: float
    ) -> tuple[list[Coding], list[Coding]]:
        certainty, said = read.certainty[at], read.said[read.pieces.of(at)]
        spans = read.pieces.spans[read.pieces.of(at)]

        def coding(theme: int, sure: float) -> Coding:
            # The whole stands before its clauses; a clause is the better evidence.
            best = int(said[1:, theme].argmax()) + 1 if len(spans) > 1 else 0
            return Coding(comment.id, self.ids[theme], *spans[best], round(sure, 4))

        if comment.id in self._pinned:
            return [coding(theme, 1.0) for theme in sorted(self._pinned[comment.id])], []
        order = [int(theme) for theme in np.argsort(-certainty, kind="stable") if certainty[theme] > 0]
        chosen = [theme for rank, theme in enumerate(order) if not rank or certainty[theme] >= line]
        others = [theme for theme in order[len(chosen) :] if read.sure[at, theme] >= CONSIDERED]
        return (
            [coding(theme, float(read.sure[at, theme])) for theme in chosen],
            [coding(theme, float(read.sure[at, theme])) for theme in others],
        )


def _given(frame: CodeFrame, examples: Sequence[Example]) -> list[tuple[int, str]]:
    """What each theme is known by: its title, its quotes and codings, and its description where those are few."""
    coded: dict[str, list[str]] = defaultdict(list)
    for example in examples:
        coded[example.theme].append(example.text)
    given: list[tuple[int, str]] = []
    for at, theme in enumerate(frame.themes):
        quotes = [text for text in (*theme.examples, *coded[theme.id]) if text.strip()]
        weak = [theme.title, theme.description] if len(quotes) < FEW_QUOTES else [theme.title]
        given.extend((at, text) for text in [*quotes, *weak] if text.strip())
    return given or [(0, " ")]


def _codes_a_comment(examples: Sequence[Example], known: set[str]) -> float | None:
    """How many themes people gave a comment on average, where they coded enough comments to say."""
    codes: dict[str, int] = defaultdict(int)
    for example in examples:
        if example.theme in known:
            codes[example.comment or example.text] += 1
    return sum(codes.values()) / len(codes) if len(codes) >= CODED_ENOUGH else None


def _stems(text: str) -> str:
    """The stems of all words of a text, so that a phrase can be sought in it word by word."""
    return f" {' '.join(stem(word) for word in words_of(text))} "


def code_comments(
    comments: Sequence[Comment],
    frame: CodeFrame,
    examples: Sequence[Example] = (),
    engine: Engine | None = None,
) -> tuple[Coding, ...]:
    """Code comments to a frame. For several batches keep a `Coder`, which learns the frame once."""
    if not frame.themes or not comments:
        return ()
    return Coder(frame, examples, engine).code(comments)


def code_to_frame(
    comments: Sequence[Comment],
    frame: CodeFrame,
    examples: Sequence[Example] = (),
    engine: Engine | None = None,
    spread: Spread = one_by_one,
) -> Coded:
    """Code comments to a frame and tell where each of them ended, in the shape of a run of suggestions."""
    engine = engine or StaticEngine()
    coder = Coder(frame, examples, engine)
    codings, considered = coder.weigh_up(comments, spread)
    aside = tuple(
        SetAside(comment.id, reason)
        for comment in comments
        if (reason := coder.why_aside(comment)) is not None
    )
    main: dict[str, str] = {}
    for coding in codings:
        main.setdefault(coding.comment, coding.theme)
    placed = {*main, *(one.comment for one in aside)}
    without = tuple(comment.id for comment in comments if comment.id not in placed)
    places = [coder.ids.index(main[comment.id]) if comment.id in main else -1 for comment in comments]
    names = name_themes([comment.text for comment in comments], places, len(coder.ids))
    themes = [
        _theme_of(theme, naming.phrases, [one for one in codings if one.theme == theme.id], places.count(at))
        for at, (theme, naming) in enumerate(zip(frame.themes, names, strict=True))
    ]
    facts: dict[str, str | int | float] = {"name": engine.name, "version": f"code-{VERSION}"}
    return Coded(tuple(themes), codings, aside, without, facts, considered=considered)


def _theme_of(
    theme: FrameTheme, phrases: tuple[str, ...], codings: Sequence[Coding], size: int
) -> SuggestedTheme:
    surest = sorted(codings, key=lambda one: -one.confidence)[:QUOTES]
    sure = sum(one.confidence for one in codings) / len(codings) if codings else 0.0
    quotes = tuple(Span(one.comment, one.start, one.end) for one in surest)
    return SuggestedTheme(theme.id, theme.title, phrases, size, quotes, None, round(sure, 4))
