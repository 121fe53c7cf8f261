"""Below how many people a number is never published. Set once for a process, by `open_database`."""

DO_NOT_PUBLISH = "do not publish"
_suppress_below = 5


def use_threshold(suppress_below: int) -> None:
    global _suppress_below
    _suppress_below = suppress_below


def suppress_below() -> int:
    return _suppress_below


def note_on(number: int) -> str:
    """What staff must know before they pass a number on."""
    return DO_NOT_PUBLISH if 0 < number < _suppress_below else ""
