"""From suggestions to themes that people own, and what people do to them afterwards."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q

from feedback.core.clock import london_day
from feedback.core.database import execute, transaction
from feedback.core.errors import Refusal
from feedback.people.models import Account, Organisation
from feedback.strategy.bodies import find_council
from feedback.strategy.models import Priority
from feedback.themes.changing import changing, keep_before, still_adopted
from feedback.themes.frames import consultations_of, use_frame
from feedback.themes.models import CodeFrame, RunOf, Suggestion, SuggestionRun, Theme, ThemeState
from feedback.themes.moving import move_codings
from feedback.themes.tallies import refresh_tallies

TITLE_MOST = 160


async def adopt_suggestion(
    suggestion: Suggestion,
    account: Account | None,
    now: datetime,
    seen: int,
    title: str = "",
    into: Theme | None = None,
) -> Theme:
    """Make a suggestion a theme of its own, or part of the theme `into`. `seen`: the version on the page."""
    run = await SuggestionRun.get(id=suggestion.run_id).select_related("consultation")
    if run.about == RunOf.THEME:
        raise Refusal("This is a part of a theme. Split the theme to use it.")
    async with transaction():
        frame = await use_frame(run.consultation, run.question_key, now)
        theme = await _adopt(
            suggestion, run, frame, account, now, seen, checked_title(title or suggestion.label), into
        )
        await refresh_tallies(run.consultation)
    return theme


async def adopt_all(run: SuggestionRun, account: Account | None, now: datetime, seen: int) -> list[Theme]:
    """Adopt every suggestion of a run that nobody has adopted yet, under the machine's labels."""
    run = await SuggestionRun.get(id=run.id).select_related("consultation")
    themes = []
    async with transaction():
        frame = await use_frame(run.consultation, run.question_key, now)
        waiting = Suggestion.filter(run_id=run.id, adopted_as_id=None, parent_id=None)
        for suggestion in await waiting.order_by("position"):
            title = checked_title(suggestion.label)
            themes.append(await _adopt(suggestion, run, frame, account, now, seen, title, None))
            seen = frame.version
        if not themes:
            raise Refusal("Every suggestion is adopted already. There is nothing left to do here.")
        await refresh_tallies(run.consultation)
    return themes


async def rename_theme(
    theme: Theme, title: str, description: str, account: Account, now: datetime, seen: int
) -> Theme:
    title, description = checked_title(title), description.strip()
    frame = await CodeFrame.get(id=theme.frame_id)
    was = {"title": theme.title, "description": theme.description}
    detail = {"theme": theme.title, "to": title, "was": was}
    async with changing(frame, seen, account, now, "rename", detail, [theme]):
        await still_adopted(theme, title=title, description=description)
    theme.title, theme.description = title, description
    return theme


async def retire_theme(theme: Theme, account: Account, now: datetime, seen: int) -> None:
    """Stop using a theme. Its codings stay on record, and its comments are listed as in no theme."""
    frame = await CodeFrame.get(id=theme.frame_id)
    async with changing(frame, seen, account, now, "retire", {"theme": theme.title}, [theme]):
        await still_adopted(theme, state=ThemeState.RETIRED)
        await _count_again(frame)


async def link_priority(
    theme: Theme, priority: Priority | None, account: Account, now: datetime, seen: int
) -> None:
    """Say which priority of the strategy a theme is about, or with None that it is about no single one."""
    to = f"priority {priority.number}" if priority else "no priority"
    frame = await CodeFrame.get(id=theme.frame_id)
    detail = {"theme": theme.title, "to": to, "was": str(theme.priority_id or "")}
    async with changing(frame, seen, account, now, "priority", detail, [theme]):
        await still_adopted(theme, priority_id=priority.id if priority else None)


async def give_to(
    theme: Theme, owner: Organisation | None, account: Account, now: datetime, seen: int
) -> None:
    """Say which body answers for a theme, or with None that nobody does yet. Reports name it."""
    to = owner.name if owner else "nobody"
    frame = await CodeFrame.get(id=theme.frame_id)
    detail = {"theme": theme.title, "to": to, "was": str(theme.owner_id or "")}
    async with changing(frame, seen, account, now, "owner", detail, [theme]):
        await still_adopted(theme, owner_id=owner.id if owner else None)


async def merge_themes(
    into: Theme, others: Sequence[Theme], account: Account, now: datetime, seen: int
) -> None:
    """Put themes together. Each merged theme keeps its row and points to the one it is part of now."""
    parts = [theme for theme in others if theme.id != into.id]
    if not parts:
        raise Refusal("Choose another theme to merge with this one.", "into")
    if any(theme.frame_id != into.frame_id for theme in parts):
        raise Refusal("Only themes of the same set can be merged.", "into")
    frame = await CodeFrame.get(id=into.frame_id)
    titles = " and ".join(f"“{theme.title}”" for theme in parts)
    followed: dict[str, str] = {}
    detail = {"theme": titles, "to": into.title, "followed": followed}
    async with changing(frame, seen, account, now, "merge", detail, [into, *parts]) as change:
        await still_adopted(into, state=ThemeState.ADOPTED)
        for theme in parts:
            await still_adopted(theme, state=ThemeState.MERGED, merged_into_id=into.id)
            earlier = Theme.filter(merged_into_id=theme.id)
            followed |= {str(one): str(theme.id) for one in await earlier.values_list("id", flat=True)}
            await earlier.update(merged_into_id=into.id)
            also = "theme_id = ? AND comment_id IN (SELECT o.comment_id FROM coding o WHERE o.theme_id = ?)"
            await keep_before(change, f"theme_id = ? OR ({also})", [theme.id, into.id, theme.id])
            await move_codings(theme, into)
        await _count_again(frame)


async def _adopt(
    suggestion: Suggestion,
    run: SuggestionRun,
    frame: CodeFrame,
    account: Account | None,
    now: datetime,
    seen: int,
    title: str,
    into: Theme | None,
) -> Theme:
    parts = await _waiting(suggestion)
    detail = {"theme": title} if into is None else {"theme": f"“{suggestion.label}”", "to": into.title}
    more = {"suggestions": [str(one) for one in parts], "method": method_of(run)}
    touched = [into] if into else []
    what = "adopt" if into is None else "adopt_into"
    async with changing(frame, seen, account, now, what, detail | more, touched):
        if into is None:
            into = await Theme.create(
                frame=frame,
                title=title,
                phrases=suggestion.phrases,
                owner=await find_council(account, now),  # until somebody gives it to another body
                made_on=london_day(now),
            )
            touched.append(into)
        else:
            await still_adopted(into, state=ThemeState.ADOPTED)
        await Suggestion.filter(id__in=parts).update(adopted_as_id=into.id)
        await _code_members(parts, into, run, frame)
    return into


async def _waiting(suggestion: Suggestion) -> list[UUID]:
    """A suggestion that nobody adopted yet, and of a broad one its fine ones of which nobody did. With its last
    fine one a broad one is adopted too."""
    own = Q(id=suggestion.id) | Q(parent_id=suggestion.id)
    waiting = Suggestion.filter(own, adopted_as_id=None).order_by("position")
    found = [UUID(str(one)) for one in await waiting.values_list("id", flat=True)]
    if suggestion.id not in found:
        raise Refusal("This suggestion was adopted or replaced meanwhile. Look at the page again.")
    above = suggestion.parent_id
    if above and await Suggestion.filter(parent_id=above, adopted_as_id=None).count() == 1:
        found.append(above)
    return found


async def _code_members(parts: Sequence[UUID], theme: Theme, run: SuggestionRun, frame: CodeFrame) -> None:
    """One statement, because a suggestion may hold tens of thousands of comments. A coding takes over the key
    of the member it comes from; one that is there already, such as a person's, stays as it is. Where a comment
    is in several fine ones, the surest counts."""
    marks = ", ".join("?" * len(parts))
    await execute(
        'INSERT INTO coding (id, comment_id, theme_id, belongs, start, "end", coder, method, confidence, '
        "frame_version, is_quote) "
        'SELECT m.id, m.comment_id, ?, TRUE, m.start, m."end", ?, ?, m.confidence, ?, m.quote IS NOT NULL '
        "FROM suggestion_member m JOIN comment c ON c.id = m.comment_id "
        f"WHERE m.suggestion_id IN ({marks}) AND c.state = 'live' ORDER BY m.confidence DESC, m.id "
        "ON CONFLICT DO NOTHING",
        [theme.id, "machine", method_of(run), frame.version, *parts],
    )


def method_of(run: SuggestionRun) -> str:
    """Which engine, and which version of it, a machine's coding comes from."""
    return str(run.engine.get("name", ""))[:60]


async def _count_again(frame: CodeFrame) -> None:
    for consultation in await consultations_of(frame):
        await refresh_tallies(consultation)


def checked_title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise Refusal("Give the theme a name.", "title")
    if len(title) > TITLE_MOST:
        raise Refusal(f"Keep the name to {TITLE_MOST} letters or fewer.", "title")
    return title
