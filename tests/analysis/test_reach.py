"""Who was heard: the vectors of the county's own tables, and what of it may be said in public."""

import pytest

from analysis.reach import (
    CANNOT_TELL,
    LESS,
    MORE,
    NO_ONE,
    NOT_ENOUGH,
    RIGHT,
    TOO_SMALL,
    Living,
    check_sums,
    compare,
    label_for,
    say_publicly,
)
from analysis.suppression import Rules

LC1 = [Living("11 to 15", 2248), Living("16 to 19", 1896), Living("20 to 25", 1043)]
LC1_WHOLE = [Living("Under 5", 259), Living("5 to 10", 2017), *LC1]
LC3 = [35.4, 31.4, 0.9, 2.5, 1.3, 31.1]
LC4 = [5.6, 31.4, 5.2, 7.5, 20.7, 27.5]


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        ((40, 17, 3), [(1.54, 1.25, 1.78, MORE), (0.78, 0.51, 1.12, CANNOT_TELL), (0.25, 0.09, 0.68, LESS)]),
        ((120, 80, 19), [(1.26, 1.11, 1.41, MORE), (1.00, 0.83, 1.18, RIGHT), (0.43, 0.28, 0.65, LESS)]),
    ],
)
def test_the_vectors_of_the_county(heard, expected):
    found = compare(heard, LC1)
    assert [(round(x.ratio, 2), round(x.low, 2), round(x.high, 2), x.label) for x in found] == expected


def test_with_few_answers_nothing_is_said():
    assert [line.label for line in compare((6, 5, 0), LC1)] == [NOT_ENOUGH] * 3
    assert [line.label for line in compare((0, 0, 0), LC1)] == [NOT_ENOUGH] * 3


def test_the_labels_come_in_their_order():
    assert label_for(19, 0.5, 2.0, 3.0) == NOT_ENOUGH
    assert label_for(40, 0.1, 2.0, 3.0) == TOO_SMALL
    assert label_for(40, 0.5, 0.1, 0.99) == LESS
    assert label_for(400, 0.5, 0.8, 1.25) == RIGHT
    assert label_for(400, 0.5, 0.79, 1.25) == CANNOT_TELL


def test_heard_per_thousand_who_live_here():
    assert round(compare((40, 17, 3), LC1)[0].per_thousand, 1) == 17.8


def test_the_sums_of_the_seeds_are_checked():
    assert check_sums(LC1_WHOLE, 7753, is_percent=False) == (
        "The rows add up to 7,463, but the printed total is 7,753 (290 more). We work with the rows."
    )
    assert check_sums(LC1_WHOLE, 7463, is_percent=False) == ""
    percents = [[Living(str(at), value) for at, value in enumerate(column)] for column in (LC3, LC4)]
    assert "102.6" in check_sums(percents[0], None, is_percent=True)
    assert "97.9" in check_sums(percents[1], None, is_percent=True)
    assert check_sums([Living("a", 60.3), Living("b", 40.1)], None, is_percent=True) == ""


def test_in_public_a_small_count_keeps_only_its_label():
    lines = compare((120, 80, 3), LC1)
    first, second, small = say_publicly(lines, Rules())
    assert (small.heard, small.ratio, small.label) == ("fewer than 5", "", LESS)
    assert (second.heard, second.ratio, second.label) == ("not shown", "", lines[1].label)
    assert first.heard == "120"
    assert first.ratio.startswith("1.36 (from ")


def test_in_public_nobody_is_no_one_yet():
    assert [line.heard for line in say_publicly(compare((40, 20, 0), LC1), Rules())] == ["40", "20", NO_ONE]


def test_in_public_few_answers_say_nothing():
    assert say_publicly(compare((6, 3, 0), LC1), Rules()) == []
    assert say_publicly([], Rules()) == []


def test_a_label_that_would_tell_the_count_is_not_said():
    """Of 30 people 1 to 4 may be "heard less"; where only one of those counts is, the label says which."""
    for heard in range(1, 5):
        lines = compare((60, 60 - heard, heard), [Living("a", 50), Living("b", 45), Living("c", 5.8)])
        said = say_publicly(lines, Rules())[2]
        same = [
            x
            for x in range(1, 5)
            if compare((60, 60 - x, x), [Living("a", 50), Living("b", 45), Living("c", 5.8)])[2].label
            == lines[2].label
        ]
        assert said.label == (lines[2].label if len(same) > 1 else CANNOT_TELL)
