"""New rules look again at all that may be read: what they find is held, as if it had just been said (D98)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tortoise.expressions import Q

from analysis.screening import RULES_VERSION, screen
from feedback.core.clock import now as clock_now
from feedback.core.database import transaction
from feedback.core.settings import Settings
from feedback.core.work import Progress, start_job
from feedback.safety.holding import severity_of
from feedback.safety.models import ItemState, SafetyItem
from feedback.voices.models import Comment, CommentState
from feedback.voices.receiving import screened

KIND = "rescreen"
BATCH = 500


async def start_rescreen(settings: Settings, now: datetime) -> None:
    """Scheduled: start the job when there are texts that these rules have not seen, one at a time."""
    if await _unseen().exists():
        await start_job(KIND, {}, unique_key=KIND)


async def rescreen(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job's function. What it has seen carries the version of the rules, so it needs no checkpoint."""
    done, held = 0, 0
    total = await _unseen().count()
    while batch := await _unseen().order_by("id").limit(BATCH):
        held += await _screen_again(batch, clock_now())
        done += len(batch)
        await progress.report(done, max(total, done), f"{done:,} texts")
    return {"screened": done, "held": held}


def _unseen() -> Any:
    return Comment.filter(~Q(rules_version=RULES_VERSION), state__in=(CommentState.LIVE, CommentState.HELD))


async def _screen_again(batch: Iterable[Comment], now: datetime) -> int:
    """A text that a person released stays released, unless a rule matches that they have not judged."""
    held = 0
    async with transaction():
        for comment in batch:
            fields = screened(screen(comment.words))
            fields.pop("state")
            newly = _rules(fields["matches"]) - _rules(comment.matches)
            same = Comment.filter(id=comment.id, state=comment.state)
            if comment.state == CommentState.LIVE and newly:
                if await same.update(**fields, state=CommentState.HELD):
                    await _open_again(comment, fields["matches"], now)
                    held += 1
            elif fields["matches"]:
                await same.update(**fields)
            else:
                # What matched before and was judged is kept: only a person lets held words go.
                await same.update(rules_version=RULES_VERSION)
    return held


async def _open_again(comment: Comment, matches: list[dict[str, object]], now: datetime) -> None:
    """The item of a comment that had one before. A comment without gets its own when items are raised."""
    await SafetyItem.filter(comment_id=comment.id).update(
        state=ItemState.NEW,
        matches=matches,
        severity=severity_of(matches),
        raised_at=now,
        told_at=None,
        seen_at=None,
        seen_by_id=None,
        ended_at=None,
        ended_by_id=None,
        is_released=False,
    )


def _rules(matches: Iterable[dict[str, object]]) -> set[str]:
    return {str(match["rule"]) for match in matches}
