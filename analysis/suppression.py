"""Small numbers: what may be said about a count of people, and what has to stay unsaid.

One path for every public count, share, chart and download. A count of one to four is said as
"fewer than 5"; where a shown total would give a hidden count away, a second count or the total itself
is hidden too, and the result is audited: whoever reads it must be left with at least two possible values
for every hidden count (D57 to D62).

The reader is taken to know these rules, for they are public. So the two ways out, with the total and
without it, each keep several tables possible (compare Wong and others, "Minimality attack in privacy
preserving data publishing", VLDB 2007); hiding a total only in the one case that gives itself away would
say as much as showing it. The general method is complementary cell suppression: Willenborg and de Waal,
"Elements of Statistical Disclosure Control", 2001.
"""

from collections.abc import Sequence
from dataclasses import dataclass

THRESHOLD = 5
SHARE_FLOOR = 20
PUBLISH_FLOOR = 10
REFRESH_STEP = 5

NOT_SHOWN = "not shown"


@dataclass(frozen=True, slots=True)
class Rules:
    """What one council says in public: all of it follows from the number below which a count is hidden."""

    threshold: int = THRESHOLD

    @property
    def publish_floor(self) -> int:
        """With fewer people than this nothing is said but that they are few (D60)."""
        return max(PUBLISH_FLOOR, 2 * self.threshold)

    @property
    def share_floor(self) -> int:
        """A percentage stands on this many people at least (D60)."""
        return max(SHARE_FLOOR, 2 * self.threshold)

    @property
    def step(self) -> int:
        """Two numbers that are published one after the other differ by this much, or not at all (D62)."""
        return max(REFRESH_STEP, self.threshold)

    @property
    def label_floor(self) -> int:
        """A quote names the group of its speaker where this many of it say so (D64)."""
        return max(PUBLISH_FLOOR, 2 * self.threshold)


@dataclass(frozen=True, slots=True)
class Shown:
    """A count as it may be shown. `number` is None when the count is hidden, and nothing else keeps it."""

    number: int | None
    text: str

    @property
    def is_hidden(self) -> bool:
        return self.number is None

    def __str__(self) -> str:
        return self.text

    def share_of(self, base: "int | Shown", floor: int = SHARE_FLOOR) -> str:
        """The share in whole per cent, or nothing where either number is hidden or the base is small."""
        whole = base.number if isinstance(base, Shown) else base
        if self.number is None or whole is None:
            return ""
        return share_text(self.number, whole, floor=floor, threshold=0)


@dataclass(frozen=True, slots=True)
class SuppressedRow:
    """Counts that add up to a total, as they may be shown."""

    cells: tuple[Shown, ...]
    total: Shown

    @property
    def hides_anything(self) -> bool:
        return self.total.is_hidden or any(cell.is_hidden for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Hidden:
    """What a reader knows of one hidden count: it lies between two bounds, both possible."""

    low: int
    high: int


def suppress_count(n: int, threshold: int = THRESHOLD) -> Shown:
    """Say one count: "0", "fewer than 5" or the number."""
    _check(n, threshold)
    if 0 < n < threshold:
        return Shown(None, f"fewer than {threshold}")
    return Shown(n, f"{n:,}")


def suppress_row(
    counts: Sequence[int], total_shown: bool = True, threshold: int = THRESHOLD
) -> SuppressedRow:
    """Say counts that add up to a total so that no small one can be worked out."""
    cells = [suppress_count(n, threshold) for n in counts]
    total = sum(counts)
    hidden = [place for place, cell in enumerate(cells) if cell.is_hidden]
    if not total_shown:
        return SuppressedRow(tuple(cells), Shown(None, NOT_SHOWN))
    if not hidden:
        return SuppressedRow(tuple(cells), suppress_count(total, threshold))
    ceiling = None
    if len(hidden) == 1:
        others = sorted((n, place) for place, n in enumerate(counts) if n >= threshold)
        if not others:
            return SuppressedRow(tuple(cells), Shown(None, NOT_SHOWN))
        hidden.append(others[0][1])
        cells[others[0][1]] = Shown(None, NOT_SHOWN)
        ceiling = _ceiling(others)
    if _total_gives_away([counts[place] for place in hidden], ceiling, threshold):
        return SuppressedRow(tuple(cells), Shown(None, NOT_SHOWN))
    return SuppressedRow(tuple(cells), Shown(total, f"{total:,}"))


def _ceiling(others: Sequence[tuple[int, int]]) -> int | None:
    """The largest value the chosen partner can have: of two equal counts the earlier one is chosen."""
    if len(others) < 2:
        return None
    (_, chosen), (value, place) = others[0], others[1]
    return value if chosen < place else value - 1


def _total_gives_away(values: Sequence[int], ceiling: int | None, threshold: int) -> bool:
    """Whether the sum of hidden counts lies at an edge of what it can be.

    The two outermost sums at each edge count as giving away, so that a hidden total never stands
    for one single table either. `ceiling` is the smallest count still shown: a count hidden only as a
    partner cannot be larger, or another one would have been chosen.
    """
    small = [value for value in values if value < threshold]
    partners = len(values) - len(small)
    least = len(small) + partners * threshold
    if sum(values) <= least + 1:
        return True
    if partners and ceiling is None:
        return False
    most = len(small) * (threshold - 1) + partners * (ceiling or 0)
    return sum(values) >= most - 1


def possible_values(
    cells: Sequence[Hidden], sums: Sequence[tuple[Sequence[int], int]], limit: int = 50_000
) -> list[set[int]] | None:
    """The values that each hidden cell can take, given the sums that are shown: a full enumeration.

    `sums` holds (places of the cells, what they add up to). None after `limit` steps: then hide more.
    """
    found: list[set[int]] = [set() for _ in cells]
    of_cell: list[list[int]] = [[] for _ in cells]
    for number, (places, _) in enumerate(sums):
        for place in places:
            of_cell[place].append(number)
    left = [amount for _, amount in sums]
    least = [sum(cells[place].low for place in places) for places, _ in sums]
    most = [sum(cells[place].high for place in places) for places, _ in sums]
    values: list[int] = []
    steps = 0

    def search(place: int) -> bool:
        nonlocal steps
        if place == len(cells):
            if all(amount == 0 for amount in left):
                for known, value in zip(found, values, strict=True):
                    known.add(value)
            return True
        low, high, lines = cells[place].low, cells[place].high, of_cell[place]
        _add(least, lines, -low)
        _add(most, lines, -high)
        for value in range(low, high + 1):
            steps += 1
            if steps > limit:
                return False
            if all(least[line] <= left[line] - value <= most[line] for line in lines):
                _add(left, lines, -value)
                values.append(value)
                finished = search(place + 1)
                values.pop()
                _add(left, lines, value)
                if not finished:
                    return False
        _add(least, lines, low)
        _add(most, lines, high)
        return True

    return found if search(0) else None


def _add(numbers: list[int], places: Sequence[int], amount: int) -> None:
    for place in places:
        numbers[place] += amount


def say_about(n: int, rules: Rules) -> str:
    """A number to the nearest five or so: "about 105". For a count that, beside an exact one, would tell a few."""
    return f"about {(n + rules.step // 2) // rules.step * rules.step:,}"


def share_text(part: int, base: int, floor: int = SHARE_FLOOR, threshold: int = THRESHOLD) -> str:
    """A whole per cent, or nothing: on a small base, or where it would tell a hidden count (D60)."""
    if part < 0 or base < part:
        raise ValueError("A share needs a part between 0 and its base.")
    if base < max(floor, 1) or 0 < part < threshold:
        return ""
    return f"{(200 * part + base) // (2 * base)}%"


def tells_of_all(part: int, base: int, threshold: int = THRESHOLD) -> bool:
    """Whether a count tells something of everybody, or of all but a few: of each one of them, then (D61)."""
    return part > 0 and base - part < threshold


def below_floor(total: int, floor: int = PUBLISH_FLOOR) -> str | None:
    """The one sentence that may be published while few have answered, or None when there are enough."""
    if total >= floor:
        return None
    return f"fewer than {floor} people answered so far"


def may_refresh(previous_total: int, new_total: int, step: int = REFRESH_STEP) -> bool:
    """Whether a public result may be renewed: never when two editions would differ by a few people (D62)."""
    return abs(new_total - previous_total) >= step


def _check(n: int, threshold: int) -> None:
    if n < 0:
        raise ValueError("A count of people cannot be less than nothing.")
    if threshold < 3:
        raise ValueError("A threshold below 3 hides nothing: the only small count would be 1.")
