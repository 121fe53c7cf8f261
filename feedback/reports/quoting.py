"""Which words a report may quote, and why it may not quote others. A report cannot misquote."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from feedback.consultations.models import Consultation
from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.reports.models import QuoteReference
from feedback.safety.models import SafetyItem
from feedback.themes.models import PublicQuote
from feedback.themes.quotes import EACH, approved_for, fingerprint_of_words, safe_labels
from feedback.themes.report import Report
from feedback.voices.models import Comment, CommentState, VoiceState


@dataclass(frozen=True)
class QuoteProblem:
    """A checked quote that must not be published. Its sentence names the quote and never says its words."""

    quote: PublicQuote
    sentence: str


async def quotes_to_publish(consultation: Consultation, report: Report) -> list[PublicQuote]:
    """The best checked quotes of each theme, or a refusal that names each quote which may not be used."""
    checked = await _checked(consultation, report)
    problems = await _problems(checked)
    if problems:
        raise Refusal(" ".join(problem.sentence for problem in problems))
    taken: dict[UUID, int] = {}
    chosen = []
    for quote in checked:
        theme = quote.coding.theme_id
        taken[theme] = taken.get(theme, 0) + 1
        if taken[theme] <= EACH:
            chosen.append(quote)
    return chosen


async def quotes_in_the_way(consultation: Consultation, report: Report) -> list[QuoteProblem]:
    """What stops the report from being published, for the page where it is mended."""
    return await _problems(await _checked(consultation, report))


async def _checked(consultation: Consultation, report: Report) -> list[PublicQuote]:
    return await approved_for(consultation, [line.id for line in report.themes])


async def _problems(quotes: Sequence[PublicQuote]) -> list[QuoteProblem]:
    comments = [quote.coding.comment_id for quote in quotes]
    watched = await _watched(comments)
    found = []
    for quote in quotes:
        if why := _why_not(quote, quote.coding.comment_id in watched):
            name = (
                f"The quote under “{quote.coding.theme.title}” that was chosen on {quote.chosen_on:%d/%m/%Y}"
            )
            found.append(QuoteProblem(quote, f"{name} ({quote.id.hex[:8]}) cannot be published: {why}."))
    return found


def _why_not(quote: PublicQuote, is_watched: bool) -> str:
    coding, comment = quote.coding, quote.coding.comment
    if comment.state == CommentState.WITHDRAWN or comment.voice.state == VoiceState.WITHDRAWN:
        return "its comment was taken back"
    if comment.state == CommentState.HELD:
        return "its comment is held"
    if is_watched:
        return "its comment is with the safeguarding lead"
    if not comment.voice.may_quote:
        return "its speaker did not say that we may use their words"
    words = words_at(comment, coding.start, coding.end)
    if words is None:
        return "it is not a stretch of what was said"
    if quote.words_hash and quote.words_hash != fingerprint_of_words(words):
        return "its words are not the words that were checked"
    return ""


def words_at(comment: Comment, start: int, end: int) -> str | None:
    """The very words of a span, or None where the comment has no such stretch."""
    if not 0 <= start < end <= len(comment.words):
        return None
    return comment.words[start:end] if comment.words[start:end].strip() else None


def commit(salt: str, words: str) -> str:
    """What a document keeps of a quote: whoever has the salt and the words can make it again."""
    return hashlib.sha256(f"{salt}\n{words}".encode()).hexdigest()


def references_for(quotes: Sequence[PublicQuote], report: Report) -> list[QuoteReference]:
    """A reference for each quote, with its commitment; not stored yet."""
    labels = safe_labels(report)
    made = []
    for position, quote in enumerate(quotes, 1):
        coding, salt = quote.coding, secrets.token_hex(16)
        words = coding.comment.words[coding.start : coding.end]
        made.append(
            QuoteReference(
                position=position,
                theme_id=coding.theme_id,
                comment_id=coding.comment_id,
                start=coding.start,
                end=coding.end,
                group_label=labels.get((str(coding.theme_id), coding.comment.voice.group), ""),
                salt=salt,
                commitment=commit(salt, words),
            )
        )
    return made


@dataclass(frozen=True)
class LiveQuote:
    """A quote as it may be shown today. Without words it says why they are not there."""

    theme_id: str
    group: str
    words: str
    instead: str
    commitment: str
    salt: str


async def live_quotes(references: Sequence[QuoteReference]) -> list[LiveQuote]:
    """The words as they stand in the store now: those withdrawn, held or changed since are not shown."""
    ids = [reference.comment_id for reference in references]
    found = await Comment.filter(id__in=ids).order_by("id").select_related("voice")
    comments = {comment.id: comment for comment in found}
    watched = await _watched(ids)
    # A quote that staff took back since must not wait for the next version.
    approved = PublicQuote.filter(coding__comment_id__in=ids, checked_by_id__not_isnull=True)
    # By the very stretch: of one comment another stretch may still be good to show.
    usable: set[Any] = set(await approved.values_list("coding__comment_id", "coding__start", "coding__end"))
    return [
        _live_quote(
            reference,
            comments.get(reference.comment_id),
            (reference.comment_id, reference.start, reference.end) in usable
            and reference.comment_id not in watched,
        )
        for reference in references
    ]


async def _watched(comments: Sequence[UUID]) -> set[UUID]:
    """Those with an open safety item (D103)."""
    found: Any = await SafetyItem.filter(comment_id__in=list(comments), ended_at=None).values_list(
        "comment_id", flat=True
    )
    return set(found)


def _live_quote(reference: QuoteReference, comment: Comment | None, is_usable: bool) -> LiveQuote:
    words, instead = "", ""
    if reference.withdrawn_on is not None:
        instead = (
            f"Somebody took these words back on {reference.withdrawn_on.day} {reference.withdrawn_on:%B %Y}."
        )
    elif comment is not None and is_usable and _may_show(comment):
        said = words_at(comment, reference.start, reference.end)
        if said is not None and commit(reference.salt, said) == reference.commitment:
            words = said
    if not words and not instead:
        instead = "These words are not shown at the moment."
    return LiveQuote(
        str(reference.theme_id),
        reference.group_label,
        words,
        instead,
        reference.commitment,
        reference.salt if words else "",
    )


def _may_show(comment: Comment) -> bool:
    return (
        comment.state == CommentState.LIVE
        and comment.voice.state == VoiceState.LIVE
        and comment.voice.may_quote
    )


async def lay_tombstones(comments: Sequence[UUID], today: date) -> None:
    """A voice was withdrawn: what versions promised about its words goes, and the day of it stays."""
    async with transaction():
        quoted = QuoteReference.filter(comment_id__in=list(comments), withdrawn_on=None)
        await quoted.update(salt="", group_label="", withdrawn_on=today)
