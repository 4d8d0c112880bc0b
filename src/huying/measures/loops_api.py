"""Closed loops and the rooms of sites for programs: what pages do, with the same rules. No name of a person is sent."""

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Header, Router, Schema, Status
from pydantic import Field

from huying.base.api import Problem, Refusal
from huying.people.api import SeatAuth
from huying.people.seats import as_actor, seat_of

from .models import Loop, Room
from .place_api import Head
from .queries import loops as loop_queries
from .queries import sites as site_queries
from .services import loops as services
from .services.sites import room_turn

router = Router()
AREA = r"^[0-9]{20}$"


class ChainOut(Schema):
    """A link: who owns it, from when until when; nobody yet where it lies ahead."""

    link: str
    unit: str
    area: str
    since: dt.datetime | None
    until: dt.datetime | None


class LoopOut(Schema):
    """A closed loop with its links in order; `link` is the one that answers for the person now."""

    code: str
    state: str
    area: str
    cohort: str
    measure: str
    link: str
    links: list[ChainOut]


class LoopIn(Schema):
    """Somebody who comes in and is bound for an area of 20 digits."""

    area: str = Field(pattern=AREA)
    name: str = Field(min_length=1, max_length=60)
    phone: str = Field(default="", max_length=40)
    cohort: str = Field(default="", max_length=40)
    measure: str = Field(default="", max_length=14, pattern=r"^[0-9A-Z-]*$")


class PassIn(Schema):
    """What the next owner must know."""

    note: str = Field(default="", max_length=400)


class TurnIn(Schema):
    """The state the room was seen in, and a note; sent twice the room is turned once."""

    seen: Literal["to_disinfect", "disinfected"]
    note: str = Field(default="", max_length=200)


class TurnedOut(Schema):
    """A room after its step."""

    id: int
    number: str
    state: str
    turned_at: dt.datetime


def _loop(loop: Loop) -> dict[str, Any]:
    loop.matter.refresh_from_db()
    known = {one.place: one for one in loop.links.all()}
    links = []
    for place, told in enumerate(loop.chain):
        one = known.get(place)
        times = {"since": one.since, "until": one.until} if one else {"since": None, "until": None}
        links.append({"link": told["code"], "unit": told["unit"], "area": told["area"], **times})
    now = next((one.link for one in known.values() if one.until is None), "")
    names = ("code", "area", "cohort", "measure")
    return {name: getattr(loop, name) for name in names} | {
        "state": loop.matter.state,
        "link": now,
        "links": links,
    }


def _once(request: HttpRequest, head: Head, what: str) -> str | None:
    return f"{what}:{seat_of(request).user_id}:{head.idempotency_key}" if head.idempotency_key else None


@router.post(
    "/loops",
    response={201: LoopOut, 401: Problem, 403: Problem, 409: Refusal, 422: Problem},
    auth=SeatAuth("transfer.see"),
    summary="Begin the closed loop of somebody who comes in",
)
def begin_loop(request: HttpRequest, told: LoopIn, head: Header[Head]) -> Status[dict[str, Any]]:
    """The owner of the first link of the rule has them; from then on no moment is without an owner."""
    seat = seat_of(request)
    matter = services.loop_start(actor=as_actor(seat), once=_once(request, head, "loop"), **told.model_dump())
    return Status(201, _loop(loop_queries.loop_for(seat.area, matter.code)))


@router.get(
    "/loops/{code}",
    response={200: LoopOut, 401: Problem, 403: Problem, 404: Problem, 422: Problem},
    auth=SeatAuth("transfer.see"),
    summary="One closed loop",
)
def one_loop(request: HttpRequest, code: str) -> dict[str, Any]:
    """Where it stands, and every link with its owner and times."""
    return _loop(loop_queries.loop_for(seat_of(request).area, code))


@router.post(
    "/loops/{code}/pass-on",
    response={200: LoopOut, 401: Problem, 403: Problem, 404: Problem, 409: Refusal, 422: Problem},
    auth=SeatAuth("transfer.see"),
    summary="Hand over to the next link",
)
def pass_loop(request: HttpRequest, code: str, told: PassIn, head: Header[Head]) -> dict[str, Any]:
    """Who comes next stands in the chain; until they acknowledge, the last owner goes on answering."""
    seat = seat_of(request)
    loop = loop_queries.loop_for(seat.area, code)
    services.loop_pass(actor=as_actor(seat), loop=loop, note=told.note, once=head.idempotency_key)
    return _loop(loop)


@router.post(
    "/loops/{code}/acknowledge",
    response={200: LoopOut, 401: Problem, 403: Problem, 404: Problem, 409: Refusal, 422: Problem},
    auth=SeatAuth("transfer.see"),
    summary="Acknowledge: the next link has them",
)
def acknowledge_loop(request: HttpRequest, code: str, head: Header[Head]) -> dict[str, Any]:
    """The last link ends and the next begins at the same moment."""
    seat = seat_of(request)
    loop = loop_queries.loop_for(seat.area, code)
    services.loop_acknowledge(actor=as_actor(seat), loop=loop, once=head.idempotency_key)
    return _loop(loop)


@router.post(
    "/rooms/{pk}/turn",
    response={200: TurnedOut, 401: Problem, 403: Problem, 404: Problem, 409: Refusal, 422: Problem},
    auth=SeatAuth("site.manage"),
    summary="The next step of an empty room of a site",
)
def turn_room(request: HttpRequest, pk: int, told: TurnIn) -> Room:
    """Disinfected, then inspected by somebody else and free again."""
    seat = seat_of(request)
    room = site_queries.room_for(seat.area, pk)
    return room_turn(by=seat, room=room, note=told.note, seen=told.seen)
