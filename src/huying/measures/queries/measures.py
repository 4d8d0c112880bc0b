"""Reading measures on persons: one, the lists of a desk and of a worker, a person's own, what is missing, figures."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.kernel.kinds import kind_of
from huying.kernel.words import Words
from huying.matters.queries import children
from huying.measures import person_rules as rules
from huying.measures import terms
from huying.measures.models import Appeal, FollowUp, Measure, Swab
from huying.measures.status import Bound, Status, status_of
from huying.people.homes import AtHome
from huying.people.seats import Seat
from huying.places import scope
from huying.places.codes import covers
from huying.rulebook.queries import categories, reader
from huying.rulebook.validity import SHOWN, TEST_VALIDITY, Stamps

if TYPE_CHECKING:
    from huying.matters.models import Matter

NEED = Words("一件需要", "Something needed")
WHICH = {
    "running": Words("执行中", "In force"),
    "proposed": Words("待决定", "To be decided"),
    "due": Words("期满待解除", "To be released"),
    "today": Words("今天期满", "Last day today"),
    "silent": Words("今天没报体温", "No report today"),
    "untested": Words("漏检", "Test missed"),
    "unread": Words("告知书未送达", "Notice not handed over"),
    "asked": Words("提议解除", "Release proposed"),
}


def kept_home(area: str) -> list[AtHome]:
    """Why people inside an area are at home: the measures in force that keep them there."""
    with scope.everything("who of a place is kept at home"):
        rows = scope.within(Measure.objects.filter(live=True, kind__in=terms.AT_HOME), area)
        return [
            AtHome(row.matter.code, row.area, terms.KINDS[row.kind], row.decided_at or row.matter.opened_at)
            for row in rows.select_related("matter")
        ]


def today() -> dt.date:
    """The local day."""
    return timezone.localtime(now()).date()


def measures_in(area: str) -> "QuerySet[Measure]":
    """All measures of an area with their matters."""
    return Measure.objects.filter(scope.prefix_filter(area)).select_related("matter")


def measure_for(area: str, code: str) -> Measure:
    """One measure by the code of its matter. NotYours outside the area."""
    row = Measure.objects.select_related("matter", "response").filter(matter__code=code).first()
    if row is None or not covers(area, row.area):
        raise NotYours(code)
    return row


def listed(
    area: str, which: str, *, kind: str = "", category: str = "", cohort: str = "", zone: str = ""
) -> "QuerySet[Measure]":
    """A list of the desk, the next to end first."""
    rows, day = measures_in(area), today()
    reports = Count("checkups", filter=Q(checkups__on=day))
    chosen = {
        "proposed": Q(matter__state="proposed"),
        "due": Q(live=True, matter__state="due"),
        "today": Q(live=True, ends_on=day),
        "untested": Q(live=True, pk__in=missed(area).values("measure_id")),
        "unread": Q(live=True, acknowledged_at=None),
        "asked": Q(release_asked_at__isnull=False, matter__ended_at=None),
    }
    if which == "silent":
        rows = (
            rows.filter(live=True, starts_on__lte=day)
            .annotate(told=reports)
            .filter(told__lt=F("daily_checks"))
        )
    else:
        rows = rows.filter(chosen.get(which, Q(live=True)))
    if kind in terms.KINDS:
        rows = rows.filter(kind=kind)
    if category:
        rows = rows.filter(category=category)
    if cohort:
        rows = rows.filter(cohort=cohort)
    if zone:
        rows = rows.filter(zone=zone)
    return rows.order_by("ends_on", "pk")


def missed(area: str) -> "QuerySet[Swab]":
    """Samples of running measures that were missed and have not been made up."""
    return scope.within(
        Swab.objects.filter(missed_at__isnull=False, sampled_at=None, measure__live=True), area
    )


def swabs_due(area: str) -> list[Swab]:
    """The samples to be taken today, and those missed before, of the running measures of an area."""
    rows = scope.within(Swab.objects.filter(sampled_at=None, due_on__lte=today()), area)
    return list(
        rows.filter(measure__live=True).select_related("measure__matter").order_by("due_on", "area", "pk")
    )


def counts(area: str) -> dict[str, int]:
    """How many measures stand on each list of the desk; one query each."""
    return {which: listed(area, which).count() for which in WHICH}


def swabs_of(row: Measure) -> list[Swab]:
    """Its samples, planned and extra, by day."""
    return list(Swab.objects.filter(measure=row).order_by(F("due_on").asc(nulls_last=True), "pk"))


def follow_ups_of(row: Measure) -> list[FollowUp]:
    """What had or has to be seen to."""
    return list(FollowUp.objects.filter(measure=row).select_related("matter").order_by("-pk"))


def tasks_of(rows: "Sequence[Matter]") -> list[FollowUp]:
    """The follow-ups of some matters, in their order, with the person each is about."""
    found = FollowUp.objects.select_related("matter", "measure__matter").in_bulk([row.pk for row in rows])
    return [found[row.pk] for row in rows if row.pk in found]


@dataclass(frozen=True, slots=True)
class Asked:
    """Something a person asked for, as it stands."""

    code: str
    what: Words
    state: Words
    tone: str
    at: dt.datetime


def needs_of(row: Measure) -> list[Asked]:
    """What a person under a measure asked for, the newest first, and how far it is."""
    found = []
    for one in children(row.matter).filter(kind="help.request").order_by("-pk"):
        state, asked = kind_of(one.kind).states[one.state], str(one.facts.get("category", ""))
        found.append(Asked(one.code, terms.NEEDS.get(asked, NEED), state.title, state.tone, one.opened_at))
    return found


def same_person(row: Measure) -> "QuerySet[Measure]":
    """Other measures on whoever seems to be the same person: same identity number, or same phone and name."""
    same = Q()
    if row.identity_hash:
        same |= Q(identity_hash=row.identity_hash)
    if row.phone_hash:
        same |= Q(phone_hash=row.phone_hash, name_hash=row.name_hash)
    if not same:
        return Measure.objects.none()
    return Measure.objects.filter(same).exclude(pk=row.pk).select_related("matter")


def status_for(rows: Sequence[Measure], area: str) -> Status:
    """The status of one person from their measures, by the rules in force there."""
    at, live = now(), [row for row in rows if row.live]
    read = reader(at)
    colours = {kind: read.value(rules.COLOUR.code, area, choice=kind) for kind in terms.KINDS}
    samples = list(Swab.objects.filter(measure__in=rows))
    missing = {s.measure_id for s in samples if s.due_on is not None and s.result != "negative"}
    missing |= {s.measure_id for s in samples if s.result == "positive"}
    return status_of(
        [Bound(row.matter.code, row.calendar, row.pk not in missing) for row in live],
        [Stamps(s.sampled_at, reported_at=s.result_at) for s in samples if s.result == "negative"],
        colours=colours,
        policy=read.value(TEST_VALIDITY.code, area, choice=SHOWN),
        at=at,
        today=today(),
    )


def people_of(codes: Iterable[str]) -> list[list[Measure]]:
    """The measures of these codes, one list a person; the newest person first."""
    rows = Measure.objects.filter(matter__code__in=list(codes), destroyed_at=None).select_related(
        "matter", "response"
    )
    found: dict[tuple[bytes | None, bytes | None], list[Measure]] = {}
    for row in rows.order_by("-pk"):
        found.setdefault((row.name_hash, row.identity_hash), []).append(row)
    return list(found.values())


def by_notice(code: str) -> Measure | None:
    """The measure of a printed notice, while its code can be checked."""
    with scope.everything("anybody checks a notice"):
        row = Measure.objects.select_related("response").filter(notice=code, decided_at__isnull=False).first()
    if row is None or row.over_at is None:
        return row
    shown = reader().duration(rules.NOTICE_SHOWN.code, row.area).delta
    return row if row.over_at + shown > now() else None


def appeals_in(area: str) -> "QuerySet[Appeal]":
    """Appeals of an area with their matters, the newest first."""
    return (
        scope.within(Appeal.objects.all(), area).select_related("matter", "measure__matter").order_by("-pk")
    )


def appeal_of(matter: "Matter") -> Appeal:
    """The appeal of a matter."""
    return Appeal.objects.select_related("measure__matter", "matter").get(pk=matter.pk)


def appeals_against(row: Measure) -> list[Appeal]:
    """The appeals against a measure, the newest first."""
    return list(Appeal.objects.filter(measure=row).select_related("matter").order_by("-pk"))


def appeals_with(request: str) -> list[Appeal]:
    """The appeals that came with a call for help."""
    return list(Appeal.objects.filter(request=request).select_related("matter", "measure__matter"))


def measures_by_phone(phone_hash: bytes | None, area: str) -> list[Measure]:
    """Open measures told with a phone, of an area."""
    if not phone_hash:
        return []
    rows = Measure.objects.filter(phone_hash=phone_hash, matter__ended_at=None).select_related("matter")
    return list(scope.within(rows, area).order_by("-pk"))


@dataclass(frozen=True, slots=True)
class Figures:
    """Who should be under a measure and who is: proposed = waiting + refused + imposed; and how appeals ended."""

    proposed: int
    waiting: int
    refused: int
    ended_unimposed: int
    running: int
    due: int
    released: int
    ended: int
    appeals: dict[str, int]
    appeals_late: int

    @property
    def imposed(self) -> int:
        """Decided on, whatever became of it."""
        return self.running + self.due + self.released + self.ended

    @property
    def adds_up(self) -> bool:
        """Nobody is missed: every proposal stands somewhere."""
        return self.proposed == self.waiting + self.refused + self.ended_unimposed + self.imposed


def figures(area: str) -> Figures:
    """Control completeness and appeals of an area; three queries."""
    rows = scope.within(Measure.objects.all(), area)
    by = {
        (state, decided): n
        for state, decided, n in rows.annotate(decided=Q(decided_at__isnull=False))
        .values_list("matter__state", "decided")
        .annotate(n=Count("pk"))
        .order_by()
    }
    appeals = dict(
        scope.within(Appeal.objects.all(), area)
        .values_list("matter__state")
        .annotate(n=Count("pk"))
        .order_by()
    )
    late = scope.within(Appeal.objects.all(), area).filter(matter__events__act="late").distinct().count()

    def has(state: str, decided: bool = True) -> int:
        return int(by.get((state, decided), 0))

    return Figures(
        proposed=sum(by.values()),
        waiting=has("proposed", False),
        refused=has("refused", False),
        ended_unimposed=has("ended", False),
        running=has("in_force"),
        due=has("due"),
        released=has("released"),
        ended=has("ended"),
        appeals=appeals,
        appeals_late=late,
    )


def may_see_whole(seat: Seat, row: Measure) -> bool:
    """Whether this seat looks after the person: it cares for measures, and this one is open and in its area."""
    return seat.able("measure.care") and row.matter.ended_at is None and covers(seat.area, row.area)


def category_words(code: str, area: str) -> Words:
    """What a category is called there."""
    known = categories(area)
    return known[code].title if code in known else Words(code, code)
