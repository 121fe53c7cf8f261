"""Code comments to a frame that people own: each theme with its title, description and example quotes.

A theme is known by its quotes, the comments that people placed there, and last by its title. A comment, and
each clause of it, is held against the middle of a theme's quotes, against its nearest quotes and against its
words; the best theme wins where it is near enough, and the clause that won is the evidence (nearest centroid
after Rocchio, 1971, with nearest neighbours after Cover and Hart, 1967). Where nothing is near enough the
comment gets no coding, and a person sees it in the list of those that no theme holds.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from analysis.clauses import ClauseSplitter
from analysis.comments import CodeFrame, Coding, Comment, Example
from analysis.setting_aside import reason_to_set_aside
from analysis.vectors import LONGEST, Vectors, embed, unit
from analysis.wording import telling_stems

VERSION = "1"
FLOOR = 0.2
ALSO = 0.35
NEAREST = 3
CENTRE, NEIGHBOUR, WORDS = 0.4, 0.35, 0.25
BATCH = 2_000


class Coder:
    """Learns a frame once and then codes any number of comments."""

    def __init__(self, frame: CodeFrame, examples: Sequence[Example] = ()) -> None:
        self.ids = [theme.id for theme in frame.themes]
        quotes: list[tuple[int, str]] = []
        for at, theme in enumerate(frame.themes):
            quotes.append((at, theme.title))
            quotes.extend((at, text) for text in theme.examples if text.strip())
            quotes.extend((at, given.text) for given in examples if given.theme == theme.id)
        self._owners = np.array([at for at, _ in quotes], dtype=np.int64)
        texts = [text[:LONGEST] for _, text in quotes]
        dense = embed(texts)
        self._mean = dense.mean(axis=0) if len(texts) >= 50 else np.zeros(dense.shape[1], dtype=np.float32)
        self._quotes = unit(dense - self._mean)
        self._middles = unit(
            np.array([self._quotes[self._owners == at].mean(axis=0) for at in range(len(self.ids))])
        )
        self._splitter = ClauseSplitter(texts)
        words = [
            " ".join(
                [theme.title, theme.title, theme.description, *(text for at, text in quotes if at == place)]
            )
            for place, theme in enumerate(frame.themes)
        ]
        self._words: TfidfVectorizer | None = TfidfVectorizer(analyzer=telling_stems, sublinear_tf=True)
        try:
            self._theme_words = self._words.fit_transform(words)
        except ValueError:
            self._words = None

    def code(self, comments: Sequence[Comment]) -> tuple[Coding, ...]:
        """The codings of these comments, the main theme of each first."""
        codings: list[Coding] = []
        for begin in range(0, len(comments), BATCH):
            codings.extend(self._code(comments[begin : begin + BATCH]))
        return tuple(codings)

    def _code(self, comments: Sequence[Comment]) -> list[Coding]:
        owners: list[Comment] = []
        spans: list[tuple[int, int]] = []
        for comment in comments:
            if reason_to_set_aside(comment.text):
                continue
            text = comment.text[:20_000]
            found = self._splitter.split(text)
            whole = [(found[0][0], found[-1][1])] if len(found) > 1 else []
            for span in whole + found:
                owners.append(comment)
                spans.append(span)
        if not spans:
            return []
        near = self._near([owner.text[slice(*span)] for owner, span in zip(owners, spans, strict=True)])
        codings: list[Coding] = []
        first = 0
        while first < len(owners):
            last = first
            while last < len(owners) and owners[last] is owners[first]:
                last += 1
            codings.extend(self._chosen(owners[first], spans[first:last], near[first:last]))
            first = last
        return codings

    def _near(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors: Vectors = unit(embed(texts) - self._mean)
        each = vectors @ self._quotes.T
        nearest = np.zeros((len(texts), len(self.ids)), dtype=np.float32)
        for at in range(len(self.ids)):
            mine = np.sort(each[:, self._owners == at], axis=1)[:, -NEAREST:]
            nearest[:, at] = mine.mean(axis=1)
        near = CENTRE * (vectors @ self._middles.T) + NEIGHBOUR * nearest
        if self._words is not None:
            shared = self._words.transform([text[:LONGEST] for text in texts]) @ self._theme_words.T
            near = near + WORDS * np.asarray(shared.todense(), dtype=np.float32)
        return np.asarray(near, dtype=np.float32)

    def _chosen(
        self, comment: Comment, spans: Sequence[tuple[int, int]], near: NDArray[np.float32]
    ) -> list[Coding]:
        best = near.max(axis=0)
        order = np.argsort(-best, kind="stable")
        chosen = [int(at) for rank, at in enumerate(order) if best[at] >= (FLOOR if rank == 0 else ALSO)]
        codings = []
        for at in chosen[:3]:
            span = spans[int(near[:, at].argmax())]
            confidence = round(min(max(float(best[at]), 0.0), 1.0), 4)
            codings.append(Coding(comment.id, self.ids[at], *span, confidence))
        return codings


def code_comments(
    comments: Sequence[Comment], frame: CodeFrame, examples: Sequence[Example] = ()
) -> tuple[Coding, ...]:
    """Code comments to a frame. For several batches keep a `Coder`, which learns the frame once."""
    if not frame.themes or not comments:
        return ()
    return Coder(frame, examples).code(comments)
