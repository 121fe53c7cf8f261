"""Cells as people type them, and rows as they are understood."""

from datetime import date

import pytest

from feedback.core.errors import Refusal
from feedback.voices.cells import read_age_band, read_day, read_group, read_spoken_by, read_yes
from feedback.voices.columns import BadRow, Columns, RowReader, guess_columns
from feedback.voices.spreadsheets import Row

TODAY = date(2026, 3, 2)
NAMES = ("Ref", "Date", "Who are you?", "Age", "What would you change?", "Quote?")
ALL = Columns(text=NAMES[4], group=NAMES[2], age_band="Age", said_on="Date", quote="Quote?", id="Ref")


def row(*cells: str) -> Row:
    return Row(7, (*cells, *[""] * (len(NAMES) - len(cells))))


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-03",
        "2026-02-03T14:05:00Z",
        "2026-02-03 14:05",
        "03/02/2026",
        "3/2/26",
        "3/2/2026 9:15 am",
        "3.2.2026",
        "03-02-2026",
        "3 February 2026",
        "3rd Feb 2026",
        "3-Feb-26",
        "Tuesday 3 February 2026",
        "Tue, 3 Feb 2026",
        "February 3, 2026",
        "46056",
        "46056.75",
    ],
)
def test_it_reads_days_as_people_write_them(text: str) -> None:
    assert read_day(text) == date(2026, 2, 3)


@pytest.mark.parametrize(
    "text", ["", "last week", "31/02/2026", "02/25/2026", "2026", "3/2", "99999999", "²"]
)
def test_it_does_not_guess_a_day(text: str) -> None:
    assert read_day(text) is None


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("parent_carer", "parent_carer"),
        ("Parent or carer", "parent_carer"),
        ("Parent/Carer of a child with SEND", "parent_carer"),
        ("MUM", "parent_carer"),
        ("Young person (11-25)", "young_person"),
        ("Pupil", "young_person"),
        ("SENCO", "school_college"),
        ("Health visitor", "health"),
        ("Social worker", "social_care"),
        ("Nursery staff", "early_years"),
        ("Resident", "other"),
        ("", "unsaid"),
        ("Prefer not to say", "unsaid"),
        ("I do not want to say", "unsaid"),
    ],
)
def test_it_knows_groups_by_many_names(text: str, group: str) -> None:
    assert read_group(text) == group


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("13-15", "13-15"),
        ("13 to 15", "13-15"),
        ("16 – 17", "16-17"),
        ("14", "13-15"),
        ("14 years old", "13-15"),
        ("9", "under-11"),
        ("Under 11", "under-11"),
        ("25", "20-25"),
        ("over 25", "over-25"),
        ("43", "over-25"),
        ("", "unsaid"),
        ("11-16", "unsaid"),
        ("old", "unsaid"),
        ("-3", "unsaid"),
    ],
)
def test_it_reads_ages_and_never_guesses_one(text: str, band: str) -> None:
    assert read_age_band(text) == band


def test_only_a_clear_yes_is_a_permission() -> None:
    assert all(read_yes(text) for text in ("yes", "Yes.", "TRUE", "1", "y", "I agree"))
    assert not any(
        read_yes(text) for text in ("", "no", "0", "false", "not sure", "yes but not my name", "2")
    )


def test_it_reads_whose_words_they_are() -> None:
    assert read_spoken_by("My own words") == "own"
    assert read_spoken_by("with help from a friend") == "with_help"
    assert read_spoken_by("On behalf of my son") == "for_one"
    assert read_spoken_by("for_group") == "for_group"
    assert read_spoken_by("") == read_spoken_by("?") == "unsaid"


def test_it_reads_a_row() -> None:
    said = RowReader(NAMES, ALL, TODAY).read(row("A1", "1/3/26", "Parent", "44", "The pick-up time", "yes"))
    assert (said.words, said.said_on, said.may_quote) == ("The pick-up time", date(2026, 3, 1), True)
    assert (said.about.group, said.about.age_band, said.about.spoken_by) == (
        "parent_carer",
        "over-25",
        "unsaid",
    )
    assert (said.key_cells, said.has_own_id) == (("A1",), True)


def test_permission_is_off_unless_a_column_says_otherwise() -> None:
    said = RowReader(NAMES, Columns(text=NAMES[4]), TODAY).read(row("A1", "", "", "", "Late", "yes"))
    assert not said.may_quote
    assert said.said_on == TODAY
    assert said.key_cells == ("A1", "", "", "", "Late", "yes")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (("A1", "", "", "", ""), "no words in"),
        (("", "", "", "", "Late"), "nothing in “Ref”"),
        (("A1", "soon", "", "", "Late"), "cannot read the date"),
        (("A1", "3 March 2026", "", "", "Late"), "still to come"),
        (("A1", "3 March 1926", "", "", "Late"), "before 1990"),
        (("A1", "", "", "", "x" * 20_001), "more than 20,000 letters"),
        (("A1", "", "", "", "Late", "yes", "more"), "more cells"),
    ],
)
def test_it_says_why_a_row_cannot_be_stored(cells: tuple[str, ...], reason: str) -> None:
    with pytest.raises(BadRow) as bad:
        RowReader(NAMES, ALL, TODAY).read(row(*cells))
    assert reason in str(bad.value)
    assert "Late" not in str(bad.value)


def test_it_guesses_columns_but_never_a_permission() -> None:
    sample = [row("A1", "1/3/26", "Parent", "44", "The pick-up time is never right", "yes")]
    assert guess_columns(NAMES, sample) == Columns(
        text=NAMES[4], group=NAMES[2], age_band="Age", said_on="Date", id="Ref"
    )
    assert guess_columns(("A", "B"), [Row(2, ("1", "some words here"))]).text == "B"


@pytest.mark.parametrize(
    ("columns", "field"),
    [(Columns(), "text"), (Columns(text="Words"), "text"), (Columns(text="Ref", id="Ref"), "id")],
)
def test_it_refuses_columns_that_cannot_be(columns: Columns, field: str) -> None:
    with pytest.raises(Refusal) as no:
        columns.check(NAMES)
    assert no.value.field == field
