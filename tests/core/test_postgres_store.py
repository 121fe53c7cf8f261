"""What only a server does: it can go away between two statements, and come back."""

import asyncpg
import pytest
from tortoise.backends.asyncpg.client import TransactionWrapper

from feedback.core import clock
from feedback.core.database import execute, in_a_transaction, rows, transaction
from feedback.core.errors import StoreUnavailable
from feedback.core.models import Lease


async def cut_off(settings) -> None:
    """End every connection to this test's database, as a restart of the server does."""
    connection = await asyncpg.connect(settings.database_url)
    try:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    finally:
        await connection.close()


async def test_a_server_that_goes_away_in_a_transaction_is_unavailable_and_then_used_again(db):
    async def cut_off_verb() -> None:
        async with transaction():
            await Lease.create(name="a", holder="", until=clock.now())
            await cut_off(db)
            await execute("UPDATE lease SET holder = ?", ["me"])

    for _ in range(12):  # more often than the pool has connections: none may be lost
        with pytest.raises(StoreUnavailable):
            await cut_off_verb()
        assert not in_a_transaction()
    async with transaction():
        await Lease.create(name="b", holder="", until=clock.now())
    assert await rows("SELECT name FROM lease") == [{"name": "b"}]


async def test_a_connection_that_leaves_the_pool_as_it_dies_is_replaced_by_the_next(db, monkeypatch):
    begin, met = TransactionWrapper.begin, []

    async def die_first(client: TransactionWrapper) -> None:
        if not met:
            met.append(client._connection)
            client._connection.terminate()
            raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")
        await begin(client)

    monkeypatch.setattr(TransactionWrapper, "begin", die_first)
    async with transaction():
        await Lease.create(name="c", holder="", until=clock.now())
    assert met
    assert await rows("SELECT name FROM lease") == [{"name": "c"}]
