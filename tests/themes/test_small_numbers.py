"""The table by group, attacked by trying every table that a reader could believe in."""

import itertools
import random

import pytest

from analysis.suppression import THRESHOLD, Rules
from feedback.themes.small_numbers import say_breakdown


@pytest.fixture(autouse=True)
def noise():
    """These tests are about numbers alone and need no database."""


def tables_like(base, said_base, said_rows, totals):
    """Every table that a reader could believe in: lines add up to totals, no theme exceeds everyone."""

    def lines(cells, total, ceilings):
        spans = [
            [cell[0]]
            if cell[0] is not None
            else range(1, THRESHOLD)
            if cell[1].startswith("fewer")
            else range(total + 1)
            for cell in cells
        ]
        for line in itertools.product(*spans):
            if sum(line) == total and all(n <= most for n, most in zip(line, ceilings, strict=True)):
                yield line

    for everyone in lines(said_base, sum(base), [sum(base)] * len(base)):
        possible = [list(lines(row, total, everyone)) for row, total in zip(said_rows, totals, strict=True)]
        if all(possible):
            yield everyone, possible


@pytest.mark.parametrize("seed", range(40))
def test_every_hidden_cell_could_be_two_things_at_least(seed):
    """An attacker who knows all totals and that no theme exceeds everyone, and tries every table."""
    dice = random.Random(seed)
    base = [dice.choice([1, 2, 3, 4, 5, 6, 8, 9, 12, 15]) for _ in range(3)]
    rows = [[dice.randint(0, n) for n in base] for _ in range(2)]
    said_base, said_rows = say_breakdown(base, rows, Rules())
    totals = [sum(row) for row in rows]
    seen_base = [set() for _ in base]
    seen_rows = [[set() for _ in base] for _ in rows]
    for everyone, possible in tables_like(base, said_base, said_rows, totals):
        for place, n in enumerate(everyone):
            seen_base[place].add(n)
        for which, lines in enumerate(possible):
            for line in lines:
                for place, n in enumerate(line):
                    seen_rows[which][place].add(n)
    small = [
        (place, seen)
        for place, (n, seen) in enumerate(zip(base, seen_base, strict=True))
        if 0 < n < THRESHOLD
    ]
    small += [
        (place, seen_rows[which][place])
        for which, row in enumerate(rows)
        for place, n in enumerate(row)
        if 0 < n < THRESHOLD and totals[which] >= THRESHOLD
    ]
    assert all(len(seen) >= 2 for _, seen in small), (base, rows, said_base, said_rows)
