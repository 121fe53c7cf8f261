"""Below how many people a number is never published. Set once for a process, by `open_database`."""

_suppress_below = 5


def use_threshold(suppress_below: int) -> None:
    global _suppress_below
    _suppress_below = suppress_below


def suppress_below() -> int:
    return _suppress_below
