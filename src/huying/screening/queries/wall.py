"""The clocks of lists for a task force: by category and hours left, by street, what is overdue and who holds it."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from huying.base.clock import now
from huying.kernel.words import Words
from huying.matters.showing import rows_of
from huying.places import codes, scope
from huying.places.queries import area_names, grade_below
from huying.screening.check_terms import category_words
from huying.screening.models import Subject

from .balance import BUCKETS

SHOWN = 40
REACHED = {
    "checked": ("located", "under_control", "tested", "reported"),
    "under_control": ("under_control", "tested", "reported"),
}
_OPEN = """
SELECT coalesce(nullif(s.found_category, ''), s.category),
    CASE WHEN m.state = ANY(CASE WHEN s.milestone = 'checked' THEN %(checked)s::text[] ELSE %(controlled)s::text[] END) THEN 'met'
        WHEN s.due_at <= %(now)s THEN 'late' WHEN s.due_at <= %(now)s + interval '1 hour' THEN 'h1'
        WHEN s.due_at <= %(now)s + interval '3 hours' THEN 'h3'
        WHEN s.due_at <= %(now)s + interval '12 hours' THEN 'h12' ELSE 'more' END,
    left(s.area, %(length)s), count(*)
FROM screening_subject AS s JOIN matters_matter AS m ON m.id = s.matter_id
WHERE s.area BETWEEN %(low)s AND %(high)s AND m.ended_at IS NULL AND m.state <> 'handing_over'
GROUP BY 1, 2, 3
"""


@dataclass(slots=True)
class Row:
    """One line of the wall: a category or a part of the area, with its counts by time left."""

    title: Words
    counts: Counter[str] = field(default_factory=Counter)
    code: str = ""

    @property
    def cells(self) -> list[int]:
        """The counts in the order of the columns."""
        return [self.counts[bucket] for bucket in BUCKETS]

    @property
    def total(self) -> int:
        """All of them."""
        return self.counts.total()


def met(one: Subject) -> bool:
    """Whether somebody stands where the rule wants them by their deadline."""
    return one.matter.state in REACHED.get(one.milestone, ())


@dataclass(frozen=True, slots=True)
class Wall:
    """What hangs on the wall of a task force."""

    by_category: list[Row]
    by_part: list[Row]
    totals: Row
    overdue: list[dict[str, Any]]
    receipts: int
    unplaced: int
    to_match: int


def wall_of(area: str) -> Wall:
    """The open people of an area; a fixed number of queries, whatever their number."""
    below = grade_below(area) or codes.grade(area)
    if below in ("province", "city"):
        below = "district"
    low, high = codes.span(area)
    moment = now()
    told: dict[str, Any] = {
        "checked": list(REACHED["checked"]), "controlled": list(REACHED["under_control"]), "now": moment,
        "length": codes.LENGTHS[below], "low": low, "high": high,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, told)
        counted = cursor.fetchall()
    categories: dict[str, Row] = {}
    parts: dict[str, Row] = {}
    totals = Row(Words("合计", "All"))
    for category, bucket, part, count in counted:
        row = categories.setdefault(category, Row(category_words(area, category), code=category))
        row.counts[bucket] += count
        code = part.ljust(codes.WIDTH, "0")
        parts.setdefault(code, Row(Words(code, code), code=code)).counts[bucket] += count
        totals.counts[bucket] += count
    names = area_names(parts)
    for code, row in parts.items():
        row.title = names.get(code, row.title)
    here = scope.within(Subject.objects.filter(matter__ended_at=None), area)
    return Wall(
        by_category=_most_late(categories),
        by_part=_most_late(parts),
        totals=totals,
        overdue=overdue_rows(area, moment),
        receipts=here.filter(matter__state="offered").count(),
        unplaced=here.filter(matter__state="received").count(),
        to_match=here.filter(match="proposed").count(),
    )


def _most_late(rows: dict[str, Row]) -> list[Row]:
    return sorted(
        rows.values(), key=lambda row: (-row.counts["late"], -row.counts["h1"], -row.total, row.code)
    )


def where_met(rows: QuerySet[Subject], wanted: bool) -> QuerySet[Subject]:
    """Those who stand where the rule wants them by their deadline, or those who do not yet."""
    reached = Q()
    for milestone, states in REACHED.items():
        reached |= Q(milestone=milestone, matter__state__in=states)
    return rows.filter(reached) if wanted else rows.exclude(reached)


def overdue_rows(area: str, moment: dt.datetime, limit: int = SHOWN) -> list[dict[str, Any]]:
    """Who is past the deadline, the longest first, with the name of whoever holds it."""
    rows = scope.within(Subject.objects.filter(matter__ended_at=None, due_at__lte=moment), area)
    found = list(
        where_met(rows, wanted=False).select_related("matter__person").order_by("due_at", "pk")[:limit]
    )
    shown = rows_of([one.matter for one in found])
    for row, one in zip(shown, found, strict=True):
        row["deadline"] = one.due_at
    return shown
