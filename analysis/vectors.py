"""Comments as vectors: what they mean and which words they use. No network, no training, same in and same out.

Meaning comes from WordLlama, token vectors distilled from a large model and averaged; wording from TF-IDF over
stems, folded to a few dimensions (Deerwester and others, "Indexing by latent semantic analysis", 1990). One weight
joins them. Wording helps where comments are long enough to share words, and misleads where they are short.
"""

import re
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import wordllama
from nltk.stem.snowball import SnowballStemmer
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from analysis.stop_words import STOP_WORDS

Vectors = npt.NDArray[np.float32]

MEANING_SIZE = 256
WORDING_SIZE = 64
MOST_WORDING = 0.4
LONG_COMMENT = 60  # words, at which wording has two thirds of its largest weight
BATCH = 2048
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@cache
def _model() -> "wordllama.inference.WordLlamaInference":
    return wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)


@cache
def _stemmer() -> SnowballStemmer:
    return SnowballStemmer("english")


@cache
def stem(word: str) -> str:
    return str(_stemmer().stem(word))


def words_of(text: str) -> list[str]:
    return WORD.findall(text.lower().replace("’", "'"))


class StaticEngine:
    """Small and fast: some thousand comments a second on one core."""

    name = "static"

    def describe(self) -> dict[str, str]:
        return {"name": self.name, "wordllama": version("wordllama"), "dimensions": str(MEANING_SIZE)}

    def meaning(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, one row a text; a text without a known word has a row of zeros."""
        found = np.zeros((len(texts), MEANING_SIZE), dtype=np.float32)
        for start in range(0, len(texts), BATCH):
            plain = [_plain(text) for text in texts[start : start + BATCH]]
            found[start : start + len(plain)] = _model().embed(plain, norm=False)
        return unit(found)


def wording(texts: Sequence[str], seed: int) -> Vectors:
    """Unit vectors of the words used, comparable within this one call only."""
    vectoriser = TfidfVectorizer(analyzer=_stems, min_df=2 if len(texts) > 50 else 1, sublinear_tf=True)
    try:
        weighed = vectoriser.fit_transform(texts)
    except ValueError:  # not one word besides stop words
        return np.zeros((len(texts), 1), dtype=np.float32)
    size = min(WORDING_SIZE, weighed.shape[1] - 1, weighed.shape[0] - 1)
    if size < 1:
        return unit(weighed.toarray().astype(np.float32))
    return unit(TruncatedSVD(size, n_iter=2, random_state=seed).fit_transform(weighed).astype(np.float32))


def mix(meaning: Vectors, worded: Vectors, texts: Sequence[str]) -> Vectors:
    """One vector a text, whose dot products are the weighed mean of the two likenesses."""
    length = sum(len(text.split()) for text in texts) / max(1, len(texts))
    weight = MOST_WORDING * length / (length + LONG_COMMENT / 2)
    return np.hstack([meaning * np.sqrt(1 - weight), worded * np.sqrt(weight)]).astype(np.float32)


def unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(np.nan_to_num(vectors / np.where(lengths > 0, lengths, 1)), dtype=np.float32)


def _plain(text: str) -> str:
    return " ".join(text.lower().split()).strip(" .!?,") or " "


def _stems(text: str) -> list[str]:
    stems = [stem(word) for word in words_of(text) if word not in STOP_WORDS]
    return stems + [f"{one} {two}" for one, two in pairwise(stems)]
