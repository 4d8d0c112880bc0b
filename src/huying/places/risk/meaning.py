"""What listed names mean: looked up by the program, or settled once by a person for all versions to come."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places.codes import ALL, grade, is_code
from huying.places.models import Area, Division, RiskName, RiskVersion

from .directory import Directory
from .locating import NOWHERE, Located, located
from .stamps import stamps_renew

NO_NAME = Words("没有这个地名。", "There is no such name.")
NO_AREA = Words("没有这个地点编码：{code}", "There is no such area code: {code}")


def names_resolve(*, everything: bool = False) -> int:
    """Look up the names not yet known, or all that no person has settled; answers how many changed.

    After divisions were loaded `everything` looks again.
    """
    rows = RiskName.objects.filter(settled_at=None)
    if not everything:
        rows = rows.filter(within="")
    directory = Directory()
    if directory.empty:
        return 0
    changed = []
    for one in rows.order_by("province", "city", "county"):
        found = located(one.text, above=(one.province, one.city, one.county), directory=directory)
        if (found.code or "", found.within or "") != (one.code, one.within):
            one.code, one.within = found.code or "", found.within or ""
            changed.append(one)
    RiskName.objects.bulk_update(changed, ["code", "within"], batch_size=1_000)
    if changed:
        stamps_renew()
    return len(changed)


def name_settle(*, name: int, area: str, whole: bool, by: str, by_id: int | None) -> RiskName:
    """Say once what a listed name means: an area as a whole, or only that it lies in it.

    Raises Refused for an area that is not known, NotYours for an unknown name.
    """
    one = RiskName.objects.select_for_update().filter(pk=name).first()
    if one is None:
        raise NotYours(f"risk name {name}")
    if not is_code(area) or area == ALL or not _known(area):
        raise Refused(NO_AREA.fill(code=area or "-"), {"area": NO_AREA.fill(code=area or "-")})
    one.code, one.within = area if whole else "", area
    one.settled_by, one.settled_by_id, one.settled_at = by[:60], by_id, now()
    one.save()
    stamps_renew()
    return one


class Answer(NamedTuple):
    """What somebody says a listed name means: the area, and whether it is that as a whole."""

    name: int
    area: str
    whole: bool = False


def names_settle(*, answers: Iterable[Answer], by: str, by_id: int | None) -> dict[int, Words]:
    """Settle many names, each for itself; the sentence why for each that could not be."""
    refused: dict[int, Words] = {}
    with transaction.atomic():
        for one in answers:
            try:
                name_settle(name=one.name, area=one.area, whole=one.whole, by=by, by_id=by_id)
            except Refused as wrong:
                refused[one.name] = wrong.words
            except NotYours:
                refused[one.name] = NO_NAME
    return refused


def name_unsettle(*, name: int) -> RiskName:
    """Take a person's answer back: the program looks the name up again. NotYours for an unknown name."""
    one = RiskName.objects.select_for_update().filter(pk=name).first()
    if one is None:
        raise NotYours(f"risk name {name}")
    found = located(one.text, above=(one.province, one.city, one.county))
    one.code, one.within = found.code or "", found.within or ""
    one.settled_by, one.settled_by_id, one.settled_at = "", None, None
    one.save()
    stamps_renew()
    return one


def _known(area: str) -> bool:
    return (
        Division.objects.filter(pk=area).exists()
        or Area.objects.filter(pk=area).exclude(grade="all").exists()
    )


def resolved_share(versions: Iterable[int] | None = None) -> dict[str, float]:
    """How far the listings of versions (all of them by default) are known, as shares of all listings.

    `whole`: the name means one area as a whole. `district`, `street`, `community`, `building`: the area that is it or
    holds it is known at least that far down. `listings` and `names` are the counts.
    """
    rows: QuerySet[RiskVersion] = RiskVersion.objects.all()
    if versions is not None:
        rows = rows.filter(pk__in=set(versions))
    weights: Counter[int] = Counter()
    for places in rows.values_list("places", flat=True).iterator(chunk_size=100):
        for numbers in places.values():
            weights.update(numbers)
    names = RiskName.objects.filter(pk__in=weights).values_list("id", "code", "within")
    meant = {number: Located(code or None, within or None) for number, code, within in names}
    total = sum(weights.values())
    counts: Counter[str] = Counter()
    for number, weight in weights.items():
        found = meant.get(number, NOWHERE)
        if found.code:
            counts["whole"] += weight
        for step in _steps(found.within):
            counts[step] += weight
    share = {step: round(counts[step] / total, 4) if total else 0.0 for step in ("whole", *_STEPS)}
    return {"listings": total, "names": len(weights), **share}


_STEPS = ("province", "city", "district", "street", "community", "building")


def _steps(within: str | None) -> tuple[str, ...]:
    """The grades at which an area is known. A street right below a city counts for the district it does not have."""
    if within is None:
        return ()
    own = grade(within)
    reached = {"grid": "community", "stairwell": "building"}.get(own, own)
    return _STEPS[: _STEPS.index(reached) + 1] if reached in _STEPS else ()
