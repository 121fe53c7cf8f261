"""Which line of the strategy a suggestion is nearest to. A person links it, or does not."""

import asyncio
from typing import Any
from uuid import UUID

from analysis.comments import Suggestions
from feedback.strategy.models import Line
from feedback.themes.comments import live_everywhere

TEXTS = 4  # the label and so many quotes of each theme


async def find_nearest_lines(found: Suggestions) -> dict[str, UUID]:
    """By the ids of the themes found. Those that no line of the strategy in force is near are left out."""
    lines: Any = await (
        Line.filter(priority__strategy__is_current=True)
        .order_by("priority__number", "number", "id")
        .values_list("id", "text")
    )
    if not lines:
        return {}
    quoted = {UUID(span.comment) for theme in found.themes for span in theme.quotes[:TEXTS]}
    said: Any = await live_everywhere().filter(id__in=sorted(quoted)).values_list("id", "words")
    words = {str(key): text for key, text in said}
    texts = {
        theme.id: [
            theme.label,
            *(
                words[one.comment][one.start : one.end]
                for one in theme.quotes[:TEXTS]
                if one.comment in words
            ),
        ]
        for theme in found.themes
    }
    near = await asyncio.to_thread(_nearest, texts, {str(key): text for key, text in lines})
    return {theme: UUID(line) for theme, line in near.items()}


def _nearest(texts: dict[str, list[str]], lines: dict[str, str]) -> dict[str, str]:
    from analysis.nearest import nearest_texts  # noqa: PLC0415 - numbers come late, in workers

    return {theme: line for theme, (line, _) in nearest_texts(texts, lines).items()}
