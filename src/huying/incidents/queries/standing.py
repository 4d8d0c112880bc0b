"""How an incident stands: its places and its people add up, what is missing has a name."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import F, Sum

from huying.base.errors import NotYours
from huying.incidents.models import Force, Group, Incident, Task
from huying.incidents.values import ForceRule, LineRule
from huying.people.seats import Seat
from huying.places import scope

from .rulings import forces_at, lines_at


@dataclass(frozen=True, slots=True)
class SpotBalance:
    """Every place of an incident by where it stands: `all` = open + sealed + ruled out + released, always."""

    all: int
    open: int
    sealed: int
    out: int
    released: int

    @property
    def adds_up(self) -> bool:
        """The second promise, for places."""
        return self.all == self.open + self.sealed + self.out + self.released


@dataclass(frozen=True, slots=True)
class PeopleBalance:
    """Everybody there: `all` = sampled + untested, and = left + present."""

    all: int
    tested: int
    left: int

    @property
    def untested(self) -> int:
        """Who still waits to be sampled."""
        return self.all - self.tested

    @property
    def present(self) -> int:
        """Who is still there."""
        return self.all - self.left


@dataclass(frozen=True, slots=True)
class ForceNow:
    """A task force the rules want: who it is, and the lines nobody came from."""

    rule: ForceRule
    row: Force | None
    members: tuple[tuple[LineRule, str], ...]
    missing: tuple[LineRule, ...]


def incident_for(seat: Seat, code: str) -> Incident:
    """One incident of the seat's area by the code of its matter. NotYours outside it."""
    rows = scope.within(Incident.objects.filter(matter__code=code), seat.area)
    row = rows.select_related("matter").first()
    if row is None:
        raise NotYours(code)
    return row


def spots_open(row: Incident) -> int:
    """How many places are neither sealed nor ruled out."""
    return row.spots.filter(state="open").count()


def spot_balance(row: Incident) -> SpotBalance:
    """Its places, counted."""
    found = Counter(row.spots.values_list("state", flat=True))
    return SpotBalance(found.total(), *(found[state] for state in ("open", "sealed", "out", "released")))


def people_balance(row: Incident) -> PeopleBalance:
    """Its people, counted over all groups."""
    found = row.groups.aggregate(all=Sum("people"), tested=Sum("tested"), left=Sum("left"))
    return PeopleBalance(found["all"] or 0, found["tested"] or 0, found["left"] or 0)


def present_in(row: Incident) -> int:
    """How many people are still there."""
    return int(row.groups.aggregate(n=Sum(F("people") - F("left")))["n"] or 0)


def untested_in(row: Incident) -> int:
    """How many people have not been sampled."""
    return int(row.groups.aggregate(n=Sum(F("people") - F("tested")))["n"] or 0)


def lines_of_force(row: Incident, name: str, at: dt.datetime) -> tuple[ForceRule | None, list[LineRule]]:
    """A task force by its code or name and the lines it must have; None when no rule names it."""
    force = next((one for one in forces_at(row.area, at) if name in (one.code, one.zh, one.en)), None)
    return force, [line for line in lines_at(row.area, at) if force and line.force == force.code]


def forces_now(row: Incident) -> list[ForceNow]:
    """Every task force the rules of its day want, named or not."""
    at = row.matter.opened_at
    named = {one.code: one for one in row.forces.all()}
    lines = lines_at(row.area, at)
    found = []
    for rule in forces_at(row.area, at):
        force, mine = named.get(rule.code), [line for line in lines if line.force == rule.code]
        members = force.members if force else {}
        there = tuple((line, members[line.code]) for line in mine if line.code in members)
        found.append(ForceNow(rule, force, there, tuple(line for line in mine if line.code not in members)))
    return found


def groups_of(row: Incident) -> list[Group]:
    """Its groups, those at higher risk first."""
    return list(row.groups.order_by("-high", "pk"))


def tasks_of(row: Incident) -> list[Task]:
    """What is to be done, what is open first."""
    rows = Task.objects.filter(incident=row).select_related("matter")
    return list(rows.order_by(F("matter__ended_at").asc(nulls_first=True), "matter__due_at", "pk"))
