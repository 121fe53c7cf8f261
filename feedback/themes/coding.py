"""What a person decides about one comment and one theme. The machine never overwrites it."""

from datetime import datetime
from uuid import UUID

from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet

from feedback.consultations.models import Consultation
from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.themes.comments import get_comment, live_comments
from feedback.themes.frames import frames_of
from feedback.themes.models import Coder, Coding, CodingBefore, FrameUse, Theme, ThemeState
from feedback.themes.tallies import keep_tallies
from feedback.voices.models import Comment, CommentState, Voice, VoiceState

Span = tuple[int, int]
KEPT = (
    "belongs",
    "start",
    "end",
    "coder",
    "account_id",
    "method",
    "confidence",
    "frame_version",
    "is_quote",
)


async def code_comment(
    comment: Comment, theme: Theme, account: Account, now: datetime, span: Span | None = None
) -> Coding:
    """Say that a comment belongs to a theme; `span` is the part that says so, or None for all of it."""
    return await _decide(comment, theme, account, now, belongs=True, span=span)


async def uncode_comment(comment: Comment, theme: Theme, account: Account, now: datetime) -> Coding:
    """Say "not this": no later run gives the comment this theme again."""
    return await _decide(comment, theme, account, now, belongs=False, span=None)


async def move_comment(
    comment: Comment, out_of: Theme, into: Theme, account: Account, now: datetime, span: Span | None = None
) -> Coding:
    if out_of.id == into.id:
        raise Refusal("Choose another theme to move this comment to.", "theme")
    async with transaction():
        await uncode_comment(comment, out_of, account, now)
        return await code_comment(comment, into, account, now, span)


async def undo_decision(comment: Comment, theme: Theme, account: Account, now: datetime) -> None:
    """Take back what somebody last decided about a comment and a theme: it stands again as it stood before."""
    consultation = await Consultation.get(comments__id=comment.id)
    async with keep_tallies(consultation, [comment.voice_id]):
        comment = await get_comment(consultation, comment.id)
        coding = await Coding.get_or_none(comment_id=comment.id, theme_id=theme.id, coder=Coder.PERSON)
        if coding is None:
            raise Refusal("There is nothing to undo here any more. Look at the page again.")
        kept = await CodingBefore.filter(coding_key=coding.id, change_id=None).first()
        if kept is None:
            await coding.delete()
        else:
            await Coding.filter(id=coding.id).update(**{name: getattr(kept, name) for name in KEPT})
            await kept.delete()
        await record(account, "comment.undo", comment, str(theme.id), at=now)


async def mark_as_quote(coding: Coding, is_quote: bool) -> None:
    """Let a comment stand for its theme on the staff report, or no longer."""
    await Coding.filter(id=coding.id, belongs=True).update(is_quote=is_quote)


def codings_of(consultation: Consultation, theme: Theme) -> QuerySet[Coding]:
    """The live comments of a theme within one consultation, the surest first."""
    return (
        _live_codings(consultation)
        .filter(theme_id=theme.id, belongs=True)
        .order_by("-confidence", "comment_id")
        .select_related("comment__voice", "theme")
    )


def unsure_codings(consultation: Consultation) -> QuerySet[Coding]:
    """What the machine decided, the least sure first: the best use of a person's next ten minutes."""
    return (
        _live_codings(consultation)
        .filter(coder=Coder.MACHINE, belongs=True, theme__state=ThemeState.ADOPTED)
        .order_by("confidence", "comment_id")
        .select_related("comment__voice", "theme")
    )


def comments_without_theme(consultation: Consultation, question_key: str = "") -> QuerySet[Comment]:
    """Live comments that no adopted theme holds. They are listed, never dropped."""
    held = Coding.filter(
        comment__consultation_id=consultation.id, belongs=True, theme__state=ThemeState.ADOPTED
    ).values("comment_id")
    return live_comments(consultation, question_key).filter(id__not_in=Subquery(held)).order_by("id")


def _live_codings(consultation: Consultation) -> QuerySet[Coding]:
    return Coding.filter(
        comment__consultation_id=consultation.id,
        comment__state=CommentState.LIVE,
        comment__voice__state=VoiceState.LIVE,
    )


async def _decide(
    comment: Comment, theme: Theme, account: Account, now: datetime, *, belongs: bool, span: Span | None
) -> Coding:
    consultation = await Consultation.get(comments__id=comment.id)
    voice = await Voice.get(comments__id=comment.id)
    async with keep_tallies(consultation, [voice.id]):
        # Read again inside the transaction: the words may have been withdrawn since the page was opened.
        comment = await get_comment(consultation, comment.id)
        start, end = _inside(comment.words, span)
        frame = await _frame_for(consultation, comment, theme.id)
        decided = {
            "belongs": belongs,
            "start": start,
            "end": end,
            "coder": Coder.PERSON,
            "account_id": account.id,
            "method": "",
            "confidence": 1.0,
            "frame_version": frame,
        }
        if not belongs:
            decided["is_quote"] = False
        await _keep_before(comment, theme)
        coding, _ = await Coding.update_or_create(decided, comment_id=comment.id, theme_id=theme.id)
        await record(account, "comment.code" if belongs else "comment.uncode", comment, str(theme.id), at=now)
    return coding


async def _keep_before(comment: Comment, theme: Theme) -> None:
    """How the coding stands now, in place of how it stood before the decision before."""
    coding = await Coding.get_or_none(comment_id=comment.id, theme_id=theme.id)
    if coding is None:
        return
    await CodingBefore.filter(coding_key=coding.id, change_id=None).delete()
    values = {name: getattr(coding, name) for name in KEPT}
    await CodingBefore.create(coding_key=coding.id, comment_id=comment.id, theme_id=theme.id, **values)


def _inside(words: str, span: Span | None) -> Span:
    if span is None:
        return 0, len(words)
    start, end = span
    if not 0 <= start < end <= len(words):
        raise Refusal("The part you marked is not inside these words. Mark it again.", "span")
    return start, end


async def _frame_for(consultation: Consultation, comment: Comment, theme_id: UUID) -> int:
    """The version of the theme's frame, where that frame is in use for this comment's question."""
    theme = await Theme.get_or_none(id=theme_id).select_related("frame")
    if theme is None or theme.frame_id not in {frame.id for frame in await frames_of(consultation)}:
        raise NotFound
    if theme.state != ThemeState.ADOPTED:
        raise Refusal(f"“{theme.title}” was merged or retired. Choose a theme that is in use.", "theme")
    uses = await FrameUse.filter(consultation_id=consultation.id, frame_id=theme.frame_id).values_list(
        "question_key", flat=True
    )
    if not {"", comment.question_key} & set(uses):
        raise Refusal(f"“{theme.title}” belongs to another question.", "theme")
    return int(theme.frame.version)
