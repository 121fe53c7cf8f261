"""Ask the machine what people talk about, and keep what it proposes until somebody decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from feedback.consultations.models import Consultation
from feedback.core.database import rows, transaction
from feedback.core.errors import NotFound, Refusal
from feedback.core.models import Job
from feedback.core.work import cancel_job, start_job
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.strategy.models import Line
from feedback.themes.blind import hidden_from
from feedback.themes.comments import live_comments
from feedback.themes.models import RunOf, RunState, Suggestion, SuggestionMember, SuggestionRun, Theme
from feedback.themes.report import label_for
from feedback.voices.models import Comment, CommentState, VoiceState

KIND = "suggest-themes"
QUOTES = 3
FEWEST_TO_RANK = 6  # suggestions of a level, before one can be better than most
UNFINISHED = (RunState.WAITING, RunState.RUNNING)
STOPPED = "Looking for themes did not finish. Ask for them again."


@dataclass(frozen=True)
class SuggestionCard:
    """A suggestion as a lead weighs it: how many people of which group, what they said, how well it hangs
    together beside the others of its level, and how sure the machine is of its comments."""

    suggestion: Suggestion
    groups: tuple[tuple[str, int], ...]
    quotes: tuple[str, ...]
    holds: str = ""
    sure: str = ""


async def ask_for_themes(
    consultation: Consultation, question_key: str, account: Account | None, now: datetime
) -> SuggestionRun:
    """Queue a run over the live comments of a consultation, or of one question. One at a time is enough."""
    if not await live_comments(consultation, question_key).exists():
        raise Refusal("There are no comments to look at yet.", "question")
    run_id = uuid4()
    async with transaction():
        job = await start_job(
            KIND, {"run": str(run_id)}, account, unique_key=f"{KIND}:{consultation.id}:{question_key}"
        )
        if job.arguments["run"] != str(run_id):
            raise Refusal("We are looking for themes already. Open the page again to see how far it is.")
        run = await SuggestionRun.create(
            id=run_id,
            consultation=consultation,
            question_key=question_key,
            job_id=job.id,
            asked_by=account,
            started_at=now,
        )
        await record(account, "themes.ask", consultation, at=now)
    return run


async def cancel_run(consultation: Consultation, account: Account) -> None:
    """Stop the run that is under way. Its job stops at its next report and leaves nothing behind."""
    run = await find_last_run(consultation)
    if run is None or run.state not in UNFINISHED or run.job_id is None:
        raise Refusal("Nothing is running any more. Open the page again.")
    async with transaction():
        await cancel_job(run.job_id)
        await SuggestionRun.filter(id=run.id, state__in=UNFINISHED).update(state=RunState.CANCELLED)
        await record(account, "themes.cancel", consultation)


async def find_last_run(consultation: Consultation) -> SuggestionRun | None:
    """The latest run over all comments, or over those of one question."""
    latest = SuggestionRun.filter(consultation_id=consultation.id, about=RunOf.ALL)
    return await settle_lost_job(await latest.order_by("-started_at", "id").first())


async def voices_of_few(consultation: Consultation) -> QuerySet[Comment]:
    """Live comments that hardly anything else resembles: what few say, a theme counts but seldom shows."""
    done = SuggestionRun.filter(consultation_id=consultation.id, about=RunOf.ALL, state=RunState.DONE)
    run = await done.order_by("-started_at", "id").first()
    ids = [UUID(one) for one in (run.few or [] if run else [])]
    return live_comments(consultation).filter(id__in=ids).order_by("id")


async def find_nearest_line(theme: Theme) -> Line | None:
    """Of the suggestion that became this theme, the largest if there were several."""
    came = Suggestion.filter(adopted_as_id=theme.id, line_id__not_isnull=True).order_by("-size", "id")
    suggestion = await came.select_related("line__priority").first()
    return suggestion.line if suggestion else None


async def settle_lost_job(run: SuggestionRun | None) -> SuggestionRun | None:
    """A run whose job gave up without a word is shown as failed."""
    if run is not None and run.state in UNFINISHED and run.job_id is not None:
        job = await Job.get_or_none(id=run.job_id)
        if job is None or job.is_finished:
            run.state, run.error = RunState.FAILED, (job.error[:300] if job else "") or STOPPED
    return run


async def get_suggestion(consultation: Consultation, suggestion_id: UUID) -> Suggestion:
    """One that can be adopted. The part of a theme is found where that theme is split."""
    found = Suggestion.filter(id=suggestion_id, run__consultation_id=consultation.id)
    suggestion = await found.exclude(run__about=RunOf.THEME).select_related("run").first()
    if suggestion is None:
        raise NotFound
    return suggestion


def members_of(suggestion: Suggestion) -> QuerySet[SuggestionMember]:
    """The live comments of a suggestion, or of all the fine ones of a broad one, the most telling first."""
    return (
        SuggestionMember.filter(
            Q(suggestion_id=suggestion.id) | Q(suggestion__parent_id=suggestion.id),
            comment__state=CommentState.LIVE,
            comment__voice__state=VoiceState.LIVE,
        )
        .order_by("-confidence", "comment_id")
        .select_related("comment__voice")
    )


def comments_of(suggestion: Suggestion) -> QuerySet[Comment]:
    """The same comments, each once, for a broad one, of which a comment may be in several fine ones."""
    return Comment.filter(id__in=Subquery(members_of(suggestion).values("comment_id"))).order_by("id")


async def is_broad(suggestion: Suggestion) -> bool:
    return await Suggestion.filter(parent_id=suggestion.id).exists()


async def suggestion_cards(run: SuggestionRun, reader: Account) -> list[SuggestionCard]:
    """What of a run is not adopted yet, in the machine's order, as `reader` may see it."""
    waiting = Suggestion.filter(run_id=run.id, adopted_as_id=None).order_by("position")
    suggestions = await waiting.select_related("run", "line__priority")
    groups, sure = await _groups(run), await _sureness(run)
    return [
        SuggestionCard(
            suggestion,
            tuple(groups.get(str(suggestion.id), ())),
            await quotes_for(suggestion, reader),
            _holds(suggestion, suggestions),
            _in_words(sure.get(str(suggestion.id))),
        )
        for suggestion in suggestions
    ]


def _holds(suggestion: Suggestion, suggestions: Sequence[Suggestion]) -> str:
    """How well it hangs together, beside the others: what is near for one engine is far for another."""
    level = [one for one in suggestions if (one.parent_id is None) == (suggestion.parent_id is None)]
    if len(level) < FEWEST_TO_RANK:
        return ""
    looser = sum(one.cohesion < suggestion.cohesion for one in level)
    if looser >= len(level) * 2 / 3:
        return "It hangs together better than most."
    return "It hangs together less than most: read it before you adopt it." if looser < len(level) / 3 else ""


def _in_words(sure: float | None) -> str:
    if sure is None:
        return ""
    return f"We are about {round(sure * 10)} in 10 sure that a comment belongs here."


async def quotes_for(
    suggestion: Suggestion, reader: Account | None = None, most: int = QUOTES
) -> tuple[str, ...]:
    """The words that stand best for a suggestion, each exactly as it was said; none that `reader` codes blind."""
    standing = members_of(suggestion).filter(quote__not_isnull=True)
    if reader is not None:
        mine = hidden_from(reader, suggestion.run.consultation_id).values("comment_id")
        standing = standing.filter(comment_id__not_in=Subquery(mine))
    found: Sequence[Any] = await standing.order_by("quote", "comment_id").limit(most * 2)
    said = (member.comment.words[member.start : member.end].strip() for member in found)
    return tuple(dict.fromkeys(said))[:most]


# Of a fine suggestion its own comments, and of a broad one those of its fine ones.
MEMBERS = """
WITH member AS (
  SELECT s.id AS suggestion, m.comment_id, m.confidence FROM suggestion_member m
  JOIN suggestion s ON s.id = m.suggestion_id WHERE s.run_id = ? AND s.adopted_as_id IS NULL
  UNION ALL
  SELECT s.parent_id, m.comment_id, m.confidence FROM suggestion_member m
  JOIN suggestion s ON s.id = m.suggestion_id
  WHERE s.run_id = ? AND s.adopted_as_id IS NULL AND s.parent_id IS NOT NULL
)
"""


async def _groups(run: SuggestionRun) -> dict[str, list[tuple[str, int]]]:
    found = await rows(
        MEMBERS + 'SELECT m.suggestion, v."group" AS voice_group, COUNT(DISTINCT v.id) AS voices '
        "FROM member m JOIN comment c ON c.id = m.comment_id JOIN voice v ON v.id = c.voice_id "
        "WHERE c.state = 'live' AND v.state = 'live' "
        'GROUP BY m.suggestion, v."group" ORDER BY voices DESC, voice_group',
        [run.id, run.id],
    )
    groups: dict[str, list[tuple[str, int]]] = {}
    for row in found:
        groups.setdefault(row["suggestion"], []).append(
            (label_for("group", row["voice_group"]), row["voices"])
        )
    return groups


async def _sureness(run: SuggestionRun) -> dict[str, float]:
    found = await rows(
        MEMBERS + "SELECT m.suggestion, AVG(m.confidence) AS sure FROM member m GROUP BY m.suggestion",
        [run.id, run.id],
    )
    return {row["suggestion"]: float(row["sure"]) for row in found}
