"""Promises: each "coming soon" has a day, and past it everybody can see that nothing was heard (D55)."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from feedback.core.database import transaction
from feedback.core.errors import Refusal
from feedback.people.audit import record
from feedback.people.models import Account
from feedback.strategy.development_models import Development, Promise, PromiseState, PromiseStep
from feedback.strategy.models import Line, Priority

LONGEST_WAIT = timedelta(days=2 * 366)


@dataclass(frozen=True, kw_only=True)
class Promised:
    """What is promised, by whom, and the day by which something must be said about it."""

    text: str
    check_on: date | None
    owner: str = ""
    source: str = ""
    code: str = ""
    priority: UUID | None = None
    line: UUID | None = None


def check_promised(promised: Promised, today: date) -> None:
    """The rules of a promise that a person makes today. What a source promised long ago is kept as it is."""
    if not promised.text.strip():
        raise Refusal("Say what is coming.", "promise")
    if promised.check_on is None:
        raise Refusal("Give the day by which you will say more.", "check_on")
    if not today <= promised.check_on <= today + LONGEST_WAIT:
        raise Refusal("The day must be from today to two years from now.", "check_on")


async def make_promise(
    account: Account | None,
    promised: Promised,
    today: date,
    *,
    development: Development | None = None,
) -> Promise:
    """Write a promise down, with the day on which somebody has to say what became of it."""
    if promised.check_on is None:
        raise Refusal("Give the day by which you will say more.", "check_on")
    async with transaction():
        line = await Line.get_or_none(id=promised.line) if promised.line else None
        if promised.line and line is None:
            raise Refusal("Choose a line from the list.", "line")
        priority = line.priority_id if line else promised.priority
        if priority and not await Priority.filter(id=priority).exists():
            raise Refusal("Choose a priority from the list.", "priority")
        promise = await Promise.create(
            code=promised.code,
            text=promised.text.strip(),
            owner=promised.owner,
            source=promised.source,
            development=development,
            priority_id=priority,
            line_id=line.id if line else None,
            check_on=promised.check_on,
            made_on=today,
        )
        await record(account, "promise.make", promise)
    return promise


async def keep_promise(account: Account, promise: Promise, said: str, today: date) -> None:
    """It is there now: say where, or what became of it."""
    await _step(account, promise, PromiseState.KEPT, said, promise.check_on, today)


async def renew_promise(account: Account, promise: Promise, said: str, check_on: date, today: date) -> None:
    """Not yet: say how it stands, and by which later day you will say more. The old day stays readable."""
    check_promised(Promised(text=promise.text, check_on=check_on), today)
    if check_on <= promise.check_on:
        raise Refusal("Give a day after the one that you promised before.", "check_on")
    await _step(account, promise, PromiseState.WAITING, said, check_on, today)


async def drop_promise(account: Account, promise: Promise, said: str, today: date) -> None:
    """It is not coming any more. People are owed the reason."""
    await _step(account, promise, PromiseState.DROPPED, said, promise.check_on, today)


async def has_waiting_promise(development: Development) -> bool:
    return await Promise.filter(development_id=development.id, state=PromiseState.WAITING).exists()


async def _step(
    account: Account, promise: Promise, state: PromiseState, said: str, check_on: date, today: date
) -> None:
    if not said.strip():
        raise Refusal("Say how it stands, so that people hear something.", "said")
    async with transaction():
        moved = await Promise.filter(
            id=promise.id, state=PromiseState.WAITING, check_on=promise.check_on
        ).update(state=state, check_on=check_on)
        if not moved:
            raise Refusal("Somebody has said more about this promise already. Look at it again.")
        await PromiseStep.create(
            promise=promise,
            position=await PromiseStep.filter(promise_id=promise.id).count() + 1,
            state=state,
            was_check_on=promise.check_on,
            check_on=check_on,
            said=said.strip(),
            said_on=today,
            by=account,
        )
        await record(account, f"promise.{state}", promise)
    await promise.refresh_from_db()
