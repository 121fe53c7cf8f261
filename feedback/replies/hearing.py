"""How many people a reply answers, and which groups: what the public report says, and no number of its own."""

from datetime import datetime
from typing import Any

from analysis.suppression import NOT_SHOWN
from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.core.settings import Settings
from feedback.replies.models import Reply, ReplyState, ReplyTheme
from feedback.themes.editions import find_edition, from_document
from feedback.themes.report import Column, ThemeLine


async def count_who_said_it(reply: Reply) -> dict[str, Any]:
    """Voices behind the reply's themes, by group: `{"total": "42", "groups": [["Employer", "30"]]}`.

    A count of its own, taken on another day or over several themes together, would differ from the report's
    by a few people and so tell what those few said (D62). So the report comes first. A theme that is newer
    than the report is counted with the next one.
    """
    edition = await find_edition(reply.consultation)
    if edition is None:
        raise Refusal(
            "Publish the theme report first. A reply says how many people said it, as the report counts them."
        )
    report = from_document(edition.report)
    themes = set(await ReplyTheme.filter(reply=reply).values_list("theme_id", flat=True))
    return say_who([line for line in report.themes if line.id in map(str, themes)], report.columns)


async def count_who_said_it_later(settings: Settings, now: datetime) -> int:
    """What the scheduler calls: public replies to themes that their report did not have yet, and has now."""
    counted = 0
    public = Reply.filter(state=ReplyState.PUBLISHED).order_by("id").prefetch_related("consultation")
    for reply in [one for one in await public if not one.heard]:
        if await find_edition(reply.consultation) and (heard := await count_who_said_it(reply)):
            async with transaction():
                counted += await Reply.filter(id=reply.id, state=ReplyState.PUBLISHED).update(heard=heard)
    return counted


def say_who(lines: list[ThemeLine], columns: tuple[Column, ...]) -> dict[str, Any]:
    """Groups are never merged into one bar (D7). Of several themes nobody is counted twice: the largest is
    how many there are at least."""
    if not lines:
        return {}
    most = max(lines, key=lambda line: line.voices.number or 0)
    if len(lines) > 1 and most.voices.number is not None:
        return {"total": f"at least {most.voices.text}", "groups": []}
    groups = [
        [column.label, cell.text]
        for column, cell in zip(columns, most.cells, strict=True)
        if cell.number != 0 and cell.text != NOT_SHOWN
    ]
    return {"total": most.voices.text, "groups": groups if len(lines) == 1 else []}
