"""What a person writing a reply may choose from."""

from dataclasses import dataclass
from uuid import UUID

from feedback.consultations.models import Consultation
from feedback.core.roles import Role
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.replies.models import Reply, ReplyQuote
from feedback.replies.quoting import Quote
from feedback.strategy.models import Line, Outcome, Priority
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


async def quotable_words(
    consultation: Consultation, account: Account, reply: Reply | None = None
) -> list[Quotable]:
    """For those who may read raw text; others find only the quotes that stand in the reply already.

    The best come first: those that a person or the machine chose to stand for a theme. That words were on
    somebody's screen is written down (D31).
    """
    standing = await ReplyQuote.filter(reply=reply) if reply else []
    chosen = {quote.comment_id for quote in standing}
    found = await _codings(consultation, None if account.may(Role.ANALYST, consultation) else chosen)
    best: dict[str, Quotable] = {}
    for coding in found:
        words = coding.comment.words[coding.start : coding.end]
        best.setdefault(
            str(coding.comment.id),
            Quotable(Quote(coding.comment.id, coding.start, coding.end), words, coding.theme.title),
        )
    if best:
        await record(account, "comments.view", consultation, f"{len(best)} comments")
    return sorted(best.values(), key=lambda one: one.theme)


async def _codings(consultation: Consultation, comments: set[UUID] | None) -> list[Coding]:
    """What may be quoted, of these comments or of all."""
    found = Coding.filter(
        theme__frame__uses__consultation=consultation,
        theme__state=ThemeState.ADOPTED,
        belongs=True,
        comment__consultation=consultation,
        comment__state=CommentState.LIVE,
        comment__voice__state=VoiceState.LIVE,
        comment__voice__may_quote=True,
    )
    if comments is not None:
        found = found.filter(comment_id__in=list(comments))
    best = found.order_by("-is_quote", "-confidence", "id").limit(MOST_QUOTES)
    return await best.prefetch_related("comment", "theme")


async def priorities_now() -> list[Priority]:
    return await Priority.filter(strategy__is_current=True).order_by("number", "id")


async def lines_now() -> list[Line]:
    return (
        await Line.filter(priority__strategy__is_current=True)
        .order_by("priority__number", "kind", "number")
        .prefetch_related("priority")
    )


async def outcomes_now() -> list[Outcome]:
    return await Outcome.filter(strategy__is_current=True).order_by("number", "id")
