"""Responses for programs: what holds, start, change, end, and what becomes of the data that came with them."""

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from huying.base.api import Moment, Refusal, Sentence
from huying.base.errors import NotYours
from huying.kernel.words import Words
from huying.people.api import SeatAuth
from huying.people.seats import seat_of
from huying.places import codes, scope
from huying.rulebook import services
from huying.rulebook.hanging import hanging
from huying.rulebook.models import DataItem, Response

from .common import ANSWERS, RowAuth, hand, near, router, said


class Counted(Schema):
    """Something that hangs from a response, and how many there are."""

    code: str
    title: Sentence
    number: int


class DataOut(Schema):
    """One class of personal data of an ended response. `certificate` and `proof` are there once it is destroyed."""

    code: str
    title: Sentence
    purpose: Sentence
    count: int
    may_stay: Sentence
    due: dt.datetime
    state: str
    kept_until: dt.datetime | None
    certificate: dict[str, Any] | None
    proof: str


class ResponseOut(Schema):
    """A response with what hangs from it now, what ended with it, and its data."""

    code: str
    title: Sentence
    level: int
    authority: Sentence
    area: str
    legal_basis: str
    measures: str
    profile: str
    starts: dt.datetime
    expected_end: dt.datetime
    ended_at: dt.datetime | None
    archived_at: dt.datetime | None
    remaining: list[Counted]
    ended: list[Counted]
    data: list[DataOut]


class StartIn(Schema):
    """A response must state all of this; `profile` is the slug of a disease profile."""

    zh: str = Field(min_length=1, max_length=200)
    en: str = Field("", max_length=200)
    level: int = Field(ge=1, le=4)
    authority: str = Field(min_length=1, max_length=200)
    area: str = Field(pattern=r"^\d{20}$")
    legal_basis: str = Field(min_length=1, max_length=2_000)
    measures: str = Field(min_length=1, max_length=5_000)
    expected_end: Moment
    profile: str = Field("", max_length=80)
    disease: str = Field("", max_length=200)


class ChangeIn(Schema):
    """Another level or expected end, and why."""

    level: int = Field(ge=1, le=4)
    expected_end: Moment | None = None
    reason: str = Field(min_length=1, max_length=1_000)


class ReasonIn(Schema):
    """Why."""

    reason: str = Field(min_length=1, max_length=1_000)


class DecideIn(Schema):
    """What is to become of one class of data. `return` needs the reason, `keep` the three parts and the day."""

    how: Literal["propose", "destroy", "return", "keep"]
    reason: str = Field("", max_length=1_000)
    purpose: str = Field("", max_length=3_000)
    necessity: str = Field("", max_length=3_000)
    safeguards: str = Field("", max_length=3_000)
    until: Moment | None = None


def _data(item: DataItem) -> DataOut:
    return DataOut(
        code=item.code, title=said(item.title), purpose=said(item.purpose), count=item.count,
        may_stay=said(item.keep_words), due=item.due, state=item.state, kept_until=item.kept_until,
        certificate=item.certificate, proof=item.proof,
    )  # fmt: skip


def _out(row: Response) -> ResponseOut:
    counted = [(thing, thing.remaining(row)) for thing in hanging()]
    return ResponseOut(
        code=row.code, title=said(row.title), level=row.level, authority=said(row.issuer), area=row.area,
        legal_basis=row.legal_basis, measures=row.measures, profile=row.profile, starts=row.starts,
        expected_end=row.expected_end, ended_at=row.ended_at, archived_at=row.archived_at,
        remaining=[Counted(code=one.code, title=said(one.title), number=n) for one, n in counted if n],
        ended=[
            Counted(code=one["code"], title=said(Words(one["zh"], one["en"])), number=one["ended"])
            for one in row.ended_things
        ],
        data=[_data(item) for item in row.data_items.all()],
    )  # fmt: skip


def _one(request: HttpRequest, code: str) -> Response:
    row = Response.objects.filter(code=code).first()
    if row is None:
        raise NotYours
    near(request, row.area)
    return row


@router.get(
    "/responses",
    response={200: list[ResponseOut], **ANSWERS},
    auth=SeatAuth("rule.read"),
    url_name="responses",
)
def responses(request: HttpRequest, ended: bool = False) -> Any:
    """Responses of the caller's area and those that hold there; with `ended` the past ones."""
    rows = scope.within(
        Response.objects.filter(ended_at__isnull=not ended), seat_of(request).area, above=True
    )
    return [_out(row) for row in rows.prefetch_related("data_items")[:200]]


@router.post(
    "/responses",
    response={201: ResponseOut, 409: Refusal, **ANSWERS},
    auth=SeatAuth("rule.publish"),
    url_name="response_start",
)
def response_start(request: HttpRequest, told: StartIn) -> Any:
    """Declare a response."""
    if not codes.covers(seat_of(request).area, told.area):
        raise NotYours
    row = services.response_start(
        matter=Words(told.zh, told.en), level=told.level, authority=Words(told.authority, ""), area=told.area,
        legal_basis=told.legal_basis, measures=told.measures, expected_end=told.expected_end, profile=told.profile,
        disease=told.disease, by=hand(request),
    )  # fmt: skip
    return Status(201, _out(row))


@router.get(
    "/responses/{code}",
    response={200: ResponseOut, **ANSWERS},
    auth=SeatAuth("rule.read"),
    url_name="response",
)
def response_one(request: HttpRequest, code: str) -> Any:
    """One response with what hangs from it."""
    return _out(_one(request, code))


@router.post(
    "/responses/{code}/change",
    response={200: ResponseOut, 409: Refusal, **ANSWERS},
    auth=RowAuth(Response, "rule.publish"),
    url_name="response_change",
)
def response_change(request: HttpRequest, code: str, told: ChangeIn) -> Any:
    """Raise, lower or extend."""
    row = services.response_change_level(
        code=code, level=told.level, reason=told.reason, expected_end=told.expected_end, by=hand(request)
    )
    return _out(row)


@router.post(
    "/responses/{code}/end",
    response={200: ResponseOut, 409: Refusal, **ANSWERS},
    auth=RowAuth(Response, "rule.publish"),
    url_name="response_end",
)
def response_end(request: HttpRequest, code: str, told: ReasonIn) -> Any:
    """End it with everything that hangs from it; the answer lists what ended, what remains and the data to decide on."""
    services.response_end(code=code, reason=told.reason, by=hand(request))
    return _out(_one(request, code))


@router.post(
    "/responses/{code}/archive",
    response={200: ResponseOut, 409: Refusal, **ANSWERS},
    auth=RowAuth(Response, "rule.publish"),
    url_name="response_archive",
)
def response_archive(request: HttpRequest, code: str) -> Any:
    """Put it away. 409 names what is still open."""
    return _out(services.response_archive(code=code, by=hand(request)))


@router.post(
    "/responses/{code}/data/{name}",
    response={200: DataOut, 409: Refusal, **ANSWERS},
    auth=RowAuth(Response, "data.decide"),
    url_name="data_decide",
)
def data_decide(request: HttpRequest, code: str, name: str, told: DecideIn) -> Any:
    """Propose or confirm the destruction of one class, send a proposal back, or keep it with an assessment."""
    by = hand(request)
    if told.how == "propose":
        return _data(services.data_propose(code=code, name=name, by=by))
    if told.how == "destroy":
        return _data(services.data_destroy(code=code, name=name, by=by))
    if told.how == "return":
        return _data(services.data_return(code=code, name=name, reason=told.reason, by=by))
    item = services.data_keep(
        code=code, name=name, purpose=told.purpose, necessity=told.necessity, safeguards=told.safeguards,
        until=told.until, by=by,
    )  # fmt: skip
    return _data(item)
