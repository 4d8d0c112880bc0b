"""The daily round of a grid or a community: which homes to ask, and which were asked."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate

from huying.base.clock import now
from huying.help.models import NeedCheck
from huying.people.access import residents
from huying.people.models import Household, Resident
from huying.people.seats import Seat
from huying.places import scope


@dataclass(frozen=True, slots=True)
class Home:
    """A home with vulnerable people, and today's answer when there is one."""

    household: Household
    people: list[Resident]
    check: NeedCheck | None


def today() -> dt.date:
    """The day of the round, by the city's own clock."""
    return localdate(now())


def homes_to_ask(seat: Seat) -> "QuerySet[Household]":
    """The homes of the seat's area where somebody vulnerable lives, those not asked today first. Raises Refused."""
    flagged = residents(seat).exclude(flags=[]).filter(household__isnull=False)
    asked = NeedCheck.objects.filter(household=OuterRef("pk"), day=today())
    homes = scope.within(Household.objects.all(), seat.area).filter(pk__in=flagged.values("household"))
    return homes.annotate(asked=Exists(asked)).order_by("asked", "area", "pk")


def homes_shown(seat: Seat, homes: Sequence[Household]) -> list[Home]:
    """A page of homes with those who live there and need looking after; two queries for all."""
    people: dict[int, list[Resident]] = defaultdict(list)
    flagged = residents(seat).exclude(flags=[]).filter(household__in=homes).order_by("id")
    for one in flagged:
        people[one.household_id or 0].append(one)
    checks = NeedCheck.objects.filter(household__in=homes, day=today()).select_related(
        "request__matter", "by"
    )
    by_home = {check.household_id: check for check in checks}
    return [Home(home, people[home.pk], by_home.get(home.pk)) for home in homes]


def without_home(seat: Seat) -> int:
    """Vulnerable residents no household is known of: the round cannot find their door."""
    return residents(seat).exclude(flags=[]).filter(household=None).count()


def asked_today(seat: Seat) -> int:
    """How many homes of the area were asked today."""
    return scope.within(NeedCheck.objects.filter(day=today()), seat.area).count()
