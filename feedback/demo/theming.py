"""Reading what was said: the machine suggests themes, and the lead adopts, names and mends them."""

from collections import Counter
from datetime import date, datetime
from typing import Any
from uuid import UUID

from feedback.consultations.models import Consultation
from feedback.core.roles import Role
from feedback.demo.county import Calendar
from feedback.demo.people import Staff
from feedback.people.models import Account
from feedback.strategy.models import Priority
from feedback.themes.adopting import adopt_suggestion, link_priority, rename_theme
from feedback.themes.coding import code_comment, codings_of, comments_without_theme
from feedback.themes.frames import find_frame
from feedback.themes.models import Suggestion, SuggestionRun, Theme
from feedback.themes.quotes import check_quote, choose_quote
from feedback.themes.reading import PAGE, mark_read, unread_comments
from feedback.themes.running import find_themes, store_suggestions
from feedback.themes.suggesting import members_of

MOSTLY = 0.4  # of a suggestion's comments speak of a theme before the lead takes it for that theme
BY_HAND = 8
PUBLIC_QUOTES = 2

Themes = dict[str, Theme]


class Quiet:
    """The machine's progress; the county tells its own."""

    async def report(self, done: int, total: int, say: str = "") -> None:
        return None


async def suggest(consultation: Consultation, account: Account, now: datetime) -> SuggestionRun:
    found = await find_themes(consultation, "", Quiet())
    run = await SuggestionRun.create(consultation=consultation, asked_by=account, started_at=now)
    await store_suggestions(run, found)
    return run


async def adopt(run: SuggestionRun, plan: dict[str, Any], staff: Staff, now: datetime, most: int) -> Themes:
    """The lead adopts up to `most` themes that the plan knows. A second suggestion of the same joins the
    first, and what the plan does not know stays a suggestion."""
    themes: Themes = {}
    consultation = run.consultation
    for suggestion in await Suggestion.filter(run_id=run.id).order_by("position"):
        planned = await _recognise(suggestion, plan["themes"])
        if planned is None or (planned["key"] not in themes and len(themes) == most):
            continue
        key = planned["key"]
        seen = await _version(consultation)
        if key in themes:
            await adopt_suggestion(suggestion, staff.lead, now, seen, into=themes[key])
            continue
        theme = await adopt_suggestion(suggestion, staff.lead, now, seen)
        theme = await rename_theme(
            theme, planned["title"], planned["description"], staff.lead, now, await _version(consultation)
        )
        priority = await Priority.get(code=planned["priority"], strategy__is_current=True)
        await link_priority(theme, priority, staff.lead, now, await _version(consultation))
        themes[key] = theme
    return themes


async def code_by_hand(
    consultation: Consultation, plan: dict[str, Any], themes: Themes, lead: Account, now: datetime
) -> None:
    """The lead goes through what the machine put nowhere, and says of some where they belong."""
    coded = 0
    for comment in await comments_without_theme(consultation):
        spoken_of = [
            one["key"]
            for one in plan["themes"]
            if one["key"] in themes and _is_about(comment.words, one["words"])
        ]
        if len(spoken_of) == 1 and coded < BY_HAND:
            await code_comment(comment, themes[spoken_of[0]], lead, now)
            coded += 1


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
        telling = codings_of(consultation, theme).filter(is_quote=True, comment__voice__may_quote=True)
        for coding in await telling.limit(PUBLIC_QUOTES):
            quote = await choose_quote(coding, staff.lead, calendar.day(offset))
            await check_quote(quote, staff.second, calendar.day(offset + 1))


async def _recognise(suggestion: Suggestion, planned: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The theme of the plan that most comments of a suggestion speak of."""
    spoken_of: Counter[int] = Counter()
    members: list[Any] = await members_of(suggestion)
    for member in members:
        spoken_of.update(
            place for place, one in enumerate(planned) if _is_about(member.comment.words, one["words"])
        )
    if not spoken_of:
        return None
    place, count = spoken_of.most_common(1)[0]
    return planned[place] if count >= MOSTLY * len(members) else None


def _is_about(words: str, telling: list[str]) -> bool:
    return any(phrase in words.lower() for phrase in telling)


async def _version(consultation: Consultation) -> int:
    frame = await find_frame(consultation)
    return frame.version if frame else 0
