"""The part of withdrawing a voice that is about forums: whatever repeats a view's words goes with them."""

from typing import Any
from uuid import UUID

from feedback.forums.models import ForumDispute, ForumPoint, ForumSummary, ForumView, MemberAnswer

NOTHING_SAID: dict[str, Any] = {
    "speaks_for": None,
    "gathered": [],
    "gathered_from": None,
    "gathered_until": None,
    "agree": None,
    "disagree": None,
    "minority": "",
    "may_quote": False,
}


async def forget_view(voice_id: UUID) -> None:
    """Call it in the transaction that withdraws the voice. That there was a view, and when, stays."""
    view = await ForumView.get_or_none(voice_id=voice_id)
    if view is None:
        return
    await ForumDispute.filter(summary__view_id=view.id).delete()
    for model in (ForumSummary, ForumPoint, MemberAnswer):
        await model.filter(view_id=view.id).delete()
    await ForumView.filter(id=view.id).update(**NOTHING_SAID)
