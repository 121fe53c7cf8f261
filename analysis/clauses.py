"""Cut comments into clauses whose places in the text are kept.

Sentences come from Punkt trained on the comments themselves, so it learns their abbreviations and needs no
data files (Kiss and Strunk, "Unsupervised multilingual sentence boundary detection", 2006). Long sentences
are cut again where a writer turns to something else: at line breaks, semicolons, dashes and "but".
"""

import re
from collections.abc import Sequence

from nltk.tokenize.punkt import PunktSentenceTokenizer, PunktTrainer

SHORTEST = 12
LEARN_FROM = 100_000
_TURN = re.compile(r"\n+|;\s+|\s[-–—•]\s|,?\s+(?=(?:but|however|although|whereas)\b)", re.IGNORECASE)


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
        self._punkt = PunktSentenceTokenizer(trainer.get_params())

    def split(self, text: str) -> list[tuple[int, int]]:
        """The clauses of one text as (start, end), in order, with no white space at their edges."""
        spans: list[tuple[int, int]] = []
        for begin, end in self._punkt.span_tokenize(text):
            at = begin
            for turn in _TURN.finditer(text, begin, end):
                if turn.start() - at >= SHORTEST and end - turn.end() >= SHORTEST:
                    spans.append((at, turn.start()))
                    at = turn.end()
            spans.append((at, end))
        return [trimmed for span in spans if (trimmed := _trim(text, *span))[0] < trimmed[1]]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
