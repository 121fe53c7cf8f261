"""Bringing a database up to date without losing anybody's words.

Tortoise's migrations, with a guard around them. On SQLite Tortoise rebuilds a table to change a column, which
deletes the rows of every table that points at it, and drops the table's indexes and unique keys. So: one
migrator at a time; a copy first; everything in one transaction with foreign keys off; then every key compared
with those that the models make, lost ones made again, rows counted, references checked. If a check fails,
nothing has changed.
"""

import asyncio
import pkgutil
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.context import TortoiseContext
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget
from tortoise.migrations.migration import Migration
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.migrations.writer import format_migration_name
from tortoise.transactions import in_transaction
from tortoise.utils import get_schema_sql

from feedback.core import clock
from feedback.core.backups import BackupFailed, back_up
from feedback.core.database import APP, MIGRATIONS, MODEL_MODULES, WRITER, connect_postgres, writer_connection
from feedback.core.detecting import PlainDetector
from feedback.core.settings import Settings
from feedback.core.shape import BOOKKEEPING, Key, Shape, row_counts, shape_of
from feedback.core.sqlite_engine import ImmediateClient

LOCK_WAIT_SECONDS = 120
# The number under which PostgreSQL knows "somebody migrates Heard"; it only has to be always the same.
LOCK_NUMBER = 4837216590
CHECK_SCHEMA = "heard_shape_check"
RECORD = 'SELECT "name" FROM "tortoise_migrations"'


class MigrationRefused(Exception):
    """The database was left as it was; the sentence says why and what to do."""


@dataclass
class Report:
    applied: list[str] = field(default_factory=list)
    restored: list[Key] = field(default_factory=list)
    backup: Path | None = None
    no_backup_because: str = ""

    def sentences(self) -> Iterator[str]:
        if not self.applied and not self.restored:
            yield "The database is up to date."
            return
        if self.backup:
            yield f"A copy from before is in {self.backup}."
        elif self.no_backup_because:
            yield f"No copy was made: {self.no_backup_because}"
        if self.applied:
            yield f"Applied {', '.join(self.applied)}. Every row is still there."
        for key in self.restored:
            yield f"Made again: the {key.sentence()}."


class _Recorder(MigrationRecorder):
    """The stock one makes its table by a script, and on SQLite a script ends the transaction it runs in."""

    async def ensure_schema(self, schema_editor: Any) -> None:
        return None


async def migrate(
    settings: Settings,
    *,
    backup: bool = True,
    until: str | None = None,
    modules: Sequence[str] = MODEL_MODULES,
    migrations: str = MIGRATIONS,
) -> Report:
    """Apply what is pending and make lost keys again, or raise `MigrationRefused` and change nothing.

    `until` names a migration to stop after; keys are then left for the run that goes on to the newest.
    """
    report = Report()
    async with _only_migrator(settings):
        if backup and await _has_tables(settings) and await pending_migrations(settings, migrations):
            await _back_up(settings, report)
        async with _connected(settings, modules, migrations) as (client, apps):
            await _make_record_table(client, apps)
            async with in_transaction(WRITER) as changing:
                await _change(changing, apps, report, until)
    return report


async def pending_migrations(settings: Settings, migrations: str = MIGRATIONS) -> list[str]:
    """The names that are not applied yet. Fast, since every start of a web process asks."""
    applied = await (_applied_sqlite(settings) if settings.is_sqlite else _applied_postgres(settings))
    return [name for name in known_migrations(migrations) if name not in applied]


def known_migrations(migrations: str = MIGRATIONS) -> list[str]:
    folder = import_module(migrations).__path__
    return sorted(found.name for found in pkgutil.iter_modules(folder) if found.name[0] not in "_~")


async def make_migration(
    settings: Settings,
    name: str | None = None,
    *,
    modules: Sequence[str] = MODEL_MODULES,
    migrations: str = MIGRATIONS,
) -> list[Path]:
    """Write what changed in the models since the newest migration as a new one."""
    async with TortoiseContext() as context:
        config = _config(settings, modules, migrations)
        await context.init(config=config, init_connections=False)
        written = []
        for writer in await PlainDetector(context.apps, config["apps"]).changes():  # type: ignore[arg-type]
            if name:
                writer.name = format_migration_name(int(writer.name.split("_", 1)[0]), name)
            written.append(writer.write())
        return written


async def fresh_shape(client: BaseDBAsyncClient) -> Shape:
    """The shape that the models make in an empty database, seen without leaving anything behind."""
    sql = get_schema_sql(client, safe=False)
    if client.capabilities.dialect == "postgres":
        return await _fresh_postgres_shape(sql)
    return await _fresh_sqlite_shape(sql)


async def _fresh_postgres_shape(sql: str) -> Shape:
    async with in_transaction(WRITER) as client:
        found = await client.execute_query_dict("SELECT current_schema() AS name")
        await client.execute_query(f"CREATE SCHEMA {CHECK_SCHEMA}")
        await client.execute_query(f"SET LOCAL search_path TO {CHECK_SCHEMA}")
        await client.execute_script(sql)
        shape = await shape_of(client)
        await client.execute_query(f'SET LOCAL search_path TO "{found[0]["name"]}"')
        await client.execute_query(f"DROP SCHEMA {CHECK_SCHEMA} CASCADE")
        return shape


async def _fresh_sqlite_shape(sql: str) -> Shape:
    memory = ImmediateClient(":memory:", connection_name="fresh")
    try:
        await memory.execute_script(sql)
        return await shape_of(memory)
    finally:
        await memory.close()


async def _change(
    client: BaseDBAsyncClient, apps: dict[str, dict[str, Any]], report: Report, until: str | None
) -> None:
    """Runs within the one transaction: an exception takes everything back."""
    if client.capabilities.dialect == "postgres":
        # Rows that others add or delete meanwhile must not look like ours.
        await client.execute_query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    before = await row_counts(client, (await shape_of(client)).tables)
    executor = MigrationExecutor(client, apps)
    executor.recorder = executor.loader.recorder = _Recorder(client)
    targets = [MigrationTarget(APP, until)] if until else None
    plan = [step.migration for step in await executor.plan(targets)]
    if plan and until is None and not before:
        await _make_at_once(client, executor, plan)
    else:
        await executor.migrate(targets, direction="forward")
    report.applied.extend(migration.name for migration in plan)

    after = await shape_of(client)
    if until is None:
        await _restore_keys(client, after, report)
    allowed = {table for migration in plan for table in getattr(migration, "may_lose_rows", ())}
    kept = [table for table in before if table in after.tables and table not in allowed]
    _refuse_lost_rows(before, await row_counts(client, kept))
    await _refuse_broken(client)


async def _make_at_once(
    client: BaseDBAsyncClient, executor: MigrationExecutor, plan: list[Migration]
) -> None:
    """An empty database has no rows to bring along: it gets the newest shape in a second, not step by step in
    a minute. `tests/core/test_migrating.py` shows that both ways end in the same shape."""
    for statement in get_schema_sql(client, safe=False).split(";\n"):
        await client.execute_query(statement)
    for migration in plan:
        await executor.recorder.record_applied(APP, migration.name)


async def _restore_keys(client: BaseDBAsyncClient, after: Shape, report: Report) -> None:
    wanted = await fresh_shape(client)
    _refuse_unmade(wanted, after)
    for key in sorted(wanted.keys - after.keys):
        await client.execute_query(key.sql())
        report.restored.append(key)


def _refuse_unmade(wanted: Shape, after: Shape) -> None:
    """Models that know more than the migrations make would fail later, at the first page that needs it."""
    unmade = sorted(wanted.column_names - after.column_names)
    if unmade:
        raise MigrationRefused(
            f"No migration makes {', '.join(unmade[:5])}{' and more' if len(unmade) > 5 else ''}. "
            "Nothing was changed. Write one with: python -m feedback make-migration"
        )


def _refuse_lost_rows(before: dict[str, int], after: dict[str, int]) -> None:
    lost = [
        f"{table} had {before[table]} rows and would have {n}"
        for table, n in after.items()
        if n < before[table]
    ]
    if lost:
        raise MigrationRefused(
            f"The migrations would lose rows: {'; '.join(lost)}. Nothing was changed. A migration that means "
            "to delete rows names the table in `may_lose_rows`."
        )


async def _refuse_broken(client: BaseDBAsyncClient) -> None:
    if client.capabilities.dialect != "sqlite":
        return
    orphans = await client.execute_query_dict("PRAGMA foreign_key_check")
    if orphans:
        tables = ", ".join(sorted({row["table"] for row in orphans}))
        raise MigrationRefused(
            f"Rows of {tables} would point at rows that are not there. Nothing was changed."
        )
    found = await client.execute_query_dict("PRAGMA integrity_check(1)")
    if found[0]["integrity_check"] != "ok":
        raise MigrationRefused("The database file is damaged. Put the newest copy back before you migrate.")


def _config(settings: Settings, modules: Sequence[str], migrations: str) -> dict[str, Any]:
    pragmas = {"foreign_keys": "OFF"} if settings.is_sqlite else {}
    return {
        "connections": {WRITER: writer_connection(settings, **pragmas)},
        "apps": {APP: {"models": list(modules), "default_connection": WRITER, "migrations": migrations}},
        "routers": ["feedback.core.database.ReadApart"],
    }


@asynccontextmanager
async def _connected(
    settings: Settings, modules: Sequence[str], migrations: str
) -> AsyncIterator[tuple[BaseDBAsyncClient, dict[str, dict[str, Any]]]]:
    if settings.is_sqlite:
        settings.sqlite_path.parent.mkdir(parents=True, exist_ok=True)
    config = _config(settings, modules, migrations)
    async with TortoiseContext() as context:
        await context.init(config=config)
        try:
            yield context.db(WRITER), config["apps"]
        finally:
            EXECUTOR_CACHE.clear()


async def _make_record_table(client: BaseDBAsyncClient, apps: dict[str, dict[str, Any]]) -> None:
    executor = MigrationExecutor(client, apps)
    await executor.recorder.ensure_schema(executor._schema_editor(atomic=False))


async def _back_up(settings: Settings, report: Report) -> None:
    try:
        report.backup = await back_up(settings, clock.now())
    except BackupFailed as error:
        if settings.is_sqlite or settings.is_production:
            raise MigrationRefused(
                f"{error} Nothing was changed. Make a copy your own way, then run migrate --no-backup."
            ) from error
        report.no_backup_because = str(error)


async def _has_tables(settings: Settings) -> bool:
    return bool(await (_applied_sqlite(settings) if settings.is_sqlite else _applied_postgres(settings)))


async def _applied_sqlite(settings: Settings) -> set[str]:
    if not settings.sqlite_path.exists():
        return set()
    return await asyncio.to_thread(_read_sqlite_record, settings.sqlite_path)


def _read_sqlite_record(path: Path) -> set[str]:
    with closing(sqlite3.connect(path, timeout=10)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (BOOKKEEPING,)).fetchone():
            return set()
        return {name for (name,) in connection.execute(RECORD)}


async def _applied_postgres(settings: Settings) -> set[str]:
    connection = await connect_postgres(settings)
    try:
        if await connection.fetchval("SELECT to_regclass($1)", BOOKKEEPING) is None:
            return set()
        return {row["name"] for row in await connection.fetch(RECORD)}
    finally:
        await connection.close()


@asynccontextmanager
async def _only_migrator(settings: Settings) -> AsyncIterator[None]:
    """Wait until no other process migrates. A migrator that dies lets go at once on both engines."""
    lock = _file_lock(settings.sqlite_path) if settings.is_sqlite else _server_lock(settings)
    async with lock:
        yield


@asynccontextmanager
async def _file_lock(path: Path) -> AsyncIterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.migrating")
    with closing(sqlite3.connect(beside, timeout=LOCK_WAIT_SECONDS, check_same_thread=False)) as connection:
        try:
            await asyncio.to_thread(connection.execute, "BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise MigrationRefused(
                "Another process is still migrating. Try again when it has ended."
            ) from error
        yield


@asynccontextmanager
async def _server_lock(settings: Settings) -> AsyncIterator[None]:
    connection = await connect_postgres(settings)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK_NUMBER, timeout=LOCK_WAIT_SECONDS)
        yield
    except TimeoutError as error:
        raise MigrationRefused("Another process is still migrating. Try again when it has ended.") from error
    finally:
        await connection.close()
