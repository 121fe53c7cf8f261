"""What matched is marked, and nothing of the words is lost."""

from datetime import UTC, datetime, timedelta

import pytest

from analysis.screening import CATEGORIES
from feedback.safety.models import SafetyItem
from feedback.safety.showing import CATEGORY_LABELS, Part, categories_of, marked_parts, waiting_words

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_it_marks_what_matched_and_keeps_every_letter() -> None:
    words = "My dad hits me at home"
    matches = [{"start": 3, "end": 14}, {"start": 7, "end": 11}, {"start": 12, "end": 17}]
    parts = marked_parts(words, matches)
    assert parts == [Part("My ", False), Part("dad hits me", True), Part(" at", True), Part(" home", False)]
    assert "".join(part.words for part in parts) == words
    assert marked_parts(words, []) == [Part(words, False)]


@pytest.mark.parametrize(
    ("waited", "words"),
    [
        (timedelta(seconds=20), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=59), "59 minutes"),
        (timedelta(hours=1, minutes=50), "1 hour"),
        (timedelta(days=3), "3 days"),
        (timedelta(seconds=-5), "less than a minute"),
    ],
)
def test_it_says_how_long_it_waits(waited: timedelta, words: str) -> None:
    assert waiting_words(NOW, NOW + waited) == words


def test_a_line_begins_with_what_matters_most() -> None:
    matches = [
        {"category": "carer_distress", "severity": 2},
        {"category": "bullying", "severity": 3},
        {"category": "physical_harm", "severity": 3},
        {"category": "carer_distress", "severity": 1},
    ]
    said = categories_of(SafetyItem(words="", matches=matches))
    assert said == ["Physical harm", "Bullying", "A carer who cannot cope"]


def test_every_category_of_the_rules_has_words() -> None:
    assert set(CATEGORIES) == set(CATEGORY_LABELS)
