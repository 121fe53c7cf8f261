"""What goes into the understanding of comments, and what points back into them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Comment:
    """One free text, as it was written. `group` is how its author describes themselves, where said."""

    id: str
    text: str
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """An exact stretch of a comment: `text[start:end]` is what was said, letter for letter."""

    comment: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Coding:
    """One comment under one theme, with the stretch of it that says so."""

    comment: str
    theme: str
    start: int
    end: int
    confidence: float
