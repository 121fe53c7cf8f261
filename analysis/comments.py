"""What goes in and what comes out: comments, stretches of them, and what was found in them."""

from collections.abc import Callable
from dataclasses import dataclass, field

Report = Callable[[int, int, str], None]
"""Called with (done, total, what is being done). What it raises ends the work: that is how a person cancels."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A free text by one person. `group` is how they describe themselves, where they did."""

    id: str
    text: str
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """The characters from `start` up to but without `end` of a comment's own text."""

    comment: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Coding:
    """A comment given a theme, with the stretch that shows it and how sure the machine is (0 to 1)."""

    comment: str
    theme: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class SetAside:
    """A comment in which there is nothing to read, and why: it is counted and listed, never dropped."""

    comment: str
    reason: str


@dataclass(frozen=True, slots=True)
class SuggestedTheme:
    """Something that several comments say. `cohesion` is how alike they are (mean cosine, 0 to 1)."""

    id: str
    label: str
    phrases: tuple[str, ...]
    size: int
    quotes: tuple[Span, ...]
    parent: str | None = None
    cohesion: float = 0.0


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Every comment is in `codings`, `set_aside` or `no_theme`. The first coding of a comment is its main one."""

    themes: tuple[SuggestedTheme, ...]
    codings: tuple[Coding, ...]
    set_aside: tuple[SetAside, ...]
    no_theme: tuple[str, ...]
    engine: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FrameTheme:
    """A theme that people adopted, with what they wrote about it and comments they placed in it."""

    id: str
    title: str
    description: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeFrame:
    themes: tuple[FrameTheme, ...]
