"""What the safeguarding pages say of an item: how long it waits, what it may be about, what matched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.queryset import QuerySet

from feedback.core.roles import Role
from feedback.people.models import Account
from feedback.safety.holding import ENDS, OPEN
from feedback.safety.models import ItemState, SafetyItem

CATEGORY_LABELS = {
    "suicide_self_harm": "Suicide or self-harm",
    "physical_harm": "Physical harm",
    "sexual_harm": "Sexual harm",
    "fear_emotional_harm": "Fear or emotional harm",
    "neglect": "Neglect",
    "domestic_abuse": "Domestic abuse",
    "bullying": "Bullying",
    "exploitation": "Being used by others",
    "forced_marriage_missing": "Forced marriage, or missing",
    "carer_distress": "A carer who cannot cope",
    "staff_or_services": "About staff or a service",
}
STATE_LABELS = {
    ItemState.NEW: "New",
    ItemState.SEEN: "Seen",
    ItemState.ACTED: "Acted on",
    ItemState.NO_FURTHER_ACTION: "No further action",
}
SEVERITY_LABELS = {3: "First", 2: "Soon", 1: "When you can"}


@dataclass(frozen=True)
class Part:
    """A stretch of the words, and whether a rule matched it."""

    words: str
    is_matched: bool


@dataclass(frozen=True)
class ListedItem:
    """A line of the list. It holds none of the words."""

    item: SafetyItem
    state: str
    severity: str
    categories: str
    waits: str


def items_for(account: Account, *, ended: bool = False) -> QuerySet[SafetyItem]:
    """What this account may deal with: new before seen, the gravest first, the longest waiting first."""
    found = SafetyItem.filter(state__in=ENDS if ended else OPEN).select_related("consultation")
    limited = account.limited_to(Role.SAFEGUARDING)
    if limited is not None:
        found = found.filter(consultation_id__in=list(limited))
    return (
        found.order_by("-ended_at", "id")
        if ended
        else found.order_by("state", "-severity", "raised_at", "id")
    )


def listed(item: SafetyItem, now: datetime) -> ListedItem:
    return ListedItem(
        item=item,
        state=STATE_LABELS[item.state],
        severity=SEVERITY_LABELS.get(item.severity, SEVERITY_LABELS[1]),
        categories=", ".join(categories_of(item)),
        waits=waiting_words(item.raised_at, item.ended_at or now),
    )


def categories_of(item: SafetyItem) -> list[str]:
    """What it may be about, each once, the gravest first: a line of the list begins with what matters most."""
    gravest: dict[str, int] = {}
    for match in item.matches:
        category = str(match.get("category", ""))
        gravest[category] = max(gravest.get(category, 0), int(match.get("severity", 1)))
    order = {category: place for place, category in enumerate(CATEGORY_LABELS)}
    found = sorted(gravest, key=lambda one: (-gravest[one], order.get(one, len(order)), one))
    return [CATEGORY_LABELS.get(category, category) for category in found]


def waiting_words(since: datetime, until: datetime) -> str:
    """How long, as one would say it: "3 hours"."""
    minutes = max(0, int((until - since).total_seconds() // 60))
    for size, name in ((60 * 24, "day"), (60, "hour"), (1, "minute")):
        count = minutes // size
        if count:
            return f"{count} {name}{'' if count == 1 else 's'}"
    return "less than a minute"


def marked_parts(words: str, matches: Sequence[dict[str, Any]]) -> list[Part]:
    """The words in stretches, those that matched apart from the rest. Overlapping matches are one stretch."""
    marked = sorted((int(match["start"]), int(match["end"])) for match in matches)
    parts: list[Part] = []
    place = 0
    for start, end in marked:
        if end <= place:
            continue
        start = max(start, place)
        if start > place:
            parts.append(Part(words[place:start], False))
        parts.append(Part(words[start:end], True))
        place = end
    parts.append(Part(words[place:], False))
    return [part for part in parts if part.words]
