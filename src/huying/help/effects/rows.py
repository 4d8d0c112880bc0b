"""Many new rows in one statement: one JSON document carries them, so the number of rows does not show in the statement."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import CharField, DateTimeField, Field, ForeignKey, IntegerField, Model, TextField
from django.db.models.fields import BooleanField
from psycopg import Binary
from psycopg.types.json import Jsonb
from pydantic_core import to_json

BATCH = 5_000
# Fields that hand such values to the database as they are, so that nobody need ask them for each value.
_PLAIN = {f.get_prep_value for f in (CharField, TextField, IntegerField, BooleanField, DateTimeField)}
_AS_THEY_ARE = (str, int, bool, type(None), dt.datetime)


def insert_many(rows: Sequence[Model]) -> None:
    """Insert rows of one model whose keys are known; each field's own preparation (locks, hashes) is kept."""
    for start in range(0, len(rows), BATCH):
        _insert(rows[start : start + BATCH])


def _insert(rows: Sequence[Model]) -> None:
    fields = rows[0]._meta.concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    told = ", ".join(f"{quote(str(field.column))} {_kind(field)}" for field in fields)
    table = quote(rows[0]._meta.db_table)
    statement = (
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_to_recordset(%s::jsonb) AS u({told})"  # noqa: S608
    )
    readers = [(str(field.column), _reader(field)) for field in fields]
    document = to_json([{column: read(row) for column, read in readers} for row in rows])
    with connection.cursor() as cursor:
        cursor.execute(statement, [document.decode()])
    for row in rows:
        row._state.adding = False


def _kind(field: "Field[Any, Any]") -> str:
    return "text[]" if isinstance(field, ArrayField) else str(field.rel_db_type(connection) or "text")


def _reader(field: "Field[Any, Any]") -> Callable[[Model], Any]:
    """What reads a field's value from a row, ready for the document."""
    if isinstance(field, ArrayField):
        return lambda row: list(field.pre_save(row, add=True) or ())
    name, plain = field.attname, _plain(field)
    # A key that is an empty text means none.
    key = isinstance(field, ForeignKey)

    def read(row: Model) -> Any:
        value = getattr(row, name)
        if (plain or (key and value != "")) and type(value) in _AS_THEY_ARE:
            return value
        return _told(field.get_db_prep_save(field.pre_save(row, add=True), connection))

    return read


def _plain(field: "Field[Any, Any]") -> bool:
    """Whether a field hands on what it holds as it is."""
    kind = type(field)
    stamps = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return (
        not stamps
        and kind.pre_save in (Field.pre_save, DateTimeField.pre_save)
        and kind.get_db_prep_save is Field.get_db_prep_save
        and kind.get_db_prep_value in (Field.get_db_prep_value, DateTimeField.get_db_prep_value)
        and kind.get_prep_value in _PLAIN
    )


def _told(value: Any) -> Any:
    """A prepared value as the document says it."""
    held = value.obj if isinstance(value, Jsonb | Binary) else value
    return "\\x" + bytes(held).hex() if isinstance(held, bytes | bytearray | memoryview) else held
