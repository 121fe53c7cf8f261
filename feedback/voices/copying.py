"""Whether a text that staff wrote holds a whole sentence of somebody's comment.

Such words could not be withdrawn with the comment.
"""

import re

COPIED_WORDS = 8  # a run this long is somebody's sentence, not a turn of phrase


def word_runs(text: str) -> set[tuple[str, ...]]:
    """Every run of that many words, in small letters and without what stands between them."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[place : place + COPIED_WORDS]) for place in range(len(words) - COPIED_WORDS + 1)}
