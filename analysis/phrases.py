"""The phrases of comments, counted once for every zoom: who says which, which deny it, and which words are nouns.

Phrases are runs of one to three words that neither begin nor end in a stop word or in praise. Which words are
nouns is learned from what stands around them ("the food.", but "very friendly" and "they listened"), so no
tagger is needed.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import count
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from analysis.wording import (
    BEFORE_ADJECTIVES,
    BEFORE_NOUNS,
    BEFORE_VERBS,
    PRAISE,
    STOP_WORDS,
    stem,
    word_spans,
)

LONGEST = 3
READ_MOST = 2_000
JOINING = frozenset({"of", "to", "for", "and"})
OWNERS = frozenset({"my", "his", "her", "our", "your", "their"})
REFUSING = {"no": 2}  # and how many words it reaches
DENYING = {**REFUSING, "without": 2, "nothing": 5, "never": 5}
Key = tuple[str, ...]
Said = list[tuple[str, bool]]


class PhraseBook:
    """What the comments of a run say, phrase by phrase.

    `said`, `denied` ("nothing was too much trouble") and `refused` ("no complaints") are matrices of texts x
    phrases.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        numbers: defaultdict[Key, int] = defaultdict(count().__next__)
        self._spelt: defaultdict[Key, Counter[str]] = defaultdict(Counter)
        self._cases: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._grammar = Grammar()
        said: list[list[int]] = []
        denied: list[list[int]] = []
        refused: list[list[int]] = []
        for text in texts:
            words = _words(text[:READ_MOST])
            self._grammar.read(words)
            for at, (word, _) in enumerate(words):
                if at and words[at - 1][1]:  # the first word of a sentence is written large by anyone
                    self._cases[word.lower()][word] += 1
            found = phrases_in(words)
            for key, spelling in found.items():
                self._spelt[key][spelling] += 1
            said.append([numbers[key] for key in found])
            for rows, signs in ((denied, DENYING), (refused, REFUSING)):
                none = _denied(words, signs)
                rows.append([numbers[key] for key in found if len(key) == 1 and key[0] in none])
        self.keys = list(numbers)
        self.said = _matrix(said, len(self.keys))
        self.denied = _matrix(denied, len(self.keys))
        self.refused = _matrix(refused, len(self.keys))
        self.nouns = self._grammar.nouns()
        self.verbs = self._grammar.verbs()
        self.owned = self._grammar.owned()

    def spelling(self, key: Key) -> str:
        """As most people write it; a word that nearly everybody writes large stays large."""
        spellings = self._spelt[key]
        usual = min(spellings, key=lambda spelling: (-spellings[spelling], spelling))
        return " ".join(self._cased(word) for word in usual.split(" "))

    def _cased(self, word: str) -> str:
        cases = self._cases[word]
        large = [case for case in cases if case != word]
        best = max(large, key=lambda case: (cases[case], case), default=word)
        return best if 2 * cases[best] > cases.total() and cases[best] > 1 else word


class Grammar:
    """Counts what stands before and after each stem."""

    def __init__(self) -> None:
        self._named: Counter[str] = Counter()
        self._leading: Counter[str] = Counter()
        self._told: Counter[str] = Counter()
        self._done: Counter[str] = Counter()
        self._owned: Counter[str] = Counter()
        self._lent: Counter[str] = Counter()
        self._acted: Counter[str] = Counter()

    def read(self, words: Said) -> None:
        before = ""
        for at, (written, goes_on) in enumerate(words):
            word = written.lower()
            if word not in STOP_WORDS:
                follows = words[at + 1][0].lower() if goes_on and at + 1 < len(words) else ""
                leads = bool(follows) and follows not in STOP_WORDS
                self._count(before, stem(word), leads)
                if before in BEFORE_NOUNS or leads:
                    self._lent[word] += 1
                elif before in BEFORE_VERBS:
                    self._acted[word] += 1
            before = word if goes_on else ""

    def _count(self, before: str, word: str, leads: bool) -> None:
        if before in BEFORE_NOUNS:
            (self._leading if leads else self._named)[word] += 1
            self._owned[word] += before in OWNERS
        elif before in BEFORE_VERBS:
            self._done[word] += 1
        elif before in BEFORE_ADJECTIVES:
            self._told[word] += 1

    def nouns(self) -> set[str]:
        """Stems that are named ("the food.") at least as often as they are told of ("was cold"), done ("they
        listened") or stand before another ("the mental health")."""
        return {
            word
            for word, times in self._named.items()
            if times > 1
            and times >= max(self._told[word], self._done[word])
            and 2 * times >= self._leading[word]
        }

    def verbs(self) -> set[str]:
        """Words, as written, that are done ("they listened") more often than named or put before another word
        ("waiting times")."""
        return {word for word, times in self._acted.items() if times > self._lent[word]}

    def owned(self) -> set[str]:
        """What people mostly call theirs, like "my daughter": it says who speaks, not of what."""
        return {
            word
            for word, times in self._owned.items()
            if times > 1 and times > 0.6 * (self._named[word] + self._leading[word])
        }


def _words(text: str) -> Said:
    """The words of a text, and whether only a space parts each from the next."""
    spans = word_spans(text)
    starts = [start for start, _ in spans[1:]]
    return [
        (text[start:end].replace("’", "'"), bool(starts[at:]) and not text[end : starts[at]].strip(" "))
        for at, (start, end) in enumerate(spans)
    ]


def phrases_in(words: Said) -> dict[Key, str]:
    """The phrases of a text: stems, and how the writer spelt them, in lower case."""
    lower = [word.lower() for word, _ in words]
    found: dict[Key, str] = {}
    for at, word in enumerate(lower):
        if not _tells(word):
            continue
        found.setdefault((stem(word),), word)
        for end in range(at + 2, min(at + LONGEST, len(lower)) + 1):
            if not words[end - 2][1]:
                break
            last = lower[end - 1]
            if end - at == LONGEST and lower[at + 1] in STOP_WORDS and lower[at + 1] not in JOINING:
                break
            cut_short = words[end - 1][1] and lower[end] not in STOP_WORDS and end - at == LONGEST
            if _tells(last) and not cut_short and not word.endswith("ly"):
                found.setdefault(tuple(stem(part) for part in lower[at:end]), " ".join(lower[at:end]))
    return found


def _tells(word: str) -> bool:
    return word not in STOP_WORDS and word not in PRAISE and len(word) > 1 and len(set(word)) > 1


def _denied(words: Said, signs: dict[str, int]) -> set[str]:
    """Stems of what a text says there is none of: "no complaints", "nothing was too much trouble"."""
    found: set[str] = set()
    for at, (word, _) in enumerate(words):
        for other, goes_on in words[at + 1 : at + 1 + signs.get(word.lower(), 0)]:
            found.add(stem(other.lower()))
            if not goes_on:
                break
    return found


def _matrix(rows: Sequence[Sequence[int]], width: int) -> Any:
    columns = [column for row in rows for column in row]
    ends = np.cumsum([0, *map(len, rows)])
    return csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=(len(rows), width))


def members_of(groups: Sequence[int], count: int) -> Any:
    """Groups x texts: 1 where a text is in a group."""
    inside = [(group, at) for at, group in enumerate(groups) if group >= 0]
    rows, columns = [group for group, _ in inside], [at for _, at in inside]
    return csr_matrix((np.ones(len(inside), np.float32), (rows, columns)), shape=(count, len(groups)))


__all__ = ["Key", "PhraseBook", "members_of", "phrases_in"]
