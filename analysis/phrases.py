"""The phrases of comments, counted once for every zoom: who says which, which deny it, and which words are nouns.

Phrases are runs of one to three words that neither begin nor end in a stop word or in praise. Which words are
nouns is learned from what stands around them ("the food.", but "very friendly" and "they listened"), so no
tagger is needed.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import count
from typing import Any, NamedTuple

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
OURS = frozenset({"my", "our"})
NOUN_ENDINGS = (
    *(
        "tion",
        "sion",
        "ment",
        "ness",
        "ity",
        "ance",
        "ence",
        "ship",
        "hood",
        "dom",
        "ism",
        "ology",
        "acy",
        "ency",
    ),
    *("tions", "sions", "ments", "ities", "ances", "ences", "isms", "acies", "encies"),
)
OTHER_ENDINGS = ("ed", "ing", "ly")
REFUSING = {"no": 2}  # and how many words it reaches
DENYING = {**REFUSING, "without": 2, "nothing": 5, "never": 5}
Key = tuple[str, ...]


class Word(NamedTuple):
    """What is known of a word wherever it stands; whether it `tells` something, and its stem."""

    written: str
    lower: str
    stem: str
    stops: bool
    tells: bool


Said = list[tuple[Word, bool]]  # the words of a text, and whether only a space parts each from the next


class PhraseBook:
    """What the comments of a run say, phrase by phrase.

    `said`, `denied` ("nothing was too much trouble") and `refused` ("no complaints") are matrices of texts x
    phrases.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        numbers: defaultdict[Key, int] = defaultdict(count().__next__)
        self._spelt: Counter[tuple[Key, str]] = Counter()
        self._cases: Counter[str] = Counter()
        self._grammar = Grammar()
        said: list[list[int]] = []
        denied: list[list[int]] = []
        refused: list[list[int]] = []
        for text in texts:
            words = _words(text[:READ_MOST])
            self._grammar.read(words)
            # The first word of a sentence is written large by anyone.
            self._cases.update(
                word.written for (word, _), (_, leads) in zip(words[1:], words, strict=False) if leads
            )
            found = phrases_in(words)
            self._spelt.update(found.items())
            said.append([numbers[key] for key in found])
            for rows, signs in ((denied, DENYING), (refused, REFUSING)):
                none = _denied(words, signs)
                rows.append(
                    [numbers[key] for key in found if len(key) == 1 and key[0] in none] if none else []
                )
        self.keys = list(numbers)
        self.said = _matrix(said, len(self.keys))
        self.denied = _matrix(denied, len(self.keys))
        self.refused = _matrix(refused, len(self.keys))
        self._nouns, self._heads = self._grammar.nouns(), self._grammar.heads()
        self.verbs = self._grammar.verbs()
        self.qualities = self._grammar.qualities()
        self.owned = self._grammar.owned()

    def is_noun(self, key: Key) -> bool:
        """Whether a phrase ends in a noun: learned, or told by its ending ("innovation")."""
        last, written = key[-1], self.spelling(key).rsplit(" ", 1)[-1]
        if last in (self._nouns if len(key) == 1 else self._heads):
            return not written.endswith("ly")
        return last not in self.qualities and written.endswith(NOUN_ENDINGS)

    def spelling(self, key: Key) -> str:
        """As most people write it; a word that nearly everybody writes large stays large."""
        spellings = self._spellings[key]
        usual = min(spellings, key=lambda spelling: (-spellings[spelling], spelling))
        return " ".join(self.cased(word) for word in usual.split(" "))

    @cached_property
    def _spellings(self) -> dict[Key, dict[str, int]]:
        found: defaultdict[Key, dict[str, int]] = defaultdict(dict)
        for (key, spelling), times in self._spelt.items():
            found[key][spelling] = times
        return found

    @cached_property
    def _written(self) -> dict[str, dict[str, int]]:
        found: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for word, times in self._cases.items():
            found[word.lower()][word] = times
        return found

    def cased(self, word: str) -> str:
        """A word in small letters as people write it."""
        cases = self._written.get(word, {})
        large = [case for case in cases if case != word]
        best = max(large, key=lambda case: (cases[case], case), default=word)
        return best if large and 2 * cases[best] > sum(cases.values()) and cases[best] > 1 else word


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
        self._headed: Counter[str] = Counter()

    def read(self, words: Said) -> None:
        before = ""
        begun = False  # whether the words before this one go back to a word that stands before nouns
        for at, (word, goes_on) in enumerate(words):
            if not word.stops:
                if before == "that" and word.lower.endswith("s") and not word.lower.endswith(("ss", "us")):
                    before = "it"  # "a form that lasts": of several people would say "those forms"
                leads = goes_on and at + 1 < len(words) and not words[at + 1][0].stops
                self._count(before, word.stem, leads)
                if begun and not leads and not word.lower.endswith(OTHER_ENDINGS):
                    self._headed[word.stem] += 1
                begun = leads and (begun or before in BEFORE_NOUNS)
                if before in BEFORE_NOUNS or leads:
                    self._lent[word.lower] += 1
                elif before in BEFORE_VERBS:
                    self._acted[word.lower] += 1
            else:
                begun = False
            before = word.lower if goes_on else ""

    def _count(self, before: str, word: str, leads: bool) -> None:
        if before in BEFORE_NOUNS:
            (self._leading if leads else self._named)[word] += 1
            self._owned[word] += before in OURS
        elif before in BEFORE_VERBS:
            self._done[word] += 1
        elif before in BEFORE_ADJECTIVES:
            self._told[word] += 1

    def nouns(self) -> set[str]:
        """Stems that are named ("the food.") at least as often as they are told of ("was cold"), done ("they
        listened") or stand before another ("the mental health")."""
        return self._mostly(self._named)

    def heads(self) -> set[str]:
        """Stems that are nouns at least where they stand last of several ("the voter turnout")."""
        return self._mostly(self._named + self._headed)

    def _mostly(self, named: Counter[str]) -> set[str]:
        return {
            word
            for word, times in named.items()
            if times > 1
            and times >= max(self._told[word], self._done[word])
            and 2 * times >= self._leading[word]
        }

    def verbs(self) -> set[str]:
        """Words, as written, that are done ("they listened") more often than named or put before another word
        ("waiting times")."""
        return {word for word, times in self._acted.items() if times > self._lent[word]}

    def qualities(self) -> set[str]:
        """Stems that are told of things ("it was cold") more often than they are named ("the cold")."""
        return {word for word, times in self._told.items() if times > self._named[word]}

    def owned(self) -> set[str]:
        """What people mostly call theirs, like "my daughter": it says who speaks, not of what."""
        return {
            word
            for word, times in self._owned.items()
            if times > 1 and times > 0.6 * (self._named[word] + self._leading[word])
        }


def _words(text: str) -> Said:
    spans = word_spans(text)
    ends = [start for start, _ in spans[1:]]
    words = [_word(text[start:end]) for start, end in spans]
    goes = [not text[end:start].strip(" ") for (_, end), start in zip(spans, ends, strict=False)]
    return list(zip(words, [*goes, False], strict=False))


@lru_cache(maxsize=65536)
def _word(written: str) -> Word:
    plain = written.replace("’", "'")
    lower = plain.lower()
    stops = lower in STOP_WORDS
    tells = not stops and lower not in PRAISE and len(lower) > 1 and len(set(lower)) > 1
    return Word(plain, lower, stem(lower), stops, tells)


def phrases_in(words: Said) -> dict[Key, str]:
    """The phrases of a text: stems, and how the writer spelt them, in lower case."""
    found: dict[Key, str] = {}
    for at, (word, goes_on) in enumerate(words):
        if not word.tells:
            continue
        found.setdefault((word.stem,), word.lower)
        if word.lower.endswith("ly"):
            continue
        run = [word]
        while goes_on and len(run) < LONGEST and at + len(run) < len(words):
            last, goes_on = words[at + len(run)]
            run.append(last)
            if len(run) == LONGEST and run[1].stops and run[1].lower not in JOINING:
                break
            cut_short = len(run) == LONGEST and goes_on and not words[at + LONGEST][0].stops
            if last.tells and not cut_short:
                found.setdefault(tuple(one.stem for one in run), " ".join([one.lower for one in run]))
    return found


def _denied(words: Said, signs: dict[str, int]) -> set[str]:
    """Stems of what a text says there is none of: "no complaints", "nothing was too much trouble"."""
    found: set[str] = set()
    for at, (word, _) in enumerate(words):
        if word.lower in signs:
            for other, goes_on in words[at + 1 : at + 1 + signs[word.lower]]:
                found.add(other.stem)
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
