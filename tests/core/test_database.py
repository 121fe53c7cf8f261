import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from feedback.core import clock
from feedback.core.database import database_now, execute, in_a_transaction, rows, transaction
from feedback.core.errors import StoreUnavailable
from feedback.core.models import Lease


async def keep(name: str) -> Lease:
    return await Lease.create(name=name, holder="me", until=clock.now())


async def test_a_read_within_a_transaction_sees_its_own_writes(db):
    async with transaction():
        await keep("a")
        assert in_a_transaction()
        assert await Lease.filter(name="a").count() == 1
        assert await rows("SELECT name FROM lease WHERE holder = ?", ["me"]) == [{"name": "a"}]
    assert not in_a_transaction()
    assert await Lease.filter(name="a").count() == 1


async def test_a_failed_transaction_leaves_nothing(db):
    async def verb() -> None:
        async with transaction():
            await keep("a")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await verb()
    assert await Lease.all().count() == 0
    assert not in_a_transaction()


async def test_a_transaction_within_another_joins_it(db):
    async def inner() -> None:
        async with transaction():
            await keep("a")

    async def outer() -> None:
        async with transaction():
            await inner()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await outer()
    assert await Lease.all().count() == 0


async def test_a_page_does_not_wait_for_a_transaction(db):
    await keep("before")
    writing, seen = asyncio.Event(), asyncio.Event()

    async def long_write() -> None:
        async with transaction():
            await keep("during")
            writing.set()
            await asyncio.wait_for(seen.wait(), 5)

    task = asyncio.create_task(long_write())
    await writing.wait()
    assert await asyncio.wait_for(Lease.all().count(), 1) == 1
    seen.set()
    await task
    assert await Lease.all().count() == 2


async def test_transactions_of_one_process_take_turns_and_lose_nothing(db):
    await Lease.create(name="count", holder="", until=clock.now(), fence=0)

    async def add() -> None:
        async with transaction():
            lease = await Lease.select_for_update().get(name="count")
            await asyncio.sleep(0)
            await Lease.filter(name="count").update(fence=lease.fence + 1)

    await asyncio.gather(*(add() for _ in range(40)))
    assert (await Lease.get(name="count")).fence == 40


async def test_a_cancelled_transaction_leaves_the_connection_usable(db):
    async def slow() -> None:
        async with transaction():
            await keep("slow")
            await asyncio.sleep(30)

    for _ in range(3):
        task = asyncio.create_task(slow())
        await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with transaction():
        await keep("after")
    assert await Lease.all().values_list("name", flat=True) == ["after"]


async def test_sql_changes_and_reads_rows_on_both_engines(db):
    await keep("a")
    assert await execute("UPDATE lease SET holder = ? WHERE name = ?", ["you", "a"]) == 1
    assert await execute("DELETE FROM lease WHERE name = ?", [str(uuid4())]) == 0
    assert await rows("SELECT holder, fence FROM lease") == [{"holder": "you", "fence": 1}]


async def test_the_database_tells_the_time(db):
    assert abs(await database_now() - clock.now()) < timedelta(seconds=5)


async def test_a_bug_is_not_called_an_unavailable_store(db):
    async def bug() -> None:
        async with transaction():
            await execute("UPDATE nowhere SET a = 1")

    with pytest.raises(Exception, match="nowhere") as found:
        await bug()
    assert not isinstance(found.value, StoreUnavailable)
