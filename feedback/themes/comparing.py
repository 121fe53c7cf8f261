"""What changed since the machine last looked: which themes grew, split or merged, and what is new or gone."""

from typing import Any

from analysis.comments import Coding, SuggestedTheme, Suggestions
from feedback.themes.models import RunState, Suggestion, SuggestionMember, SuggestionRun

MOST_TOLD = 40


async def read_before(run: SuggestionRun) -> Suggestions | None:
    """What the run before this one found in the same comments; None where it is the first."""
    earlier = SuggestionRun.filter(
        consultation_id=run.consultation_id,
        question_key=run.question_key,
        about=run.about,
        theme_id=run.theme_id,
        state=RunState.DONE,
        id__not=run.id,
    )
    before = await earlier.order_by("-started_at", "id").first()
    if before is None:
        return None
    rows = await Suggestion.filter(run_id=before.id).order_by("position")
    above = {row.id: None if row.parent_id is None else str(row.parent_id) for row in rows}
    themes = [
        SuggestedTheme(str(row.id), row.label, (), row.size, (), above[row.id], row.cohesion) for row in rows
    ]
    members: Any = await SuggestionMember.filter(suggestion__run_id=before.id).values_list(
        "comment_id", "suggestion_id", "start", "end", "confidence"
    )
    codings = [Coding(str(comment), str(theme), *rest) for comment, theme, *rest in members]
    return _surest_first(Suggestions(tuple(themes), tuple(codings), (), (), {}))


def tell_changes(before: Suggestions | None, after: Suggestions) -> list[str]:
    """A sentence for each theme that is not as it was, in the order of the later run."""
    from analysis.matching import match_themes  # noqa: PLC0415 - numbers come late, in workers

    if before is None or not before.codings:
        return []
    labels = {theme.id: f"“{theme.label}”" for found in (before, after) for theme in found.themes}
    changes = match_themes(before, _surest_first(after))
    told: dict[tuple[str, frozenset[str]], str] = {}  # each part of a split tells of the same one
    for change in changes:
        if change.kind != "same":
            sentence = _sentence(
                change.kind,
                " and ".join(labels[one] for one in change.before),
                " and ".join(labels[one] for one in change.after),
                (change.size_before, change.size_after),
            )
            told.setdefault((change.kind, frozenset((*change.before, *change.after))), sentence)
    return list(told.values())[:MOST_TOLD]


def _surest_first(found: Suggestions) -> Suggestions:
    """What is stored of a run knows no order, so the surest theme of a comment stands for it in both runs."""
    codings = sorted(found.codings, key=lambda one: (-one.confidence, one.theme, one.comment))
    return Suggestions(found.themes, tuple(codings), (), (), found.engine)


def _sentence(kind: str, before: str, after: str, sizes: tuple[int, int]) -> str:
    if kind == "new":
        return f"{after} is new: {sizes[1]:,} comments."
    if kind == "gone":
        return f"{before} is gone."
    if kind == "split":
        return f"{before} is now {after}."
    if kind == "merged":
        return f"{before} are one theme now: {after}."
    named = after if before == after else f"{after}, {before} before,"
    return f"{named} {kind} from {sizes[0]:,} to {sizes[1]:,} comments."
