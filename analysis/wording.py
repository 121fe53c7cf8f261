"""Words as people write them, and their stems.

NLTK's Snowball stemmer (Porter, "Snowball: a language for stemming algorithms", 2001) needs no data files;
the stop list is our own, because NLTK's has to be downloaded.
"""

import json
import re
from functools import lru_cache
from pathlib import Path

from nltk.stem.snowball import SnowballStemmer

_LISTS = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))
STOP_WORDS = frozenset(_LISTS["stop"])
PRAISE = frozenset(_LISTS["praise"])
BEFORE_NOUNS = frozenset(_LISTS["before_nouns"])
BEFORE_VERBS = frozenset(_LISTS["before_verbs"])
BEFORE_ADJECTIVES = frozenset(_LISTS["before_adjectives"])
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_STEMMER = SnowballStemmer("english")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of a word in lower case."""
    return str(_STEMMER.stem(word))


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where each word of a text begins and ends."""
    return [found.span() for found in _WORD.finditer(text)]


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, with plain apostrophes."""
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def telling_stems(text: str) -> list[str]:
    """The stems of the words that are not on the stop list."""
    return [stem(word) for word in words_of(text) if word not in STOP_WORDS and len(word) > 1]
