"""Reading what was said: the machine suggests themes, and the lead adopts, names and mends them."""

import asyncio
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from feedback.consultations.models import Consultation
from feedback.core.roles import Role
from feedback.demo.county import Calendar
from feedback.demo.people import Staff
from feedback.people.models import Account
from feedback.strategy.models import Priority
from feedback.themes.adopting import adopt_suggestion, link_priority, rename_theme
from feedback.themes.coding import code_comment, codings_of, mark_as_quote, uncode_comment
from feedback.themes.comments import live_comments, stream_words
from feedback.themes.frames import find_frame
from feedback.themes.models import Coding, Suggestion, SuggestionRun, Theme
from feedback.themes.nearest_lines import find_nearest_lines
from feedback.themes.quotes import check_quote, choose_quote
from feedback.themes.reading import PAGE, mark_read, unread_comments
from feedback.themes.running import store_suggestions
from feedback.themes.suggesting import members_of

if TYPE_CHECKING:  # the engine is heavy, and loaded late
    from analysis.suggesting import Suggestions

SEED = 1
FEWEST = 3  # comments of a suggestion that speak of a theme, before the lead takes it for that theme
PUBLIC_QUOTES = 2

Themes = dict[str, Theme]


async def suggest(consultation: Consultation, account: Account, now: datetime) -> SuggestionRun:
    """One run of the machine. Comments have random keys and are usually read in their order; here they are
    read in the order of their words, so that the county's themes are the same each time."""
    said = [one async for one in stream_words(consultation, "")]
    found = await asyncio.to_thread(_think, sorted(said, key=lambda one: (one[1], one[2])))
    run = await SuggestionRun.create(consultation=consultation, asked_by=account, started_at=now)
    await store_suggestions(run, found, lines=await find_nearest_lines(found))
    return run


async def adopt(run: SuggestionRun, plan: dict[str, Any], staff: Staff, now: datetime, most: int) -> Themes:
    """The lead adopts up to `most` suggestions under the names of the plan. What it does not know stays one."""
    themes: Themes = {}
    consultation = run.consultation
    for suggestion, planned in (await _recognise(run, plan))[:most]:
        theme = await adopt_suggestion(suggestion, staff.lead, now, await _version(consultation))
        theme = await rename_theme(
            theme, planned["title"], planned["description"], staff.lead, now, await _version(consultation)
        )
        priority = await Priority.get(code=planned["priority"], strategy__is_current=True)
        await link_priority(theme, priority, staff.lead, now, await _version(consultation))
        themes[planned["key"]] = theme
    return themes


async def mend(
    consultation: Consultation, plan: dict[str, Any], themes: Themes, lead: Account, now: datetime
) -> None:
    """The lead goes through every comment, and says where the machine is wrong: in which theme it belongs,
    and in which it does not."""
    planned = {one["key"]: one["words"] for one in plan["themes"] if one["key"] in themes}
    in_theme: set[tuple[UUID, str]] = set()
    for key, theme in themes.items():
        for coding in await codings_of(consultation, theme):
            in_theme.add((coding.comment.id, key))
    for comment in await live_comments(consultation).order_by("id"):
        for key, words in planned.items():
            is_about, is_coded = _is_about(comment.words, words), (comment.id, key) in in_theme
            if is_about and not is_coded:
                await code_comment(comment, themes[key], lead, now)
            elif is_coded and not is_about:
                await uncode_comment(comment, themes[key], lead, now)


async def read_comments(consultation: Consultation, readers: list[Account], day: date, left: int) -> None:
    """Page after page, as they were on screen, until so many are left that nobody has read."""
    waiting: Any = await unread_comments(consultation).values_list("id", flat=True)
    ids: list[UUID] = waiting[: max(0, len(waiting) - left)]
    for start in range(0, len(ids), PAGE):
        for reader in readers:
            await mark_read(consultation, ids[start : start + PAGE], reader, Role.ANALYST, day)


async def choose_quotes(
    consultation: Consultation, themes: Themes, staff: Staff, calendar: Calendar, offset: int
) -> None:
    """For each theme a few words that their authors let us use, found safe by the second person."""
    for _, theme in sorted(themes.items()):
        for coding in await telling_words(consultation, theme, PUBLIC_QUOTES):
            await mark_as_quote(coding, True)
            quote = await choose_quote(coding, staff.lead, calendar.day(offset))
            await check_quote(quote, staff.second, calendar.day(offset + 1))


def _think(said: list[tuple[UUID, str, str]]) -> "Suggestions":
    from analysis.comments import Comment  # noqa: PLC0415
    from analysis.suggesting import suggest_themes  # noqa: PLC0415

    return suggest_themes(
        [Comment(str(key), words, group) for key, words, group in said], seed=SEED, zoom="fine"
    )


async def telling_words(consultation: Consultation, theme: Theme, most: int) -> list[Coding]:
    """Words that stand well for a theme, and that their authors let us use."""
    usable = codings_of(consultation, theme).filter(comment__voice__may_quote=True)
    return await usable.order_by("-is_quote", "-confidence", "comment__words").limit(most)


async def _recognise(run: SuggestionRun, plan: dict[str, Any]) -> list[tuple[Suggestion, dict[str, Any]]]:
    """Which suggestion is which theme of the plan, one for one: those that have a reply come first, then
    those of which the most comments speak."""
    answered = {key for reply in plan["replies"] for key in reply["themes"]}
    pairs = []
    for suggestion in await Suggestion.filter(run_id=run.id, parent_id=None).order_by("position"):
        members: list[Any] = await members_of(suggestion)
        for planned in plan["themes"]:
            telling = sum(_is_about(member.comment.words, planned["words"]) for member in members)
            if telling >= FEWEST:
                rank = (planned["key"] not in answered, -telling / len(members), suggestion.position)
                pairs.append((rank, suggestion, planned))
    recognised: dict[str, tuple[Suggestion, dict[str, Any]]] = {}
    taken: set[UUID] = set()
    for _, suggestion, planned in sorted(pairs, key=lambda pair: pair[0]):
        if planned["key"] not in recognised and suggestion.id not in taken:
            recognised[planned["key"]] = (suggestion, planned)
            taken.add(suggestion.id)
    return list(recognised.values())


def _is_about(words: str, telling: list[str]) -> bool:
    return re.search(rf"\b({'|'.join(telling)})\b", words.lower()) is not None


async def _version(consultation: Consultation) -> int:
    frame = await find_frame(consultation)
    return frame.version if frame else 0
