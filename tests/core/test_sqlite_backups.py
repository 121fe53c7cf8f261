import sqlite3
import stat
from contextlib import closing

from feedback.core import clock
from feedback.core.backups import COPIES_KEPT, back_up
from feedback.core.database import transaction
from feedback.core.models import Lease


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
