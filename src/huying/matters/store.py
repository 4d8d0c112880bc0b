"""Rows in and out of the engine's three tables, always many at a time; all of its SQL stands here."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import DateTimeField
from pydantic import BaseModel
from pydantic_core import from_json, to_json

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


# One JSON document carries a whole batch: reading it is several times cheaper than arrays of every column.
_INSERT = """
INSERT INTO matters_matter (code, kind, state, level, area, unit, unit_area, person_id, opened_at, asked_at,
                            due_at, ended_at, seq, facts, source, parent_id)
SELECT code, kind, state, level, area, unit, unit_area, person_id, opened_at, asked_at, due_at, ended_at, seq,
       facts, source, parent_id
FROM jsonb_to_recordset(%s::jsonb) AS u(code text, kind text, state text, level text, area text, unit text,
     unit_area text, person_id bigint, opened_at timestamptz, asked_at timestamptz, due_at timestamptz,
     ended_at timestamptz, seq int, facts jsonb, source text, parent_id bigint)
RETURNING id, code
"""

_UPDATE = """
UPDATE matters_matter AS m
SET state = u.state, level = u.level, unit = u.unit, unit_area = u.unit_area, person_id = u.person_id,
    asked_at = u.asked_at, due_at = u.due_at, ended_at = u.ended_at, seq = u.seq, facts = u.facts
FROM jsonb_to_recordset(%s::jsonb) AS u(id bigint, state text, level text, unit text, unit_area text,
     person_id bigint, asked_at timestamptz, due_at timestamptz, ended_at timestamptz, seq int, facts jsonb)
WHERE m.id = u.id
"""

_EVENTS = """
INSERT INTO matters_event (matter_id, seq, at, act, area, role, person_id, data, once)
SELECT matter_id, seq, at, act, area, role, person_id, data, once
FROM jsonb_to_recordset(%s::jsonb) AS u(matter_id bigint, seq int, at timestamptz, act text, area text,
     role text, person_id bigint, data jsonb, once text)
"""

_CLOCKS = """
INSERT INTO matters_clock (matter_id, timer, due_at, faults, error)
SELECT matter_id, timer, due_at, 0, ''
FROM jsonb_to_recordset(%s::jsonb) AS u(matter_id bigint, timer text, due_at timestamptz)
ON CONFLICT (matter_id, timer) DO UPDATE SET due_at = excluded.due_at, faults = 0, error = ''
"""

_STOPPED = """
DELETE FROM matters_clock AS c USING jsonb_to_recordset(%s::jsonb) AS u(matter_id bigint, timer text)
WHERE c.matter_id = u.matter_id AND c.timer = u.timer
"""

# However many keys a list has, they share a thousand locks, taken in one order.
_HOLD_KEYS = """
SELECT pg_advisory_xact_lock(7201, slot) FROM (
    SELECT DISTINCT (hashtextextended(key, 0) & 1023)::int AS slot FROM unnest(%s::text[]) AS key ORDER BY 1) AS slots
"""

_STANDS = (
    "state",
    "level",
    "unit",
    "unit_area",
    "person_id",
    "asked_at",
    "due_at",
    "ended_at",
    "seq",
    "facts",
)
_OPENED = ("code", "kind", "area", "opened_at", "source", "parent_id", *_STANDS)


def _document(rows: Sequence[Mapping[str, Any]]) -> str:
    # Several times faster than the standard library, and a batch is mostly this.
    return to_json(rows).decode()


def hold_keys(keys: Sequence[str]) -> None:
    """Let nobody else open matters under these keys until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD_KEYS, [list(keys)])


def insert_matters(done: Sequence[Done]) -> None:
    """Write new matters; their rows learn their ids."""
    rows = [{name: getattr(d.matter, name) for name in _OPENED} for d in done]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [_document(rows)])
        ids = {code: pk for pk, code in cursor.fetchall()}
    for d in done:
        d.matter.pk = ids[d.matter.code]
        d.matter._state.adding = False


def update_matters(done: Sequence[Done]) -> None:
    """Write how matters stand after their last act in this batch."""
    last = {d.matter.pk: d.matter for d in done}
    rows = [{"id": pk} | {name: getattr(m, name) for name in _STANDS} for pk, m in last.items()]
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, [_document(rows)])


def write_history(done: Sequence[Done]) -> None:
    """Write the history lines and set the clocks that they set."""
    events = [
        {
            "matter_id": d.matter.pk,
            "seq": d.line.seq,
            "at": d.line.at,
            "act": d.line.act,
            "area": d.matter.area,
            "role": d.line.actor.role,
            "person_id": d.line.actor.person,
            "data": event_data(d.line),
            "once": d.once,
        }
        for d in done
    ]
    clocks = {(d.matter.pk, code): due for d in done for code, due in d.line.clocks.items()}
    running = [
        {"matter_id": pk, "timer": code, "due_at": due}
        for (pk, code), due in clocks.items()
        if due is not None
    ]
    stopped = [{"matter_id": pk, "timer": code} for (pk, code), due in clocks.items() if due is None]
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, [_document(events)])
        if stopped:
            cursor.execute(_STOPPED, [_document(stopped)])
        if running:
            cursor.execute(_CLOCKS, [_document(running)])
