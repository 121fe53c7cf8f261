"""Ways to reach somebody are found; numbers of other things are left alone."""

import pytest

from feedback.voices.contacts_in import has_contact


@pytest.mark.parametrize(
    "words",
    [
        "Call 07700 900123.",
        "my mum is on 07700900123",
        "(01632) 960 123 is our number",
        "+44 7700 900123",
        "write to tom.smith@school.example please",
        "07700-900-123",
    ],
)
def test_ways_to_reach_somebody_are_found(words: str) -> None:
    assert has_contact(words)


@pytest.mark.parametrize(
    "words",
    [
        "We waited 40 weeks, from 3 March 2026 to 20 December 2026.",
        "In 2019 20 of 400 came, then 1,250.",
        "On 03/03/2026 at 08:30",
        "Meet @ the hall at 10.30",
        "Childline, free, on the poster",
        "0 out of 10",
    ],
)
def test_other_numbers_are_left_alone(words: str) -> None:
    assert not has_contact(words)
