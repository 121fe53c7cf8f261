"""Statements that are written and prepared once, for what every request asks and every sender waits for.

Tortoise writes its statement anew each time, and its bulk insert sets a savepoint around itself: more work
than the engine has with the answer. On SQLite each statement also travels to the connection's thread and
back, so that a sender whose rows go there together is served several times as fast.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar, cast

import asyncpg
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.models import Model

from feedback.core.database import as_unavailable, for_engine, is_postgres, reader, writer
from feedback.core.sqlite_engine import ImmediateClient, Step

M = TypeVar("M", bound=Model)
MOST_SHARED = 200
_found_by: dict[tuple[type[Model], tuple[str, ...]], str] = {}
_shared: dict[tuple[type[Model], Any], tuple[dict[str, Any], Model]] = {}


async def exchange(old: Model, unchanged: Sequence[str], new: Model, more: Sequence[Sequence[Model]]) -> bool:
    """Delete `old` and insert `new` with `more` that hang on it, each list of one model: all of it at once.

    False, and nothing is changed, when `old` is gone or differs in a column of `unchanged`, or when a unique
    key of `new` is taken. Not to be called within a transaction.
    """
    client = writer()
    try:
        if isinstance(client, ImmediateClient):
            steps = [_insert_step(client, [new], " ON CONFLICT DO NOTHING")]
            steps += [_insert_step(client, rows) for rows in more if rows]
            return await client.take_steps([*steps, Step(*_delete_of(old, unchanged), changes=1)])
        sql, values = _exchange_of(old, unchanged, new, [rows for rows in more if rows])
        await client.execute_query(sql, values)
    except Exception as error:
        if isinstance(error.__cause__, asyncpg.DivisionByZeroError):
            return False
        raise as_unavailable(error) or error from error
    return True


def _exchange_of(
    old: Model, unchanged: Sequence[str], new: Model, more: Sequence[Sequence[Model]]
) -> tuple[str, list[Any]]:
    """The whole exchange as one statement of PostgreSQL, so one journey to the server. Its rows travel as
    JSON, which keeps the text the same however many there are. It divides by the number of rows that were
    deleted, and by that of `new`: what must not happen is undone by the server itself."""
    delete, [[*wanted]] = _delete_of(old, unchanged)
    delete, values = for_engine(delete, wanted)
    parts = [f"gone AS ({delete} RETURNING 1)"]
    for rows in ([new], *more):
        columns = _insert_of(writer(), type(rows[0]))[1]
        values.append(_records(rows, columns))
        names = ", ".join(f'"{column}"' for column in _db_columns(rows[0], columns))
        table = rows[0]._meta.db_table
        parts.append(
            f'put{len(parts)} AS (INSERT INTO "{table}" ({names}) SELECT {names} '
            f'FROM jsonb_populate_recordset(NULL::"{table}", ${len(values)}::jsonb) '
            f"{'ON CONFLICT DO NOTHING ' if len(parts) == 1 else ''}RETURNING 1)"
        )
    checks = "SELECT 1 / (SELECT count(*) FROM gone) / (SELECT count(*) FROM put1)"
    return f"WITH {', '.join(parts)} {checks}", values


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


@lru_cache(maxsize=50)
def _columns_of(tables: tuple[tuple[str, type[Model]], ...]) -> str:
    return ", ".join(
        f'{alias}."{column}" AS "{alias}.{column}"'
        for alias, model in tables
        for column in model._meta.fields_db_projection.values()
    )


async def find_joined(
    tables: Mapping[str, type[Model]], source: str, values: Sequence[Any], shared: Sequence[str] = ()
) -> dict[str, Any] | None:
    """One row of several tables, read in one journey to the engine: a model, or None, for each of `tables`.

    `source` is what stands after FROM, with the keys of `tables` as the tables' aliases. The models of those in
    `shared` are made once and given to everybody as long as their row stays as it is: nobody may change them.
    """
    sql = f"SELECT {_columns_of(tuple(tables.items()))} FROM {source}"
    found = await reader().execute_query_dict(*for_engine(sql, values))
    if not found:
        return None
    return {
        alias: _part_of(found[0], alias, model, is_shared=alias in shared) for alias, model in tables.items()
    }


@lru_cache(maxsize=50)
def _names_of(alias: str, model: type[Model]) -> list[tuple[str, str]]:
    return [(column, f"{alias}.{column}") for column in model._meta.fields_db_projection.values()]


def _part_of(row: Mapping[str, Any], alias: str, model: type[M], *, is_shared: bool) -> M | None:
    part = {column: row[name] for column, name in _names_of(alias, model)}
    key = part[model._meta.db_pk_column]
    if key is None:
        return None
    if not is_shared:
        return model._init_from_db(**part)
    before, made = _shared.get((model, key), (None, None))
    if made is None or before != part:
        made = model._init_from_db(**part)
        _shared[model, key] = part, made
        if len(_shared) > MOST_SHARED:
            del _shared[next(iter(_shared))]
    return cast(M, made)


def _insert_of(client: BaseDBAsyncClient, model: type[Model]) -> tuple[str, list[str]]:
    executor = client.executor_class(model=model, db=client)
    return executor.insert_query_all, executor.regular_columns_all


def _values_of(row: Model, columns: Sequence[str]) -> list[Any]:
    known = row._meta.fields_map
    return [known[name].to_db_value(getattr(row, name), row) for name in columns]


def _db_columns(row: Model, names: Sequence[str]) -> list[str]:
    return [row._meta.fields_db_projection[name] for name in names]


def _records(rows: Sequence[Model], names: Sequence[str]) -> str:
    """Rows of one model as PostgreSQL's `jsonb_populate_recordset` reads them."""
    columns = _db_columns(rows[0], names)
    pairs = list(zip(columns, names, strict=True))
    return json.dumps([{column: getattr(row, name) for column, name in pairs} for row in rows], default=str)


def _insert_step(client: BaseDBAsyncClient, rows: Sequence[Model], unless: str = "") -> Step:
    statement, columns = _insert_of(client, type(rows[0]))
    return Step(statement + unless, [_values_of(row, columns) for row in rows], changes=len(rows))


def _delete_of(old: Model, unchanged: Sequence[str]) -> tuple[str, list[list[Any]]]:
    names = [old._meta.pk_attr, *unchanged]
    wanted = " AND ".join(f'"{old._meta.fields_db_projection[name]}" = ?' for name in names)
    return f'DELETE FROM "{old._meta.db_table}" WHERE {wanted}', [_values_of(old, names)]
