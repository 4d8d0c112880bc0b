"""Locking every encrypted column anew with the first key, in batches, as often interrupted as one likes."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction
from psycopg import sql

from huying.base.keys import key_id, ring
from huying.base.secrets import EncryptedText, seal, unseal
from huying.places import scope

BATCH = 500


@dataclass(frozen=True)
class Column:
    """One encrypted column of a table."""

    table: str
    column: str
    key: str

    @property
    def context(self) -> str:
        return f"{self.table}.{self.column}"


def columns() -> list[Column]:
    """Every encrypted column of the system, found from the models."""
    found = {
        Column(model._meta.db_table, str(field.column), str(model._meta.pk.column))
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_concrete_fields
        if isinstance(field, EncryptedText)
    }
    return sorted(found, key=lambda column: column.context)


def left(column: Column) -> int:
    """How many values of a column are locked with another key than the first."""
    query = sql.SQL("SELECT count(*) FROM {} WHERE {}").format(sql.Identifier(column.table), _stale(column))
    with (
        transaction.atomic(),
        scope.everything("counting values to lock anew"),
        connection.cursor() as cursor,
    ):
        cursor.execute(query, [key_id(ring().writer)])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def rotate(column: Column, batch: int = BATCH) -> Iterator[int]:
    """Lock a column anew; answers after each batch, which is a transaction of its own, how many values it had.

    Rows locked anew are no longer found, so it goes on wherever it was stopped. Raises KeysMissing or Unreadable
    with the column's name when a value cannot be opened; what was done before stays done.
    """
    while True:
        with transaction.atomic(), scope.everything("locking values anew"):
            done = _one_batch(column, batch)
        if not done:
            return
        yield done


def _stale(column: Column) -> sql.Composed:
    return sql.SQL("octet_length({0}) > 0 AND substring({0} FROM 2 FOR 4) <> %s").format(
        sql.Identifier(column.column)
    )


def _one_batch(column: Column, batch: int) -> int:
    names = {
        "table": sql.Identifier(column.table),
        "column": sql.Identifier(column.column),
        "key": sql.Identifier(column.key),
    }
    find = sql.SQL("SELECT {key}::text, {column} FROM {table} WHERE ").format(**names) + _stale(column)
    find += sql.SQL(" LIMIT %s FOR UPDATE SKIP LOCKED")
    put = sql.SQL(
        "UPDATE {table} SET {column} = new.value FROM unnest(%s::text[], %s::bytea[]) AS new (key, value) "
        "WHERE {table}.{key}::text = new.key"
    ).format(**names)
    with connection.cursor() as cursor:
        cursor.execute(find, [key_id(ring().writer), batch])
        rows = cursor.fetchall()
        if rows:
            sealed = [seal(unseal(bytes(value), column.context), column.context) for _, value in rows]
            cursor.execute(put, [[key for key, _ in rows], sealed])
    return len(rows)
