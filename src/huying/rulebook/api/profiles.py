"""Diseases for programs."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from huying.base.api import Refusal, Sentence
from huying.base.errors import NotYours
from huying.people.api import SeatAuth
from huying.people.seats import seat_of
from huying.places import codes
from huying.rulebook import services
from huying.rulebook.models import DiseaseProfile
from huying.rulebook.profiles import Profile, profile_read, profile_written

from .common import ANSWERS, RowAuth, hand, router, said


class ProfileOut(Schema):
    """One version of a disease; `document` is its YAML."""

    code: str
    slug: str
    version: int
    status: str
    title: Sentence
    published_at: dt.datetime | None
    document: str


class ProfileIn(Schema):
    """A disease as YAML."""

    document: str = Field(max_length=200_000)


def _out(row: DiseaseProfile) -> ProfileOut:
    return ProfileOut(
        code=row.code, slug=row.slug, version=row.version, status=row.status, title=said(row.title),
        published_at=row.published_at, document=profile_written(Profile.model_validate(row.document)),
    )  # fmt: skip


@router.get(
    "/diseases", response={200: list[ProfileOut], **ANSWERS}, auth=SeatAuth("rule.read"), url_name="profiles"
)
def profiles(request: HttpRequest) -> Any:
    """Every published version of every disease, the newest of each first."""
    return [
        _out(row) for row in DiseaseProfile.objects.filter(status="published").order_by("slug", "-version")
    ]


@router.get(
    "/diseases/{code}", response={200: ProfileOut, **ANSWERS}, auth=SeatAuth("rule.read"), url_name="profile"
)
def profile_one(request: HttpRequest, code: str) -> Any:
    """One version; a draft only for those of its area."""
    row = DiseaseProfile.objects.filter(code=code).first()
    if row is None or (row.published_at is None and not codes.covers(seat_of(request).area, row.area)):
        raise NotYours
    return _out(row)


@router.post(
    "/diseases",
    response={201: ProfileOut, 409: Refusal, **ANSWERS},
    auth=SeatAuth("rule.edit"),
    url_name="profile_draft",
)
def profile_draft(request: HttpRequest, told: ProfileIn) -> Any:
    """Draft a disease, or the next version of one, from YAML. 409 names every fault with its line."""
    return Status(201, _out(services.profile_draft(profile=profile_read(told.document), by=hand(request))))


@router.post(
    "/diseases/{code}/publish",
    response={200: ProfileOut, 409: Refusal, **ANSWERS},
    auth=RowAuth(DiseaseProfile, "rule.publish"),
    url_name="profile_publish",
)
def profile_publish(request: HttpRequest, code: str) -> Any:
    """Publish what another person drafted."""
    return _out(services.profile_publish(code=code, by=hand(request)))
