"""Name themes in the words of the people who spoke.

A label is a phrase that many of a theme's comments use and few others do, never a bag of words. Phrases
are runs of one to three words that do not begin or end in a stop word; they are weighed by how many
comments of the theme use them and how much more often than elsewhere (after Dunning, "Accurate methods for
the statistics of surprise and coincidence", 1993). A label ends in a noun. Which words are nouns is learned
from what stands before them ("the food", but "very friendly"), so no tagger is needed. The most frequent
spelling is shown.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from analysis.wording import BEFORE_ADJECTIVES, BEFORE_NOUNS, PRAISE, STOP_WORDS, stem, word_spans, words_of

LONGEST = 3
PHRASES = 6
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Naming:
    """A label and the phrases that tell a theme from the others."""

    label: str
    phrases: tuple[str, ...]


def name_themes(texts: Sequence[str], groups: Sequence[int], count: int) -> list[Naming]:
    """A name for each of the groups 0 … count-1; no two are the same."""
    inside: list[Counter[Key]] = [Counter() for _ in range(count)]
    everywhere: Counter[Key] = Counter()
    spelt: dict[Key, Counter[str]] = defaultdict(Counter)
    sizes = Counter(groups)
    for text, group in zip(texts, groups, strict=True):
        found = phrases_in(text[:2000])
        everywhere.update(found.keys())
        for key, spelling in found.items():
            spelt[key][spelling] += 1
        if group >= 0:
            inside[group].update(found.keys())
    total = len(texts)
    nouns = _nouns(texts)
    taken: set[str] = set()
    named = []
    for group in range(count):
        scored = _scored(inside[group], everywhere, sizes[group], total)
        parts = [_spelling(spelt[key]) for key in _label_parts(scored, inside[group], nouns)]
        phrases = tuple(_spelling(spelt[key]) for key in _apart(scored, PHRASES))
        named.append(Naming(_unused(parts or list(phrases[:1]), taken), phrases))
    return named


def _nouns(texts: Sequence[str]) -> set[str]:
    """Stems that follow "the" or "my" at least as often as they follow "very" or "was"."""
    named: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for text in texts:
        words = words_of(text[:2000])
        for before, word in pairwise(words):
            if before in BEFORE_NOUNS:
                named[stem(word)] += 1
            elif before in BEFORE_ADJECTIVES:
                told[stem(word)] += 1
    return {word for word, count in named.items() if count >= told[word] and count > 1}


def phrases_in(text: str) -> dict[Key, str]:
    """The phrases of a text: stems, and how the writer spelt them."""
    spans = word_spans(text)
    words = [text[start:end].lower().replace("’", "'") for start, end in spans]
    found: dict[Key, str] = {}
    for at, word in enumerate(words):
        for length in range(1, LONGEST + 1):
            end = at + length
            if end > len(words) or (length > 1 and text[spans[end - 2][1] : spans[end - 1][0]].strip(" ")):
                break
            last = words[end - 1]
            if word in STOP_WORDS or last in STOP_WORDS or len(last) < 2 or last in PRAISE:
                continue
            if len(set(word)) < 2 or len(set(last)) < 2 or (length > 1 and last.endswith("ly")):
                continue
            found.setdefault(tuple(stem(part) for part in words[at:end]), " ".join(words[at:end]))
    return found


def _scored(inside: Counter[Key], everywhere: Counter[Key], size: int, total: int) -> list[Key]:
    """The phrases that tell a theme from the others, best first."""
    scored = []
    for key, here in inside.items():
        if here < 2 and size > 3:
            continue
        rest = (everywhere[key] - here + 0.5) / (total - size + 1)
        lift = log((here / max(size, 1)) / rest) if total > size else 1.0
        if lift > 0.2:
            scored.append((here * lift * (1 + 0.5 * (len(key) - 1)), key))
    scored.sort(key=lambda item: (-item[0], item[1]))
    return [key for _, key in scored[:80]]


def _apart(keys: Sequence[Key], count: int) -> list[Key]:
    """The first phrases that share no word with one before them."""
    best: list[Key] = []
    for key in keys:
        if not any(set(key) & set(other) for other in best):
            best.append(key)
        if len(best) == count:
            break
    return best


def _label_parts(scored: Sequence[Key], inside: Counter[Key], nouns: set[str]) -> list[Key]:
    """One phrase of several words that ends in a noun, or two nouns."""
    ending = [key for key in scored if key[-1] in nouns]
    if not ending:
        return []
    best = ending[0]
    longer = [
        key
        for key in ending[:25]
        if len(key) > 1 and (set(best) & set(key) or best == key) and 12 * inside[key] >= inside[best]
    ]
    first = best if len(best) > 1 else (longer[0] if longer else best)
    if len(first) > 1:
        return [first]
    others = [key for key in ending[:12] if not set(key) & set(first)]
    return [first, *others[:1]]


def _spelling(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))


def _unused(parts: Sequence[str], taken: set[str]) -> str:
    label = " and ".join(parts) or "mixed comments"
    label = label[:1].upper() + label[1:]
    candidate, more = label, 2
    while candidate in taken:
        candidate, more = f"{label} ({more})", more + 1
    taken.add(candidate)
    return candidate
