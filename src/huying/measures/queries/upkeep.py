"""Reading people held and closed venues."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from huying.base.clock import now
from huying.measures import place_rules as rules
from huying.measures.models import Hold, Venue
from huying.measures.place_values import Need
from huying.places import scope
from huying.rulebook.queries import reader


@dataclass(frozen=True, slots=True)
class NeedNow:
    """One need of people held: when it was last met, until when it must be met again, and whether that is past."""

    rule: Need
    given_at: dt.datetime | None
    due_at: dt.datetime
    late: bool


def needs_of(row: Hold, at: dt.datetime | None = None) -> list[NeedNow]:
    """The checklist of the rule in force there, each line with its own time."""
    moment = at or now()
    wanted: tuple[Need, ...] = reader(moment).value(rules.HOLD_NEEDS.code, row.area)
    found = []
    for need in wanted:
        if need.only_children and not row.children:
            continue
        told = row.given.get(need.code)
        given = dt.datetime.fromisoformat(told) if told else None
        due = (given or row.matter.opened_at) + dt.timedelta(hours=need.hours)
        found.append(NeedNow(need, given, due, due <= moment))
    return found


def venues_closed(area: str) -> "QuerySet[Venue]":
    """The venues of an area that are closed now."""
    rows = scope.within(Venue.objects.filter(opened_at=None), area)
    return rows.select_related("matter").order_by("area", "name")
