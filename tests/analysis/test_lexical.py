"""Words and letters as vectors: shared words are near, misspelt ones too, and new texts stand in the same space."""

import numpy as np
import pytest

from analysis.lexical import Reduction, count_words, letters_in, stems_in

PLACES = (
    "Norwich",
    "Ipswich",
    "Luton",
    "Derby",
    "Leeds",
    "Hull",
    "York",
    "Bath",
    "Ely",
    "Truro",
    "Wells",
    "Ripon",
)
TEXTS = [
    f"The {what} in {place} was {how}"
    for place in PLACES
    for what, how in (("bus", "late"), ("dinner", "cold"))
]


def test_words_are_counted_text_by_text() -> None:
    worded = count_words(["Bus, bus and train", "", "Train"])
    assert worded.words == ["bus", "and", "train"]
    assert worded.counts.toarray().tolist() == [[2, 1, 1], [0, 0, 0], [0, 0, 1]]


def test_parts_of_a_word() -> None:
    assert stems_in("buses") == ["buse"]
    assert stems_in("the") == []
    assert letters_in("bus") == [" b", "bu", "us", "s ", " bu", "bus", "us ", " bus", "bus "]


def test_shared_words_are_near_and_a_misspelt_one_is_nearer_than_another_word() -> None:
    letters = Reduction(letters_in, 0)
    assert letters.learn(count_words(TEXTS))
    late, misspelt, cold = letters.place(count_words(["bus late", "buss layte", "dinner cold"]))
    assert late @ misspelt > late @ cold + 0.1
    stems = Reduction(stems_in, 0)
    assert stems.learn(count_words(TEXTS))
    placed = stems.place(count_words(["The bus", "A bus", "The dinner", "unheard of"]))
    assert placed[0] @ placed[1] == pytest.approx(1, abs=1e-5)
    assert placed[0] @ placed[2] < 0.5
    assert not placed[3].any()


def test_a_run_repeats_and_too_few_texts_teach_nothing() -> None:
    one, other = Reduction(letters_in, 0), Reduction(letters_in, 0)
    assert one.learn(count_words(TEXTS))
    assert other.learn(count_words(TEXTS))
    assert np.array_equal(one.place(count_words(TEXTS)), other.place(count_words(TEXTS)))
    assert not Reduction(stems_in, 0).learn(count_words(["a bus", ""]))
