"""Lists for programs: write one down with its people, see how it stands, read its balance and its answer."""

import datetime as dt
from typing import Any, Literal

from django.db import transaction
from django.http import HttpRequest
from ninja import Header, Query, Router, Schema, Status
from pydantic import Field

from huying.base.api import Moment, Problem, Refusal
from huying.base.clock import now
from huying.base.errors import NotYours
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.api import SeatAuth
from huying.people.seats import Seat, as_actor, seat_of
from huying.places.codes import covers, pad
from huying.screening.forms import OnePerson
from huying.screening.models import PushList
from huying.screening.queries import lists as queries
from huying.screening.queries.balance import balance_of
from huying.screening.queries.replies import answers_of
from huying.screening.services.letters import list_open
from huying.screening.services.opening import rows_open
from huying.screening.typed import named_of

router = Router(tags=["lists"])
MOST = 1000
CODE = r"^[0-9A-Z-]{14}$"
FUTURE = Words("收到时间不能在将来。", "It cannot have been received in the future.")


class ListOut(Schema):
    """A list or letter; times are RFC 3339."""

    code: str
    kind: str
    number: str
    sender: str
    area: str
    received_at: dt.datetime
    reply_due: dt.datetime | None


class ListPage(Schema):
    """A page, the newest first; `next` is the offset of the page after it."""

    items: list[ListOut]
    next: int | None


class PersonIn(OnePerson):
    """One person of a list."""


class ListIn(Schema):
    """The head of a list and the people on it."""

    kind: Literal["list", "letter"] = "list"
    number: str = Field("", max_length=80)
    sender: str = Field(min_length=2, max_length=120)
    sender_contact: str = Field("", max_length=120)
    received_at: Moment | None = None
    reply_due: Moment | None = None
    urgency: Literal["normal", "urgent", "extra"] = "normal"
    category: str = Field("", max_length=40, pattern=r"^[a-z0-9_]*$")
    case_ref: str = Field("", max_length=80)
    request: str = Field("", max_length=2000)
    people: list[PersonIn] = Field(default_factory=list, max_length=MOST)


class OpenedOut(Schema):
    """The code of the matter of a person; `alike` when another row has the same phone or identity number."""

    code: str
    alike: bool


class ListMade(ListOut):
    """A list that was written down, with what was opened, in the order of the people sent."""

    opened: list[OpenedOut]


class RejectedOut(Schema):
    """Rows that could not be used, and why."""

    zh: str
    en: str
    count: int


class ListBalanceOut(Schema):
    """received = open_count + the sum of ended + passing + passed + rejected_count, always.

    `passing` were handed over without a receipt yet, `passed` with one; `open` counts by the time left.
    """

    area: str
    received: int
    open: dict[str, int]
    open_count: int
    ended: dict[str, int]
    passing: int
    passed: int
    rejected: list[RejectedOut]
    rejected_count: int
    adds_up: bool


class AnswerOut(Schema):
    """How a person of a list stands, for the answer to its sender; no name is sent."""

    number: int
    code: str
    answer: str
    state: str
    category: str
    checked_at: dt.datetime | None
    controlled_at: dt.datetime | None
    test_result: str
    forwarded_by: str


class Slice(Schema):
    """Which part of the lists."""

    offset: int = Field(0, ge=0, le=100_000)
    limit: int = Field(50, ge=1, le=100)


class Asked(Schema):
    """Which balance: of an area within the seat's, of one list, as of a moment."""

    area: str | None = Field(None, pattern=r"^[0-9]{20}$")
    list: str | None = Field(None, pattern=CODE)
    at: Moment | None = None


class Head(Schema):
    """Headers of a writing request."""

    idempotency_key: str | None = Field(None, max_length=60, pattern=r"^[!-~]+$")


def _out(one: PushList) -> dict[str, Any]:
    names = ("code", "kind", "number", "sender", "area", "received_at", "reply_due")
    return {name: getattr(one, name) for name in names}


@router.get(
    "/lists",
    response={200: ListPage, 401: Problem, 403: Problem, 422: Problem},
    auth=SeatAuth("import.load"),
    summary="The lists of the seat's area",
)
def get_lists(request: HttpRequest, asked: Query[Slice]) -> dict[str, Any]:
    """Lists and letters, the newest first."""
    rows = queries.lists_in(seat_of(request).area)
    found = list(rows[asked.offset : asked.offset + asked.limit + 1])
    more = len(found) > asked.limit
    return {
        "items": [_out(one) for one in found[: asked.limit]],
        "next": asked.offset + asked.limit if more else None,
    }


@router.post(
    "/lists",
    response={201: ListMade, 401: Problem, 403: Problem, 409: Refusal, 422: Problem},
    auth=SeatAuth("import.load", "dispatch"),
    summary="Write a list down and open its people",
)
def post_list(request: HttpRequest, said: ListIn, head: Header[Head]) -> Status[dict[str, Any]]:
    """All of it or nothing; with the same `Idempotency-Key` the list that was made before is answered."""
    seat = seat_of(request)
    received = said.received_at or now()
    if received > now():
        raise Refused(FUTURE, {"received_at": FUTURE})
    once = f"list:{seat.user_id}:{head.idempotency_key}" if head.idempotency_key else ""
    with transaction.atomic():
        before = PushList.objects.filter(source=once).first() if once else None
        pushed = before or list_open(
            area=seat.area,
            by=seat.user_id,
            actor=as_actor(seat),
            source=once,
            **said.model_dump(exclude={"people", "received_at"}),
            received_at=received,
        )
        people = [(named_of(one), pushed) for one in said.people]
        opened = rows_open(people, actor=as_actor(seat), once=once) if people else []
    return Status(201, _out(pushed) | {"opened": [{"code": one.code, "alike": one.alike} for one in opened]})


@router.get(
    "/lists/balance",
    response={200: ListBalanceOut, 401: Problem, 403: Problem, 404: Problem, 422: Problem},
    auth=SeatAuth("figures.read"),
    summary="The balance of lists",
)
def get_balance(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """What became of everybody who was named: now, or as of a past moment."""
    seat = seat_of(request)
    area = _area(seat, asked.area)
    pushed = queries.list_for(seat.area, asked.list) if asked.list else None
    found = balance_of(area, pushed=pushed, at=asked.at)
    names = ("received", "open_count", "passing", "passed", "rejected_count", "adds_up")
    return {name: getattr(found, name) for name in names} | {
        "area": area,
        "open": dict(found.open),
        "ended": dict(found.ended),
        "rejected": [
            {"zh": one.reason.zh, "en": one.reason.en, "count": one.count} for one in found.rejected
        ],
    }


def _area(seat: Seat, asked: str | None) -> str:
    area = pad(asked) if asked else seat.area
    if not covers(seat.area, area):
        raise NotYours(area)
    return area


@router.get(
    "/lists/{code}/answers",
    response={200: list[AnswerOut], 401: Problem, 403: Problem, 404: Problem},
    auth=SeatAuth("import.load", "dispatch"),
    summary="The answer to a list, person by person",
)
def get_answers(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    """What was found of everybody on a list, at the last desk that has them."""
    found = answers_of(queries.list_for(seat_of(request).area, code))
    return [
        {
            "number": one.first.number,
            "code": one.first.matter.code,
            "answer": one.answer,
            "state": one.last.matter.state,
            "category": one.last.found_category or one.last.category,
            "checked_at": one.last.checked_at,
            "controlled_at": one.last.controlled_at,
            "test_result": one.last.test_result,
            "forwarded_by": one.last.out.number if one.last.out else "",
        }
        for one in found
    ]
