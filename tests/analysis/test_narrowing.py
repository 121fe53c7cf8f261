"""The quick audit: never wrong, and as sharp as the exact one wherever a single row tells."""

import random

import pytest

from analysis.disclosure import span_of
from analysis.narrowing import Claim, Span, Unknown, narrow


def row(bounds, total):
    unknowns = [Unknown(str(place), low, high) for place, (low, high) in enumerate(bounds)]
    return unknowns, [Claim({one.name: 1 for one in unknowns}, total, total)]


@pytest.mark.parametrize(
    ("bounds", "total", "expected"),
    [
        ([(1, 4), (1, 4)], 2, [Span(1, 1), Span(1, 1)]),  # 12, 1, 1 and 30 of 44: both are one
        ([(1, 4), (5, 52)], 10, [Span(1, 4), Span(6, 9)]),
        ([(1, 4)], 3, [Span(3, 3)]),
        ([(1, 4), (1, 4), (5, 9)], 7, [Span(1, 1), Span(1, 1), Span(5, 5)]),
    ],
)
def test_a_row_with_its_total(bounds, total, expected):
    assert list(narrow(*row(bounds, total)).values()) == expected


def test_what_one_row_tells_is_used_in_the_next():
    unknowns, claims = row([(1, 4), (0, 99)], 9)
    claims += [Claim({"1": 1}, -99, 5)]
    assert narrow(unknowns, claims) == {"0": Span(4, 4), "1": Span(5, 5)}


def test_numbers_that_fit_nothing_are_found():
    assert narrow(*row([(1, 4), (1, 4)], 9)) is None


@pytest.mark.parametrize("seed", range(20))
def test_it_never_tells_more_than_the_exact_audit(seed):
    """Rows of a table and the ceilings that its columns set, with some counts hidden at random."""
    dice = random.Random(seed)
    table = [[dice.choice([0, 1, 2, 3, 6, 9]) for _ in range(3)] for _ in range(3)]
    unknowns = [
        Unknown(f"{down}/{across}", 0, 4 if number < 5 else 40)
        for down, line in enumerate(table)
        for across, number in enumerate(line)
    ]
    claims = [
        Claim({f"{down}/{across}": 1 for across in range(3)}, sum(line), sum(line))
        for down, line in enumerate(table)
    ]
    claims += [Claim({"0/0": 1, "1/1": -1}, -40, 0)] if table[0][0] <= table[1][1] else []
    spans = narrow(unknowns, claims)
    assert spans is not None
    for one in unknowns:
        exact = span_of({one.name: 1}, unknowns, claims)
        assert spans[one.name].low <= exact.low <= exact.high <= spans[one.name].high
