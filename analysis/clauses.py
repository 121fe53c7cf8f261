"""Cuts comments into clauses and keeps where each one stands, so that evidence is a stretch of real words.

Sentence ends are learnt from the comments themselves (Kiss and Strunk, "Unsupervised multilingual sentence
boundary detection", Computational Linguistics 2006), since abbreviations differ from county to county.
"""

import re
from collections.abc import Sequence

from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer, PunktTrainer

LEARN_FROM = 1000
LONG_ENOUGH = 3  # words; a shorter piece stays with its neighbour
JOINTS = re.compile(
    r"[;:\n•]+\s*|\s[-–—]\s|,\s+(?=(?:but|and|so|because|which|although|however|also|then)\b)|\s+(?=but\b|however\b|although\b)"
)

Pieces = list[tuple[int, int]]


class ClauseCutter:
    """Learns sentence ends from some comments, then cuts any."""

    def __init__(self, texts: Sequence[str]) -> None:
        trainer = PunktTrainer()
        trainer.INCLUDE_ALL_COLLOCS = False
        step = max(1, len(texts) // LEARN_FROM)
        learnt: PunktParameters = PunktParameters()
        sample = "\n".join(text for text in texts[::step] if text.strip())
        if re.search(r"\w", sample):
            trainer.train(sample, finalize=True)
            learnt = trainer.get_params()
        self._sentences = PunktSentenceTokenizer(learnt)

    def cut(self, text: str) -> Pieces:
        """(start, end) of each clause, in order, without the space around it; at least one for any words."""
        pieces: Pieces = []
        for start, end in self._sentences.span_tokenize(text):
            pieces.extend(_split(text, start, end))
        return _join_short(
            text, [piece for piece in (_trim(text, *piece) for piece in pieces) if piece[0] < piece[1]]
        )


def _split(text: str, start: int, end: int) -> Pieces:
    cuts = [start]
    for joint in JOINTS.finditer(text, start, end):
        cuts.append(joint.end())
    return list(zip(cuts, [*cuts[1:], end], strict=True))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in ",;:-–—•"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:-–—•"):
        end -= 1
    return start, end


def _join_short(text: str, pieces: Pieces) -> Pieces:
    joined: Pieces = []
    for start, end in pieces:
        is_short = len(text[start:end].split()) < LONG_ENOUGH
        if joined and (is_short or len(text[slice(*joined[-1])].split()) < LONG_ENOUGH):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
