"""Screening finds nearly every disclosure, leaves ordinary comments alone, and is quick."""

import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

import pytest

from analysis.screening import CATEGORIES, RULES, RULES_VERSION, screen

DATA = Path(__file__).parent / "data"
TRAPS = (
    "change",
    "established",
    "begun",
    "drapes",
    "diet",
    "audience",
    "funding cuts",
    "cutting waiting times",
    "killing it",
    "dying to go",
    "hit the target",
    "anti-bullying policy",
)


def disclosures() -> list[tuple[str, str]]:
    found, category = [], ""
    for line in (DATA / "disclosures.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            category = line[2:]
        elif line:
            found.append((category, line))
    return found


def ordinary() -> list[str]:
    return (DATA / "ordinary.txt").read_text(encoding="utf-8").splitlines()


def test_disclosures_are_held() -> None:
    told: dict[str, list[str]] = defaultdict(list)
    missed: dict[str, list[str]] = defaultdict(list)
    for category, text in disclosures():
        told[category].append(text)
        if not screen(text).held:
            missed[category].append(text)
    assert set(told) == set(CATEGORIES)
    everything = sum(map(len, told.values()))
    assert everything >= 150
    assert sum(map(len, missed.values())) <= 0.02 * everything, dict(missed)
    for category, texts in told.items():
        assert len(missed[category]) <= 0.05 * len(texts), missed[category]


def test_ordinary_comments_are_left_alone() -> None:
    texts = ordinary()
    held = [text for text in texts if screen(text).held]
    assert len(texts) >= 300
    assert len(held) <= 0.05 * len(texts), held


@pytest.mark.parametrize("trap", TRAPS)
def test_words_that_only_look_like_harm_never_match(trap: str) -> None:
    for text in (trap, trap.upper(), f"We talked about {trap} at the meeting."):
        assert not screen(text).held, screen(text)


def test_training_about_suicide_only_matches_low() -> None:
    assert screen("Staff went on suicide prevention training").severity == 1
    assert screen("I think about suicide").severity == 3


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_rule_keeps_its_example_and_its_counter_example(rule) -> None:  # type: ignore[no-untyped-def]
    assert rule.category in CATEGORIES
    assert rule.severity in (1, 2, 3)
    assert rule.id in {match.rule_id for match in screen(rule.example).matches}
    assert rule.id not in {match.rule_id for match in screen(rule.counter_example).matches}


@pytest.mark.parametrize(
    "text",
    [
        "MY DAD HITS ME",
        "my dad h\u200bi\u200bts me",
        "my dad hiiiiits me",
        "my dad h1ts me",
        "my dad h i t s me",
        "my dad 👊 me",
        "my dad hіts me",  # a Cyrillic letter
        "my dád hïts mé",
        "ｍｙ ｄａｄ ｈｉｔｓ ｍｅ",
        "my.dad.hits.me",
        "my dad h*ts me",
        "he does not hit me any more",
        "killmyself",
        "I don’t want to live anymore",
        "i dont want to live anymore",
    ],
)
def test_disguises_are_seen_through(text: str) -> None:
    assert screen(text).held


@pytest.mark.parametrize(
    "text",
    [
        "my dad hits me at home",
        "mum slaps me at night",
        "The kids punch me at school",
        "my nan smacks me hard",
        "somebody kicks me at break",
        "i get hit at home",
        "I get kicked at school",
        "My son was hit at school",
    ],
)
def test_where_and_how_hard_it_was_clears_nothing(text: str) -> None:
    assert "physical_harm" in {match.category for match in screen(text).matches}


@pytest.mark.parametrize(
    "text", ["The cuts hit us hard.", "The cost hit us badly.", "We were hit by the storm at home."]
)
def test_blows_that_nobody_gave_are_left_alone(text: str) -> None:
    assert not screen(text).held


def test_a_match_points_at_the_words_as_written() -> None:
    text = "Hello 👋 é. My DÁD hïts me, and so on."
    match = next(match for match in screen(text).matches if match.rule_id == "hit-me")
    assert text[match.start : match.end] == "hïts me"
    assert screen(text).rules_version == RULES_VERSION


@pytest.mark.parametrize(
    "text", ["", " ", "😀", "\x00", "\u202e", "שלום", "سلام", "9", "*", "'" * 50, "a" * 5000]
)
def test_odd_texts_are_read_without_trouble(text: str) -> None:
    assert screen(text) == screen(text)


@pytest.mark.parametrize(
    "piece",
    [
        "my dad hits me he she they the teacher ",
        "a ",
        "k i l l ",
        "i want to want to ",
        "aaaa",
        "h*",
        "he will not let me he will not let him ",
        "éa\u200b",
        "teacher driver staff carer him her them ",
    ],
)
def test_two_thousand_letters_take_less_than_fifty_milliseconds(piece: str) -> None:
    text = (piece * 2000)[:2000]
    screen("ready")
    best = 1.0
    for turn in range(3):
        changed = text[turn:]
        start = time.perf_counter()
        screen(changed)
        best = min(best, time.perf_counter() - start)
    assert best < 0.05


def test_screening_and_counting_load_only_the_standard_library() -> None:
    program = (
        "import sys; before = set(sys.modules); "
        "import analysis, analysis.screening, analysis.suppression, analysis.suppressed_table; "
        "import analysis.tallies; "
        "loaded = {name.split('.')[0] for name in set(sys.modules) - before}; "
        "print(sorted(name for name in loaded if name not in sys.stdlib_module_names))"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=root, check=True
    )
    assert done.stdout.strip() == "['analysis']"
