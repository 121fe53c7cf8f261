"""What a person writing a reply may choose from."""

from dataclasses import dataclass

from feedback.consultations.models import Consultation
from feedback.replies.quoting import Quote
from feedback.strategy.models import Line, Priority
from feedback.themes.models import Coding, Theme, ThemeState
from feedback.voices.models import CommentState, VoiceState

MOST_QUOTES = 60


@dataclass(frozen=True)
class Quotable:
    """A stretch of somebody's words that they said we may use, and the theme that it stands for."""

    quote: Quote
    words: str
    theme: str


async def themes_to_answer(consultation: Consultation) -> list[Theme]:
    return await Theme.filter(frame__uses__consultation=consultation, state=ThemeState.ADOPTED).order_by(
        "title", "id"
    )


async def quotable_words(consultation: Consultation) -> list[Quotable]:
    """The best first: those that a person or the machine chose to stand for a theme."""
    found = (
        await Coding.filter(
            theme__frame__uses__consultation=consultation,
            theme__state=ThemeState.ADOPTED,
            belongs=True,
            comment__consultation=consultation,
            comment__state=CommentState.LIVE,
            comment__voice__state=VoiceState.LIVE,
            comment__voice__may_quote=True,
        )
        .order_by("-is_quote", "-confidence", "id")
        .limit(MOST_QUOTES)
        .prefetch_related("comment", "theme")
    )
    best: dict[str, Quotable] = {}
    for coding in found:
        words = coding.comment.words[coding.start : coding.end]
        best.setdefault(
            str(coding.comment.id),
            Quotable(Quote(coding.comment.id, coding.start, coding.end), words, coding.theme.title),
        )
    return sorted(best.values(), key=lambda one: one.theme)


async def priorities_now() -> list[Priority]:
    return await Priority.filter(strategy__is_current=True).order_by("number", "id")


async def lines_now() -> list[Line]:
    return (
        await Line.filter(priority__strategy__is_current=True)
        .order_by("priority__number", "kind", "number")
        .prefetch_related("priority")
    )
