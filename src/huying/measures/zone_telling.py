"""Telling desks and residents about zones."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from huying.base.spans import moment_words
from huying.kernel.words import Words
from huying.matters.store import Done
from huying.messages.services import Recipient, Tell, tell_many
from huying.people.models import Resident
from huying.places import codes, scope

from . import zone_notices as notices
from .models import Zone, ZonePlace
from .queries.zones import reach_of
from .zone_kinds import ZoneKind

# As many places to a question and people to a transaction; more than that are told by the worker.
BATCH = 500
TELL = "measures.zone_tell"


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
) -> None:
    """One text message to each phone among those who live in the places: by the worker, where they are many.

    Whoever decides on half a city does not wait until everybody in it has been written to.
    """
    chosen = list(places)
    news = News(one.matter.code, template, f"{template}:{one.matter.code}:{one.line.seq}", dict(values))
    few = _with_phone(chosen[:BATCH]).values_list("pk", flat=True)[: BATCH + 1]
    if len(chosen) <= BATCH and len(few) <= BATCH:
        _told(news, few)
    else:
        job = configure_task(name=TELL, job_manager=JobManager(DjangoConnector()), queue="notices")
        job.defer(places=[*chosen], **news.written())


@dataclass(frozen=True)
class News:
    """What residents are told about a zone: the template with its values, under a key that is used once."""

    code: str
    template: str
    once: str
    values: dict[str, object]

    def written(self) -> dict[str, Any]:
        """As plain JSON; words keep both languages."""
        values = {
            name: {"zh": value.zh, "en": value.en} if isinstance(value, Words) else value
            for name, value in self.values.items()
        }
        return {"code": self.code, "template": self.template, "once": self.once, "values": values}

    @classmethod
    def read(cls, code: str, template: str, once: str, values: Mapping[str, Any]) -> "News":
        """What `written` wrote."""
        said = {name: Words(**value) if isinstance(value, dict) else value for name, value in values.items()}
        return cls(code, template, once, said)


def everybody_told(news: News, places: Sequence[str]) -> int:
    """Tell all who live in the places, some in each transaction; the number told. Done again it tells nobody twice."""
    told = 0
    for start in range(0, len(places), BATCH):
        with transaction.atomic(), scope.everything("residents of a zone are told"):
            ids = list(_with_phone(places[start : start + BATCH]).values_list("pk", flat=True))
        for first in range(0, len(ids), BATCH):
            with transaction.atomic(), scope.everything("residents of a zone are told"):
                told += _told(news, ids[first : first + BATCH])
    return told


def _with_phone(places: Sequence[str]) -> "QuerySet[Resident]":
    inside = Q(pk__in=())
    for place in places:
        inside |= Q(area__range=codes.span(place))
    return Resident.objects.filter(inside, merged_into=None).exclude(phone_hash=None)


def _told(news: News, ids: Iterable[int]) -> int:
    rows = Resident.objects.filter(pk__in=list(ids)).only("phone", "area")
    tells = [
        Tell(Recipient(phone=row.phone), news.template, news.values, news.once, news.code, row.area)
        for row in rows
        if row.phone
    ]
    return tell_many(tells) if tells else 0
