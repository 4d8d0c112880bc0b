"""What the pages of the lists ask."""

import datetime as dt
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import get_current_timezone

from huying.base.clock import now
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.seats import Seat
from huying.places.codes import GRADES, covers, grade
from huying.places.levels import LEVEL_WORDS, SOURCE_WORDS
from huying.places.models import RiskSource
from huying.places.risk.lists import moment_of

from .queries import Asked

NOT_NATION = Words(
    "全国名单只能由市级及以上的岗位导入；您可以导入本地名单。",
    "Only a post at the city or above loads the national list; you may load a list of your own.",
)
NO_SOURCE = Words("请选是谁的名单。", "Choose whose list it is.")
NO_TIME = Words(
    "时间看不懂，请写成 2022-04-16 09:00。", "The time cannot be read; write it as 2022-04-16 09:00."
)


def asked_moment(text: str, default: dt.datetime | None = None) -> dt.datetime:
    """A moment as a page sends it, in local time; now when there is none or it makes no sense."""
    fallback = default or now()
    try:
        at = parse_datetime(text) or None
        if at is None and (day := parse_date(text)):
            at = dt.datetime.combine(day, dt.time())
    except ValueError:
        return fallback
    if at is None:
        return fallback
    try:
        aware = at if at.tzinfo else at.replace(tzinfo=get_current_timezone())
        aware.astimezone(dt.UTC)
    except (OverflowError, ValueError):
        return fallback
    return aware


def asked_of(query: QueryDict) -> Asked:
    """The filters of the list page."""

    def said(name: str) -> str:
        return query.get(name, "").replace("\x00", "").strip()[:60]

    level = said("level")
    return Asked(
        asked_moment(said("at")),
        said("source"),
        level if level in LEVEL_WORDS else "",
        said("province"),
        "".join(said("q").split()),
    )


def upload_of(seat: Seat, data: QueryDict) -> tuple[str, dt.datetime | None]:
    """Whose list is uploaded and from when it is valid where it does not say so. Refused when it may not be."""
    kind = data.get("source", "")
    if kind not in SOURCE_WORDS:
        raise Refused(NO_SOURCE, {"source": NO_SOURCE})
    check_may(seat, kind)
    told = data.get("at", "").strip()
    if not told:
        return kind, None
    try:
        return kind, moment_of(told)
    except Refused:
        raise Refused(NO_TIME, {"at": NO_TIME}) from None


def check_may(seat: Seat, kind: str) -> None:
    """Refuse the nation's list to posts below the city: it speaks for everybody."""
    if kind == "national" and GRADES.index(grade(seat.area)) > GRADES.index("city"):
        raise Refused(NOT_NATION, {"source": NOT_NATION})


def may_set_aside(seat: Seat, source: RiskSource) -> bool:
    """Whether a post may say that a version of this list is wrong: one of its own area, the nation's from the city up."""
    if source.kind == "national":
        return GRADES.index(grade(seat.area)) <= GRADES.index("city")
    return covers(seat.area, source.area)


def moment_value(at: dt.datetime) -> Any:
    """A moment for a field of the browser."""
    return at.astimezone(get_current_timezone()).strftime("%Y-%m-%dT%H:%M")
