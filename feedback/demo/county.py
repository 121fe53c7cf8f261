"""What the demo county says and when: its words from a file, its days counted from today."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

WORDS = Path(__file__).resolve().parents[1] / "demo_county.json"
STRATEGY = Path(__file__).resolve().parents[1] / "strategy" / "data" / "norfolk-2021.json"


@cache
def read_county() -> dict[str, Any]:
    county: dict[str, Any] = json.loads(WORDS.read_text(encoding="utf-8"))
    return county


def consultation_plan(slug: str) -> dict[str, Any]:
    return next(plan for plan in read_county()["consultations"] if plan["slug"] == slug)


@dataclass(frozen=True)
class Calendar:
    """Days relative to the one on which the county is loaded: -7 is a week ago."""

    today: date

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def find_day(self, offset: int | None) -> date | None:
        return None if offset is None else self.day(offset)

    def noon(self, offset: int) -> datetime:
        return datetime.combine(self.day(offset), time(12), UTC)
