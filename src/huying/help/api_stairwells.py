"""The groups of stairwells for programs: which there are, and setting one up in advance."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from huying.base.api import Problem, Refusal
from huying.people.api import SeatAuth
from huying.people.seats import as_actor, seat_of

from .api import router
from .facts_stairwells import Founding
from .queries.stairwells import groups_in
from .services.stairwells import stairwell_declare

MOST = 500


class GroupIn(Founding):
    """A stairwell by its code of 20 digits, why it gets a group, until when at the latest."""

    area: str = Field(pattern=r"^\d{20}$")


class GroupOut(Schema):
    """A group; `roles` are those of the four posts that somebody fills, `running` the calls nobody has finished."""

    code: str
    area: str
    opened_at: dt.datetime
    roles: list[str]
    running: int
    drilled_at: dt.datetime | None


def _out(row: Any) -> dict[str, Any]:
    return {
        "code": row.matter.code,
        "area": row.area,
        "opened_at": row.opened_at,
        "roles": sorted({one.role for one in row.members.all() if one.left_at is None}),
        "running": getattr(row, "running", 0),
        "drilled_at": getattr(row, "drilled_at", None),
    }


@router.get(
    "/help/stairwells",
    response={200: list[GroupOut], 401: Problem, 403: Problem, 422: Problem, 429: Problem},
    auth=SeatAuth("see", "emergency"),
    summary="The stairwell groups of the seat's area",
)
def list_stairwells(request: HttpRequest) -> list[dict[str, Any]]:
    """The open groups, those called just now first; at most 500."""
    return [_out(row) for row in groups_in(seat_of(request).area).prefetch_related("members")[:MOST]]


@router.post(
    "/help/stairwells",
    response={
        201: GroupOut,
        400: Problem,
        401: Problem,
        403: Problem,
        409: Refusal,
        422: Problem,
        429: Problem,
    },
    auth=SeatAuth("dispatch", "emergency"),
    summary="Set up a stairwell group in advance",
)
def post_stairwell(request: HttpRequest, told: GroupIn) -> Status[Any]:
    """Set it up before anybody is at home; it is dissolved when its time is over and nobody is."""
    seat = seat_of(request)
    founding = Founding(why=told.why, until=told.until)
    matter = stairwell_declare(area=told.area, founding=founding, actor=as_actor(seat))
    group = groups_in(seat.area).get(matter=matter)
    return Status(201, _out(group))
