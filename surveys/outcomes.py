"""What everybody may know of a poll: nothing while it is open, and then its outcome (D62, D75)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from analysis.editions import may_stand_beside, read_row
from analysis.suppression import (
    NOT_SHOWN,
    THRESHOLD,
    Rules,
    below_floor,
    may_refresh,
    suppress_row,
    tells_of_all,
)
from feedback.consultations.models import ConsultationState
from feedback.core.clock import london_day
from feedback.core.database import rows, transaction
from feedback.core.errors import NotFound
from feedback.core.settings import Settings
from surveys.asking import is_over
from surveys.building import lock_survey
from surveys.kinds import UNKNOWN_LABEL
from surveys.models import AnswerState, PollOutcome, Survey, SurveyState, SurveyVersion
from surveys.voting import question_of

VOTES = """
    SELECT a.state AS state, a.value AS value, COUNT(*) AS number
    FROM answer a JOIN response r ON r.id = a.response_id JOIN voice v ON v.id = r.voice_id
    WHERE r.survey_id = ? AND v.state = ?
    GROUP BY a.state, a.value
"""


@dataclass(frozen=True)
class OutcomeLine:
    """One choice as it may be shown. `number` is None while it is hidden."""

    label: str
    number: int | None
    text: str
    share: str


@dataclass(frozen=True)
class Outcome:
    """A poll's result in words, with a line for each choice; no lines where too few people voted."""

    sentence: str
    total: str
    lines: tuple[OutcomeLine, ...]


async def publish_outcome(poll: Survey, today: date, threshold: int = THRESHOLD) -> PollOutcome | None:
    """Publish the outcome of a poll that is over, or renew it where five votes or more were taken back."""
    if not is_decided(poll, today):
        return None
    async with transaction():
        await lock_survey(poll)
        labels, counts = await _count(poll)
        votes = sum(counts)
        published = await PollOutcome.get_or_none(survey_id=poll.id)
        if published is None:
            published = PollOutcome(survey_id=poll.id)
        elif published.published_on >= today or not may_refresh(
            published.votes, votes, Rules(threshold).step
        ):
            return published
        fresh = asdict(say_outcome(labels, counts, threshold, poll.consultation.is_sensitive))
        earlier = _said_before(published.shown or {})
        now = read_row(fresh["total"], _lines_of(fresh, labels))
        if not all(may_stand_beside(now, old, Rules(threshold).step) for old in earlier):
            return published
        published.shown = {**fresh, "said": [*earlier, now]}
        published.votes, published.published_on = votes, today
        await published.save()
    return published


async def publish_outcomes_by_clock(settings: Settings, now: datetime) -> None:
    """What the scheduler calls: every poll that ended since has its outcome soon after."""
    polls = Survey.filter(is_poll=True, state=SurveyState.READY).order_by("id")
    for poll in await polls.select_related("consultation"):
        await publish_outcome(poll, london_day(now), settings.suppress_below)


def is_decided(poll: Survey, today: date) -> bool:
    """Whether people could vote in it and now cannot any more."""
    was_open = poll.consultation.state is not ConsultationState.DRAFT and poll.state is SurveyState.READY
    return was_open and is_over(poll, today)


async def find_outcome(poll: Survey) -> tuple[Outcome, date] | None:
    """What was published, with its day. A poll that was taken away has no outcome."""
    published = await PollOutcome.get_or_none(survey_id=poll.id)
    if published is None or poll.state is not SurveyState.READY:
        return None
    return _from_document(published.shown), published.published_on


def say_outcome(
    labels: Sequence[str], counts: Sequence[int], threshold: int = THRESHOLD, is_sensitive: bool = False
) -> Outcome:
    """The votes as they may be shown: small counts are hidden, and whatever would give them away.

    In a matter of health, safety or bullying also what (nearly) everybody chose, and so all of it (D61).
    """
    floor = Rules(threshold).publish_floor
    if below_floor(sum(counts), floor):
        few = f"Fewer than {floor} people voted. We show no numbers, so that nobody can be picked out."
        return Outcome(few, f"fewer than {floor}", ())
    if is_sensitive and any(tells_of_all(n, sum(counts), threshold) for n in counts):
        alike = f"{sum(counts):,} people voted. Their answers are too much alike to show."
        return Outcome(alike, f"{sum(counts):,}", ())
    row = suppress_row(counts, threshold=threshold)
    lines = tuple(
        OutcomeLine(label, cell.number, cell.text, cell.share_of(row.total))
        for label, cell in zip(labels, row.cells, strict=True)
    )
    return Outcome(_sentence(row.total.number, lines), row.total.text, lines)


def _sentence(total: int | None, lines: Sequence[OutcomeLine]) -> str:
    """Who voted and what most of them chose, as far as the numbers that are shown tell it."""
    voted = f"{total:,} people voted." if total is not None else "People voted, some of them too few to show."
    shown = [line.number for line in lines if line.number]
    if not shown:
        return voted
    most = max(shown)
    first = [f"“{line.label}”" for line in lines if line.number == most]
    # A count that is hidden for another's sake is at most the least that is shown, so it may equal the greatest
    # only where all that are shown are the same.
    may_be_more = any(line.text == NOT_SHOWN for line in lines) and min(shown) == most
    among = "Of those we can show, the" if may_be_more else "The"
    if len(first) == 1:
        return f"{voted} {among} most votes went to {first[0]}: {most:,}."
    return f"{voted} {among} most votes, {most:,} each, went to {' and '.join(first)}."


async def _count(poll: Survey) -> tuple[list[str], list[int]]:
    version = await SurveyVersion.filter(survey_id=poll.id, is_ready=True).order_by("-number").first()
    if version is None:
        raise NotFound
    _, question = await question_of(version)
    found = {(row["state"], row["value"]): int(row["number"]) for row in await rows(VOTES, [poll.id, "live"])}
    choices = question.kind.choices_of(question)
    counts = [found.get((AnswerState.ANSWERED.value, choice.value), 0) for choice in choices]
    unknown = found.get((AnswerState.UNKNOWN.value, ""), 0)
    return [*(choice.label for choice in choices), UNKNOWN_LABEL], [*counts, unknown]


def _lines_of(shown: dict[str, Any], labels: Sequence[str]) -> dict[str, str]:
    """What is said of each choice; nothing where no line is shown."""
    return dict.fromkeys(labels, NOT_SHOWN) | {line["label"]: line["text"] for line in shown["lines"]}


def _said_before(shown: dict[str, Any]) -> list[dict[str, Any]]:
    """What every edition said, so that no two of them tell what a few people did (D62)."""
    if "said" in shown or not shown:
        return list(shown.get("said", ()))
    labels = [line["label"] for line in shown["lines"]]
    return [read_row(shown["total"], _lines_of(shown, labels))]


def _from_document(document: dict[str, Any]) -> Outcome:
    return Outcome(
        document["sentence"], document["total"], tuple(OutcomeLine(**line) for line in document["lines"])
    )
