"""Measures against cases whose outcome is known."""

import numpy as np
import pytest

from analysis.measuring import Measures, measure_result


def result(
    codings: list[tuple[str, str, float]], titles: str = "ab", **more: list[object]
) -> dict[str, object]:
    return {
        "themes": [{"id": title, "label": title} for title in titles],
        "codings": [{"comment": id_, "theme": theme, "confidence": sure} for id_, theme, sure in codings],
        "set_aside": [],
        "no_theme": [],
        **more,
    }


def figure(measured: Measures, name: str) -> float:
    return next(one.value for one in measured.figures if one.name == name)


def test_a_machine_that_is_always_right_and_sure() -> None:
    gold = {str(n): frozenset("ab"[n % 2]) for n in range(60)}
    measured = measure_result(result([(id_, min(codes), 1.0) for id_, codes in gold.items()]), gold)
    for name in ("ami", "ari", "v_measure", "micro_f1", "macro_f1", "alpha", "brier_skill"):
        assert figure(measured, name) == pytest.approx(1)
    assert figure(measured, "calibration_error") == 0
    assert measured.reliability[-1].codings == 60
    for one in measured.figures:
        assert one.low is None or one.low <= one.value + 1e-9 <= (one.high or 0) + 2e-9


def test_a_machine_that_is_half_as_often_right_as_it_says() -> None:
    gold = {str(n): frozenset("ab"[n % 2]) for n in range(100)}
    measured = measure_result(result([(id_, "a", 1.0) for id_ in gold]), gold)
    assert figure(measured, "calibration_error") == pytest.approx(0.5)
    assert figure(measured, "brier_skill") < 0
    assert figure(measured, "micro_f1") == pytest.approx(0.5)
    assert figure(measured, "macro_f1") == pytest.approx(1 / 3)
    assert figure(measured, "alpha") < 0


def test_codes_outside_the_frame_are_told_and_not_held_against_it() -> None:
    gold = {"1": frozenset("a"), "2": frozenset("az"), "3": frozenset("b")}
    measured = measure_result(result([("1", "a", 0.9), ("2", "a", 0.9), ("3", "b", 0.9)]), gold)
    assert figure(measured, "micro_f1") == 1
    assert figure(measured, "codes_outside_the_frame") == pytest.approx(1 / 6)


def test_what_is_set_aside_or_uncoded_counts_as_a_group_of_its_own() -> None:
    gold = {str(n): frozenset("ab"[n % 2]) for n in range(20)}
    codings = [(str(n), "ab"[n % 2], 0.9) for n in range(10)]
    aside = [{"comment": str(n), "reason": "empty"} for n in range(10, 15)]
    measured = measure_result(
        result(codings, set_aside=list(aside), no_theme=[str(n) for n in range(15, 20)]), gold
    )
    assert figure(measured, "set_aside") == figure(measured, "uncoded") == 0.25
    assert 0 < figure(measured, "ami") < 0.9


def test_the_intervals_of_alpha_hold_the_figure_of_nltk() -> None:
    chance = np.random.default_rng(3)
    gold = {str(n): frozenset(chance.choice(list("abc"), chance.integers(1, 3))) for n in range(200)}
    codings = [
        (id_, code if chance.random() < 0.7 else "c", 0.7) for id_, codes in gold.items() for code in codes
    ]
    measured = measure_result(result(codings, "abc"), gold)
    alpha = next(one for one in measured.figures if one.name == "alpha")
    assert (alpha.low or 0) < alpha.value < (alpha.high or 0)
    assert (alpha.high or 0) - (alpha.low or 0) < 0.3
