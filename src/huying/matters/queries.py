"""Reading matters: desks, one matter, its history, the open acts, the balance of a list."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.kernel.decide import Happened, may_ever, replay, why_not
from huying.kernel.kinds import Act, Kind, kind_of, kinds
from huying.kernel.situation import Actor, Holder, Situation, Snapshot
from huying.kernel.words import Words
from huying.places import codes, scope

from .ground import ground_at
from .models import LATE, Clock, Event, Matter
from .store import clocks_of, line_of, snapshot_of


@dataclass(frozen=True, slots=True)
class Offer:
    """An act as a button: with the sentence why not, when it is disabled."""

    act: Act
    refused: Words | None


def desk(
    *,
    area: str,
    unit: str | None = None,
    unit_area: str | None = None,
    person: int | None = None,
    kind: str | Iterable[str] | None = None,
    state: str | None = None,
    ended: bool = False,
) -> "QuerySet[Matter]":
    """The matters of an area, the next due first: of one unit or person when they are named.

    Each of these orders is served by one index, whatever the size of the area.
    """
    rows = Matter.objects.all()
    if person is not None:
        rows = rows.filter(person_id=person)
    if unit is not None:
        rows = rows.filter(unit=unit, unit_area=unit_area or area)
    if person is None and unit is None:
        rows = rows.filter(scope.prefix_filter(area))
    elif unit is None or not codes.covers(area, unit_area or area):
        # A desk inside the area is a narrower filter than the area itself, and walks its own index in order.
        rows = scope.within(rows, area)
    if kind is not None:
        rows = rows.filter(kind=kind) if isinstance(kind, str) else rows.filter(kind__in=list(kind))
    if state:
        rows = rows.filter(state=state)
    if ended:
        return rows.exclude(ended_at=None).order_by("-ended_at", "-pk")
    return rows.filter(ended_at=None).order_by("due_at", "pk")


def overdue(rows: "QuerySet[Matter]") -> "QuerySet[Matter]":
    """Those among open matters whose caller's own clock has rung: what was promised is late.

    The next clock of an open matter always lies ahead, because a clock that rings starts another.
    """
    return rows.filter(LATE).exclude(facts__rung=[]).order_by("asked_at", "pk")


def matter_for(area: str, code: str) -> Matter:
    """One matter by its code, if it lies in the area. Raises NotYours otherwise."""
    matter = scope.within(Matter.objects.filter(code=code), area).first()
    if matter is None:
        raise NotYours(code)
    return matter


def standing(matter: Matter) -> Snapshot:
    """The matter as decisions see it."""
    return snapshot_of(matter, clocks_of([matter.pk])[matter.pk])


def history(matter: Matter) -> list[Happened]:
    """Its history, the oldest line first."""
    return [line_of(event) for event in Event.objects.filter(matter=matter).order_by("seq")]


def unopened(matter: Matter) -> Snapshot:
    """The matter before its opening act: where its history begins."""
    nobody = Holder("", "")
    return Snapshot(matter.kind, matter.code, "", "", matter.area, nobody, matter.opened_at, matter.opened_at)


def rebuilt(matter: Matter) -> Snapshot:
    """The matter as its history alone says it stands: equal to `standing`, always."""
    return replay(unopened(matter), history(matter))


def acts_for(matter: Matter, actor: Actor) -> list[Offer]:
    """What this actor may do with it, and what not yet and why; acts of other roles are left out."""
    kind, at = kind_of(matter.kind), now()
    situation = Situation(standing(matter), None, actor, at, ground_at(at))
    offers = []
    for act in kind.acts_from(matter.state):
        if may_ever(act, actor):
            offers.append(Offer(act, why_not(kind, act, situation)))
    return sorted(offers, key=_by_use)


def _by_use(offer: Offer) -> tuple[bool, str, bool, bool]:
    """What can be done before what cannot, the usual act first, acts refused for one reason together."""
    return offer.refused is not None, str(offer.refused or ""), not offer.act.primary, offer.act.danger


def children(matter: Matter) -> "QuerySet[Matter]":
    """The matters that hang from it."""
    return Matter.objects.filter(parent=matter).order_by("pk")


@dataclass(frozen=True, slots=True)
class Balance:
    """A list that adds up: `received` = `open` + the sum of `ended`, by end state."""

    received: int
    open: int
    ended: Mapping[str, int]

    @property
    def adds_up(self) -> bool:
        """Promise 2, as a sum."""
        return self.received == self.open + sum(self.ended.values())


_BALANCE_NOW = """
SELECT CASE WHEN ended_at IS NULL THEN '' ELSE state END, count(*) FROM matters_matter
WHERE kind = %s AND area BETWEEN %s AND %s AND opened_at >= %s GROUP BY 1
"""

_BALANCE_THEN = """
SELECT CASE WHEN (e.data->>'ended')::boolean THEN e.data->>'state' ELSE '' END, count(*)
FROM matters_matter AS m CROSS JOIN LATERAL (
    SELECT data FROM matters_event WHERE matter_id = m.id AND at <= %s ORDER BY seq DESC LIMIT 1) AS e
WHERE m.kind = %s AND m.area BETWEEN %s AND %s AND m.opened_at >= %s AND m.opened_at <= %s GROUP BY 1
"""
_EVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def balance(
    *, area: str, kind: str, since: dt.datetime | None = None, at: dt.datetime | None = None
) -> Balance:
    """How many matters of a kind an area received, ended and holds open, now or at a past moment."""
    low, high = codes.span(area)
    with connection.cursor() as cursor:
        if at is None:
            cursor.execute(_BALANCE_NOW, [kind, low, high, since or _EVER])
        else:
            cursor.execute(_BALANCE_THEN, [at, kind, low, high, since or _EVER, at])
        counts: dict[str, int] = dict(cursor.fetchall())
    still = counts.pop("", 0)
    return Balance(received=still + sum(counts.values()), open=still, ended=counts)


def unwatched() -> "QuerySet[Matter]":
    """Open matters without a running clock or a holder: promise 1 says there are none."""
    clocks = Clock.objects.values("matter_id")
    return Matter.objects.filter(ended_at=None).filter(~Q(pk__in=clocks) | Q(unit=""))


def kinds_by_code() -> dict[str, Kind]:
    """Every declared kind."""
    return {kind.code: kind for kind in kinds()}
