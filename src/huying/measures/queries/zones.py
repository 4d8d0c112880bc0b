"""Reading zones: which hold at a place and moment, what was known then, what a new one would reach."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.kernel.words import Words
from huying.measures import place_rules as rules
from huying.measures.lifting import Condition, Contacts, Known, Sweep, conditions
from huying.measures.models import Zone, ZonePhase, ZonePlace, ZoneProof
from huying.measures.zone_kinds import ZoneKind
from huying.places import codes, scope
from huying.rulebook.queries import reader

if TYPE_CHECKING:
    from huying.matters.models import Matter

KIND = "measures.zone"
OTHERS = "*"


def zone_kinds(area: str, at: dt.datetime | None = None) -> dict[str, ZoneKind]:
    """The kinds of zone that may be decided at a place now, by code, the most severe first."""
    table: dict[str, ZoneKind] = reader(at).table(rules.ZONE_KINDS.code, area)
    named = [(code, kind) for code, kind in table.items() if code != OTHERS]
    return dict(sorted(named, key=lambda one: (-one[1].severity, one[0])))


def zone_kind(code: str, area: str, at: dt.datetime | None = None) -> tuple[ZoneKind, Words] | None:
    """A kind in force at a place, and the title of the rule it comes from; None when there is none."""
    rules_then = reader(at)
    if code == OTHERS or code not in rules_then.table(rules.ZONE_KINDS.code, area):
        return None
    because = rules_then.why(rules.ZONE_KINDS.code, area, code)
    return (because.value, because.title) if isinstance(because.value, ZoneKind) else None


@dataclass(frozen=True, slots=True)
class InForce:
    """A zone as it held for one place at one moment. `until` is its expected end."""

    code: str
    name: str
    kind: str
    means: ZoneKind
    place: str
    since: dt.datetime
    until: dt.datetime
    clock_start: dt.datetime
    phone: str
    authority: str


def in_force_at(area: str, at: dt.datetime | None = None) -> list[InForce]:
    """The zones that hold inside an area or around it at a moment, the most severe first: one row a place of a zone.

    Two queries, whatever the number of zones. Zones around the reader's own area can be read, those beside it not.
    """
    moment = at or now()
    places = scope.within(ZonePlace.objects.all(), area, above=True)
    rows = list(_holding(places, moment).select_related("zone").order_by("area"))
    phases = _holding(ZonePhase.objects.filter(zone__in={row.zone_id for row in rows}), moment)
    by_zone = {phase.zone_id: phase for phase in phases}
    found = [_in_force(row, by_zone[row.zone_id]) for row in rows if row.zone_id in by_zone]
    return sorted(found, key=lambda one: (-one.means.severity, one.place, one.code))


def _holding(rows: "QuerySet", at: dt.datetime) -> "QuerySet":  # type: ignore[type-arg]
    return rows.filter(since__lte=at).filter(Q(until__isnull=True) | Q(until__gt=at))


def _in_force(row: ZonePlace, phase: ZonePhase) -> InForce:
    zone = row.zone
    return InForce(
        zone.code, zone.name, phase.kind, phase.means, row.area, row.since, zone.expected_until,
        phase.clock_start, zone.service_phone, zone.authority,
    )  # fmt: skip


def zone_of(area: str, at: dt.datetime | None = None) -> InForce | None:
    """The most severe zone that a place lies in at a moment."""
    return next((one for one in in_force_at(area, at) if codes.covers(one.place, area)), None)


def zone_for(area: str, code: str) -> Zone:
    """A zone inside an area or around it. Raises NotYours otherwise."""
    rows = Zone.objects.select_related("response", "proposed_by", "decided_by", "lifted_by")
    inside = Q(area__range=codes.span(area)) | Q(area__in=codes.ancestors(area))
    found = rows.filter(inside, code=code).first()
    if found is None:
        raise NotYours(code)
    return found


def zones_in(area: str, *, ended: bool | None = False) -> QuerySet[Zone]:
    """The zones inside an area or around it, the newest first; only those over, or not over."""
    rows = scope.within(Zone.objects.select_related("decided_by"), area, above=True)
    if ended is not None:
        rows = rows.filter(over_at__isnull=not ended)
    return rows.order_by("-effective_from", "-pk")


def zones_of(matters: "Sequence[Matter]") -> dict[int, Zone]:
    """The zones of some matters, by id."""
    return Zone.objects.in_bulk([one.pk for one in matters])


def phase_now(zone: Zone) -> ZonePhase | None:
    """What the zone is now; None before it was decided and after it was lifted."""
    return ZonePhase.objects.filter(zone=zone, until=None).select_related("decided_by").first()


def places_of(zone: Zone, at: dt.datetime | None = None) -> list[str]:
    """The places of a zone: those that count at a moment, or the planned ones while nothing is decided."""
    if zone.decided_at is None:
        return list(zone.planned)
    rows = ZonePlace.objects.filter(zone=zone)
    rows = _holding(rows, at) if at else rows.filter(until=None)
    return list(rows.order_by("area").values_list("area", flat=True))


def known_of(zone: Zone, phase: ZonePhase) -> Known:
    """What is recorded for lifting a zone."""
    proofs = list(ZoneProof.objects.filter(zone=zone))
    contacts = next((one.data for one in reversed(proofs) if one.what == "contacts"), None)
    exposed = contacts.get("last_exposure") if contacts else None
    rounds = [
        Sweep(one.on, one.data["tested"], one.data["expected"], one.data["positive"])
        for one in proofs
        if one.what == "round"
    ]
    district = codes.at(zone.area, "district") or zone.area
    others: set[str] = set()
    if phase.means.lift.without:
        # Also those that the reader cannot see: only their kinds are told.
        with scope.everything("whether stricter zones of the district are lifted"):
            inside = scope.within(ZonePhase.objects.filter(until=None), district).exclude(zone=zone)
            others = set(inside.values_list("kind", flat=True))
    return Known(
        clock_start=phase.clock_start,
        zone=timezone.get_current_timezone(),
        contacts=Contacts(dt.date.fromisoformat(exposed) if exposed else None, contacts["negative"])
        if contacts
        else None,
        rounds=rounds,
        others=frozenset(others),
    )


def lift_state(zone: Zone, at: dt.datetime | None = None) -> list[Condition]:
    """Each condition for lifting a zone as it stands; empty before it is decided and after it was lifted."""
    phase = phase_now(zone)
    return conditions(phase.means.lift, known_of(zone, phase), at or now()) if phase else []


# What a zone would reach


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a zone reaches: people, those with a flag of need, households, buildings, open matters by kind."""

    people: int = 0
    flagged: int = 0
    households: int = 0
    buildings: int = 0
    matters: dict[str, int] = field(default_factory=dict)

    @property
    def help(self) -> int:
        """Open calls for help there."""
        return sum(number for kind, number in self.matters.items() if kind.startswith("help."))

    @property
    def measures(self) -> int:
        """People under a measure there."""
        return self.matters.get("measures.measure", 0)

    @property
    def words(self) -> Words:
        """In one sentence."""
        return Words(
            "涉及 {b} 栋楼、{h} 户、{p} 人，其中 {f} 人需要特别照顾；未办结求助 {q} 件，正在管控 {m} 人。",
            "Reaches {p} people of {h} households in {b} buildings, {f} with flags of need; {q} open help requests,"
            " {m} measures.",
        ).fill(
            b=self.buildings, h=self.households, p=self.people, f=self.flagged, q=self.help, m=self.measures
        )


_PEOPLE = """
SELECT count(*), count(*) FILTER (WHERE cardinality(r.flags) > 0), count(DISTINCT r.household_id)
FROM unnest(%s::text[], %s::text[]) AS p(low, high) JOIN people_resident r
ON r.area BETWEEN (p.low COLLATE "C") AND (p.high COLLATE "C") WHERE r.merged_into_id IS NULL
"""
_BUILDINGS = """
SELECT count(*) FROM unnest(%s::text[], %s::text[]) AS p(low, high) JOIN places_area a
ON a.code BETWEEN (p.low COLLATE "C") AND (p.high COLLATE "C") WHERE a.grade = 'building'
"""
_MATTERS = """
SELECT m.kind, count(*) FROM unnest(%s::text[], %s::text[]) AS p(low, high) JOIN matters_matter m
ON m.area BETWEEN (p.low COLLATE "C") AND (p.high COLLATE "C") WHERE m.ended_at IS NULL GROUP BY 1
"""


def outermost(places: Iterable[str]) -> list[str]:
    """The places without those that lie inside another of them, in order."""
    found: list[str] = []
    for code in sorted(set(places)):
        # A place sorts right after the one it lies in.
        if not found or not codes.covers(found[-1], code):
            found.append(code)
    return found


def reach_of(places: Iterable[str]) -> Reach:
    """Whom and what a zone of these places reaches, as far as the reader may see; three queries."""
    spans = [codes.span(code) for code in outermost(places)]
    if not spans:
        return Reach()
    low, high = [one for one, _ in spans], [one for _, one in spans]
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [low, high])
        people, flagged, households = cursor.fetchone()
        cursor.execute(_BUILDINGS, [low, high])
        (buildings,) = cursor.fetchone()
        cursor.execute(_MATTERS, [low, high])
        counted = dict(cursor.fetchall())
    return Reach(people, flagged, households, buildings or len(spans), counted)
