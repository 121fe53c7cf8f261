"""Name themes in the words of the people who spoke.

A label is a phrase that many of a theme's comments use and few others do, never a bag of words. Phrases
are runs of one to three words that do not begin or end in a stop word; they are weighed by how many
comments of the theme use them and how much more often than elsewhere (after Dunning, "Accurate methods for
the statistics of surprise and coincidence", 1993). A label ends in a noun. Which words are nouns is learned
from what stands before them ("the food", but "very friendly"), so no tagger is needed. The most frequent
spelling is shown.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, count, pairwise
from math import log

from analysis.wording import BEFORE_ADJECTIVES, BEFORE_NOUNS, PRAISE, STOP_WORDS, stem, word_spans, words_of

LONGEST = 3
PHRASES = 6
OWNED = {"my", "his", "her", "our", "your", "their"}
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Naming:
    """A label and the phrases that tell a theme from the others."""

    label: str
    phrases: tuple[str, ...]


def name_themes(
    texts: Sequence[str], groups: Sequence[int], themes: int, taken: set[str] | None = None
) -> list[Naming]:
    """A name for each of the groups from 0; no two are the same, and none is among those `taken`."""
    inside: list[Counter[Key]] = [Counter() for _ in range(themes)]
    denied: list[Counter[Key]] = [Counter() for _ in range(themes)]
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
            denied[group].update(found.keys() & _denied_in(text[:2000]))
    total = len(texts)
    nouns = _nouns(texts)
    taken = set() if taken is None else taken
    named = []
    for group in range(themes):
        scored = _scored(inside[group], everywhere, sizes[group], total)
        phrases = tuple(_spelling(spelt[key]) for key in _apart(scored, PHRASES))
        choices = [
            " and ".join(_denying(key, denied[group], inside[group]) + _spelling(spelt[key]) for key in parts)
            for parts in _label_choices(scored, inside[group], nouns)
            if len({_denying(key, denied[group], inside[group]) for key in parts}) == 1
        ]
        named.append(Naming(_unused([*choices, *phrases], taken), phrases))
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
    return {word for word, times in named.items() if times >= told[word] and times > 1}


@lru_cache(maxsize=20_000)  # broad and fine themes are named from the same comments
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


def _apart(keys: Sequence[Key], most: int) -> list[Key]:
    """The first phrases that share no word with one before them."""
    best: list[Key] = []
    for key in keys:
        if not any(set(key) & set(other) for other in best):
            best.append(key)
        if len(best) == most:
            break
    return best


def _label_choices(scored: Sequence[Key], inside: Counter[Key], nouns: set[str]) -> list[list[Key]]:
    """Phrases of several words that end in a noun, or two nouns; the best first.

    What is somebody's own, like "my door", names no theme.
    """
    ending = [key for key in scored if key[-1] in nouns and not OWNED.intersection(key)]
    if not ending:
        return []
    best = ending[0]
    if len(best) > 1:
        return [[best]]
    choices = [
        [key]
        for key in ending[:25]
        if len(key) > 1 and set(best) & set(key) and 12 * inside[key] >= inside[best]
    ]
    choices.extend([best, other] for other in ending[:12] if _is_second(best, other, inside))
    return [*choices, [best]]


def _is_second(best: Key, other: Key, inside: Counter[Key]) -> bool:
    """Whether two nouns name a theme together: each on its own feet ("nurses and doctors"), neither part of a
    phrase with the other ("staff member") nor far rarer."""
    together = inside[best + other] + inside[other + best]
    return (
        len(other) == 1
        and other != best
        and 4 * inside[other] >= inside[best]
        and 3 * together < inside[other]
    )


def _denied_in(text: str) -> set[Key]:
    """Stems of what a text says there is none of: "no complaints", "nothing was too much trouble"."""
    found: set[Key] = set()
    for sentence in re.split(r"[.!?;\n]", text.lower()):
        words = words_of(sentence)
        for at, word in enumerate(words):
            if word in ("no", "without"):
                found.update((stem(other),) for other in words[at + 1 : at + 3])
            elif word in ("nothing", "never"):
                found.update((stem(other),) for other in words[at + 1 : at + 6])
    return found


def _denying(key: Key, denied: Counter[Key], inside: Counter[Key]) -> str:
    return "no " if 2 * denied[key] > inside[key] else ""


def _spelling(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))


def _unused(choices: Sequence[str], taken: set[str]) -> str:
    """The first choice that no other theme has."""
    numbered = (f"{(choices or ['mixed comments'])[0]} ({more})" for more in count(2))
    for choice in chain(choices or ["mixed comments"], numbered):
        label = choice[:1].upper() + choice[1:]
        if label.lower() not in taken:
            taken.add(label.lower())
            return label
    raise AssertionError("Counting never ends.")
