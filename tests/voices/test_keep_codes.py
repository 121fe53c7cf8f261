"""Words that a nine-year-old can copy, and that open nothing but one's own words."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from feedback.core.settings import Settings
from feedback.voices import keep_codes
from feedback.voices.keep_codes import (
    WORDS,
    code_hash,
    code_of,
    code_qr_svg,
    idempotency_hash,
    new_client_key,
    read_client_key,
    read_code,
    write_client_key,
)

KEY = bytes(range(16))
# Words that sound like another word: said over the phone they would open nothing.
SOUND_ALIKE = """
    bare bean beech blew brake bread buy cell cereal coral cymbal deer dew draft eight fir flour for
    hair heal hear herd hole horse hour knight knot know lead leek lute maid mail maize meat medal moose
    morning muscle mussel none oar one pail pair pale pause pea peace peak pear piece plaice plane
    prince quay rain read red right ring road role root rose sail scene sea see sell serial sew sole son
    stair steal steel stork sun sweet tail tea tern thyme tide toad toe tuna two wait waist weather
    whale wood write yolk
"""
UNWELCOME = "alone blade burn dark die fat gun hang hit hurt kill knife pill rope secret thin touch weapon"


def test_it_has_1024_different_words_of_three_to_seven_letters() -> None:
    assert len(WORDS) == len(set(WORDS)) == 1024
    assert all(re.fullmatch(r"[a-z]{3,7}", word) for word in WORDS)
    assert list(WORDS) == sorted(WORDS)


def test_it_has_no_word_that_sounds_like_another_or_is_unwelcome() -> None:
    assert not set(WORDS) & set(SOUND_ALIKE.split())
    assert not set(WORDS) & set(UNWELCOME.split())


def test_it_has_no_two_words_one_slip_apart_and_none_that_begins_another() -> None:
    blanks: set[str] = set()
    for word in WORDS:
        places = range(len(word))
        with_blank = {f"{word[:place]}?{word[place + 1 :]}" for place in places}
        cut = {f"{word[:place]}{word[place + 1 :]}" for place in places}
        swapped = {f"{word[:place]}{word[place : place + 2][::-1]}{word[place + 2 :]}" for place in places}
        assert not blanks & with_blank, word
        assert not (cut | swapped - {word}) & set(WORDS), word
        blanks |= with_blank
    ordered = sorted(WORDS)
    assert [pair for pair in pairwise(ordered) if pair[1].startswith(pair[0])] == []


def test_it_makes_the_same_four_words_of_a_key_for_ever() -> None:
    assert code_of(KEY) == code_of(KEY)
    assert code_of(KEY).count("-") == 3
    assert code_of(KEY, 5).startswith(code_of(KEY) + "-")
    assert len({code_of(new_client_key()) for _ in range(500)}) == 500


def test_it_reads_a_key_as_a_page_and_a_browser_write_it() -> None:
    assert read_client_key(write_client_key(KEY)) == KEY
    assert read_client_key(f" {KEY.hex().upper()} ") == KEY
    assert len(new_client_key()) == 16


@pytest.mark.parametrize("text", ["", "short", "!" * 22, "a" * 23, "g" * 32, "ä" * 22])
def test_it_refuses_what_is_no_key(text: str) -> None:
    assert read_client_key(text) is None


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        lambda code: code.replace("-", " "),
        lambda code: code.replace("-", ". ").title() + ".",
        lambda code: code.replace("-", ", "),
        lambda code: code.replace("-", ""),
        lambda code: f"  my code: {code} "[10:],
        lambda code: code.replace("-", " – "),
    ],
)
def test_it_reads_a_code_however_it_is_typed(change) -> None:
    for _ in range(20):
        code = code_of(new_client_key())
        assert read_code(change(code)) == code


def test_it_forgives_a_slip_in_each_word() -> None:
    code = "dolphin-umbrella-kitchen-giraffe"
    assert read_code(code) is None  # umbrella has eight letters, and is on no list
    code = "dolphin-unicorn-kitchen-giraffe"
    assert read_code("dolfin unicorn kitchen giraffe") is None  # two slips
    assert read_code("dolpin unicrn kitchenn girafe") == code
    assert read_code("doplhin unicorm kitchen giraffe") == code


@pytest.mark.parametrize(
    "text", ["", "dolphin", "dolphin unicorn kitchen", "dolphin " * 6, "1 2 3 4", "x" * 9999]
)
def test_it_does_not_guess(text: str) -> None:
    assert read_code(text) is None


def test_it_hashes_codes_and_keys_apart(settings: Settings) -> None:
    code = code_of(KEY)
    assert re.fullmatch(r"[0-9a-f]{64}", code_hash(code))
    assert len({code_hash(code), code_hash(code + "x"), idempotency_hash(KEY), code_hash(KEY.hex())}) == 4


def test_it_draws_a_code_without_style() -> None:
    svg = code_qr_svg("http://heard.test/r/dolphin-unicorn-kitchen-giraffe")
    drawing = ElementTree.fromstring(svg)
    assert drawing.attrib["class"] == "qr"
    assert "viewBox" in drawing.attrib
    assert not re.search(r"style|<script|\son", svg)


def test_it_keeps_words_and_bits_in_step() -> None:
    assert len(WORDS) == 1 << keep_codes.BITS_A_WORD
