"""Reading emergencies: those that run, and those whose family is still looked after."""

from django.db.models import F, Prefetch, QuerySet

from huying.help.models import Alert, Emergency
from huying.places import scope


def emergencies_open(area: str) -> "QuerySet[Emergency]":
    """The emergencies of an area that are not over: those without a doctor first, then the oldest; alerts come along."""
    told = Alert.objects.select_related("matter").order_by("acknowledged_at", "pk")
    rows = scope.within(Emergency.objects.filter(closed_at=None), area)
    return (
        rows.select_related("matter", "request__matter")
        .prefetch_related(Prefetch("alerts", queryset=told))
        .order_by(F("treated_at").asc(nulls_first=True), "reported_at", "pk")
    )


def emergencies_running(area: str) -> int:
    """How many people still wait for a doctor in an area."""
    return scope.within(Emergency.objects.filter(closed_at=None, treated_at=None), area).count()


def hospitals_known(area: str) -> list[str]:
    """The hospitals written down lately, to press instead of typing."""
    rows = scope.within(Emergency.objects.exclude(hospital=""), area).order_by("-reported_at")
    return list(dict.fromkeys(rows.values_list("hospital", flat=True)[:30]))[:5]
