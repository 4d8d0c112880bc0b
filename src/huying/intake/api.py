"""What programs may load: lists of areas at risk."""

import json
import tempfile
from pathlib import Path
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from huying.base.api import Moment, Problem, Refusal
from huying.people.api import SeatAuth
from huying.people.seats import seat_of
from huying.people.services import audit
from huying.places.scope import everything

from .risklists.forms import check_may
from .risklists.loading import lists_load

router = Router(tags=["risk areas"])


class ListIn(Schema):
    """A list: the official JSON as it came, or a printed text as {"text": ..., "as_of": ...}; and whose it is."""

    source: Literal["national", "province", "city"]
    at: Moment | None = None
    list: dict[str, Any] = Field(description="The official JSON, or a printed text")


class OddOut(Schema):
    """Something odd: the row (0: the list as a whole) and why."""

    file: str
    row: int = 0
    reason: str
    reason_en: str


class ReportOut(Schema):
    """What became of the list; `resolved_share` says how far its places are known."""

    files: int
    versions: int
    already: int
    places_high: int
    places_medium: int
    places_low: int
    places_key: int
    odd: list[OddOut]
    unread: list[OddOut]
    resolved_share: dict[str, float]


@router.post(
    "/risk-lists",
    response={200: ReportOut, 401: Problem, 403: Problem, 409: Refusal, 422: Problem},
    auth=SeatAuth("risk.manage"),
    url_name="risk_list_load",
)
def risk_list_load(request: HttpRequest, told: ListIn) -> dict[str, Any]:
    """Load a list; the same again changes nothing."""
    seat = seat_of(request)
    check_may(seat, told.source)
    with tempfile.TemporaryDirectory(prefix="huying-") as folder, everything("a published list"):
        path = Path(folder) / "list.json"
        path.write_text(json.dumps(told.list), encoding="utf-8")
        report = lists_load([path], kind=told.source, area=seat.area, at=told.at, by=seat.name)
    audit(seat, "risk.load", kind="risk_list", ref="api", area=seat.area)
    return report.as_json()
