"""Notices to everybody for programs."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from huying.base.api import Problem, Refusal, Sentence
from huying.kernel.words import Words
from huying.people.api import SeatAuth
from huying.rulebook import services
from huying.rulebook.models import PublicNotice

from .common import ANSWERS, RowAuth, hand, router, said

MOST = 200


class LabelOut(Schema):
    """A policy label and where it comes from."""

    code: str
    title: Sentence
    source: str


class ReleaseOut(Schema):
    """One notice with its issuer, the level of the issuer, the official account and the moment it was issued."""

    code: str
    title: Sentence
    text: Sentence
    issuer: Sentence
    level: Sentence
    account: str
    area: str
    labels: list[LabelOut]
    issued_at: dt.datetime | None
    corrects: str | None


class ReleaseIn(Schema):
    """A notice to draft; `corrects` is the code of the one it corrects."""

    zh: str = Field(min_length=1, max_length=200)
    en: str = Field("", max_length=200)
    issuer: str = Field(min_length=1, max_length=200)
    issuer_en: str = Field("", max_length=200)
    account: str = Field(min_length=1, max_length=200)
    area: str = Field(pattern=r"^\d{20}$")
    body: str = Field(min_length=1, max_length=10_000)
    body_en: str = Field("", max_length=10_000)
    corrects: str = Field("", max_length=14)
    labels: list[str] = Field(default_factory=list, max_length=10)


def _out(row: PublicNotice) -> ReleaseOut:
    return ReleaseOut(
        code=row.code, title=said(row.title), text=said(row.text), issuer=said(row.issued_by), level=said(row.level),
        account=row.account, area=row.area,
        labels=[LabelOut(code=code, title=said(words), source=source) for code, words, source in row.label_words], issued_at=row.published_at, corrects=row.corrects.code if row.corrects else None,
    )  # fmt: skip


@router.get("/public-notices", response={200: list[ReleaseOut], 429: Problem}, auth=None, url_name="releases")
def releases(request: HttpRequest) -> Any:
    """What was issued, the newest first; open to everybody."""
    rows = PublicNotice.objects.select_related("corrects").filter(status="published")[:MOST]
    return [_out(row) for row in rows]


@router.post(
    "/public-notices",
    response={201: ReleaseOut, 409: Refusal, **ANSWERS},
    auth=SeatAuth("rule.edit"),
    url_name="release_draft",
)
def release_draft(request: HttpRequest, told: ReleaseIn) -> Any:
    """Draft a notice."""
    row = services.notice_draft(
        area=told.area, issuer=Words(told.issuer, told.issuer_en), account=told.account,
        title=Words(told.zh, told.en), text=Words(told.body, told.body_en), by=hand(request), corrects=told.corrects,
        labels=told.labels,
    )  # fmt: skip
    return Status(201, _out(row))


@router.post(
    "/public-notices/{code}/publish",
    response={200: ReleaseOut, 409: Refusal, **ANSWERS},
    auth=RowAuth(PublicNotice, "rule.publish"),
    url_name="release_publish",
)
def release_publish(request: HttpRequest, code: str) -> Any:
    """Issue what another person drafted."""
    return _out(services.notice_publish(code=code, by=hand(request)))
