"""Keeping lists: versions in any order, each once; what their names mean; the spans made anew from where they change."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from huying.base.clock import now
from huying.places.codes import ALL, prefix
from huying.places.levels import Level, level_named
from huying.places.models import RiskName, RiskSource, RiskSpan, RiskVersion

from .lists import Item, ListRead, Odd
from .meaning import names_resolve
from .spans import Dated, Span, spans_of
from .spelling import name_key
from .stamps import stamps_renew

_CHUNK = 2_000


class Publisher(NamedTuple):
    """Whose list it is: the kind ("national", "province", "city") and the area it is the list of."""

    kind: str = "national"
    area: str = ALL

    @property
    def code(self) -> str:
        """The code of the source: "national", "city:3301"."""
        return self.kind if self.area == ALL else f"{self.kind}:{prefix(self.area)}"


@dataclass
class Kept:
    """What became of lists: the versions in their order, those that are new, those there already."""

    source: str
    versions: list[int] = field(default_factory=list)
    new: list[int] = field(default_factory=list)
    already: int = 0
    # Names nobody had listed before.
    names: int = 0


def lists_keep(
    lists: Sequence[tuple[str, ListRead]], *, publisher: Publisher, by: str = "", resolve: bool = True
) -> Kept:
    """Keep lists, each with the name of its file, as versions of one source, in one transaction.

    The same content for the same moment is there already, from whatever file; in any order the same lists leave the
    same versions and the same answers.
    """
    kept = Kept(publisher.code)
    with transaction.atomic():
        RiskSource.objects.get_or_create(
            code=publisher.code, defaults={"kind": publisher.kind, "area": publisher.area}
        )
        # One load of a source at a time: the spans are made from all its versions.
        source = RiskSource.objects.select_for_update().get(pk=publisher.code)
        known = {
            (moment, digest): number
            for number, moment, digest in source.versions.values_list("id", "valid_from", "digest")
        }
        fresh: dict[tuple[dt.datetime, str], tuple[str, ListRead]] = {}
        keys = []
        for file, one in lists:
            key = (one.valid_from, one.digest())
            keys.append(key)
            if key in known or key in fresh:
                kept.already += 1
            else:
                fresh[key] = (file, one)
        names = _names_keep([item for _, one in fresh.values() for item in one.items], kept)
        for _, one in fresh.values():
            _codes_keep(one, names)
        made = [_version(source, file, one, digest, names, by) for (_, digest), (file, one) in fresh.items()]
        RiskVersion.objects.bulk_create(made)
        known |= {(one.valid_from, one.digest): one.pk for one in made}
        kept.versions, kept.new = [known[key] for key in keys], [one.pk for one in made]
        if made:
            spans_renew(source, min(one.valid_from for one in made))
        if resolve and kept.names:
            names_resolve()
    return kept


def _names_keep(items: Iterable[Item], kept: Kept) -> dict[tuple[str, ...], int]:
    """The ids of the names of all items; those new are made."""
    keys = {item.place: name_key(*item.place) for item in items}
    ids = _ids(keys.values())
    new = [
        RiskName(key=key, province=place[0], city=place[1], county=place[2], text=place[3])
        for place, key in keys.items()
        if key not in ids
    ]
    # Another source's load may make the same name meanwhile.
    RiskName.objects.bulk_create(new, batch_size=_CHUNK, ignore_conflicts=True)
    kept.names = len(new)
    if new:
        ids |= _ids(one.key for one in new)
    return {place: ids[key] for place, key in keys.items()}


def _codes_keep(one: ListRead, names: dict[tuple[str, ...], int]) -> None:
    """Take the codes a list gives itself for names nobody has settled yet."""
    for place, code in one.codes.items():
        RiskName.objects.filter(pk=names[place], settled_at=None).update(
            code=code, within=code, settled_by="名单", settled_at=now()
        )


def _ids(keys: Iterable[str]) -> dict[str, int]:
    wanted, found = sorted(keys), dict[str, int]()
    for start in range(0, len(wanted), _CHUNK):
        rows = RiskName.objects.filter(key__in=wanted[start : start + _CHUNK])
        found |= dict(rows.values_list("key", "id"))
    return found


def _version(
    source: RiskSource, file: str, one: ListRead, digest: str, names: dict[tuple[str, ...], int], by: str
) -> RiskVersion:
    places: dict[Level, dict[int, None]] = {}
    dated: dict[str, str] = {}
    for item in one.items:
        number = names[item.place]
        places.setdefault(item.level, {})[number] = None
        if item.since:
            dated[str(number)] = min(dated.get(str(number), "9"), item.since.isoformat())
    return RiskVersion(
        source=source,
        valid_from=one.valid_from,
        digest=digest,
        form=one.form,
        places={each: list(numbers) for each, numbers in places.items()},
        declared=one.declared,
        listed=one.listed,
        dated=dated,
        odd=[_kept_odd(each) for each in one.odd],
        file=file.replace("\x00", "")[:200],
        loaded_at=now(),
        loaded_by=by[:60],
    )


def _kept_odd(odd: Odd) -> list[object]:
    return [odd.row, odd.words.zh, odd.words.en]


def spans_renew(source: RiskSource, start: dt.datetime) -> None:
    """Make the spans of a source anew from a moment on; what was before it stays."""
    rows = RiskSpan.objects.filter(source=source)
    rows.filter(opened__gte=start).delete()
    going = rows.filter(Q(until=None) | Q(until__gte=start))
    before = [
        Span(one.name_id, level_named(one.level), one.opened, one.since, None) for one in going.order_by("id")
    ]
    kept_ids = {(one.name_id, one.level, one.opened): one.pk for one in going}
    versions = [
        Dated(
            one.valid_from,
            one.form,
            one.digest,
            {level_named(each): numbers for each, numbers in one.places.items()},
            {int(number): dt.date.fromisoformat(day) for number, day in one.dated.items()},
        )
        for one in source.versions.filter(valid_from__gte=start, aside_at=None)
    ]
    made, ended = [], dict[dt.datetime | None, list[int]]()
    for span in spans_of(versions, before):
        number = kept_ids.get((span.name, span.level, span.opened))
        if number is not None:
            ended.setdefault(span.until, []).append(number)
        else:
            made.append(
                RiskSpan(
                    source=source, name_id=span.name, level=span.level,
                    opened=span.opened, since=span.since, until=span.until,
                )
            )  # fmt: skip
    stamps_renew(source.code)
    for until, numbers in ended.items():
        rows.filter(pk__in=numbers).exclude(until=until).update(until=until)
    RiskSpan.objects.bulk_create(made, batch_size=_CHUNK)
