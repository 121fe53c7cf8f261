"""The very rows that a send stores, inserted by the engine's own driver with nothing of Heard in between."""

import asyncio
import time
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import aiosqlite
import asyncpg

from feedback.core.database import SQLITE_PRAGMAS, execute, reader
from feedback.core.settings import Settings

TABLES = ("voice", "comment", "response", "answer")
AT_ONCE = 8
Row = dict[str, Any]


@dataclass(frozen=True)
class Sent:
    """One response: its rows by table, in the order in which they may be inserted."""

    rows: dict[str, list[Row]]


async def read_sent(most: int) -> list[Sent]:
    """What `most` sends have stored, column by column as the engine gives it."""
    voices = await _table("SELECT * FROM voice ORDER BY id LIMIT " + str(most))
    responses = {row["voice_id"]: row for row in await _table("SELECT * FROM response ORDER BY id")}
    comments, answers = defaultdict(list), defaultdict(list)
    for row in await _table("SELECT * FROM comment ORDER BY id"):
        comments[row["voice_id"]].append(row)
    for row in await _table("SELECT * FROM answer ORDER BY id"):
        answers[row["response_id"]].append(row)
    return [
        Sent(
            {
                "voice": [voice],
                "comment": comments[voice["id"]],
                "response": [responses[voice["id"]]],
                "answer": answers[responses[voice["id"]]["id"]],
            }
        )
        for voice in voices
    ]


async def _table(sql: str) -> list[Row]:
    return [dict(row) for row in await reader().execute_query_dict(sql)]


async def forget_sent() -> None:
    for table in reversed(TABLES):
        await execute(f"DELETE FROM {table}")


async def raw_per_second(settings: Settings, sent: Sequence[Sent]) -> float:
    """One transaction a response, eight at once; each ends on the disk before the next begins."""
    if settings.is_sqlite:
        return await _sqlite_per_second(settings, sent)
    return await _postgres_per_second(settings, sent)


async def _sqlite_per_second(settings: Settings, sent: Sequence[Sent]) -> float:
    """One connection, since SQLite lets one write at a time: eight senders wait for each other in line."""
    turn = asyncio.Lock()
    async with aiosqlite.connect(settings.sqlite_path, isolation_level=None) as connection:
        for name, value in SQLITE_PRAGMAS.items():
            await connection.execute(f"PRAGMA {name}={value}")

        async def insert(one: Sent) -> None:
            async with turn:
                await connection.execute("BEGIN IMMEDIATE")
                for table, found in one.rows.items():
                    if found:
                        await connection.executemany(_insert(table, found, "?"), _values(found))
                await connection.commit()

        return await _eight_at_once(sent, insert)


async def _postgres_per_second(settings: Settings, sent: Sequence[Sent]) -> float:
    url = settings.database_url
    pool = await asyncpg.create_pool(url, min_size=AT_ONCE, max_size=AT_ONCE)
    try:

        async def insert(one: Sent) -> None:
            async with pool.acquire() as connection, connection.transaction():
                for table, found in one.rows.items():
                    if found:
                        await connection.executemany(_insert(table, found, "$"), _values(found))

        return await _eight_at_once(sent, insert)
    finally:
        await pool.close()


async def _eight_at_once(sent: Sequence[Sent], insert: Any) -> float:
    waiting = list(reversed(sent))

    async def work() -> None:
        while waiting:
            await insert(waiting.pop())

    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return len(sent) / (time.perf_counter() - began)


def _insert(table: str, found: Sequence[Row], mark: str) -> str:
    names = list(found[0])
    places = [mark if mark == "?" else f"{mark}{number}" for number in range(1, len(names) + 1)]
    columns = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{table}" ({columns}) VALUES ({", ".join(places)})'


def _values(found: Sequence[Row]) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in found]


def fresh(sent: Sequence[Sent]) -> list[Sent]:
    """The same rows under other keys, so that they can stand beside the first."""
    return [Sent({table: [dict(row) for row in found] for table, found in _rekeyed(one)}) for one in sent]


def _rekeyed(one: Sent) -> list[tuple[str, list[Row]]]:
    keys = {row["id"]: type(row["id"])(str(uuid.uuid4())) for found in one.rows.values() for row in found}
    unique = ("idempotency_hash", "keep_code_hash")
    return [
        (
            table,
            [
                {
                    name: uuid.uuid4().hex * 2 if name in unique else keys.get(value, value)
                    for name, value in row.items()
                }
                for row in found
            ],
        )
        for table, found in one.rows.items()
    ]
