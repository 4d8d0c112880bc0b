"""Registered venues close and open with the zones they lie in, each a matter of its own with its name and history."""

from collections.abc import Iterable
from dataclasses import dataclass

from huying.kernel.kinds import kind_of
from huying.kernel.words import Words
from huying.matters.services import SYSTEM, matter_open, perform
from huying.matters.store import Done
from huying.people.venues import Registered, venues_in
from huying.places import codes
from huying.rulebook.limits import PLACES

from .models import Venue, Zone
from .upkeep_facts import ClosedByZone, Remark
from .zone_kinds import ZoneKind

KIND = "measures.venue"
WHY = Words("所在区域“{zone}”：{why}", "It lies in the zone “{zone}”: {why}")
OVER = Words("区域 {zone} 不再要求关闭", "The zone {zone} no longer asks for it")


@dataclass(frozen=True, slots=True)
class VenueLine:
    """A venue as pages of its zone list it."""

    name: str
    sort: Words
    state: Words
    tone: str
    code: str = ""


def closing_in(kind: ZoneKind, places: Iterable[str]) -> list[Registered]:
    """The registered venues in some places that close with a kind of zone."""
    return [one for one in venues_in(places) if one.sort in kind.closes] if kind.closes else []


def venues_close(one: Done, zone: Zone, places: Iterable[str], kind: ZoneKind) -> None:
    """Close what the kind closes in these places and is not closed by this zone already."""
    closed = set(Venue.objects.filter(zone=zone, opened_at=None).values_list("registered", flat=True))
    for venue in closing_in(kind, places):
        if venue.code in closed:
            continue
        said = ClosedByZone(
            name=venue.name, kind=venue.sort, reason=WHY.fill(zone=zone.name, why=zone.reason[:800]).zh[:1000],
            authority=zone.authority, legal_basis=zone.legal_basis, expected_until=zone.expected_until,
            registered=venue.code, zone=zone.pk,
        )  # fmt: skip
        matter_open(
            kind=KIND, act="close_with_zone", area=venue.area, actor=SYSTEM, facts=said,
            once=f"zone:{one.matter.code}:{one.line.seq}:{venue.code}",
        )  # fmt: skip


def venues_open(zone: Zone, places: Iterable[str] | None = None, kind: ZoneKind | None = None) -> None:
    """Open what this zone closed: all of it, that in some places, or that which a kind does not close.

    What is being disinfected stays closed until that has been checked and somebody opens it.
    """
    rows = Venue.objects.filter(zone=zone, opened_at=None).select_related("matter").order_by("pk")
    for row in rows:
        freed = places is None or any(codes.covers(place, row.area) for place in places)
        if not freed or (kind is not None and row.kind in kind.closes):
            continue
        if row.matter.state in kind_of(KIND).act("open_with_zone").sources:
            perform(
                code=row.matter.code, act="open_with_zone", actor=SYSTEM,
                facts=Remark(words=OVER.fill(zone=zone.name).zh),
            )  # fmt: skip


def venues_extend(zone: Zone) -> None:
    """What the zone keeps closed is expected to open when the zone is."""
    Venue.objects.filter(zone=zone, opened_at=None).update(expected_until=zone.expected_until)


def venue_lines(zone: Zone, kind: ZoneKind | None, places: Iterable[str]) -> list[VenueLine]:
    """The venues a zone closed, as they stand; before it is decided those that it would close."""
    sorts = dict(PLACES)
    if zone.decided_at is None:
        state = Words("决定后关闭", "closes once decided")
        found = closing_in(kind, places) if kind else []
        return [VenueLine(one.name, sorts[one.sort], state, "warn") for one in found]
    states = kind_of(KIND).states
    rows = Venue.objects.filter(zone=zone).select_related("matter").order_by("area", "name", "pk")
    return [
        VenueLine(
            row.name, sorts.get(row.kind, Words(row.kind, row.kind)), states[row.matter.state].title,
            states[row.matter.state].tone, row.matter.code,
        )
        for row in rows
    ]  # fmt: skip
