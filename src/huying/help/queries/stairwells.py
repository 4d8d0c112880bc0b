"""Reading the groups of stairwells: why there is one, who belongs to it, what it was called for."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Max, Q, QuerySet

from huying.help.models import Emergency, HelpRequest, Stairwell, StairwellCall, StairwellMember
from huying.kernel.words import Words
from huying.people.homes import AtHome, at_home
from huying.people.models import Post
from huying.places import codes, scope

# The four posts of a group, in the order they are shown.
FOUR = ("stairwell_head", "community_worker", "police_officer", "community_doctor")
CALLED_FROM_HOME = Words("居家人员的求助", "A request from a home under quarantine")
ALARM = Words("急救", "An emergency")
DECLARED = Words("预先建立", "Set up in advance")


def stairwells_of(areas: Iterable[str]) -> list[str]:
    """The stairwells that hold these areas, without those known only more coarsely."""
    return sorted({found for area in areas if (found := codes.at(area, "stairwell"))})


def calls_from_home(area: str) -> list[AtHome]:
    """Open requests from homes under quarantine, and open emergencies, inside an area."""
    with scope.everything("who of a stairwell is at home"):
        requests = scope.within(HelpRequest.objects.filter(closed_at=None, under_quarantine=True), area)
        alarms = scope.within(Emergency.objects.filter(closed_at=None), area)
        found = [
            AtHome(row.matter.code, row.area, CALLED_FROM_HOME, row.received_at)
            for row in requests.select_related("matter").only("area", "received_at", "matter__code")
        ]
        return found + [
            AtHome(row.matter.code, row.area, ALARM, row.reported_at)
            for row in alarms.select_related("matter").only("area", "reported_at", "matter__code")
        ]


def reasons_of(area: str, group: Stairwell | None, at: dt.datetime) -> list[AtHome]:
    """Why a stairwell has a group now; none means that it is to be dissolved."""
    found = at_home(area)
    if group is not None and group.why and (group.until is None or group.until > at):
        found.append(AtHome(group.matter.code, area, DECLARED, group.opened_at))
    return found


def should_belong(area: str) -> dict[tuple[int, str], Post]:
    """Who of the four posts answers for a stairwell now, by user and role: whoever works nearest to it."""
    above = [area, *codes.ancestors(area)]
    posts = Post.objects.held().filter(role__in=FOUR, area__in=above).select_related("user")
    nearest = {
        role: max((codes.prefix(post.area) for post in posts if post.role == role), key=len, default="")
        for role in FOUR
    }
    return {
        (post.user_id, post.role): post for post in posts if codes.prefix(post.area) == nearest[post.role]
    }


def group_at(area: str) -> Stairwell | None:
    """The open group of the stairwell that holds an area."""
    stairwell = codes.at(area, "stairwell")
    if stairwell is None:
        return None
    return Stairwell.objects.filter(area=stairwell, closed_at=None).select_related("matter").first()


def members_of(group: Stairwell) -> list[StairwellMember]:
    """Who belongs to a group now, in the order of the four posts."""
    rows = group.members.filter(left_at=None).select_related("user")
    return sorted(rows, key=lambda one: (FOUR.index(one.role) if one.role in FOUR else 9, one.pk))


def belongs(group: int, user_id: int | None) -> bool:
    """Whether somebody belongs to a group now."""
    return StairwellMember.objects.filter(group=group, user=user_id, left_at=None).exists()


def calls_of(group: Stairwell, limit: int = 10) -> list[StairwellCall]:
    """What a group was called for, the newest first."""
    return list(group.calls.select_related("matter").order_by("-called_at")[:limit])


def calls_running(area: str) -> int:
    """How many calls of an area nobody has finished yet."""
    return scope.within(StairwellCall.objects.filter(matter__ended_at=None), area).count()


def groups_in(area: str) -> "QuerySet[Stairwell]":
    """The open groups of an area with their counts, those called now first."""
    now_there = Q(members__left_at=None, members__isnull=False)
    rows = scope.within(Stairwell.objects.filter(closed_at=None), area).select_related("matter")
    rows = rows.annotate(
        member_count=Count("members__user", filter=now_there, distinct=True),
        post_count=Count("members__role", filter=now_there, distinct=True),
        running=Count("calls", filter=Q(calls__done_at=None, calls__matter__ended_at=None, calls__isnull=False), distinct=True),
        drilled_at=Max("calls__called_at", filter=Q(calls__drill=True)),
    )  # fmt: skip
    return rows.order_by("-running", "area")
