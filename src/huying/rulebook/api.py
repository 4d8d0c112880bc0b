"""Rules for programs: what is in force and why, drafts, publication."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from huying.base.api import Moment, Problem, Refusal, Sentence
from huying.base.errors import NotYours
from huying.kernel.words import Words
from huying.people.api import SeatAuth
from huying.people.seats import seat_of
from huying.places import codes

from . import queries, services
from .document import document_of, read_document, write_document
from .keys import keys
from .models import RuleSet
from .presenting import held_at
from .reader import Because

router = Router(tags=["rules"])


class Whence(Schema):
    """The rule set that a value comes from; `code` is "baseline" for the values shipped with the program."""

    code: str
    title: Sentence
    authority: Sentence
    area: str
    valid_from: dt.datetime
    valid_until: dt.datetime | None


class RuleOut(Schema):
    """One line in force. `choice` is its name in both languages, empty when the rule is no table."""

    key: str
    title: Sentence
    choice: Sentence
    value: Sentence
    because: Whence


class InForce(Schema):
    """Where and when: `area` is a code of 20 digits, `key` one key instead of all, `at` a moment instead of now."""

    area: str = Field(pattern=r"^\d{20}$")
    key: str | None = Field(None, max_length=100)
    at: Moment | None = None


class SetOut(Schema):
    """A rule set; `document` is its YAML, `too_strict` what keeps a draft from publication, by key."""

    code: str
    slug: str
    version: int
    status: str
    title: Sentence
    authority: Sentence
    area: str
    valid_from: dt.datetime
    valid_until: dt.datetime | None
    document: str
    too_strict: dict[str, Sentence] = {}


class DraftIn(Schema):
    """A rule set as YAML."""

    document: str = Field(max_length=500_000)


class PublishedOut(Schema):
    """A set that came into force and how many rules below ended with it."""

    code: str
    valid_from: dt.datetime
    ended: int


def _said(words: Words) -> Sentence:
    return Sentence(zh=words.zh, en=words.en)


def _because(why: Because) -> Whence:
    return Whence(
        code=why.code, title=_said(why.title), authority=_said(why.authority), area=why.area,
        valid_from=why.valid_from, valid_until=why.valid_until,
    )  # fmt: skip


def _out(row: RuleSet) -> SetOut:
    wrong = services.excesses_of(row) if row.status == "draft" else {}
    return SetOut(
        code=row.code, slug=row.slug, version=row.version, status=row.status, title=_said(row.title),
        authority=_said(row.issuer), area=row.area, valid_from=row.valid_from, valid_until=row.valid_until,
        document=write_document(document_of(row)), too_strict={name: _said(words) for name, words in wrong.items()},
    )  # fmt: skip


def _hand(request: HttpRequest) -> services.Hand:
    seat = seat_of(request)
    return services.Hand(seat.user_id, seat.area)


def _near(request: HttpRequest, area: str) -> None:
    own = seat_of(request).area
    if not (codes.covers(own, area) or codes.covers(area, own)):
        raise NotYours


@router.get(
    "/rules/in-force",
    response={200: list[RuleOut], 401: Problem, 403: Problem, 404: Problem, 422: Problem, 429: Problem},
    auth=SeatAuth("rule.read"),
    url_name="rules_in_force",
)
def rules_in_force(request: HttpRequest, where: Query[InForce]) -> Any:
    """What holds at a place, line by line, each with the rule set it comes from."""
    _near(request, where.area)
    if where.key is not None and where.key not in keys():
        raise NotYours
    wanted = None if where.key is None else [where.key]
    return [
        RuleOut(
            key=held.key.code, title=_said(held.key.title), choice=_said(name), value=_said(why.words),
            because=_because(why),
        )
        for held in held_at(queries.reader(where.at), where.area, wanted)
        for name, why in held.lines
    ]  # fmt: skip


@router.get(
    "/rules/{code}",
    response={200: SetOut, 401: Problem, 403: Problem, 404: Problem, 422: Problem, 429: Problem},
    auth=SeatAuth("rule.read"),
    url_name="rule_set",
)
def rule_set_one(request: HttpRequest, code: str) -> Any:
    """One rule set with its YAML."""
    row = RuleSet.objects.select_related("parent", "response").filter(code=code).first()
    if row is None:
        raise NotYours
    _near(request, row.area)
    return _out(row)


@router.post(
    "/rules",
    response={
        201: SetOut,
        401: Problem,
        403: Problem,
        404: Problem,
        409: Refusal,
        422: Problem,
        429: Problem,
    },
    auth=SeatAuth("rule.edit"),
    url_name="rule_set_draft",
)
def rule_set_draft(request: HttpRequest, said: DraftIn) -> Any:
    """Draft a rule set, or the next version of one, from YAML. 409 names every fault with its line."""
    row = services.ruleset_draft(document=read_document(said.document), by=_hand(request))
    return Status(201, _out(row))


@router.post(
    "/rules/{code}/publish",
    response={
        200: PublishedOut,
        401: Problem,
        403: Problem,
        404: Problem,
        409: Refusal,
        422: Problem,
        429: Problem,
    },
    auth=SeatAuth("rule.publish"),
    url_name="rule_set_publish",
)
def rule_set_publish(request: HttpRequest, code: str) -> Any:
    """Publish a draft of somebody else. 409 says in which keys it is stricter than the rules above."""
    done = services.ruleset_publish(code=code, by=_hand(request))
    return PublishedOut(code=done.rule_set.code, valid_from=done.rule_set.valid_from, ended=len(done.ended))
