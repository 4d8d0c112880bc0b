"""Quick databases for tests: what is dear to make is made once and poured again, what was committed is cleared away.

Both write rows past triggers, constraints and row-level security, so they need a database login that is a superuser, such as
the throw-away server's; with another login everything is made anew and emptied in Django's own, slower way.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TransactionTestCase

Made = TypeVar("Made")

_MIGHTY = "SELECT rolsuper FROM pg_roles WHERE rolname = session_user"
_TABLES = """
SELECT quote_ident(c.relname), string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attgenerated = '' AND c.relname <> 'django_migrations'
GROUP BY c.relname ORDER BY c.relname
"""
# A locked row gives the transaction, or the part of it that a savepoint began, a number of its own.
_NUMBERED = "SELECT FROM django_migrations LIMIT 1 FOR KEY SHARE"
_NUMBER = """
SELECT max(transactionid::text::bigint) FROM pg_locks WHERE locktype = 'transactionid' AND pid = pg_backend_pid()
"""
_KEYS = """
SELECT quote_ident(a.attname) FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
WHERE i.indisprimary AND i.indnatts = 1 AND i.indrelid = %s::regclass
"""


@dataclass(frozen=True)
class _Rows:
    """Rows of one table as COPY writes them; `stale` removes the older state of those that were changed."""

    table: str
    columns: str
    content: bytes
    stale: str = ""


@dataclass(frozen=True)
class _Kept:
    made: Any
    rows: list[_Rows]


_kept: dict[Hashable, _Kept] = {}


def made_once(key: Hashable, make: Callable[[], Made]) -> Made:
    """What `make()` answers, with the rows it wrote; only the first time in a run is it really made.

    Later calls put the same rows into the database as they were, and answer a deep copy of the first answer. So
    `make` may depend on nothing but `key`, and on rows that are the same for every caller.
    """
    if not _mighty():
        return make()
    with transaction.atomic():
        if key not in _kept:
            number, before = _number(), _counts()
            made = make()
            _kept[key] = _Kept(deepcopy(made), _written(number, before))
            return made
        _pour(_kept[key].rows)
    return deepcopy(cast(Made, _kept[key].made))


def _mighty() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_MIGHTY)
        return bool(cursor.fetchone()[0])


@contextmanager
def _past_everything() -> Iterator[Any]:
    """A cursor for which there are no triggers, no constraints between tables and no row-level security."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (role,) = cursor.fetchone()
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute(f"SET LOCAL ROLE {role}")


def _number() -> int:
    """The number from which on the rows of this transaction carry theirs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (role,) = cursor.fetchone()
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute(_NUMBERED)
        cursor.execute(_NUMBER)
        (found,) = cursor.fetchone()
        cursor.execute(f"SET LOCAL ROLE {role}")
    return int(found)


def _tables(cursor: Any) -> dict[str, str]:
    """Every table with the columns that can be written."""
    cursor.execute(_TABLES)
    return dict(cursor.fetchall())


def _counts(condition: str = "") -> dict[str, int]:
    """How many rows of each table there are, or fulfil a condition; tables without any are left out."""
    with _past_everything() as cursor:
        each = [f"SELECT '{name}', count(*) FROM {name} {condition}" for name in _tables(cursor)]  # noqa: S608
        cursor.execute(" UNION ALL ".join(each))
        return {name: count for name, count in cursor.fetchall() if count}


def _written(number: int, before: dict[str, int]) -> list[_Rows]:
    newer = f"WHERE xmin::text::bigint >= {number}"
    written, after = _counts(newer), _counts()
    with _past_everything() as cursor:
        columns = _tables(cursor)
        found = []
        for table, count in written.items():
            changed = before.get(table, 0) + count != after[table]
            stale = _stale(cursor, table, newer) if changed else ""
            found.append(_dump(cursor, table, columns[table], newer, stale))
    return found


def _stale(cursor: Any, table: str, newer: str) -> str:
    cursor.execute(_KEYS, [table])
    (key,) = cursor.fetchone()
    cursor.execute(f"SELECT string_agg(quote_literal({key}::text), ', ') FROM {table} {newer}")  # noqa: S608
    return f"DELETE FROM {table} WHERE {key} IN ({cursor.fetchone()[0]})"  # noqa: S608


def _dump(cursor: Any, table: str, columns: str, condition: str = "", stale: str = "") -> _Rows:
    with cursor.copy(f"COPY (SELECT {columns} FROM {table} {condition}) TO STDOUT") as copy:  # noqa: S608
        return _Rows(table, columns, b"".join(copy), stale)


def _pour(rows: list[_Rows]) -> None:
    with _past_everything() as cursor:
        for one in rows:
            if one.stale:
                cursor.execute(one.stale)
            with cursor.copy(f"COPY {one.table} ({one.columns}) FROM STDIN") as copy:
                copy.write(one.content)


class Cleaning:
    """Brings a database back to how it was when this was made, by touching only tables that have changed since."""

    def __init__(self) -> None:
        self.mighty = _mighty()
        if self.mighty:
            self._number, self._before = 0, _counts()
            with _past_everything() as cursor:
                self._number = _number()
                columns = _tables(cursor)
                self._rows = {name: _dump(cursor, name, columns[name]) for name in self._before}

    def __call__(self) -> None:
        """Empty what was empty, and give the other tables their rows back."""
        newer, there = _counts(f"WHERE xmin::text::bigint > {self._number}"), _counts()
        changed = {*newer, *(name for name, count in self._before.items() if there.get(name) != count)}
        with _past_everything() as cursor:
            for name in changed:
                cursor.execute(f"DELETE FROM {name}")  # noqa: S608
        _pour([self._rows[name] for name in changed if name in self._before])
        ContentType.objects.clear_cache()

    def instead_of_flush(self) -> None:
        """Let Django's transactional tests end so: its flush empties every table and makes all permissions anew."""
        if self.mighty:
            TransactionTestCase._fixture_teardown = lambda _: self()  # type: ignore[attr-defined]
