"""Reading hours: what somebody gave, what was given in an area, which claims wait for a second person."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, ExpressionWrapper, F, Q, QuerySet, Sum
from django.db.models.fields import DurationField

from huying.places import scope
from huying.volunteers.models import Certificate, Turnout, Volunteer

_LENGTH = ExpressionWrapper(F("ended_at") - F("started_at"), output_field=DurationField())
COUNTS = Q(ended_at__isnull=False) & (Q(claimed=False) | Q(confirmed_by__isnull=False))


@dataclass(frozen=True, slots=True)
class Given:
    """What volunteers gave: turn-outs and hours that count, people who gave them."""

    turnouts: int
    hours: float
    people: int


def turnouts_of(volunteer: Volunteer, *, limit: int | None = None) -> list[Turnout]:
    """The turn-outs of somebody, the latest first, wherever they were."""
    with scope.everything("a volunteer's own hours"):
        rows = Turnout.objects.filter(volunteer=volunteer).select_related("order")
        return list(rows.order_by("-started_at", "-pk")[:limit])


def runs(volunteer: Volunteer) -> Turnout | None:
    """The turn-out somebody is checked in at now."""
    with scope.everything("a volunteer's own hours"):
        return (
            Turnout.objects.filter(volunteer=volunteer, ended_at=None).select_related("order__matter").first()
        )


def given_by(volunteer: Volunteer) -> Given:
    """What one volunteer gave; only what may stand on a certificate."""
    with scope.everything("a volunteer's own hours"):
        return _given(Turnout.objects.filter(volunteer=volunteer))


def turnouts_in(
    area: str, since: dt.datetime | None = None, until: dt.datetime | None = None
) -> "QuerySet[Turnout]":
    """The turn-outs in an area that began in a period, the latest first."""
    rows = scope.within(Turnout.objects.all(), area)
    if since:
        rows = rows.filter(started_at__gte=since)
    if until:
        rows = rows.filter(started_at__lt=until)
    return rows.select_related("volunteer", "order__matter").order_by("-started_at", "-pk")


def claims_in(area: str) -> "QuerySet[Turnout]":
    """Hours that count only once a second person has confirmed them, the oldest first."""
    rows = Turnout.objects.filter(claimed=True, confirmed_by=None, ended_at__isnull=False)
    return scope.within(rows, area).select_related("volunteer", "order__matter").order_by("started_at", "pk")


def given_in(area: str, since: dt.datetime | None = None, until: dt.datetime | None = None) -> Given:
    """What was given in an area in a period."""
    return _given(turnouts_in(area, since, until))


def given_by_group(rows: "QuerySet[Turnout]", by: str) -> list[tuple[str, Given]]:
    """What was given, by a column such as `task` or `volunteer__team`, the most hours first."""
    found = (
        rows.filter(COUNTS)
        .order_by()
        .values_list(by)
        .annotate(n=Count("pk"), length=Sum(_LENGTH), who=Count("volunteer", distinct=True))
    )
    groups = [(str(key), Given(n, _hours(length), who)) for key, n, length, who in found]
    return sorted(groups, key=lambda group: -group[1].hours)


def _given(rows: "QuerySet[Turnout]") -> Given:
    found = (
        rows.filter(COUNTS)
        .order_by()
        .aggregate(turnouts=Count("pk"), length=Sum(_LENGTH), people=Count("volunteer", distinct=True))
    )
    return Given(found["turnouts"], _hours(found["length"]), found["people"])


def _hours(length: dt.timedelta | None) -> float:
    return round(length.total_seconds() / 3600, 1) if length else 0.0


def certificates_of(volunteer: Volunteer) -> list[Certificate]:
    """The certificates of somebody, the latest first."""
    with scope.everything("a volunteer's own certificates"):
        return list(Certificate.objects.filter(volunteer=volunteer).order_by("-issued_at"))
