import sqlite3
import stat
from contextlib import closing
from dataclasses import replace

import pytest

from feedback.core import clock
from feedback.core.backups import COPIES_KEPT, back_up
from feedback.core.database import transaction
from feedback.core.migrating import MigrationRefused, migrate
from feedback.core.models import Lease
from tests.databases import migrations_to_come


async def test_a_copy_holds_every_row_and_only_the_owner_may_read_it(db, tmp_path):
    async with transaction():
        await Lease.create(name="a", holder="", until=clock.now())
    path = await back_up(db, clock.now())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with closing(sqlite3.connect(path)) as copy:
        assert copy.execute("SELECT name FROM lease").fetchall() == [("a",)]


async def test_old_copies_go(db):
    made = [await back_up(db, clock.now()) for _ in range(COPIES_KEPT + 2)]
    assert [path.exists() for path in made] == [False, False] + [True] * COPIES_KEPT


async def test_migrating_makes_its_copy_before_it_changes_anything(settings, template, monkeypatch, tmp_path):
    migrations = migrations_to_come(
        tmp_path,
        monkeypatch,
        "may_lose_rows = ('lease',)",
        "operations = [migrations.operations.RunSQL('DELETE FROM lease')]",
    )
    async with template.copy(settings.database_url):
        with closing(sqlite3.connect(settings.sqlite_path, isolation_level=None)) as connection:
            connection.execute("INSERT INTO lease (name, holder, fence, until) VALUES ('a', '', 1, 0)")
        (tmp_path / "taken").touch()
        with pytest.raises(MigrationRefused, match=r"No copy can be written in .*Nothing was changed"):
            await migrate(replace(settings, backup_folder=tmp_path / "taken"), migrations=migrations)
        assert leases(settings.sqlite_path) == 1
        report = await migrate(settings, migrations=migrations)
        assert report.applied == ["9999_to_come"]
        assert (leases(report.backup), leases(settings.sqlite_path)) == (1, 0)


def leases(path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT COUNT(*) FROM lease").fetchone()[0]
