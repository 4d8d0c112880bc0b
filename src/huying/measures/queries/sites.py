"""Reading sites: how full they are, what state each room is in, who is where, whose days a positive may concern."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.measures import place_rules as rules
from huying.measures.models import Room, Site, SiteStaff, Stay
from huying.measures.place_values import Named
from huying.measures.placing import FreeRoom, There
from huying.places import scope
from huying.rulebook.queries import reader


def site_kinds(area: str) -> dict[str, Named]:
    """The kinds of site in the rule in force, by code."""
    found: tuple[Named, ...] = reader().value(rules.SITE_KINDS.code, area)
    return {one.code: one for one in found}


def sites_in(area: str) -> "QuerySet[Site]":
    """The open sites of an area, each with how many of its rooms stand where (`free`, `taken`, `rooms`)."""
    rows = scope.within(Site.objects.filter(closed_at=None), area)
    return rows.annotate(
        rooms_all=Count("rooms"),
        rooms_free=Count("rooms", filter=Q(rooms__state="free")),
        rooms_taken=Count("rooms", filter=Q(rooms__state="occupied")),
    ).order_by("area", "name", "pk")


def site_for(area: str, pk: int) -> Site:
    """A site of the area. Raises NotYours otherwise."""
    found = scope.within(Site.objects.filter(pk=pk), area).first()
    if found is None:
        raise NotYours(f"site {pk}")
    return found


def room_for(area: str, pk: int) -> Room:
    """A room of a site of the area. Raises NotYours otherwise."""
    found = scope.within(Room.objects.select_related("site").filter(pk=pk), area).first()
    if found is None:
        raise NotYours(f"room {pk}")
    return found


@dataclass(slots=True)
class Floor:
    """A floor with its rooms, each with those who stay in it."""

    number: int
    rooms: list[Room] = field(default_factory=list)


def floors_of(site: Site) -> list[Floor]:
    """The rooms of a site by floor, the lowest first, each with `guests`, those there now; two queries."""
    guests: dict[int, list[Stay]] = defaultdict(list)
    for stay in Stay.objects.filter(room__site=site, left_at=None).order_by("pk"):
        guests[stay.room_id].append(stay)
    floors: dict[int, Floor] = {}
    for room in Room.objects.filter(site=site).select_related("turned_by").order_by("floor", "number"):
        room.guests = guests.get(room.pk, [])  # type: ignore[attr-defined]
        floors.setdefault(room.floor, Floor(room.floor)).rooms.append(room)
    return list(floors.values())


def staff_of(site: Site) -> "QuerySet[SiteStaff]":
    """Who works at a site now."""
    return SiteStaff.objects.filter(site=site, until=None).select_related("user").order_by("since", "pk")


def free_rooms(area: str, site: int | None = None) -> list[FreeRoom]:
    """The free rooms of an area, or of one site, with their beds."""
    rows = scope.within(Room.objects.filter(state="free", site__closed_at=None), area)
    if site is not None:
        rows = rows.filter(site_id=site)
    return [FreeRoom(*row) for row in rows.order_by("pk").values_list("pk", "site_id", "floor", "beds")]


def cohorts_there(area: str) -> dict[int, There]:
    """Which cohorts are on which floor of each site of an area now."""
    found: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    rows = scope.within(Stay.objects.filter(left_at=None), area)
    for site, floor, cohort in rows.values_list("room__site_id", "room__floor", "cohort"):
        found[site][floor].add(cohort)
    return {
        site: There({floor: frozenset(names) for floor, names in floors.items()})
        for site, floors in found.items()
    }


def floors_apart(area: str) -> bool:
    """Whether cohorts are kept on floors of their own there."""
    return bool(reader().value(rules.FLOORS_APART.code, area))


def resets_of(room: Room) -> list[Stay]:
    """Those whose days may have to restart after a positive in a room: its floor and those next to it.

    A hint only: nobody's measure changes by it.
    """
    around = reader(now()).count(rules.RESET_FLOORS.code, room.area)
    rows = Stay.objects.filter(
        room__site=room.site_id, left_at=None, room__floor__range=(room.floor - around, room.floor + around)
    )
    return list(rows.select_related("room").order_by("room__floor", "room__number", "pk"))
