"""Measures on persons for programs. What may happen to one goes through its matter (`/api/matters/{code}/acts/{act}`)."""

import datetime as dt
from typing import Any, Literal, TypeVar

from django.http import HttpRequest
from ninja import Body, Header, Query, Router, Schema, Status
from pydantic import BaseModel, Field, ValidationError

from huying.base.api import Problem, Refusal
from huying.base.forms import sentence
from huying.kernel.facts import label_of
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.services import perform
from huying.people.api import SeatAuth
from huying.people.seats import as_actor, seat_of

from . import measure_facts as facts
from .models import Measure, Swab
from .queries import measures as queries
from .services import measures as services

router = Router(tags=["measures"])
PAGE_SIZE = 100
WRONG = Words("填写的内容有误，请按提示修改。", "Some of what you sent needs correcting.")
Known = TypeVar("Known", bound=BaseModel)


class StretchOut(Schema):
    """Days of one kind, the first and the last included."""

    kind: str
    first: dt.date
    last: dt.date


class SampleOut(Schema):
    """A sample: planned for a day, taken, with its result once known."""

    due_on: dt.date | None
    sample: str
    sampled_at: dt.datetime | None
    result: str
    lab: str
    missed: bool


class MeasureOut(Schema):
    """A measure as it stands; who it is about is never sent. Dates are local days."""

    code: str
    state: str
    area: str
    category: str
    cohort: str
    kind: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    decided_at: dt.datetime | None
    rule: str
    grounds: str
    notice: str
    acknowledged_at: dt.datetime | None


class MeasureFull(MeasureOut):
    """A measure with its days, its samples and the colour that follows from all measures on the person."""

    stretches: list[StretchOut]
    tests: list[SampleOut]
    colour: str
    colour_until: dt.date | None


class MeasurePage(Schema):
    """A page, the next to end first; `next` is the offset of the page after it."""

    items: list[MeasureOut]
    next: int | None


class Asked(Schema):
    """Which measures of the seat's area."""

    which: Literal["running", "proposed", "due", "today", "silent", "untested", "unread", "asked"] = "running"
    kind: str = Field(default="", max_length=24, pattern=r"^[a-z_]*$")
    category: str = Field(default="", max_length=40, pattern=r"^[a-z0-9_]*$")
    offset: int = Field(default=0, ge=0, le=100_000)
    limit: int = Field(default=50, ge=1, le=PAGE_SIZE)


class ProposalIn(facts.Proposal):
    """A proposal, with the area of 20 digits where the person stays."""

    area: str = Field(pattern=r"^[0-9]{20}$")


class Head(Schema):
    """Headers of a writing request."""

    idempotency_key: str | None = Field(default=None, max_length=50, pattern=r"^[!-~]+$")


Said = Body[dict[str, Any]]


def _read(schema: type[Known], said: dict[str, Any]) -> Known:
    """What was sent as a schema. Refused with a sentence for each field that is wrong; read after the measure was found."""
    try:
        return schema.model_validate(said)
    except ValidationError as error:
        fields: dict[str, Words] = {}
        for wrong in error.errors(include_url=False):
            name = str(wrong["loc"][0]) if wrong["loc"] else ""
            label = label_of(schema, name) if name in schema.model_fields else Words(name, name)
            fields.setdefault(name, sentence(wrong, label))
        raise Refused(WRONG, fields) from error


def _measure(row: Measure) -> dict[str, Any]:
    names = (
        "area",
        "category",
        "cohort",
        "kind",
        "starts_on",
        "ends_on",
        "decided_at",
        "grounds",
        "notice",
        "acknowledged_at",
    )
    return {name: getattr(row, name) for name in names} | {
        "code": row.matter.code,
        "state": row.matter.state,
        "rule": row.rule_zh,
    }


def _swab(row: Swab) -> dict[str, Any]:
    names = ("due_on", "sample", "sampled_at", "result", "lab")
    return {name: getattr(row, name) for name in names} | {"missed": row.missed_at is not None}


def _full(row: Measure) -> dict[str, Any]:
    everything = [row, *queries.same_person(row)]
    status = queries.status_for(everything, row.area)
    return _measure(row) | {
        "stretches": [{"kind": s.kind, "first": s.first, "last": s.last} for s in row.calendar.stretches],
        "tests": [_swab(swab) for swab in queries.swabs_of(row)],
        "colour": status.colour,
        "colour_until": status.until,
    }


@router.get(
    "/measures",
    response={200: MeasurePage, 401: Problem, 403: Problem, 422: Problem},
    auth=SeatAuth("measure.propose"),
    summary="Measures of the seat's area",
)
def list_measures(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """The list asked for, the next to end first."""
    rows = queries.listed(seat_of(request).area, asked.which, kind=asked.kind, category=asked.category)
    found = list(rows[asked.offset : asked.offset + asked.limit + 1])
    more = asked.offset + asked.limit if len(found) > asked.limit else None
    return {"items": [_measure(row) for row in found[: asked.limit]], "next": more}


@router.get(
    "/measures/{code}",
    response={200: MeasureFull, 401: Problem, 403: Problem, 404: Problem, 422: Problem},
    auth=SeatAuth("measure.propose"),
    summary="One measure",
)
def get_measure(request: HttpRequest, code: str) -> dict[str, Any]:
    """A measure of the seat's area with its days and samples."""
    return _full(_row(request, code))


def _row(request: HttpRequest, code: str) -> Measure:
    return queries.measure_for(seat_of(request).area, code.replace("\x00", ""))


@router.post(
    "/measures",
    response={201: MeasureOut, 401: Problem, 403: Problem, 409: Refusal, 422: Problem},
    auth=SeatAuth("measure.propose"),
    summary="Propose a measure",
)
def propose(request: HttpRequest, said: ProposalIn, head: Header[Head]) -> Status[dict[str, Any]]:
    """Propose a measure for one person; it binds nobody until somebody decides."""
    seat = seat_of(request)
    told = said.model_dump()
    area = told.pop("area")
    once = f"measure:{seat.user_id}:{head.idempotency_key}" if head.idempotency_key else None
    matter = services.measure_propose(
        area=area, said=facts.Proposal.model_validate(told), actor=as_actor(seat), once=once
    )
    return Status(201, _measure(_row(request, matter.code)))


@router.post(
    "/measures/{code}/tests",
    response={200: MeasureFull, 401: Problem, 403: Problem, 404: Problem, 409: Refusal, 422: Problem},
    auth=SeatAuth("measure.care"),
    summary="Record a sample or its result",
)
def record_test(request: HttpRequest, code: str, said: Said, head: Header[Head]) -> dict[str, Any]:
    """A sample, or the result of one; said again for the same day it is corrected."""
    row = _row(request, code)
    perform(
        code=row.matter.code,
        act="record_test",
        actor=as_actor(seat_of(request)),
        facts=_read(facts.Sampling, said),
        once=head.idempotency_key,
    )
    return _full(_row(request, code))


@router.post(
    "/measures/{code}/checks",
    response={200: MeasureFull, 401: Problem, 403: Problem, 404: Problem, 409: Refusal, 422: Problem},
    auth=SeatAuth("measure.care"),
    summary="Record temperature and symptoms",
)
def record_check(request: HttpRequest, code: str, said: Said, head: Header[Head]) -> dict[str, Any]:
    """Temperature and symptoms of a person, as somebody took or was told them."""
    row = _row(request, code)
    perform(
        code=row.matter.code,
        act="record_check",
        actor=as_actor(seat_of(request)),
        facts=_read(facts.Report, said),
        once=head.idempotency_key,
    )
    return _full(_row(request, code))


@router.post(
    "/measures/{code}/appeals",
    response={201: dict[str, str], 401: Problem, 403: Problem, 404: Problem, 409: Refusal, 422: Problem},
    auth=SeatAuth("measure.propose"),
    summary="File an appeal for somebody",
)
def file_appeal(request: HttpRequest, code: str, said: Said, head: Header[Head]) -> Status[dict[str, str]]:
    """An appeal against a measure, filed for whoever it touches; the code of the appeal."""
    seat, row = seat_of(request), _row(request, code)
    once = f"appeal:{seat.user_id}:{head.idempotency_key}" if head.idempotency_key else None
    matter = services.appeal_file(row=row, said=_read(facts.Objection, said), actor=as_actor(seat), once=once)
    return Status(201, {"code": matter.code})
