"""Words that carry grammar and no subject. A list of our own, since NLTK's comes as a download."""

from pathlib import Path

STOP_WORDS = frozenset(Path(__file__).with_name("stop_words.txt").read_text(encoding="ascii").split())
