"""Nothing is lost on the way from an old database to a new one, on the engine of this test process."""

import asyncio
import importlib
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tortoise.context import TortoiseContext
from tortoise.transactions import in_transaction

from feedback.core.database import APP, WRITER, execute, rows, writer, writer_connection
from feedback.core.migrating import (
    MigrationRefused,
    fresh_shape,
    known_migrations,
    make_migration,
    migrate,
    pending_migrations,
)
from feedback.core.settings import Settings
from feedback.core.shape import Column, row_counts, shape_of
from tests.databases import ENGINE, Template

PACKAGE = "heard_rebuilt"
MODELS = """
from tortoise import fields
from feedback.core.models import Base

class Ballot(Base):
    slug = fields.CharField(max_length={length}, unique=True)
    year = fields.IntField()
    title = fields.CharField(max_length=80)

    class Meta:
        table = "ballot"
        unique_together = (("year", "title"),)
        indexes = (("title", "year"),)

class Vote(Base):
    ballot = fields.ForeignKeyField("heard.Ballot", related_name="votes")
    person = fields.CharField(max_length=40)

    class Meta:
        table = "vote"
        unique_together = (("ballot", "person"),)
        indexes = (("ballot", "id"),)
"""
LOSES_ROWS = """
from tortoise import migrations
from tortoise.migrations import operations as ops

class Migration(migrations.Migration):
    dependencies = [("heard", "{after}")]
    {allowed}
    operations = [ops.RunSQL("DELETE FROM vote")]
"""
MIGRATE = f"""
import asyncio
from feedback.core.migrating import migrate
from feedback.core.settings import Settings
settings = Settings.from_env()
report = asyncio.run(migrate(settings, modules=["{PACKAGE}.models"], migrations="{PACKAGE}.migrations"))
print(len(report.applied))
"""


class Ballots:
    """A small application of two tables, whose parent table a migration has to rebuild on SQLite."""

    modules = [f"{PACKAGE}.models"]
    migrations = f"{PACKAGE}.migrations"

    def __init__(self, folder: Path) -> None:
        self.folder = folder / PACKAGE
        (self.folder / "migrations").mkdir(parents=True)
        (self.folder / "__init__.py").touch()
        (self.folder / "migrations" / "__init__.py").touch()
        self.write_models(length=64)

    def write_models(self, length: int) -> None:
        self.forget()
        (self.folder / "models.py").write_text(MODELS.format(length=length))

    def write_migration(self, name: str, text: str) -> None:
        self.forget()
        (self.folder / "migrations" / f"{name}.py").write_text(textwrap.dedent(text))

    def forget(self) -> None:
        for name in [name for name in sys.modules if name.startswith(PACKAGE)]:
            del sys.modules[name]
        importlib.invalidate_caches()

    async def make(self, settings: Settings, name: str | None = None) -> list[Path]:
        self.forget()
        return await make_migration(settings, name, modules=self.modules, migrations=self.migrations)

    async def migrate(self, settings: Settings):
        self.forget()
        return await migrate(settings, modules=self.modules, migrations=self.migrations)

    async def fill(self, settings: Settings) -> None:
        async with connected(settings, self.modules):
            for ballot in range(3):
                await execute(
                    f"INSERT INTO ballot (id, slug, year, title) "
                    f"VALUES ('{key(ballot)}', 's{ballot}', 2026, 't{ballot}')"
                )
                for vote in range(5):
                    await execute(
                        f"INSERT INTO vote (id, person, ballot_id) "
                        f"VALUES ('{key(ballot * 10 + vote)}', 'p{vote}', '{key(ballot)}')"
                    )

    async def counts(self, settings: Settings) -> dict[str, int]:
        async with connected(settings, self.modules):
            return await row_counts(writer(), ["ballot", "vote"])


def key(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


@asynccontextmanager
async def connected(settings: Settings, modules: list[str]):
    async with TortoiseContext() as context:
        apps = {APP: {"models": modules, "default_connection": WRITER}}
        await context.init(config={"connections": {WRITER: writer_connection(settings)}, "apps": apps})
        yield


@pytest.fixture
def ballots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ballots]:
    monkeypatch.syspath_prepend(str(tmp_path))
    made = Ballots(tmp_path)
    yield made
    made.forget()


async def test_a_rebuilt_parent_keeps_its_children_its_indexes_and_its_unique_keys(
    settings: Settings, template: Template, ballots: Ballots
):
    async with template.empty(settings.database_url):
        await ballots.make(settings)
        assert (await ballots.migrate(settings)).applied == ["0001_initial"]
        await ballots.fill(settings)
        ballots.write_models(length=80)
        await ballots.make(settings, "longer slugs")
        report = await ballots.migrate(settings)
        assert report.applied == ["0002_longer_slugs"]
        assert (report.restored != []) == (ENGINE == "sqlite")
        assert await ballots.counts(settings) == {"ballot": 3, "vote": 15}
        async with connected(settings, ballots.modules):
            made, wanted = await shape_of(writer()), await fresh_shape(writer())
        assert made == wanted
        assert Column("ballot", "slug", made_type(80), True, "") in made.columns
        again = await ballots.migrate(settings)
        assert (again.applied, again.restored) == ([], [])
        assert await ballots.make(settings) == []


async def test_a_key_that_was_lost_before_is_made_again(
    settings: Settings, template: Template, ballots: Ballots
):
    async with template.empty(settings.database_url):
        await ballots.make(settings)
        await ballots.migrate(settings)
        async with connected(settings, ballots.modules):
            index = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE INDEX%' AND tbl_name = 'vote'"
            if ENGINE != "sqlite":
                index = "SELECT indexname AS name FROM pg_indexes WHERE indexname LIKE 'idx_vote%'"
            await execute(f'DROP INDEX "{(await rows(index))[0]["name"]}"')
        assert [lost.table for lost in (await ballots.migrate(settings)).restored] == ["vote"]


async def test_a_migration_that_loses_rows_is_refused_and_changes_nothing(
    settings: Settings, template: Template, ballots: Ballots
):
    async with template.empty(settings.database_url):
        await ballots.make(settings)
        await ballots.migrate(settings)
        await ballots.fill(settings)
        ballots.write_migration("0002_bad", LOSES_ROWS.format(after="0001_initial", allowed=""))
        with pytest.raises(MigrationRefused, match="vote had 15 rows and would have 0"):
            await ballots.migrate(settings)
        assert await ballots.counts(settings) == {"ballot": 3, "vote": 15}
        assert await pending_migrations(settings, ballots.migrations) == ["0002_bad"]
        meant = LOSES_ROWS.format(after="0001_initial", allowed='may_lose_rows = ("vote",)')
        ballots.write_migration("0002_bad", meant)
        assert (await ballots.migrate(settings)).applied == ["0002_bad"]
        assert await ballots.counts(settings) == {"ballot": 3, "vote": 0}


async def test_models_without_their_migration_are_refused(
    settings: Settings, template: Template, ballots: Ballots
):
    async with template.empty(settings.database_url):
        with pytest.raises(MigrationRefused, match="make-migration"):
            await ballots.migrate(settings)


async def test_two_migrators_at_once_migrate_once(
    settings: Settings, template: Template, ballots: Ballots, environ: dict[str, str]
):
    async with template.empty(settings.database_url):
        await ballots.make(settings)
        started = [
            await asyncio.create_subprocess_exec(
                sys.executable,
                "-c",
                MIGRATE,
                env={**environ, "PYTHONPATH": f"{Path.cwd()}:{ballots.folder.parent}"},
                stdout=asyncio.subprocess.PIPE,
            )
            for _ in range(2)
        ]
        said = [(await process.communicate())[0].strip() for process in started]
        assert [process.returncode for process in started] == [0, 0]
        assert sorted(said) == [b"0", b"1"]


async def test_a_filled_database_goes_through_every_migration(settings: Settings, template: Template):
    async with template.empty(settings.database_url):
        filled: set[str] = set()
        for name in known_migrations():
            await migrate(settings, backup=False, until=name)
            filled |= await fill_empty_tables(settings)
        async with template.connected(settings):
            before = await row_counts(writer(), (await shape_of(writer())).tables)
        report = await migrate(settings)
        assert report.restored == []
        assert await pending_migrations(settings) == []
        async with template.connected(settings):
            made = await shape_of(writer())
            assert made == await fresh_shape(writer())
            assert await row_counts(writer(), made.tables) == before == dict.fromkeys(made.tables, 1)
        assert filled == set(made.tables)


async def test_an_empty_database_gets_the_newest_shape_at_once(settings: Settings, template: Template):
    async with template.empty(settings.database_url):
        report = await migrate(settings)
        assert (report.applied, report.restored) == (known_migrations(), [])
        assert await pending_migrations(settings) == []
        async with template.connected(settings):
            made = await shape_of(writer())
            assert made == await fresh_shape(writer())
            assert len(made.keys) > len(made.tables) > 30


async def test_asking_for_what_is_pending_is_fast(db: Settings):
    began = time.process_time()
    assert await pending_migrations(db) == []
    assert time.process_time() - began < 0.3


async def fill_empty_tables(settings: Settings) -> set[str]:
    """One row in each table. All keys are equal, so each reference finds its parent."""
    async with TortoiseContext() as context:
        pragmas = {"foreign_keys": "OFF"} if ENGINE == "sqlite" else {}
        connections = {WRITER: writer_connection(settings, **pragmas)}
        apps = {APP: {"models": ["feedback.core.models"], "default_connection": WRITER}}
        await context.init(config={"connections": connections, "apps": apps})
        async with in_transaction(WRITER):
            if ENGINE != "sqlite":
                await execute("SET LOCAL session_replication_role = replica")
            shape = await shape_of(writer())
            empty = {table for table, n in (await row_counts(writer(), shape.tables)).items() if n == 0}
            for table in empty:
                columns = sorted(column for column in shape.columns if column.table == table)
                names = ", ".join(f'"{column.name}"' for column in columns)
                values = ", ".join(value_of(column) for column in columns)
                await execute(f'INSERT INTO "{table}" ({names}) VALUES ({values})')
        return empty


def value_of(column: Column) -> str:
    kind = column.type.lower()
    if kind == "uuid" or (kind == "char(36)"):
        return f"'{key(1)}'"
    if kind.startswith(("bool", "int", "small", "big", "real", "double", "numeric")):
        return "true" if kind.startswith("bool") else "1"
    if kind.startswith("json"):
        return "'{}'"
    if kind == "date":
        return "'2026-03-02'"
    return "'2026-03-02 09:00:00+00:00'" if kind.startswith("timestamp") else "'x'"


def made_type(length: int) -> str:
    return f"VARCHAR({length})" if ENGINE == "sqlite" else f"character varying({length})"
