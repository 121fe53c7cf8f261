"""Something new is being said: comments that fit no theme and resemble each other wait as suggestions."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from analysis.comments import Comment as Words
from feedback.consultations.models import Consultation
from feedback.core.database import rows, transaction
from feedback.core.settings import Settings
from feedback.people.models import Account
from feedback.themes.comments import live_comments
from feedback.themes.models import FrameUse, RunOf, RunState, Suggestion, SuggestionMember, SuggestionRun
from feedback.themes.suggesting import SuggestionCard, suggestion_cards
from feedback.themes.thinking import Quiet, Report, think

if TYPE_CHECKING:
    from analysis.drifting import Drift

LOOKED_AT = 3_000
KNOWN = 1_000
QUOTES = 3
LABEL_MOST = 160

# What the machine read with the frame and found no theme for, or a run could not place; not what is empty.
FITS_NOTHING = """
SELECT c.id AS id, c.words AS words, c.voice_id AS voice FROM comment c JOIN voice v ON v.id = c.voice_id
WHERE c.consultation_id = ? AND (c.question_key = ? OR ? = '') AND c.state = 'live' AND v.state = 'live'
AND NOT EXISTS (SELECT 1 FROM coding k JOIN theme t ON t.id = k.theme_id
                WHERE k.comment_id = c.id AND k.belongs AND t.state = 'adopted' AND t.frame_id = ?)
AND (EXISTS (SELECT 1 FROM unmatched n WHERE n.comment_id = c.id AND n.frame_id = ?)
     OR EXISTS (SELECT 1 FROM unplaced u WHERE u.comment_id = c.id AND u.reason = ''))
ORDER BY c.said_on DESC, c.id LIMIT ?
"""
FITS = """
SELECT c.words AS words FROM coding k JOIN theme t ON t.id = k.theme_id JOIN comment c ON c.id = k.comment_id
WHERE c.consultation_id = ? AND t.frame_id = ? AND t.state = 'adopted' AND k.belongs AND c.state = 'live'
ORDER BY k.id LIMIT ?
"""


class _Heard(NamedTuple):
    alone: list[dict[str, Any]]
    known: list[str]


async def listen_by_clock(settings: Settings, now: datetime) -> int:
    """Listen wherever what fits no theme has changed; gives how many times there was something new."""
    new = 0
    for use in await FrameUse.all().order_by("id").select_related("frame", "consultation"):
        new += await listen(use, now)
    return new


async def listen(use: FrameUse, now: datetime) -> bool:
    alone = await rows(
        FITS_NOTHING,
        [use.consultation.id, use.question_key, use.question_key, use.frame.id, use.frame.id, LOOKED_AT],
    )
    standing = f"{len(alone)} {alone[0]['id'] if alone else ''} version{use.frame.version}"[:120]
    if standing == use.heard_at:
        return False
    known = await rows(FITS, [use.consultation.id, use.frame.id, KNOWN])
    heard = _Heard(alone[::-1], [row["words"] for row in known])

    def work(report: Report) -> "tuple[Drift, ...]":
        from analysis.drifting import drift  # noqa: PLC0415

        comments = [Words(row["id"], row["words"]) for row in heard.alone]
        return drift(comments, heard.known, {row["id"]: row["voice"] for row in heard.alone})

    found = await think(work, Quiet())
    async with transaction():
        await _store(use, found, now)
        await FrameUse.filter(id=use.id).update(heard_at=standing)
    return bool(found)


async def find_new(consultation: Consultation, reader: Account) -> list[SuggestionCard]:
    """What is new and waits for a person, the largest first, as `reader` may see it."""
    runs = SuggestionRun.filter(consultation_id=consultation.id, about=RunOf.NEW)
    found = await runs.order_by("question_key")
    return [card for run in found for card in await suggestion_cards(run, reader)]


async def _store(use: FrameUse, found: "tuple[Drift, ...]", now: datetime) -> None:
    """In place of what was new before and nobody adopted."""
    earlier = SuggestionRun.filter(
        consultation_id=use.consultation.id, question_key=use.question_key, about=RunOf.NEW
    )
    ids = await earlier.values_list("id", flat=True)
    await Suggestion.filter(run_id__in=ids, adopted_as_id=None).delete()
    await SuggestionMember.filter(suggestion__run_id__in=ids).delete()
    kept = await Suggestion.filter(run_id__in=ids).values_list("run_id", flat=True)
    await SuggestionRun.filter(id__in=set(ids) - set(kept)).delete()
    if not found:
        return
    run = await SuggestionRun.create(
        consultation_id=use.consultation.id,
        question_key=use.question_key,
        about=RunOf.NEW,
        state=RunState.DONE,
        engine={"name": "fits no theme"},
        comments=sum(len(one.spans) for one in found),
        started_at=now,
        ended_at=now,
    )
    live: Any = await live_comments(use.consultation, use.question_key).values_list("id", flat=True)
    for position, one in enumerate(found, 1):
        await _store_one(run, position, one, set(live))


async def _store_one(run: SuggestionRun, position: int, found: "Drift", live: set[UUID]) -> None:
    spans = [span for span in found.spans if UUID(span.comment) in live]
    suggestion = await Suggestion.create(
        run=run,
        position=position,
        label=found.label[:LABEL_MOST],
        phrases=list(found.phrases),
        size=len(spans),
        cohesion=found.likeness,
    )
    await SuggestionMember.bulk_create(
        [
            SuggestionMember(
                suggestion_id=suggestion.id,
                comment_id=UUID(span.comment),
                start=span.start,
                end=span.end,
                confidence=found.likeness,
                quote=place if place < QUOTES else None,
            )
            for place, span in enumerate(spans)
        ],
        batch_size=500,
    )
