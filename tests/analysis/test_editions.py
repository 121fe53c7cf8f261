"""No two editions of a row tell what a few people did."""

import pytest

from analysis.editions import held_back, may_follow, may_stand_beside, read_row


@pytest.mark.parametrize(
    ("stated", "earlier", "may"),
    [
        (20, 20, True),
        (20, 17, False),
        (20, 15, True),
        (0, "1-4", False),
        (0, "<5", True),
        (9, "1-4", True),
        (8, "1-4", False),
        ("1-4", "1-4", True),
    ],
)
def test_a_number_moves_by_a_whole_step_or_not_at_all(stated, earlier, may):
    assert may_follow(stated, [earlier], 5) is may
    assert may_follow(earlier, [stated], 5) is may
    assert may_follow(stated, [stated, earlier], 5) is may


def test_a_row_is_read_as_it_stands():
    row = read_row("1,040", {"Bus": "1,000", "Taxi": "fewer than 5", "I walk": "not shown"})
    assert row == {"total": 1040, "cells": {"Bus": 1000, "Taxi": "1-4", "I walk": None}}
    assert read_row("fewer than 10", {})["total"] is None


def test_cells_that_swap_under_the_same_total_are_held_back():
    old = read_row("50", {"Bus": "20", "Taxi": "20", "I walk": "10"})
    new = read_row("45", {"Bus": "17", "Taxi": "18", "I walk": "10"})
    assert not may_stand_beside(new, old, 5)
    assert held_back(new, [old], 5) == {"Bus", "Taxi"}


def test_what_is_left_of_the_total_moves_by_a_whole_step_too():
    """Both hide two cells, and what they hide together would tell of three people."""
    old = read_row("50", {"Bus": "30", "Taxi": "fewer than 5", "I walk": "not shown"})
    new = read_row("58", {"Bus": "35", "Taxi": "fewer than 5", "I walk": "not shown"})
    assert held_back(new, [old], 5) == set()
    assert not may_stand_beside(new, old, 5)
    unsaid = read_row("not shown", {"Bus": "35", "Taxi": "fewer than 5", "I walk": "not shown"})
    assert may_stand_beside(unsaid, old, 5)
