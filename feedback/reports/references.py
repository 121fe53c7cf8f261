"""Tables of who lives here, to lay beside who was heard: data with a source, a day and a caution (D79, D80)."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.reach import Living, check_sums
from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.reports.models import ReferenceSet
from feedback.strategy.models import Strategy

AGE, STATUS, NEED = "age", "send_status", "main_need"
COMPARES = (AGE, STATUS, NEED)

# Which answers of ours stand in which row of a table. A row that is not here has nobody to compare with.
AGES: dict[str, tuple[str, ...]] = {
    "aged 11 to 15": ("11-12", "13-15"),
    "aged 16 to 19": ("16-17", "18-19"),
    "aged 20 to 25": ("20-25",),
}
STATUSES = {"those with sen support": ("sen_support",), "those with ehcp": ("ehc_plan",)}
NEEDS = {
    "cognition and learning": ("learning",),
    "other difficulty/disability": ("something_else",),
    "sensory/physical needs": ("senses_moving",),
    "social, emotional and mental health needs – (semh)": ("feelings",),
    "communication and interaction": ("communication",),
}
# Columns of the Department for Education's table of plans by need that hold a number of children each.
NEEDS_OF_DFE: dict[str, tuple[str, ...]] = {
    "communication": ("number_asd", "number_slcn"),
    "learning": ("number_mld", "number_sld", "number_pmld", "number_spld"),
    "feelings": ("number_semh",),
    "senses_moving": ("number_hi", "number_vi", "number_msi", "number_pd"),
    "something_else": ("number_oth",),
}


@dataclass(frozen=True)
class NewReference:
    """A table as it comes in. `rows` are (name, amount, our answers)."""

    key: str
    title: str
    source: str
    counted_on: str
    base: str
    licence: str
    compares: str
    rows: Sequence[tuple[str, float, Sequence[str]]]
    printed_total: float | None = None
    is_percent: bool = False
    caution: str = ""


async def store_reference(new: NewReference, account: Account | None) -> ReferenceSet:
    """Keep a table, in the place of an older one of the same key. What is wrong with its sums goes into its caution."""
    if new.compares not in COMPARES:
        raise Refusal(f"A table can be compared by {', '.join(COMPARES)}, not by “{new.compares}”.")
    for name in ("title", "source", "counted_on", "base", "licence"):
        if not getattr(new, name).strip():
            raise Refusal(f"Say the {name.replace('_', ' ')} of the table: people must be able to check it.")
    if len(new.rows) < 2 or any(amount <= 0 for _, amount, _ in new.rows):
        raise Refusal("A table needs two rows at least, with a number above 0 in each.")
    living = [Living(name, amount) for name, amount, _ in new.rows]
    wrong = check_sums(living, new.printed_total, new.is_percent)
    async with transaction():
        kept, _ = await ReferenceSet.update_or_create(
            {
                "title": new.title,
                "source": new.source,
                "counted_on": new.counted_on,
                "base": new.base,
                "licence": new.licence,
                "compares": new.compares,
                "caution": " ".join(part for part in (wrong, new.caution) if part),
                "is_percent": new.is_percent,
                "rows": [
                    {"name": name, "amount": amount, "ours": list(ours)} for name, amount, ours in new.rows
                ],
            },
            key=new.key,
        )
        await record(account, "reference.store", kept, new.key)
    return kept


async def reference_sets() -> list[ReferenceSet]:
    return await ReferenceSet.all().order_by("compares", "key")


async def references_from_strategy(account: Account | None = None) -> list[ReferenceSet]:
    """The tables that the current strategy prints and that are fit to compare with."""
    strategy = await Strategy.get_or_none(is_current=True)
    context = strategy.document.get("local_context") if strategy else None
    if strategy is None or not isinstance(context, dict):
        return []
    found = {table["id"]: table for table in context.get("tables", []) if table.get("use") == "reference"}
    made = [new for key, build in SEEDS.items() if key in found and (new := build(found[key], strategy))]
    return [await store_reference(new, account) for new in made]


def _ages(table: Mapping[str, Any], strategy: Strategy) -> NewReference:
    at = table["columns"].index("n_2021")
    rows = [(row[0], float(row[at]), AGES.get(row[0].lower(), ())) for row in table["rows"]]
    return NewReference(
        "LC1", table["title"], _source(strategy), "2021", "People with an EHC plan", _licence(strategy), AGE, rows,
        float(table["printed_total"]["n_2021"]),
    )  # fmt: skip


def _statuses(table: Mapping[str, Any], strategy: Strategy) -> NewReference:
    rows = [
        (row[0], float(row[1]), STATUSES[row[0].lower()])
        for row in table["rows"]
        if row[0].lower() in STATUSES
    ]
    return NewReference(
        "LC2", table["title"], _source(strategy), "2020", "School pupils with SEN Support or an EHC plan",
        _licence(strategy), STATUS, rows,
    )  # fmt: skip


def _needs(table: Mapping[str, Any], strategy: Strategy) -> NewReference:
    at = table["columns"].index("norfolk")
    rows = [(row[0], float(row[at]), NEEDS.get(row[0].lower(), ())) for row in table["rows"]]
    return NewReference(
        "LC4", table["title"], _source(strategy), "2020", "School pupils, by their main need", _licence(strategy),
        NEED, rows, is_percent=True, caution="Main need only: pupils may have others.",
    )  # fmt: skip


SEEDS = {"LC1": _ages, "LC2": _statuses, "LC4": _needs}


def _source(strategy: Strategy) -> str:
    return f"{strategy.title}, “Local context”"


def _licence(strategy: Strategy) -> str:
    return "Published by the council"


def read_rows(content: bytes) -> list[tuple[str, float, list[str]]]:
    """Rows of a CSV file with the columns name, amount and answers (ours, with blanks between them)."""
    rows = _dicts(content)
    if not rows or not {"name", "amount", "answers"} <= set(rows[0]):
        raise Refusal("The file needs the columns name, amount and answers.")
    return [(row["name"].strip(), _number(row["amount"]), row["answers"].split()) for row in rows]


def read_dfe_rows(content: bytes, area: str) -> list[tuple[str, float, list[str]]]:
    """Main needs of an area from the Department's open data: the newest year, all plans, one row for each need."""
    rows = [row for row in _dicts(content) if row.get("la_name", "").strip().lower() == area.lower()]
    totals = [row for row in rows if row.get("breakdown", "").strip().lower() in ("", "total", "all")]
    if not totals:
        raise Refusal(f"The file has no row for all plans of “{area}”.")
    newest = max(totals, key=lambda row: row.get("time_period", ""))
    found = []
    for ours, columns in NEEDS_OF_DFE.items():
        amount = sum(_number(newest[column]) for column in columns if newest.get(column, "").strip())
        if amount:
            found.append((ours.replace("_", " "), amount, [ours]))
    return found


def _dicts(content: bytes) -> list[dict[str, str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal("The file is not text in UTF-8.") from None
    return [
        {str(key): value or "" for key, value in row.items()} for row in csv.DictReader(io.StringIO(text))
    ]


def _number(text: str) -> float:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        raise Refusal(f"“{text}” is no number.") from None
