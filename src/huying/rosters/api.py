"""Rosters for programs: who is on duty, the shifts of an office, putting people on them."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from huying.base.api import Moment, Problem, Refusal, Sentence
from huying.base.clock import now
from huying.base.errors import NotYours
from huying.people.api import SeatAuth, ThingAuth
from huying.people.seats import seat_of

from . import facts, queries, services

router = Router(tags=["duty"])
AREA = r"^[0-9]{20}$"


class OnDuty(Schema):
    """An office with a roster as it stands now; `gap` when a shift that runs is not filled or nobody came."""

    unit: str
    area: str
    title: Sentence
    on: list[str]
    gap: bool
    whole_day: bool


class TurnOut(Schema):
    """Somebody on a shift."""

    id: int
    name: str
    came_at: dt.datetime | None


class SlotOut(Schema):
    """One shift: how many it wants, who is on it."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    wanted: int
    missing: int
    turns: list[TurnOut]


class AskedPlan(Schema):
    """Which office, from which local day, how many days."""

    unit: str = Field(pattern=facts.UNIT)
    area: str = Field(pattern=AREA)
    first: dt.date = Field(ge=dt.date(2000, 1, 1), le=dt.date(2999, 12, 1))
    days: int = Field(7, ge=1, le=31)


class TurnIn(Schema):
    """Whom to put on which shift of which office."""

    unit: str = Field(pattern=facts.UNIT)
    area: str = Field(pattern=AREA)
    user: int = Field(ge=1, le=2**31 - 1)
    starts_at: Moment


class OffIn(Schema):
    """Why somebody is taken off."""

    reason: str = Field(min_length=1, max_length=200)


class PatternIn(Schema):
    """A shift of every day of an office; `begins` is local time."""

    unit: str = Field(pattern=facts.UNIT)
    area: str = Field(pattern=AREA)
    begins: dt.time
    hours: int = Field(ge=1, le=24)
    people: int = Field(1, ge=1, le=50)
    since: dt.date
    until: dt.date | None = None


class Made(Schema):
    """The number of what was made."""

    id: int


@router.get(
    "/duty",
    response={200: list[OnDuty], 401: Problem, 403: Problem},
    auth=SeatAuth("see"),
    summary="Who is on duty now in the seat's area",
)
def on_duty(request: HttpRequest) -> list[dict[str, Any]]:
    """Every office that keeps a roster."""
    found = queries.board(seat_of(request).area, now())
    names = queries.names_of((one.unit, one.area) for one in found)
    return [
        {
            "unit": one.unit, "area": one.area, "title": names[one.unit, one.area]._asdict(),
            "on": [str(turn.user) for turn in one.on], "gap": one.gap, "whole_day": one.whole_day,
        }
        for one in found
    ]  # fmt: skip


@router.get(
    "/duty/shifts",
    response={200: list[SlotOut], 401: Problem, 403: Problem, 404: Problem, 422: Problem},
    auth=SeatAuth("see"),
    summary="The shifts of an office",
)
def list_shifts(request: HttpRequest, asked: Query[AskedPlan]) -> list[dict[str, Any]]:
    """Those that begin on the days asked for, with who is on them."""
    desk = (asked.unit, asked.area)
    if not queries.may_read(seat_of(request), desk):
        raise NotYours(f"roster of {desk}")
    return [
        {
            "starts_at": slot.starts_at, "ends_at": slot.ends_at, "wanted": slot.wanted, "missing": slot.missing,
            "turns": [{"id": turn.pk, "name": str(turn.user), "came_at": turn.came_at} for turn in slot.turns],
        }
        for slot in queries.slots(desk, asked.first, asked.days)
    ]  # fmt: skip


@router.post(
    "/duty/shifts",
    response={201: Made, 401: Problem, 403: Problem, 409: Refusal, 422: Problem},
    auth=SeatAuth("duty.plan"),
    summary="A shift that an office must fill every day",
)
def add_pattern(request: HttpRequest, told: PatternIn) -> Status[dict[str, Any]]:
    """Gaps within the time of the rule are found at once."""
    said = told.model_dump()
    desk = (said.pop("unit"), said.pop("area"))
    made = services.pattern_add(by=seat_of(request), desk=desk, said=facts.NewPattern.model_validate(said))
    services.gaps_watch([desk])
    return Status(201, {"id": made.pk})


@router.post(
    "/duty/turns",
    response={201: Made, 401: Problem, 403: Problem, 409: Refusal, 422: Problem},
    auth=SeatAuth("duty.plan"),
    summary="Put somebody on a shift",
)
def put_turn(request: HttpRequest, told: TurnIn) -> Status[dict[str, Any]]:
    """Refused for an overlap, too little rest, somebody who does not work there."""
    desk = (told.unit, told.area)
    turn = services.turn_put(by=seat_of(request), desk=desk, user_id=told.user, starts_at=told.starts_at)
    return Status(201, {"id": turn.pk})


@router.post(
    "/duty/turns/{int:pk}/off",
    response={204: None, 401: Problem, 403: Problem, 404: Problem, 409: Refusal, 422: Problem},
    auth=ThingAuth(queries.turn_for, "duty.plan"),
    summary="Take somebody off a shift",
)
def take_off(request: HttpRequest, pk: int, told: OffIn) -> Status[None]:
    """They are told; the gap it leaves is found at once."""
    seat = seat_of(request)
    services.turn_off(by=seat, turn=queries.turn_for(seat, pk), reason=told.reason)
    return Status(204, None)


@router.post(
    "/duty/turns/{int:pk}/here",
    response={204: None, 401: Problem, 403: Problem, 404: Problem, 409: Refusal},
    auth=ThingAuth(queries.turn_for, "take"),
    summary="I am on duty",
)
def here(request: HttpRequest, pk: int) -> Status[None]:
    """Only one's own shift."""
    seat = seat_of(request)
    services.turn_here(seat=seat, turn=queries.turn_for(seat, pk))
    return Status(204, None)
