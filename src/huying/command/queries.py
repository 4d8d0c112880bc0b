"""What a command room looks at: what rings next, what is late, whether the lists add up, what comes in."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Count, Min

from huying.base.clock import now
from huying.kernel.kinds import Kind, kinds
from huying.kernel.words import Words
from huying.matters.queries import Balance, balance, desk, overdue
from huying.places import codes, scope
from huying.places.queries import area_names, grade_below

if TYPE_CHECKING:
    from huying.matters.models import Matter

SOON = dt.timedelta(minutes=30)
CURVE_HOURS = 72


@dataclass(frozen=True, slots=True)
class Line:
    """A list with its balance."""

    kind: Kind
    balance: Balance


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the area: what it holds open, how much of that is late, since when the oldest waits."""

    area: str
    name: Words
    open: int
    late: int
    oldest: dt.datetime | None


def urgent_counts(area: str) -> dict[str, int]:
    """Open matters of an area: all, late, about to ring, emergencies."""
    rows, moment = desk(area=area), now()
    return {
        "open": rows.count(),
        "late": overdue(rows).count(),
        "soon": rows.filter(due_at__gte=moment, due_at__lt=moment + SOON).count(),
        "emergencies": rows.filter(kind="help.emergency").count(),
    }


def rings_next(area: str, limit: int = 10) -> "list[Matter]":
    """What rings next."""
    return list(desk(area=area).filter(due_at__gte=now()).select_related("person")[:limit])


def late(area: str, limit: int = 10) -> "list[Matter]":
    """What is late: the caller's own clock has rung; those who asked first stand first."""
    return list(overdue(desk(area=area)).select_related("person")[:limit])


def balances(area: str, since: dt.datetime | None = None, at: dt.datetime | None = None) -> list[Line]:
    """Every list of the area, now or as of a moment; lists that received nothing are left out."""
    found = [Line(kind, balance(area=area, kind=kind.code, since=since, at=at)) for kind in kinds()]
    return [line for line in found if line.balance.received]


def parts(area: str) -> list[Part]:
    """The parts of an area one step down, the one with most late matters first."""
    below = grade_below(area)
    if below is None:
        return []
    length = codes.LENGTHS[below]
    column = below if below in scope.PREFIXES else None
    rows = desk(area=area).order_by()
    if column is None:
        return []
    grouped = rows.values(column).annotate(open=Count("pk"), oldest=Min("opened_at"))
    found = {row[column].ljust(codes.WIDTH, "0"): row for row in grouped}
    behind = overdue(rows).order_by().values(column).annotate(late=Count("pk"))
    late_of = {row[column].ljust(codes.WIDTH, "0"): row["late"] for row in behind}
    names = area_names(found)
    made = [
        Part(code, names[code], row["open"], late_of.get(code, 0), row["oldest"])
        for code, row in found.items()
        if len(row[column]) == length
    ]
    return sorted(made, key=lambda part: (-part.late, -part.open, part.area))


_CURVE = """
SELECT date_trunc('hour', opened_at) AS hour, count(*) FROM matters_matter
WHERE area BETWEEN %s AND %s AND opened_at >= %s AND parent_id IS NULL GROUP BY 1
"""


def curve(area: str, hours: int = CURVE_HOURS) -> list[tuple[dt.datetime, int]]:
    """How many matters came in each hour, the hours without any included."""
    low, high = codes.span(area)
    last = now().replace(minute=0, second=0, microsecond=0)
    first = last - dt.timedelta(hours=hours - 1)
    with connection.cursor() as cursor:
        cursor.execute(_CURVE, [low, high, first])
        found = dict(cursor.fetchall())
    return [(hour, found.get(hour, 0)) for hour in (first + dt.timedelta(hours=n) for n in range(hours))]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart in a box of a given height."""

    x: float
    y: float
    height: float
    label: str
    count: int


def bars(points: Sequence[tuple[dt.datetime, int]], height: float = 120.0, step: float = 10.0) -> list[Bar]:
    """Points as bars; the tallest fills the box."""
    most = max((count for _, count in points), default=0) or 1
    return [
        Bar(n * step, height - height * count / most, height * count / most, f"{hour:%m-%d %H}", count)
        for n, (hour, count) in enumerate(points)
    ]
