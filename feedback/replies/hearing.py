"""How many people a reply answers, and which groups: what the public report says, and no number of its own."""

from typing import Any

from analysis.suppression import NOT_SHOWN
from feedback.replies.models import Reply, ReplyTheme
from feedback.themes.editions import find_edition, from_document
from feedback.themes.report import Column, ThemeLine


async def count_who_said_it(reply: Reply) -> dict[str, Any]:
    """Voices behind the reply's themes, by group: `{"total": "42", "groups": [["Employer", "30"]]}`.

    A count of its own, taken on another day or over several themes together, would differ from the report's
    by a few people and so tell what those few said (D62). Without a report there is nothing to say yet.
    """
    edition = await find_edition(reply.consultation)
    if edition is None:
        return {}
    report = from_document(edition.report)
    themes = set(await ReplyTheme.filter(reply=reply).values_list("theme_id", flat=True))
    return say_who([line for line in report.themes if line.id in map(str, themes)], report.columns)


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
