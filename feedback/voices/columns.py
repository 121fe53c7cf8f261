"""Which column is what, and a row read with that: somebody's words, or why it cannot be stored."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date

from feedback.core.errors import Refusal
from feedback.voices.about import UNSAID, About
from feedback.voices.cells import EARLIEST, read_age_band, read_day, read_group, read_spoken_by, read_yes
from feedback.voices.spreadsheets import Row

LONGEST_WORDS = 20_000

NO_TEXT_COLUMN = "Choose the column that holds what people said."

# What a column's name says about what it holds. Nothing is guessed to be a permission: a person chooses that.
GUESSES: tuple[tuple[str, str], ...] = (
    ("text", r"comment|feedback|text|response|answer|said|words|tell us|what|how|why|suggest|improve"),
    ("group", r"\bgroup\b|\brole\b|^who$|who are you|i am an?\b|describes? you|respondent type"),
    ("age_band", r"\bage\b|age.?(band|group|range)"),
    ("said_on", r"\bdate\b|\bday\b|when|timestamp|submitted|completed|start time"),
    ("spoken_by", r"whose words|spoken.?by|on behalf"),
    ("id", r"^id$|\bid\b|\bref(erence)?\b|unique"),
)


@dataclass(frozen=True)
class Columns:
    """The names of the chosen columns. Only the text is needed; the others are empty where there is none."""

    text: str = ""
    group: str = ""
    age_band: str = ""
    said_on: str = ""
    quote: str = ""
    spoken_by: str = ""
    id: str = ""

    @classmethod
    def read(cls, chosen: Mapping[str, object]) -> "Columns":
        """From a form, a command or a stored import."""
        names = {field.name: chosen.get(field.name) for field in fields(cls)}
        return cls(**{part: " ".join(str(name).split()) for part, name in names.items() if name})

    def as_dict(self) -> dict[str, str]:
        return asdict(self)

    def check(self, names: Sequence[str]) -> None:
        """Raises `Refusal` beside the part whose column is not there, or is chosen twice."""
        if not self.text:
            raise Refusal(NO_TEXT_COLUMN, field="text")
        used: set[str] = set()
        for part, name in self.as_dict().items():
            if not name:
                continue
            if name not in names:
                sentence = (
                    f"There is no column called “{name[:60]}”. The columns are: {', '.join(names)[:400]}."
                )
                raise Refusal(sentence, field=part)
            if name in used:
                raise Refusal(f"“{name[:60]}” is chosen twice. Choose another column here.", field=part)
            used.add(name)


@dataclass(frozen=True)
class RowSaid:
    """One row understood. `key_cells` are what makes it this row and no other."""

    words: str
    about: About
    said_on: date
    may_quote: bool
    key_cells: tuple[str, ...]
    has_own_id: bool


class BadRow(Exception):
    """Why a row cannot be stored, in a sentence that repeats nothing of what a person wrote."""


class RowReader:
    """Reads the rows of one sheet with the chosen columns. `today` is the day when no column says another."""

    def __init__(self, names: Sequence[str], columns: Columns, today: date) -> None:
        self._places = {name: place for place, name in enumerate(names)}
        self._width = len(names)
        self._columns = columns
        self._today = today

    def read(self, row: Row) -> RowSaid:
        """Raises `BadRow`."""
        if any(row.cells[self._width :]):
            raise BadRow("This row has more cells than the first row has names.")
        words = self._cell(row, self._columns.text)
        if not words:
            raise BadRow(f"There are no words in “{self._columns.text}”.")
        if any(len(cell) > LONGEST_WORDS for cell in row.cells):
            raise BadRow(f"A cell has more than {LONGEST_WORDS:,} letters. Is a quotation mark not closed?")
        own_id = self._cell(row, self._columns.id)
        if self._columns.id and not own_id:
            raise BadRow(f"There is nothing in “{self._columns.id}”, which tells the rows apart.")
        return RowSaid(
            words=words,
            about=self._about(row),
            said_on=self._said_on(row),
            may_quote=read_yes(self._cell(row, self._columns.quote)),
            key_cells=(own_id,) if own_id else self._cells_without_empty_end(row),
            has_own_id=bool(own_id),
        )

    def _cell(self, row: Row, name: str) -> str:
        return row.cells[self._places[name]] if name else ""

    def _about(self, row: Row) -> About:
        group = read_group(self._cell(row, self._columns.group))
        spoken_by = read_spoken_by(self._cell(row, self._columns.spoken_by))
        age_band = read_age_band(self._cell(row, self._columns.age_band))
        return About(group=group, spoken_by=spoken_by or UNSAID, age_band=age_band)

    def _said_on(self, row: Row) -> date:
        text = self._cell(row, self._columns.said_on)
        if not text:
            return self._today
        day = read_day(text)
        if day is None:
            raise BadRow(f"We cannot read the date in “{self._columns.said_on}”. Write it like 3 March 2026.")
        if day > self._today:
            raise BadRow(f"The date in “{self._columns.said_on}” is still to come.")
        if day < EARLIEST:
            raise BadRow(f"The date in “{self._columns.said_on}” is before {EARLIEST.year}.")
        return day

    def _cells_without_empty_end(self, row: Row) -> tuple[str, ...]:
        """A file that was saved again may have lost, or grown, empty cells at the end of its rows."""
        cells = list(row.cells)
        while cells and not cells[-1]:
            cells.pop()
        return tuple(cells)


def guess_columns(names: Sequence[str], sample: Sequence[Row]) -> Columns:
    """A first guess for a person to check. Of the columns that are nothing else, the wordiest is the text."""
    found: dict[str, str] = {}
    for part, words in GUESSES[1:]:
        free = [name for name in names if name not in found.values()]
        found[part] = next((name for name in free if re.search(words, name.casefold())), "")
    free = [name for name in names if name not in found.values()]
    found["text"] = _wordiest(names, free, sample)
    return Columns.read(found)


def _wordiest(names: Sequence[str], free: Sequence[str], sample: Sequence[Row]) -> str:
    places = {name: place for place, name in enumerate(names)}
    said = re.compile(GUESSES[0][1])

    def weight(name: str) -> tuple[int, bool]:
        length = sum(len(row.cells[places[name]].split()) for row in sample)
        return length, bool(said.search(name.casefold()))

    return max(free, key=weight, default="")
