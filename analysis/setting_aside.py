"""Comments in which there is nothing to read: said by rule, with the reason, so that a person can disagree."""

import re
import unicodedata

NOTHING = re.compile(
    r"(nothing|none|nil|no|nope|nah|non|n ?a|not applicable|nothing (really|at all|else|more|much|to (add|say|improve|"
    r"change|report)|comes to mind|springs to mind|i can think of|that i can think of|in particular)|not really|"
    r"(there is |there s |i have )?nothing|no (comments?|complaints?|improvements?|suggestions?|problems?|issues?|"
    r"answer|reply|response|opinion|thanks?|thank you|ideas?)( at all| really| needed| to make)?)"
)
UNKNOWN = re.compile(
    r"(i )?(dont|don t|do not|didnt) (know|no)|idk|dunno|not sure|unsure|no idea|can t think( of anything)?|"
    r"cannot think of anything|don t mind"
)
ABOVE = re.compile(
    r"(same )?(as|see) (above|before|previous( answer)?|below|stated)|ditto|same|already (said|answered)"
)
KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def why_set_aside(text: str) -> str | None:
    """The reason in two or three words ("nothing said", "does not know" …), or None for a comment to read."""
    words = _plain(text)
    if not words:
        return "no words"
    for reason, pattern in (
        ("nothing said", NOTHING),
        ("does not know", UNKNOWN),
        ("points elsewhere", ABOVE),
    ):
        if pattern.fullmatch(words):
            return reason
    return "keys" if _is_noise(words) else None


def _plain(text: str) -> str:
    """Lower case words with single spaces; marks, figures and pictures are gone."""
    kept = "".join(
        mark if unicodedata.category(mark)[0] in "LM" else " "
        for mark in unicodedata.normalize("NFKC", text).lower()
    )
    return " ".join(kept.split())


def _is_noise(words: str) -> bool:
    """One short run of keys: neighbours on a keyboard, or the same letter again and again."""
    if " " in words or not words.isascii() or len(words) > 30:
        return False
    if len(set(words)) == 1:
        return True
    return len(words) >= 4 and any(words in row or words in row[::-1] for row in KEYBOARD)
