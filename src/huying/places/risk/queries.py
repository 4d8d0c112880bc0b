"""Reading the lists: as of any moment, by source, over a stretch of days."""

import datetime as dt
from typing import NamedTuple

from django.db.models import Q, QuerySet

from huying.places.codes import covers as code_covers
from huying.places.codes import is_code
from huying.places.levels import LIST_TIME, RANK, Level, level_named
from huying.places.models import RiskSpan

from .locating import located
from .riskmap import Listed, RiskMap
from .spelling import canonical


class RiskArea(NamedTuple):
    """A place on a list at a moment. `code` is None while the name is not known to mean one area as a whole."""

    code: str | None
    within: str | None
    text: str
    level: Level
    since: dt.datetime
    source: str
    name: int


def spans_at(at: dt.datetime, source: str | None = None) -> QuerySet[RiskSpan]:
    """The rows that hold at a moment."""
    found = RiskSpan.objects.filter(Q(until=None) | Q(until__gt=at), since__lte=at)
    return found.filter(source=source) if source else found


def as_of(at: dt.datetime, source: str | None = None) -> list[RiskArea]:
    """Every place that stood on the lists at a moment, the highest level first; of one source when it is named.

    A place that a list has at two levels, or that two lists have, comes once for each. `since` is when it came
    onto the list at this level.
    """
    rows = spans_at(at, source).select_related("name")
    return sorted(map(_area, rows), key=lambda one: (-RANK[one.level], one.source, one.text))


def levels_at(at: dt.datetime, source: str | None = None) -> dict[str, Level]:
    """The level of every area that is listed as a whole: {area code: level}. What lies inside one has its level."""
    found: dict[str, Level] = {}
    rows = spans_at(at, source).exclude(name__code="").values_list("name__code", "level")
    for code, level in rows:
        if code not in found or RANK[level_named(level)] > RANK[found[code]]:
            found[code] = level_named(level)
    return found


def risk_map(first: dt.date, last: dt.date | None = None, source: str | None = None) -> RiskMap:
    """The levels of all areas from one day of the lists to another (to now and on, without `last`), in two look-ups."""
    start = dt.datetime.combine(first, dt.time(), LIST_TIME)
    rows = RiskSpan.objects.filter(Q(until=None) | Q(until__gt=start))
    if last is not None:
        rows = rows.filter(since__lt=dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), LIST_TIME))
    if source:
        rows = rows.filter(source=source)
    return RiskMap(_listed(row) for row in rows.select_related("name"))


def covers(place: str, at: dt.datetime, source: str | None = None) -> list[RiskArea]:
    """The listed areas that a place lies in at a moment, the highest level first: a code, or a name with what is above.

    A name is found among the divisions (安徽省宿州市泗县草沟镇), or as a list writes it.
    """
    text = canonical(place)
    code = place if is_code(place) else located(place).within
    return [
        one
        for one in as_of(at, source)
        if one.text == text or (code is not None and one.code is not None and code_covers(one.code, code))
    ]


def _area(row: RiskSpan) -> RiskArea:
    name = row.name
    return RiskArea(
        name.code or None,
        name.within or None,
        name.whole_text,
        level_named(row.level),
        row.since,
        row.source_id,
        name.pk,
    )


def _listed(row: RiskSpan) -> Listed:
    name = row.name
    return Listed(
        name.code or None,
        name.within or None,
        level_named(row.level),
        row.since,
        row.until,
        name.whole_text,
        row.source_id,
    )
