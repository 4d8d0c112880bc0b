"""Reading orders: who can take one, which wait nearby, whose they are, the contact on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING

from django.db.models import Count, F, QuerySet

from huying.base.errors import NotYours
from huying.base.secrets import keyed_hash
from huying.kernel.words import Words
from huying.matters import queries as matters
from huying.people.access import reveal
from huying.people.seats import Seat
from huying.places import codes, scope
from huying.places.models import Area
from huying.places.queries import area_names
from huying.volunteers.models import Order, Volunteer

from .people import HOLDING, able_to_take, living_in

if TYPE_CHECKING:
    from huying.matters.models import Matter

KIND = "volunteers.order"
FREE = ("open", "called")
TAKEN = ("accepted", "under_way")
EARTH_KM = 6371.0


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


def order_for(area: str, code: str) -> Order:
    """One order by its matter's code, if it lies in the area. Raises NotYours otherwise."""
    rows = scope.within(Order.objects.filter(matter__code=code), area)
    order = rows.select_related("matter", "taken_by", "asked").first()
    if order is None:
        raise NotYours(code)
    return order


def order_to_take(volunteer: Volunteer, area: str, code: str) -> Order:
    """An order as a volunteer may see it: free, offered to them, theirs, or a colleague's. Raises NotYours."""
    order = order_for(area, code)
    theirs = volunteer.pk in (order.taken_by_id, order.asked_id)
    if theirs or order.matter.state in (*FREE, *TAKEN):
        return order
    raise NotYours(code)


def candidates(order: Order, *, limit: int = 10) -> list[Candidate]:
    """Who could take an order, the best fitting first: active volunteers of its street at a post for its place."""
    around = codes.at(order.area, "street") or codes.at(order.area, "district") or order.area
    rows = able_to_take(scope.within(Volunteer.objects.filter(standing="active"), around), order.area)
    people = list(rows.annotate(holding=Count("orders", filter=HOLDING)))
    places = points({order.area, *(row.area for row in people)})
    wanted = set(order.skills)
    found = [
        Candidate(
            row, len(wanted & set(row.skills)), len(wanted), km_between(places, order.area, row.area), row.holding
        )
        for row in people
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.rank, one.volunteer.pk))[:limit]


@dataclass(frozen=True, slots=True)
class Place:
    """A place around an order that can be called, and how many would hear it."""

    code: str
    name: Words
    people: int


def callable_places(order: Order) -> list[Place]:
    """The stairwell, building, grid and community around an order where somebody volunteers, the nearest first."""
    steps = [codes.at(order.area, grade) for grade in ("stairwell", "building", "grid", "community")]
    around = [step for step in steps if step]
    if not around:
        return []
    homes = list(living_in(around[-1], order.area).values_list("area", flat=True))
    names = area_names(around)
    counted = [(step, sum(codes.covers(step, home) for home in homes)) for step in around]
    return [Place(step, names[step], people) for step, people in counted if people]


def points(areas: set[str]) -> dict[str, tuple[float, float]]:
    """Where areas lie, each by its own centre or that of the nearest area above it that has one."""
    chains = {code: [code, *codes.ancestors(code)] for code in areas}
    wanted = {step for chain in chains.values() for step in chain}
    rows = Area.objects.filter(code__in=wanted, lat__isnull=False, lon__isnull=False)
    known = {row.code: (row.lat or 0.0, row.lon or 0.0) for row in rows.defer("geometry")}
    found = {code: next((step for step in chain if step in known), None) for code, chain in chains.items()}
    return {code: known[step] for code, step in found.items() if step}


def km_between(places: dict[str, tuple[float, float]], one: str, other: str) -> float | None:
    """The great-circle distance of two areas in kilometres; None when one of them lies nowhere known."""
    if one not in places or other not in places:
        return None
    (lat1, lon1), (lat2, lon2) = [(radians(lat), radians(lon)) for lat, lon in (places[one], places[other])]
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def _desk(area: str, states: Sequence[str]) -> "QuerySet[Matter]":
    """Orders of an area in some states, the next due first, with their rows: one index walks them."""
    rows = matters.desk(area=area, kind=KIND).filter(state__in=states)
    return rows.select_related("volunteer_order__taken_by")


def waiting_near(area: str, *, limit: int) -> list["Matter"]:
    """Orders of an area that anybody may take, the next due first; `matter.volunteer_order` is loaded."""
    return list(_desk(area, FREE)[:limit])


def asked_of(volunteer: Volunteer, area: str) -> list["Matter"]:
    """Orders that wait for the answer of one volunteer."""
    return list(_desk(area, ("asked",)).filter(volunteer_order__asked=volunteer))


def taken_by_others(volunteer: Volunteer, area: str, *, limit: int) -> list["Matter"]:
    """Orders that colleagues have accepted and not begun: one of them may have fallen ill."""
    rows = _desk(area, ("accepted",)).exclude(volunteer_order__taken_by=volunteer)
    return list(rows[:limit])


def orders_held(volunteer: Volunteer) -> "QuerySet[Order]":
    """The orders somebody has accepted and not yet delivered."""
    rows = Order.objects.filter(taken_by=volunteer, delivered_at=None, matter__ended_at=None)
    return rows.select_related("matter").order_by(F("matter__due_at"), "pk")


def orders_of(rows: Sequence["Matter"]) -> dict[int, Order]:
    """The orders of some matters, by id."""
    found = Order.objects.filter(pk__in=[m.pk for m in rows]).select_related("taken_by", "asked")
    return {row.pk: row for row in found}


@dataclass(frozen=True, slots=True)
class OrderContact:
    """Who waits for the volunteer, and at which door, in full."""

    name: str
    phone: str
    room: str


def may_see_contact(seat: Seat, order: Order) -> bool:
    """Whether this seat is the taker's, while the order is open and not yet delivered."""
    taken = order.taken_by
    ours = taken is not None and taken.user_id == seat.user_id
    return ours and order.delivered_at is None and order.matter.ended_at is None


def contact_for(seat: Seat, code: str, purpose: str) -> OrderContact:
    """The contact in full for whoever took the order, while it is open; the look goes on record.

    Raises Refused with the reason, NotYours.
    """
    order = order_for(seat.area, code)
    phone = order.contact_phone
    told = reveal(
        seat,
        kind=KIND,
        ref=code,
        area=order.area,
        values={"name": order.contact_name, "phone": phone, "room": order.room},
        may=may_see_contact(seat, order),
        purpose=purpose,
        # The same key as the resident's own row: so they can ask who looked.
        subject=keyed_hash(phone, "phone") if phone else None,
    )
    return OrderContact(told["name"], told["phone"], told["room"])
