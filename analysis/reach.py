"""Who was heard, beside who lives here (D80 to D85). Never a claim that answers stand for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.differences import wilson
from analysis.suppression import Rules, Shown, suppress_row

FEWEST = 20
FEWEST_EXPECTED = 5
ABOUT_RIGHT = (0.8, 1.25)
TOLERANCE = 0.5

NOT_ENOUGH = "not enough answers yet"
TOO_SMALL = "group too small to say"
LESS = "heard less than we should"
MORE = "heard more"
RIGHT = "about right"
CANNOT_TELL = "cannot tell yet"
NO_ONE = "no one yet"


@dataclass(frozen=True, slots=True)
class Living:
    """A group as a reference table has it: how many of it live here, or which per cent."""

    name: str
    amount: float


@dataclass(frozen=True, slots=True)
class Line:
    """How many of a group were heard (`heard` of `of`), against its share of those who live here."""

    name: str
    heard: int
    of: int
    share: float
    living: float
    ratio: float
    low: float
    high: float
    label: str

    @property
    def per_thousand(self) -> float:
        return 1000 * self.heard / self.living


@dataclass(frozen=True, slots=True)
class PublicLine:
    """The same for everybody: a small count keeps its label and loses every number (D85)."""

    name: str
    heard: str
    ratio: str
    label: str
    per_thousand: str = ""


def check_sums(rows: Sequence[Living], printed_total: float | None, is_percent: bool) -> str:
    """What is wrong with the sums of a table, or "" (D80). Shares are always worked out from the rows."""
    total = sum(row.amount for row in rows)
    if is_percent and abs(total - 100) > TOLERANCE:
        return f"The rows add up to {total:.1f}, not to 100. We work with the rows, rescaled to 100."
    if not is_percent and printed_total is not None and total != printed_total:
        apart = abs(total - printed_total)
        return (
            f"The rows add up to {total:,.0f}, but the printed total is {printed_total:,.0f} "
            f"({apart:,.0f} {'more' if printed_total > total else 'fewer'}). We work with the rows."
        )
    return ""


def compare(heard: Sequence[int], living: Sequence[Living]) -> list[Line]:
    """Each group of a reference table, beside how many of it were heard."""
    of, everyone = sum(heard), sum(one.amount for one in living)
    return [_line(x, of, one, one.amount / everyone) for x, one in zip(heard, living, strict=True)]


def _line(heard: int, of: int, living: Living, share: float) -> Line:
    low, high = wilson(heard, of) if of else (0.0, 1.0)
    ratio = heard / of / share if of else 0.0
    low, high = low / share, high / share
    return Line(
        living.name, heard, of, share, living.amount, ratio, low, high, label_for(of, share, low, high)
    )


def label_for(of: int, share: float, low: float, high: float) -> str:
    """The words of D83, in their order."""
    if of < FEWEST:
        return NOT_ENOUGH
    if of * share < FEWEST_EXPECTED:
        return TOO_SMALL
    if high < 1:
        return LESS
    if low > 1:
        return MORE
    if low >= ABOUT_RIGHT[0] and high <= ABOUT_RIGHT[1]:
        return RIGHT
    return CANNOT_TELL


def say_publicly(lines: Sequence[Line], rules: Rules) -> list[PublicLine]:
    """What of it may be published, or nothing while few have answered.

    The label of a hidden count is kept only where another hidden count would have the same one.
    """
    of = lines[0].of if lines else 0
    if of < rules.publish_floor:
        return []
    row = suppress_row([line.heard for line in lines], threshold=rules.threshold)
    return [
        PublicLine(
            line.name,
            _heard(line, cell),
            _ratio(line, cell),
            _label(line, cell, rules),
            "" if cell.is_hidden else f"{line.per_thousand:.1f}",
        )
        for line, cell in zip(lines, row.cells, strict=True)
    ]


def _heard(line: Line, cell: Shown) -> str:
    return NO_ONE if line.heard == 0 else cell.text


def _ratio(line: Line, cell: Shown) -> str:
    if cell.is_hidden or line.heard == 0 or line.label in (NOT_ENOUGH, TOO_SMALL):
        return ""
    return f"{line.ratio:.2f} (from {line.low:.2f} to {line.high:.2f})"


def _label(line: Line, cell: Shown, rules: Rules) -> str:
    if not cell.is_hidden or line.heard >= rules.threshold:
        return line.label
    living = Living(line.name, line.living)
    same = [x for x in range(1, rules.threshold) if _line(x, line.of, living, line.share).label == line.label]
    return line.label if len(same) > 1 else CANNOT_TELL
