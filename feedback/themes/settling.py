"""After a check: what two people chose alike becomes a person's word, and where they differ they can talk about it.

It is done on somebody's order and never by the clock, because it changes codings that a report counts. Afterwards the
machine learns from these comments as from any that people coded, and draws no other sample from them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.themes.blind import hidden_from, live_sample, options_of
from feedback.themes.coding import code_comment, uncode_comment
from feedback.themes.models import (
    BlindCheck,
    BlindTick,
    CheckedComment,
    CheckState,
    Coder,
    Coding,
    Theme,
    ThemeState,
)
from feedback.voices.models import Comment

Ticks = dict[UUID, frozenset[UUID]]


@dataclass(frozen=True)
class Differing:
    """A comment for which the two chose differently: the titles of what each of them ticked."""

    comment: Comment
    first: tuple[str, ...]
    second: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What is left to do with a check that is done: comments that both coded alike, and those to talk about."""

    alike: tuple[tuple[Comment, frozenset[UUID]], ...]
    differing: tuple[Differing, ...]


async def find_outcome(check: BlindCheck, account: Account) -> Outcome:
    """Leaves out what somebody has decided about since, and what this account codes blind in another check. Refuses
    while the check is open."""
    if check.state != CheckState.DONE:
        raise Refusal("Both people have to finish first.")
    themes = {theme.id: theme for theme in await options_of(check)}
    first, second = [await _ticks_of(check, coder) for coder in check.coders]
    hidden: Any = await hidden_from(account, check.consultation_id).values_list("comment_id", flat=True)
    # Where both found no theme and the machine neither, there is nothing to keep.
    coded: Any = await Coding.filter(
        comment__checked_in__check_id=check.id, theme_id__in=list(themes), belongs=True
    ).values_list("comment_id", flat=True)
    alike, differing = [], []
    for checked in await _undecided(check, themes):
        if checked.comment_id in hidden:
            continue
        one, other = first.get(checked.id, frozenset()), second.get(checked.id, frozenset())
        if one != other:
            differing.append(Differing(checked.comment, _titles(one, themes), _titles(other, themes)))
        elif (one or checked.comment_id in coded) and all(
            themes[theme].state == ThemeState.ADOPTED for theme in one
        ):
            alike.append((checked.comment, one))
    return Outcome(tuple(alike), tuple(differing))


async def keep_alike(check: BlindCheck, account: Account, now: datetime) -> int:
    """Code the comments that both coded alike as both did: "this" for what they ticked, "not this" for what only the
    machine said. Gives how many comments that were; refuses where none is left."""
    async with transaction():
        await BlindCheck.select_for_update().get(id=check.id)
        outcome = await find_outcome(check, account)
        if not outcome.alike:
            raise Refusal("There is nothing left to keep. Look at the page again.")
        themes = {theme.id: theme for theme in await options_of(check)}
        for comment, chosen in outcome.alike:
            said = {
                coding.theme_id: coding
                for coding in await Coding.filter(
                    comment_id=comment.id, theme_id__in=list(themes), belongs=True
                )
            }
            for theme in sorted(chosen):
                span = (said[theme].start, said[theme].end) if theme in said else None
                await code_comment(comment, themes[theme], account, now, span)
            for theme in sorted(set(said) - chosen):
                await uncode_comment(comment, themes[theme], account, now)
        await record(account, "check.keep", check, f"{len(outcome.alike)} comments", at=now)
    return len(outcome.alike)


async def _ticks_of(check: BlindCheck, coder: UUID) -> Ticks:
    """What one of the two ticked, by comment of the sample."""
    ticks: dict[UUID, set[UUID]] = {}
    found: Any = BlindTick.filter(coding__checked__check_id=check.id, coding__account_id=coder)
    for checked, theme in await found.values_list("coding__checked_id", "theme_id"):
        ticks.setdefault(checked, set()).add(theme)
    return {checked: frozenset(themes) for checked, themes in ticks.items()}


async def _undecided(check: BlindCheck, themes: dict[UUID, Theme]) -> list[CheckedComment]:
    """The comments of the sample about which nobody has decided anything outside of it."""
    by_hand: Any = Coding.filter(
        comment__checked_in__check_id=check.id, theme_id__in=list(themes), coder=Coder.PERSON
    )
    decided = set(await by_hand.values_list("comment_id", flat=True))
    sample = await live_sample(check).select_related("comment__voice")
    return [checked for checked in sample if checked.comment_id not in decided]


def _titles(chosen: frozenset[UUID], themes: dict[UUID, Theme]) -> tuple[str, ...]:
    return tuple(sorted(themes[theme].title for theme in chosen))
