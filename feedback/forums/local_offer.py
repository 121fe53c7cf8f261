"""What a point can be about, as the law on the Local Offer sorts comments (D1), and how views are gathered."""

OFFER_PARTS: dict[str, str] = {
    "quality": "How good something is that there is",
    "missing": "Something that is missing",
    "finding": "How easy it is to find and understand",
    "involved": "How people were involved",
    "outside": "Not about the Local Offer",
}

WAYS_OF_GATHERING: dict[str, str] = {
    "meeting": "A meeting of members",
    "online_meeting": "A meeting online",
    "questions": "Questions that we sent to members",
    "online_group": "Messages in our online group",
    "calls": "Calls and letters",
    "event": "An event or a stall",
    "committee": "Our committee alone",
    "other": "Another way",
}


def part_label(value: str) -> str:
    return OFFER_PARTS.get(value, "")


def ways_in_words(values: list[str]) -> str:
    """For the middle of a sentence or a table cell."""
    return "; ".join(label for value, label in WAYS_OF_GATHERING.items() if value in values)
