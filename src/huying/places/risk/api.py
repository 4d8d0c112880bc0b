"""The lists of areas at risk for programs. They are published, so no key is asked for."""

import datetime as dt
from typing import Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from huying.base import ratelimit
from huying.base.api import Moment, Problem
from huying.base.clock import now
from huying.base.visitors import closed_words, visitor_address
from huying.places.levels import Level

from .changes import changes
from .kept import covering
from .queries import RiskArea, as_of

router = Router(tags=["risk areas"])


class RiskAreaOut(Schema):
    """A place on a list. `code` is the area it means as a whole; `within` the smallest known area that holds it."""

    text: str
    level: Level
    since: dt.datetime
    source: str
    code: str | None
    within: str | None


class RiskChangeOut(Schema):
    """A place whose levels changed: those it stood at before and after, the highest first."""

    text: str
    kind: Literal["new", "gone", "raised", "lowered", "other"]
    before: list[Level]
    after: list[Level]
    source: str
    code: str | None
    within: str | None


class AskedList(Schema):
    """As of when (now when it is not said), of which source and level, and which part of a long list."""

    at: Moment | None = None
    source: str = Field("", max_length=40)
    level: Level | None = None
    limit: int = Field(1000, ge=1, le=5000)
    offset: int = Field(0, ge=0, le=1_000_000)


class AskedChanges(Schema):
    """Between which moments; the last day when neither is said."""

    since: Moment | None = None
    until: Moment | None = None
    source: str = Field("", max_length=40)


class AskedPlace(Schema):
    """Which place, by code or by name with the places above it, and when."""

    place: str = Field(min_length=1, max_length=200)
    at: Moment | None = None


def _out(one: RiskArea) -> RiskAreaOut:
    return RiskAreaOut(
        text=one.text, level=one.level, since=one.since, source=one.source, code=one.code, within=one.within
    )


@router.get("/risk-areas", response={200: list[RiskAreaOut], 422: Problem}, url_name="risk_areas")
def risk_areas(request: HttpRequest, asked: Query[AskedList]) -> list[RiskAreaOut]:
    """The lists as of a moment, the highest level first."""
    found = as_of(asked.at or now(), asked.source.replace("\x00", "") or None)
    fitting = [one for one in found if asked.level in (None, one.level)]
    return [_out(one) for one in fitting[asked.offset : asked.offset + asked.limit]]


@router.get(
    "/risk-areas/changes", response={200: list[RiskChangeOut], 422: Problem}, url_name="risk_area_changes"
)
def risk_area_changes(request: HttpRequest, asked: Query[AskedChanges]) -> list[RiskChangeOut]:
    """What came onto the lists, left them, or changed its level between two moments."""
    until = asked.until or now()
    try:
        since = asked.since or until - dt.timedelta(days=1)
    except OverflowError:
        since = until
    return [
        RiskChangeOut(
            text=one.text, kind=one.kind, before=list(one.before), after=list(one.after),
            source=one.source, code=one.code, within=one.within,
        )
        for one in changes(since, until, asked.source.replace("\x00", "") or None)
    ]  # fmt: skip


@router.get(
    "/risk-areas/covering",
    response={200: list[RiskAreaOut], 422: Problem, 429: Problem},
    url_name="risk_area_covering",
)
def risk_area_covering(request: HttpRequest, asked: Query[AskedPlace]) -> list[RiskAreaOut]:
    """The listed areas that a place lies in, the highest level first; empty when it lies in none."""
    if until := ratelimit.take("risk.covering", visitor_address(request)):
        raise HttpError(429, str(closed_words(until)))
    return [_out(one) for one in covering(asked.place.replace("\x00", ""), asked.at)]
