"""Duties that exactly one process has at a time, held as rows with an end.

A holder that dies or freezes loses its duty when the time is over, on any engine and without anybody's help.
"""

import os
import secrets
import socket
from datetime import timedelta

from feedback.core.database import at_once, database_now

TAKE = """
INSERT INTO lease (name, holder, until, fence) VALUES (?, ?, ?, 1)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until,
    fence = lease.fence + CASE WHEN lease.holder <> excluded.holder THEN 1 ELSE 0 END
WHERE lease.holder = excluded.holder OR lease.until < ?
RETURNING fence
"""
RELEASE = "UPDATE lease SET until = ? WHERE name = ? AND holder = ? RETURNING fence"


def new_holder() -> str:
    """A name for this process that no other has had, not even one of the same number on the same machine."""
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(6)}"


async def take_lease(name: str, holder: str, seconds: float) -> int | None:
    """Take or renew the lease. Gives its fence, or None when another process holds it."""
    moment = await database_now()
    found = await at_once(TAKE, [name, holder, moment + timedelta(seconds=seconds), moment])
    return int(found[0]["fence"]) if found else None


async def release_lease(name: str, holder: str) -> None:
    """Let the next process take over now instead of when the time is over."""
    await at_once(RELEASE, [await database_now(), name, holder])
