"""Specimens for programs: registering, results by tube, how sequencing stands. Whose a specimen is, is never sent."""

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Header, Query, Router, Schema, Status
from pydantic import Field

from huying.base.api import Moment, Problem, Refusal, Sentence
from huying.base.clock import now
from huying.people.api import SeatAuth
from huying.people.seats import as_actor, seat_of

from . import queries, services

router = Router(tags=["specimens"])
AREA = r"^[0-9]{20}$"


class SpecimenIn(Schema):
    """A specimen taken at a place of 20 digits; `circumstance` is a code of the rule."""

    area: str = Field(pattern=AREA)
    subject: Literal["person", "goods", "environment"]
    tube: str = Field(pattern=r"^[A-Za-z0-9-]{3,40}$")
    circumstance: str = Field(max_length=40)
    name: str = Field("", max_length=60)
    phone: str = Field("", max_length=40)
    what: str = Field("", max_length=200)
    place: str = Field("", max_length=120)
    measure: str = Field("", max_length=14)
    joint: str = Field("", max_length=14)
    taken_at: Moment | None = None


class MadeOut(Schema):
    """The matter that was opened."""

    code: str
    state: str


class SpecimenOut(Schema):
    """A specimen as it stands."""

    code: str
    state: str
    tube: str
    subject: str
    circumstance: str
    area: str
    result: str
    to_sequence: bool
    lineage: str
    taken_at: dt.datetime


class SpecimenPage(Schema):
    """A page, the newest first; `next` is the offset of the page after it."""

    items: list[SpecimenOut]
    next: int | None


class Asked(Schema):
    """Which specimens, which part of the list."""

    subject: Literal["", "person", "goods", "environment"] = ""
    open: bool = False
    offset: int = Field(0, ge=0, le=100_000)
    limit: int = Field(50, ge=1, le=100)


class ResultIn(Schema):
    """A result by the number of the tube: negative, positive or void, in either language."""

    tube: str = Field(min_length=3, max_length=40)
    result: str = Field(min_length=1, max_length=30)


class ResultOut(Schema):
    """What became of it; `refused` says why it was not taken."""

    tube: str
    refused: Sentence | None


class SequencingOut(Schema):
    """`all` = sequenced + under_way + late + not_sequenced; `subject` is empty for all of them."""

    subject: str
    all: int
    sequenced: int
    under_way: int
    late: int
    not_sequenced: int


class Head(Schema):
    """Headers of a writing request."""

    idempotency_key: str | None = Field(None, max_length=60, pattern=r"^[!-~]+$")


@router.post(
    "/specimens",
    response={201: MadeOut, 401: Problem, 403: Problem, 409: Refusal, 422: Problem},
    auth=SeatAuth("specimen.take"),
    summary="Register a specimen",
)
def take(request: HttpRequest, told: SpecimenIn, head: Header[Head]) -> Status[dict[str, Any]]:
    """A tube is used once."""
    seat, said = seat_of(request), told.model_dump()
    once = f"specimen:{seat.user_id}:{head.idempotency_key}" if head.idempotency_key else None
    made = services.specimen_take(area=said.pop("area"), actor=as_actor(seat), said=said, once=once)
    return Status(201, {"code": made.code, "state": made.state})


@router.get(
    "/specimens",
    response={200: SpecimenPage, 401: Problem, 403: Problem, 422: Problem},
    auth=SeatAuth("specimen.take"),
    summary="Specimens of the seat's area",
)
def list_specimens(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """The newest first."""
    rows = queries.specimens_in(seat_of(request).area, "open" if asked.open else "", asked.subject)
    found = list(rows[asked.offset : asked.offset + asked.limit + 1])
    fields = ("tube", "subject", "circumstance", "area", "result", "to_sequence", "lineage", "taken_at")
    items = [
        {"code": row.matter.code, "state": row.matter.state} | {name: getattr(row, name) for name in fields}
        for row in found[: asked.limit]
    ]
    return {"items": items, "next": asked.offset + asked.limit if len(found) > asked.limit else None}


@router.post(
    "/specimens/results",
    response={200: list[ResultOut], 401: Problem, 403: Problem, 422: Problem},
    auth=SeatAuth("specimen.test"),
    summary="Results by the numbers of the tubes",
)
def report(request: HttpRequest, told: list[ResultIn]) -> list[dict[str, Any]]:
    """Each for itself: a bad line loses no other."""
    rows = [(one.tube.upper(), one.result) for one in told[:500]]
    done = services.results_report(seat=seat_of(request), rows=rows)
    return [{"tube": tube, "refused": why._asdict() if why else None} for tube, why in done]


@router.get(
    "/specimens/sequencing",
    response={200: list[SequencingOut], 401: Problem, 403: Problem},
    auth=SeatAuth("figures.read"),
    summary="How the sequencing of positives stands",
)
def sequencing(request: HttpRequest) -> list[dict[str, Any]]:
    """By subject, and all of them."""
    found = queries.sequencing_of(seat_of(request).area, now())
    names = ("all", "sequenced", "under_way", "late", "not_sequenced")
    return [
        {"subject": subject} | {name: getattr(one, name) for name in names} for subject, one in found.items()
    ]
