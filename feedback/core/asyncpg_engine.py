"""Tortoise's asyncpg backend, except that a transaction whose BEGIN or ROLLBACK fails returns its connection.

The stock code loses a connection of the pool, and leaves the task on a dead transaction, when the server goes
away between two statements. A jobs process lives through many restarts of its server.
"""

from contextlib import suppress
from typing import Any

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import TransactionalDBClient, TransactionContext, TransactionContextPooled
from tortoise.connection import get_connections

DEAD = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
)


class PlainConnection(asyncpg.Connection):
    """Goes back to the pool as it is. Nothing here sets anything that outlives a transaction, and the stock
    reset is a second journey to the server after each statement."""

    def get_reset_query(self) -> str:
        return ""


class PooledContext(TransactionContextPooled):
    async def __aenter__(self) -> TransactionalDBClient:
        await self.ensure_connection()
        pool = self.client._parent._pool
        for _ in range(pool.get_max_size()):
            if await self._begin(pool):
                break
        else:
            raise asyncpg.ConnectionDoesNotExistError("no connection of the pool is alive")
        self.token = get_connections().set(self.connection_name, self.client)
        return self.client

    async def _begin(self, pool: asyncpg.Pool) -> bool:
        """False when the pool gave a connection that died while it was idle: nothing was asked of it yet."""
        self.client._connection = connection = await pool.acquire()
        try:
            await self.client.begin()
        except DEAD:
            with suppress(asyncpg.InterfaceError):  # it may have left the pool by itself, the moment it died
                connection.terminate()
            await pool.release(connection)
            return False
        except BaseException:
            await pool.release(connection)
            raise
        return True

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        pool = self.client._parent._pool
        try:
            if not self.client._finalized:
                await (self.client.rollback() if exc_type else self.client.commit())
        finally:
            get_connections().reset(self.token)
            if pool:
                await pool.release(self.client._connection)


class PooledClient(AsyncpgDBClient):
    connection_class = PlainConnection

    def _in_transaction(self) -> TransactionContext:
        return PooledContext(TransactionWrapper(self), self._pool_init_lock)


client_class = PooledClient
