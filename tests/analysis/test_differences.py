"""Intervals of shares and of differences, beside published worked examples."""

import pytest

from analysis.differences import apart, quantile, wilson


def test_the_interval_of_one_share():
    """Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662."""
    low, high = wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((10, 10), (0, 10), (0.6075, 1.0)),
        ((0, 10), (0, 10), (-0.2775, 0.2775)),
    ],
)
def test_the_worked_examples_of_newcombe(first, second, expected):
    """Newcombe 1998, table II, method 10."""
    found = apart(first, second)
    assert (round(found.low, 4), round(found.high, 4)) == expected


def test_a_difference_is_clear_when_chance_could_not_make_it():
    assert apart((56, 70), (48, 80)).is_clear
    assert not apart((42, 70), (48, 80)).is_clear
    assert apart((48, 80), (56, 70)).is_clear


def test_many_comparisons_need_more():
    assert quantile(1) < quantile(2) < quantile(100)
    assert not apart((56, 70), (48, 80), comparisons=60).is_clear


@pytest.mark.parametrize(("part", "whole"), [(5, 4), (-1, 4), (0, 0)])
def test_what_is_no_share_is_refused(part, whole):
    with pytest.raises(ValueError, match="A share needs"):
        wilson(part, whole)
