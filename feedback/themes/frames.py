"""A code frame, the consultations that use it, and the one way to change it: a version at a time."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError

from feedback.consultations.models import Consultation
from feedback.core.clock import london_day
from feedback.core.database import transaction
from feedback.core.errors import NotFound, Refusal
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.themes.models import CodeFrame, FrameChange, FrameUse, Theme, ThemeState

DONE = {
    "adopt": "adopted “{theme}”",
    "rename": "renamed “{theme}” to “{to}”",
    "merge": "merged {theme} into “{to}”",
    "retire": "retired “{theme}”",
    "priority": "linked “{theme}” to {to}",
    "owner": "gave “{theme}” to {to}",
    "adopt_into": "merged {theme} into “{to}”",
    "split": "split “{to}” off “{theme}”",
    "undo": "undid this: {of}",
}


async def find_frame(consultation: Consultation, question_key: str = "") -> CodeFrame | None:
    use = await find_use(consultation, question_key)
    return use.frame if use else None


async def find_use(consultation: Consultation, question_key: str = "") -> FrameUse | None:
    found = FrameUse.filter(consultation_id=consultation.id, question_key=question_key)
    return await found.select_related("frame").first()


async def frames_of(consultation: Consultation) -> list[CodeFrame]:
    uses = (
        await FrameUse.filter(consultation_id=consultation.id)
        .order_by("question_key")
        .select_related("frame")
    )
    return list({use.frame.id: use.frame for use in uses}.values())


async def consultations_of(frame: CodeFrame) -> list[Consultation]:
    uses = await FrameUse.filter(frame_id=frame.id).order_by("id").select_related("consultation")
    return list({use.consultation.id: use.consultation for use in uses}.values())


async def themes_of(consultation: Consultation) -> list[Theme]:
    """The adopted themes of every frame that the consultation uses, in the order of their titles."""
    frames = [frame.id for frame in await frames_of(consultation)]
    adopted = Theme.filter(frame_id__in=frames, state=ThemeState.ADOPTED)
    return await adopted.order_by("title", "id").select_related("priority", "frame", "owner")


async def get_theme(consultation: Consultation, theme_id: UUID) -> Theme:
    """A theme of the consultation. One that was merged gives the theme it is part of now."""
    frames = [frame.id for frame in await frames_of(consultation)]
    theme = await Theme.get_or_none(id=theme_id, frame_id__in=frames).select_related(
        "frame", "priority", "owner"
    )
    if theme is None:
        raise NotFound
    if theme.merged_into_id is not None:
        return await get_theme(consultation, theme.merged_into_id)
    return theme


async def use_frame(consultation: Consultation, question_key: str, now: datetime) -> CodeFrame:
    """The frame that a consultation, or one of its questions, is read with; made when first needed."""
    frame = await find_frame(consultation, question_key)
    if frame is not None:
        return frame
    try:
        async with transaction():
            frame = await CodeFrame.create(title=consultation.title, version=0, made_on=london_day(now))
            await FrameUse.create(frame=frame, consultation=consultation, question_key=question_key)
            return frame
    except IntegrityError:
        raise Refusal(
            "Someone else just began the themes of this consultation. Open the page again."
        ) from None


async def raise_version(
    frame: CodeFrame, seen: int, account: Account | None, now: datetime, what: str, detail: dict[str, Any]
) -> FrameChange:
    """Take the next version for one change, or refuse and say what somebody else changed since `seen`.

    Call it first, inside the verb's transaction: the row it changes keeps a second person out until the end.
    """
    taken = await CodeFrame.filter(id=frame.id, version=seen).update(version=seen + 1)
    if not taken:
        raise Refusal(await changed_since(frame, seen))
    frame.version = seen + 1
    change = await FrameChange.create(
        frame=frame, version=frame.version, account=account, at=now, what=what, detail=detail
    )
    await record(account, f"theme.{what}", frame, f"version {frame.version}", at=now)
    return change


def sentence_for(change: FrameChange) -> str:
    who = change.account.name if change.account else "Heard"
    return f"{who} {what_was_done(change)}"


def what_was_done(change: FrameChange) -> str:
    return DONE[change.what].format(**change.detail)


async def changed_since(frame: CodeFrame, seen: int) -> str:
    """What somebody else did last while a page showed the version `seen`."""
    since = FrameChange.filter(frame_id=frame.id, version__gt=seen).order_by("-version")
    change = await since.select_related("account").first()
    if change is None:
        return "These themes were changed meanwhile. Look at them again, then try once more."
    return f"{sentence_for(change)} while you had this page open. Look at it again, then try once more."
