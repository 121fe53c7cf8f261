"""Keep-codes: four easy words by which a person finds what they said again, without being known.

A random client key gives two things: the hash that makes a repeated send harmless, and the words. Neither key
nor words are stored, only keyed hashes of them, so that a stolen database opens nothing.
"""

import base64
import binascii
import hashlib
import re
import secrets
import unicodedata
from functools import cache
from pathlib import Path

import segno

from feedback.core.keyed import keyed_hash

KEY_BYTES = 16
CODE_WORDS = 4
BITS_A_WORD = 10
WORDS: tuple[str, ...] = tuple(Path(__file__).with_name("words.txt").read_text(encoding="ascii").split())
_PLACES = {word: place for place, word in enumerate(WORDS)}


def new_client_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def write_client_key(key: bytes) -> str:
    """22 characters that are safe in a form and an address."""
    return base64.urlsafe_b64encode(key).rstrip(b"=").decode("ascii")


def read_client_key(text: str) -> bytes | None:
    """A key as this server or a browser wrote it: 22 characters of url-safe base64, or 32 of hex."""
    text = text.strip()
    if re.fullmatch(r"[0-9a-fA-F]{32}", text):
        return bytes.fromhex(text)
    if not re.fullmatch(r"[A-Za-z0-9_-]{22}", text):
        return None
    try:
        return base64.urlsafe_b64decode(text + "==")
    except binascii.Error:
        return None


def code_of(key: bytes, words: int = CODE_WORDS) -> str:
    """The words of a key, such as "otter-lantern-maple-kite": 40 bits in four.

    A fifth word is only asked for when somebody else's four are the same.
    """
    number = int.from_bytes(hashlib.sha256(key).digest(), "big")
    shifts = (256 - BITS_A_WORD * (place + 1) for place in range(words))
    return "-".join(WORDS[number >> shift & len(WORDS) - 1] for shift in shifts)


def read_code(text: str) -> str | None:
    """The code that a person meant, however they typed it, or None.

    Capitals, spaces, dots and commas do not matter, and a word may be one slip away from the right one.
    """
    plain = unicodedata.normalize("NFKD", text).casefold()[:200]
    letters = "".join(mark for mark in plain if not unicodedata.combining(mark))
    typed = re.findall(r"[a-z]+", letters)
    words = [_meant(word) for word in typed]
    if None in words or not _is_code_length(len(words)):
        words = list(_run_together("".join(typed)))
    return "-".join(str(word) for word in words) if _is_code_length(len(words)) else None


def code_hash(code: str) -> str:
    return keyed_hash("keep-code", code)


def idempotency_hash(key: bytes) -> str:
    return keyed_hash("idempotency", key)


def code_qr_svg(url: str) -> str:
    """The QR code of `url` as SVG for a page. It has classes and no style, and scales with its box."""
    return segno.make(url, error="m", micro=False).svg_inline(
        svgclass="qr", lineclass="qr-dots", omitsize=True, dark="#000", light="#fff", border=4
    )


def _is_code_length(words: int) -> bool:
    return words in (CODE_WORDS, CODE_WORDS + 1)


@cache
def _slips(word: str) -> frozenset[str]:
    """What `word` looks like with any one letter left out. Two words one slip apart share one of these."""
    return frozenset({word, *(word[:place] + word[place + 1 :] for place in range(len(word)))})


@cache
def _words_by_slip() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for word in WORDS:
        for slip in _slips(word):
            found[slip] = (*found.get(slip, ()), word)
    return found


def _meant(typed: str) -> str | None:
    if typed in _PLACES:
        return typed
    if not 2 <= len(typed) <= 8:
        return None
    shapes = {typed, *(typed[:place] + typed[place + 1 :] for place in range(len(typed)))}
    near = {word for shape in shapes for word in _words_by_slip().get(shape, ()) if _is_near(typed, word)}
    return near.pop() if len(near) == 1 else None


def _is_near(typed: str, word: str) -> bool:
    """One letter wrong, missing or too many, or two neighbours swapped."""
    if len(typed) != len(word):
        short, long = sorted((typed, word), key=len)
        return any(long[:place] + long[place + 1 :] == short for place in range(len(long)))
    wrong = [place for place in range(len(word)) if typed[place] != word[place]]
    if len(wrong) == 2:
        first, second = wrong
        return second == first + 1 and typed[first] == word[second] and typed[second] == word[first]
    return len(wrong) == 1


def _run_together(letters: str) -> tuple[str, ...]:
    """No word of the list begins another, so words typed without a gap come apart in only one way."""
    words: list[str] = []
    while letters and len(words) <= CODE_WORDS:
        word = next((letters[:size] for size in range(3, 8) if letters[:size] in _PLACES), None)
        if word is None:
            return ()
        words.append(word)
        letters = letters[len(word) :]
    return tuple(words) if not letters else ()
