"""Comments as people in a hurry type them: one slip in a fifth of the longer words."""

import re

import numpy as np

SHARE = 0.2
_LONGER = re.compile(r"[^\W\d_]{5,}")


def misspell(text: str, chance: np.random.Generator) -> str:
    """The text with a letter left out, doubled or swapped with the next in a fifth of the words of five letters
    or more; never the first letter, which people get right."""

    def slip(found: re.Match[str]) -> str:
        word = found[0]
        if chance.random() >= SHARE:
            return word
        at = int(chance.integers(1, len(word) - 1))
        kinds = (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
        return kinds[int(chance.integers(len(kinds)))]

    return _LONGER.sub(slip, text)
