"""One change of a frame from its first row to its last: a version, what was before, and how sizes moved."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from feedback.core.database import execute, is_postgres, rows, transaction
from feedback.core.errors import Refusal
from feedback.people.models import Account
from feedback.themes.coding import KEPT
from feedback.themes.frames import raise_version, sentence_for
from feedback.themes.models import CodeFrame, FrameChange, Theme, ThemeState

UNDO = "undo"
COPIED = ", ".join(f'"{column}"' for column in ("comment_id", "theme_id", *KEPT))


@dataclass(frozen=True)
class Size:
    """How many comments a theme held before a change and after it."""

    theme: str
    before: int
    after: int


@dataclass(frozen=True)
class Step:
    """A change as the history shows it."""

    change: FrameChange
    sentence: str
    sizes: tuple[Size, ...]
    is_undone: bool
    may_undo: bool


@asynccontextmanager
async def changing(
    frame: CodeFrame,
    seen: int,
    account: Account | None,
    now: datetime,
    what: str,
    detail: dict[str, Any],
    touched: list[Theme],
) -> AsyncIterator[FrameChange]:
    """The way to change a frame: refuses whoever did not see the latest version, and notes the sizes of the
    `touched` themes before and after. Themes that come into being within are added to that list."""
    async with transaction():
        change = await raise_version(frame, seen, account, now, what, detail)
        before = await sizes_of([theme.id for theme in touched])
        yield change
        after = await sizes_of([theme.id for theme in touched])
        change.detail |= {
            "touched": [str(theme.id) for theme in touched],
            "sizes": [
                {"theme": theme.title, "before": before.get(theme.id, 0), "after": after.get(theme.id, 0)}
                for theme in touched
            ],
        }
        await change.save(update_fields=["detail"])


async def still_adopted(theme: Theme, **changes: object) -> None:
    """Change a theme, unless it is not in use any more."""
    changed = await Theme.filter(id=theme.id, state=ThemeState.ADOPTED).update(**changes)
    if not changed:
        raise Refusal(f"“{theme.title}” was merged or retired meanwhile. Look at the page again.")


async def sizes_of(themes: Collection[UUID]) -> dict[UUID, int]:
    """How many live comments stand in each theme, over every consultation that uses its frame."""
    if not themes:
        return {}
    found = await rows(
        "SELECT k.theme_id AS theme, COUNT(*) AS many FROM coding k JOIN theme t ON t.id = k.theme_id "
        "JOIN comment c ON c.id = k.comment_id JOIN voice v ON v.id = c.voice_id "
        f"WHERE k.theme_id IN ({', '.join('?' * len(themes))}) AND k.belongs AND t.state = 'adopted' "
        "AND c.state = 'live' AND v.state = 'live' GROUP BY k.theme_id",
        list(themes),
    )
    return {UUID(row["theme"]): int(row["many"]) for row in found}


async def keep_before(change: FrameChange, where: str, values: Sequence[Any]) -> None:
    """Keep codings as they stand, in one statement, since a theme may hold tens of thousands of comments."""
    await execute(
        f"INSERT INTO coding_before (id, change_id, coding_key, {COPIED}) "
        f"SELECT {new_key()}, ?, id, {COPIED} FROM coding WHERE {where}",
        [change.id, *values],
    )


def new_key() -> str:
    """A random UUID, said in the words of the engine and in the form that it keeps them in."""
    if is_postgres():
        return "gen_random_uuid()"
    parts = "-".join("{" + str(at) + "}" for at in range(5))
    pieces = [f"hex(randomblob({size}))" for size in (4, 2, 2, 2, 6)]
    return "lower(" + parts.replace("-", " || '-' || ").format(*pieces) + ")"


async def steps_of(frame: CodeFrame, most: int = 20) -> list[Step]:
    """What was done to a frame, newest first. What later changes stand on has to wait for these."""
    changes = await FrameChange.filter(frame_id=frame.id).order_by("-version").select_related("account")
    undone = {change.detail["version"] for change in changes if change.what == UNDO}
    steps, standing = [], set[str]()
    for change in changes[:most]:
        touched = set(change.detail.get("touched", ()))
        is_undone = change.version in undone
        may_undo = bool(touched) and change.what != UNDO and not is_undone and not touched & standing
        sizes = tuple(Size(**one) for one in change.detail.get("sizes", ()) if one["before"] != one["after"])
        steps.append(Step(change, sentence_for(change), sizes, is_undone, may_undo))
        if not is_undone and change.what != UNDO:
            standing |= touched
    return steps
