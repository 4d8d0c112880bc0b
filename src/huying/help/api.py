"""Calls for help for programs: send one, read one, and read what the forms offer."""

import datetime as dt
import hashlib
from typing import Any

from django.http import HttpRequest
from ninja import Header, Query, Router, Schema, Status
from pydantic import Field

from huying.base.api import Problem, Refusal
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.api import Said, said
from huying.matters.queries import standing
from huying.people.api import SeatAuth
from huying.people.seats import as_actor, seat_of
from huying.places import codes
from huying.places.codes import ALL
from huying.places.gazetteer import resolve
from huying.places.picking import home

from .facts import Asking
from .queries.answers import cards_found
from .queries.intake import categories, channels_open
from .queries.requests import masked, request_for
from .services import request_open

router = Router(tags=["help"])
_NO_AREA = Words("没有这个地点编码。", "There is no place with this code.")


class RequestIn(Asking):
    """A request, an offer or an enquiry. Without `area` the place is read from `place_text`."""

    area: str | None = Field(None, pattern=r"^\d{20}$", description="Area code of 20 digits")
    channel: str = Field("api", max_length=40, description="The channel it came in by")
    source_id: str = Field(
        "", max_length=80, description="Your own number for it: sent twice, it is opened once"
    )


class RequestOut(Schema):
    """A request as it stands; the contact is masked."""

    code: str
    kind: str
    state: str
    state_title: Said
    category: str
    urgency: str
    text: str
    area: str
    place: str
    contact_name: str
    contact_phone: str
    channel: str
    needed_by: dt.datetime | None
    people_affected: int
    vulnerable: list[str]
    under_quarantine: bool
    received_at: dt.datetime
    screened_at: dt.datetime | None
    first_answer_at: dt.datetime | None
    closed_at: dt.datetime | None
    outcome: str
    answer: str
    external_system: str
    external_ref: str
    clocks: dict[str, dt.datetime]


class CategoryOut(Schema):
    """A category in use."""

    code: str
    name: Said
    parent: str | None
    pace: str
    urgency: str


class ChannelOut(Schema):
    """A channel that takes messages now."""

    code: str
    name: Said
    kind: str
    area: str
    welcome: Said
    needs_phone: bool


class CardOut(Schema):
    """A solution card that is true today."""

    code: str
    title: Said
    body: Said
    category: str
    area: str
    valid_from: dt.date
    valid_until: dt.date | None


class Wanted(Schema):
    """Which cards: true at a place, of a category, with these words."""

    area: str = Field("", pattern=r"^(\d{20})?$")
    category: str = Field("", max_length=40)
    q: str = Field("", max_length=100)


class There(Schema):
    """A place, for what holds there."""

    area: str = Field(ALL, pattern=r"^\d{20}$")


class Once(Schema):
    """The header under which a request is opened once."""

    idempotency_key: str | None = Field(None, max_length=200)


@router.post(
    "/help/requests",
    response={
        201: RequestOut,
        400: Problem,
        401: Problem,
        403: Problem,
        409: Refusal,
        422: Problem,
        429: Problem,
    },
    auth=SeatAuth("record"),
    summary="Send a request for help",
)
def post_request(request: HttpRequest, told: RequestIn, head: Header[Once]) -> Status[Any]:
    """Open a request. The same `Idempotency-Key`, or the same `source_id`, opens it once and answers the same."""
    seat = seat_of(request)
    area = told.area or _place(told.place_text, seat.area)
    if not codes.is_code(area):
        raise Refused(_NO_AREA, {"area": _NO_AREA})
    matter = request_open(
        asking=Asking.model_construct(**{name: getattr(told, name) for name in Asking.model_fields}),
        area=area,
        channel=_plain(told.channel),
        actor=as_actor(seat),
        source_id=_plain(told.source_id),
        on_behalf=True,
        once=_key(seat.post_id, head.idempotency_key),
    )
    return Status(201, _out(request, matter.code))


def _place(typed: str, area: str) -> str:
    """The one clear place of a typed address inside the area; the area itself when nobody can tell."""
    found = resolve(typed, within=area, limit=2) if typed else []
    return found[0].area if found and found[0].sure else area


def _key(post: int, told: str | None) -> str | None:
    """A caller's key as the engine keeps it: of one post, of a fixed length."""
    if not told:
        return None
    return "help-api:" + hashlib.blake2b(f"{post}:{told}".encode(), digest_size=24).hexdigest()


def _plain(text: str) -> str:
    return text.replace("\x00", "\ufffd")


@router.get(
    "/help/requests/{code}",
    response={200: RequestOut, 401: Problem, 403: Problem, 404: Problem, 422: Problem, 429: Problem},
    auth=SeatAuth("see"),
    summary="One request",
)
def get_request(request: HttpRequest, code: str) -> dict[str, Any]:
    """A request of the seat's area, the contact masked."""
    return _out(request, _plain(code))


def _out(request: HttpRequest, code: str) -> dict[str, Any]:
    case = request_for(seat_of(request), code)
    row, known = case.row, masked(case.row)
    same = (
        "kind",
        "urgency",
        "text",
        "area",
        "needed_by",
        "people_affected",
        "vulnerable",
        "under_quarantine",
    )
    times = ("received_at", "screened_at", "first_answer_at", "closed_at")
    ends = ("outcome", "answer", "external_system", "external_ref")
    return {name: getattr(row, name) for name in (*same, *times, *ends)} | {
        "code": case.matter.code,
        "state": case.matter.state,
        "state_title": said(kind_of(case.matter.kind).states[case.matter.state].title),
        "category": row.category_id,
        "channel": row.channel_id,
        "place": row.place_text,
        "contact_name": known.name,
        "contact_phone": known.phone,
        "clocks": dict(standing(case.matter).clocks),
    }


@router.get("/help/categories", response={200: list[CategoryOut]}, auth=None, summary="Categories in use")
def list_categories(request: HttpRequest) -> list[dict[str, Any]]:
    """What messages are sorted into, headings and kinds."""
    return [
        {
            "code": one.code,
            "name": said(one.words),
            "parent": one.parent_id,
            "pace": one.pace,
            "urgency": one.urgency,
        }
        for one in categories()
    ]


@router.get(
    "/help/channels", response={200: list[ChannelOut], 422: Problem}, auth=None, summary="Channels open now"
)
def list_channels(request: HttpRequest, there: Query[There]) -> list[dict[str, Any]]:
    """The channels people of a place can use now; of the place where this system works when none is named."""
    return [
        {
            "code": one.code,
            "name": said(one.words),
            "kind": one.kind,
            "area": one.area,
            "welcome": said(one.welcome),
            "needs_phone": one.needs_phone,
        }
        for one in channels_open(home() if there.area == ALL else _code(there.area))
    ]


def _code(area: str) -> str:
    return area if codes.is_code(area) else ALL


@router.get("/help/cards", response={200: list[CardOut], 422: Problem}, auth=None, summary="Solution cards")
def list_cards(request: HttpRequest, wanted: Query[Wanted]) -> list[dict[str, Any]]:
    """The cards that are true today, at most 100."""
    area = wanted.area if codes.is_code(wanted.area) else ""
    found = cards_found(area, _plain(wanted.q), _plain(wanted.category))[:100]
    return [
        {
            "code": one.code,
            "title": said(one.title),
            "body": said(one.body),
            "category": one.category_id,
            "area": one.area,
            "valid_from": one.valid_from,
            "valid_until": one.valid_until,
        }
        for one in found
    ]


# The rest of this app's operations hang themselves on the same router.
from . import api_stairwells  # noqa: E402, F401
