"""Statements that are written and prepared once, for what every request asks and every sender waits for.

Tortoise writes its statement anew each time, and its bulk insert sets a savepoint around itself: more work
than the engine has with the answer. On SQLite each statement also travels to the connection's thread and
back, so that a sender whose rows go there together is served several times as fast.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.models import Model

from feedback.core.database import as_unavailable, for_engine, is_postgres, reader, transaction, writer
from feedback.core.sqlite_engine import ImmediateClient, Step

M = TypeVar("M", bound=Model)
_found_by: dict[tuple[type[Model], tuple[str, ...]], str] = {}


async def exchange(old: Model, unchanged: Sequence[str], new: Model, more: Sequence[Sequence[Model]]) -> bool:
    """Delete `old` and insert `new` with `more` that hang on it, each list of one model: all of it at once.

    False, and nothing is changed, when `old` is gone or differs in a column of `unchanged`, or when a unique
    key of `new` is taken. Not to be called within a transaction.
    """
    client = writer()
    if isinstance(client, ImmediateClient):
        steps = [_insert_step(client, [new], " ON CONFLICT DO NOTHING")]
        steps += [_insert_step(client, rows) for rows in more if rows]
        try:
            return await client.take_steps([*steps, Step(*_delete_of(old, unchanged), changes=1)])
        except Exception as error:
            raise as_unavailable(error) or error from error
    try:
        async with transaction() as client:
            deleted, _ = await client.execute_query(*_delete_once(old, unchanged))
            if deleted != 1 or not await insert_new(new):
                raise _Undone
            for rows in more:
                await insert_all(rows)
    except _Undone:
        return False
    return True


class _Undone(Exception):
    """Rolls the exchange back."""


async def insert_all(rows: Sequence[Model]) -> None:
    """Insert rows of one model within a transaction, by a statement that is written and prepared once.

    Tortoise's `bulk_create` writes its statement anew each time and sets a savepoint around it; where people
    wait for their answers to be stored, that is most of the work.
    """
    if rows:
        client = writer()
        statement, columns = _insert_of(client, type(rows[0]))
        await client.execute_many(statement, [_values_of(row, columns) for row in rows])
        for row in rows:
            row._saved_in_db = True


async def insert_new(row: Model) -> bool:
    """Insert `row` within a transaction unless one of its unique keys is taken; says whether it is stored.

    It waits for a rival that has not committed yet and leaves the transaction usable on both engines, which
    a unique violation on PostgreSQL does not.
    """
    client = writer()
    statement, columns = _insert_of(client, type(row))
    returning = f'{statement} ON CONFLICT DO NOTHING RETURNING "{row._meta.db_pk_column}"'
    stored = bool(await client.execute_query_dict(returning, _values_of(row, columns)))
    row._saved_in_db = stored
    return stored


async def find_by(model: type[M], *, is_locked: bool = False, **equal: Any) -> M | None:
    """The row that has these very values, by a statement that is written and prepared once.

    For what every request asks: writing the statement anew takes Tortoise longer than the engine needs for
    the answer. `is_locked`: nobody else changes the row before this transaction ends.
    """
    names = tuple(equal)
    meta = model._meta
    if (model, names) not in _found_by:
        columns = ", ".join(f'"{column}"' for column in meta.fields_db_projection.values())
        wanted = " AND ".join(f'"{meta.fields_db_projection[name]}" = ?' for name in names)
        _found_by[model, names] = f'SELECT {columns} FROM "{meta.db_table}" WHERE {wanted}'
    sql = _found_by[model, names] + (" FOR UPDATE" if is_locked and is_postgres() else "")
    found = await reader().execute_query_dict(*for_engine(sql, list(equal.values())))
    return model._init_from_db(**found[0]) if found else None


def _insert_of(client: BaseDBAsyncClient, model: type[Model]) -> tuple[str, list[str]]:
    executor = client.executor_class(model=model, db=client)
    return executor.insert_query_all, executor.regular_columns_all


def _values_of(row: Model, columns: Sequence[str]) -> list[Any]:
    known = row._meta.fields_map
    return [known[name].to_db_value(getattr(row, name), row) for name in columns]


def _insert_step(client: BaseDBAsyncClient, rows: Sequence[Model], unless: str = "") -> Step:
    statement, columns = _insert_of(client, type(rows[0]))
    return Step(statement + unless, [_values_of(row, columns) for row in rows], changes=len(rows))


def _delete_once(old: Model, unchanged: Sequence[str]) -> tuple[str, list[Any]]:
    sql, [values] = _delete_of(old, unchanged)
    return for_engine(sql, values)


def _delete_of(old: Model, unchanged: Sequence[str]) -> tuple[str, list[list[Any]]]:
    names = [old._meta.pk_attr, *unchanged]
    wanted = " AND ".join(f'"{old._meta.fields_db_projection[name]}" = ?' for name in names)
    return f'DELETE FROM "{old._meta.db_table}" WHERE {wanted}', [_values_of(old, names)]
