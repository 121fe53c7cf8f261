"""Developments: added, moved on, and asked for what came of them. Each step says why and stays readable."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.strategy.development_models import (
    Development,
    DevelopmentLine,
    DevelopmentPriority,
    DevelopmentStep,
    Stage,
)
from feedback.strategy.models import Line, Priority
from feedback.strategy.promising import Promised, check_promised, has_waiting_promise, make_promise
from feedback.strategy.slugs import free_slug

LONGEST_PILOT = timedelta(days=3 * 366)
ENDED = (Stage.DONE, Stage.NOT_DOING)
AFTER_PILOT = (Stage.LIVE, Stage.ONGOING, Stage.DONE, Stage.NOT_DOING)


@dataclass(frozen=True, kw_only=True)
class DevelopmentWords:
    """What a person writes about a development, apart from its stage."""

    title: str
    summary: str
    audiences: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    question: str = ""
    source: str = ""

    def columns(self) -> dict[str, Any]:
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return values | {"audiences": list(self.audiences), "areas": list(self.areas)}


async def add_development(
    account: Account | None,
    words: DevelopmentWords,
    stage: Stage,
    today: date,
    *,
    said: str = "",
    promised: Promised | None = None,
    code: str = "",
) -> Development:
    """A new development, public at once. What comes soon is promised for a day (D55)."""
    _check_words(words, stage)
    if stage is Stage.COMING_SOON and promised is None:
        raise Refusal("Say what is coming, and when you will say more.", "promise")
    if promised is not None:
        check_promised(promised, today)
    async with transaction():
        development = await Development.create(
            **words.columns(),
            slug=await free_slug(Development, words.title),
            code=code,
            stage=stage,
            added_on=today,
        )
        if said:
            await add_step(development, None, stage, said, account, today, happened_on=today)
        if promised is not None:
            await make_promise(account, promised, today, development=development)
        await record(account, "development.add", development)
    return development


async def change_development(
    account: Account, development: Development, words: DevelopmentWords, reason: str, today: date
) -> None:
    """Other words, with the reason in the history. The stage moves by `move_development` alone."""
    _check_words(words, development.stage)
    if not reason.strip():
        raise Refusal("Say why you change it.", "reason")
    async with transaction():
        await development.refresh_from_db()
        await Development.filter(id=development.id).update(**words.columns())
        await add_step(development, development.stage, development.stage, reason, account, today)
        await record(account, "development.change", development)
    await development.refresh_from_db()


async def move_development(
    account: Account,
    development: Development,
    stage: Stage,
    said: str,
    today: date,
    *,
    promised: Promised | None = None,
) -> None:
    """Another stage, with what happened. A pilot leaves its stage by `say_outcome`, and not in silence."""
    if not said.strip():
        raise Refusal("Say what happened, and why.", "said")
    if promised is not None:
        check_promised(promised, today)
    async with transaction():
        await development.refresh_from_db()
        was = development.stage
        if stage is was:
            raise Refusal("It stands there already. Choose another stage.", "stage")
        if was is Stage.PILOT and not development.outcome:
            raise Refusal("Say what came of the pilot first.", "stage")
        if stage is Stage.COMING_SOON and promised is None and not await has_waiting_promise(development):
            raise Refusal("Say what is coming, and when you will say more.", "promise")
        _check_pilot(development.starts_on, development.ends_on, stage)
        again = {"outcome": "", "outcome_on": None} if stage is Stage.PILOT else {}
        await _move(development, was, {"stage": stage, **again})
        await add_step(development, was, stage, said, account, today, happened_on=today)
        if promised is not None:
            await make_promise(account, promised, today, development=development)
        await record(account, "development.move", development, f"{was} to {stage}")
    await development.refresh_from_db()


async def say_outcome(
    account: Account, development: Development, outcome: str, stage: Stage, today: date
) -> None:
    """What a pilot showed, and what is done because of it."""
    if not outcome.strip():
        raise Refusal("Say what came of the pilot.", "outcome")
    if stage not in AFTER_PILOT:
        raise Refusal("Say if it goes on, is done, or ends here.", "stage")
    async with transaction():
        await development.refresh_from_db()
        if development.stage is not Stage.PILOT:
            raise Refusal("Only a pilot is asked for an outcome.")
        await _move(
            development, Stage.PILOT, {"stage": stage, "outcome": outcome.strip(), "outcome_on": today}
        )
        await add_step(development, Stage.PILOT, stage, outcome, account, today, happened_on=today)
        await record(account, "development.outcome", development, str(stage))
    await development.refresh_from_db()


async def link_development(
    account: Account | None, development: Development, priorities: Sequence[UUID], lines: Sequence[UUID]
) -> None:
    """Which priorities and lines it serves: a person's word, for the source links nothing (D89)."""
    async with transaction():
        found = await Priority.filter(id__in=list(priorities)).order_by("id") if priorities else []
        kept = await Line.filter(id__in=list(lines)).order_by("id") if lines else []
        if len(found) != len(set(priorities)):
            raise Refusal("Choose priorities from the list.", "priorities")
        if len(kept) != len(set(lines)) or not {line.priority_id for line in kept} <= set(priorities):
            raise Refusal("Choose lines of the priorities that you chose.", "lines")
        await DevelopmentPriority.filter(development_id=development.id).delete()
        await DevelopmentLine.filter(development_id=development.id).delete()
        for priority in found:
            await DevelopmentPriority.create(development=development, priority=priority)
        for line in kept:
            await DevelopmentLine.create(development=development, line=line)
        await record(account, "development.link", development, f"{len(found)} priorities, {len(kept)} lines")


async def add_step(
    development: Development,
    was: Stage | None,
    stage: Stage,
    said: str,
    account: Account | None,
    today: date,
    *,
    happened_on: date | None = None,
    when_said: str = "",
) -> DevelopmentStep:
    """Within a transaction: one more line of the history, after all that stand there."""
    return await DevelopmentStep.create(
        development=development,
        position=await DevelopmentStep.filter(development_id=development.id).count() + 1,
        was_stage=was,
        stage=stage,
        happened_on=happened_on,
        when_said=when_said,
        said=said.strip(),
        by=account,
        recorded_on=today,
    )


async def _move(development: Development, was: Stage, after: dict[str, Any]) -> None:
    if not await Development.filter(id=development.id, stage=was).update(**after):
        raise Refusal("Somebody moved it a moment ago. Look at it again.")


def _check_words(words: DevelopmentWords, stage: Stage) -> None:
    if not words.title.strip():
        raise Refusal("Enter a title.", "title")
    if not words.summary.strip():
        raise Refusal("Say what it is.", "summary")
    _check_pilot(words.starts_on, words.ends_on, stage)


def _check_pilot(starts: date | None, ends: date | None, stage: Stage) -> None:
    if starts is not None and ends is not None:
        if ends < starts:
            raise Refusal("The last day must be on or after the first day.", "ends_on")
        if ends - starts > LONGEST_PILOT:
            raise Refusal("The last day must be within three years of the first day.", "ends_on")
    if stage is Stage.PILOT and ends is None:
        raise Refusal("A pilot needs a last day. People wait for what comes of it.", "ends_on")
