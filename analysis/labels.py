"""Names for groups of clauses, in the commenters' own words.

Candidates are runs of words between grammar words (Rose and others, "Automatic keyword extraction from individual
documents", 2010). A phrase is telling when a group says it often and the others do not: its share in the group
times how many times that exceeds its share overall. Without a word-class tagger, a noun is known by its company:
words like "the", "my" or "no" stand before it, or "was" and "are" behind it.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from analysis.stop_words import STOP_WORDS
from analysis.vectors import WORD, stem

LONGEST_PHRASE = 3
PHRASES_SHOWN = 6
NAME_OF_TWO = 2.5  # a reader knows "waiting times" from "time"; fewer people using it is a fair price
BEFORE_NOUNS = frozenset(
    {"the", "a", "an", "my", "our", "your", "his", "her", "their", "this", "that", "these", "those"}
    | {"no", "any", "of", "with", "for", "more", "less", "some"}
)
AFTER_NOUNS = frozenset({"is", "are", "was", "were", "has", "have", "had", "and"})
PAUSE = re.compile(r"[.,;:!?()\"“”\n]")

Key = tuple[str, ...]


@dataclass
class Phrases:
    """Which phrases stand in how many clauses of each group, and how people wrote them."""

    spread: Counter[Key] = field(default_factory=Counter)
    by_group: dict[int, Counter[Key]] = field(default_factory=lambda: defaultdict(Counter))
    written: dict[Key, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    seen: Counter[str] = field(default_factory=Counter)
    as_noun: Counter[str] = field(default_factory=Counter)
    sizes: Counter[int] = field(default_factory=Counter)

    def nounness(self, key: Key) -> float:
        """How often the last word of a phrase keeps the company of nouns, 0 to 1, drawn to a half when rare."""
        return (self.as_noun[key[-1]] + 1) / (self.seen[key[-1]] + 2)


def gather_phrases(clauses: Iterable[tuple[int, str]]) -> Phrases:
    """Read (group, clause) pairs once."""
    phrases = Phrases()
    for group, text in clauses:
        phrases.sizes[group] += 1
        found: dict[Key, str] = {}
        for run in PAUSE.split(text.lower().replace("’", "'")):
            words = WORD.findall(run)
            _note_company(phrases, words)
            for key, written in _candidates(words):
                found.setdefault(key, written)
        for key, written in found.items():
            phrases.spread[key] += 1
            phrases.by_group[group][key] += 1
            phrases.written[key][written] += 1
    return phrases


def telling_phrases(phrases: Phrases, group: int, count: int = PHRASES_SHOWN) -> list[str]:
    """The phrases that tell this group from the others, best first, none repeating the words of a better one."""
    chosen: list[Key] = []
    for key, _ in _ranked(phrases, group):
        if not any(set(key) & set(other) for other in chosen):
            chosen.append(key)
        if len(chosen) == count:
            break
    return [_say(phrases, key) for key in chosen]


def label_of(phrases: Phrases, group: int) -> str:
    """A short name: the most telling phrase that ends in a noun, and a second one where it adds something."""
    ranked = [
        (key, score * phrases.nounness(key) ** 2 * (NAME_OF_TWO if len(key) > 1 else 1))
        for key, score in _ranked(phrases, group)
    ]
    ranked.sort(key=lambda pair: (-pair[1], pair[0]))
    if not ranked:
        return "Other comments"
    best, top = ranked[0]
    label = _say(phrases, best)
    for key, score in ranked[1:12]:
        if score > top / 3 and not set(key) & set(best):
            label += f" and {_say(phrases, key)}"
            break
    return label[0].upper() + label[1:]


def _ranked(phrases: Phrases, group: int) -> list[tuple[Key, float]]:
    inside, total = phrases.sizes[group], sum(phrases.sizes.values())
    least = 2 if inside >= 5 else 1
    scored = []
    for key, many in phrases.by_group[group].items():
        if many < least:
            continue
        share, overall = many / inside, phrases.spread[key] / total
        excess = math.log(max(share / overall, 1e-9))
        if excess > 0 or inside == total:
            # A phrase of two or three words says more than one word, where as many people use it.
            scored.append((key, share * max(excess, 0.1) * (1 + 0.6 * (len(key) - 1))))
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))


def _candidates(words: Sequence[str]) -> Iterable[tuple[Key, str]]:
    run: list[str] = []
    for word in [*words, "the"]:
        if word not in STOP_WORDS and len(word) > 1:
            run.append(word)
            continue
        for start in range(len(run)):
            for end in range(start + 1, min(start + LONGEST_PHRASE, len(run)) + 1):
                part = run[start:end]
                yield tuple(stem(one) for one in part), " ".join(part)
        run = []


def _note_company(phrases: Phrases, words: Sequence[str]) -> None:
    for place, word in enumerate(words):
        if word in STOP_WORDS:
            continue
        root = stem(word)
        phrases.seen[root] += 1
        before = words[place - 1] if place else ""
        behind = words[place + 1] if place + 1 < len(words) else ""
        if (before in BEFORE_NOUNS and behind not in ("person", "people")) or behind in AFTER_NOUNS:
            phrases.as_noun[root] += 1


def _say(phrases: Phrases, key: Key) -> str:
    """As most people wrote it."""
    return min(phrases.written[key].items(), key=lambda pair: (-pair[1], pair[0]))[0]
