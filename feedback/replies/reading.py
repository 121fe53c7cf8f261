"""Find replies: for the public only what is published, for those who write them everything."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tortoise.queryset import QuerySet

from feedback.consultations.models import Consultation
from feedback.core.errors import NotFound
from feedback.core.roles import Role
from feedback.people.models import Account
from feedback.replies.models import STATUS_WORDS, Reply, ReplyQuote, ReplyState, ReplyUpdate, Status
from feedback.strategy.crosswalk import with_earlier
from feedback.strategy.models import LineKind
from feedback.voices.models import CommentState, VoiceState
from surveys.models import Survey, SurveyState

LINE_WORDS = {
    LineKind.NEED: "What needs to happen",
    LineKind.WORKING: "The strategy is working when",
}
STATUS_SENTENCES = {
    Status.THINKING: "We are thinking about it",
    Status.PLANNED: "We plan to do something",
    Status.DOING: "We are doing something",
    Status.DONE: "We did something",
    Status.CANNOT: "We cannot do it",
}


@dataclass(frozen=True)
class StatusShare:
    """How many public replies stand at one status."""

    status: Status
    words: str
    replies: int


def published_replies() -> QuerySet[Reply]:
    """Newest first, with what a card needs."""
    return (
        Reply.filter(state=ReplyState.PUBLISHED)
        .order_by("-published_on", "slug")
        .prefetch_related("priority", "consultation")
    )


async def get_public_reply(slug: str) -> Reply:
    """A reply that is public, or that was and says why it is not any more."""
    reply = (
        await Reply.filter(state__in=(ReplyState.PUBLISHED, ReplyState.WITHDRAWN), published_on__isnull=False)
        .get_or_none(slug=slug if re.fullmatch("[a-z0-9-]{1,100}", slug) else "")
        .prefetch_related(
            "priority", "consultation", "outcome", "decision", "line_links__line", "theme_links__theme"
        )
    )
    if reply is None:
        raise NotFound
    return reply


async def get_published_reply(slug: str) -> Reply:
    reply = await get_public_reply(slug)
    if reply.state is not ReplyState.PUBLISHED:
        raise NotFound
    return reply


async def get_reply(reply_id: UUID) -> Reply:
    reply = await Reply.get_or_none(id=reply_id).prefetch_related(
        "priority",
        "consultation",
        "outcome",
        "decision",
        "line_links__line",
        "theme_links__theme",
        "written_by",
        "checked_by",
    )
    if reply is None:
        raise NotFound
    return reply


async def replies_of(consultation: Consultation) -> list[Reply]:
    return (
        await Reply.filter(consultation=consultation)
        .order_by("state", "title", "id")
        .prefetch_related("priority", "written_by")
    )


async def polls_answered_by(reply: Reply) -> list[Survey]:
    """The polls that staff said this reply answers. Which does is kept by the publishing room, above this one."""
    polls = Survey.filter(is_poll=True, state=SurveyState.READY, poll_reply__reply_id=reply.id)
    return await polls.order_by("title", "id")


async def quotes_of(reply: Reply) -> list[str]:
    """The words that may be shown now. Consent, holding and withdrawal are asked each time, not remembered."""
    found = (
        await ReplyQuote.filter(
            reply=reply,
            comment__state=CommentState.LIVE,
            comment__voice__state=VoiceState.LIVE,
            comment__voice__may_quote=True,
        )
        .order_by("position")
        .prefetch_related("comment")
    )
    return [quote.comment.words[quote.start : quote.end] for quote in found]


async def replies_under(priority: str) -> QuerySet[Reply]:
    """Public replies to a priority, and to those of earlier strategies that became it. "": all."""
    found = published_replies()
    return found.filter(priority_id__in=await with_earlier(priority)) if priority else found


async def feed_of(priority: str = "") -> QuerySet[Reply]:
    """Public replies with all that a feed says of them."""
    found = await replies_under(priority)
    return found.prefetch_related("priority", "consultation", "outcome", "updates", "line_links__line")


async def history_of(reply: Reply) -> list[ReplyUpdate]:
    """The published updates, newest first."""
    return await ReplyUpdate.filter(reply=reply, published_on__isnull=False).order_by("-published_on", "id")


async def waiting_update(reply: Reply) -> ReplyUpdate | None:
    return await ReplyUpdate.get_or_none(reply=reply, published_on=None).prefetch_related("written_by")


async def updates_to_check(replies: Sequence[UUID], account: Account) -> list[ReplyUpdate]:
    """Updates that somebody else wrote, so that this account may check them."""
    return (
        await ReplyUpdate.filter(reply_id__in=list(replies), published_on=None)
        .exclude(written_by_id=account.id)
        .order_by("written_on", "id")
        .prefetch_related("reply")
    )


async def shares_of_status() -> list[StatusShare]:
    """Every status with how many public replies stand at it, "cannot" beside "done" (D50)."""
    stood: Counter[Any] = Counter(
        await Reply.filter(state=ReplyState.PUBLISHED).values_list("status", flat=True)
    )
    return [StatusShare(status, words, stood[status]) for status, words in STATUS_WORDS.items()]


def replies_for(account: Account) -> QuerySet[Reply]:
    """What this account may check and publish."""
    limit = account.limited_to(Role.PUBLISHER)
    found = Reply.all().order_by("title", "id")
    return found if limit is None else found.filter(consultation_id__in=list(limit))
