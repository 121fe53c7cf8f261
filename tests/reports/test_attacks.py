"""The public report, attacked by somebody who kept every edition and subtracts them."""

import random
from dataclasses import replace

import pytest

from analysis.suppression import Rules
from feedback.reports.auditing import at_once, exactly, told_between, told_by
from feedback.themes.following import follow, may_say_total, new_ledger
from feedback.themes.report import Count
from tests.makers.people_as_numbers import THEMES, say

GROUPS = ("young_person", "parent_carer", "health", "employer")
DAYS = [f"2026-03-{day:02}" for day in range(1, 7)]


@pytest.fixture(autouse=True)
def noise():
    """These tests are about numbers alone and need no database."""


def person(dice):
    group = dice.choices(GROUPS, [8, 8, 2, 1])[0]
    return group, [
        one for one, chance in (("buses", 0.6), ("taxis", 0.3), ("trains", 0.07)) if dice.random() < chance
    ]


def editions(dice, rules):
    """What is published day by day while people come and go."""
    people = [person(dice) for _ in range(dice.randint(12, 60))]
    report = say(people, rules)
    ledger = new_ledger(report, rules)
    published = [report]
    for before_day in DAYS:
        dice.shuffle(people)
        people = people[dice.choice([0, 0, 0, 1, 2, 6]) :] + [
            person(dice) for _ in range(dice.choice([1, 3, 5, 6, 7, 9, 14]))
        ]
        if not may_say_total(len(people), ledger, rules):
            continue
        themes = [theme for theme in THEMES if dice.random() < 0.9]
        report, ledger = follow(say(people, rules, themes), published[-1], ledger, before_day, rules)
        published.append(report)
    return published


@pytest.mark.parametrize("threshold", [5, 10])
@pytest.mark.parametrize("seed", range(3))
def test_no_two_editions_differ_by_a_few(seed, threshold):
    rules = Rules(threshold)
    published = editions(random.Random(seed), rules)
    for at, after in enumerate(published):
        for before in published[:at]:
            assert told_between(before, after, threshold, rules.step) == []


@pytest.mark.parametrize("seed", range(3))
def test_no_edition_gives_a_hidden_count_away(seed):
    for report in editions(random.Random(seed), Rules()):
        assert told_by(report, 5) == []
        assert told_by(report, 5, at_once) == []


def test_the_attack_finds_what_an_unkept_ledger_lets_through():
    """Without following, the very attack tells: else the tests above would prove nothing."""
    rules = Rules()
    people = [("parent_carer", ["buses"]), ("young_person", [])] * 12
    more = [*people, *[("parent_carer", ["buses"])] * 3, *[("young_person", [])] * 3]
    before, after = say(people, rules), say(more, rules)
    told = told_between(before, after, 5, 5)
    assert {"all/parent_carer", "all/young_person", "buses"} <= set(told)
    followed, _ = follow(after, before, new_ledger(before, rules), DAYS[0], rules)
    assert told_between(before, followed, 5, 5) == []
    assert set(told_between(before, after, 5, 5, at_once)) == set(told)


def test_nobody_of_a_group_becomes_no_few_of_it():
    """First no employer spoke of buses, and then "fewer than 5" of them: these came in between."""
    rules = Rules()
    people = [(group, ["buses"]) for group in ("parent_carer", "young_person") for _ in range(20)]
    others = [
        (group, []) for group in ("parent_carer", "young_person", "health", "employer") for _ in range(12)
    ]
    before = say(people + others, rules)
    few = [("health", ["buses"])] * 3 + [("employer", ["buses"])] * 2
    after = say(people + others + few + [("health", []), ("employer", [])] * 3, rules)
    assert "buses/employer" in told_between(before, after, 5, 5, at_once)
    followed, _ = follow(after, before, new_ledger(before, rules), DAYS[0], rules)
    assert told_between(before, followed, 5, 5) == []


@pytest.mark.parametrize(("speak", "shown"), [(5, "fewer than 5"), (8, "fewer than 5"), (9, "9")])
def test_a_theme_leaves_hiding_only_with_a_step_of_new_people(speak, shown):
    """From at most 4 to 6 would tell that two to five people came; to 9 that it was five or more."""
    rules = Rules()
    people = [("parent_carer", ["taxis"])] * 4 + [("young_person", [])] * 26
    more = [("parent_carer", ["taxis"])] * speak + [("young_person", [])] * 36
    before = say(people, rules)
    followed, _ = follow(say(more, rules), before, new_ledger(before, rules), DAYS[0], rules)
    line = next(line for line in followed.themes if line.id == "taxis")
    assert (line.voices.text, line.as_of) == (shown, "" if shown == "9" else DAYS[0])


def test_a_theme_that_loses_a_few_stays_as_it_was_said():
    rules = Rules()
    people = [("parent_carer", ["taxis"])] * 6 + [("young_person", [])] * 24
    fewer = [("parent_carer", ["taxis"])] * 3 + [("young_person", [])] * 32
    before = say(people, rules)
    followed, _ = follow(say(fewer, rules), before, new_ledger(before, rules), DAYS[0], rules)
    assert {line.id: line.voices.text for line in followed.themes}["taxis"] == "6"


def test_a_higher_threshold_hides_what_a_lower_one_showed():
    people = [("parent_carer", ["taxis"])] * 7 + [("young_person", [])] * 33
    before = say(people, Rules())
    followed, _ = follow(say(people, Rules(10)), before, new_ledger(before, Rules()), DAYS[0], Rules(10))
    assert {line.id: line.voices.text for line in followed.themes}["taxis"] == "fewer than 10"
    more = [*people, *[("parent_carer", ["taxis"])] * 4, *[("young_person", [])] * 6]
    followed, _ = follow(say(more, Rules(10)), before, new_ledger(before, Rules()), DAYS[0], Rules(10))
    line = next(line for line in followed.themes if line.id == "taxis")
    assert line.sentence == "We do not say yet how many people spoke of this."
    assert all(cell.number is None for cell in line.cells)


def test_a_theme_that_was_gone_comes_back_with_no_number_that_tells():
    rules = Rules()
    people = [("parent_carer", ["taxis"])] * 12 + [("young_person", [])] * 28
    first = say(people, rules)
    without, ledger = follow(say(people, rules, THEMES[:1]), first, new_ledger(first, rules), DAYS[0], rules)
    more = [*people, *[("parent_carer", ["taxis"])] * 2, *[("young_person", [])] * 4]
    again, _ = follow(say(more, rules), without, ledger, DAYS[1], rules)
    assert next(line for line in again.themes if line.id == "taxis").voices.text == "not shown"


def test_comments_beside_people_tell_nobody():
    """103 comments of 100 people would tell that at most three said more than one thing."""
    report = say([("parent_carer", [])] * 100, Rules())
    assert (report.comments.number, report.comments.text) == (None, "about 100")


def test_the_audit_sees_a_number_that_slipped_out():
    people = [("parent_carer", ["buses"])] * 20 + [("young_person", ["buses"])] * 20 + [("health", [])] * 30
    report = say([*people, *[("employer", [])] * 3, *[("health", ["buses"])] * 3], Rules())
    careless = replace(
        report,
        columns=tuple(
            replace(one, voices=Count(None, "fewer than 5") if one.value == "employer" else Count(20, "20"))
            if one.value != "health"
            else replace(one, voices=Count(33, "33"))
            for one in report.columns
        ),
    )
    for solve in (exactly, at_once):
        assert told_by(careless, 5, solve) == ["all/employer"]


def test_a_larger_count_that_is_hidden_must_stay_hidden_too():
    """Everybody and all groups but one are shown, so that the five who are hidden follow."""
    report = say([("parent_carer", ["buses"])] * 23 + [("health", [])] * 5 + [("employer", [])] * 12, Rules())
    hidden = Count(None, "not shown")
    careless = replace(
        report, columns=tuple(replace(c, voices=hidden) if c.value == "health" else c for c in report.columns)
    )
    for solve in (exactly, at_once):
        assert "all/health" in told_by(careless, 5, solve)
