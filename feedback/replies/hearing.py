"""How many people a reply answers, and which groups, with small numbers hidden before anything else sees them."""

from collections.abc import Sequence
from typing import Any

from analysis.suppression import suppress_row
from feedback.core.database import rows
from feedback.replies.models import Reply, ReplyTheme
from feedback.voices.about import GROUPS

COUNT_VOICES = """
SELECT said.group_name AS group_name, COUNT(*) AS voices FROM (
  SELECT DISTINCT voice.id AS id, voice."group" AS group_name
  FROM coding
  JOIN comment ON comment.id = coding.comment_id
  JOIN voice ON voice.id = comment.voice_id
  WHERE coding.belongs AND comment.state = 'live' AND voice.state = 'live' AND coding.theme_id IN ({places})
) AS said GROUP BY said.group_name ORDER BY said.group_name
"""


async def count_who_said_it(reply: Reply) -> dict[str, Any]:
    """Voices behind the reply's themes, by group, each voice once: `{"total": "42", "groups": [["…", "30"]]}`.

    Groups are never merged into one bar (D7). What is hidden is not in the result at all.
    """
    themes = await ReplyTheme.filter(reply=reply).order_by("theme_id").values_list("theme_id", flat=True)
    found = await rows(COUNT_VOICES.format(places=", ".join("?" * len(themes))), list(themes))
    return say_who([(row["group_name"], row["voices"]) for row in found])


def say_who(counts: Sequence[tuple[str, int]]) -> dict[str, Any]:
    shown = suppress_row([voices for _, voices in counts])
    groups = [
        [GROUPS.get(name, name), cell.text]
        for (name, _), cell in zip(counts, shown.cells, strict=True)
        if cell.number != 0
    ]
    return {"total": shown.total.text, "groups": groups}
