"""Declarations and stays from the tables straight into columns.

The database packs rows of one width, thousands to a piece, so that none of them ever is a row of Python's own.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from django.db import connection
from django.utils import timezone
from numpy.typing import NDArray

from huying.analysis.columns import BITS, STILL, Answers, Columns, People, Stays, columns_of
from huying.analysis.ground import Places

# Taken from a date it leaves Python's number of the day.
_FIRST = "DATE '0001-01-01' + 1"
_BITS = " + ".join(
    f"(CASE WHEN '{mark}' = ANY (d.marks) THEN {bit} ELSE 0 END)" for mark, bit in BITS.items()
)
_PACKED = "SELECT string_agg({packed}, ''::bytea) FROM {table} {only} GROUP BY {by} / 8192"
# Columns in order: name, type here, how it is sent. What is sent is big-endian.
_PEOPLE = (
    ("id", ">i8", "int8send(d.matter_id)"),
    ("area", "S20", "textsend(d.area)"),
    ("arrived", ">i4", f"int4send((coalesce(d.arrived_at, d.arrives_at) AT TIME ZONE %(zone)s)::date - {_FIRST})"),
    ("marks", ">i4", f"int4send({_BITS})"),
    ("declared", ">i4", f"int4send((d.declared_at AT TIME ZONE %(zone)s)::date - {_FIRST})"),
    ("category", ">i8", "int8send(hashtextextended(d.category, 0))"),
    ("sure", "?", "boolsend(d.sure)"),
)  # fmt: skip
_PLACE = "(CASE WHEN s.known THEN s.place ELSE '' END) || '|' || s.text"
# Both are of this file alone.
_PLACES = f"SELECT DISTINCT hashtextextended({_PLACE}, 0), {_PLACE} FROM screening_stay AS s {{only}}"  # noqa: S608
_CATEGORIES = "SELECT DISTINCT hashtextextended(category, 0), category FROM screening_declaration AS d {only}"
_STAYS = (
    ("id", ">i8", "int8send(s.declaration_id)"),
    ("place", ">i8", f"int8send(hashtextextended({_PLACE}, 0))"),
    ("came", ">i4", f"int4send(s.came - {_FIRST})"),
    ("left", ">i4", f'int4send(coalesce(s."left" - {_FIRST}, {STILL}))'),
)


class Seen(NamedTuple):
    """The moment of the database that columns show: a snapshot of transactions, and which database it was."""

    snapshot: str
    system: int


def seen_now() -> Seen:
    """What is committed now, and what is not: the transaction that asks may write more, so it counts as running."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_current_snapshot()::text, pg_current_xact_id_if_assigned()::text::bigint,"
            " (SELECT system_identifier FROM pg_control_system())"
        )
        snapshot, own, system = cursor.fetchone()
    return Seen(_running_too(snapshot, own), system)


def _running_too(snapshot: str, own: int | None) -> str:
    """The snapshot with one's own transaction among the running ones, which PostgreSQL leaves out."""
    first, behind, running = snapshot.split(":")
    if own is None or own >= int(behind):
        return snapshot
    known = sorted({own, *(int(one) for one in running.split(",") if one)})
    return f"{min(own, int(first))}:{behind}:{','.join(map(str, known))}"


def built_here(number: UUID, snapshot: str) -> bool:
    """Whether columns were built in this database, and it has not forgotten them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM analysis_built WHERE id = %s AND snapshot = %s"
            " AND system = (SELECT system_identifier FROM pg_control_system()))",
            [number, snapshot],
        )
        return bool(cursor.fetchone()[0])


def touched_since(snapshot: str, area: tuple[str, str]) -> list[int]:
    """The declarations of an area (as a range) that were written since a snapshot, each once, as far as the scope shows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT declaration FROM analysis_touched"
            " WHERE transaction >= pg_snapshot_xmin(%(seen)s::pg_snapshot)::text::bigint"
            " AND NOT pg_visible_in_snapshot(transaction::text::xid8, %(seen)s::pg_snapshot)"
            " AND area BETWEEN %(low)s AND %(high)s ORDER BY 1",
            {"seen": snapshot, "low": area[0], "high": area[1]},
        )
        return [row[0] for row in cursor.fetchall()]


def columns_read(ids: Sequence[int] | None = None) -> Columns:
    """Everybody in the scope, or those with some numbers, as the tables have them now."""
    people = _packed(_PEOPLE, "screening_declaration AS d", ids, "d.matter_id")
    stays = _packed(_STAYS, "screening_stay AS s", ids, "s.declaration_id")
    # After the rows, so that no place of theirs is missing; what went meanwhile is read again as touched.
    places = _rows(_PLACES, ids, "s.declaration_id")
    categories = _rows(_CATEGORIES, ids, "d.matter_id")
    known = np.array([number for number, _ in places], np.int64)
    place, there = _found(known, stays["place"])
    answers = Answers()
    codes = np.array(
        [[answers.code(name, False), answers.code(name, True)] for _, name in categories], np.int32
    ).reshape(-1, 2)
    category, named = _found(np.array([number for number, _ in categories], np.int64), people["category"])
    kept = np.zeros(len(people), np.int32)
    kept[named] = codes[category[named], people["sure"][named].astype(np.intp)]
    pairs = [tuple(text.split("|", 1)) for _, text in places]
    return columns_of(
        People(
            _own(people["id"]), people["area"], _own(people["arrived"]), _own(people["marks"]), _own(people["declared"]), kept,
        ),
        Stays(_own(stays["id"][there]), place[there], _own(stays["came"][there]), _own(stays["left"][there])),
        Places.of([(code, text) for code, text in pairs]), answers,
    )  # fmt: skip


def _only(ids: Sequence[int] | None, column: str) -> str:
    return f"WHERE {column} = ANY (%(ids)s)" if ids is not None else ""


def _packed(
    row: Sequence[tuple[str, str, str]], table: str, ids: Sequence[int] | None, by: str
) -> NDArray[Any]:
    """The rows of a table as a structured array."""
    query = _PACKED.format(packed=" || ".join(sent for *_, sent in row), table=table, only=_only(ids, by), by=by)  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(query, {"zone": timezone.get_current_timezone_name(), "ids": list(ids or ())})
        raw = b"".join(bytes(piece) for (piece,) in cursor.fetchall())
    return np.frombuffer(raw, np.dtype([(name, kind) for name, kind, _ in row]))


def _rows(query: str, ids: Sequence[int] | None, column: str) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(query.format(only=_only(ids, column)), {"ids": list(ids or ())})
        return list(cursor.fetchall())


def _found(known: NDArray[np.int64], wanted: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Where each wanted number stands, and whether it is there at all."""
    if not len(known):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.bool_)
    order, numbers = np.argsort(known), _own(wanted)
    place = order[np.minimum(np.searchsorted(known, numbers, sorter=order), len(known) - 1)]
    return place, known[place] == numbers


def _own(column: NDArray[Any]) -> NDArray[Any]:
    """A column in the machine's own order of bytes."""
    return np.ascontiguousarray(column.astype(column.dtype.newbyteorder("=")))
