"""Reading declarations: arrivals, parties, sites, what a change of rules did."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.people.seats import Seat
from huying.people.venues import Registered
from huying.places import codes, scope
from huying.rulebook.models import Response
from huying.screening import travel_terms as terms
from huying.screening.models import Declaration, Site, Stay

if TYPE_CHECKING:
    from huying.matters.models import Matter

ENDED = ("done", "not_coming")


def response_at(area: str) -> int | None:
    """The running response of the nearest area around a place; None without one."""
    above = [area, *codes.ancestors(area)]
    running = Response.objects.filter(area__in=above, ended_at=None, starts__lte=now())
    found = {row.area: row.pk for row in running.order_by("starts")}
    return next((found[one] for one in above if one in found), None)


def declarations_of(matters: Sequence["Matter"]) -> dict[int, Declaration]:
    """The declarations beside some matters."""
    return Declaration.objects.in_bulk([one.pk for one in matters])


def declaration_for(seat: Seat, code: str) -> Declaration:
    """One declaration by the code of its matter. NotYours when it lies elsewhere."""
    row = Declaration.objects.select_related("matter").filter(matter__code=code).first()
    if row is None or not codes.covers(seat.area, row.area):
        raise NotYours(code)
    return row


def arrivals(area: str, first: dt.datetime, last: dt.datetime, way: str = "") -> "QuerySet[Declaration]":
    """Open declarations of an area expected in [first, last), and those late from before; the next due first."""
    rows = scope.within(Declaration.objects.all(), area).filter(ended_at=None, arrives_at__lt=last)
    rows = rows.filter(Q(arrives_at__gte=first) | Q(contacted_at=None))
    if way:
        rows = rows.filter(way=way)
    return rows.select_related("matter").order_by("arrives_at", "pk")


def declarations_in(area: str) -> "QuerySet[Declaration]":
    """Every declaration of an area, the newest first."""
    rows = scope.within(Declaration.objects.all(), area)
    return rows.select_related("matter").order_by("-declared_at", "-pk")


def together(row: Declaration) -> "QuerySet[Declaration]":
    """Those of the same train, flight or vehicle on the same day, and the party."""
    same = Q(party=row.party) if row.party else Q(pk__in=())
    if row.number:
        day = dt.timedelta(hours=12)
        same |= Q(
            transport=row.transport,
            number=row.number,
            arrives_at__range=(row.arrives_at - day, row.arrives_at + day),
        )
    return Declaration.objects.filter(same).exclude(pk=row.pk).select_related("matter").order_by("pk")


def venues_registered(areas: Sequence[str]) -> list[Registered]:
    """The registered sites inside any of the areas, with what rules on closures call them."""
    with scope.everything("which venues are registered at a place"):
        inside = Q()
        for area in areas:
            inside |= Q(area__range=codes.span(area))
        return [
            Registered(one.code, one.name, one.area, terms.AS_CLOSED.get(one.kind, ""))
            for one in Site.objects.filter(inside).only("code", "name", "area", "kind")
        ]


def concerned_by(places: Sequence[str], area: str, since: dt.date) -> "QuerySet[Declaration]":
    """The declarations of an area with a stay since a day in one of the places, around one, or not known to the tree."""
    touched = Q(known=False)
    for place in places:
        touched |= Q(place__range=codes.span(place)) | Q(place__in=codes.ancestors(place))
    stays = scope.within(Stay.objects.filter(touched), area).filter(Q(left=None) | Q(left__gte=since))
    return (
        Declaration.objects.filter(pk__in=stays.values("declaration")).select_related("matter").order_by("pk")
    )


def changed_since(area: str, since: dt.datetime) -> "tuple[QuerySet[Declaration], QuerySet[Declaration]]":
    """Whom a change of lists or rules has brought in since a moment, and whom it has let out."""
    rows = scope.within(Declaration.objects.all(), area).select_related("matter")
    return (
        rows.filter(concerned_at__gte=since).order_by("-concerned_at", "pk"),
        rows.filter(freed_at__gte=since).order_by("-freed_at", "pk"),
    )


def sites_in(area: str) -> "QuerySet[Site]":
    """The registered sites of an area."""
    return scope.within(Site.objects.all(), area).order_by("name", "pk")


def site_for(seat: Seat, code: str) -> Site:
    """A registered site of the seat's area. NotYours otherwise."""
    row = Site.objects.filter(code=code).first()
    if row is None or not codes.covers(seat.area, row.area):
        raise NotYours(code)
    return row
