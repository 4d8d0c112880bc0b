"""Volunteers for programs: who there is, orders, hours. What may happen to an order goes through its matter."""

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Header, Query, Router, Schema, Status
from pydantic import Field

from huying.base.api import Moment, Problem, Refusal
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters import queries as matters
from huying.people.api import SeatAuth
from huying.people.seats import as_actor, seat_of
from huying.places.codes import covers

from . import queries, services
from .facts import Placing, Skill
from .facts_muster import Mustering
from .models import Muster, Order, Turnout, Volunteer

router = Router(tags=["volunteers"])
PAGE_SIZE = 100
KIND = "volunteers.order"


class VolunteerOut(Schema):
    """A volunteer; the phone number is never sent. `area` is a code of 20 digits."""

    id: int
    name: str
    area: str
    team: str
    skills: list[str]
    standing: str
    holding: int


class OrderOut(Schema):
    """An order with the code and state of its matter; the contact is never sent."""

    code: str
    state: str
    area: str
    title: str
    place_text: str
    skills: list[str]
    wanted_by: dt.datetime | None
    taken_by: int | None
    taken_at: dt.datetime | None
    delivered_at: dt.datetime | None
    parent: str | None


class TurnoutOut(Schema):
    """Hours of a volunteer; `counts` when they may stand on a certificate."""

    id: int
    volunteer: int
    area: str
    task: str
    order: str | None
    started_at: dt.datetime
    ended_at: dt.datetime | None
    claimed: bool
    counts: bool


class VolunteerPage(Schema):
    """A page; `next` is the offset of the page after it."""

    items: list[VolunteerOut]
    next: int | None


class OrderPage(Schema):
    """A page, the next due first; `next` is the offset of the page after it."""

    items: list[OrderOut]
    next: int | None


class TurnoutPage(Schema):
    """A page, the latest first; `next` is the offset of the page after it."""

    items: list[TurnoutOut]
    next: int | None


class Slice(Schema):
    """Which part of a list."""

    offset: int = Field(0, ge=0, le=100_000)
    limit: int = Field(50, ge=1, le=PAGE_SIZE)


class AskedVolunteers(Slice):
    """Which volunteers."""

    standing: Literal["active", "reserve", "paused"] | None = None
    skill: Skill | None = None


class AskedOrders(Slice):
    """Which orders."""

    state: str | None = Field(None, max_length=40, pattern=r"^[a-z_]+$")


class AskedTurnouts(Slice):
    """Which turn-outs, by when they began."""

    since: Moment | None = None
    until: Moment | None = None


class PlacingIn(Placing):
    """An order: for a request named by `parent`, or in the area of 20 digits."""

    area: str | None = Field(None, pattern=r"^[0-9]{20}$")
    parent: str | None = Field(None, max_length=14, pattern=r"^[0-9A-Z-]+$")


class Head(Schema):
    """Headers of a writing request."""

    idempotency_key: str | None = Field(None, max_length=60, pattern=r"^[!-~]+$")


def _page(rows: Any, asked: Slice, out: Any) -> dict[str, Any]:
    found = list(rows[asked.offset : asked.offset + asked.limit + 1])
    more = len(found) > asked.limit
    return {
        "items": [out(row) for row in found[: asked.limit]],
        "next": asked.offset + asked.limit if more else None,
    }


def _volunteer(row: Volunteer) -> dict[str, Any]:
    names = ("id", "name", "area", "team", "skills", "standing", "holding")
    return {name: getattr(row, name) for name in names}


def _order(order: Order) -> dict[str, Any]:
    names = ("area", "title", "place_text", "skills", "wanted_by", "taken_at", "delivered_at")
    parent = order.matter.parent
    return {name: getattr(order, name) for name in names} | {
        "code": order.matter.code,
        "state": order.matter.state,
        "taken_by": order.taken_by_id,
        "parent": parent.code if parent else None,
    }


def _turnout(row: Turnout) -> dict[str, Any]:
    names = ("id", "area", "task", "started_at", "ended_at", "claimed", "counts")
    return {name: getattr(row, name) for name in names} | {
        "volunteer": row.volunteer_id,
        "order": row.order.matter.code if row.order else None,
    }


@router.get(
    "/volunteers",
    response={200: VolunteerPage, 401: Problem, 403: Problem, 422: Problem},
    auth=SeatAuth("volunteer.manage"),
    summary="The volunteers of the seat's area",
)
def list_volunteers(request: HttpRequest, asked: Query[AskedVolunteers]) -> dict[str, Any]:
    """Who there is, what they can do, how many orders each holds."""
    rows = queries.volunteers_in(seat_of(request).area)
    if asked.standing:
        rows = rows.filter(standing=asked.standing)
    if asked.skill:
        rows = rows.filter(skills__contains=[asked.skill])
    return _page(rows, asked, _volunteer)


@router.get(
    "/volunteer-orders",
    response={200: OrderPage, 401: Problem, 403: Problem, 422: Problem},
    auth=SeatAuth("see"),
    summary="The open orders of the seat's area",
)
def list_orders(request: HttpRequest, asked: Query[AskedOrders]) -> dict[str, Any]:
    """Open orders, the next due first."""
    rows = matters.desk(area=seat_of(request).area, kind=KIND, state=asked.state)
    rows = rows.select_related("volunteer_order", "parent")
    return _page(rows, asked, lambda m: _order(_with(m)))


def _with(matter: Any) -> Order:
    order: Order = matter.volunteer_order
    order.matter = matter
    return order


@router.post(
    "/volunteer-orders",
    response={201: OrderOut, 401: Problem, 403: Problem, 404: Problem, 409: Refusal, 422: Problem},
    auth=SeatAuth("dispatch"),
    summary="Place an order",
)
def place_order(request: HttpRequest, said: PlacingIn, head: Header[Head]) -> Status[dict[str, Any]]:
    """Place an order; with `parent` the contact comes from there where none is sent."""
    seat = seat_of(request)
    told = said.model_dump()
    area, code = told.pop("area"), told.pop("parent")
    once = f"order:{seat.user_id}:{head.idempotency_key}" if head.idempotency_key else None
    if code:
        parent = matters.matter_for(seat.area, code)
        matter = services.order_place_for(parent=parent, actor=as_actor(seat), said=told, once=once)
    else:
        if not area or not covers(seat.area, area):
            words = Words("请写明本辖区内的地点。", "Name a place within your area.")
            raise Refused(words, {"area": words})
        matter = services.order_place(area=area, actor=as_actor(seat), said=told, once=once)
    return Status(201, _order(queries.order_for(seat.area, matter.code)))


class MusterIn(Mustering):
    """A call for the volunteers of an area of 20 digits."""

    area: str = Field(pattern=r"^[0-9]{20}$")


class MusterOut(Schema):
    """A call for volunteers with the code and state of its matter; who comes is counted, not named."""

    code: str
    state: str
    area: str
    title: str
    text: str
    place_text: str
    starts_at: dt.datetime | None
    wanted: int
    coming: int
    skills: list[str]


def _muster(row: Muster) -> dict[str, Any]:
    names = ("area", "title", "text", "place_text", "starts_at", "wanted", "skills")
    coming = row.answers.filter(left_at=None).count()
    return {name: getattr(row, name) for name in names} | {
        "code": row.matter.code, "state": row.matter.state, "coming": coming,
    }  # fmt: skip


@router.post(
    "/volunteer-musters",
    response={201: MusterOut, 401: Problem, 403: Problem, 409: Refusal, 422: Problem},
    auth=SeatAuth("volunteer.manage"),
    summary="Call the volunteers of a place",
)
def call_volunteers(request: HttpRequest, said: MusterIn, head: Header[Head]) -> Status[dict[str, Any]]:
    """Everybody who volunteers there is told at once; whoever can comes with one press."""
    seat = seat_of(request)
    told = said.model_dump()
    area = told.pop("area")
    once = f"muster:{seat.user_id}:{head.idempotency_key}" if head.idempotency_key else None
    matter = services.muster_publish(
        area=area, said=Mustering.model_validate(told), actor=as_actor(seat), once=once
    )
    return Status(201, _muster(queries.muster_at(seat.area, matter.code)))


@router.get(
    "/volunteer-musters/{code}",
    response={200: MusterOut, 401: Problem, 403: Problem, 404: Problem, 422: Problem},
    auth=SeatAuth("volunteer.manage"),
    summary="One call for volunteers",
)
def one_muster(request: HttpRequest, code: str) -> dict[str, Any]:
    """How many are wanted and how many come."""
    return _muster(queries.muster_at(seat_of(request).area, code))


@router.get(
    "/turnouts",
    response={200: TurnoutPage, 401: Problem, 403: Problem, 422: Problem},
    auth=SeatAuth("volunteer.manage"),
    summary="Hours given in the seat's area",
)
def list_turnouts(request: HttpRequest, asked: Query[AskedTurnouts]) -> dict[str, Any]:
    """Turn-outs, the latest first."""
    return _page(queries.turnouts_in(seat_of(request).area, asked.since, asked.until), asked, _turnout)
