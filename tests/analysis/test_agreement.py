"""Measures on codings small enough to work out by hand."""

import pytest

from analysis.agreement import adjusted_mutual_information, adjusted_rand_index, f1, v_measure


def test_the_same_groups_under_other_names_agree_fully():
    gold, found = ["a"] * 10 + ["b"] * 10, ["x"] * 10 + ["y"] * 10
    for measure in (adjusted_mutual_information, adjusted_rand_index, v_measure):
        assert measure(gold, found).value == pytest.approx(1.0)


def test_one_group_for_all_tells_nothing():
    assert adjusted_mutual_information(["a", "b"] * 20, ["x"] * 40).value == pytest.approx(0.0)


def test_the_interval_holds_the_value():
    gold, found = ["a", "a", "b", "b", "c"] * 30, ["a", "b", "b", "b", "c"] * 30
    measured = adjusted_mutual_information(gold, found)
    assert measured.low <= measured.value <= measured.high
    assert measured.low > 0


def test_f1_by_hand():
    gold = {"1": {"a"}, "2": {"a", "b"}, "3": {"b"}}
    found = {"1": {"a"}, "2": {"a"}, "3": {"a"}}
    scores = f1(gold, found)
    assert scores.micro == pytest.approx(2 * 2 / (3 + 4))
    assert scores.macro == pytest.approx((2 * 2 / (3 + 2) + 0) / 2)
