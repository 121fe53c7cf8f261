"""What goes into the understanding of comments, what comes out of it, and what points back into them."""

from dataclasses import dataclass, field


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


@dataclass(frozen=True, slots=True)
class SuggestedTheme:
    """A theme nobody has agreed to yet.

    `cohesion` is how near its comments stand to its middle, and `sureness` how much of it is found again when a
    tenth of the comments is left out; both from 0 to 1. `near` are the themes that it might belong with, the
    nearest first, and `voices` its comments by what their authors call themselves, where any of them said.
    """

    id: str
    label: str
    phrases: tuple[str, ...]
    size: int
    quotes: tuple[Span, ...]
    parent: str | None
    cohesion: float
    sureness: float = 0.0
    near: tuple[str, ...] = ()
    voices: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VoicesOfFew:
    """Comments that resemble each other, perhaps one alone, and hardly anything else that was said.

    `nearest` is the theme that counts them, because it is the least far; `reason` says why they stand apart.
    """

    comments: tuple[str, ...]
    nearest: str | None
    likeness: float
    reason: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """A comment that says nothing a theme could hold, and why."""

    comment: str
    reason: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The outcome of a run. The first coding of a comment is its main theme; others come from its clauses."""

    themes: tuple[SuggestedTheme, ...]
    codings: tuple[Coding, ...]
    set_aside: tuple[SetAside, ...]
    no_theme: tuple[str, ...]
    engine: dict[str, str | int | float]
    voices_of_few: tuple[VoicesOfFew, ...] = ()


@dataclass(frozen=True, slots=True)
class FrameTheme:
    """A theme that people adopted.

    Rules are words or phrases, compared by their stems: a comment belongs only where it has one of those that
    it must have, and never where it has one that it must not have.
    """

    id: str
    title: str
    description: str = ""
    examples: tuple[str, ...] = ()
    must_have: tuple[str, ...] = ()
    must_not_have: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeFrame:
    """The themes of a frame, in its order."""

    themes: tuple[FrameTheme, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """Words that a person put under a theme, and the comment they are from, where they are all of it."""

    theme: str
    text: str
    comment: str | None = None
