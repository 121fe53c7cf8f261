"""How a word sounds, so that a spelling by ear finds the word that was meant ("kikd", "privits", "runin").

A short row of rewriting in the manner of Soundex (Russell, 1918) and Metaphone (Philips, 1990), made for
children's English: consonants keep their order, every vowel in the middle counts alike, silent letters go.
Only longer words are compared this way, because short ones sound like too many others.
"""

import re

SHORTEST = 5
REWRITTEN = tuple(
    (re.compile(found), put)
    for found, put in (
        (r"(.)\1+", r"\1"),
        (r"^(?:kn|gn|pn)", "n"),
        (r"^wr", "r"),
        (r"^wh", "w"),
        (r"ph", "f"),
        (r"tch", "ch"),
        (r"sch", "sk"),
        (r"dge?(?=$|[^aeiou])", "j"),
        (r"ght", "t"),
        (r"gh", ""),
        (r"c(?=[eiy])", "s"),
        (r"ch", "C"),
        (r"sh|tion|sion", "S"),
        (r"ck|c|q", "k"),
        (r"mb$", "m"),
        (r"x", "ks"),
        (r"z", "s"),
        (r"in$", "ing"),
        (r"[aeiouy]+(?=[sd]$)", ""),
        (r"[sd]t$|(?<=[kpfC])[dt]$", "t"),
        (r"(?<=.)[eyi]+$", "e"),
        (r"[aeiouy]+", "a"),
        (r"a$", ""),
        (r"(.)\1+", r"\1"),
    )
)


def sound(word: str) -> str:
    """The key that words of one sound share: "kicked" and "kikd" both give "kakt"."""
    for found, put in REWRITTEN:
        word = found.sub(put, word)
    return word


def telling(key: str) -> bool:
    """Whether a key says enough to stand for one word: three consonants or more."""
    return sum(letter != "a" for letter in key) >= 3


__all__ = ["SHORTEST", "sound", "telling"]
