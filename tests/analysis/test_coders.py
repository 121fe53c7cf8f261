"""Agreement of two coders against cases whose outcome is known and against NLTK's own."""

import numpy as np
import pytest
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import masi_distance

from analysis import compare_coders, kinds_of_answers
from analysis.coders import one_slip


def test_two_who_always_agree() -> None:
    codes = {str(n): {"ab"[n % 2]} for n in range(40)} | {"none": set()}
    agreed = compare_coders(codes, codes)
    for figure in (agreed.whole.micro_f1, agreed.whole.macro_f1, agreed.whole.alpha):
        assert figure.value == figure.low == figure.high == pytest.approx(1)
    assert agreed.whole.comments == 41
    assert agreed.by_theme["a"].one == agreed.by_theme["a"].other == 20


def test_alpha_is_that_of_nltk() -> None:
    chance = np.random.default_rng(3)
    one = {str(n): set(chance.choice(list("abcd"), chance.integers(1, 4))) for n in range(150)}
    other = {id_: codes if chance.random() < 0.6 else {"d"} for id_, codes in one.items()}
    task = AnnotationTask(distance=masi_distance)
    task.load_array(
        [(who, id_, frozenset(codes[id_])) for who, codes in enumerate((one, other)) for id_ in one]
    )
    alpha = compare_coders(one, other).whole.alpha
    assert alpha.value == pytest.approx(task.alpha())
    assert alpha.low < alpha.value < alpha.high


def test_each_theme_is_told_by_itself() -> None:
    one = {str(n): {"good"} | ({"bad"} if n % 2 else set()) for n in range(60)}
    other = {str(n): {"good"} | ({"bad"} if n < 30 else set()) for n in range(60)}
    agreed = compare_coders(one, other)
    assert agreed.by_theme["good"].f1.value == 1
    assert agreed.by_theme["bad"].f1.value == pytest.approx(0.5)
    assert agreed.by_theme["bad"].alpha.value == pytest.approx(0, abs=0.05)
    assert agreed.whole.macro_f1.value == pytest.approx(0.75)


def test_errors_on_a_group_of_comments_cannot_hide() -> None:
    one = {str(n): {"a", "b"} if n % 2 else {"a"} for n in range(100)}
    other = {id_: codes if int(id_) >= 10 else {"c"} for id_, codes in one.items()}
    groups = {id_: "symbols" if int(id_) < 10 else "words" for id_ in one}
    del groups["50"]
    agreed = compare_coders(one, other, groups)
    assert agreed.by_group["symbols"].micro_f1.value == 0
    assert agreed.by_group["words"].micro_f1.value == 1
    assert agreed.by_group["words"].comments == 89
    assert 0.8 < agreed.whole.micro_f1.value < 1


def test_coders_of_different_comments_are_refused() -> None:
    with pytest.raises(ValueError, match="in common"):
        compare_coders({"a": {"x"}}, {"b": {"x"}})


def test_short_and_misspelt_answers_are_known() -> None:
    texts = {str(n): f"The taxi to school was late on day {n} again" for n in range(8)}
    texts |= {"short": "More buses", "slip": "The taxi to shcool was late on monday again", "none": ""}
    texts["name"] = "Our friend Agnieszka helped with the taxi to school"
    kinds = kinds_of_answers(texts)
    assert (kinds["short"], kinds["none"], kinds["slip"]) == ("short", "short", "misspelt")
    assert kinds["name"] == kinds["0"] == "other"


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("school", "shcool", True),
        ("school", "schol", True),
        ("schooll", "school", True),
        ("school", "schoul", True),
        ("school", "school", False),
        ("school", "schuul", False),
        ("school", "scho", False),
        ("transport", "trasnprot", False),
    ],
)
def test_one_slip_of_a_finger(one: str, other: str, slip: bool) -> None:
    assert one_slip(one, other) is one_slip(other, one) is slip
