"""One run of the machine: read the comments, think in a thread, store what it proposes, all or nothing.

A run that was cut off begins again from the comments; nothing of it was stored before its last step.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

from analysis.comments import Coding, Comment, SuggestedTheme, Suggestions
from feedback.consultations.models import Consultation
from feedback.core.clock import now as clock_now
from feedback.core.database import transaction
from feedback.core.errors import NotFound
from feedback.core.work import Cancelled, Progress, TakenOver
from feedback.themes.comments import live_comments, stream_words
from feedback.themes.comparing import read_before, tell_changes
from feedback.themes.models import (
    RunOf,
    RunState,
    Suggestion,
    SuggestionMember,
    SuggestionRun,
    Theme,
    Unplaced,
)
from feedback.themes.nearest_lines import find_nearest_lines
from feedback.themes.tallies import refresh_tallies
from feedback.themes.thinking import Report, Telling, think

SEED = 1
BATCH = 500
LABEL_MOST = 160
FAILED = "Something went wrong on our side while we looked for themes. You can ask again."


async def work_suggestions(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The job's function."""
    run = await SuggestionRun.get_or_none(id=UUID(arguments["run"])).select_related("consultation", "theme")
    if run is None:
        raise NotFound
    if run.state == RunState.DONE:
        return {}
    await SuggestionRun.filter(id=run.id).update(state=RunState.RUNNING, error="")
    try:
        before = await read_before(run)
        found = await find_themes(run.consultation, run.question_key, progress, run.theme, before)
        changes = await asyncio.to_thread(tell_changes, before, found)
        lines = await find_nearest_lines(found)
        async with transaction():
            # In the same transaction, so that a worker whose job another one has taken over stores nothing.
            await progress.save_checkpoint(stored=True)
            await store_suggestions(run, found, changes, lines)
    except Cancelled:
        await SuggestionRun.filter(id=run.id).update(state=RunState.CANCELLED, ended_at=clock_now())
        raise
    except TakenOver:
        raise
    except Exception:
        await SuggestionRun.filter(id=run.id).update(
            state=RunState.FAILED, error=FAILED, ended_at=clock_now()
        )
        raise
    return {"themes": len(found.themes)}


async def find_themes(
    consultation: Consultation,
    question_key: str,
    progress: Telling,
    within: Theme | None = None,
    before: Suggestions | None = None,
) -> Suggestions:
    """What the machine makes of the live comments, or of those of one theme: the same comments give the same
    themes, whatever their ids, and a few more of them change few themes of the run `before`."""
    read = [one async for one in stream_words(consultation, question_key, within)]
    read.sort(key=lambda one: (one[1], str(one[0])))

    def work(report: Report) -> Suggestions:
        # Late, because the engine is heavy and only a worker that thinks needs it.
        from analysis.suggesting import suggest_themes  # noqa: PLC0415

        comments = [Comment(str(id), words, group) for id, words, group in read]
        return suggest_themes(comments, seed=SEED, zoom="fine", report=report, before=before)

    return await think(work, progress)


async def store_suggestions(
    run: SuggestionRun,
    found: Suggestions,
    changes: Sequence[str] = (),
    lines: Mapping[str, UUID] = MappingProxyType({}),
) -> None:
    """Keep what a run found in place of what earlier runs found and nobody adopted. `changes` says what differs,
    and `lines` which line of the strategy a theme is nearest to."""
    async with transaction():
        ids: Any = await live_comments(run.consultation, run.question_key).values_list("id", flat=True)
        live: set[UUID] = set(ids)
        await _forget_earlier_runs(run)
        suggestions = _suggestions(run, found, live, lines)
        members = _members(found, suggestions, live)
        # The broad ones first, because the fine ones point at them.
        for is_fine in (False, True):
            of_level = [one for one in suggestions.values() if (one.parent_id is not None) == is_fine]
            await Suggestion.bulk_create(of_level, batch_size=BATCH)
        await SuggestionMember.bulk_create(members, batch_size=BATCH)
        if run.about == RunOf.ALL:
            await Unplaced.bulk_create(_unplaced(run, found, live), batch_size=BATCH)
        await SuggestionRun.filter(id=run.id).update(
            state=RunState.DONE,
            engine=found.engine,
            comments=len(live),
            changes=list(changes),
            few=[comment for few in found.voices_of_few for comment in few.comments],
            error="",
            ended_at=clock_now(),
        )
        await refresh_tallies(run.consultation)


def _suggestions(
    run: SuggestionRun, found: Suggestions, live: set[UUID], lines: Mapping[str, UUID]
) -> dict[str, Suggestion]:
    """A row for each theme that holds a live comment, the largest first, each broad one before its fine ones.

    A broad theme of a single fine one says nothing that this does not, so only the fine one is kept.
    """
    said: dict[str, set[str]] = defaultdict(set)
    above = {theme.id: theme.parent for theme in found.themes}
    for coding in _still_live(found.codings, live):
        said[coding.theme].add(coding.comment)
    fine = {key: set(comments) for key, comments in said.items()}
    parts = Counter(above[key] for key in fine if above[key])
    several = {parent for parent, many in parts.items() if parent and many > 1}
    for key, comments in fine.items():
        if above[key] in several:
            said[str(above[key])] |= comments
    kept = [theme for theme in found.themes if theme.id in fine or theme.id in several]
    size = {theme.id: len(said[theme.id]) for theme in kept}

    def place(theme: SuggestedTheme) -> tuple[int, str, bool, int]:
        top = theme.parent if theme.parent in several else theme.id
        return -size[str(top)], str(top), theme.id != top, -size[theme.id]

    rows: dict[str, Suggestion] = {}
    for position, theme in enumerate(sorted(kept, key=place), 1):
        parent = rows[theme.parent] if theme.parent in several and theme.parent else None
        rows[theme.id] = Suggestion(
            run_id=run.id,
            position=position,
            label=theme.label[:LABEL_MOST],
            phrases=list(theme.phrases),
            size=size[theme.id],
            cohesion=theme.cohesion,
            parent_id=parent.id if parent else None,
            line_id=lines.get(theme.id),
        )
    return rows


async def _forget_earlier_runs(run: SuggestionRun) -> None:
    earlier = SuggestionRun.filter(
        consultation_id=run.consultation.id,
        question_key=run.question_key,
        about=run.about,
        theme_id=run.theme_id,
        id__not=run.id,
    )
    ids = await earlier.values_list("id", flat=True)
    await Suggestion.filter(run_id__in=ids, adopted_as_id=None).delete()
    await SuggestionMember.filter(suggestion__run_id__in=ids).delete()
    await Unplaced.filter(run_id__in=ids).delete()
    kept = await Suggestion.filter(run_id__in=ids).values_list("run_id", flat=True)
    await SuggestionRun.filter(id__in=set(ids) - set(kept)).delete()


def _members(
    found: Suggestions, suggestions: dict[str, Suggestion], live: set[UUID]
) -> list[SuggestionMember]:
    """The comments of each suggestion that are still there. A quote has the span that the engine chose."""
    quotes = {
        (theme.id, span.comment): (place, span.start, span.end)
        for theme in found.themes
        for place, span in enumerate(theme.quotes)
    }
    members = []
    for coding in _still_live(found.codings, live):
        suggestion = suggestions[coding.theme]
        place, start, end = quotes.get((coding.theme, coding.comment), (None, coding.start, coding.end))
        members.append(
            SuggestionMember(
                suggestion_id=suggestion.id,
                comment_id=UUID(coding.comment),
                start=start,
                end=end,
                confidence=coding.confidence,
                quote=place,
            )
        )
    return members


def _still_live(codings: Iterable[Coding], live: set[UUID]) -> Iterator[Coding]:
    return (coding for coding in codings if UUID(coding.comment) in live)


def _unplaced(run: SuggestionRun, found: Suggestions, live: set[UUID]) -> list[Unplaced]:
    reasons = {UUID(comment): "" for comment in found.no_theme}
    reasons |= {UUID(aside.comment): aside.reason for aside in found.set_aside}
    return [
        Unplaced(run_id=run.id, comment_id=comment, reason=reason[:40])
        for comment, reason in sorted(reasons.items())
        if comment in live
    ]
