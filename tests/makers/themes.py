"""Comments by the dozen, suggestions and themes, for tests."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from feedback.consultations.models import Consultation
from feedback.themes.adopting import adopt_suggestion
from feedback.themes.frames import find_frame
from feedback.themes.models import (
    RunState,
    Suggestion,
    SuggestionMember,
    SuggestionRun,
    Theme,
    Unplaced,
)
from feedback.themes.tallies import refresh_tallies
from feedback.voices.about import About
from feedback.voices.models import Comment
from tests.makers.consultations import make_consultation
from tests.makers.voices import make_voice

BUS = "The bus is late."
DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


async def make_comments(
    consultation: Consultation,
    count: int,
    words: str = "The bus is late.",
    group: str = "unsaid",
    **more: Any,
) -> list[Comment]:
    """As many comments, each from a voice of its own."""
    age_band = more.pop("age_band", "unsaid")
    about = About(group=group, age_band=age_band, spoken_by=more.pop("spoken_by", "unsaid"))
    return [
        (await make_voice(f"{words} ({number})", consultation=consultation, about=about, **more)).comments[0]
        for number in range(count)
    ]


async def make_suggestions(
    consultation: Consultation,
    comments: Mapping[str, Sequence[Comment]],
    unplaced: Sequence[Comment] = (),
    question_key: str = "",
    confidence: float = 0.8,
) -> list[Suggestion]:
    """What a finished run leaves: a suggestion for each label; its first three comments are quotes."""
    run = await SuggestionRun.create(
        consultation=consultation,
        question_key=question_key,
        state=RunState.DONE,
        engine={"name": "by hand 1"},
        comments=sum(map(len, comments.values())) + len(unplaced),
        started_at=NOW,
        ended_at=NOW,
    )
    suggestions = []
    for position, (label, members) in enumerate(comments.items(), 1):
        suggestion = await Suggestion.create(
            run=run, position=position, label=label, phrases=["the bus"], size=len(members)
        )
        await SuggestionMember.bulk_create(
            [
                SuggestionMember(
                    suggestion=suggestion,
                    comment_id=comment.id,
                    start=0,
                    end=len(comment.words),
                    confidence=confidence,
                    quote=place if place < 3 else None,
                )
                for place, comment in enumerate(members)
            ]
        )
        suggestions.append(suggestion)
    await Unplaced.bulk_create([Unplaced(run=run, comment_id=comment.id) for comment in unplaced])
    await refresh_tallies(consultation)
    return suggestions


async def make_theme(
    consultation: Consultation, title: str, comments: Sequence[Comment], **more: Any
) -> Theme:
    """An adopted theme that holds these comments by the machine's word."""
    suggestion = (await make_suggestions(consultation, {title: comments}, **more))[0]
    frame = await find_frame(consultation, more.get("question_key", ""))
    return await adopt_suggestion(suggestion, None, NOW, frame.version if frame else 0)


async def version_of(consultation: Consultation) -> int:
    frame = await find_frame(consultation)
    return frame.version if frame else 0


async def make_noise() -> Consultation:
    """Another consultation with comments, a theme and a reading, which no count or list of ours may hold."""
    other = await make_consultation(title="Noise from elsewhere")
    comments = await make_comments(other, 7, "Elsewhere they said this.", "parent_carer", age_band="13-15")
    await make_theme(other, "Noise", comments[:5])
    return other
