"""What the council understood of a view, and what its forum says to that (D53).

The forum's own wording is never edited: no verb here touches a comment. A summary that was wrong stays in the
history beside the one that took its place. That a forum took part, or says nothing, is no agreement.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from tortoise.queryset import QuerySet

from feedback.consultations.models import Consultation
from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.core.roles import Role
from feedback.core.statements import insert_all
from feedback.forums.mailing import tell_representatives
from feedback.forums.models import ForumDispute, ForumSummary, ForumView, ViewState
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.voices.models import Comment, Voice, VoiceState
from feedback.voices.receiving import Said, new_comment

DISPUTE = "forum_dispute"
DISPUTE_QUESTION = "What is wrong with our summary of your view?"
GONE = "The forum has taken this view back."
NEWER = "Somebody wrote a summary since this page was opened. Read it first. Yours stands in the box."


async def get_sent_view(consultation: Consultation, view_id: UUID) -> ForumView:
    """A view as the council may see it: one that was sent, to this very consultation."""
    view = await sent_views(consultation).get_or_none(id=view_id)
    if view is None:
        raise NotFound
    return view


def sent_views(consultation: Consultation) -> QuerySet[ForumView]:
    found = ForumView.filter(consultation_id=consultation.id, state=ViewState.SENT)
    return found.order_by("-sent_on", "id").prefetch_related(
        "organisation", "consultation", "voice", "summaries", "points__comment"
    )


async def summaries_of(view: ForumView) -> list[ForumSummary]:
    """Newest first, each with what the forum said to it."""
    found = ForumSummary.filter(view_id=view.id).order_by("-number")
    return await found.prefetch_related(
        "written_by", "disputes__comment", "disputes__raised_by", "disputes__answered_by"
    )


async def write_summary(
    view: ForumView, words: str, number: int, by: Account, today: date, site: str
) -> ForumSummary:
    """The first summary, or another in place of the one with `number`. It answers what is disputed."""
    async with transaction():
        await _hold_live(view)
        if await ForumSummary.filter(view_id=view.id).count() != number:
            raise Refusal(NEWER, "words")
        open_disputes = ForumDispute.filter(summary__view_id=view.id, answered_on=None)
        for dispute in await open_disputes.order_by("id"):
            await _answer(dispute, "", by, today)
        summary = await ForumSummary.create(
            view_id=view.id, number=number + 1, words=words, written_by_id=by.id, written_on=today
        )
        await record(by, "forum.summary", view, f"number {number + 1}")
        await tell_representatives(
            view.organisation,
            "The council wrote down what it understood from your view",
            site,
            f"forum-summary {summary.id}",
        )
    return summary


async def dispute_summary(view: ForumView, words: str, number: int, by: Account, today: date) -> ForumDispute:
    """The forum says what is wrong with the newest summary. One at a time."""
    async with transaction():
        voice = await _hold_live(view)
        summary = await ForumSummary.get_or_none(view_id=view.id, number=number)
        if summary is None or await ForumSummary.filter(view_id=view.id, number__gt=number).exists():
            raise Refusal("The council wrote a new summary meanwhile. Read it first.", "words")
        if await ForumDispute.filter(summary_id=summary.id, answered_on=None).exists():
            raise Refusal("Your forum has said already what is wrong. The council has to answer.", "words")
        comment = new_comment(voice, Said(DISPUTE, DISPUTE_QUESTION, words), today)
        await insert_all([comment])
        dispute = await ForumDispute.create(
            summary_id=summary.id, comment_id=comment.id, raised_by_id=by.id, raised_on=today
        )
        await record(by, "forum.dispute", view, f"number {number}")
    return dispute


async def answer_dispute(
    view: ForumView, dispute: ForumDispute, words: str, by: Account, today: date, site: str
) -> None:
    """The council keeps its summary and says why. The forum can say again that it is wrong."""
    async with transaction():
        await _hold_live(view)
        if not await _answer(dispute, words, by, today):
            raise Refusal("Somebody has answered this already.", "answer")
        await record(by, "forum.dispute.answer", view)
        await tell_representatives(
            view.organisation,
            "The council answered what you said about its summary",
            site,
            f"forum-answer {dispute.id}",
        )


async def get_dispute(view: ForumView, dispute_id: UUID) -> ForumDispute:
    dispute = await ForumDispute.get_or_none(id=dispute_id, summary__view_id=view.id)
    if dispute is None:
        raise NotFound
    return dispute


async def open_dispute_of(view: ForumView) -> ForumDispute | None:
    found = ForumDispute.filter(summary__view_id=view.id, answered_on=None)
    return await found.order_by("id").prefetch_related("comment").first()


async def views_that_wait(account: Account) -> list[tuple[ForumView, bool]]:
    """For analysts: sent views without a summary, and those whose summary is disputed (then True)."""
    found = ForumView.filter(state=ViewState.SENT, voice__state=VoiceState.LIVE)
    limit = account.limited_to(Role.ANALYST)
    if limit is not None:
        found = found.filter(consultation_id__in=list(limit))
    disputed = set(
        await ForumDispute.filter(answered_on=None).order_by("id").values_list("summary__view_id", flat=True)
    )
    summed_up = set(await ForumSummary.all().order_by("id").values_list("view_id", flat=True))
    waiting = await found.order_by("sent_on", "id").prefetch_related("organisation", "consultation")
    return [
        (view, view.id in disputed) for view in waiting if view.id in disputed or view.id not in summed_up
    ]


def wording_of(view: ForumView, comments: Sequence[Comment]) -> list[Comment]:
    """The comments of a view in the forum's own order: its points, then the minority's view."""
    order = {point.comment_id: point.place for point in view.points}
    said = [comment for comment in comments if comment.question_key != DISPUTE]
    return sorted(said, key=lambda comment: order.get(comment.id, len(order) + 1))


def check_not_taken_back(view: ForumView) -> None:
    if view.voice is None or view.voice.state != VoiceState.LIVE:
        raise Refusal(GONE)


async def _answer(dispute: ForumDispute, words: str, by: Account, today: date) -> int:
    waiting = ForumDispute.filter(id=dispute.id, answered_on=None)
    return await waiting.update(answer=words, answered_by_id=by.id, answered_on=today)


async def _hold_live(view: ForumView) -> Voice:
    """The view's voice, which nobody takes back before this transaction ends."""
    voice = await Voice.filter(id=view.voice_id).select_for_update().first()
    if voice is None or voice.state != VoiceState.LIVE:
        raise Refusal(GONE)
    return voice
