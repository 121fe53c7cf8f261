"""Where the bars of a chart begin and end. macros/charts.html draws them, the stylesheet colours them.

A chart has no fixed width: lengths are in hundredths of the page and heights in pixels, so that words keep
their size on a phone. A cell whose number is too small to show has no bar and no number anywhere.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from feedback.core.thresholds import suppress_below

LINE = 24  # pixels from one line of a label to the next
BAR = 22
GAP = 18
LETTERS = 32  # a line of a label, short enough for a phone
LONGEST = 74.0  # the longest bar, in hundredths; the rest is for its number


@dataclass(frozen=True)
class Cell:
    """A number and how it is said. `value` None: too few to show, and `said` tells so."""

    value: int | None
    said: str = ""

    @property
    def words(self) -> str:
        return self.said or (f"fewer than {suppress_below()}" if self.value is None else f"{self.value:,}")


@dataclass(frozen=True)
class Bar:
    """One row of a chart."""

    label: str
    cell: Cell
    href: str = ""

    @property
    def cells(self) -> tuple[Cell, ...]:
        return (self.cell,)


@dataclass(frozen=True)
class GroupRow:
    """One row with a bar for each group, in the order of the chart's groups."""

    label: str
    cells: tuple[Cell, ...]
    href: str = ""


@dataclass(frozen=True)
class Words:
    text: str
    y: int


@dataclass(frozen=True)
class Strip:
    """One bar: where it starts and how long it is in hundredths, its words and which colour it has."""

    x: float
    y: int
    width: float
    words: str
    step: int
    middle: int


@dataclass(frozen=True)
class Drawing:
    height: int
    labels: tuple[Words, ...]
    strips: tuple[Strip, ...]


def _label_lines(label: str, top: int) -> tuple[list[Words], int]:
    lines = textwrap.wrap(label, LETTERS) or [""]
    return [Words(line, top + 18 + at * LINE) for at, line in enumerate(lines)], top + len(lines) * LINE + 2


def _length(value: int | None, greatest: int) -> float:
    return 0.0 if value is None or not greatest else round(LONGEST * value / greatest, 2)


def draw_bars(rows: Sequence[Bar]) -> Drawing:
    """One bar a row, the longest for the greatest number."""
    return draw_groups([GroupRow(row.label, row.cells) for row in rows])


def draw_groups(rows: Sequence[GroupRow]) -> Drawing:
    """A bar for each group beside each other, on one scale. Groups are never added up."""
    greatest = max((cell.value or 0 for row in rows for cell in row.cells), default=0)
    top, labels, strips = 0, [], []
    for row in rows:
        lines, top = _label_lines(row.label, top)
        labels += lines
        for step, cell in enumerate(row.cells):
            width = _length(cell.value, greatest)
            strips.append(Strip(0, top, width, cell.words, step + 1, top + BAR // 2 + 6))
            top += BAR + 4
        top += GAP
    return Drawing(max(top - GAP, 0), tuple(labels), tuple(strips))


def draw_steps(rows: Sequence[GroupRow]) -> Drawing:
    """The answers of a scale end to end, each row as long as the page.

    With one answer too small to show, the others would give it away by what is left: that row has no bar.
    """
    top, labels, strips = 0, [], []
    for row in rows:
        lines, top = _label_lines(row.label, top)
        labels += lines
        total = sum(cell.value or 0 for cell in row.cells)
        hidden = any(cell.value is None for cell in row.cells)
        if hidden or not total:
            said = "Too few answers to draw" if hidden else "No answers"
            strips.append(Strip(0, top, 0, said, 0, top + BAR // 2 + 6))
        else:
            x = 0.0
            for step, cell in enumerate(row.cells):
                width = round(100 * (cell.value or 0) / total, 2)
                words = str(cell.value) if width >= 12 else ""
                strips.append(Strip(x, top, width, words, step + 1, top + BAR // 2 + 6))
                x = round(x + width, 2)
        top += BAR + GAP
    return Drawing(max(top - GAP, 0), tuple(labels), tuple(strips))
