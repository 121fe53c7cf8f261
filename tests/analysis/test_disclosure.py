"""The audit of hidden counts, beside an oracle that tries every table."""

import itertools
import random

import pytest

from analysis.disclosure import Claim, Span, Unknown, audit, span_of
from analysis.suppressed_table import suppress_table


def oracle(unknowns, claims):
    """Every value that each unknown has in any table that fits the claims."""
    names = [one.name for one in unknowns]
    seen = {name: set() for name in names}
    for values in itertools.product(*(range(one.low, one.high + 1) for one in unknowns)):
        table = dict(zip(names, values, strict=True))
        if all(
            claim.low <= sum(weight * table[name] for name, weight in claim.weights.items()) <= claim.high
            for claim in claims
        ):
            for name, value in table.items():
                seen[name].add(value)
    return seen


def row(hidden, total):
    """Counts between bounds that add up to what the total leaves for them."""
    unknowns = [Unknown(str(place), low, high) for place, (low, high) in enumerate(hidden)]
    return unknowns, [Claim({one.name: 1 for one in unknowns}, total, total)]


def test_one_hidden_count_of_a_total_is_told():
    assert audit(*row([(1, 4)], 52 - 12 - 30 - 7)) == ["0"]


def test_two_hidden_counts_keep_their_secret():
    """[12, 3, 30, 7] with 3 and 7 hidden leaves 1 to 4 and 6 to 9."""
    unknowns, claims = row([(1, 4), (5, 40)], 10)
    assert audit(unknowns, claims) == []
    assert span_of({"0": 1}, unknowns, claims) == Span(1, 4)
    assert span_of({"1": 1}, unknowns, claims) == Span(6, 9)


def test_two_ones_give_themselves_away():
    """[12, 1, 1, 30] with both ones hidden and 44 shown: only 1 and 1 fit."""
    assert audit(*row([(1, 4), (1, 4)], 2)) == ["0", "1"]


def test_claims_that_nothing_fits_are_told():
    assert audit(*row([(1, 4), (1, 4)], 99)) == ["0", "1"]


def test_a_difference_of_two_hidden_counts_has_a_span_of_its_own():
    unknowns, claims = row([(1, 4), (1, 4), (1, 4)], 9)
    assert span_of({"0": 1, "1": -1}, unknowns, claims) == Span(-3, 3)


@pytest.mark.parametrize("seed", range(60))
def test_it_finds_what_trying_every_table_finds(seed):
    dice = random.Random(seed)
    unknowns = [
        Unknown(str(place), low, low + dice.randint(0, 5))
        for place, low in enumerate(dice.choices(range(4), k=4))
    ]
    truth = {one.name: dice.randint(one.low, one.high) for one in unknowns}
    claims = []
    for _ in range(dice.randint(1, 4)):
        weights = {name: dice.choice([1, 1, -1]) for name in dice.sample(sorted(truth), dice.randint(1, 3))}
        total = sum(weight * truth[name] for name, weight in weights.items())
        claims.append(Claim(weights, total, total + dice.choice([0, 0, 1, 3])))
    seen = oracle(unknowns, claims)
    for one in unknowns:
        span = span_of({one.name: 1}, unknowns, claims)
        assert span == Span(min(seen[one.name]), max(seen[one.name]))
    assert audit(unknowns, claims) == [name for name, values in seen.items() if len(values) == 1]


@pytest.mark.parametrize("seed", range(30))
def test_no_table_with_totals_gives_a_small_count_away(seed):
    """`suppress_table`, read by somebody who knows nothing but what it shows."""
    dice = random.Random(seed)
    rows = [[dice.choice([0, 1, 2, 3, 4, 5, 7, 12, 20, 40]) for _ in range(4)] for _ in range(4)]
    said = suppress_table(rows)
    if said.total.is_hidden:
        return
    places = list(itertools.product(range(4), range(4)))
    small = [at for at in places if said.rows[at[0]][at[1]].is_hidden]
    unknowns = [
        Unknown(f"{down},{across}", 1, 4 if said.rows[down][across].text.startswith("fewer") else 1000)
        for down, across in small
    ]
    claims = []
    for which in range(4):
        for line, total in (
            ([at for at in places if at[0] == which], said.row_totals[which]),
            ([at for at in places if at[1] == which], said.column_totals[which]),
        ):
            hidden = {f"{down},{across}": 1 for down, across in line if (down, across) in small}
            shown = sum(said.rows[down][across].number or 0 for down, across in line)
            if hidden and total.number is not None:
                claims.append(Claim(hidden, total.number - shown, total.number - shown))
    assert audit(unknowns, claims) == []
