"""What a reader of the published report could work out, from the report alone and from two of them (D59, D62).

Nothing here knows a true number: it reads what everybody reads, and asks what is left to believe. Publishing asks
`analysis.narrowing`, which is quick; `verify` asks `analysis.disclosure`, which is exact and heavy, so that no page
may call what asks it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor

from analysis.narrowing import Claim, Span, Unknown, narrow
from analysis.suppression import NOT_SHOWN, Rules
from feedback.core.errors import Refusal
from feedback.themes.report import Count, Report

MOST = 10_000_000
Spans = Callable[[Mapping[str, int]], Span | None]
Solver = Callable[[Sequence[Unknown], Sequence[Claim]], Spans]


@dataclass
class Believed:
    """A report as a reader sees it: numbers that are shown, hidden ones as unknowns, and what ties them."""

    threshold: int
    shown: dict[str, int] = field(default_factory=dict)
    unknowns: list[Unknown] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    def put(self, name: str, count: Count, least_of_few: int = 1) -> None:
        if count.number is not None:
            self.shown[name] = count.number
        elif count.text and count.text != NOT_SHOWN:
            self.unknowns.append(Unknown(name, least_of_few, self.threshold - 1))
        else:
            self.unknowns.append(Unknown(name, 0, MOST))

    def claim(self, weights: dict[str, int], low: float, high: float) -> None:
        """A claim about names, of which those that are shown move to the other side."""
        known = sum(weight * self.shown[name] for name, weight in weights.items() if name in self.shown)
        open_ones = {name: weight for name, weight in weights.items() if name not in self.shown}
        if open_ones:
            self.claims.append(Claim(open_ones, low - known, high - known))


def believed(report: Report, threshold: int, mark: str = "") -> Believed:
    """All that a report says, under names such as "taxis/employer"; `mark` keeps two reports apart."""
    seen = Believed(threshold)
    seen.put(f"{mark}all", report.voices)
    # With one column its numbers are those of everybody, and nothing beside them could be told.
    columns = [column.value for column in report.columns if len(report.columns) > 1]
    for column in report.columns if columns else ():
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


def at_once(unknowns: Sequence[Unknown], claims: Sequence[Claim]) -> Spans:
    """What narrowing tells: each unknown, and each sum that is published as it is."""
    spans = narrow(unknowns, claims)
    sums = {frozenset(one.weights): one for one in claims if set(one.weights.values()) == {1}}

    def span_of(weights: Mapping[str, int]) -> Span | None:
        if spans is None:
            return None
        low = high = 0
        for sign in (1, -1):
            names = frozenset(name for name, weight in weights.items() if weight == sign)
            least, most = sum(spans[one].low for one in names), sum(spans[one].high for one in names)
            if names in sums:
                least, most = max(least, ceil(sums[names].low)), min(most, floor(sums[names].high))
            low, high = low + min(sign * least, sign * most), high + max(sign * least, sign * most)
        return Span(low, high)

    return span_of


def exactly(unknowns: Sequence[Unknown], claims: Sequence[Claim]) -> Spans:
    """All that can be told, by integer programming."""
    from analysis.disclosure import span_of  # noqa: PLC0415 - numbers come late, in workers

    return lambda weights: span_of(weights, unknowns, claims)


def told_by(report: Report, threshold: int, solve: Solver = exactly) -> list[str]:
    """The names of counts that the report hides and still gives away."""
    seen = believed(report, threshold)
    span_of = solve(seen.unknowns, seen.claims)
    spans = {one.name: span_of({one.name: 1}) for one in seen.unknowns}
    return [name for name, span in spans.items() if span is None or _is_told(name, span, seen)]


def _is_told(name: str, span: Span, seen: Believed) -> bool:
    """Whether only one value is left. That everybody of a group spoke of a theme follows where everybody of all
    did, which may be said (D61)."""
    _, _, column = name.rpartition("/")
    return span.is_told and span.low != seen.shown.get(f"all/{column}")


def told_between(
    before: Report, after: Report, threshold: int, step: int, solve: Solver = exactly
) -> list[str]:
    """Where two reports, subtracted, say that at least one and fewer than `step` people came or went.

    Every number of both is compared, shown or hidden, and what each line leaves over beside its shown columns.
    """
    old, new = believed(before, threshold, "old:"), believed(after, threshold, "new:")
    span_of = solve([*old.unknowns, *new.unknowns], [*old.claims, *new.claims])
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
        span = span_of(weights) if weights else None
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


def refuse_what_tells(report: Report, before: Report | None, rules: Rules) -> None:
    """The last look before a report is published. What hides its numbers has seen to this already (D59)."""
    told = told_by(report, rules.threshold, at_once)
    if before is not None:
        told += told_between(before, report, rules.threshold, rules.step, at_once)
    if told:
        raise Refusal(
            f"This report is not published. {titles_of(told, report)}: from the numbers that are shown one could "
            "work out a number that is hidden. Nothing is lost: publish it again when more people have spoken."
        )


def titles_of(told: Sequence[str], report: Report) -> str:
    """The lines of a report that give something away."""
    titles = {line.id: f"“{line.title}”" for line in report.themes}
    return ", ".join(dict.fromkeys(titles.get(name.split("/")[0], "All people") for name in told))
