"""Many new rows in one statement: a list for each column, so the number of rows does not show in the statement."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Field, Model

BATCH = 5_000
# Between the values of a list inside a list: PostgreSQL's nested lists must all be of one length.
_BETWEEN = "\x1f"


def insert_many(rows: Sequence[Model]) -> None:
    """Insert rows of one model whose keys are known; each field's own preparation (locks, hashes) is kept."""
    for start in range(0, len(rows), BATCH):
        _insert(rows[start : start + BATCH])


def _insert(rows: Sequence[Model]) -> None:
    fields = rows[0]._meta.concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    read = ", ".join(_read(field, quote(str(field.column))) for field in fields)
    lists = ", ".join(f"%s::{_kind(field)}[]" for field in fields)
    table = quote(rows[0]._meta.db_table)
    statement = f"INSERT INTO {table} ({columns}) SELECT {read} FROM unnest({lists}) AS u({columns})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [[_value(field, row) for row in rows] for field in fields])
    for row in rows:
        row._state.adding = False


def _kind(field: "Field[Any, Any]") -> str:
    return "text" if isinstance(field, ArrayField) else str(field.rel_db_type(connection) or "text")


def _read(field: "Field[Any, Any]", column: str) -> str:
    if not isinstance(field, ArrayField):
        return f"u.{column}"
    return f"coalesce(string_to_array(nullif(u.{column}, ''), '{_BETWEEN}'), '{{}}')"


def _value(field: "Field[Any, Any]", row: Model) -> Any:
    value = field.pre_save(row, add=True)
    if isinstance(field, ArrayField):
        return _BETWEEN.join(value)
    return field.get_db_prep_save(value, connection)
