"""Who can take an order, which orders wait nearby, what somebody has given."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING

from django.db.models import Count, ExpressionWrapper, F, Q, QuerySet, Sum
from django.db.models.fields import DurationField

from huying.base.errors import NotYours
from huying.places import codes, scope
from huying.places.models import Area

from .models import Order, Turnout, Volunteer

if TYPE_CHECKING:
    from huying.matters.models import Matter

EARTH_KM = 6371.0
HOLDING = Q(orders__delivered_at=None, orders__matter__ended_at=None, orders__isnull=False)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A volunteer for an order: how many of its skills they have, how far away, how much they hold already."""

    volunteer: Volunteer
    fitting: int
    wanted: int
    km: float | None
    holding: int

    @property
    def rank(self) -> tuple[int, int, float]:
        """Skill first, then load, then distance."""
        return (-self.fitting, self.holding, self.km if self.km is not None else 1e6)


def volunteer_of(user_id: int) -> Volunteer | None:
    """The volunteer this account is, if any."""
    return Volunteer.objects.filter(user_id=user_id).first()


def volunteers_in(area: str) -> QuerySet[Volunteer]:
    """The volunteers who live in an area, with how many orders each holds."""
    rows = scope.within(Volunteer.objects.all(), area).annotate(holding=Count("orders", filter=HOLDING))
    return rows.order_by("standing", "name", "pk")


def order_for(area: str, code: str) -> Order:
    """One order by its matter's code, if it lies in the area. Raises NotYours otherwise."""
    found = scope.within(Order.objects.filter(matter__code=code), area).select_related(
        "matter", "taken_by", "asked"
    )
    order = found.first()
    if order is None:
        raise NotYours(code)
    return order


def candidates(order: Order, *, limit: int = 10) -> list[Candidate]:
    """Who could take an order, the best fitting first: active volunteers of its street."""
    around = codes.at(order.area, "street") or codes.at(order.area, "district") or order.area
    rows = scope.within(Volunteer.objects.filter(standing="active"), around)
    people = list(rows.annotate(holding=Count("orders", filter=HOLDING)))
    places = _points({order.area, *(row.area for row in people)})
    wanted = set(order.skills)
    found = [
        Candidate(
            row, len(wanted & set(row.skills)), len(wanted), _km(places.get(order.area), places.get(row.area)),
            row.holding,
        )
        for row in people
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.rank, one.volunteer.pk))[:limit]


def _points(areas: set[str]) -> dict[str, tuple[float, float]]:
    """Where areas lie, each by its own centre or that of the nearest area above it that has one."""
    chains = {code: [code, *codes.ancestors(code)] for code in areas}
    wanted = {step for chain in chains.values() for step in chain}
    rows = Area.objects.filter(code__in=wanted, lat__isnull=False, lon__isnull=False)
    known = {row.code: (row.lat or 0.0, row.lon or 0.0) for row in rows.defer("geometry")}
    return {code: known[step] for code, chain in chains.items() for step in chain if step in known}


def _km(one: tuple[float, float] | None, other: tuple[float, float] | None) -> float | None:
    """The great-circle distance in kilometres."""
    if one is None or other is None:
        return None
    (lat1, lon1), (lat2, lon2) = [(radians(lat), radians(lon)) for lat, lon in (one, other)]
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def waiting_near(volunteer: Volunteer, area: str) -> QuerySet[Order]:
    """Orders a volunteer may take in an area: those that asked for them first, then the next due."""
    rows = scope.within(Order.objects.filter(matter__state__in=("open", "asked", "called")), area)
    rows = rows.filter(Q(asked=None) | Q(asked=volunteer)).select_related("matter")
    return rows.order_by(F("asked").asc(nulls_last=True), "matter__due_at", "pk")


def orders_held(volunteer: Volunteer) -> QuerySet[Order]:
    """The orders somebody has accepted and not yet delivered."""
    rows = Order.objects.filter(taken_by=volunteer, delivered_at=None, matter__ended_at=None)
    return rows.select_related("matter").order_by("matter__due_at", "pk")


def turnouts_of(volunteer: Volunteer) -> QuerySet[Turnout]:
    """The turn-outs of somebody, the latest first."""
    return (
        Turnout.objects.filter(volunteer=volunteer)
        .select_related("order__matter")
        .order_by("-started_at", "-pk")
    )


@dataclass(frozen=True, slots=True)
class Given:
    """What volunteers gave: turn-outs and hours that count, people who gave them."""

    turnouts: int
    hours: float
    people: int


_LENGTH = ExpressionWrapper(F("ended_at") - F("started_at"), output_field=DurationField())
_COUNTS = Q(ended_at__isnull=False) & (Q(claimed=False) | Q(confirmed_by__isnull=False))


def given_by(volunteer: Volunteer) -> Given:
    """What one volunteer gave; only what may stand on a certificate."""
    return _given(Turnout.objects.filter(volunteer=volunteer))


def given_in(area: str, since: dt.datetime | None = None) -> Given:
    """What was given in an area."""
    rows = scope.within(Turnout.objects.all(), area)
    return _given(rows.filter(started_at__gte=since) if since else rows)


def _given(rows: QuerySet[Turnout]) -> Given:
    found = rows.filter(_COUNTS).aggregate(
        turnouts=Count("pk"), length=Sum(_LENGTH), people=Count("volunteer", distinct=True)
    )
    hours = found["length"].total_seconds() / 3600 if found["length"] else 0.0
    return Given(found["turnouts"], round(hours, 1), found["people"])


def orders_of(matters: Sequence["Matter"]) -> dict[int, Order]:
    """The orders of some matters, by id."""
    rows = Order.objects.filter(pk__in=[m.pk for m in matters]).select_related("taken_by", "asked")
    return {row.pk: row for row in rows}
