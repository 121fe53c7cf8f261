"""Tortoise's SQLite backend, except that a transaction takes the write lock when it begins.

A plain BEGIN that reads first and writes later fails at once with "database is locked" when another process
wrote in between, whatever the busy timeout. BEGIN IMMEDIATE waits its turn instead. This leans on private
names of Tortoise 1.1, so pyproject.toml pins that version, and the tests run two processes against one file.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.backends.base.client import TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionContext, SqliteTransactionWrapper
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError


class ImmediateWrapper(SqliteTransactionWrapper):
    async def begin(self) -> None:
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise OperationalError(error) from error

    async def commit(self) -> None:
        """A commit that fails, as on a full disk, is rolled back: the connection must not stay in it."""
        try:
            await super().commit()
        except sqlite3.OperationalError as error:
            await self.rollback()
            raise OperationalError(error) from error


class ImmediateContext(SqliteTransactionContext):
    async def __aenter__(self) -> TransactionalDBClient:
        """The stock code keeps the lock for ever when BEGIN fails, since `__aexit__` then never runs."""
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self.connection.begin()
        except BaseException:
            try:
                await self._forget_begin()
            finally:
                self._trxlock.release()
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        return self.connection

    async def _forget_begin(self) -> None:
        """A cancelled BEGIN may still succeed in the connection's thread. A rollback queues up behind it,
        and does nothing where there is nothing to roll back."""
        if self.connection._connection is not None:
            await self.connection._connection.rollback()


@dataclass(frozen=True)
class Step:
    """One statement for each of `rows`, which together must change `changes` rows."""

    sql: str
    rows: Sequence[Sequence[Any]]
    changes: int


def _take_steps(connection: sqlite3.Connection, steps: Sequence[Step]) -> bool:
    """Runs in the connection's thread, so nothing can come between: it ends outside any transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in steps:
            if connection.executemany(step.sql, step.rows).rowcount != step.changes:
                connection.execute("ROLLBACK")
                return False
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return True


class ImmediateClient(SqliteClient):
    async def take_steps(self, steps: Sequence[Step]) -> bool:
        """A whole transaction in one visit to the connection's thread; False, and nothing is changed, when a
        step changes another number of rows than it must."""
        async with self.acquire_connection() as connection:
            done: bool = await connection._execute(_take_steps, connection._conn, steps)
            return done

    def _in_transaction(self) -> TransactionContext:
        return ImmediateContext(ImmediateWrapper(self), self._lock)


client_class = ImmediateClient
