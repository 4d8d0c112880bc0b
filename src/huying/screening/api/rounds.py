"""Daily rounds for programs: how grids stand, the doors still to ask, answers. No name or address is sent."""

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from huying.base.api import Problem, Refusal
from huying.people.api import SeatAuth, ThingAuth
from huying.people.seats import seat_of
from huying.screening import round_facts as facts
from huying.screening.queries import rounds as queries
from huying.screening.services import rounds as services

router = Router(tags=["screening"])


class RoundOut(Schema):
    """A grid's round of a day: `doors` = same + changed + absent + open."""

    area: str
    code: str
    state: str
    doors: int
    same: int
    changed: int
    absent: int
    open: int


class DoorOut(Schema):
    """A door still to ask; a lower `rank` comes first."""

    id: int
    area: str
    household: int
    rank: int


class AskedDay(Schema):
    """Which local day."""

    day: dt.date = Field(ge=dt.date(2000, 1, 1), le=dt.date(2999, 12, 1))


class AskedDoors(Schema):
    """Which part of the list."""

    offset: int = Field(0, ge=0, le=100_000)
    limit: int = Field(50, ge=1, le=100)


class AnswerIn(Schema):
    """What a door said; the fields after `state` only for `changed`."""

    state: Literal["same", "absent", "changed"]
    found: Literal["came", "left", "ill", "other"] | None = None
    name: str = Field("", max_length=60)
    phone: str = Field("", max_length=40)
    place: str = Field("", max_length=120)
    came: dt.date | None = None
    left: dt.date | None = None
    symptoms: list[str] = Field(default_factory=list, max_length=10)
    note: str = Field("", max_length=500)


class AnsweredOut(Schema):
    """The codes of what was opened because of it."""

    opened: list[str]


@router.get(
    "/rounds",
    response={200: list[RoundOut], 401: Problem, 403: Problem, 422: Problem},
    auth=SeatAuth("arrivals"),
    summary="The daily rounds of the seat's area",
)
def list_rounds(request: HttpRequest, asked: Query[AskedDay]) -> list[dict[str, Any]]:
    """Each grid's, with sums that add up."""
    found = queries.rounds_of(seat_of(request).area, asked.day)
    return [{name: getattr(one, name) for name in RoundOut.model_fields} for one in found]


@router.get(
    "/rounds/doors",
    response={200: list[DoorOut], 401: Problem, 403: Problem, 422: Problem},
    auth=SeatAuth("residents.read", "arrivals"),
    summary="The doors still to ask today",
)
def list_doors(request: HttpRequest, asked: Query[AskedDoors]) -> list[dict[str, Any]]:
    """Who comes first first."""
    rows = queries.lines_open(seat_of(request).area)[asked.offset : asked.offset + asked.limit]
    return [{"id": row.pk, "area": row.area, "household": row.household_id, "rank": row.rank} for row in rows]


@router.post(
    "/rounds/doors/{int:pk}",
    response={200: AnsweredOut, 401: Problem, 403: Problem, 404: Problem, 409: Refusal, 422: Problem},
    auth=ThingAuth(queries.line_for, "residents.read", "arrivals"),
    summary="What a door said",
)
def answer_door(request: HttpRequest, pk: int, told: AnswerIn) -> dict[str, Any]:
    """A change is acted on at once: a declaration, a line of the ledger, a call for a doctor."""
    seat = seat_of(request)
    line = queries.line_for(seat, pk)
    if told.state == "same":
        services.line_same(seat=seat, line=line)
    elif told.state == "absent":
        services.line_absent(seat=seat, line=line, note=told.note)
    else:
        said = facts.Changed.model_validate(told.model_dump(exclude={"state"}, exclude_none=True))
        return {"opened": services.line_changed(seat=seat, line=line, said=said)}
    return {"opened": []}
