"""Reading calls for volunteers: those that reach somebody, who comes."""

from django.db.models import Count, Q, QuerySet

from huying.base.errors import NotYours
from huying.places import codes, scope
from huying.volunteers.models import Muster, MusterAnswer, Volunteer

COMING = Q(answers__left_at=None, answers__isnull=False)


def musters_for(volunteer: Volunteer) -> list[Muster]:
    """The open calls that reach where a volunteer lives, with how many come and whether they do (`coming`, `mine`)."""
    with scope.everything("the calls that reach a volunteer"):
        rows = Muster.objects.filter(
            matter__ended_at=None, area__in=[volunteer.area, *codes.ancestors(volunteer.area)]
        )
        rows = rows.select_related("matter").annotate(
            coming=Count("answers", filter=COMING),
            mine=Count("answers", filter=COMING & Q(answers__volunteer=volunteer)),
        )
        return list(rows.order_by("matter__due_at", "pk"))


def muster_for(volunteer: Volunteer, code: str) -> Muster | None:
    """One of them by its code, ended or not."""
    with scope.everything("a call that reaches a volunteer"):
        around = [volunteer.area, *codes.ancestors(volunteer.area)]
        return Muster.objects.filter(matter__code=code, area__in=around).select_related("matter").first()


def muster_at(area: str, code: str) -> Muster:
    """A call of a place of the area, by its code. Raises NotYours otherwise."""
    rows = Muster.objects.filter(matter__code=code.replace("\x00", "")).select_related("matter")
    found = scope.within(rows, area).first()
    if found is None:
        raise NotYours(code)
    return found


def those_who_come(muster: Muster) -> "QuerySet[MusterAnswer]":
    """Who comes, in the order they said so."""
    return (
        MusterAnswer.objects.filter(muster=muster, left_at=None)
        .select_related("volunteer")
        .order_by("at", "pk")
    )
