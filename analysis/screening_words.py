"""Read a text the way it was meant: every spelling of a word that the rules know becomes that word (D99).

Folded are capitals, accents, look-alike letters, zero-width signs, emoji, drawn-out letters (hiiit), digits
and signs for letters (k1ll, k!ll, k*ll), apostrophes (don't), spaced letters (k i l l), words run
together (killmyself), known respellings (suiside), one slip of the pen in words of five letters or more
(Damerau, "A technique for computer detection and correction of spelling errors", 1964) and words spelt by ear.
Each word keeps its place in the text as written.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from analysis.screening_sounds import SHORTEST, sound, telling

BREAK = "."
LETTERS = "abcdefghijklmnopqrstuvwxyz"
LOOK_ALIKE = dict(zip("аеорсухіјѕԁһαεοριτυκßıøđł", "aeopcyxijsdhaeopitukbiodl", strict=True))
SIGNS = [
    str.maketrans("013457@$!|+689", one)
    for one in ("oleast" + "asilt" + "gbg", "oieastasiltgbg", "olerstasiltgbg")
]
TOKEN = re.compile(r"[a-z0-9@$](?:[a-z0-9@$!|*+'’`´]*[a-z0-9@$*])?")
SENTENCE_END = re.compile(r"[.!?;\n](?:\s|$)|\n")
DRAWN_OUT = re.compile(r"(.)\1{2,}")
DOUBLED = re.compile(r"(.)\1+")
APOSTROPHES = str.maketrans("", "", "'’`´")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as the rules know it, and where it stands in the text as written."""

    word: str
    start: int
    end: int


class Reader:
    """Knows the words of a set of rules and reads texts in them."""

    def __init__(
        self,
        words: Iterable[str],
        respelt: Mapping[str, str],
        left_alone: Iterable[str],
        emoji: Mapping[str, str],
    ) -> None:
        self.words = frozenset(words)
        self.respelt = dict(respelt)
        self.left_alone = frozenset(left_alone)
        self.emoji = dict(emoji)
        self._one_letter_less: dict[str, list[str]] = {}
        for word in sorted(self.words):
            if len(word) >= 5:
                for shorter in {word} | _one_letter_less(word):
                    self._one_letter_less.setdefault(shorter, []).append(word)
        self._by_sound: dict[str, list[str]] = {}
        for word in sorted(self.words):
            if len(word) >= SHORTEST and telling(sound(word)):
                self._by_sound.setdefault(sound(word), []).append(word)
        self._longest = max((len(word) for word in self.words), default=0)
        self.meant = lru_cache(maxsize=8192)(self._meant)

    def read(self, text: str) -> list[Word]:
        """All words of a text, with a break between sentences."""
        if text.isascii():
            folded, places = text.lower(), None
        else:
            folded, places = self._fold(text)
        tokens = [(found[0], found.start(), found.end()) for found in TOKEN.finditer(folded)]
        read: list[Word] = []
        at, before = 0, 0
        while at < len(tokens):
            token, start, end = tokens[at]
            if SENTENCE_END.search(folded, before, start + 1) and read:
                read.append(Word(BREAK, start, start))
            run = _spaced_run(tokens, at)
            meant = self._joined(tokens[at : at + run]) if run >= 3 else None
            if meant:
                end = tokens[at + run - 1][2]
                at += run
            else:
                meant = self.meant(token)
                at += 1
            read.extend(Word(word, start, end) for word in meant)
            before = end
        if places is None:
            return read
        return [Word(item.word, places[item.start], places[max(item.end - 1, 0)] + 1) for item in read]

    def _fold(self, text: str) -> tuple[str, list[int]]:
        folded: list[str] = []
        places: list[int] = []
        for place, sign in enumerate(text):
            if sign.isascii():
                plain = sign.lower()
            elif sign in self.emoji:
                plain = f" {self.emoji[sign]} "
            else:
                plain = _plain(sign)
            folded.append(plain)
            places.extend([place] * len(plain))
        return "".join(folded), places

    def _joined(self, run: list[tuple[str, int, int]]) -> tuple[str, ...] | None:
        joined = "".join(token for token, _, _ in run)
        meant = self.meant(joined)
        return meant if meant != (joined,) or joined in self.words else None

    def _meant(self, token: str) -> tuple[str, ...]:
        plain = token.translate(APOSTROPHES)
        for spelling in self._spellings(token, plain):
            if spelling in self.words:
                return (spelling,)
            if spelling in self.respelt:
                return tuple(self.respelt[spelling].split())
        if plain in self.left_alone or len(plain) > 60:
            return (plain,)
        near = self._near(DRAWN_OUT.sub(r"\1\1", plain))
        if near is None and not plain.isalpha():
            near = next(filter(None, (self._near(plain.translate(table)) for table in SIGNS)), None)
        near = near or self._sounding_like(plain)
        if near is not None:
            return (near,)
        if not plain.isalnum():
            return tuple(word for part in re.findall("[a-z0-9]+", plain) for word in self.meant(part))
        return self._run_together(plain) or (plain,)

    def _spellings(self, token: str, plain: str) -> Iterable[str]:
        yield plain
        if "'" in token or "’" in token:
            yield re.split("['’]", token)[0]
        if plain.isdigit():
            return
        variants = [plain]
        if not plain.isalpha():
            variants += [plain.translate(table) for table in SIGNS]
            yield from variants
            if "*" in plain:
                starred = re.compile(plain.replace("*", "[a-z]").replace("$", "s").replace("+", "t"))
                yield from (word for word in sorted(self.words) if len(word) > 3 and starred.fullmatch(word))
        if plain.endswith("z"):
            yield plain[:-1] + "s"
        if plain.endswith("in") and len(plain) >= 6:
            yield plain + "g"
        for variant in variants:
            if DOUBLED.search(variant):
                yield DRAWN_OUT.sub(r"\1", variant)
                yield DRAWN_OUT.sub(r"\1\1", variant)
                if DRAWN_OUT.search(variant) or (variant not in self.left_alone and len(variant) >= 5):
                    yield DOUBLED.sub(r"\1", variant)

    def _near(self, token: str) -> str | None:
        if len(token) < 5 or token.isdigit() or token in self.left_alone:
            return None
        seen: set[str] = set()
        for shorter in [token, *sorted(_one_letter_less(token))]:
            seen.update(self._one_letter_less.get(shorter, ()))
        near = [word for word in sorted(seen) if word[0] == token[0] and _is_one_slip(word, token)]
        heard = sound(token)
        return min(
            near, key=lambda word: (sound(word) != heard, abs(len(word) - len(token)), word), default=None
        )

    def _sounding_like(self, token: str) -> str | None:
        if len(token) < SHORTEST - 1 or not token.isalpha():
            return None
        alike = self._by_sound.get(sound(token), ())
        return min(
            alike, key=lambda word: (word[0] != token[0], abs(len(word) - len(token)), word), default=None
        )

    def _run_together(self, token: str) -> tuple[str, ...] | None:
        """Split "killmyself" into known words; the fewest words win."""
        if not 7 <= len(token) <= 40 or token in self.left_alone:
            return None
        best: list[tuple[str, ...] | None] = [()] + [None] * len(token)
        for end in range(1, len(token) + 1):
            for start in range(max(0, end - self._longest), end):
                begun, piece = best[start], token[start:end]
                if begun is None or piece not in self.words or (len(piece) < 2 and piece not in "ai"):
                    continue
                kept = best[end]
                if kept is None or len(begun) + 1 < len(kept):
                    best[end] = (*begun, piece)
        return best[len(token)]


def _spaced_run(tokens: list[tuple[str, int, int]], at: int) -> int:
    run = 0
    while at + run < len(tokens) and len(tokens[at + run][0]) == 1 and run < 40:
        if run and tokens[at + run][1] - tokens[at + run - 1][2] > 2:
            break
        run += 1
    return run


@lru_cache(maxsize=4096)
def _plain(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind in ("Cf", "Mn", "Me"):
        return ""
    if sign in LOOK_ALIKE:
        return LOOK_ALIKE[sign]
    bare = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
    lowered = bare.casefold()
    return "".join(LOOK_ALIKE.get(letter, letter) for letter in lowered)


def _one_letter_less(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


def _is_one_slip(one: str, other: str) -> bool:
    """Whether one letter was added, lost, changed or swapped with its neighbour."""
    if one == other:
        return True
    if len(one) == len(other):
        apart = [at for at in range(len(one)) if one[at] != other[at]]
        if len(apart) == 1:
            return True
        first, last = apart[0], apart[-1]
        swapped = one[first] == other[last] and one[last] == other[first]
        return len(apart) == 2 and last == first + 1 and swapped
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return len(longer) == len(shorter) + 1 and shorter in _one_letter_less(longer)
