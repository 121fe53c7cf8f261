"""One database, SQLite or PostgreSQL, and the one way to change it: `async with transaction():`.

On SQLite there are two connections. A transaction writes through `default`; reads outside a transaction go
through `reader`, so that a page never waits for somebody else's import. Reads inside a transaction see its
own writes. On PostgreSQL one pool does both.
"""

import importlib.util
import sqlite3
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any

import asyncpg
from tortoise import Tortoise, context
from tortoise.backends.base.client import BaseDBAsyncClient, TransactionalDBClient
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.connection import get_connection, get_connections
from tortoise.exceptions import DBConnectionError, OperationalError
from tortoise.models import Model
from tortoise.transactions import in_transaction

from feedback.core import clock
from feedback.core.errors import StoreUnavailable
from feedback.core.settings import Settings
from feedback.core.thresholds import use_threshold

APP = "heard"
MIGRATIONS = "feedback.migrations"
WRITER, READER = "default", "reader"
SUBJECTS = (
    "feedback.core",
    "feedback.people",
    "feedback.contacts",
    "feedback.strategy",
    "feedback.consultations",
    "feedback.voices",
    "feedback.safety",
    "feedback.events",
    "surveys",
    "feedback.themes",
    "feedback.reports",
    "feedback.replies",
    "feedback.forums",
    "feedback.youth",
    "feedback.publishing",
    "feedback.yearly",
    "feedback.privacy",
)
MODEL_MODULES = tuple(
    f"{package}.models" for package in SUBJECTS if importlib.util.find_spec(f"{package}.models") is not None
)
SQLITE_PRAGMAS = {"journal_mode": "WAL", "foreign_keys": "ON", "synchronous": "FULL", "busy_timeout": 10000}
LEAST_PATIENCE_SECONDS = 10
# Primary result codes of SQLite that say "not now": busy, locked, read-only, I/O error, full, cannot open.
UNAVAILABLE_CODES = (5, 6, 8, 10, 13, 14)
UNAVAILABLE_ERRORS = (
    DBConnectionError,
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.exceptions.ReadOnlySQLTransactionError,
    asyncpg.exceptions.LockNotAvailableError,
)


class ReadApart:
    """Tortoise asks this which connection a query takes."""

    def db_for_read(self, model: type[Model]) -> str:
        return READER if _has_reader() and not in_a_transaction() else WRITER

    def db_for_write(self, model: type[Model]) -> str:
        return WRITER


def tortoise_config(settings: Settings, modules: Sequence[str] = MODEL_MODULES) -> dict[str, Any]:
    """The configuration that the processes run on; `migrating` builds its own from the same parts."""
    connections = {WRITER: writer_connection(settings)}
    if settings.is_sqlite:
        connections[READER] = _sqlite_connection(settings, query_only="ON")
    else:
        # A process that freezes within a transaction loses it, with whatever it had locked.
        patience = 1000 * max(settings.lease_seconds, LEAST_PATIENCE_SECONDS)
        limits = {"idle_in_transaction_session_timeout": f"{patience:.0f}"}
        connections[WRITER]["credentials"]["server_settings"] = limits
    return {
        "connections": connections,
        "apps": {APP: {"models": list(modules), "default_connection": WRITER, "migrations": MIGRATIONS}},
        "routers": ["feedback.core.database.ReadApart"],
        "use_tz": True,
        "timezone": "UTC",
    }


def writer_connection(settings: Settings, **pragmas: str) -> dict[str, Any]:
    if settings.is_sqlite:
        return _sqlite_connection(settings, **pragmas)
    connection = expand_db_url(settings.database_url.replace("postgresql://", "postgres://", 1))
    connection["engine"] = "feedback.core.asyncpg_engine"
    return connection


async def connect_postgres(settings: Settings) -> asyncpg.Connection:
    """A connection of one's own, apart from the pool: for a lock that must live as long as the connection."""
    credentials = writer_connection(settings)["credentials"]
    wanted = {name: credentials.get(name) for name in ("host", "port", "user", "password", "database", "ssl")}
    return await asyncpg.connect(**wanted)


def _sqlite_connection(settings: Settings, **pragmas: str) -> dict[str, Any]:
    return {
        "engine": "feedback.core.sqlite_engine",
        "credentials": {"file_path": str(settings.sqlite_path), **SQLITE_PRAGMAS, **pragmas},
    }


async def open_database(settings: Settings) -> None:
    """Connect this process, once, before the first request or job; `close_database` before it ends."""
    use_threshold(settings.suppress_below)
    if settings.is_sqlite:
        settings.sqlite_path.parent.mkdir(parents=True, exist_ok=True)
    await Tortoise.init(config=tortoise_config(settings), _enable_global_fallback=True)
    try:
        # In this order: the file must be in WAL mode before a connection that may not write opens it.
        for alias in get_connections().db_config:
            await get_connection(alias).execute_query("SELECT 1")
    except BaseException as error:
        await close_database()
        raise as_unavailable(error) or error from error


async def close_database() -> None:
    """Close every connection, and forget what Tortoise remembered for this engine: its cache of statements is
    keyed by the connection's name, not by the engine behind it."""
    current = context.get_current_context()
    if current is None:
        return
    await Tortoise.close_connections()
    EXECUTOR_CACHE.clear()


def writer() -> BaseDBAsyncClient:
    """The connection that writes: the transaction's own, inside one."""
    return get_connection(WRITER)


def reader() -> BaseDBAsyncClient:
    return get_connection(READER) if _has_reader() and not in_a_transaction() else get_connection(WRITER)


def in_a_transaction() -> bool:
    client = get_connection(WRITER)
    return isinstance(client, TransactionalDBClient) and not client._finalized


def is_postgres() -> bool:
    return bool(get_connection(WRITER).capabilities.dialect == "postgres")


def _has_reader() -> bool:
    return READER in get_connections().db_config


@asynccontextmanager
async def transaction() -> AsyncIterator[BaseDBAsyncClient]:
    """All of it or nothing. Within another transaction it joins that one, so verbs may call each other.

    Keep it short, and start no task inside it: on SQLite nobody else writes meanwhile. A store that cannot
    write now raises `StoreUnavailable`, which the web shows as "try again, your answers are still here".
    """
    if in_a_transaction():
        yield writer()
        return
    try:
        async with in_transaction(WRITER) as client:
            yield client
    except Exception as error:
        unavailable = as_unavailable(error)
        if unavailable is None:
            raise
        raise unavailable from error


def as_unavailable(error: BaseException) -> StoreUnavailable | None:
    """The `StoreUnavailable` that stands for `error`, or None when `error` is something else."""
    if isinstance(error, StoreUnavailable):
        return error
    cause = error.args[0] if isinstance(error, OperationalError) and error.args else error
    if isinstance(cause, sqlite3.OperationalError):
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        return StoreUnavailable(str(cause)) if code in UNAVAILABLE_CODES else None
    return StoreUnavailable(type(cause).__name__) if isinstance(cause, UNAVAILABLE_ERRORS) else None


async def database_now() -> datetime:
    """The moment that leases are measured by: the server's on PostgreSQL, since machines' clocks differ."""
    if not is_postgres():
        return clock.now()
    found = await writer().execute_query_dict("SELECT clock_timestamp() AS moment")
    moment: datetime = found[0]["moment"]
    return moment


async def rows(sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """Read with SQL that both engines understand. Write `?` for each value, and no `?` in a literal.

    UUIDs go in as they are and come back as text on both engines. Dates come back as text on SQLite.
    """
    found = await reader().execute_query_dict(*for_engine(sql, values))
    return [{name: _plain(value) for name, value in row.items()} for row in found]


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, uuid.UUID) else value


async def execute(sql: str, values: Sequence[Any] = ()) -> int:
    """Change rows with SQL that both engines understand; gives the number of rows changed.

    For UPDATE and DELETE. An INSERT tells whether it happened by RETURNING, read with `rows`.
    """
    changed, _ = await writer().execute_query(*for_engine(sql, values))
    return int(changed)


async def at_once(sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """One statement that changes rows and is a transaction of its own; gives what it returns.

    For leases, slots and heartbeats. On SQLite the file is locked only while the statement runs, never
    between two awaits, so a process that is frozen keeps it from nobody. Not for use within a transaction.
    """
    try:
        found = await writer().execute_query_dict(*for_engine(sql, values))
    except Exception as error:
        raise as_unavailable(error) or error from error
    return [{name: _plain(value) for name, value in row.items()} for row in found]


def for_engine(sql: str, values: Sequence[Any]) -> tuple[str, list[Any]]:
    if is_postgres():
        return _numbered(sql), list(values)
    return sql, [str(value) if isinstance(value, uuid.UUID) else value for value in values]


@lru_cache(maxsize=500)
def _numbered(sql: str) -> str:
    first, *others = sql.split("?")
    return first + "".join(f"${place}{part}" for place, part in enumerate(others, 1))
