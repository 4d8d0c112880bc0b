"""Declarations and stays from the tables straight into columns: binary COPY of rows of one width, no row of Python's own."""

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
_PEOPLE = """
SELECT d.matter_id, d.area, (coalesce(d.arrived_at, d.arrives_at) AT TIME ZONE %(zone)s)::date - {first},
       {marks}, (d.declared_at AT TIME ZONE %(zone)s)::date - {first}, hashtextextended(d.category, 0), d.sure
FROM screening_declaration AS d {only}
"""
_STAYS = """
SELECT s.declaration_id, hashtextextended({place}, 0), s.came - {first}, coalesce(s."left" - {first}, {still})
FROM screening_stay AS s {only}
"""
_PLACE = "(CASE WHEN s.known THEN s.place ELSE '' END) || '|' || s.text"
# Both are of this file alone.
_PLACES = f"SELECT DISTINCT hashtextextended({_PLACE}, 0), {_PLACE} FROM screening_stay AS s {{only}}"  # noqa: S608
_CATEGORIES = "SELECT DISTINCT hashtextextended(category, 0), category FROM screening_declaration AS d {only}"
_HEAD, _TAIL = 19, 2
_PEOPLE_ROW = (("id", ">i8"), ("area", "S20"), ("arrived", ">i4"), ("marks", ">i4"), ("declared", ">i4"), ("category", ">i8"), ("sure", "?"))  # fmt: skip
_STAYS_ROW = (("id", ">i8"), ("place", ">i8"), ("came", ">i4"), ("left", ">i4"))


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
    people = _copied(_PEOPLE, _PEOPLE_ROW, ids, "d.matter_id", marks=_marks())
    stays = _copied(_STAYS, _STAYS_ROW, ids, "s.declaration_id", place=_PLACE, still=STILL)
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


def _marks() -> str:
    return " + ".join(f"(CASE WHEN '{mark}' = ANY (d.marks) THEN {bit} ELSE 0 END)" for mark, bit in BITS.items())  # fmt: skip


def _only(ids: Sequence[int] | None, column: str) -> str:
    return f"WHERE {column} = ANY (%(ids)s)" if ids is not None else ""


def _copied(
    query: str, row: Sequence[tuple[str, str]], ids: Sequence[int] | None, column: str, **parts: Any
) -> NDArray[Any]:
    """The rows of a query whose columns all have one width, as a structured array."""
    text = query.format(first=_FIRST, only=_only(ids, column), **parts)  # fmt: skip
    asked = {"zone": timezone.get_current_timezone_name(), "ids": list(ids or ())}
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({text}) TO STDOUT (FORMAT BINARY)", asked) as copy,
    ):
        raw = b"".join(bytes(part) for part in copy)
    shape = [("fields", ">i2"), *(part for name, kind in row for part in ((f"{name}_width", ">i4"), (name, kind)))]  # fmt: skip
    return np.frombuffer(raw, np.dtype(shape), offset=_HEAD, count=(len(raw) - _HEAD - _TAIL) // np.dtype(shape).itemsize)  # fmt: skip


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
