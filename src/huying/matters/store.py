"""Rows in and out of the engine's three tables, always many at a time; all of its SQL stands here."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import DateTimeField
from pydantic import BaseModel
from pydantic_core import from_json

from huying.base.documents import document, rows_of
from huying.kernel.decide import Happened
from huying.kernel.kinds import Kind
from huying.kernel.situation import Actor, Holder, Snapshot

from .models import Event, Matter


@dataclass(slots=True)
class Done:
    """An act that has been decided: what effects are told of it.

    `matter` is the row as it stands afterwards; `facts` what was said, secrets included; `extra`
    whatever the caller of `open_many` sent along with its row.
    """

    kind: Kind
    matter: Matter
    before: Snapshot
    after: Snapshot
    line: Happened
    facts: BaseModel | None = None
    extra: Any = None
    once: str | None = None


def snapshot_of(matter: Matter, clocks: Mapping[str, dt.datetime]) -> Snapshot:
    """A row and its running clocks as the kernel sees them."""
    return Snapshot(
        kind=matter.kind,
        code=matter.code,
        state=matter.state,
        level=matter.level,
        area=matter.area,
        holder=Holder(matter.unit, matter.unit_area, matter.person_id),
        opened_at=matter.opened_at,
        asked_at=matter.asked_at,
        seq=matter.seq,
        ended_at=matter.ended_at,
        facts=matter.facts,
        clocks=clocks,
    )


def row_follows(matter: Matter, after: Snapshot) -> None:
    """Make a row in memory say what the snapshot says."""
    matter.state, matter.level, matter.seq = after.state, after.level, after.seq
    matter.unit, matter.unit_area, matter.person_id = after.holder
    matter.asked_at, matter.ended_at = after.asked_at, after.ended_at
    matter.due_at = min(after.clocks.values(), default=None)
    matter.facts = dict(after.facts)


# Moments travel as whole microseconds: Django's reader of zone-aware columns costs more than all the rest.
_MICROSECONDS = "(extract(epoch FROM {}) * 1000000)::bigint"
_RUNNING = f"""
SELECT matter_id, timer, {_MICROSECONDS.format("due_at")} FROM matters_clock WHERE matter_id = ANY(%s)
"""  # noqa: S608
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_FIELDS = Matter._meta.concrete_fields
_NAMES = [field.attname for field in _FIELDS]
_MOMENTS = [place for place, field in enumerate(_FIELDS) if isinstance(field, DateTimeField)]
_FACTS = _NAMES.index("facts")
_ROW = ", ".join(
    _MICROSECONDS.format(f"m.{field.column}") if place in _MOMENTS else f"m.{field.column}"
    for place, field in enumerate(_FIELDS)
)
_LOCK = f"SELECT {_ROW} FROM matters_matter AS m WHERE m.id = ANY(%s) ORDER BY m.id FOR UPDATE"  # noqa: S608
_LOCK_FREE = f"{_LOCK} SKIP LOCKED"
# Nobody is waited for, so the order in which these are locked leads into no circle.
_CLAIM = f"""
SELECT {_ROW} FROM matters_clock AS c JOIN matters_matter AS m ON m.id = c.matter_id
WHERE c.due_at <= %s ORDER BY c.due_at LIMIT %s FOR UPDATE OF m SKIP LOCKED
"""  # noqa: S608


_DUE = "SELECT count(*) FROM (SELECT 1 FROM matters_clock WHERE due_at <= %s LIMIT %s) AS due"


def due_count(at: dt.datetime, most: int) -> int:
    """How many clocks are due, counted up to `most`."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [at, most])
        (count,) = cursor.fetchone()
        return int(count)


def clocks_of(ids: Sequence[int]) -> dict[int, dict[str, dt.datetime]]:
    """The running clocks of some matters."""
    found: dict[int, dict[str, dt.datetime]] = {pk: {} for pk in ids}
    with connection.cursor() as cursor:
        cursor.execute(_RUNNING, [list(ids)])
        for pk, timer, due in cursor.fetchall():
            found[pk][timer] = _EPOCH + dt.timedelta(microseconds=due)
    return found


def lock(ids: Iterable[int], *, skip_locked: bool = False) -> dict[int, Matter]:
    """Lock matters, the older first: whoever locks in this order never waits in a circle."""
    return _locked(_LOCK_FREE if skip_locked else _LOCK, [list(ids)])


def claim(at: dt.datetime, limit: int) -> dict[int, Matter]:
    """Lock the matters of up to `limit` clocks that are due, the longest due first; those in other hands are passed over."""
    return _locked(_CLAIM, [at, limit])


def _locked(statement: str, values: Sequence[Any]) -> dict[int, Matter]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {row[0]: _matter(row) for row in cursor.fetchall()}


def _matter(row: Sequence[Any]) -> Matter:
    values = list(row)
    for place in _MOMENTS:
        if values[place] is not None:
            values[place] = _EPOCH + dt.timedelta(microseconds=values[place])
    values[_FACTS] = from_json(values[_FACTS])
    return Matter.from_db(connection.alias, _NAMES, values)


_LINEAGE = """
WITH RECURSIVE line AS (
    SELECT id, parent_id FROM matters_matter WHERE id = %s
    UNION ALL SELECT m.id, m.parent_id FROM matters_matter AS m JOIN line ON m.id = line.parent_id
) SELECT id FROM line
"""


def lineage(pk: int) -> list[int]:
    """A matter and all those it hangs from."""
    with connection.cursor() as cursor:
        cursor.execute(_LINEAGE, [pk])
        return [row[0] for row in cursor.fetchall()]


_LINES = """
WITH RECURSIVE line AS (
    SELECT id AS low, parent_id AS above FROM matters_matter WHERE id = ANY(%s)
    UNION ALL SELECT line.low, m.parent_id FROM matters_matter AS m JOIN line ON m.id = line.above
) SELECT low, above FROM line WHERE above IS NOT NULL
"""


def lines_above(ids: Sequence[int]) -> dict[int, set[int]]:
    """For each matter that hangs from another one, all those above it."""
    lines: dict[int, set[int]] = defaultdict(set)
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(_LINES, [list(ids)])
            for low, above in cursor.fetchall():
                lines[low].add(above)
    return lines


_BY = ("unit", "area", "name", "covering", "source")


def event_data(line: Happened) -> dict[str, Any]:
    """What a history line keeps beside its columns, enough for `line_of`."""
    actor, by = line.actor, {}
    for name in _BY:
        if said := getattr(actor, name):
            by[name] = said
    return {
        "state": line.state,
        "level": line.level,
        "holder": line.holder,
        "facts": line.facts,
        "clocks": {code: due.isoformat() if due else None for code, due in line.clocks.items()},
        "told": line.told,
        "ended": line.ended,
        "reopened": line.reopened,
        "by": by,
    }


def line_of(event: Event) -> Happened:
    """A history row as the kernel wrote it."""
    data = event.data
    by = data["by"]
    unit, area, person = data["holder"]
    return Happened(
        seq=event.seq,
        act=event.act,
        at=event.at,
        actor=Actor(
            event.role,
            by.get("unit", ""),
            by.get("area", ""),
            event.person_id,
            by.get("name", ""),
            by.get("covering", ""),
            by.get("source", ""),
        ),
        state=data["state"],
        level=data["level"],
        holder=Holder(unit, area, person),
        facts=data["facts"],
        clocks={c: dt.datetime.fromisoformat(due) if due else None for c, due in data["clocks"].items()},
        told=data["told"],
        ended=data["ended"],
        reopened=data["reopened"],
    )


_STANDS = {
    "state": "text",
    "level": "text",
    "unit": "text",
    "unit_area": "text",
    "person_id": "bigint",
    "asked_at": "timestamptz",
    "due_at": "timestamptz",
    "ended_at": "timestamptz",
    "seq": "int",
    "facts": "jsonb",
}
_OPENED = {
    "code": "text",
    "kind": "text",
    "area": "text",
    "opened_at": "timestamptz",
    "source": "text",
    "parent_id": "bigint",
    **_STANDS,
}
_LINE = {
    "matter_id": "bigint",
    "seq": "int",
    "at": "timestamptz",
    "act": "text",
    "area": "text",
    "role": "text",
    "person_id": "bigint",
    "data": "jsonb",
    "once": "text",
}
_CLOCK = {"matter_id": "bigint", "timer": "text", "due_at": "timestamptz"}

_INSERT = f"""
INSERT INTO matters_matter ({", ".join(_OPENED)}) SELECT {", ".join(_OPENED)} FROM {rows_of(_OPENED)} AS u
RETURNING id, code
"""  # noqa: S608

# The area stays what it is, but where nothing is set that a stored column is made from, PostgreSQL 18 reads the
# definitions of those columns anew for every row.
_UPDATE = f"""
UPDATE matters_matter AS m SET area = m.area, {", ".join(f"{name} = u.{name}" for name in _STANDS)}
FROM {rows_of({"id": "bigint", **_STANDS})} AS u WHERE m.id = u.id
"""  # noqa: S608

_EVENTS = f"""
INSERT INTO matters_event ({", ".join(_LINE)}) SELECT {", ".join(_LINE)} FROM {rows_of(_LINE)} AS u
"""  # noqa: S608

_CLOCKS = f"""
INSERT INTO matters_clock (matter_id, timer, due_at, faults, error)
SELECT matter_id, timer, due_at, 0, '' FROM {rows_of(_CLOCK)} AS u
ON CONFLICT (matter_id, timer) DO UPDATE SET due_at = excluded.due_at, faults = 0, error = ''
"""  # noqa: S608

_STOPPED = f"""
DELETE FROM matters_clock AS c USING {rows_of({"matter_id": "bigint", "timer": "text"})} AS u
WHERE c.matter_id = u.matter_id AND c.timer = u.timer
"""  # noqa: S608

# However many keys a list has, they share a thousand locks, taken in one order.
_HOLD_KEYS = """
SELECT pg_advisory_xact_lock(7201, slot) FROM (
    SELECT DISTINCT (hashtextextended(key, 0) & 1023)::int AS slot FROM unnest(%s::text[]) AS key ORDER BY 1) AS slots
"""

_stands = attrgetter(*_STANDS)
_opened = attrgetter(*_OPENED)


def hold_keys(keys: Sequence[str]) -> None:
    """Let nobody else open matters under these keys until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD_KEYS, [list(keys)])


def insert_matters(done: Sequence[Done]) -> None:
    """Write new matters; their rows learn their ids."""
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [document(_opened(d.matter) for d in done)])
        ids = {code: pk for pk, code in cursor.fetchall()}
    for d in done:
        d.matter.pk = ids[d.matter.code]
        d.matter._state.adding = False


def update_matters(done: Sequence[Done]) -> None:
    """Write how matters stand after their last act in this batch."""
    last = {d.matter.pk: d.matter for d in done}
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, [document((pk, *_stands(m)) for pk, m in last.items())])


def write_history(done: Sequence[Done]) -> None:
    """Write the history lines and set the clocks that they set."""
    events = []
    clocks: dict[tuple[int, str], dt.datetime | None] = {}
    for d in done:
        line, pk, actor = d.line, d.matter.pk, d.line.actor
        events.append(
            (
                pk,
                line.seq,
                line.at,
                line.act,
                d.matter.area,
                actor.role,
                actor.person,
                event_data(line),
                d.once,
            )
        )
        for code, due in line.clocks.items():
            clocks[pk, code] = due
    running = [(pk, code, due) for (pk, code), due in clocks.items() if due is not None]
    stopped = [key for key, due in clocks.items() if due is None]
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, [document(events)])
        if stopped:
            cursor.execute(_STOPPED, [document(stopped)])
        if running:
            cursor.execute(_CLOCKS, [document(running)])
