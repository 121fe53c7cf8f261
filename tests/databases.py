"""Databases for tests: one migrated template for each test process, and a copy of it for each test."""

import itertools
import os
import shutil
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from feedback.core.database import close_database, open_database
from feedback.core.migrating import migrate
from feedback.core.settings import Settings
from feedback.core.shape import BOOKKEEPING

ENGINE = os.environ.get("HEARD_TEST_ENGINE", "sqlite")
SQLITE = "sqlite:///"
ROOT = Path(__file__).parent.parent
_counted = itertools.count(1)
MOST_LENDINGS = 100  # rows that were deleted stay in its files, and it becomes slow
# Those that ever held a row: a table that a backend has not opened yet costs it more than a look at its file.
USED_TABLES = """
    SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    AND relname <> $1 AND pg_relation_size(oid) > 0
"""
OTHERS_END = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def environ_for(database_url: str, **more: str) -> dict[str, str]:
    """The variables that a test's own processes start with."""
    return {
        "HEARD_ENV": "test",
        "HEARD_SECRET": "4f1c9be07a6d4c8e93b5d20a7e61f8c3-for-tests-only",
        "DATABASE_URL": database_url,
        "HEARD_BASE_URL": "http://heard.test",
        "HEARD_MAIL_FROM": "heard@heard.test",
        "HEARD_SAFEGUARDING_MAIL": "safeguarding@heard.test",
        "HEARD_CHEAP_PASSWORDS": "1",
        "HEARD_LEASE_SECONDS": "2",
        **more,
    }


def settings_for(database_url: str, **more: str) -> Settings:
    return Settings.from_env(environ_for(database_url, **more))


class Template:
    """Where migrated, empty databases are copied from, on the engine of this test process."""

    def __init__(self, folder: Path, server: str, worker: str) -> None:
        self.folder = folder
        self.server = server
        self.worker = worker
        self.made = False
        self._emptied: list[str] = []
        self._lent: Counter[str] = Counter()

    @property
    def url(self) -> str:
        return self._url("template")

    def new_url(self) -> str:
        if self._emptied:
            return self._emptied.pop()
        return self._url(f"t{next(_counted)}")

    def _url(self, name: str) -> str:
        if ENGINE == "sqlite":
            return f"{SQLITE}{self.folder}/{name}.sqlite3"
        return f"{self.server}heard_{self.worker}_{name}"

    async def make(self) -> None:
        """Once. An empty database gets the shape of the models, so a change that no migration tells of yet is
        there too; the contract test on the schema is what refuses it."""
        if self.made:
            return
        if ENGINE != "sqlite":
            await create_database(self.server, self.url)
        await migrate(settings_for(self.url))
        self.made = True

    @asynccontextmanager
    async def lend(self, url: str) -> AsyncIterator[None]:
        """A migrated database without a row at `url`, for tests that leave its shape alone.

        On PostgreSQL a copy is hundreds of files, so one is emptied and lent again, until it is worn out.
        """
        if ENGINE == "sqlite":
            async with self.copy(url):
                yield
            return
        await self.make()
        if url not in self._lent:
            await create_database(self.server, url, like=self.url)
        self._lent[url] += 1
        try:
            yield
        finally:
            if self._lent[url] < MOST_LENDINGS:
                await delete_rows(url)
                self._emptied.append(url)
            else:
                await drop_database(self.server, url)

    @asynccontextmanager
    async def copy(self, url: str) -> AsyncIterator[None]:
        """A migrated database at `url`, gone afterwards."""
        await self.make()
        async with self._database(url, like=self.url):
            yield

    @asynccontextmanager
    async def empty(self, url: str) -> AsyncIterator[None]:
        """A database at `url` without any tables, gone afterwards."""
        async with self._database(url):
            yield

    @asynccontextmanager
    async def connected(self, settings: Settings) -> AsyncIterator[None]:
        await open_database(settings)
        try:
            yield
        finally:
            await close_database()

    @asynccontextmanager
    async def _database(self, url: str, like: str | None = None) -> AsyncIterator[None]:
        if ENGINE != "sqlite":
            await drop_database(self.server, url)  # it may be one that was lent before
            del self._lent[url]
            await create_database(self.server, url, like)
        elif like:
            shutil.copyfile(like.removeprefix(SQLITE), url.removeprefix(SQLITE))
        try:
            yield
        finally:
            if ENGINE != "sqlite":
                await drop_database(self.server, url)
            else:
                path = Path(url.removeprefix(SQLITE))
                for left in path.parent.glob(f"{path.name}*"):
                    left.unlink()


async def create_database(server: str, url: str, like: str | None = None) -> None:
    source = f' TEMPLATE "{_name(like)}"' if like else ""
    await _on_server(server, f'CREATE DATABASE "{_name(url)}"{source}')


async def drop_database(server: str, url: str) -> None:
    await _on_server(server, f'DROP DATABASE IF EXISTS "{_name(url)}" WITH (FORCE)')


async def delete_rows(url: str) -> None:
    """End everybody else's connections to a database, and empty its tables."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(OTHERS_END)
        used = [row["relname"] for row in await connection.fetch(USED_TABLES, BOOKKEEPING)]
        found = " UNION ALL ".join(
            f"SELECT '{table}' AS name WHERE EXISTS (SELECT FROM \"{table}\")" for table in used
        )
        filled = [row["name"] for row in await connection.fetch(found)] if used else []
        if filled:
            deletes = "; ".join(f'DELETE FROM "{table}"' for table in filled)
            await connection.execute(f"SET session_replication_role = replica; {deletes}")
    finally:
        await connection.close()


async def _on_server(server: str, sql: str) -> None:
    connection = await asyncpg.connect(f"{server}postgres")
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


def _name(url: str) -> str:
    return url.rsplit("/", 1)[1]


def migrations_to_come(folder: Path, monkeypatch: pytest.MonkeyPatch, *lines: str) -> str:
    """The name of a package of our migrations with one more, whose class holds these lines."""
    package = folder / f"to_come_{folder.name}"  # a name of its own, since imports are remembered
    shutil.copytree(ROOT / "feedback" / "migrations", package, ignore=shutil.ignore_patterns("__pycache__"))
    newest = sorted(path.stem for path in package.glob("[0-9]*.py"))[-1]
    head = "from tortoise import migrations\n\n\n"
    body = ["class Migration(migrations.Migration):", f"dependencies = [('heard', '{newest}')]", *lines]
    (package / "9999_to_come.py").write_text(head + "\n    ".join(body) + "\n")
    monkeypatch.syspath_prepend(str(folder))
    return package.name
