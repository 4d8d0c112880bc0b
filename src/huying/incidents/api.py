"""Incidents for programs: reporting one, what goes on, how one stands; acts go through its matter. No name is sent."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Header, Query, Router, Schema, Status
from pydantic import Field

from huying.base.api import Moment, Problem, Refusal, Sentence
from huying.matters.queries import desk
from huying.people.api import SeatAuth
from huying.people.seats import as_actor, seat_of

from . import services
from .models import Incident
from .queries import standing

router = Router(tags=["incidents"])
AREA = r"^[0-9]{20}$"


class IncidentIn(Schema):
    """An alarm about a place of 20 digits; `heard_at` is now when left out."""

    area: str = Field(pattern=AREA)
    place: str = Field(min_length=2, max_length=120)
    what: str = Field(min_length=2, max_length=2000)
    source: str = Field("police", pattern="^(police|health|hospital|public|other)$")
    number: str = Field("", max_length=60)
    reporter: str = Field("", max_length=60)
    reporter_phone: str = Field("", max_length=40)
    heard_at: Moment | None = None
    inside: int | None = Field(None, ge=0, le=1_000_000)


class OpenedOut(Schema):
    """The matter that was opened."""

    code: str
    state: str


class IncidentOut(Schema):
    """An incident in a list."""

    code: str
    state: str
    place: str
    area: str
    heard_at: dt.datetime
    commander: str
    due_at: dt.datetime | None


class IncidentPage(Schema):
    """A page, the next clock first; `next` is the offset of the page after it."""

    items: list[IncidentOut]
    next: int | None


class SpotOut(Schema):
    """One place: `state` is open, sealed, out (ruled out) or released."""

    name: str
    state: str
    sealed_by: str
    sealed_at: dt.datetime | None
    released_at: dt.datetime | None


class GroupOut(Schema):
    """People kept together, counted; no names."""

    name: str
    high: bool
    people: int
    tested: int
    left: int
    together: int


class ForceOut(Schema):
    """A task force of the rules; `missing` are the lines nobody came from."""

    code: str
    title: Sentence
    leader: str
    unit: str
    missing: list[Sentence]


class TaskOut(Schema):
    """Something to be done; acts on it go through its matter."""

    code: str
    step: str
    force: str
    title: str
    state: str
    due_at: dt.datetime | None


class IncidentWhole(IncidentOut):
    """One incident, whole: its places and people add up."""

    sealed_at: dt.datetime | None
    closed_at: dt.datetime | None
    spots: list[SpotOut]
    groups: list[GroupOut]
    forces: list[ForceOut]
    tasks: list[TaskOut]


class Asked(Schema):
    """Which part of the list."""

    ended: bool = False
    offset: int = Field(0, ge=0, le=100_000)
    limit: int = Field(50, ge=1, le=100)


class Head(Schema):
    """Headers of a writing request."""

    idempotency_key: str | None = Field(None, max_length=60, pattern=r"^[!-~]+$")


@router.post(
    "/incidents",
    response={201: OpenedOut, 401: Problem, 403: Problem, 409: Refusal, 422: Problem},
    auth=SeatAuth("take"),
    summary="Report an incident",
)
def report(request: HttpRequest, told: IncidentIn, head: Header[Head]) -> Status[dict[str, Any]]:
    """Every office that works for the place hears of it at once."""
    seat, said = seat_of(request), told.model_dump()
    once = f"incident:{seat.user_id}:{head.idempotency_key}" if head.idempotency_key else None
    made = services.incident_report(area=said.pop("area"), actor=as_actor(seat), said=said, once=once)
    return Status(201, {"code": made.code, "state": made.state})


@router.get(
    "/incidents",
    response={200: IncidentPage, 401: Problem, 403: Problem, 422: Problem},
    auth=SeatAuth("see", "take"),
    summary="Incidents of the seat's area",
)
def list_incidents(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """Those that go on, or those that are over."""
    rows = desk(area=seat_of(request).area, kind=services.KIND, ended=asked.ended)
    found = list(rows[asked.offset : asked.offset + asked.limit + 1])
    known = Incident.objects.select_related("matter").in_bulk([one.pk for one in found[: asked.limit]])
    following = asked.offset + asked.limit if len(found) > asked.limit else None
    return {"items": [_out(known[one.pk]) for one in found[: asked.limit]], "next": following}


@router.get(
    "/incidents/{code}",
    response={200: IncidentWhole, 401: Problem, 403: Problem, 404: Problem, 422: Problem},
    auth=SeatAuth("see", "take"),
    summary="One incident, whole",
)
def one_incident(request: HttpRequest, code: str) -> dict[str, Any]:
    """Its places, groups, forces and tasks."""
    row = standing.incident_for(seat_of(request), code)
    together = list(row.present.filter(together=True).values_list("group", flat=True))
    return _out(row) | {
        "sealed_at": row.sealed_at,
        "closed_at": row.closed_at,
        "spots": list(row.spots.order_by("pk").values("name", "state", "sealed_by", "sealed_at", "released_at")),
        "groups": [
            {"name": g.name, "high": g.high, "people": g.people, "tested": g.tested, "left": g.left, "together": together.count(g.pk)}
            for g in standing.groups_of(row)
        ],
        "forces": [
            {
                "code": one.rule.code, "title": one.rule.title._asdict(), "leader": one.row.leader if one.row else "",
                "unit": one.row.unit if one.row else "", "missing": [line.title._asdict() for line in one.missing],
            }
            for one in standing.forces_now(row)
        ],
        "tasks": [
            {
                "code": task.matter.code, "step": task.step, "force": task.force, "title": task.title,
                "state": task.matter.state, "due_at": task.matter.due_at,
            }
            for task in standing.tasks_of(row)
        ],
    }  # fmt: skip


def _out(row: Incident) -> dict[str, Any]:
    return {
        "code": row.matter.code, "state": row.matter.state, "place": row.place, "area": row.area,
        "heard_at": row.heard_at, "commander": row.commander, "due_at": row.matter.due_at,
    }  # fmt: skip
