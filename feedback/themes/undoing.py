"""Taking back the last change of a theme. What people decided about a comment since then stays decided."""

from datetime import datetime
from uuid import UUID

from feedback.core.database import execute, transaction
from feedback.core.errors import NotFound, Refusal
from feedback.people.models import Account
from feedback.themes.changing import COPIED, UNDO, changing, new_key
from feedback.themes.frames import consultations_of, sentence_for, what_was_done
from feedback.themes.models import (
    CodeFrame,
    Coder,
    Coding,
    CodingBefore,
    FrameChange,
    Suggestion,
    Theme,
    ThemeState,
)
from feedback.themes.moving import move_codings
from feedback.themes.tallies import refresh_tallies

TOO_OLD = "This was done before changes could be undone."


async def undo_change(frame: CodeFrame, version: int, account: Account, now: datetime, seen: int) -> str:
    """Undo the change of that version, unless it is undone or a later change stands on it. Gives what it was."""
    async with transaction():
        found = FrameChange.filter(frame_id=frame.id, version=version).select_related("account")
        change = await found.first()
        if change is None:
            raise NotFound
        await _check_last(change)
        ids = [UUID(one) for one in change.detail["touched"]]
        themes = await Theme.filter(id__in=ids).order_by("id")
        what = what_was_done(change)
        async with changing(frame, seen, account, now, UNDO, {"version": version, "of": what}, themes):
            by_id = {str(theme.id): theme for theme in themes}
            await TAKEN_BACK[change.what](change, [by_id[str(one)] for one in ids])
            for consultation in await consultations_of(frame):
                await refresh_tallies(consultation)
    return what


async def _check_last(change: FrameChange) -> None:
    touched = set(change.detail.get("touched", ()))
    if change.what == UNDO:
        raise Refusal("This took a change back. Do it again instead.")
    if not touched:
        raise Refusal(TOO_OLD)
    later = FrameChange.filter(frame_id=change.frame_id, version__gt=change.version).order_by("-version")
    changes = await later.select_related("account")
    undone = {one.detail["version"] for one in changes if one.what == UNDO}
    if change.version in undone:
        raise Refusal("This is undone already.")
    for one in changes:
        stands = one.what != UNDO and one.version not in undone
        if stands and touched & set(one.detail.get("touched", ())):
            raise Refusal(f"{sentence_for(one)} after that. Undo this first.")


async def _name_again(change: FrameChange, themes: list[Theme]) -> None:
    was = change.detail["was"]
    await Theme.filter(id=themes[0].id).update(title=was["title"], description=was["description"])


async def _use_again(change: FrameChange, themes: list[Theme]) -> None:
    if not await Theme.filter(id=themes[0].id, state=ThemeState.RETIRED).update(state=ThemeState.ADOPTED):
        raise Refusal(f"“{themes[0].title}” is in use already.")


async def _link_again(change: FrameChange, themes: list[Theme]) -> None:
    was = change.detail["was"]
    await Theme.filter(id=themes[0].id).update(**{f"{change.what}_id": UUID(was) if was else None})


async def _offer_again(change: FrameChange, themes: list[Theme]) -> None:
    """An adopted theme goes out of use and its suggestions wait again."""
    theme = themes[0]
    if await Coding.filter(theme_id=theme.id, coder=Coder.PERSON).exists():
        raise Refusal(f"People have coded comments for “{theme.title}” since. Retire it instead.")
    await Coding.filter(theme_id=theme.id).delete()
    await Suggestion.filter(adopted_as_id=theme.id).update(adopted_as_id=None)
    await Theme.filter(id=theme.id).update(state=ThemeState.RETIRED)


async def _take_out_again(change: FrameChange, themes: list[Theme]) -> None:
    """What a suggestion brought into a theme goes out of it, and the suggestion waits again."""
    brought = Coding.filter(
        theme_id=themes[0].id,
        coder=Coder.MACHINE,
        frame_version=change.version,
        method=change.detail["method"],
    )
    await brought.delete()
    suggestions = [UUID(one) for one in change.detail["suggestions"]]
    await Suggestion.filter(id__in=suggestions).update(adopted_as_id=None)


async def _put_together_again(change: FrameChange, themes: list[Theme]) -> None:
    """What was split off goes back, with all that came to it since."""
    whole, part = themes
    await move_codings(part, whole)
    await Theme.filter(id=part.id).update(state=ThemeState.MERGED, merged_into_id=whole.id)
    await Theme.filter(merged_into_id=part.id).update(merged_into_id=whole.id)


async def _take_apart_again(change: FrameChange, themes: list[Theme]) -> None:
    """Each theme that was merged gets its codings back as they were; what was decided since stays in the whole."""
    into, *parts = themes
    before = "FROM coding_before b WHERE b.change_id = ?"
    await execute(
        f"UPDATE coding SET theme_id = (SELECT b.theme_id {before} AND b.coding_key = coding.id) "
        f"WHERE theme_id = ? AND frame_version < ? AND id IN (SELECT b.coding_key {before} AND b.theme_id <> ?)",
        [change.id, into.id, change.version, change.id, into.id],
    )
    await execute(
        f"INSERT INTO coding (id, {COPIED}) SELECT {new_key()}, {COPIED} {before} AND NOT EXISTS "
        "(SELECT 1 FROM coding k WHERE k.theme_id = b.theme_id AND k.comment_id = b.comment_id) "
        "ON CONFLICT DO NOTHING",
        [change.id],
    )
    await CodingBefore.filter(change_id=change.id).delete()
    for part in parts:
        await Theme.filter(id=part.id).update(state=ThemeState.ADOPTED, merged_into_id=None)
    for child, part_id in change.detail["followed"].items():
        await Theme.filter(id=UUID(child)).update(merged_into_id=UUID(part_id))


TAKEN_BACK = {
    "rename": _name_again,
    "retire": _use_again,
    "priority": _link_again,
    "owner": _link_again,
    "adopt": _offer_again,
    "adopt_into": _take_out_again,
    "split": _put_together_again,
    "merge": _take_apart_again,
}
