"""Numbers as the public sees them: suppressed, and renewed in batches (D57, D60, D62).

A page only reads what was published here. The scheduled job `refresh_counts` renews it: once a day at most,
and only when five people or more came or went, so that two looks at a page never tell what a few people did.
"""

from dataclasses import dataclass
from datetime import date, datetime

from analysis.suppression import THRESHOLD, Rules, below_floor, may_refresh
from feedback.consultations.models import Consultation, ConsultationState
from feedback.core.clock import london_day
from feedback.core.database import transaction
from feedback.core.settings import Settings
from feedback.publishing.models import PublishedCount
from feedback.voices.models import Door, Voice, VoiceState

VOICES = "voices"


@dataclass(frozen=True)
class Counted:
    """A count as it was last published. `number` is None while it is hidden."""

    number: int | None
    text: str
    published_on: date


async def publish_count(
    consultation: Consultation, subject: str, total: int, today: date, threshold: int = THRESHOLD
) -> Counted:
    """Publish a count, unless what stands there would then change by a few people, or twice in a day."""
    rules = Rules(threshold)
    async with transaction():
        await Consultation.select_for_update().get(id=consultation.id)
        published = await PublishedCount.get_or_none(consultation_id=consultation.id, subject=subject)
        if published is None:
            published = PublishedCount(consultation_id=consultation.id, subject=subject)
        elif published.published_on >= today or not may_refresh(published.total, total, rules.step):
            return _as_counted(published)
        published.shown = _say(total, rules)
        published.total, published.published_on = total, today
        await published.save()
    return _as_counted(published)


async def find_count(consultation: Consultation, subject: str) -> Counted | None:
    """What the public sees now; None while nothing was counted yet."""
    published = await PublishedCount.get_or_none(consultation_id=consultation.id, subject=subject)
    return _as_counted(published) if published else None


async def refresh_counts(today: date, threshold: int = THRESHOLD) -> None:
    """For the scheduler: how many people each consultation has heard."""
    running = Consultation.exclude(state=ConsultationState.DRAFT).order_by("id")
    for consultation in await running:
        # A poll says its own number. Counted here too, the two would tell how many did not vote (D58).
        live = Voice.filter(consultation_id=consultation.id, state=VoiceState.LIVE)
        heard = await live.exclude(door=Door.POLL).count()
        await publish_count(consultation, VOICES, heard, today, threshold)


async def refresh_counts_by_clock(settings: Settings, now: datetime) -> None:
    """What the scheduler calls, once a day."""
    await refresh_counts(london_day(now), settings.suppress_below)


def _say(total: int, rules: Rules) -> dict[str, object]:
    """A whole number of steps, "40 or more": beside the report's exact number of another day an exact one
    would tell what the few did who came in between (D62)."""
    few = below_floor(total, rules.publish_floor)
    if few is not None:
        return {"number": None, "text": few}
    number = total // rules.step * rules.step
    return {"number": number, "text": f"{number:,} or more"}


def _as_counted(published: PublishedCount) -> Counted:
    shown = published.shown
    return Counted(shown["number"], shown["text"], published.published_on)
