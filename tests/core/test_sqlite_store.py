"""What only SQLite does: one writer at a time, a file that fills up, and a reader that may not write."""

import asyncio
import sqlite3
import sys
from contextlib import closing

import pytest
from tortoise.connection import get_connection
from tortoise.exceptions import OperationalError

from feedback.core import clock
from feedback.core.database import READER, WRITER, execute, rows, transaction
from feedback.core.errors import StoreUnavailable
from feedback.core.models import Lease, Mail

ADD = """
import asyncio, sys
from feedback.core.database import close_database, open_database, transaction
from feedback.core.models import Lease
from feedback.core.settings import Settings

async def main():
    await open_database(Settings.from_env())
    for _ in range(int(sys.argv[1])):
        async with transaction():
            lease = await Lease.get(name="count")
            await Lease.filter(name="count").update(fence=lease.fence + 1)
    await close_database()

asyncio.run(main())
"""


async def test_two_processes_that_read_and_then_write_lose_nothing(db, environ):
    await Lease.create(name="count", holder="", until=clock.now(), fence=0)
    started = [
        await asyncio.create_subprocess_exec(sys.executable, "-W", "error", "-c", ADD, "60", env=environ)
        for _ in range(2)
    ]
    assert [await process.wait() for process in started] == [0, 0]
    assert (await Lease.get(name="count")).fence == 120


async def test_a_locked_database_is_unavailable_and_works_again_later(db):
    await execute_on_writer("PRAGMA busy_timeout=50")
    with closing(sqlite3.connect(db.sqlite_path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for _ in range(2):  # the second would hang for ever, had the first kept the lock of this process
            with pytest.raises(StoreUnavailable):
                await asyncio.wait_for(forget_leases(), 5)
        assert await Lease.all().count() == 0
        other.execute("ROLLBACK")
    async with transaction():
        await Lease.create(name="a", holder="", until=clock.now())
    assert await Lease.all().count() == 1


async def test_a_full_disk_is_unavailable_and_stores_nothing(db):
    pages = (await rows("PRAGMA page_count"))[0]["page_count"]
    await execute_on_writer(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreUnavailable):
        await write_much()
    assert await Mail.all().count() == 0
    await execute_on_writer(f"PRAGMA max_page_count={pages * 100}")
    await write_mail("a")
    assert await Mail.all().count() == 1


async def test_the_reader_cannot_write(db):
    with pytest.raises(OperationalError, match="readonly"):
        await get_connection(READER).execute_query("DELETE FROM lease")


async def test_the_file_is_kept_safely(db):
    async def pragma(name: str) -> object:
        return (await get_connection(WRITER).execute_query_dict(f"PRAGMA {name}"))[0]

    assert await pragma("journal_mode") == {"journal_mode": "wal"}
    assert await pragma("foreign_keys") == {"foreign_keys": 1}
    assert await pragma("synchronous") == {"synchronous": 2}


async def forget_leases() -> None:
    async with transaction():
        await Lease.all().delete()


async def write_much() -> None:
    async with transaction():
        for number in range(2000):
            await write_mail(str(number))


async def write_mail(key: str) -> None:
    await Mail.create(key=key, body="x" * 2000, created_at=clock.now(), next_try_at=clock.now())


async def execute_on_writer(sql: str) -> None:
    await execute(sql)
