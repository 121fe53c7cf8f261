"""The comments that may be read. Every room but safety starts from here, so that nobody meets held words."""

from tortoise.queryset import QuerySet

from feedback.voices.models import Comment, CommentState, VoiceState


def live_comments() -> QuerySet[Comment]:
    """Neither held nor withdrawn, of voices that are still there."""
    return Comment.filter(state=CommentState.LIVE, voice__state=VoiceState.LIVE)
