"""A comment as a list shows it: its words with the telling part marked, who said it and to which question."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from feedback.consultations.models import Consultation
from feedback.core.errors import Refusal
from feedback.themes.models import Coder, Coding, Reading, SuggestionMember
from feedback.themes.report import label_for
from feedback.voices.models import Comment


@dataclass(frozen=True)
class Card:
    """`before`, `marked` and `after` together are the words as they were said."""

    id: UUID
    before: str
    marked: str
    after: str
    group: str
    question: str
    is_read: bool
    theme_id: UUID | None = None
    theme: str = ""
    by_person: bool = False
    sure: str = ""
    may_quote: bool = False


async def cards_of_codings(codings: Sequence[Coding]) -> list[Card]:
    read = await _read(coding.comment.id for coding in codings)
    return [
        _card(
            coding.comment,
            (coding.start, coding.end),
            read,
            theme=(coding.theme_id, coding.theme.title),
            sure="" if coding.coder == Coder.PERSON else f"{round(coding.confidence * 100)}%",
        )
        for coding in codings
    ]


async def cards_of_members(members: Sequence[SuggestionMember]) -> list[Card]:
    read = await _read(member.comment.id for member in members)
    return [_card(member.comment, (member.start, member.end), read) for member in members]


async def cards_of_comments(comments: Sequence[Comment]) -> list[Card]:
    read = await _read(comment.id for comment in comments)
    return [_card(comment, None, read) for comment in comments]


def span_of(comment: Comment, part: str) -> tuple[int, int] | None:
    """Where a part that somebody copied out of the words stands, or None when they copied nothing."""
    part = part.strip()
    if not part:
        return None
    start = comment.words.find(part)
    if start < 0:
        raise Refusal("The part is not in this comment. Copy it again, letter by letter.", "part")
    return start, start + len(part)


async def get_coding(consultation: Consultation, comment: Comment, theme_id: UUID) -> Coding | None:
    return await Coding.get_or_none(
        comment_id=comment.id, theme_id=theme_id, comment__consultation_id=consultation.id, belongs=True
    )


async def _read(comments: Iterable[UUID]) -> set[UUID]:
    found: Any = await Reading.filter(comment_id__in=list(comments)).values_list("comment_id", flat=True)
    return set(found)


def _card(
    comment: Comment,
    span: tuple[int, int] | None,
    read: set[UUID],
    theme: tuple[UUID, str] | None = None,
    sure: str = "",
) -> Card:
    start, end = span or (0, 0)
    words = comment.words
    return Card(
        id=comment.id,
        before=words[:start],
        marked=words[start:end],
        after=words[end:],
        group=label_for("group", comment.voice.group),
        question=comment.question_text,
        is_read=comment.id in read,
        theme_id=theme[0] if theme else None,
        theme=theme[1] if theme else "",
        by_person=theme is not None and not sure,
        sure=sure,
        may_quote=comment.voice.may_quote,
    )
