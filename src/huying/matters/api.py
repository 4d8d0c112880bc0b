"""The engine for programs: lists, one matter, its acts, for every kind."""

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Body, Header, Query, Router, Schema
from pydantic import Field, ValidationError

from huying.base.api import Problem, Refusal
from huying.base.forms import sentence
from huying.kernel.facts import label_of
from huying.kernel.kinds import Kind, kind_of, kinds
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.api import SeatAuth
from huying.people.seats import as_actor, seat_of

from . import queries
from .models import Matter
from .services import perform
from .telling import sentence_of

router = Router(tags=["matters"], auth=SeatAuth("see"))
PAGE_SIZE = 100


class Said(Schema):
    """A sentence in both languages."""

    zh: str
    en: str


class MatterOut(Schema):
    """A matter as it stands. Times are RFC 3339; areas are codes of 20 digits."""

    code: str
    kind: str
    state: str
    state_title: Said
    level: str
    area: str
    unit: str
    unit_area: str
    opened_at: dt.datetime
    due_at: dt.datetime | None
    ended_at: dt.datetime | None
    seq: int
    parent: str | None = None


class EventOut(Schema):
    """One line of the history."""

    seq: int
    at: dt.datetime
    act: str
    title: Said
    who: str
    state: str
    told: dict[str, Any]


class OfferOut(Schema):
    """An act this seat may do, or the sentence why not now."""

    act: str
    title: Said
    refused: Said | None
    takes: dict[str, Any] | None = Field(None, description="JSON schema of what the act must be told")


class MatterFull(MatterOut):
    """A matter with its clocks, its history and the open acts."""

    clocks: dict[str, dt.datetime]
    history: list[EventOut]
    offers: list[OfferOut]


class MatterPage(Schema):
    """A page of matters, the next due first; `next` is the offset of the page after it."""

    items: list[MatterOut]
    next: int | None


class Asked(Schema):
    """Which matters: of the seat's area, its desk, its person, or those that ended."""

    kind: str | None = Field(None, max_length=40)
    state: str | None = Field(None, max_length=40)
    whose: Literal["area", "desk", "mine", "ended"] = "area"
    offset: int = Field(0, ge=0, le=100_000)
    limit: int = Field(50, ge=1, le=PAGE_SIZE)


class Head(Schema):
    """Headers of an act."""

    idempotency_key: str | None = Field(None, max_length=80)


class KindOut(Schema):
    """A kind of matter with its states and acts."""

    code: str
    title: Said
    states: dict[str, Said]
    acts: dict[str, Said]


def said(words: Words) -> Said:
    """Words for a program."""
    return Said(zh=words.zh, en=words.en)


def matter_out(matter: Matter) -> dict[str, Any]:
    """The fields of `MatterOut`."""
    return {
        "code": matter.code,
        "kind": matter.kind,
        "state": matter.state,
        "state_title": said(kind_of(matter.kind).states[matter.state].title),
        "level": matter.level,
        "area": matter.area,
        "unit": matter.unit,
        "unit_area": matter.unit_area,
        "opened_at": matter.opened_at,
        "due_at": matter.due_at,
        "ended_at": matter.ended_at,
        "seq": matter.seq,
        "parent": _parent_code(matter),
    }


def _parent_code(matter: Matter) -> str | None:
    """The code of what it hangs from; None when that lies in another area than the reader's."""
    try:
        return matter.parent.code if matter.parent_id and matter.parent else None
    except Matter.DoesNotExist:
        return None


@router.get("/kinds", response=list[KindOut], summary="The kinds of matter")
def list_kinds(request: HttpRequest) -> list[dict[str, Any]]:
    """Every kind with the titles of its states and acts."""
    return [
        {
            "code": kind.code,
            "title": said(kind.title),
            "states": {code: said(state.title) for code, state in kind.states.items()},
            "acts": {act.code: said(act.title) for act in kind.acts},
        }
        for kind in kinds()
    ]


@router.get("/matters", response={200: MatterPage, 401: Problem, 422: Problem}, summary="What waits here")
def list_matters(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """The matters of the seat's area, desk or person, the next due first."""
    seat = seat_of(request)
    which: dict[str, Any] = {"ended": asked.whose == "ended"}
    if asked.whose == "mine":
        which = {"person": seat.user_id}
    elif asked.whose == "desk":
        which = {"unit": seat.unit, "unit_area": seat.area}
    rows = queries.desk(area=seat.area, kind=_text(asked.kind), state=_text(asked.state), **which)
    found = list(rows.select_related("parent")[asked.offset : asked.offset + asked.limit + 1])
    more = asked.offset + asked.limit if len(found) > asked.limit else None
    return {"items": [matter_out(m) for m in found[: asked.limit]], "next": more}


def _text(value: str | None) -> str | None:
    # PostgreSQL takes no NUL, and nothing is called so.
    return value.replace("\x00", "\ufffd") if value else None


@router.get(
    "/matters/{code}",
    response={200: MatterFull, 401: Problem, 404: Problem, 422: Problem},
    summary="One matter",
)
def get_matter(request: HttpRequest, code: str) -> dict[str, Any]:
    """A matter of the seat's area with its history and what may be done now."""
    return _full(request, code)


@router.post(
    "/matters/{code}/acts/{act}",
    response={200: MatterFull, 400: Problem, 401: Problem, 404: Problem, 409: Refusal, 422: Problem},
    summary="Perform an act",
)
def post_act(
    request: HttpRequest,
    code: str,
    act: str,
    facts: Body[dict[str, Any]],
    head: Header[Head],
) -> dict[str, Any]:
    """Perform an act with its facts. The same `Idempotency-Key` performs it once; the answer is the same."""
    seat = seat_of(request)
    matter = queries.matter_for(seat.area, _text(code) or "")
    kind = kind_of(matter.kind)
    perform(
        code=matter.code,
        act=act,
        actor=as_actor(seat),
        facts=_facts(kind, act, facts),
        once=_text(head.idempotency_key),
    )
    return _full(request, matter.code)


def _facts(kind: Kind, act: str, said: dict[str, Any]) -> Any:
    """What was sent as the schema of the act. Raises Refused naming each field that is wrong."""
    declared = kind.by_code.get(act)
    if declared is None or declared.takes is None:
        return None
    try:
        return declared.takes.model_validate(said)
    except ValidationError as error:
        fields: dict[str, Words] = {}
        for wrong in error.errors(include_url=False):
            name = str(wrong["loc"][0]) if wrong["loc"] else ""
            label = (
                label_of(declared.takes, name) if name in declared.takes.model_fields else Words(name, name)
            )
            fields.setdefault(name, sentence(wrong, label))
        raise Refused(
            Words("填写的内容有误，请按提示修改。", "Some of what you sent needs correcting."), fields
        ) from error


def _full(request: HttpRequest, code: str) -> dict[str, Any]:
    seat = seat_of(request)
    matter = queries.matter_for(seat.area, _text(code) or "")
    kind = kind_of(matter.kind)
    return matter_out(matter) | {
        "clocks": queries.standing(matter).clocks,
        "history": [
            {
                "seq": line.seq,
                "at": line.at,
                "act": line.act,
                "title": said(told.what),
                "who": told.who,
                "state": line.state,
                "told": line.told,
            }
            for line in queries.history(matter)
            for told in (sentence_of(kind, line),)
        ],
        "offers": [
            {
                "act": offer.act.code,
                "title": said(offer.act.title),
                "refused": said(offer.refused) if offer.refused else None,
                "takes": offer.act.takes.model_json_schema() if offer.act.takes else None,
            }
            for offer in queries.acts_for(matter, as_actor(seat))
        ],
    }
