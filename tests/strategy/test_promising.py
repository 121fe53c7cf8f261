"""A "coming soon" has a day, and past it everybody can see that nothing was heard (D55)."""

from datetime import date, timedelta

import pytest

from feedback.core.errors import Refusal
from feedback.strategy.deleting import delete_line
from feedback.strategy.development_models import Promise, PromiseState
from feedback.strategy.developments import list_promises, steps_of, unheard_promises
from feedback.strategy.models import Line
from feedback.strategy.promising import (
    check_promised,
    drop_promise,
    keep_promise,
    make_promise,
    renew_promise,
)
from tests.makers.developments import DAY, make_local_offer, promised
from tests.makers.strategy import make_norfolk
from tests.web import make_account

DUE = date(2026, 5, 1)


async def test_the_countys_promises_have_a_day_and_are_late_past_it(db):
    await make_local_offer()
    first, course, page = [await Promise.get(code=code) for code in ("DEV9-TARGET", "DEV2-PROMISE", "PROM1")]
    assert first.check_on == date(2019, 4, 30)
    assert course.check_on == page.check_on == DAY + timedelta(days=90)
    assert [one.code for one in await unheard_promises(DAY)] == ["DEV9-TARGET"]
    late = {one.code for one in await unheard_promises(DAY + timedelta(days=91))}
    assert late == {"DEV9-TARGET", "DEV2-PROMISE", "PROM1"}


async def test_on_its_day_it_is_not_late_and_the_day_after_it_is(db):
    promise = await make_promise(await make_account(), promised(), DAY)
    assert not promise.is_unheard(DUE)
    assert promise.is_unheard(DUE + timedelta(days=1))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"text": " "}, "promise"),
        ({"check_on": None}, "check_on"),
        ({"check_on": DAY - timedelta(days=1)}, "check_on"),
        ({"check_on": DAY + timedelta(days=900)}, "check_on"),
    ],
)
def test_a_promise_without_words_or_a_fair_day_is_refused(more, field):
    with pytest.raises(Refusal) as refused:
        check_promised(promised(**more), DAY)
    assert refused.value.field == field


async def test_a_later_day_keeps_the_old_one_readable(db):
    account = await make_account()
    promise = await make_promise(account, promised(), DAY)
    with pytest.raises(Refusal, match="after the one"):
        await renew_promise(account, promise, "Soon.", DUE, DAY)
    await renew_promise(account, promise, "The teacher left.", DUE + timedelta(days=60), DUE)
    assert not promise.is_unheard(DUE + timedelta(days=1))
    (step,) = (await steps_of([promise]))[promise.id]
    assert (step.was_check_on, step.check_on, step.said) == (
        DUE,
        DUE + timedelta(days=60),
        "The teacher left.",
    )


@pytest.mark.parametrize(
    ("verb", "state"), [(keep_promise, PromiseState.KEPT), (drop_promise, PromiseState.DROPPED)]
)
async def test_what_is_kept_or_dropped_says_so_and_is_late_no_more(db, verb, state):
    account = await make_account()
    promise = await make_promise(account, promised(), DAY)
    other = await make_promise(account, promised(text="Another."), DAY)
    with pytest.raises(Refusal, match="how it stands"):
        await verb(account, promise, "", DAY)
    await verb(account, promise, "It is on the Learning Hub.", DAY)
    assert promise.state is state
    with pytest.raises(Refusal, match="said more about this promise already"):
        await verb(account, promise, "Again.", DAY)
    assert [one.id for one in await unheard_promises(date(2027, 1, 1))] == [other.id]
    assert [one.id for one in await list_promises()] == [other.id, promise.id]


async def test_a_promise_about_a_line_keeps_the_line(db):
    await make_norfolk()
    line = await Line.get(code="P4-W1")
    promise = await make_promise(await make_account(), promised(line=line.id), DAY)
    assert promise.priority_id == line.priority_id
    with pytest.raises(Refusal, match="a promise"):
        await delete_line(line)
