"""Sites, transfers and teams for programs; acts on a transfer go through its matter. No name of a person is sent."""

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Header, Query, Router, Schema, Status
from pydantic import Field, ValidationError

from huying.base.api import Problem, Refusal
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.api import SeatAuth
from huying.people.seats import as_actor, seat_of
from huying.rulebook.values import said_by

from .models import TeamMember, Transfer
from .place_api import Head
from .queries import sites as site_queries
from .queries import teams as team_queries
from .queries import transfers as transfer_queries
from .services.teams import member_name
from .services.transfers import transfer_ask
from .services.upkeep import upkeep_open
from .transfer_facts import Asking, PassengerIn, To

router = Router()
AREA = r"^[0-9]{20}$"
What = Literal["disinfection", "inspection", "hold", "venue"]


class SiteOut(Schema):
    """A site and how full it is, in rooms."""

    id: int
    name: str
    kind: str
    area: str
    rooms: int
    free: int
    occupied: int


class RoomOut(Schema):
    """A room: how many stay in it, and since when it is in its state."""

    id: int
    floor: int
    number: str
    beds: int
    state: str
    turned_at: dt.datetime
    guests: int


class LinkOut(Schema):
    """A link of a transfer, with its owner and moment."""

    link: str
    at: dt.datetime
    unit: str
    owner: str


class TransferOut(Schema):
    """A transfer with its links; the people on it are not sent."""

    code: str
    state: str
    to: str
    from_area: str
    area: str
    site: int | None
    vehicle: str
    people: int
    wanted_by: dt.datetime | None
    links: list[LinkOut]


class TransferIn(Schema):
    """Who is to be taken from where to where."""

    to: To
    from_area: str = Field(pattern=AREA)
    from_text: str = Field(default="", max_length=200)
    site: int | None = Field(default=None, ge=1, le=2**31 - 1)
    to_area: str = Field(default="", pattern=r"^([0-9]{20})?$")
    to_text: str = Field(default="", max_length=200)
    passengers: list[PassengerIn] = Field(min_length=1, max_length=200)
    wanted_by: dt.datetime | None = None
    protection: str = Field(default="", max_length=400)


class MemberOut(Schema):
    """Somebody who answers for a place, or with `about` for one person there."""

    id: int
    area: str
    about: str
    role: str
    name: str
    since: dt.datetime


class MemberIn(Schema):
    """Somebody to name; `role` is a code or a name of the rule."""

    area: str = Field(pattern=AREA)
    about: str = Field(default="", max_length=14, pattern=r"^[0-9A-Z-]*$")
    role: str = Field(min_length=1, max_length=120)
    name: str = Field(min_length=1, max_length=60)
    phone: str = Field(default="", max_length=40)
    username: str = Field(default="", max_length=150)


class GapOut(Schema):
    """A building and the codes of the roles nobody has for it."""

    area: str
    missing: list[str]


class Slice(Schema):
    """Which part of a list."""

    offset: int = Field(0, ge=0, le=100_000)
    limit: int = Field(50, ge=1, le=100)


@router.get(
    "/sites",
    response={200: list[SiteOut], 401: Problem, 403: Problem},
    auth=SeatAuth("site.see"),
    summary="The quarantine sites of the seat's area",
)
def list_sites(request: HttpRequest) -> list[dict[str, Any]]:
    """Open sites with their rooms free and occupied."""
    return [
        {
            "id": one.pk, "name": one.name, "kind": one.kind, "area": one.area, "rooms": one.rooms_all,  # type: ignore[attr-defined]
            "free": one.rooms_free, "occupied": one.rooms_taken,  # type: ignore[attr-defined]
        }
        for one in site_queries.sites_in(seat_of(request).area)
    ]  # fmt: skip


@router.get(
    "/sites/{pk}/rooms",
    response={200: list[RoomOut], 401: Problem, 403: Problem, 404: Problem, 422: Problem},
    auth=SeatAuth("site.see"),
    summary="The rooms of a site",
)
def list_rooms(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    """Every room with its state."""
    site = site_queries.site_for(seat_of(request).area, pk)
    names = ("floor", "number", "beds", "state", "turned_at")
    return [
        {name: getattr(room, name) for name in names} | {"id": room.pk, "guests": len(room.guests)}  # type: ignore[attr-defined]
        for floor in site_queries.floors_of(site)
        for room in floor.rooms
    ]


def _transfer(state: str, row: Transfer) -> dict[str, Any]:
    return {
        "code": row.code, "state": state, "to": row.to, "from_area": row.from_area, "area": row.area, "site": row.site_id,
        "vehicle": row.vehicle, "people": row.passengers.count(), "wanted_by": row.wanted_by,
        "links": [
            {"link": one.link, "at": one.at, "unit": one.unit, "owner": one.owner} for one in transfer_queries.links_of(row)
        ],
    }  # fmt: skip


@router.get(
    "/transfers/{code}",
    response={200: TransferOut, 401: Problem, 403: Problem, 404: Problem, 422: Problem},
    auth=SeatAuth("transfer.see"),
    summary="One transfer with its links",
)
def one_transfer(request: HttpRequest, code: str) -> dict[str, Any]:
    """Where it stands, and each link with its owner and moment."""
    row = transfer_queries.transfer_for(seat_of(request).area, code)
    return _transfer(row.matter.state, row)


@router.post(
    "/transfers",
    response={201: TransferOut, 401: Problem, 403: Problem, 409: Refusal, 422: Problem},
    auth=SeatAuth("transfer.see"),
    summary="Ask for a transfer",
)
def ask_transfer(request: HttpRequest, told: TransferIn, head: Header[Head]) -> Status[dict[str, Any]]:
    """The team with vehicles is told; whoever takes the people in must acknowledge them."""
    seat = seat_of(request)
    once = f"transfer:{seat.user_id}:{head.idempotency_key}" if head.idempotency_key else None
    said = Asking.model_validate({**dict(told), "passengers": tuple(told.passengers)})
    matter = transfer_ask(actor=as_actor(seat), said=said, once=once)
    return Status(201, _transfer(matter.state, Transfer.objects.get(pk=matter.pk)))


def _member(row: TeamMember) -> dict[str, Any]:
    names = ("id", "area", "about", "role", "name", "since")
    return {name: getattr(row, name) for name in names}


@router.get(
    "/teams",
    response={200: list[MemberOut], 401: Problem, 403: Problem, 422: Problem},
    auth=SeatAuth("team.manage"),
    summary="Who answers for the places and people of the seat's area",
)
def list_teams(request: HttpRequest, asked: Query[Slice]) -> list[dict[str, Any]]:
    """By place, then person, then role."""
    rows = team_queries.members_in(seat_of(request).area)
    return [_member(row) for row in rows[asked.offset : asked.offset + asked.limit]]


@router.post(
    "/teams",
    response={201: MemberOut, 401: Problem, 403: Problem, 409: Refusal, 422: Problem},
    auth=SeatAuth("team.manage"),
    summary="Name somebody who answers for a place or a person",
)
def name_member(request: HttpRequest, told: MemberIn) -> Status[dict[str, Any]]:
    """Whoever is named already stays as they are."""
    made, _ = member_name(by=seat_of(request), **told.model_dump())
    return Status(201, _member(made))


@router.get(
    "/teams/gaps",
    response={200: list[GapOut], 401: Problem, 403: Problem},
    auth=SeatAuth("team.manage"),
    summary="The buildings nobody answers for",
)
def list_gaps(request: HttpRequest) -> list[dict[str, Any]]:
    """Each with the roles that are missing."""
    gaps, _ = team_queries.gaps_in(seat_of(request).area)
    return [{"area": one.area.code, "missing": [role.code for role in one.missing]} for one in gaps]


class OpenedOut(Schema):
    """The matter that was opened."""

    code: str
    kind: str
    state: str


class UpkeepIn(Schema):
    """What is to be opened at a place of 20 digits; `facts` are those of the opening act of its kind."""

    area: str = Field(pattern=AREA)
    facts: dict[str, Any] = Field(default_factory=dict)


@router.post(
    "/upkeep/{what}",
    response={201: OpenedOut, 401: Problem, 403: Problem, 409: Refusal, 422: Problem},
    auth=SeatAuth("take"),
    summary="Open a disinfection, an inspection, a hold or the closing of a venue",
)
def open_upkeep(
    request: HttpRequest, what: What, told: UpkeepIn, head: Header[Head]
) -> Status[dict[str, Any]]:
    """What follows goes through its matter."""
    seat = seat_of(request)
    once = f"{what}:{seat.user_id}:{head.idempotency_key}" if head.idempotency_key else None
    try:
        made = upkeep_open(what=what, area=told.area, actor=as_actor(seat), said=told.facts, once=once)
    except ValidationError as wrong:
        fields = {
            str(one["loc"][0]) if one["loc"] else "facts": said_by(one)
            for one in wrong.errors(include_url=False)
        }
        raise Refused(Words("填写的内容有误。", "Some of what was sent needs correcting."), fields) from wrong
    return Status(201, {"code": made.code, "kind": made.kind, "state": made.state})
