"""Measures against cases whose outcome is known."""

import pytest

from analysis.agreement import f1_scores, measure_agreement


def test_the_same_groups_agree_whatever_their_names() -> None:
    gold = {str(n): "ab"[n % 2] for n in range(60)}
    measured = measure_agreement({id_: code.upper() for id_, code in gold.items()}, gold)
    assert measured.ami == pytest.approx(1)
    assert measured.ari == pytest.approx(1)
    assert measured.comments == 60
    assert measured.themes == measured.codes == 2


def test_one_big_group_says_nothing() -> None:
    gold = {str(n): "abc"[n % 3] for n in range(60)}
    assert measure_agreement(dict.fromkeys(gold, "t1"), gold).ami == pytest.approx(0)


def test_what_is_left_out_is_told() -> None:
    gold = {str(n): "ab"[n % 2] for n in range(10)}
    found = {"0": "set aside", "1": "no theme", **{str(n): "t1" for n in range(2, 10)}}
    measured = measure_agreement(found, gold)
    assert (measured.set_aside, measured.no_theme, measured.themes) == (0.1, 0.1, 1)


def test_files_without_a_comment_in_common_are_refused() -> None:
    with pytest.raises(ValueError, match="ids"):
        measure_agreement({"a": "x"}, {"b": "x"})


def test_f1_over_several_codes() -> None:
    micro, macro = f1_scores([{"a"}, {"a", "b"}], [{"a"}, {"a"}])
    assert micro == pytest.approx(0.8)
    assert macro == pytest.approx(0.5)
    assert f1_scores([], []) == (0.0, 0.0)
