"""Somebody's own words for a theme: raw for those who may read them, checked ones for the public."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tortoise.queryset import QuerySet

from feedback.consultations.models import Consultation
from feedback.core.database import rows, transaction
from feedback.core.errors import NotFound, Refusal
from feedback.core.keyed import keyed_hash
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.safety.models import SafetyItem
from feedback.themes.comments import live_comments
from feedback.themes.models import Coding, PublicQuote
from feedback.themes.report import Filters, Report, label_for
from feedback.themes.small_numbers import rules_here
from feedback.voices.contacts_in import has_contact
from feedback.voices.models import Comment, CommentState, VoiceState

EACH = 3
MEANWHILE = "This quote was changed, checked or taken back meanwhile. Look at the page again."
APPROVED = """
    SELECT q.id AS id FROM public_quote q CROSS JOIN coding k CROSS JOIN comment c
    WHERE q.checked_by_id IS NOT NULL AND k.id = q.coding_id AND c.id = k.comment_id AND c.consultation_id = ?
"""


@dataclass(frozen=True)
class Quote:
    """A span of a comment. `group` is "" where naming it could point at a person."""

    words: str
    group: str
    theme_id: str
    comment_id: str


async def staff_quotes(
    consultation: Consultation, themes: Sequence[str], filters: Filters
) -> dict[str, list[Quote]]:
    """A few quotes for each theme, raw, for those who may read raw text. They must not leave the building.

    First which may be shown, then which are the best, then their words, so that a large theme costs no more.
    """
    standing = Coding.filter(theme_id__in=list(themes), is_quote=True).order_by("-confidence", "id")
    codings = [coding for coding in await standing if coding.belongs]
    wanted = live_comments(consultation, filters.question_key).filter(
        id__in=[coding.comment_id for coding in codings]
    )
    for name in ("group", "age_band"):
        if value := getattr(filters, name):
            wanted = wanted.filter(**{f"voice__{name}": value})
    ids: Any = await wanted.values_list("id", flat=True)
    chosen: dict[str, list[Coding]] = {theme: [] for theme in themes}
    shown = set(ids)
    for coding in codings:
        best = chosen[str(coding.theme_id)]
        if coding.comment_id in shown and len(best) < EACH:
            best.append(coding)
    best_ids = [coding.comment_id for best in chosen.values() for coding in best]
    found = await Comment.filter(id__in=best_ids).order_by("id").select_related("voice")
    comments = {comment.id: comment for comment in found}
    return {theme: [_staff_quote(coding, comments) for coding in best] for theme, best in chosen.items()}


async def choose_quote(coding: Coding, account: Account, today: date) -> PublicQuote:
    """Put a comment forward for the public report. It is shown once somebody else has checked it (D5)."""
    async with transaction():
        consultation = await Consultation.get(comments__codings__id=coding.id)
        found = await _may_be_quoted(consultation).filter(id=coding.id).select_related("comment").first()
        if found is None or await _unsafe([found.comment.id]):
            raise Refusal(
                "This person did not say that we may use their words, so they stay in this building."
            )
        words = found.comment.words[found.start : found.end]
        if has_contact(words):
            raise Refusal(
                "These words have a phone number or an email address in them, so they stay in this building."
            )
        chosen = {
            "chosen_by_id": account.id,
            "chosen_on": today,
            "words_hash": fingerprint_of_words(words),
        }
        quote, _ = await PublicQuote.get_or_create(chosen, coding_id=coding.id)
        await record(account, "quote.choose", quote)
    return quote


async def check_quote(quote: PublicQuote, account: Account, today: date, seen: str | None = None) -> None:
    """Say that nobody can be identified from a quote. It takes a second person. `seen`: the fingerprint of the
    words on their page, where they read a page; somebody may have marked another part of the comment since."""
    if quote.chosen_by_id == account.id:
        raise Refusal("You chose this quote, so somebody else must check it.")
    async with transaction():
        coding = await Coding.get(id=quote.coding_id).select_related("comment")
        words_hash = fingerprint_of_words(coding.comment.words[coding.start : coding.end])
        waiting = PublicQuote.filter(id=quote.id, checked_by_id=None)
        if not await waiting.update(checked_by_id=account.id, checked_on=today, words_hash=words_hash):
            raise Refusal(MEANWHILE)
        if seen is not None and seen != words_hash:
            raise Refusal(MEANWHILE)
        await record(account, "quote.check", quote)


async def drop_quote(quote: PublicQuote, account: Account) -> None:
    async with transaction():
        await PublicQuote.filter(id=quote.id).delete()
        await record(account, "quote.drop", quote)


def quotes_of(consultation: Consultation) -> QuerySet[PublicQuote]:
    """Everything put forward for the public report whose words may be read, the unchecked first."""
    return put_forward(consultation).filter(
        coding__comment__state=CommentState.LIVE, coding__comment__voice__state=VoiceState.LIVE
    )


def put_forward(consultation: Consultation) -> QuerySet[PublicQuote]:
    """Everything put forward, also of comments that are held by now."""
    return _with_words(PublicQuote.filter(coding__comment__consultation_id=consultation.id))


async def approved_for(consultation: Consultation, themes: Sequence[str]) -> list[PublicQuote]:
    """Everything of these themes that a second person has checked, the surest first.

    From the few quotes to their comments: SQLite would go through all comments of a large consultation first.
    """
    found = await rows(APPROVED, [consultation.id])
    approved = PublicQuote.filter(id__in=[row["id"] for row in found], coding__theme_id__in=list(themes))
    return await _with_words(approved).order_by("-coding__confidence", "id")


def _with_words(quotes: QuerySet[PublicQuote]) -> QuerySet[PublicQuote]:
    belonging = quotes.filter(coding__belongs=True).order_by("checked_on", "id")
    return belonging.select_related("coding__comment__voice", "coding__theme", "chosen_by", "checked_by")


async def get_put_forward(consultation: Consultation, quote_id: UUID) -> PublicQuote:
    """For taking a quote back, which may be done without reading it."""
    quote = await put_forward(consultation).filter(id=quote_id).first()
    if quote is None:
        raise NotFound
    return quote


def words_of(quote: PublicQuote) -> str:
    """The stretch of the comment that would be public."""
    coding = quote.coding
    return str(coding.comment.words[coding.start : coding.end])


def fingerprint_of_words(words: str) -> str:
    """What a quote keeps of the words that were checked, so that no others can take their place."""
    return keyed_hash("quote", words)


async def get_quote(consultation: Consultation, quote_id: UUID) -> PublicQuote:
    quote = await quotes_of(consultation).filter(id=quote_id).first()
    if quote is None:
        raise NotFound
    return quote


def _live(consultation: Consultation) -> QuerySet[Coding]:
    return Coding.filter(
        comment__consultation_id=consultation.id,
        comment__state=CommentState.LIVE,
        comment__voice__state=VoiceState.LIVE,
    )


def _may_be_quoted(consultation: Consultation) -> QuerySet[Coding]:
    return _live(consultation).filter(belongs=True, comment__voice__may_quote=True)


async def _unsafe(comments: Sequence[UUID]) -> set[UUID]:
    """Those with an open safety item (D103)."""
    found: Any = await SafetyItem.filter(comment_id__in=list(comments), ended_at=None).values_list(
        "comment_id", flat=True
    )
    return set(found)


def safe_labels(report: Report) -> dict[tuple[str, str], str]:
    """Which group a quote may name: by theme and group, where enough of the group say so (D64)."""
    return {
        (line.id, column.value): column.label
        for line in report.themes
        for column, cell in zip(report.columns, line.cells, strict=True)
        if cell.number is not None and cell.number >= rules_here().label_floor
    }


def _staff_quote(coding: Coding, comments: dict[UUID, Comment]) -> Quote:
    comment = comments[coding.comment_id]
    return _quote(coding, comment, label_for("group", comment.voice.group))


def _quote(coding: Coding, comment: Comment, group: str) -> Quote:
    words = comment.words[coding.start : coding.end].strip()
    return Quote(words, group, str(coding.theme_id), str(comment.id))
