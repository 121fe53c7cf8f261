"""What a theme report is made of. Everything that a page, a chart or a file shows of it stands in these parts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from uuid import UUID

from analysis.suppression import NOT_SHOWN
from feedback.themes.models import Theme
from feedback.themes.report_models import Counted, Dimension
from feedback.voices.about import CHOICES

Audience = Literal["staff", "public"]
BREAKDOWNS = (Dimension.GROUP, Dimension.AGE_BAND, Dimension.SPOKEN_BY)
EVERYONE = (Dimension.ALL.value, "")  # where the totals of everybody stand
Key = tuple[str, str, str, str]  # counted, theme, dimension, value


@dataclass(frozen=True)
class Filters:
    """Whose comments the report is about, and by what it is broken down."""

    group: str = ""
    age_band: str = ""
    question_key: str = ""
    by: str = Dimension.GROUP.value

    @property
    def chosen(self) -> int:
        return sum(bool(one) for one in (self.group, self.age_band, self.question_key))


@dataclass(frozen=True)
class Count:
    """A count as this audience may see it. `number` is None when it is hidden, and nothing else keeps it."""

    number: int | None
    text: str
    share: str = ""
    note: str = ""  # what staff must know before they pass it on


@dataclass(frozen=True)
class Column:
    """One group, age band or way of speaking, beside the others and never added to them (D7)."""

    value: str
    label: str
    voices: Count


@dataclass(frozen=True)
class ThemeLine:
    """One theme: how many people speak of it, and how many in each column.

    A number that must not change yet stays as an earlier edition said it: `as_of` is the day of that edition,
    `cells_as_of` the same for the columns (D62). Both are "" for what was counted for this one.
    """

    id: str
    title: str
    description: str
    priority: str
    comments: Count
    voices: Count
    cells: tuple[Count, ...] = ()
    as_of: str = ""
    cells_as_of: str = ""
    owner: str = ""  # the body that answers for it

    @property
    def sentence(self) -> str:
        """How many people spoke of it, in words."""
        if self.voices.text == NOT_SHOWN:
            return "We do not say yet how many people spoke of this."
        return f"{self.voices.text[:1].upper()}{self.voices.text[1:]} people spoke of this."

    @property
    def counted_on(self) -> date | None:
        """The day of a number that stayed as it was said."""
        return date.fromisoformat(self.as_of) if self.as_of else None


@dataclass(frozen=True)
class Report:
    """Everything that a page, a chart or a file may show of a consultation's themes."""

    slug: str
    title: str
    audience: Audience
    sentence: str
    comments: Count
    voices: Count
    read: Count
    no_theme: Count
    set_aside: Count
    themes: tuple[ThemeLine, ...] = ()
    columns: tuple[Column, ...] = ()
    by: str = Dimension.GROUP.value
    filters: Filters = field(default_factory=Filters)
    columns_as_of: str = ""
    in_groups: str = ""  # what forums add, each counted as one (D78)

    @property
    def columns_counted_on(self) -> date | None:
        """The day of the columns where they stayed as they were said."""
        return date.fromisoformat(self.columns_as_of) if self.columns_as_of else None

    @property
    def columns_cells(self) -> tuple[Count, ...]:
        """Everyone, column by column."""
        return tuple(column.voices for column in self.columns)


NOTHING = Count(None, "")


class Numbers:
    """The tallies that one report needs, by what they are about."""

    def __init__(self, found: Mapping[Key, tuple[int, int]], where: tuple[str, str]) -> None:
        self.found = found
        self.where = where

    def all_of(self, counted: Counted, theme: UUID | None = None) -> tuple[int, int]:
        return self.found.get((counted.value, str(theme or ""), *self.where), (0, 0))

    def in_cell(self, counted: Counted, theme: UUID | None, cut: tuple[str, str]) -> tuple[int, int]:
        return self.found.get((counted.value, str(theme or ""), *cut), (0, 0))


def label_for(dimension: str, value: str) -> str:
    """The words that people chose; an imported value that is on no list speaks for itself."""
    return CHOICES[dimension].get(value, value)


def columns_of(numbers: Numbers, where: tuple[str, str], breakdown: str) -> list[tuple[str, tuple[str, str]]]:
    """Each value of the breakdown that anyone stands in, with its tallies' place, in the lists' order."""
    if not breakdown:
        return []
    order = {value: at for at, value in enumerate(CHOICES[breakdown])}
    columns = []
    for counted, _, dimension, value in numbers.found:
        if counted != Counted.EVERYTHING:
            continue
        if where[0] == Dimension.ALL and dimension == breakdown:
            columns.append((value, (dimension, value)))
        elif dimension == Dimension.GROUP_AND_AGE:
            group, _, age = value.rpartition("/")
            if where == (Dimension.GROUP, group):
                columns.append((age, (dimension, value)))
            elif where == (Dimension.AGE_BAND, age):
                columns.append((group, (dimension, value)))
    return sorted(columns, key=lambda column: (order.get(column[0], len(order)), column[0]))


def line_for(theme: Theme, comments: Count, voices: Count, cells: tuple[Count, ...]) -> ThemeLine:
    priority = f"Priority {theme.priority.number}: {theme.priority.plain_title}" if theme.priority else ""
    owner = theme.owner.name if theme.owner else ""
    return ThemeLine(
        str(theme.id), theme.title, theme.description, priority, comments, voices, cells, owner=owner
    )


def sentence_for(lines: list[ThemeLine]) -> str:
    """What the chart says, in words that hold no number which the chart does not show."""
    seen = [line for line in lines if line.voices.number]
    if not seen:
        return "No theme has enough comments to show yet."
    most, *others = seen
    # Not “most people”: the largest theme of many is seldom that of more than half.
    sentence = f"People spoke most about “{most.title}”: {most.voices.text}."
    if others:
        sentence += f" Next came “{others[0].title}”: {others[0].voices.text}."
    return sentence
