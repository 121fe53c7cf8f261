"""Name themes in the words of the people who spoke.

A label is a phrase that many of a theme's comments use and few others do, never a bag of words: a noun, or a
phrase that ends in one ("waiting times"), or two nouns that stand on their own feet ("nurses and doctors").
Phrases are weighed by how many comments of the theme use them and how much more often than elsewhere (after
Dunning, "Accurate methods for the statistics of surprise and coincidence", 1993).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.phrases import OWNERS, Key, PhraseBook, members_of
from analysis.wording import STOP_WORDS

PHRASES = 6
MOST_SCORED = 80
TELLING = 0.2
SAME = 5  # letters: "priests" and "priesthood" are no two things
SAID_BY = 0.025  # a name that fewer of a theme's comments use would tell of them, not of the theme


@dataclass(frozen=True, slots=True)
class Naming:
    """A label and the phrases that tell a theme from the others."""

    label: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """What the comments of one theme say: how many use each phrase, how many deny it, and what tells them apart."""

    size: int
    said: dict[Key, int]
    denied: dict[Key, int]
    refused: dict[Key, int]
    telling: list[Key]

    def denies(self, key: Key) -> bool:
        return 2 * self.denied.get(key, 0) > self.said.get(key, 0)

    def plain_no(self, key: Key) -> bool:
        """Whether "no" stands right before it, so that a label may repeat it."""
        return 2 * self.refused.get(key, 0) > self.said.get(key, 0)


def name_themes(
    texts: Sequence[str], groups: Sequence[int], themes: int, taken: set[str] | None = None
) -> list[Naming]:
    """A name for each of the groups from 0; no two are the same, and none is among those `taken`."""
    return name_groups(PhraseBook(texts), groups, themes, set() if taken is None else taken)


def name_groups(
    book: PhraseBook,
    groups: Sequence[int],
    themes: int,
    taken: set[str],
    spare: Callable[[int], str] = lambda group: "",
) -> list[Naming]:
    """Names from a book that was read before. Adds what it gives to `taken`. `spare` may name a group in which no
    phrase does."""
    named = []
    for group, found in enumerate(_groups(book, groups, themes)):
        phrases = _telling_phrases(found, book)
        choices = [_spelt(parts, found, book) for parts in _label_choices(found, book)]
        instead = [spare(group)] if not choices else []
        named.append(Naming(_unused([*choices, *filter(None, instead), *phrases], taken), phrases))
    return named


def name_above(
    book: PhraseBook, groups: Sequence[int], below: Sequence[Sequence[Naming]], taken: set[str]
) -> list[Naming]:
    """Names of broad groups, the names of whose finer ones (`below`, largest first) are given. A broad group has
    the noun that tells most of it, if no finer one has that, or else the names of its two largest; one that is all
    of a single finer one has its name."""
    named = []
    for found, finer in zip(_groups(book, groups, len(below)), below, strict=True):
        if len(finer) == 1:
            named.append(finer[0])
            continue
        phrases = _telling_phrases(found, book)
        choices = _label_choices(found, book)
        own = [_spelt(parts, found, book) for parts in choices[:1] if all(_names(key, book) for key in parts)]
        listed = _listed([one.label for one in finer[:2]], book)
        named.append(Naming(_unused([*own, listed, *phrases], taken), phrases))
    return named


def _telling_phrases(found: _Group, book: PhraseBook) -> tuple[str, ...]:
    return tuple(book.spelling(key) for key in _apart(found.telling, PHRASES))


def _spelt(parts: Sequence[Key], found: _Group, book: PhraseBook) -> str:
    return " and ".join(_denial(key, found) + book.spelling(key) for key in parts)


def _listed(labels: Sequence[str], book: PhraseBook) -> str:
    """Several names as one: "Nurses, doctors and food". A name that people write large stays large."""
    small = [
        label if _is_large(label.split(" ")[0], book) else label[:1].lower() + label[1:] for label in labels
    ]
    parts = list(dict.fromkeys(part for label in small for part in label.split(" and ")))
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _is_large(word: str, book: PhraseBook) -> bool:
    return word != word.capitalize() or word == book.cased(word.lower())


def _groups(book: PhraseBook, groups: Sequence[int], themes: int) -> Iterator[_Group]:
    members = members_of(groups, themes)
    sizes = np.asarray(members.sum(axis=1)).ravel()
    everywhere = np.asarray(book.said.sum(axis=0)).ravel()
    said, denied, refused = ((members @ one).tocsr() for one in (book.said, book.denied, book.refused))
    for group in range(themes):
        telling = _telling(book, said[group], everywhere, float(sizes[group]), len(groups))
        mine = [_counts(book, one[group]) for one in (said, denied, refused)]
        yield _Group(int(sizes[group]), mine[0], mine[1], mine[2], telling)


def _counts(book: PhraseBook, row: Any) -> dict[Key, int]:
    return {book.keys[at]: int(times) for at, times in zip(row.indices, row.data, strict=True)}


def _telling(book: PhraseBook, here: Any, everywhere: NDArray[Any], size: float, total: int) -> list[Key]:
    """The phrases that tell a theme from the others, best first; longer ones say more."""
    times, places = here.data, here.indices
    rest = (everywhere[places] - times + 0.5) / (total - size + 1)
    lift = np.log(times / max(size, 1) / rest) if total > size else np.ones(len(times))
    lengths = np.array([len(book.keys[at]) for at in places], dtype=np.float64)
    score = times * lift * (1 + 0.5 * (lengths - 1))
    kept = np.flatnonzero((lift > TELLING) & ((times >= 2) | (size <= 3)))
    order = sorted(kept, key=lambda at: (-score[at], book.keys[places[at]]))
    return [book.keys[places[at]] for at in order[:MOST_SCORED]]


def _apart(keys: Sequence[Key], most: int) -> list[Key]:
    """The first phrases that share no word with one before them."""
    best: list[Key] = []
    for key in keys:
        if not any(set(key) & set(other) for other in best):
            best.append(key)
        if len(best) == most:
            break
    return best


def _label_choices(found: _Group, book: PhraseBook) -> list[list[Key]]:
    """Phrases of several words that name the same thing as the best noun, two nouns, or the noun; best first.

    Where no noun is said by enough of a theme: what they mostly say there is none of, or how they found it.
    """
    enough = [key for key in found.telling if found.said[key] >= SAID_BY * found.size]
    ending = [key for key in enough if _names(key, book) and _may_be_said(key, found)]
    if not ending:
        missed: list[list[Key]] = [[key] for key in enough if _names(key, book) and found.denies(key)]
        return missed + _others(enough, found, book)
    best = ending[0]
    if len(best) > 1:
        return [[best], *([key] for key in ending[1:6])]
    longer = _longer(best, found, book)
    pairs = [[best, other] for other in ending[:6] if _is_second(best, other, found)]
    leading = [] if found.telling[0] in ending else _longer(found.telling[0], found, book)
    leading = [[name] for (name,) in leading if name in enough]
    return [*leading[:1], *longer[:1], *pairs[:1], [best], *longer[1:], *pairs[1:]]


def _longer(key: Key, found: _Group, book: PhraseBook) -> list[list[Key]]:
    """Longer names with a word of this phrase in them, such as "waiting time", which are not far rarer."""
    naming = [other for other in found.telling if _names(other, book) and _may_be_said(other, found)]
    return [
        [other]
        for other in naming[:25]
        if len(other) > 1 and set(key) & set(other) and 12 * found.said[other] >= found.said[key]
    ]


def _others(enough: Sequence[Key], found: _Group, book: PhraseBook) -> list[list[Key]]:
    """What tells a theme apart without being a noun; how people found it in two words: "comfortable and safe"."""
    told = [
        key
        for key in enough
        if not any(found.denies((word,)) for word in key)
        and book.spelling(key).split(" ")[0].lower() not in book.verbs
    ]
    single = [key for key in told if len(key) == 1 and key[0] in book.qualities]
    pairs: list[list[Key]] = []
    if single[:1] == told[:1]:
        pairs += [[single[0], other] for other in single[1:3] if _is_second(single[0], other, found)]
    return pairs[:1] + [[key] for key in told]


def _names(key: Key, book: PhraseBook) -> bool:
    """Whether a phrase ends in a noun, begins with none that is somebody's own and, where small words stand
    inside ("quality of care"), has a noun on either side."""
    if not book.is_noun(key) or OWNERS.intersection(key) or book.owned.intersection(key):
        return False
    if len(key) > 1 and book.spelling(key).split(" ")[0].lower() in book.verbs:
        return False
    inner = STOP_WORDS.intersection(key[1:-1])
    return not inner or book.is_noun(key[:1])


def _may_be_said(key: Key, found: _Group) -> bool:
    """What people mostly say there is none of may name a theme only as they say it: "no complaints"."""
    return all(not found.denies((word,)) or len(key) == 1 for word in key) and (
        not found.denies(key) or found.plain_no(key)
    )


def _denial(key: Key, found: _Group) -> str:
    return "no " if found.denies(key) else ""


def _is_second(best: Key, other: Key, found: _Group) -> bool:
    """Whether two nouns name a theme together: neither part of a phrase with the other ("staff member"), neither
    far rarer, and both said or both denied."""
    together = found.said.get(best + other, 0) + found.said.get(other + best, 0)
    return (
        len(other) == 1
        and other[0][:SAME] != best[0][:SAME]
        and 2 * found.said[other] >= found.said[best]
        and 3 * together < found.said[other]
        and found.denies(best) == found.denies(other)
    )


def _unused(choices: Sequence[str], taken: set[str]) -> str:
    """The first choice that no other theme has."""
    numbered = (f"{(choices or ['mixed comments'])[0]} ({more})" for more in count(2))
    for choice in chain(choices or ["mixed comments"], numbered):
        label = choice[:1].upper() + choice[1:]
        if label.lower() not in taken:
            taken.add(label.lower())
            return label
    raise AssertionError("Counting never ends.")
