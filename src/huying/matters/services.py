"""The only writers of matters: open, perform, and many at once.

Locks are taken in one order everywhere: matters by id (a parent is older than its children), then clocks. Whoever acts
on a matter holds the whole line above it, because what happens to a child may be told to all of them.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from pydantic import BaseModel

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.base.ids import new_code
from huying.kernel.decide import decide
from huying.kernel.kinds import Act, Kind, kind_of
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor, Ground, Holder, Snapshot
from huying.kernel.words import Words
from huying.places import scope

from .ground import ground_at
from .models import Event, Matter
from .store import (
    Done,
    clocks_of,
    hold_keys,
    insert_matters,
    lineage,
    lock,
    row_follows,
    snapshot_of,
    update_matters,
    write_history,
)

SYSTEM = Actor("system")
LINKED = Actor("linked")


@dataclass(frozen=True, slots=True)
class Opening:
    """One matter to open: what was said, where, and what its effects need to know besides.

    `level` is the step of the ladder it starts on, `at` the moment it counts from, `once` a key under
    which the same opening is never done twice.
    """

    area: str
    facts: BaseModel | None = None
    level: str | None = None
    at: dt.datetime | None = None
    parent: Matter | None = None
    source: str = ""
    once: str | None = None
    code: str = ""
    extra: Any = None


def matter_open(
    *,
    kind: str,
    area: str,
    actor: Actor,
    facts: BaseModel | None = None,
    act: str | None = None,
    **more: Any,
) -> Matter:
    """Open one matter; the other keywords are those of `Opening`.

    The same `once` gives the matter it opened before. Raises Refused when its opening act may not happen.
    """
    return open_many(kind=kind, act=act, rows=[Opening(area, facts, **more)], actor=actor)[0]


def open_many(*, kind: str, rows: Sequence[Opening], actor: Actor, act: str | None = None) -> list[Matter]:
    """Open a matter for every row, in one transaction: events, clocks and effects as one by one.

    Returns the matters in the order of the rows. Raises Refused, and writes nothing, when one may not be
    opened; rows of a list are checked before they come here.
    """
    declared = kind_of(kind)
    opening = declared.act(act) if act else declared.openings[0]
    moment = now()
    with transaction.atomic():
        ground = ground_at(moment)
        with scope.everything(f"opening {kind}"):
            known = _opened_before(rows)
            done: list[Done] = []
            matters: list[Matter] = []
            for row in rows:
                if row.once and row.once in known:
                    matters.append(known[row.once])
                    continue
                decided = _open_decided(declared, opening, row, actor, moment, ground)
                if row.once:
                    known[row.once] = decided.matter
                done.append(decided)
                matters.append(decided.matter)
            if done:
                insert_matters(done)
                write_history(done)
                _effects(done)
    return matters


def _opened_before(rows: Sequence[Opening]) -> dict[str, Matter]:
    keys = [row.once for row in rows if row.once]
    if not keys:
        return {}
    hold_keys(keys)
    events = Event.objects.filter(once__in=keys, seq=1).select_related("matter")
    return {event.once or "": event.matter for event in events}


def _open_decided(
    kind: Kind, act: Act, row: Opening, actor: Actor, moment: dt.datetime, ground: Ground
) -> Done:
    at = row.at or moment
    code = row.code or new_code()
    level = row.level or kind.start_level
    before = Snapshot(kind.code, code, "", level, row.area, Holder("", ""), at, at)
    after, line = decide(kind, before, act.code, actor, row.facts, at, ground)
    matter = Matter(
        code=code, kind=kind.code, area=row.area, opened_at=at, source=row.source, parent=row.parent
    )
    row_follows(matter, after)
    return Done(kind, matter, before, after, line, row.facts, row.extra, row.once)


def perform(
    *,
    code: str,
    act: str,
    actor: Actor,
    facts: BaseModel | None = None,
    once: str | None = None,
    extra: Any = None,
    rang: str = "",
) -> Matter:
    """Perform one act on one matter, with everything that follows from it, in one transaction.

    `once` is a key under which the same act is never done twice: the second call changes nothing. Raises
    NotYours when the matter cannot be seen from here, Refused with the reason when the act may not happen.
    """
    with transaction.atomic():
        found = Matter.objects.filter(code=code).values_list("pk", "parent_id").first()
        if found is None:
            raise NotYours(code)
        pk, parent = found
        with scope.everything(f"{act} on {code}"):
            matter = lock(lineage(pk) if parent else [pk])[pk]
            if once and Event.objects.filter(matter_id=pk, once=once).exists():
                return matter
            kind = kind_of(matter.kind)
            check_facts(kind, act, facts)
            moment = max(now(), matter.opened_at)
            before = snapshot_of(matter, clocks_of([pk])[pk])
            after, line = decide(kind, before, act, actor, facts, moment, ground_at(moment), rang=rang)
            row_follows(matter, after)
            done = Done(kind, matter, before, after, line, facts, extra, once)
            commit([done])
    return matter


def check_facts(kind: Kind, act: str, facts: BaseModel | None) -> None:
    """A caller in the code who forgets what an act must be told has made a mistake, not a refusal."""
    if act not in kind.by_code:
        raise Refused(Words("没有这项操作。", "There is no such act."))
    takes = kind.act(act).takes
    if takes is not None and not isinstance(facts, takes):
        raise TypeError(f"{kind.code}.{act} takes {takes.__name__}, not {type(facts).__name__}")


def commit(done: Sequence[Done]) -> None:
    """Write acts on matters that are locked, run their effects, tell the matters they hang from."""
    update_matters(done)
    write_history(done)
    _effects(done)
    for one in done:
        ended = one.after.ended_at is not None and one.before.ended_at is None
        if ended and one.kind.ends_children:
            _end_children(one)
        if one.matter.parent_id and one.after.state != one.before.state:
            _tell_parent(one)


def _effects(done: Sequence[Done]) -> None:
    """Run each effect once, with all the acts that ask for it."""
    batches: dict[Any, list[Done]] = defaultdict(list)
    for one in done:
        for effect in one.kind.act(one.line.act).then:
            batches[effect].append(one)
    for effect, batch in batches.items():
        effect(batch)


def _end_children(parent: Done) -> None:
    """End the open matters that hang from one that ended: they were there for its sake only."""
    wanted = parent.kind.ends_children
    children = Matter.objects.filter(parent=parent.matter, kind__in=list(wanted), ended_at=None)
    for code, kind in children.order_by("pk").values_list("code", "kind"):
        act, told = wanted[kind]
        takes = kind_of(kind).act(act).takes
        try:
            with transaction.atomic():
                perform(code=code, act=act, actor=SYSTEM, facts=takes.model_validate(told) if takes else None)
        except Refused:
            # Work that cannot be stopped any more, such as a delivery on its way to be confirmed, goes on.
            continue


def _tell_parent(child: Done) -> None:
    parent = child.matter.parent
    if parent is None:
        return
    act = kind_of(parent.kind).linked.get(child.kind.code, {}).get(child.after.state)
    if act is None:
        return
    kind = kind_of(parent.kind)
    if parent.state in kind.act(act).sources:
        perform(code=parent.code, act=act, actor=LINKED, extra=child)
