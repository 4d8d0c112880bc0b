"""Notices for programs: one's own inbox."""

import datetime as dt
from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.params.functions import Query
from pydantic import Field

from huying.base.api import Problem
from huying.people.seats import seat_of

from .queries import Item, inbox, unread
from .services.keeping import notices_read

router = Router(tags=["notices"])
MOST = 100
LARGEST = 2**63 - 1


class NoticeOut(Schema):
    """One notice in the language of the request. `at` is RFC 3339; `about` is the code of a matter or empty."""

    id: int
    title: str
    body: str
    about: str
    at: dt.datetime
    unread: bool


class NoticePage(Schema):
    """Notices, newest first; `next` goes into `before` for the page after this one."""

    items: list[NoticeOut]
    unread: int = Field(description="counted up to 100")
    next: int | None


class Ids(Schema):
    """The notices that were read."""

    ids: list[int] = Field(max_length=1000)


class Count(Schema):
    """How many of them were one's own."""

    read: int


@router.get(
    "/notices",
    response={200: NoticePage, 401: Problem, 404: Problem, 422: Problem},
    summary="One's own notices",
)
def notices(
    request: HttpRequest,
    before: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 30,
    only_unread: bool = False,
) -> dict[str, object]:
    """The inbox of whoever holds the key or the session."""
    user = seat_of(request).user_id
    rows: list[Item] = inbox(user_id=user, before=before, limit=limit, only_unread=only_unread)
    return {
        "items": rows,
        "unread": unread(user_id=user),
        "next": rows[-1].id if len(rows) == limit else None,
    }


@router.post(
    "/notices/read", response={200: Count, 401: Problem, 404: Problem, 422: Problem}, summary="Mark as read"
)
def read(request: HttpRequest, told: Ids) -> dict[str, int]:
    """Mark notices as read; those of others are left alone and not counted."""
    ids = [one for one in told.ids if 0 < one <= LARGEST]
    return {"read": notices_read(user_id=seat_of(request).user_id, ids=ids)}
