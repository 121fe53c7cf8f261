"""Which comments this room may see at all: live ones of live voices, and nothing else."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from tortoise.queryset import QuerySet

from feedback.consultations.models import Consultation
from feedback.core.errors import NotFound
from feedback.themes.models import Theme
from feedback.themes.report_models import Counted, Dimension, Tally
from feedback.themes.report_parts import Filters
from feedback.voices.comments import live_comments as live_everywhere
from feedback.voices.models import Comment

AT_A_TIME = 2000


def live_comments(consultation: Consultation, question_key: str = "") -> QuerySet[Comment]:
    """Comments that are neither held nor withdrawn, of one question or of all."""
    found = live_everywhere().filter(consultation_id=consultation.id)
    return found.filter(question_key=question_key) if question_key else found


def narrow(found: QuerySet[Any], filters: Filters) -> QuerySet[Any]:
    """Only what the people of these filters said: comments, or rows that each belong to one comment."""
    comment = "" if found.model is Comment else "comment__"
    keys = {
        "voice__group": filters.group,
        "voice__age_band": filters.age_band,
        "question_key": filters.question_key,
    }
    return found.filter(**{comment + key: value for key, value in keys.items() if value})


async def get_comment(consultation: Consultation, comment_id: UUID) -> Comment:
    """A live comment with its voice; a held or withdrawn one is as good as gone."""
    comment = await live_comments(consultation).filter(id=comment_id).select_related("voice").first()
    if comment is None:
        raise NotFound
    return comment


async def stream_words(
    consultation: Consultation, question_key: str = "", within: Theme | None = None
) -> AsyncIterator[tuple[UUID, str, str]]:
    """(id, words, group) of each live comment, or of those in a theme, in the order of their ids, a few
    thousand at a time."""
    last = UUID(int=0)
    found = live_comments(consultation, question_key)
    if within is not None:
        found = found.filter(codings__theme_id=within.id, codings__belongs=True)
    while True:
        rows = (
            await found.filter(id__gt=last)
            .order_by("id")
            .limit(AT_A_TIME)
            .values_list("id", "words", "voice__group")
        )
        for row in rows:
            yield row[0], row[1], row[2]
        if len(rows) < AT_A_TIME:
            return
        last = rows[-1][0]


async def questions_of(consultation: Consultation) -> list[tuple[str, str]]:
    """The questions that comments answer: key and text, in the order of their keys.

    The keys come from the tallies and one comment a key gives its text, so that no page goes through them all.
    """
    keys: Any = await (
        Tally.filter(
            consultation_id=consultation.id,
            counted=Counted.EVERYTHING,
            dimension=Dimension.ALL,
            comments__gt=0,
        )
        .exclude(question_key="")
        .order_by("question_key")
        .values_list("question_key", flat=True)
    )
    questions = []
    for key in keys:
        answer = await Comment.filter(consultation_id=consultation.id, question_key=key).first()
        questions.append((key, answer.question_text if answer and answer.question_text else key))
    return questions
