"""Telling desks and residents about zones."""

from collections.abc import Iterable, Mapping

from django.db.models import Q
from django.utils import timezone

from huying.base.spans import moment_words
from huying.kernel.words import Words
from huying.matters.store import Done
from huying.messages.services import Recipient, Tell, tell_many
from huying.people.models import Resident
from huying.places import codes

from . import zone_notices as notices
from .models import Zone, ZonePlace
from .queries.zones import reach_of
from .zone_kinds import ZoneKind

BATCH = 500


def desk(one: Done, template: str, values: Mapping[str, object]) -> None:
    """Tell the desk that holds the zone."""
    holder = one.after.holder
    once = f"{template}:{one.matter.code}:{one.line.seq}"
    tell_many([Tell(Recipient(unit=holder.unit, area=holder.area), template, values, once, one.matter.code, one.matter.area)])  # fmt: skip


def _until(zone: Zone) -> Words:
    local = timezone.localtime(zone.expected_until)
    return moment_words(local, local)


def begun_values(zone: Zone, kind: ZoneKind) -> dict[str, object]:
    """What residents of a new zone are told."""
    return {
        "authority": zone.authority, "name": zone.name, "kind": kind.title, "rule": kind.rule, "until": _until(zone),
        "hotline": zone.service_phone,
    }  # fmt: skip


def begun(one: Done, zone: Zone, kind: ZoneKind) -> None:
    """Tell the grids and communities concerned, and everybody there who has a phone."""
    reach = reach_of(zone.planned)
    values = {"kind": kind.title, "name": zone.name, "code": one.matter.code, "until": _until(zone), "reach": reach.words}  # fmt: skip
    once = f"{notices.DESKS}:{one.matter.code}:{one.line.seq}"
    tell_many(
        [
            Tell(Recipient(unit=unit, area=area), notices.DESKS, values, once, one.matter.code, area)
            for unit, area in _desks(zone.planned)
        ]
    )
    residents(one, zone, zone.planned, notices.IN_FORCE, begun_values(zone, kind))


def _desks(places: Iterable[str]) -> list[tuple[str, str]]:
    found = {("grid", codes.at(place, "grid")) for place in places}
    found |= {("community", codes.at(place, "community")) for place in places}
    return sorted((unit, area) for unit, area in found if area)


def changed(one: Done, zone: Zone, what: Words) -> None:
    """Tell everybody there what has changed."""
    places = list(ZonePlace.objects.filter(zone=zone, until=None).values_list("area", flat=True))
    values = {"name": zone.name, "what": what, "until": _until(zone), "hotline": zone.service_phone}
    residents(one, zone, places, notices.CHANGED, values)


def residents(
    one: Done, zone: Zone, places: Iterable[str], template: str, values: Mapping[str, object]
) -> int:
    """One text message to each phone among those who live in the places; the number written."""
    chosen = list(places)
    once, written = f"{template}:{one.matter.code}:{one.line.seq}", 0
    for start in range(0, len(chosen), BATCH):
        inside = Q()
        for place in chosen[start : start + BATCH]:
            inside |= Q(area__range=codes.span(place))
        rows = (
            Resident.objects.filter(inside, merged_into=None).exclude(phone_hash=None).only("phone", "area")
        )
        tells = [
            Tell(Recipient(phone=row.phone), template, values, once, one.matter.code, row.area)
            for row in rows.iterator(chunk_size=BATCH)
            if row.phone
        ]
        written += tell_many(tells) if tells else 0
    return written
