"""What `verify` finds: one thing that is not as it was published."""

from dataclasses import dataclass
from enum import StrEnum

from feedback.themes.report_parts import Count


class What(StrEnum):
    DOCUMENT = "document"
    QUOTE = "quote"
    COUNT = "count"
    THEME = "theme"
    TALLY = "tally"
    GROUPS = "groups"
    REACH = "reach"
    CHANGE = "change"
    AGREEMENT = "agreement"
    TOLD = "told"


@dataclass(frozen=True)
class Difference:
    """`is_known` where a tombstone tells why."""

    what: What
    sentence: str
    is_known: bool = False


def count_changed(name: str, said: Count, is_now: Count, where: str = "the store") -> Difference:
    return Difference(
        What.COUNT,
        f"{name}: the report says {said.text or 'nothing'}, {where} says {is_now.text or 'nothing'}.",
    )
