"""What became of a view: read, grouped under themes, answered. For its forum, and to tell it by mail."""

from dataclasses import dataclass, field
from datetime import date, datetime

from feedback.core.clock import london_day
from feedback.core.settings import Settings
from feedback.forums.mailing import tell_representatives
from feedback.forums.models import ForumView, ViewState
from feedback.replies.models import Reply, ReplyState
from feedback.themes.models import Reading, Theme, ThemeState
from feedback.voices.models import Comment, CommentState, VoiceState


@dataclass(frozen=True)
class Progress:
    """How far a view has come."""

    is_withdrawn: bool = False
    read_on: date | None = None
    themes: list[Theme] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)


async def progress_of(view: ForumView) -> Progress:
    if view.voice is None:
        return Progress()
    if view.voice.state == VoiceState.WITHDRAWN:
        return Progress(is_withdrawn=True)
    reading = await Reading.filter(comment__voice_id=view.voice_id).order_by("read_on", "id").first()
    themes = await themes_of_view(view)
    return Progress(
        read_on=reading.read_on if reading else None,
        themes=themes,
        replies=await replies_to(themes),
    )


async def themes_of_view(view: ForumView) -> list[Theme]:
    return (
        await Theme.filter(
            codings__comment__voice_id=view.voice_id,
            codings__comment__state=CommentState.LIVE,
            codings__belongs=True,
            state=ThemeState.ADOPTED,
        )
        .order_by("title", "id")
        .distinct()
    )


async def replies_to(themes: list[Theme]) -> list[Reply]:
    found = Reply.filter(state=ReplyState.PUBLISHED, theme_links__theme_id__in=[theme.id for theme in themes])
    return await found.order_by("-published_on", "slug").distinct() if themes else []


async def comments_of(view: ForumView) -> list[Comment]:
    """Every word of the view, held ones too: only its own forum gets this list."""
    return await Comment.filter(voice_id=view.voice_id).order_by("question_key", "id")


async def tell_forums_of_replies(settings: Settings, now: datetime) -> int:
    """By the clock: a mail to each forum whose view a published reply answers. Each is told once."""
    sent = ForumView.filter(state=ViewState.SENT, voice__state=VoiceState.LIVE)
    told = 0
    for view in await sent.order_by("sent_on", "id").prefetch_related("organisation"):
        for reply in await replies_to(await themes_of_view(view)):
            if reply.published_on and reply.published_on <= london_day(now):
                await tell_representatives(
                    view.organisation,
                    "The council replied to something that your forum said",
                    settings.base_url,
                    f"forum-reply {view.id} {reply.id}",
                )
                told += 1
    return told
