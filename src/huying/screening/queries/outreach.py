"""Reading the ledger, surveys, what was done so that people declare, and re-checks."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet, Sum

from huying.base.errors import NotYours
from huying.kernel.words import Words
from huying.people.models import Post, Resident
from huying.people.seats import Seat
from huying.places import codes, scope
from huying.places.queries import area_names, descendants
from huying.rulebook.queries import reader
from huying.screening.models import Declaration, Inspection, Outreach, Returnee, Survey
from huying.screening.rules_travel import REMINDERS


def ledger(area: str, *, away: str = "", back: bool = False) -> "QuerySet[Returnee]":
    """Who of an area is away, the next expected first; with `back` those who have returned."""
    rows = scope.within(Returnee.objects.exclude(away="home"), area).filter(returned_on__isnull=not back)
    if away:
        rows = rows.filter(away=away)
    return rows.order_by(F("expected_on").asc(nulls_last=True), "pk")


@dataclass(frozen=True)
class Asked:
    """How far the roster has been asked: how many residents, how many of them are asked, and the next ones."""

    total: int
    asked: int
    left: "QuerySet[Resident]"


def roster_asked(roster: "QuerySet[Resident]", area: str) -> Asked:
    """Who of the roster was asked whether they are away, and who was not."""
    known = scope.within(Returnee.objects.filter(resident__isnull=False), area).values("resident")
    left = roster.exclude(pk__in=known).select_related("household").order_by("area", "pk")
    total, open_ = roster.count(), left.count()
    return Asked(total, total - open_, left)


def returnee_for(seat: Seat, pk: int) -> Returnee:
    """One line of the ledger. NotYours when it lies elsewhere."""
    row = Returnee.objects.filter(pk=pk).first()
    if row is None or not codes.covers(seat.area, row.area):
        raise NotYours(f"returnee {pk}")
    return row


def survey_for(seat: Seat, code: str) -> Survey:
    """One survey by the code of its matter. NotYours when it lies elsewhere."""
    row = Survey.objects.select_related("site", "matter").filter(matter__code=code).first()
    if row is None or not codes.covers(seat.area, row.area):
        raise NotYours(code)
    return row


def survey_missing(survey: Survey) -> tuple[int, list[str]]:
    """How many nobody answered for, and who they are as far as there is a roster."""
    answered = {row.name for row in survey.answers.all()}
    named = [line.strip() for line in survey.roster.splitlines() if line.strip()]
    return max(0, survey.staff - len(answered)), [name for name in named if name not in answered]


@dataclass(frozen=True)
class Kept:
    """What one grid worker did on a day, against the quota."""

    name: str
    area: Words
    forwarded: int
    quota: int

    @property
    def enough(self) -> bool:
        """Whether the quota is met."""
        return self.forwarded >= self.quota


def reminders_on(area: str, day: dt.date) -> list[Kept]:
    """Each grid worker of an area with the reminders forwarded on a day, those short of the quota first."""
    quota = reader().count(REMINDERS.code, area)
    posts = list(
        scope.within(Post.objects.held(), area)
        .filter(role="grid_worker")
        .select_related("user")
        .order_by("area", "pk")
    )
    counted = scope.within(Outreach.objects.filter(kind="forward", day=day), area)
    done = dict(counted.values_list("by").annotate(n=Sum("count")).values_list("by", "n"))
    names = area_names({post.area for post in posts})
    rows = [
        Kept(post.user.get_full_name(), names[post.area], done.get(post.user_id, 0), quota) for post in posts
    ]
    return sorted(rows, key=lambda row: (row.enough, row.forwarded))


def done_on(area: str, day: dt.date) -> dict[str, int]:
    """How much of each kind was done in an area on a day."""
    rows = scope.within(Outreach.objects.filter(day=day), area)
    return dict(rows.values_list("kind").annotate(n=Sum("count")).values_list("kind", "n"))


def came_by(area: str, since: dt.datetime) -> tuple[int, int]:
    """How many declared by themselves or through their site since a moment, and how many were found by a worker."""
    rows = scope.within(Declaration.objects.filter(declared_at__gte=since), area)
    counted = dict(rows.order_by().values_list("channel").annotate(n=Count("pk")))
    own = sum(counted.get(code, 0) for code in ("public", "site", "file", "survey"))
    return own, sum(counted.values()) - own


@dataclass(frozen=True)
class Doors:
    """How many stairwell doors of an area have a notice, and which have none."""

    total: int
    covered: int
    bare: list[tuple[str, Words]]


def doors(area: str, most: int = 200) -> Doors:
    """The notices on stairwell doors."""
    every = list(descendants(area, "stairwell").order_by("code").values_list("code", flat=True))
    posted = set(
        scope.within(Outreach.objects.filter(kind="door"), area).values_list("area", flat=True).distinct()
    )
    left = [code for code in every if code not in posted]
    names = area_names(left[:most])
    return Doors(len(every), len(every) - len(left), [(code, names[code]) for code in left[:most]])


def inspections_in(area: str) -> "QuerySet[Inspection]":
    """The re-checks of an area, the newest first."""
    rows = scope.within(Inspection.objects.all(), area)
    return rows.select_related("matter", "declaration__matter").order_by("-drawn_at", "-pk")


def inspections_counted(area: str) -> dict[tuple[str, str], int]:
    """How many re-checks of each line stand in each state."""
    rows = (
        scope.within(Inspection.objects.all(), area)
        .values_list("line", "matter__state")
        .annotate(n=Count("pk"))
    )
    return {(line, state): n for line, state, n in rows.order_by()}
