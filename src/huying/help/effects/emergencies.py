"""What follows from an emergency: everybody who must know is told at once, and the three stamps are kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F

from huying.help import facts, notices, rules, terms
from huying.help.models import Alert, Emergency, HelpRequest
from huying.help.rules import MustKnow
from huying.kernel.words import Words
from huying.matters.queries import children
from huying.matters.services import SYSTEM, Opening, matter_open, open_many, perform
from huying.matters.store import Done
from huying.messages.services import Recipient, Tell, tell_many
from huying.places import codes
from huying.places.codes import Grade
from huying.places.queries import area_names
from huying.rulebook.queries import reader

from . import keep
from .batch import requests_of, said, who

# The steps of the ladder, each also a grade of place.
STEPS: tuple[Grade, ...] = ("grid", "community", "street", "district", "city")
NOTHING = Words("", "")
PROTECTED = Words("请做好防护。", "Come protected. ")


@dataclass(frozen=True, slots=True)
class Alarmed:
    """Where an emergency came from: the request it grew out of, who raised it, and the source's own id."""

    request: HelpRequest | None = None
    by: str = ""
    source_id: str = ""


def open_from_request(done: Sequence[Done]) -> None:
    """A request turned out to be an emergency: it opens with all the request knows, and hangs from it."""
    rows = requests_of(done)
    for one in done:
        row = rows[one.matter.pk]
        matter_open(
            kind="help.emergency",
            area=row.area,
            actor=SYSTEM,
            parent=one.matter,
            source=one.matter.source,
            facts=facts.Alarm(
                what=said(one, facts.Escalation).what,
                contact_name=row.contact_name,
                contact_phone=row.contact_phone,
                place_text=row.place_text,
                room=row.room,
                people_affected=row.people_affected,
                vulnerable=tuple(row.vulnerable),
                under_quarantine=row.under_quarantine,
            ),
            extra=Alarmed(row, who(one)),
        )


def keep_reported(done: Sequence[Done]) -> None:
    """One row for each emergency, with its first stamp."""
    rows = []
    for one in done:
        told = said(one, facts.Alarm)
        origin = one.extra if isinstance(one.extra, Alarmed) else Alarmed()
        rows.append(
            Emergency(
                matter=one.matter,
                area=one.matter.area,
                request=origin.request,
                what=told.what,
                place_text=told.place_text,
                room=told.room,
                contact_name=told.contact_name,
                contact_phone=told.contact_phone,
                people_affected=told.people_affected,
                vulnerable=list(told.vulnerable),
                under_quarantine=told.under_quarantine,
                source_id=origin.source_id,
                reported_at=one.matter.opened_at,
                reported_by=origin.by or who(one),
            )
        )
    Emergency.objects.bulk_create(rows)


def alert_units(done: Sequence[Done]) -> None:
    """Everybody who must know gets an alert of their own at once; nobody waits for anybody."""
    rules_now = reader()
    openings = []
    for one in done:
        must = rules_now.value(rules.EMERGENCY_UNITS.code, one.matter.area)
        openings += [
            Opening(area=one.matter.area, facts=to, parent=one.matter, source=one.matter.source)
            for to in addressees(one.matter.area, must)
        ]
    if openings:
        open_many(kind="help.alert", rows=openings, actor=SYSTEM)


def addressees(area: str, must: Iterable[MustKnow]) -> list[facts.AlertTo]:
    """The desks that answer for an area; one that would be told twice, because a step is missing, is told once."""
    found: dict[tuple[str, str], facts.AlertTo] = {}
    for one in must:
        steps = STEPS[STEPS.index(one.level) :]
        level, place = next(((step, at) for step in steps if (at := codes.at(area, step))), (STEPS[-1], area))
        unit = level if one.unit in STEPS else one.unit
        found.setdefault(
            (unit, place), facts.AlertTo.model_validate({"unit": unit, "area": place, "level": level})
        )
    return list(found.values())


def tell_unit(done: Sequence[Done]) -> None:
    """The alert itself: a row to acknowledge, and a notice that overtakes all others."""
    rows = []
    for one in done:
        told = said(one, facts.AlertTo)
        parent = one.matter.parent
        if parent is None:
            raise ValueError("an alert hangs from an emergency")
        rows.append(
            Alert(
                matter=one.matter,
                area=one.matter.area,
                emergency_id=parent.pk,
                unit=told.unit,
                unit_area=told.area,
                told_at=one.line.at,
            )
        )
    Alert.objects.bulk_create(rows)
    homes = dict(
        Emergency.objects.filter(pk__in={r.emergency_id for r in rows}).values_list("pk", "under_quarantine")
    )
    names = area_names({d.matter.area for d in done})
    tells = []
    for one, row in zip(done, rows, strict=True):
        code = one.matter.parent.code if one.matter.parent else one.matter.code
        caution = PROTECTED if homes[row.emergency_id] else NOTHING
        values = {"place": names[row.area], "caution": caution, "code": code}
        tells.append(_tell(one, notices.ALERT, Recipient(unit=row.unit, area=row.unit_area), values))
    tell_many(tells)


def tell_unit_again(done: Sequence[Done]) -> None:
    """Not acknowledged: the unit is told again, and so are the district and the city above it."""
    Alert.objects.filter(pk__in=[d.matter.pk for d in done]).update(reminded=F("reminded") + 1)
    rows = Alert.objects.select_related("emergency__matter").in_bulk([d.matter.pk for d in done])
    names = area_names({d.matter.area for d in done})
    tells = []
    for one in done:
        row = rows[one.matter.pk]
        values = {
            "place": names[row.area],
            "code": row.emergency.matter.code,
            "who": terms.term(terms.UNITS, row.unit),
        }
        desks = {(row.unit, row.unit_area), *_above(row)}
        tells += [
            _tell(one, notices.ALERT_AGAIN, Recipient(unit=unit, area=area), values)
            for unit, area in sorted(desks)
        ]
    tell_many(tells)


def _above(row: Alert) -> Sequence[tuple[str, str]]:
    """The next desk of the ladder over a unit: the district's for a special unit."""
    steps = STEPS[STEPS.index(row.unit) + 1 :] if row.unit in STEPS else STEPS[STEPS.index("district") :]
    return [(step, at) for step in steps if (at := codes.at(row.area, step))][:1]


def stamp_acknowledged(done: Sequence[Done]) -> None:
    """Who acknowledged, and when."""
    for one in done:
        Alert.objects.filter(pk=one.matter.pk).update(acknowledged_at=one.line.at, acknowledged_by=who(one))


def settle_alerts(done: Sequence[Done]) -> None:
    """Nobody needs to be told any more: what was not acknowledged lapses, and stays visible as such."""
    for one in done:
        for alert in children(one.matter).filter(kind="help.alert", ended_at=None):
            perform(code=alert.code, act="lapse", actor=SYSTEM)


def stamp_transferred(done: Sequence[Done]) -> None:
    """The second stamp."""
    for one in done:
        Emergency.objects.filter(pk=one.matter.pk).update(
            transport=said(one, facts.Transfer).transport,
            transferred_at=one.line.at,
            transferred_by=who(one),
        )


def stamp_treated(done: Sequence[Done]) -> None:
    """The third stamp; somebody brought in without an ambulance has got there all the same."""
    for one in done:
        rows = Emergency.objects.filter(pk=one.matter.pk)
        rows.update(hospital=said(one, facts.Treatment).hospital, treated_at=one.line.at, treated_by=who(one))
        rows.filter(transferred_at=None).update(transferred_at=one.line.at, transferred_by=who(one))


def mark_closed(done: Sequence[Done]) -> None:
    """It is over."""
    for one in done:
        Emergency.objects.filter(pk=one.matter.pk).update(closed_at=one.line.at)


def keep_follow_up(done: Sequence[Done]) -> None:
    """What the family said."""
    keep.follow_up(done)


def tell_late(done: Sequence[Done]) -> None:
    """A step is late: the desk that has it now, and the ambulance desk."""
    _desks(done, notices.EMERGENCY_LATE, with_ambulance=True)


def tell_urged(done: Sequence[Done]) -> None:
    """Still on the way: everybody is reminded."""
    _desks(done, notices.EMERGENCY_URGED, with_ambulance=True)


def tell_family_due(done: Sequence[Done]) -> None:
    """The family is waiting for a word."""
    _desks(done, notices.FAMILY_DUE)


def tell_added(done: Sequence[Done]) -> None:
    """News for everybody who has to do with it."""
    _desks(done, notices.EMERGENCY_ADDED, with_ambulance=True)


def _desks(done: Sequence[Done], template: str, *, with_ambulance: bool = False) -> None:
    names = area_names({d.matter.area for d in done})
    tells = []
    for one in done:
        desks = {one.after.holder[:2]}
        if with_ambulance:
            told = Alert.objects.filter(emergency=one.matter.pk, unit="ambulance_desk")
            desks |= set(told.values_list("unit", "unit_area"))
        values = {"place": names[one.matter.area], "code": one.matter.code}
        tells += [
            _tell(one, template, Recipient(unit=unit, area=area), values) for unit, area in sorted(desks)
        ]
    tell_many(tells)


def _tell(one: Done, template: str, to: Recipient, values: Mapping[str, object]) -> Tell:
    return Tell(
        to=to,
        template=template,
        values=values,
        once=f"{template}:{one.matter.code}:{one.line.seq}",
        about=str(values["code"]),
        area=one.matter.area,
    )
