"""Rules for programs: what is in force and why, drafts, publication."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Query, Schema, Status
from pydantic import Field

from huying.base.api import Moment, Refusal, Sentence
from huying.base.errors import NotYours
from huying.people.api import SeatAuth
from huying.people.seats import seat_of
from huying.places import codes
from huying.rulebook import queries, services
from huying.rulebook.document import document_of, read_document, write_document
from huying.rulebook.keys import keys
from huying.rulebook.models import RuleSet
from huying.rulebook.presenting import held_at
from huying.rulebook.reader import Because

from .common import ANSWERS, RowAuth, hand, near, router, said


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


class PublishIn(Schema):
    """The stamp of the preview that somebody looked at."""

    seen: str = Field(max_length=64)


class PublishedOut(Schema):
    """A set that came into force, how many rules below ended with it, how many rows were brought up to date."""

    code: str
    valid_from: dt.datetime
    ended: int
    touched: dict[str, int]


class ReachedOut(Schema):
    """How many are reached in an area and category."""

    area: str
    category: Sentence
    new: int
    freed: int
    kept: int


class AnswerOut(Schema):
    """What one part of the system found: its title, what the three numbers mean, and the lines."""

    code: str
    title: Sentence
    new: Sentence
    freed: Sentence
    kept: Sentence
    lines: list[ReachedOut]


class PreviewOut(Schema):
    """Whom a draft would reach. `seen` is the stamp that publication asks for; `too_strict` what stands against it."""

    seen: str
    changed: list[str]
    reaches: list[AnswerOut]
    too_strict: dict[str, Sentence]


def _because(why: Because) -> Whence:
    return Whence(
        code=why.code, title=said(why.title), authority=said(why.authority), area=why.area,
        valid_from=why.valid_from, valid_until=why.valid_until,
    )  # fmt: skip


def _out(row: RuleSet) -> SetOut:
    wrong = services.excesses_of(row) if row.status == "draft" else {}
    return SetOut(
        code=row.code, slug=row.slug, version=row.version, status=row.status, title=said(row.title),
        authority=said(row.issuer), area=row.area, valid_from=row.valid_from, valid_until=row.valid_until,
        document=write_document(document_of(row)), too_strict={name: said(words) for name, words in wrong.items()},
    )  # fmt: skip


@router.get(
    "/rules/in-force",
    response={200: list[RuleOut], **ANSWERS},
    auth=SeatAuth("rule.read"),
    url_name="rules_in_force",
)
def rules_in_force(request: HttpRequest, where: Query[InForce]) -> Any:
    """What holds at a place, line by line, each with the rule set it comes from."""
    near(request, where.area)
    if where.key is not None and where.key not in keys():
        raise NotYours
    wanted = None if where.key is None else [where.key]
    return [
        RuleOut(
            key=held.key.code, title=said(held.key.title), choice=said(name), value=said(why.words),
            because=_because(why),
        )
        for held in held_at(queries.reader(where.at), where.area, wanted)
        for name, why in held.lines
    ]  # fmt: skip


@router.get(
    "/rules/{code}",
    response={200: SetOut, **ANSWERS},
    auth=SeatAuth("rule.read"),
    url_name="rule_set",
)
def rule_set_one(request: HttpRequest, code: str) -> Any:
    """One rule set with its YAML."""
    row = RuleSet.objects.select_related("parent", "response").filter(code=code).first()
    if row is None:
        raise NotYours
    near(request, row.area)
    return _out(row)


@router.post(
    "/rules",
    response={201: SetOut, 409: Refusal, **ANSWERS},
    auth=SeatAuth("rule.edit"),
    url_name="rule_set_draft",
)
def rule_set_draft(request: HttpRequest, told: DraftIn) -> Any:
    """Draft a rule set, or the next version of one, from YAML. 409 names every fault with its line."""
    row = services.ruleset_draft(document=read_document(told.document), by=hand(request))
    return Status(201, _out(row))


def _draft(request: HttpRequest, code: str) -> RuleSet:
    row = RuleSet.objects.select_related("parent", "response").filter(code=code, status="draft").first()
    if row is None or not codes.covers(seat_of(request).area, row.area):
        raise NotYours
    return row


@router.get(
    "/rules/{code}/preview",
    response={200: PreviewOut, **ANSWERS},
    auth=SeatAuth("rule.publish"),
    url_name="rule_set_preview",
)
def rule_set_preview(request: HttpRequest, code: str) -> Any:
    """Whom a draft would reach, by area and category, before it is published."""
    row = _draft(request, code)
    preview = services.ruleset_preview(row)
    return PreviewOut(
        seen=preview.stamp,
        changed=sorted(preview.change.keys),
        reaches=[
            AnswerOut(
                code=found.evaluator.code, title=said(found.evaluator.title), new=said(found.evaluator.new),
                freed=said(found.evaluator.freed), kept=said(found.evaluator.kept),
                lines=[
                    ReachedOut(
                        area=line.area, category=said(line.category), new=line.new, freed=line.freed, kept=line.kept
                    )
                    for line in found.lines
                ],
            )
            for found in preview.answers
        ],
        too_strict={name: said(words) for name, words in services.excesses_of(row).items()},
    )  # fmt: skip


@router.post(
    "/rules/{code}/publish",
    response={200: PublishedOut, 409: Refusal, **ANSWERS},
    auth=RowAuth(RuleSet, "rule.publish"),
    url_name="rule_set_publish",
)
def rule_set_publish(request: HttpRequest, code: str, told: PublishIn) -> Any:
    """Publish a draft of somebody else, having seen its preview. 409 says what stands against it, or that it changed."""
    done = services.ruleset_publish(code=code, by=hand(request), seen=told.seen)
    return PublishedOut(
        code=done.rule_set.code,
        valid_from=done.rule_set.valid_from,
        ended=len(done.ended),
        touched=dict(done.touched),
    )
