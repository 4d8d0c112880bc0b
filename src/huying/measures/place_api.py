"""Zones for programs: what holds where and when, whom one would reach, proposing one; acts go through its matter."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Header, Query, Router, Schema, Status
from pydantic import Field

from huying.base.api import Moment, Problem, Refusal, Sentence
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.api import SeatAuth
from huying.people.seats import as_actor, seat_of
from huying.places.codes import covers

from .queries import zones as queries
from .services import zones as services
from .zone_facts import Declaring, Place

router = Router()
AREA = r"^[0-9]{20}$"
ELSEWHERE = Words("请写明本辖区内的地点。", "Name a place within your area.")


class ZoneOut(Schema):
    """A zone as it holds for one place; `kind` is a code of the rule, `until` its expected end."""

    code: str
    name: str
    kind: str
    title: Sentence
    rule: Sentence
    leaving: str
    severity: int
    place: str
    since: dt.datetime
    until: dt.datetime
    clock_start: dt.datetime
    phone: str
    authority: str


class ConditionOut(Schema):
    """One condition for lifting a zone; `since` is when it came to hold, or can."""

    code: str
    asks: Sentence
    holds: bool
    since: dt.datetime | None
    why: Sentence


class ZoneState(Schema):
    """One zone: where it stands, its places, and each condition for lifting it."""

    code: str
    name: str
    kind: str
    standing: str
    area: str
    places: list[str]
    effective_from: dt.datetime
    expected_until: dt.datetime
    clock_start: dt.datetime
    lifted_at: dt.datetime | None
    authority: str
    legal_basis: str
    phone: str
    conditions: list[ConditionOut]


class ReachOut(Schema):
    """Whom a zone of these places would reach; `matters` counts the open ones by kind."""

    people: int
    flagged: int
    households: int
    buildings: int
    matters: dict[str, int]


class Where(Schema):
    """A place of 20 digits, the seat's own area by default, and a moment, now by default."""

    area: str | None = Field(None, pattern=AREA)
    at: Moment | None = None


class PlacesIn(Schema):
    """Places of 20 digits."""

    places: list[Place] = Field(min_length=1, max_length=2_000)


class Head(Schema):
    """Headers of a writing request."""

    idempotency_key: str | None = Field(None, max_length=60, pattern=r"^[!-~]+$")


def said(words: Words) -> dict[str, str]:
    """A sentence as it is sent."""
    return {"zh": words.zh, "en": words.en}


def own(request: HttpRequest, area: str | None) -> str:
    """The area asked for, within the seat's. Raises Refused for one beside it."""
    seat = seat_of(request)
    if area is not None and not covers(seat.area, area):
        raise Refused(ELSEWHERE, {"area": ELSEWHERE})
    return area or seat.area


@router.get(
    "/zones",
    response={200: list[ZoneOut], 401: Problem, 403: Problem, 409: Refusal, 422: Problem},
    auth=SeatAuth("see"),
    summary="The zones that hold in an area at a moment",
)
def list_zones(request: HttpRequest, asked: Query[Where]) -> list[dict[str, Any]]:
    """One row a place of a zone, the most severe first; zones around the area are among them."""
    names = ("code", "name", "kind", "place", "since", "until", "clock_start", "phone", "authority")
    return [
        {name: getattr(one, name) for name in names}
        | {
            "title": said(one.means.title),
            "rule": said(one.means.rule),
            "leaving": one.means.leaving,
            "severity": one.means.severity,
        }
        for one in queries.in_force_at(own(request, asked.area), asked.at)
    ]


# Before the address of one zone, which would take its word for a code.
@router.post(
    "/zones/reach",
    response={200: ReachOut, 401: Problem, 403: Problem, 409: Refusal, 422: Problem},
    auth=SeatAuth("zone.propose"),
    summary="Whom a zone of these places would reach",
)
def zone_reach(request: HttpRequest, asked: PlacesIn) -> queries.Reach:
    """Counts only; nothing is written."""
    for place in asked.places:
        own(request, place)
    return queries.reach_of(asked.places)


@router.get(
    "/zones/{code}",
    response={200: ZoneState, 401: Problem, 403: Problem, 404: Problem, 422: Problem},
    auth=SeatAuth("see"),
    summary="One zone with the state of its lift conditions",
)
def one_zone(request: HttpRequest, code: str) -> dict[str, Any]:
    """Where it stands and what is missing for lifting it."""
    zone = queries.zone_for(seat_of(request).area, code)
    names = (
        "code", "name", "kind", "standing", "area", "effective_from", "expected_until", "clock_start", "lifted_at",
        "authority", "legal_basis",
    )  # fmt: skip
    return {name: getattr(zone, name) for name in names} | {
        "phone": zone.service_phone,
        "places": queries.places_of(zone),
        "conditions": [
            {
                "code": one.code,
                "asks": said(one.asks),
                "holds": one.holds,
                "since": one.since,
                "why": said(one.why),
            }
            for one in queries.lift_state(zone)
        ],
    }


@router.post(
    "/zones",
    response={201: ZoneState, 401: Problem, 403: Problem, 409: Refusal, 422: Problem},
    auth=SeatAuth("zone.propose"),
    summary="Propose a zone",
)
def propose_zone(request: HttpRequest, told: Declaring, head: Header[Head]) -> Status[dict[str, Any]]:
    """It waits for the decision of another officer; decide, change and lift it through its matter."""
    seat = seat_of(request)
    once = f"zone:{seat.user_id}:{head.idempotency_key}" if head.idempotency_key else None
    matter = services.zone_propose(actor=as_actor(seat), said=told, once=once)
    return Status(201, one_zone(request, matter.code))
