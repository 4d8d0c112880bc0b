"""Figures for programs: the public totals and the balance of a seat's area."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from huying.base.api import Moment, Problem
from huying.people.api import SeatAuth
from huying.people.seats import seat_of

from . import queries
from .pages import figures_cached

router = Router(tags=["figures"])


class PublicFigures(Schema):
    """Totals; null where a count is too small to publish. `median_seconds` is the time to the first answer."""

    received: int | None
    screened: int | None
    direct: int | None
    referred: int | None
    solved: int | None
    in_hand: int | None
    people_helped: int | None
    median_seconds: float | None


class BalanceOut(Schema):
    """A list that adds up: received = open + the sum of ended."""

    kind: str
    received: int
    open: int
    ended: dict[str, int]
    adds_up: bool


class AsOf(Schema):
    """As of when; now when it is not said."""

    at: Moment | None = Field(None, description="RFC 3339, not in the future")


@router.get("/figures", response=PublicFigures, auth=None, summary="Public totals of the last seven days")
def get_figures(request: HttpRequest) -> dict[str, Any]:
    """What everybody may know."""
    found = figures_cached("7")
    median: dt.timedelta | None = found.median
    names = ("received", "screened", "direct", "referred", "solved", "in_hand", "people_helped")
    return {name: getattr(found, name) for name in names} | {
        "median_seconds": median.total_seconds() if median is not None else None
    }


@router.get(
    "/balances",
    response={200: list[BalanceOut], 401: Problem, 403: Problem, 422: Problem},
    auth=SeatAuth("figures.read"),
    summary="The lists of the seat's area",
)
def get_balances(request: HttpRequest, asked: Query[AsOf]) -> list[dict[str, Any]]:
    """Every list of the area, now or as of a past moment."""
    lines = queries.balances(seat_of(request).area, at=asked.at)
    return [
        {
            "kind": line.kind.code,
            "received": line.balance.received,
            "open": line.balance.open,
            "ended": dict(line.balance.ended),
            "adds_up": line.balance.adds_up,
        }
        for line in lines
    ]
