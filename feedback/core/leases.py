"""Duties that exactly one process has at a time, held as rows with an end.

A holder that dies or freezes loses its duty when the time is over, on any engine and without anybody's help.
"""

import os
import secrets
import socket
from datetime import timedelta

from feedback.core.database import database_now, rows, transaction
from feedback.core.models import Lease

TAKE = """
INSERT INTO lease (name, holder, until, fence) VALUES (?, ?, ?, 1)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until,
    fence = lease.fence + CASE WHEN lease.holder <> excluded.holder THEN 1 ELSE 0 END
WHERE lease.holder = excluded.holder OR lease.until < ?
RETURNING fence
"""


def new_holder() -> str:
    """A name for this process that no other has had, not even one of the same number on the same machine."""
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(6)}"


async def take_lease(name: str, holder: str, seconds: float) -> int | None:
    """Take or renew the lease. Gives its fence, or None when another process holds it."""
    async with transaction():
        moment = await database_now()
        found = await rows(TAKE, [name, holder, moment + timedelta(seconds=seconds), moment])
    return int(found[0]["fence"]) if found else None


async def release_lease(name: str, holder: str) -> None:
    """Let the next process take over now instead of when the time is over."""
    async with transaction():
        await Lease.filter(name=name, holder=holder).update(until=await database_now())


async def holds_lease(name: str, holder: str) -> bool:
    """Whether it is still ours. Within a transaction nobody can take it until the transaction ends."""
    found = await Lease.select_for_update().get_or_none(name=name, holder=holder)
    return found is not None and found.until > await database_now()
