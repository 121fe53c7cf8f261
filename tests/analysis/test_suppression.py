"""Attacks on what is shown: whoever knows the rules must not learn a small count."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.suppressed_table import suppress_table
from analysis.suppression import (
    Hidden,
    below_floor,
    may_refresh,
    possible_values,
    share_text,
    suppress_count,
    suppress_row,
    tells_of_all,
)


@pytest.mark.parametrize(
    ("n", "text"), [(0, "0"), (1, "fewer than 5"), (4, "fewer than 5"), (5, "5"), (1234, "1,234")]
)
def test_a_count_is_said(n: int, text: str) -> None:
    shown = suppress_count(n)
    assert shown.text == str(shown) == text
    assert shown.number == (None if 0 < n < 5 else n)


def test_a_hidden_count_is_nowhere_in_what_is_shown() -> None:
    assert suppress_count(3) == suppress_count(4) == suppress_count(1)
    assert repr(suppress_count(3)) == repr(suppress_count(4))


def test_a_threshold_may_be_ten() -> None:
    assert suppress_count(9, threshold=10).text == "fewer than 10"
    assert suppress_count(10, threshold=10).text == "10"


@pytest.mark.parametrize(("n", "threshold"), [(-1, 5), (3, 2)])
def test_counts_and_thresholds_without_sense_are_refused(n: int, threshold: int) -> None:
    with pytest.raises(ValueError, match="count"):
        suppress_count(n, threshold)


def test_the_next_smallest_is_hidden_beside_a_lone_small_count() -> None:
    row = suppress_row([12, 3, 30, 7])
    assert [cell.text for cell in row.cells] == ["12", "fewer than 5", "30", "not shown"]
    assert row.total.number == 52
    assert possible_values([Hidden(1, 4), Hidden(5, 12)], [((0, 1), 10)]) == [{1, 2, 3, 4}, {6, 7, 8, 9}]


def test_two_ones_hide_the_total() -> None:
    row = suppress_row([12, 1, 1, 30])
    assert possible_values([Hidden(1, 4), Hidden(1, 4)], [((0, 1), 2)]) == [{1}, {1}]
    assert row.total.is_hidden
    assert [cell.number for cell in row.cells] == [12, None, None, 30]


def test_a_total_that_is_not_shown_needs_no_partner() -> None:
    row = suppress_row([12, 3, 30, 7], total_shown=False)
    assert [cell.number for cell in row.cells] == [12, None, 30, 7]


def test_zero_stays_and_gives_no_cover() -> None:
    row = suppress_row([0, 3, 0, 20, 25])
    assert [cell.number for cell in row.cells] == [0, None, 0, None, 25]


def test_every_row_of_up_to_three_counts_leaves_two_values() -> None:
    """All rows with counts to 14, grouped by what is shown of them: no group pins a small count down."""
    behind: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    for width in (1, 2, 3):
        for counts in product(range(15), repeat=width):
            behind[suppress_row(counts)].append(counts)
    for shown, rows in behind.items():
        for place, cell in enumerate(shown.cells):  # type: ignore[attr-defined]
            values = {row[place] for row in rows}
            if not cell.is_hidden:
                assert values == {cell.number}
            elif cell.text == "fewer than 5" and max(map(max, rows)) < 11:
                assert len(values) >= 2, (shown, rows)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=7), st.sampled_from([5, 10]))
def test_a_shown_total_passes_the_audit(counts: list[int], threshold: int) -> None:
    row = suppress_row(counts, threshold=threshold)
    hidden = [place for place, cell in enumerate(row.cells) if cell.is_hidden]
    assert all(row.cells[place].number == n for place, n in enumerate(counts) if place not in hidden)
    if row.total.is_hidden or not hidden:
        return
    amount = sum(counts[place] for place in hidden)
    cells = [
        Hidden(1, threshold - 1) if counts[place] < threshold else Hidden(threshold, amount)
        for place in hidden
    ]
    if (threshold - 1) ** len(hidden) > 5_000:
        cells = cells[:3]
        amount = sum(counts[place] for place in hidden[:3])
        assert len(hidden) >= 3
        return
    found = possible_values(cells, [(range(len(cells)), amount)])
    assert found is not None
    assert all(len(values) >= 2 for values in found)


@given(st.lists(st.lists(st.integers(0, 25), min_size=3, max_size=3), min_size=1, max_size=4))
def test_a_table_is_attacked_along_rows_and_columns(rows: list[list[int]]) -> None:
    table = suppress_table(rows)
    for down, row in enumerate(rows):
        for across, n in enumerate(row):
            shown = table.rows[down][across]
            assert shown.number in (None, n)
            assert not 0 < n < 5 or shown.is_hidden
    if table.total.is_hidden:
        return
    lines = [list(row) for row in table.rows] + [list(column) for column in zip(*table.rows, strict=True)]
    assert all(sum(cell.is_hidden for cell in line) != 1 for line in lines)


def test_a_table_without_a_way_out_shows_no_totals() -> None:
    table = suppress_table([[1, 1], [1, 1]])
    assert all(shown.is_hidden for shown in (*table.row_totals, *table.column_totals, table.total))


def test_a_table_with_large_counts_shows_all() -> None:
    table = suppress_table([[10, 20], [30, 40]])
    assert [shown.number for shown in (*table.row_totals, *table.column_totals, table.total)] == [
        30,
        70,
        40,
        60,
        100,
    ]


def test_tables_have_straight_edges() -> None:
    with pytest.raises(ValueError, match="same length"):
        suppress_table([[1, 2], [3]])


def test_an_enumeration_that_grows_too_long_says_so() -> None:
    assert possible_values([Hidden(1, 9)] * 12, [(range(12), 60)], limit=1_000) is None


@pytest.mark.parametrize(
    ("part", "base", "text"),
    [
        (5, 20, "25%"),
        (0, 20, "0%"),
        (20, 20, "100%"),
        (5, 19, ""),
        (4, 400, ""),
        (1, 20, ""),
        (133, 200, "67%"),
        (0, 0, ""),
    ],
)
def test_shares_are_whole_and_only_on_a_base_of_twenty(part: int, base: int, text: str) -> None:
    assert share_text(part, base) == text


@pytest.mark.parametrize(
    ("part", "base", "tells"), [(40, 40, True), (36, 40, True), (35, 40, False), (0, 3, False), (2, 3, True)]
)
def test_all_and_all_but_a_few_tell_of_everybody(part: int, base: int, tells: bool) -> None:
    assert tells_of_all(part, base) is tells


def test_a_share_follows_its_count() -> None:
    assert suppress_count(3).share_of(60) == ""
    assert suppress_count(30).share_of(suppress_count(60)) == "50%"
    assert suppress_count(30).share_of(suppress_count(3)) == ""


def test_a_part_larger_than_its_base_is_refused() -> None:
    with pytest.raises(ValueError, match="share"):
        share_text(6, 5)


def test_few_answers_publish_one_sentence() -> None:
    assert below_floor(9) == "fewer than 10 people answered so far"
    assert below_floor(10) is None


@given(st.integers(0, 500), st.integers(-4, 4))
def test_two_editions_never_differ_by_a_few(total: int, more: int) -> None:
    assert not may_refresh(total, total + more)
    assert may_refresh(total, total + 5)
