"""Tables of the strategy with which nobody is compared: shown with their caution and never scored (D79, D80)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.reach import TOLERANCE
from feedback.strategy.models import Strategy

NAMES = {
    "norfolk": "Norfolk",
    "national": "England",
    "pex_rate_percent": "Excluded for good, per cent",
    "pex_pupils": "Excluded for good, pupils",
    "absence_rate_percent": "Absent, per cent",
    "absence_pupils": "Absent, pupils",
    "school_england": "Schools, England",
    "school_norfolk": "Schools, Norfolk",
    "college_england": "Colleges, England",
    "college_norfolk": "Colleges, Norfolk",
}
REPEATED = "Some numbers of this table may be wrong: cells repeat or do not fit together. We work nothing out from it."


@dataclass(frozen=True)
class ContextTable:
    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: str
    caution: str


def context_tables(strategy: Strategy | None) -> list[ContextTable]:
    """In the order of the strategy."""
    context = strategy.document.get("local_context") if strategy else None
    if strategy is None or not isinstance(context, dict):
        return []
    return [_table(one, strategy) for one in context.get("tables", []) if one.get("use") != "reference"]


def _table(table: Mapping[str, Any], strategy: Strategy) -> ContextTable:
    columns = tuple(NAMES.get(name, name.replace("_", " ").capitalize()) for name in table["columns"])
    rows = tuple(tuple("" if cell is None else f"{cell}" for cell in row) for row in table["rows"])
    caution = REPEATED if table["use"] == "do_not_compute" else _sums(table)
    return ContextTable(
        table["id"], table["title"], columns, rows, f"{strategy.title}, {strategy.edition}", caution
    )


def _sums(table: Mapping[str, Any]) -> str:
    """What is wrong with the parts of a whole, where the strategy's file gives their sums."""
    wrong = [
        f"{NAMES.get(name, name)} adds up to {total}"
        for name, total in table.get("x_sum", {}).items()
        if abs(total - 100) > TOLERANCE
    ]
    return f"{', '.join(wrong)}, not to 100. We compare nobody with it." if wrong else ""
