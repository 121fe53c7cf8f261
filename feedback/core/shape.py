"""The shape of a database: its columns, keys and references, read from the database itself.

Migrations are checked by this: what they made must have the shape that the models make. Tortoise's own
rebuilding of a table on SQLite loses indexes and unique keys without a word.
"""

import hashlib
from dataclasses import dataclass

from tortoise.backends.base.client import BaseDBAsyncClient

BOOKKEEPING = "tortoise_migrations"

POSTGRES_KEYS = """
SELECT t.relname AS "table", x.indisunique AS "unique",
       COALESCE(pg_get_expr(x.indpred, x.indrelid), '') AS "where",
       ARRAY(SELECT pg_get_indexdef(x.indexrelid, place, true)
             FROM generate_series(1, x.indnkeyatts) AS place ORDER BY place) AS columns
FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE n.nspname = current_schema()
"""
POSTGRES_COLUMNS = """
SELECT t.relname AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
       a.attnotnull AS required, COALESCE(pg_get_expr(d.adbin, d.adrelid), '') AS "default"
FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid JOIN pg_namespace n ON n.oid = t.relnamespace
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE n.nspname = current_schema() AND t.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
"""
POSTGRES_REFERENCES = """
SELECT t.relname AS "table", a.attname AS name, p.relname AS parent, c.confdeltype::text AS on_delete
FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class p ON p.oid = c.confrelid
JOIN pg_namespace n ON n.oid = t.relnamespace
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
WHERE c.contype = 'f' AND n.nspname = current_schema()
"""
ON_DELETE = {"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}


@dataclass(frozen=True, order=True)
class Key:
    """An index, or a unique key. Its name is left out, since the two ways to make it name it differently."""

    table: str
    columns: tuple[str, ...]
    unique: bool
    where: str = ""

    def sentence(self) -> str:
        kind = "unique key" if self.unique else "index"
        return f"{kind} of {self.table} on {', '.join(self.columns)}"

    def sql(self) -> str:
        """The statement that makes this key, which is the same on both engines."""
        mark = hashlib.sha256(repr(self).encode()).hexdigest()[:8]
        kind, prefix = ("UNIQUE INDEX", "uid") if self.unique else ("INDEX", "idx")
        where = f" WHERE {self.where}" if self.where else ""
        columns = ", ".join(f'"{column.strip(chr(34))}"' for column in self.columns)
        return f'CREATE {kind} "{prefix}_{self.table[:40]}_{mark}" ON "{self.table}" ({columns}){where}'


@dataclass(frozen=True, order=True)
class Column:
    table: str
    name: str
    type: str
    required: bool
    default: str


@dataclass(frozen=True, order=True)
class Reference:
    table: str
    column: str
    parent: str
    on_delete: str


@dataclass(frozen=True)
class Shape:
    columns: frozenset[Column]
    keys: frozenset[Key]
    references: frozenset[Reference]

    @property
    def column_names(self) -> set[str]:
        return {f"{column.table}.{column.name}" for column in self.columns}

    @property
    def tables(self) -> list[str]:
        return sorted({column.table for column in self.columns})


async def shape_of(client: BaseDBAsyncClient) -> Shape:
    """Read the shape of the database behind `client`; on PostgreSQL that of the first schema in its path."""
    if client.capabilities.dialect == "postgres":
        return await _postgres_shape(client)
    return await _sqlite_shape(client)


async def row_counts(client: BaseDBAsyncClient, tables: list[str]) -> dict[str, int]:
    counts = {}
    for table in tables:
        found = await client.execute_query_dict(f'SELECT COUNT(*) AS n FROM "{table}"')
        counts[table] = int(found[0]["n"])
    return counts


async def _sqlite_shape(client: BaseDBAsyncClient) -> Shape:
    columns, keys, references = set(), set(), set()
    tables = await client.execute_query_dict(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    for table in (row["name"] for row in tables):
        if table == BOOKKEEPING:
            continue
        for row in await client.execute_query_dict(f'PRAGMA table_info("{table}")'):
            default = str(row["dflt_value"] or "")
            columns.add(Column(table, row["name"], row["type"].upper(), bool(row["notnull"]), default))
        for row in await client.execute_query_dict(f'PRAGMA foreign_key_list("{table}")'):
            references.add(Reference(table, row["from"], row["table"], row["on_delete"]))
        for row in await client.execute_query_dict(f'PRAGMA index_list("{table}")'):
            keys.add(await _sqlite_key(client, table, row["name"], bool(row["unique"])))
    return Shape(frozenset(columns), frozenset(keys), frozenset(references))


async def _sqlite_key(client: BaseDBAsyncClient, table: str, name: str, unique: bool) -> Key:
    parts = await client.execute_query_dict(f'PRAGMA index_info("{name}")')
    made_by = await client.execute_query_dict("SELECT sql FROM sqlite_master WHERE name = ?", [name])
    sql = (made_by[0]["sql"] if made_by else None) or ""
    _, _, where = sql.partition(" WHERE ")
    return Key(table, tuple(part["name"] or "" for part in parts), unique, where)


async def _postgres_shape(client: BaseDBAsyncClient) -> Shape:
    columns = frozenset(
        Column(row["table"], row["name"], row["type"], row["required"], row["default"])
        for row in await client.execute_query_dict(POSTGRES_COLUMNS)
        if row["table"] != BOOKKEEPING
    )
    keys = frozenset(
        Key(row["table"], tuple(row["columns"]), row["unique"], row["where"])
        for row in await client.execute_query_dict(POSTGRES_KEYS)
        if row["table"] != BOOKKEEPING
    )
    references = frozenset(
        Reference(row["table"], row["name"], row["parent"], ON_DELETE[row["on_delete"]])
        for row in await client.execute_query_dict(POSTGRES_REFERENCES)
    )
    return Shape(columns, keys, references)
