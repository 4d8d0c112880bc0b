"""Declarations for programs: what applies, declare for many, who arrives, landing points, the ledger, surveys."""

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Header, Query, Router, Schema, Status
from pydantic import Field

from huying.base.api import Moment, Problem, Refusal
from huying.base.clock import now
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.api import SeatAuth
from huying.people.seats import as_actor, seat_of
from huying.places.codes import covers
from huying.screening.models import Declaration, Returnee
from huying.screening.queries import outreach as outreaches
from huying.screening.queries import travel as queries
from huying.screening.queries.applies import applies, leading, readings, reasons_kept
from huying.screening.services.landing import land
from huying.screening.services.outreach import outreach_record, returnee_write, survey_answer
from huying.screening.services.several import OneRow
from huying.screening.services.travel import OneDeclared, declare_many
from huying.screening.travel_facts import Declaring

router = Router(tags=["screening"])
PAGE_SIZE = 100
AREA = r"^[0-9]{20}$"
NOT_HERE = Words("这个地方不在您的辖区。", "That place is not in your area.")


class WhyOut(Schema):
    """One rule that is met; `until` is the last day it holds without another stay."""

    rule: str
    category: str
    zh: str
    en: str
    until: dt.date | None
    sure: bool


class AppliesOut(Schema):
    """What applies to an arrival: the category (empty for none), what follows, the days of tests, why."""

    category: str
    sure: bool
    duty: list[str]
    tests: list[dt.date]
    authority: list[str]
    why: list[WhyOut]


class DeclarationOut(Schema):
    """A declaration with the code and state of its matter; name, phone and address are never sent."""

    code: str
    state: str
    area: str
    way: str
    category: str
    sure: bool
    arrives_at: dt.datetime
    arrived_at: dt.datetime | None
    contacted_at: dt.datetime | None
    transport: str
    number: str
    channel: str
    version: int
    why: list[WhyOut]


class ReturneeOut(Schema):
    """A line of the ledger; name and phone are never sent."""

    id: int
    area: str
    away: str
    place_text: str
    site_name: str
    expected_on: dt.date | None
    route: str
    returned_on: dt.date | None


class DeclarationPage(Schema):
    """A page; `next` is the offset of the page after it."""

    items: list[DeclarationOut]
    next: int | None


class ReturneePage(Schema):
    """A page, the next expected first; `next` is the offset of the page after it."""

    items: list[ReturneeOut]
    next: int | None


class Slice(Schema):
    """Which part of a list."""

    offset: int = Field(0, ge=0, le=100_000)
    limit: int = Field(50, ge=1, le=PAGE_SIZE)


class AskedDeclarations(Slice):
    """Which declarations: by when they arrive."""

    since: Moment | None = None
    until: Moment | None = None
    way: Literal["in", "out"] | None = None


class AskedReturnees(Slice):
    """Which lines."""

    away: Literal["student", "worker", "visit", "other"] | None = None
    back: bool = False


class DeclaringIn(Declaring):
    """A declaration and the place of 20 digits they will stay in."""

    area: str = Field(pattern=AREA)


class LandingIn(DeclaringIn):
    """A declaration at a first landing point; `tube` is the number of the sample taken there."""

    point: str = Field(min_length=1, max_length=80)
    tube: str = Field("", max_length=40)


class ReturneeIn(Schema):
    """Somebody away."""

    area: str = Field(pattern=AREA)
    name: str = Field(min_length=1, max_length=60)
    phone: str = Field("", max_length=40, pattern=r"^[0-9+ -]*$")
    away: Literal["student", "worker", "visit", "other"] = "other"
    place_text: str = Field(min_length=2, max_length=120)
    site_name: str = Field("", max_length=120)
    expected_on: dt.date | None = None
    route: str = Field("", max_length=300)
    note: str = Field("", max_length=300)


NO_ROWS = Words("请至少写一个人。", "Name at least one person.")


class AnswersIn(Schema):
    """A site's people; a row without a place says: nowhere else."""

    rows: list[OneRow] = Field(default_factory=list, max_length=1_000)


class CountOut(Schema):
    """How many are answered for now."""

    count: int


class OutreachIn(Schema):
    """Something done so that people declare; a door names its stairwell."""

    kind: Literal["forward", "loudspeaker", "door", "neighbour"]
    area: str = Field(pattern=AREA)
    count: int = Field(1, ge=1, le=1_000)
    where: str = Field("", max_length=120)


class Head(Schema):
    """Headers of a writing request."""

    idempotency_key: str | None = Field(None, max_length=60, pattern=r"^[!-~]+$")


ERRORS: dict[int, Any] = {401: Problem, 403: Problem, 404: Problem, 409: Refusal, 422: Problem}


def _page(rows: Any, asked: Slice, out: Any) -> dict[str, Any]:
    found = list(rows[asked.offset : asked.offset + asked.limit + 1])
    more = len(found) > asked.limit
    return {
        "items": [out(row) for row in found[: asked.limit]],
        "next": asked.offset + asked.limit if more else None,
    }


def _declared(row: Declaration) -> dict[str, Any]:
    names = (
        "area", "way", "category", "sure", "arrives_at", "arrived_at", "contacted_at", "transport", "number", "channel", "version",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names} | {
        "code": row.matter.code, "state": row.matter.state, "why": row.reasons,
    }  # fmt: skip


def _away(row: Returnee) -> dict[str, Any]:
    names = ("id", "area", "away", "place_text", "site_name", "expected_on", "route", "returned_on")
    return {name: getattr(row, name) for name in names}


def _inside(request: HttpRequest, area: str) -> None:
    if not covers(seat_of(request).area, area):
        raise Refused(NOT_HERE, {"area": NOT_HERE})


@router.post(
    "/screening/applies", response={200: AppliesOut, **ERRORS}, auth=SeatAuth("arrivals"), summary="What would apply to somebody"
)  # fmt: skip
def what_applies(request: HttpRequest, said: DeclaringIn) -> dict[str, Any]:
    """Read stays and marks by the rules and lists in force at a place; nothing is kept."""
    _inside(request, said.area)
    known, arrives = readings(), timezone.localdate(said.arrives_at)
    stays = [known.stay(one.said, one.came, one.left) for one in said.stays]
    found = known.because(said.area, stays, said.marks, arrives)
    category, sure = leading(found)
    reasons = reasons_kept(found)
    told = applies(said.area, category, sure, reasons, arrives)
    return {
        "category": category, "sure": sure, "duty": list(told.duty), "tests": told.tests, "authority": list(told.authority),
        "why": reasons,
    }  # fmt: skip


@router.get(
    "/screening/declarations", response={200: DeclarationPage, 401: Problem, 403: Problem, 422: Problem},
    auth=SeatAuth("arrivals"), summary="The declarations of the seat's area",
)  # fmt: skip
def list_declarations(request: HttpRequest, asked: Query[AskedDeclarations]) -> dict[str, Any]:
    """Declarations, the newest first."""
    rows = queries.declarations_in(seat_of(request).area)
    if asked.since:
        rows = rows.filter(arrives_at__gte=asked.since)
    if asked.until:
        rows = rows.filter(arrives_at__lt=asked.until)
    if asked.way:
        rows = rows.filter(way=asked.way)
    return _page(rows, asked, _declared)


@router.post(
    "/screening/declarations", response={201: DeclarationOut, **ERRORS}, auth=SeatAuth("record", "arrivals"),
    summary="Declare on behalf of somebody",
)  # fmt: skip
def declare(request: HttpRequest, said: DeclaringIn, head: Header[Head]) -> Status[dict[str, Any]]:
    """One declaration; each companion has one of their own. The same key is taken once."""
    seat = seat_of(request)
    plain = Declaring.model_construct(**{name: getattr(said, name) for name in Declaring.model_fields})
    once = f"decl:{seat.user_id}:{head.idempotency_key}" if head.idempotency_key else None
    matter = declare_many(rows=[OneDeclared(plain, said.area, once)], actor=as_actor(seat), channel="desk")[0]
    return Status(201, _declared(queries.declaration_for(seat, matter.code)))


@router.post(
    "/screening/landings",
    response={201: CountOut, **ERRORS},
    auth=SeatAuth("landing"),
    summary="Register at a first landing point",
)
def landed(request: HttpRequest, said: LandingIn) -> Status[dict[str, Any]]:
    """Who set foot here; refused without a valid result or a sample."""
    plain = Declaring.model_construct(**{name: getattr(said, name) for name in Declaring.model_fields})
    land(seat=seat_of(request), said=plain, area=said.area, point=said.point, tube=said.tube)
    return Status(201, {"count": 1})


@router.get(
    "/screening/returnees", response={200: ReturneePage, 401: Problem, 403: Problem, 422: Problem},
    auth=SeatAuth("arrivals"), summary="Who is away and expected back",
)  # fmt: skip
def list_returnees(request: HttpRequest, asked: Query[AskedReturnees]) -> dict[str, Any]:
    """The ledger of the seat's area."""
    rows = outreaches.ledger(seat_of(request).area, away=asked.away or "", back=asked.back)
    return _page(rows, asked, _away)


@router.post(
    "/screening/returnees",
    response={201: ReturneeOut, **ERRORS},
    auth=SeatAuth("record", "arrivals"),
    summary="Somebody away",
)
def add_returnee(request: HttpRequest, said: ReturneeIn) -> Status[dict[str, Any]]:
    """Write somebody into the ledger, or bring their line up to date."""
    _inside(request, said.area)
    row, _ = returnee_write(by=seat_of(request).user_id, **said.model_dump())
    return Status(201, _away(row))


@router.post(
    "/screening/surveys/{code}/answers", response={200: CountOut, **ERRORS}, auth=SeatAuth("record", "arrivals"),
    summary="What a site says of its people",
)  # fmt: skip
def answer_survey(request: HttpRequest, code: str, said: AnswersIn) -> dict[str, Any]:
    """Take answers in for a site; the same name again replaces what was said."""
    seat = seat_of(request)
    row = outreaches.survey_for(seat, code)
    # The survey first: whether there is one is nobody's business in the next area, whatever was sent.
    if not said.rows:
        raise Refused(NO_ROWS, {"rows": NO_ROWS})
    return {"count": survey_answer(survey=row, rows=said.rows, actor=as_actor(seat))}


@router.post(
    "/screening/outreach",
    response={201: CountOut, **ERRORS},
    auth=SeatAuth("arrivals"),
    summary="Note what was done so that people declare",
)
def note_outreach(request: HttpRequest, said: OutreachIn) -> Status[dict[str, Any]]:
    """Count it; answers how much of the kind was done in the seat's area today."""
    _inside(request, said.area)
    seat = seat_of(request)
    outreach_record(seat=seat, kind=said.kind, area=said.area, count=said.count, where=said.where)
    done = outreaches.done_on(seat.area, timezone.localdate(now()))
    return Status(201, {"count": done.get(said.kind, 0)})
