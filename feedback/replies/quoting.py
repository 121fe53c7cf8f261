"""Somebody's own words in a reply: only by reference, only with their consent, never of a held comment (D103)."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from tortoise.queryset import QuerySet

from feedback.core.errors import Refusal
from feedback.replies.models import ReplyQuote
from feedback.voices.contacts_in import has_contact
from feedback.voices.copying import word_runs
from feedback.voices.models import Comment, CommentState, VoiceState


@dataclass(frozen=True)
class Quote:
    """A stretch of a comment's words, `end` not included."""

    comment: UUID
    start: int
    end: int


async def check_quotes(quotes: Sequence[ReplyQuote]) -> None:
    """Every quote is a stretch of a live comment whose author said that we may use their words."""
    for quote in quotes:
        comment = quote.comment
        if comment.state != CommentState.LIVE or comment.voice.state != VoiceState.LIVE:
            raise Refusal("One of the quotes can no longer be used. Choose another one.", "quotes")
        if not comment.voice.may_quote:
            raise Refusal("One of these people did not say that we may use their words.", "quotes")
        if not 0 <= quote.start < quote.end <= len(comment.words):
            raise Refusal("One of the quotes does not fit its comment. Choose it again.", "quotes")
        if has_contact(comment.words[quote.start : quote.end]):
            raise Refusal("One of the quotes has a phone number or an email address in it.", "quotes")


async def refuse_copied_words(written: Sequence[str], themes: Sequence[UUID], field: str) -> None:
    """Words typed into a reply could not be withdrawn with the comment, so they may only be quoted. `field`: the
    one beside which the page says so."""
    runs = word_runs(" ".join(written))
    if not runs:
        return
    comments = Comment.filter(
        codings__theme_id__in=list(themes), codings__belongs=True, state=CommentState.LIVE
    )
    async for words in _stream(comments):
        if runs & word_runs(words):
            raise Refusal(
                "This has a whole sentence of somebody's comment in it. Say it in your own words, and choose"
                " the comment as a quote below. Then it goes when its author withdraws it.",
                field,
            )


async def _stream(comments: QuerySet[Comment], size: int = 1000) -> AsyncIterator[str]:
    """The words of many comments, a page at a time and in the order of their keys."""
    last = UUID(int=0)
    while (
        page := await comments.filter(id__gt=last)
        .order_by("id")
        .distinct()
        .limit(size)
        .values_list("id", "words")
    ):
        for _, words in page:
            yield words
        last = page[-1][0]
