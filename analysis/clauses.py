"""Cut comments into clauses whose places in the text are kept.

A sentence ends at a full stop, an exclamation or a question mark that is followed by white space, unless the
word before is an abbreviation; those are learned by Punkt from the comments themselves, so that no data files
are needed (Kiss and Strunk, "Unsupervised multilingual sentence boundary detection", 2006). Long sentences
are cut again where a writer turns to something else: at line breaks, semicolons, dashes and "but".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from nltk.tokenize.punkt import PunktTrainer
from numpy.typing import NDArray

SHORTEST = 12
LEARN_FROM = 50_000
LONGEST_COMMENT = 20_000
_END = re.compile(r"[.!?]+[\"'”’)\]]*\s+(?=\S)")
_TURN = re.compile(r"\n+|;\s+|\s[-–—•]\s|,?\s+(?=(?:but|however|although|whereas)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses of comments, one after the other: those of comment n are `spans[firsts[n]:firsts[n + 1]]`."""

    owners: NDArray[np.int64]
    spans: list[tuple[int, int]]
    firsts: NDArray[np.int64]

    def parts(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """The parts of each text that are read: the whole and, where there are several, its clauses."""
        ends = self.firsts.tolist()
        return [
            [(0, min(len(text), LONGEST_COMMENT)), *(self.spans[first:last] if last - first > 1 else ())]
            for text, first, last in zip(texts, ends, ends[1:], strict=False)
        ]

    def rows(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Which of all those parts, in order, each text is as a whole, and which each clause is; that of a text of
        one clause is the whole."""
        counts = np.diff(self.firsts)
        many = counts > 1
        wholes = np.cumsum(np.concatenate([[0], 1 + np.where(many, counts, 0)]))[:-1]
        within = np.arange(len(self.owners)) - self.firsts[self.owners]
        return wholes, wholes[self.owners] + np.where(many[self.owners], 1 + within, 0)


class ClauseSplitter:
    """Learns from all comments of a run, then splits each of them."""

    def __init__(self, texts: Sequence[str]) -> None:
        trainer = PunktTrainer()
        learned = 0
        for text in texts:
            if learned > LEARN_FROM:
                break
            trainer.train(text[:2000], finalize=False)
            learned += min(len(text), 2000)
        trainer.finalize_training()
        self._abbreviations = frozenset(trainer.get_params().abbrev_types)

    def split(self, text: str) -> list[tuple[int, int]]:
        """The clauses of one text as (start, end), in order, with no white space at their edges."""
        spans: list[tuple[int, int]] = []
        for begin, end in self._sentences(text):
            at = begin
            for turn in _TURN.finditer(text, begin, end):
                if turn.start() - at >= SHORTEST and end - turn.end() >= SHORTEST:
                    spans.append((at, turn.start()))
                    at = turn.end()
            spans.append((at, end))
        return [trimmed for span in spans if (trimmed := _trim(text, *span))[0] < trimmed[1]]

    def _sentences(self, text: str) -> Iterator[tuple[int, int]]:
        at = 0
        for found in _END.finditer(text):
            if found[0].startswith(".") and self._goes_on(text, at, found):
                continue
            yield at, found.end()
            at = found.end()
        yield at, len(text)

    def _goes_on(self, text: str, begin: int, found: re.Match[str]) -> bool:
        """Whether a full stop only shortens a word, or dots only make a pause."""
        if found[0].startswith(".."):
            return text[found.end()].islower()
        before = text[begin : found.start()].rsplit(None, 1)[-1:]
        return bool(before) and before[0].lower() in self._abbreviations

    def cut(self, texts: Sequence[str]) -> Clauses:
        """The clauses of several texts; a text always has one."""
        spans: list[tuple[int, int]] = []
        firsts = [0]
        for text in texts:
            spans.extend(self.split(text[:LONGEST_COMMENT]) or [(0, len(text))])
            firsts.append(len(spans))
        owners = np.repeat(np.arange(len(texts)), np.diff(firsts))
        return Clauses(owners, spans, np.array(firsts, dtype=np.int64))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
