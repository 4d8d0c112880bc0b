"""What the pages of the lists show."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Case, Count, IntegerField, Max, Q, QuerySet, Value, When

from huying.base.clock import now
from huying.intake.models import RiskSeen
from huying.kernel.words import Words
from huying.places.codes import ALL, ancestors
from huying.places.levels import LEVEL_WORDS, RANK
from huying.places.models import Area, Division, RiskName, RiskSource, RiskSpan, RiskVersion
from huying.places.risk.queries import spans_at
from huying.places.risk.spelling import UNSPOKEN


class Asked(NamedTuple):
    """What of a list is asked for."""

    at: dt.datetime
    source: str = ""
    level: str = ""
    province: str = ""
    text: str = ""


def listed(asked: Asked) -> QuerySet[RiskSpan]:
    """The places on the lists at a moment that fit, the highest level first."""
    found = spans_at(asked.at, asked.source or None).select_related("name", "source")
    if asked.level:
        found = found.filter(level=asked.level)
    if asked.province:
        found = found.filter(name__province=asked.province)
    if asked.text:
        wanted = Q()
        for column in ("province", "city", "county", "text"):
            wanted |= Q(**{f"name__{column}__contains": asked.text})
        found = found.filter(wanted)
    rank = Case(
        *(When(level=level, then=Value(-number)) for level, number in RANK.items()),
        default=Value(0),
        output_field=IntegerField(),
    )
    return found.order_by(rank, "name__province", "name__city", "name__county", "name__text", "id")


class Size(NamedTuple):
    """How long a list is: places by level, and in how many provinces and cities they lie."""

    levels: list[tuple[str, int]]
    provinces: int
    cities: int


def size_of(asked: Asked) -> Size:
    """How many places fit at a moment, and where."""
    rows = list(
        listed(asked)
        .order_by("level")
        .values("level", "name__province", "name__city")
        .annotate(places=Count("id"))
        .values_list("level", "name__province", "name__city", "places")
    )
    counts = {level: sum(row[3] for row in rows if row[0] == level) for level in RANK}
    return Size(
        [(level, count) for level, count in counts.items() if count],
        len({province for _, province, _, _ in rows if province}),
        len({(province, city) for _, province, city, _ in rows if city}),
    )


def provinces_at(at: dt.datetime) -> list[str]:
    """The provinces that have a place on a list at a moment."""
    names = spans_at(at).exclude(name__province="").values_list("name__province", flat=True)
    return list(names.distinct().order_by("name__province"))


def sources() -> QuerySet[RiskSource]:
    """The sources there are, with the moment of their newest version."""
    return RiskSource.objects.annotate(newest=Max("versions__valid_from")).order_by("kind", "code")


def version_at(source: str, at: dt.datetime) -> RiskVersion | None:
    """The newest version of a source that holds at a moment."""
    found = RiskVersion.objects.filter(source=source, valid_from__lte=at, aside_at=None)
    return found.order_by("-valid_from", "-id").first()


def versions(source: str = "") -> QuerySet[RiskVersion]:
    """The versions, the newest first."""
    found = RiskVersion.objects.select_related("source").defer("places", "dated")
    return (found.filter(source=source) if source else found).order_by("-valid_from", "-id")


def names_open(at: dt.datetime, *, every: bool = False) -> QuerySet[RiskName]:
    """The names a person should settle: of no known area, or with `every` all that are not one area as a whole.

    Those on a list now come first.
    """
    found = RiskName.objects.filter(settled_at=None)
    found = found.filter(code="") if every else found.filter(Q(within="") | Q(within__endswith="0" * 16))
    current = Case(
        When(pk__in=spans_at(at).values("name"), then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return found.annotate(turn=current).order_by("turn", "province", "city", "county", "text")


def area_labels(codes: Iterable[str]) -> dict[str, str]:
    """What areas are called, by the city's own tree, else by the divisions of the country."""
    wanted = {code for code in codes if code}
    labels = dict(Division.objects.filter(pk__in=wanted).values_list("code", "zh"))
    return labels | dict(Area.objects.filter(pk__in=wanted).values_list("code", "zh"))


def divisions_found(text: str, limit: int = 20) -> list[tuple[str, str]]:
    """Areas whose name holds a text, with the names above them: (code, name)."""
    sought = "".join(text.split()).replace("\x00", "")[:40]
    if not sought:
        return []
    found: dict[str, str] = {}
    for model in (Area, Division):
        rows = model.objects.filter(zh__contains=sought).exclude(grade="all").order_by("code")[:limit]
        found |= dict(rows.values_list("code", "zh"))
    above = {code: _chain(code) for code in found}
    labels = area_labels({step for chain in above.values() for step in chain})
    said = {code: label for code, label in labels.items() if label not in UNSPOKEN}
    return [
        (code, "".join(dict.fromkeys(said.get(step, "") for step in above[code]))) for code in sorted(found)
    ][:limit]


def area_chains(codes: Iterable[str]) -> dict[str, str]:
    """What areas are called from the province down."""
    chains = {code: _chain(code) for code in set(codes)}
    labels = area_labels({step for chain in chains.values() for step in chain})
    said = {code: label for code, label in labels.items() if label not in UNSPOKEN}
    return {
        code: "".join(dict.fromkeys(said.get(step, "") for step in chain)) for code, chain in chains.items()
    }


def _chain(code: str) -> list[str]:
    return [step for step in (*reversed(ancestors(code)), code) if step != ALL]


def unseen(user: int) -> int:
    """How many sources have a version that somebody has not looked at yet."""
    moment = RiskSeen.objects.filter(user=user).values_list("seen_at", flat=True).first()
    found = RiskVersion.objects.all()
    if moment is not None:
        found = found.filter(loaded_at__gt=moment)
    return found.values("source").distinct().count()


def seen(user: int) -> None:
    """Note that somebody has looked at the lists as they are now."""
    RiskSeen.objects.update_or_create(user_id=user, defaults={"seen_at": now()})


def facts_of(version: RiskVersion) -> list[tuple[Any, Any]]:
    """What a version says of itself."""
    counts = [
        f"{LEVEL_WORDS[level]} {count}"
        + (f" / {version.declared[level]}" if level in version.declared else "")
        for level, count in version.listed.items()
    ]
    return [
        (Words("从何时起", "Valid from"), version.valid_from),
        (Words("读到 / 名单自称", "Read / as the list says"), "，".join(counts)),
        (Words("文件", "File"), version.file),
        (Words("装入", "Loaded"), version.loaded_at),
        (Words("由谁", "By"), version.loaded_by),
    ]
