"""Who was heard and who not, for each table of who lives here: like with like only (D81 to D87)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from analysis.reach import NO_ONE, Line, Living, compare, say_publicly
from analysis.suppression import Rules, share_text
from feedback.consultations.models import Consultation
from feedback.core.database import rows
from feedback.reports.models import ReferenceSet
from feedback.reports.references import AGE, NEED, STATUS, reference_sets
from feedback.themes.following import Ledger, may_say_row, with_row
from feedback.themes.report_parts import label_for
from feedback.voices.about import CHOICES, UNSAID
from feedback.voices.keying import MODES

# Whose answers are comparable at all, and which of them: young people say their own age, others their child's.
AGE_OF_CHILD = (
    "CASE WHEN v.child_age_band <> 'unsaid' THEN v.child_age_band "
    "WHEN v.\"group\" = 'young_person' THEN v.age_band ELSE 'unsaid' END"
)
ASKED = {
    AGE: (AGE_OF_CHILD, "v.send_status = 'ehc_plan'"),
    STATUS: ("v.send_status", "v.pupil = 'yes'"),
    NEED: ("v.main_need", "v.pupil = 'yes'"),
}
WHO = {
    AGE: "people who told us that they have an EHC plan, or that their child has",
    STATUS: "people who told us that they or their child go to school or college",
    NEED: "people who told us that they or their child go to school or college",
}

WAYS = {"web": "On this site"} | MODES | {"import": "From a spreadsheet", "group": "By a forum or group"}


@dataclass(frozen=True)
class Reach:
    """One table beside who was heard. `unsaid` is the share of them who did not say where they belong."""

    title: str
    source: str
    counted_on: str
    base: str
    licence: str
    caution: str
    who: str
    unsaid: str
    unsaid_of: tuple[int, int]  # who did not say, of everybody who might have
    is_percent: bool
    lines: tuple[Line, ...]


async def reach_of(consultation: Consultation) -> list[Reach]:
    """For staff, while a consultation is open and later: exact numbers."""
    found = []
    for kept in await reference_sets():
        heard = await _heard(consultation, kept.compares)
        found.append(_beside(kept, heard))
    return found


async def _heard(consultation: Consultation, compares: str) -> dict[str, int]:
    value, where = ASKED[compares]
    counted = await rows(
        f"SELECT {value} AS value, COUNT(*) AS many FROM voice v "
        f"WHERE v.consultation_id = ? AND v.state = 'live' AND {where} GROUP BY {value}",
        [consultation.id],
    )
    return {str(row["value"]): int(row["many"]) for row in counted}


def _beside(kept: ReferenceSet, heard: dict[str, int]) -> Reach:
    # Rows in which none of our answers stands are in nobody's base: shares are of the rest.
    comparable = [row for row in kept.rows if row["ours"]]
    living = [Living(row["name"], float(row["amount"])) for row in comparable]
    counts = [sum(heard.get(ours, 0) for ours in row["ours"]) for row in comparable]
    everyone = sum(heard.values())
    return Reach(
        title=kept.title,
        source=kept.source,
        counted_on=kept.counted_on,
        base=kept.base,
        licence=kept.licence,
        caution=kept.caution,
        who=WHO[kept.compares],
        unsaid=share_text(heard.get(UNSAID, 0), everyone, threshold=0) if everyone else "",
        unsaid_of=(heard.get(UNSAID, 0), everyone),
        is_percent=kept.is_percent,
        lines=tuple(compare(counts, living)) if living else (),
    )


async def public_reach(
    consultation: Consultation, before: Sequence[dict[str, Any]], ledger: Ledger, day: str, rules: Rules
) -> tuple[list[dict[str, Any]], Ledger]:
    """What may be published of it, and the ledger with it. A table that may not follow the last stays as it was."""
    known = {table["title"]: table for table in before}
    said = []
    for reach in await reach_of(consultation):
        public = say_publicly(reach.lines, rules)
        if not public:
            continue
        key = f"reach {reach.title}"
        total = sum(line.heard for line in reach.lines)
        cells = {
            line.name: line.heard if shown.heard in (NO_ONE, f"{line.heard:,}") else None
            for line, shown in zip(reach.lines, public, strict=True)
        }
        if not may_say_row(key, total, cells, ledger, rules):
            if reach.title in known:
                said.append(known[reach.title])
            continue
        ledger = with_row(key, total, cells, ledger)
        unsaid, ledger = _say_unsaid(reach, known.get(reach.title, {}).get("unsaid", ""), ledger, rules)
        said.append(
            {
                "title": reach.title,
                "source": reach.source,
                "counted_on": reach.counted_on,
                "base": reach.base,
                "licence": reach.licence,
                "caution": reach.caution,
                "who": reach.who,
                "unsaid": unsaid,
                "is_percent": reach.is_percent,
                "as_of": day,
                "lines": [asdict(line) for line in public],
            }
        )
    return said, ledger


def _say_unsaid(reach: Reach, before: str, ledger: Ledger, rules: Rules) -> tuple[str, Ledger]:
    """The share that did not say where they belong. Of a few it is not said, and after a few it stays as it was."""
    unsaid, everyone = reach.unsaid_of
    share = share_text(unsaid, everyone, rules.share_floor, rules.threshold)
    key, cells = f"unsaid {reach.title}", {"unsaid": unsaid}
    if not share:
        return "", ledger
    if not may_say_row(key, unsaid, cells, ledger, rules):
        return before, ledger
    return share, with_row(key, unsaid, cells, ledger)


@dataclass(frozen=True)
class Ways:
    """How many of a group came by each way, in the order of the ways."""

    group: str
    counts: tuple[int, ...]


async def ways_of(consultation: Consultation) -> tuple[list[str], list[Ways]]:
    """By which way each group came, for staff: who is missed by one way may be met by another (D86)."""
    counted = await rows(
        'SELECT v."group" AS speaker, v.mode AS mode, COUNT(*) AS many FROM voice v '
        "WHERE v.consultation_id = ? AND v.state = 'live' GROUP BY v.\"group\", v.mode",
        [consultation.id],
    )
    found = {(str(row["speaker"]), str(row["mode"])): int(row["many"]) for row in counted}
    modes = [mode for mode in WAYS if any(came == mode for _, came in found)]
    groups = sorted({group for group, _ in found}, key=lambda one: label_for("group", one))
    table = [
        Ways(label_for("group", group), tuple(found.get((group, mode), 0) for mode in modes))
        for group in groups
    ]
    return [WAYS[mode] for mode in modes], table


async def helped_in(consultation: Consultation) -> list[tuple[str, int]]:
    """How many had help, and which (D76)."""
    counted = await rows(
        "SELECT v.helped AS helped, COUNT(*) AS many FROM voice v "
        "WHERE v.consultation_id = ? AND v.state = 'live' GROUP BY v.helped",
        [consultation.id],
    )
    found = {str(row["helped"]): int(row["many"]) for row in counted}
    return [(label, found[value]) for value, label in CHOICES["helped"].items() if value in found]
