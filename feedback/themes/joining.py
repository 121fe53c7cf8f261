"""New comments join the themes that people adopted, a bounded number at a time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from analysis.comments import CodeFrame as Examples
from analysis.comments import Coding as Found
from analysis.comments import Comment as Words
from analysis.comments import FrameTheme
from feedback.consultations.models import Consultation
from feedback.core.database import rows
from feedback.core.settings import Settings
from feedback.themes.comments import live_comments
from feedback.themes.models import CodeFrame, Coder, Coding, FrameUse, Theme, ThemeState, Unmatched
from feedback.themes.tallies import keep_tallies
from feedback.themes.thinking import Quiet, Report, think
from feedback.voices.models import Comment, CommentState, VoiceState

BATCH = 400
BATCHES = 5  # in one slot, over all consultations: whoever else works in this process need not wait long
EXAMPLES = 60

# A comment is new to a frame when nobody, person or machine, has looked at it with the frame in mind: it has no
# coding there, it was in no run that the frame's themes came from, and it was not read in vain before.
NEW = """
SELECT c.id AS id FROM comment c JOIN voice v ON v.id = c.voice_id
WHERE c.consultation_id = ? AND c.state = 'live' AND v.state = 'live' AND (c.question_key = ? OR ? = '')
AND NOT EXISTS (SELECT 1 FROM coding k JOIN theme t ON t.id = k.theme_id
                WHERE k.comment_id = c.id AND t.frame_id = ?)
AND NOT EXISTS (SELECT 1 FROM unmatched n WHERE n.comment_id = c.id AND n.frame_id = ?)
AND NOT EXISTS (SELECT 1 FROM unplaced u WHERE u.comment_id = c.id)
AND NOT EXISTS (SELECT 1 FROM suggestion_member m WHERE m.comment_id = c.id)
ORDER BY c.id LIMIT ?
"""


async def join_new_comments(settings: Settings, now: datetime) -> int:
    """Code new comments wherever a frame is in use; gives how many were read. The rest waits for a slot."""
    read, batches = 0, BATCHES
    for use in await FrameUse.all().order_by("id").select_related("frame", "consultation"):
        while batches:
            joined = await join_batch(use)
            if not joined:
                break
            read += joined
            batches -= 1
    return read


async def join_batch(use: FrameUse) -> int:
    """Read the next new comments with the frame, and store what was found and what was not."""
    new = await new_comments(use)
    if not new:
        return 0
    frame = await frame_with_examples(use.frame, use.consultation)
    if not frame.themes:
        return 0

    def work(report: Report) -> tuple[Found, ...]:
        from analysis.coding import code_comments  # noqa: PLC0415

        return code_comments([Words(str(comment.id), comment.words) for comment in new], frame)

    found = await think(work, Quiet())
    await _store(use, new, found)
    return len(new)


async def new_comments(use: FrameUse, most: int = BATCH) -> list[Comment]:
    key, frame = use.question_key, use.frame.id
    found = await rows(NEW, [use.consultation.id, key, key, frame, frame, most])
    return await Comment.filter(id__in=[row["id"] for row in found]).order_by("id").select_related("voice")


async def frame_with_examples(frame: CodeFrame, consultation: Consultation) -> Examples:
    """The adopted themes, each with what people and earlier runs placed in it: a person's word first."""
    themes = await Theme.filter(frame_id=frame.id, state=ThemeState.ADOPTED).order_by("id")
    known = []
    for theme in themes:
        codings = await (
            Coding.filter(
                theme_id=theme.id,
                belongs=True,
                comment__state=CommentState.LIVE,
                comment__voice__state=VoiceState.LIVE,
            )
            .order_by("-coder", "-is_quote", "-confidence", "id")
            .limit(EXAMPLES)
            .select_related("comment")
        )
        said = tuple(coding.comment.words[coding.start : coding.end] for coding in codings)
        known.append(FrameTheme(str(theme.id), theme.title, theme.description, said))
    return Examples(tuple(known))


async def _store(use: FrameUse, new: Sequence[Comment], found: Sequence[Found]) -> None:
    """Keep the codings; a comment without one is noted, so that it is listed and not read again and again."""
    from analysis.coding import VERSION  # noqa: PLC0415

    async with keep_tallies(use.consultation, [comment.voice.id for comment in new]):
        ids = [comment.id for comment in new]
        live: Any = await live_comments(use.consultation).filter(id__in=ids).values_list("id", flat=True)
        themes: Any = await Theme.filter(frame_id=use.frame.id, state=ThemeState.ADOPTED).values_list(
            "id", flat=True
        )
        version = (await CodeFrame.get(id=use.frame.id)).version
        kept = [one for one in found if UUID(one.comment) in set(live) and UUID(one.theme) in set(themes)]
        await Coding.bulk_create(
            [
                Coding(
                    comment_id=UUID(one.comment),
                    theme_id=UUID(one.theme),
                    start=one.start,
                    end=one.end,
                    coder=Coder.MACHINE,
                    method=f"nearest examples {VERSION}",
                    confidence=one.confidence,
                    frame_version=version,
                )
                for one in kept
            ],
            ignore_conflicts=True,
        )
        matched = {UUID(one.comment) for one in found}
        await Unmatched.bulk_create(
            [Unmatched(frame_id=use.frame.id, comment_id=key) for key in sorted(set(live) - matched)],
            ignore_conflicts=True,
        )
