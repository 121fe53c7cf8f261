"""A theme becomes two: a person chooses the comments, or takes a part that the machine sees."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from tortoise.queryset import QuerySet

from feedback.consultations.models import Consultation
from feedback.core.clock import london_day
from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.core.work import start_job
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.themes.adopting import checked_title
from feedback.themes.changing import changing, still_adopted
from feedback.themes.coding import codings_of
from feedback.themes.frames import consultations_of
from feedback.themes.models import (
    CodeFrame,
    Coding,
    RunOf,
    RunState,
    Suggestion,
    SuggestionMember,
    SuggestionRun,
    Theme,
)
from feedback.themes.suggesting import KIND, settle_lost_job
from feedback.themes.tallies import refresh_tallies

FEWEST_TO_SPLIT = 8  # the machine sees no parts in fewer comments than that
BATCH = 500


async def split_theme(
    theme: Theme, title: str, comments: Sequence[UUID], account: Account, now: datetime, seen: int
) -> Theme:
    """Move these comments to a new theme beside the old one, which keeps the rest.

    A coding moves as it is, so that a person's stays a person's. The new theme belongs to the same priority and
    the same body until somebody says otherwise.
    """
    title = checked_title(title)
    async with transaction():
        frame = await CodeFrame.get(id=theme.frame_id)
        detail = {"theme": theme.title, "to": title}
        touched = [theme]
        async with changing(frame, seen, account, now, "split", detail, touched):
            await still_adopted(theme, state=theme.state)
            part = await Theme.create(
                frame=frame,
                title=title,
                priority_id=theme.priority_id,
                owner_id=theme.owner_id,
                made_on=london_day(now),
            )
            touched.append(part)
            await _move(theme, part, sorted(set(comments)))
            for consultation in await consultations_of(frame):
                await refresh_tallies(consultation)
    return part


async def _move(theme: Theme, part: Theme, comments: Sequence[UUID]) -> None:
    moved = 0
    for start in range(0, len(comments), BATCH):
        some = Coding.filter(theme_id=theme.id, belongs=True, comment_id__in=comments[start : start + BATCH])
        moved += await some.update(theme_id=part.id)
    if not moved:
        raise Refusal("Choose the comments for the new theme.", "comments")
    if not await Coding.filter(theme_id=theme.id, belongs=True).exists():
        raise Refusal("These are all the comments of the theme. Rename it instead.", "comments")


def codings_with(consultation: Consultation, theme: Theme, words: str) -> QuerySet[Coding]:
    """The comments of a theme that hold these words, or all of them."""
    found = codings_of(consultation, theme)
    return found.filter(comment__words__icontains=words) if words else found


async def ask_for_parts(
    consultation: Consultation, theme: Theme, account: Account, now: datetime
) -> SuggestionRun:
    """Let the machine look for parts within a theme. Whatever it sees waits for a person."""
    if await codings_of(consultation, theme).count() < FEWEST_TO_SPLIT:
        raise Refusal(f"The theme has fewer than {FEWEST_TO_SPLIT} comments here. Choose them by hand.")
    run_id = uuid4()
    async with transaction():
        job = await start_job(KIND, {"run": str(run_id)}, account, unique_key=f"{KIND}:{theme.id}")
        if job.arguments["run"] != str(run_id):
            raise Refusal("We are looking for parts already. Open the page again in a moment.")
        run = await SuggestionRun.create(
            id=run_id,
            consultation=consultation,
            about=RunOf.THEME,
            theme=theme,
            job_id=job.id,
            asked_by=account,
            started_at=now,
        )
        await record(account, "themes.parts", theme, at=now)
    return run


async def find_parts_run(consultation: Consultation, theme: Theme) -> SuggestionRun | None:
    found = SuggestionRun.filter(consultation_id=consultation.id, theme_id=theme.id, about=RunOf.THEME)
    return await settle_lost_job(await found.order_by("-started_at", "id").first())


async def split_off(
    theme: Theme, part: Suggestion, title: str, account: Account, now: datetime, seen: int
) -> Theme:
    """Make a part that the machine saw a theme of its own."""
    async with transaction():
        comments = SuggestionMember.filter(suggestion_id=part.id).order_by("comment_id")
        ids = [UUID(str(one)) for one in await comments.values_list("comment_id", flat=True)]
        new = await split_theme(theme, title, ids, account, now, seen)
        await Suggestion.filter(id=part.id).update(adopted_as_id=new.id)
    return new


def is_looking(run: SuggestionRun | None) -> bool:
    return run is not None and run.state in (RunState.WAITING, RunState.RUNNING)
