"""The balance of lists: at every area level and moment, received = ended + open + handed over + rejected.

A person who was handed on inside an area is counted once there, as they stand at the last desk; at the desks in
between they are handed over. Reads the history, so that any past moment can be asked for.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection

from huying.base.clock import now
from huying.kernel.words import Words
from huying.matters.queries import Balance
from huying.places import codes
from huying.screening.models import PushList

KIND = "screening.check"
PASSING, PASSED, RETURNED = "handing_over", "handed_over", "returned"
# How much time open rows have left for their milestone, in the order a page shows them.
HOURS = (("late", 0), ("h1", 1), ("h3", 3), ("h12", 12))
BUCKETS = {
    "late": Words("已超时限", "Past the deadline"),
    "h1": Words("1 小时内到期", "Due within 1 hour"),
    "h3": Words("3 小时内到期", "Due within 3 hours"),
    "h12": Words("12 小时内到期", "Due within 12 hours"),
    "more": Words("12 小时以后", "Later than 12 hours"),
    "met": Words("已达时限要求，待报结", "Milestone reached, not closed yet"),
}
_PAST_CHECK = ("located", "under_control", "tested", "reported")
_PAST_CONTROL = ("under_control", "tested", "reported")


@dataclass(frozen=True, slots=True)
class Rejected:
    """Rows of a file that could not be used, by why; they were received, too."""

    reason: Words
    count: int


# area, the list to count for (None for all), the moment (None for now) -> what was rejected
Rejections = Callable[[str, PushList | None, dt.datetime | None], Sequence[Rejected]]
_rejections: list[Rejections] = []


def use_rejections(tells: Rejections) -> None:
    """Say who knows which rows of files were rejected: a room above this one."""
    _rejections[:] = [tells]


@dataclass(frozen=True, slots=True)
class ListBalance:
    """What became of everybody a list named, in one area at one moment.

    `ended` by end state, `open` by the time left, `passed` with a receipt, `passing` without, `rejected` by reason.
    `received` is counted by itself: what entered the area, and the rows that were rejected.
    """

    received: int
    ended: Mapping[str, int] = field(default_factory=dict)
    open: Mapping[str, int] = field(default_factory=dict)
    passed: int = 0
    passing: int = 0
    rejected: Sequence[Rejected] = ()

    @property
    def open_count(self) -> int:
        """All that is open here."""
        return sum(self.open.values())

    @property
    def rejected_count(self) -> int:
        """All rows that could not be used."""
        return sum(one.count for one in self.rejected)

    @property
    def as_balance(self) -> Balance:
        """The same in the shape in which every list of matters is balanced."""
        ended = dict(self.ended) | {PASSED: self.passed, "rejected": self.rejected_count}
        ended = {code: count for code, count in ended.items() if count}
        return Balance(received=self.received, open=self.open_count + self.passing, ended=ended)

    @property
    def adds_up(self) -> bool:
        """Promise 2, as a sum."""
        return self.as_balance.adds_up


# Each person's row at the moment, with what the row it was handed on to looks like. A row that was handed on
# inside the area stands aside for the next one; a row that came back stands aside for the one it came from.
_NOW = """
SELECT s.matter_id, s.area, s.previous_area, m.state, m.ended_at IS NOT NULL AS ended
FROM screening_subject AS s JOIN matters_matter AS m ON m.id = s.matter_id
WHERE {where}
"""
_THEN = """
SELECT s.matter_id, s.area, s.previous_area, e.data->>'state' AS state, (e.data->>'ended')::boolean AS ended
FROM screening_subject AS s JOIN matters_matter AS m ON m.id = s.matter_id
CROSS JOIN LATERAL (SELECT data FROM matters_event WHERE matter_id = m.id AND at <= %(at)s ORDER BY seq DESC LIMIT 1) AS e
WHERE m.opened_at <= %(at)s AND {where}
"""
_WHERE = "s.area BETWEEN %(low)s AND %(high)s"
_COUNT = """
WITH stands AS MATERIALIZED ({stands}), inside AS (
    SELECT stands.*, s.due_at, s.milestone, s.list_id,
        (stands.previous_area <> '' AND stands.previous_area BETWEEN %(low)s AND %(high)s) AS came_from_inside,
        (stands.state IN ('handing_over', 'handed_over') AND EXISTS (
            SELECT 1 FROM screening_subject AS o JOIN stands AS n ON n.matter_id = o.matter_id
            WHERE o.previous_id = stands.matter_id AND n.state <> 'returned')) AS goes_on_inside
    FROM stands JOIN screening_subject AS s ON s.matter_id = stands.matter_id
)
SELECT {group}, count(*) FILTER (WHERE NOT came_from_inside) AS entered,
    count(*) FILTER (WHERE NOT goes_on_inside AND NOT (came_from_inside AND state = 'returned')) AS standing,
    CASE WHEN ended OR state = 'handing_over' THEN state ELSE '' END AS outcome,
    CASE WHEN ended OR state = 'handing_over' OR due_at IS NULL THEN ''
        WHEN state = ANY(CASE WHEN milestone = 'checked' THEN %(checked)s::text[] ELSE %(controlled)s::text[] END) THEN 'met'
        WHEN due_at <= %(moment)s THEN 'late'
        WHEN due_at <= %(moment)s + interval '1 hour' THEN 'h1'
        WHEN due_at <= %(moment)s + interval '3 hours' THEN 'h3'
        WHEN due_at <= %(moment)s + interval '12 hours' THEN 'h12' ELSE 'more' END AS bucket
FROM inside GROUP BY 1, outcome, bucket
"""


def balance_of(area: str, *, pushed: PushList | None = None, at: dt.datetime | None = None) -> ListBalance:
    """The balance of one list, or of all, in an area: now, or as of a past moment."""
    found = balances_by(area, "0", list_ids=None if pushed is None else [pushed.pk], at=at)
    rejected = rejected_in(area, pushed=pushed, at=at)
    plain = found.get("0", ListBalance(0))
    return ListBalance(
        received=plain.received + sum(one.count for one in rejected),
        ended=plain.ended,
        open=plain.open,
        passed=plain.passed,
        passing=plain.passing,
        rejected=rejected,
    )


def rejected_in(
    area: str, *, pushed: PushList | None = None, at: dt.datetime | None = None
) -> list[Rejected]:
    """The rows of files that could not be used, by why; they belong to the area that loaded them."""
    return list(_rejections[0](area, pushed, at)) if _rejections else []


def balances_by_list(
    area: str, list_ids: Sequence[int], at: dt.datetime | None = None
) -> dict[int, ListBalance]:
    """The balances of several lists in an area by their ids, in one statement, rejected rows left out."""
    found = balances_by(area, "inside.list_id::text", list_ids=list_ids, at=at)
    return {int(key): value for key, value in found.items()}


def balances_by(
    area: str, group: str, *, list_ids: Sequence[int] | None, at: dt.datetime | None
) -> dict[str, ListBalance]:
    """Balances of an area by a column of the statement."""
    low, high = codes.span(area)
    where = _WHERE if list_ids is None else f"{_WHERE} AND s.list_id = ANY(%(lists)s)"
    stands = (_NOW if at is None else _THEN).format(where=where)
    told = {
        "low": low,
        "high": high,
        "at": at,
        "moment": at or now(),
        "lists": list(list_ids or ()),
        "checked": list(_PAST_CHECK),
        "controlled": list(_PAST_CONTROL),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT.format(stands=stands, group=f"{group} AS key" if group != "0" else "'0' AS key"), told
        )
        rows = cursor.fetchall()
    counted: dict[str, list[tuple[int, int, str, str]]] = {}
    for key, entered, standing, outcome, bucket in rows:
        counted.setdefault(key, []).append((entered, standing, outcome, bucket))
    return {key: _sum(lines) for key, lines in counted.items()}


def _sum(lines: Sequence[tuple[int, int, str, str]]) -> ListBalance:
    received = passed = passing = 0
    ended: dict[str, int] = {}
    open_: dict[str, int] = {}
    for entered, standing, outcome, bucket in lines:
        received += entered
        if not standing:
            continue
        if outcome == PASSED:
            passed += standing
        elif outcome == PASSING:
            passing += standing
        elif outcome:
            ended[outcome] = ended.get(outcome, 0) + standing
        else:
            open_[bucket or "more"] = open_.get(bucket or "more", 0) + standing
    return ListBalance(received, ended, open_, passed, passing)
