"""Reading daily rounds: the doors of today, and how each grid stands; the sums always add up."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from huying.base.errors import NotYours
from huying.people.seats import Seat
from huying.places import codes, scope
from huying.screening.models import Round, RoundLine

ANSWERED = ("same", "changed")


@dataclass(frozen=True, slots=True)
class RoundNow:
    """How a grid's round of a day stands: `doors` = same + changed + absent + open."""

    area: str
    code: str
    state: str
    doors: int
    same: int
    changed: int
    absent: int
    open: int

    @property
    def adds_up(self) -> bool:
        """Nobody is missed."""
        return self.doors == self.same + self.changed + self.absent + self.open


def rounds_of(area: str, day: dt.date) -> list[RoundNow]:
    """The rounds of a day in an area, from one query, what is behind most first."""
    states = {
        state: Count("lines", filter=Q(lines__state=state)) for state in ("same", "changed", "absent", "open")
    }
    rows = scope.within(Round.objects.filter(day=day), area).select_related("matter")
    found = rows.annotate(doors=Count("lines"), **{f"n_{name}": count for name, count in states.items()})
    told = [
        RoundNow(
            row.area, row.matter.code, row.matter.state, row.doors, row.n_same, row.n_changed, row.n_absent, row.n_open  # type: ignore[attr-defined]
        )
        for row in found
    ]  # fmt: skip
    return sorted(told, key=lambda one: (-one.open, one.area))


def lines_open(area: str) -> "QuerySet[RoundLine]":
    """The doors still to ask in the rounds that go on in an area, who comes first first."""
    rows = scope.within(RoundLine.objects.filter(state="open", round__matter__ended_at=None), area)
    return rows.select_related("household", "round__matter").order_by("rank", "area", "id")


def line_for(seat: Seat, pk: int) -> RoundLine:
    """One door of the seat's area. Raises NotYours."""
    rows = scope.within(RoundLine.objects.filter(pk=pk), seat.area)
    row = rows.select_related("household", "round__matter").first()
    if row is None:
        raise NotYours(f"line {pk}")
    return row


def last_answers(area: str) -> dict[int, dt.date]:
    """When each household of an area was last asked and answered, by its id."""
    rows = scope.within(RoundLine.objects.filter(state__in=ANSWERED), area)
    return {pk: day for pk, day in rows.values_list("household").annotate(last=Max("round__day")) if day}


def not_reached(area: str, day: dt.date) -> set[int]:
    """The households of an area that were not reached the last time they should have been asked."""
    latest = scope.within(Round.objects.filter(day__lt=day), area).aggregate(last=Max("day"))["last"]
    if latest is None:
        return set()
    rows = scope.within(RoundLine.objects.filter(round__day=latest).exclude(state__in=ANSWERED), area)
    return set(rows.values_list("household", flat=True))


def last_day(area: str) -> dt.date | None:
    """The last day an area had a round on."""
    found: dt.date | None = scope.within(Round.objects.all(), area).aggregate(last=Max("day"))["last"]
    return found


def totals(found: list[RoundNow]) -> Counter[str]:
    """The sums over several rounds."""
    sums: Counter[str] = Counter()
    for one in found:
        sums.update(doors=one.doors, same=one.same, changed=one.changed, absent=one.absent, open=one.open)
    return sums


def grid_of(area: str) -> str:
    """The grid a place lies in; the place itself when it lies above one."""
    return codes.at(area, "grid") or area
