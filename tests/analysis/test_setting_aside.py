"""Only whole answers that say nothing are set aside."""

import pytest

from analysis.setting_aside import reason_to_set_aside


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ("\u200b", "empty"),
        ("😀", "no words"),
        ("10/10", "no words"),
        ("N/A", "no answer"),
        ("no", "no answer"),
        ("Don't know.", "no answer"),
        ("Nothing", "nothing to add"),
        ("Nothing really, thank you.", "nothing to add"),
        ("I can't think of anything", "nothing to add"),
        ("No complaints at all!", "nothing to add"),
        ("Nothing could have been better", "nothing to add"),
    ],
)
def test_answers_that_say_nothing(text: str, reason: str) -> None:
    assert reason_to_set_aside(text) == reason


@pytest.mark.parametrize(
    "text",
    [
        "Nothing was explained to me",
        "Nothing was good about this service",
        "Nothing happens after we complain about the bus",
        "No ramp",
        "Food",
        "No one listens",
        "I can't think in the noisy hall",
        "Staff are lovely",
        "שלום לכולם",
    ],
)
def test_answers_that_say_something(text: str) -> None:
    assert reason_to_set_aside(text) is None
