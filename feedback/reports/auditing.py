"""What a reader of the published report could work out, from the report alone and from two of them (D59, D62).

Nothing here knows a true number: it reads what everybody reads, and asks `analysis.disclosure` what is left
to believe. That module is heavy, so commands and workers call this and pages do not.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analysis.suppression import NOT_SHOWN
from feedback.themes.report import Count, Report

if TYPE_CHECKING:
    from analysis.disclosure import Claim, Unknown

MOST = 10_000_000


@dataclass
class Believed:
    """A report as a reader sees it: numbers that are shown, hidden ones as unknowns, and what ties them."""

    threshold: int
    shown: dict[str, int] = field(default_factory=dict)
    unknowns: list["Unknown"] = field(default_factory=list)
    claims: list["Claim"] = field(default_factory=list)

    def put(self, name: str, count: Count, least_of_few: int = 1) -> None:
        from analysis.disclosure import Unknown  # noqa: PLC0415

        if count.number is not None:
            self.shown[name] = count.number
        elif count.text and count.text != NOT_SHOWN:
            self.unknowns.append(Unknown(name, least_of_few, self.threshold - 1))
        else:
            self.unknowns.append(Unknown(name, 0, MOST))

    def claim(self, weights: dict[str, int], low: float, high: float) -> None:
        """A claim about names, of which those that are shown move to the other side."""
        from analysis.disclosure import Claim  # noqa: PLC0415

        known = sum(weight * self.shown[name] for name, weight in weights.items() if name in self.shown)
        open_ones = {name: weight for name, weight in weights.items() if name not in self.shown}
        if open_ones:
            self.claims.append(Claim(open_ones, low - known, high - known))


def believed(report: Report, threshold: int, mark: str = "") -> Believed:
    """All that a report says, under names such as "taxis/employer"; `mark` keeps two reports apart."""
    seen = Believed(threshold)
    seen.put(f"{mark}all", report.voices)
    columns = [column.value for column in report.columns]
    for column in report.columns:
        seen.put(f"{mark}all/{column.value}", column.voices)
    if columns and not report.columns_as_of:
        seen.claim({f"{mark}all": -1} | {f"{mark}all/{one}": 1 for one in columns}, 0, 0)
    for line in report.themes:
        theme = f"{mark}{line.id}"
        seen.put(theme, line.voices, least_of_few=0)
        if not columns or line.as_of or line.cells_as_of:
            continue
        for column, cell in zip(report.columns, line.cells, strict=True):
            seen.put(f"{theme}/{column.value}", cell)
        seen.claim({theme: -1} | {f"{theme}/{one}": 1 for one in columns}, 0, 0)
        if not report.columns_as_of:
            for one in columns:
                seen.claim({f"{theme}/{one}": 1, f"{mark}all/{one}": -1}, -MOST, 0)
    return seen


def told_by(report: Report, threshold: int) -> list[str]:
    """The names of small counts that the report hides and still gives away."""
    from analysis.disclosure import span_of  # noqa: PLC0415

    seen = believed(report, threshold)
    told = []
    for one in seen.unknowns:
        span = span_of({one.name: 1}, seen.unknowns, seen.claims)
        if span is None or (span.is_told and 0 < span.low < threshold):
            told.append(one.name)
    return told


def told_between(before: Report, after: Report, threshold: int, step: int) -> list[str]:
    """Where two reports, subtracted, say that at least one and fewer than `step` people came or went.

    Every number of both is compared, shown or hidden, and what each line leaves over beside its shown columns.
    """
    from analysis.disclosure import span_of  # noqa: PLC0415

    old, new = believed(before, threshold, "old:"), believed(after, threshold, "new:")
    unknowns, claims = [*old.unknowns, *new.unknowns], [*old.claims, *new.claims]
    told = []
    for name, old_names, new_names in _compared(old, new):
        weights: dict[str, int] = {}
        known = 0
        for names, sign, seen in ((old_names, -1, old), (new_names, 1, new)):
            for one in names:
                if one in seen.shown:
                    known += sign * seen.shown[one]
                else:
                    weights[one] = sign
        span = span_of(weights, unknowns, claims) if weights else None
        low, high = (known + span.low, known + span.high) if span else (known, known)
        if 0 < low <= high < step or -step < low <= high < 0:
            told.append(name)
    return told


def _compared(old: Believed, new: Believed) -> list[tuple[str, list[str], list[str]]]:
    """Each name of both reports, and for each line the sum of all that one of the two does not show."""
    olds = {*old.shown, *(one.name for one in old.unknowns)}
    news = {*new.shown, *(one.name for one in new.unknowns)}
    names = sorted({one[4:] for one in olds} & {one[4:] for one in news})
    found = [(name, [f"old:{name}"], [f"new:{name}"]) for name in names]
    for line in sorted({name.rpartition("/")[0] for name in names if "/" in name}):
        cells = [name for name in names if name.startswith(f"{line}/")]
        hidden = [name for name in cells if f"old:{name}" not in old.shown or f"new:{name}" not in new.shown]
        if hidden:
            rest = ([f"old:{name}" for name in hidden], [f"new:{name}" for name in hidden])
            found.append((f"{line}, the rest", *rest))
    return found
