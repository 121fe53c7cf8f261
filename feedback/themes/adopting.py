"""From suggestions to themes that people own, and what people do to them afterwards."""

from collections.abc import Sequence
from datetime import datetime

from feedback.core.clock import london_day
from feedback.core.database import execute, transaction
from feedback.core.errors import Refusal
from feedback.people.models import Account, Organisation
from feedback.strategy.models import Priority
from feedback.themes.frames import consultations_of, raise_version, use_frame
from feedback.themes.models import CodeFrame, Suggestion, SuggestionRun, Theme, ThemeState
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
    async with transaction():
        frame = await use_frame(run.consultation, run.question_key, now)
        theme = await _adopt(
            suggestion, run, frame, account, now, seen, _title(title or suggestion.label), into
        )
        await refresh_tallies(run.consultation)
    return theme


async def adopt_all(run: SuggestionRun, account: Account | None, now: datetime, seen: int) -> list[Theme]:
    """Adopt every suggestion of a run that nobody has adopted yet, under the machine's labels."""
    run = await SuggestionRun.get(id=run.id).select_related("consultation")
    themes = []
    async with transaction():
        frame = await use_frame(run.consultation, run.question_key, now)
        waiting = Suggestion.filter(run_id=run.id, adopted_as_id=None)
        for suggestion in await waiting.order_by("position"):
            title = _title(suggestion.label)
            themes.append(await _adopt(suggestion, run, frame, account, now, seen, title, None))
            seen = frame.version
        if not themes:
            raise Refusal("Every suggestion is adopted already. There is nothing left to do here.")
        await refresh_tallies(run.consultation)
    return themes


async def rename_theme(
    theme: Theme, title: str, description: str, account: Account, now: datetime, seen: int
) -> Theme:
    title = _title(title)
    async with transaction():
        frame = await CodeFrame.get(id=theme.frame_id)
        await raise_version(frame, seen, account, now, "rename", {"theme": theme.title, "to": title})
        await _still_adopted(theme, title=title, description=description.strip())
    theme.title, theme.description = title, description.strip()
    return theme


async def retire_theme(theme: Theme, account: Account, now: datetime, seen: int) -> None:
    """Stop using a theme. Its codings stay on record, and its comments are listed as in no theme."""
    async with transaction():
        frame = await CodeFrame.get(id=theme.frame_id)
        await raise_version(frame, seen, account, now, "retire", {"theme": theme.title})
        await _still_adopted(theme, state=ThemeState.RETIRED)
        await _count_again(frame)


async def link_priority(
    theme: Theme, priority: Priority | None, account: Account, now: datetime, seen: int
) -> None:
    """Say which priority of the strategy a theme is about, or with None that it is about no single one."""
    to = f"priority {priority.number}" if priority else "no priority"
    async with transaction():
        frame = await CodeFrame.get(id=theme.frame_id)
        await raise_version(frame, seen, account, now, "priority", {"theme": theme.title, "to": to})
        await _still_adopted(theme, priority_id=priority.id if priority else None)


async def give_to(
    theme: Theme, owner: Organisation | None, account: Account, now: datetime, seen: int
) -> None:
    """Say which body answers for a theme, or with None that nobody does yet. Reports name it."""
    to = owner.name if owner else "nobody"
    async with transaction():
        frame = await CodeFrame.get(id=theme.frame_id)
        await raise_version(frame, seen, account, now, "owner", {"theme": theme.title, "to": to})
        await _still_adopted(theme, owner_id=owner.id if owner else None)


async def merge_themes(
    into: Theme, others: Sequence[Theme], account: Account, now: datetime, seen: int
) -> None:
    """Put themes together. Each merged theme keeps its row and points to the one it is part of now."""
    parts = [theme for theme in others if theme.id != into.id]
    if not parts:
        raise Refusal("Choose another theme to merge with this one.", "into")
    if any(theme.frame_id != into.frame_id for theme in parts):
        raise Refusal("Only themes of the same set can be merged.", "into")
    async with transaction():
        frame = await CodeFrame.get(id=into.frame_id)
        titles = " and ".join(f"“{theme.title}”" for theme in parts)
        await raise_version(frame, seen, account, now, "merge", {"theme": titles, "to": into.title})
        await _still_adopted(into, state=ThemeState.ADOPTED)
        for theme in parts:
            await _still_adopted(theme, state=ThemeState.MERGED, merged_into_id=into.id)
            await Theme.filter(merged_into_id=theme.id).update(merged_into_id=into.id)
            await _move_codings(theme, into)
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
    detail = {"theme": title} if into is None else {"theme": f"“{suggestion.label}”", "to": into.title}
    await raise_version(frame, seen, account, now, "adopt" if into is None else "merge", detail)
    if into is None:
        theme = await Theme.create(
            frame=frame, title=title, phrases=suggestion.phrases, made_on=london_day(now)
        )
    else:
        theme = into
        await _still_adopted(theme, state=ThemeState.ADOPTED)
    taken = await Suggestion.filter(id=suggestion.id, adopted_as_id=None).update(adopted_as_id=theme.id)
    if not taken:
        raise Refusal("This suggestion was adopted or replaced meanwhile. Look at the page again.")
    # One statement, because a suggestion may hold tens of thousands of comments. A coding takes over the key
    # of the member it comes from; one that is there already, such as a person's, stays as it is.
    await execute(
        'INSERT INTO coding (id, comment_id, theme_id, belongs, start, "end", coder, method, confidence, '
        "frame_version, is_quote) "
        'SELECT m.id, m.comment_id, ?, TRUE, m.start, m."end", ?, ?, m.confidence, ?, m.quote IS NOT NULL '
        "FROM suggestion_member m JOIN comment c ON c.id = m.comment_id "
        "WHERE m.suggestion_id = ? AND c.state = 'live' ON CONFLICT DO NOTHING",
        [theme.id, "machine", method_of(run), frame.version, suggestion.id],
    )
    return theme


def method_of(run: SuggestionRun) -> str:
    """Which engine, and which version of it, a machine's coding comes from."""
    return str(run.engine.get("name", ""))[:60]


async def _still_adopted(theme: Theme, **changes: object) -> None:
    changed = await Theme.filter(id=theme.id, state=ThemeState.ADOPTED).update(**changes)
    if not changed:
        raise Refusal(f"“{theme.title}” was merged or retired meanwhile. Look at the page again.")


async def _move_codings(theme: Theme, into: Theme) -> None:
    """Bring every coding over. Where both themes hold a comment, a person's word outranks the machine's, and
    a person's yes to a part is a yes to the whole."""
    both = "SELECT o.comment_id FROM coding o WHERE o.theme_id = ?"
    await execute(
        f"DELETE FROM coding WHERE theme_id = ? AND NOT (coder = 'person' AND belongs) AND comment_id IN "
        f"({both} AND o.coder = 'person' AND o.belongs)",
        [into.id, theme.id],
    )
    await execute(f"DELETE FROM coding WHERE theme_id = ? AND comment_id IN ({both})", [theme.id, into.id])
    await execute("UPDATE coding SET theme_id = ? WHERE theme_id = ?", [into.id, theme.id])


async def _count_again(frame: CodeFrame) -> None:
    for consultation in await consultations_of(frame):
        await refresh_tallies(consultation)


def _title(title: str) -> str:
    title = " ".join(title.split())
    if not title:
        raise Refusal("Give the theme a name.", "title")
    if len(title) > TITLE_MOST:
        raise Refusal(f"Keep the name to {TITLE_MOST} letters or fewer.", "title")
    return title
