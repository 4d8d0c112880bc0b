"""Proposing a zone, finding its buildings, and ending zones with their response."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.matters.services import SYSTEM, matter_open, perform
from huying.measures.models import Zone
from huying.measures.polygons import bounds, inside
from huying.measures.queries.zones import KIND
from huying.places import codes, scope
from huying.places.gazetteer import resolve
from huying.places.models import Area
from huying.places.queries import descendants
from huying.rulebook.hanging import Hanging, hangs
from huying.rulebook.models import Response

if TYPE_CHECKING:
    from pydantic import BaseModel

    from huying.matters.models import Matter

ELSEWHERE = Words("有的楼不在您的辖区。", "Some buildings are not in your area.")


def zone_propose(*, actor: Actor, said: "Mapping[str, Any] | BaseModel", once: str | None = None) -> "Matter":
    """Propose a zone of the buildings named. Raises Refused, or pydantic's ValidationError for wrong facts."""
    takes = kind_of(KIND).act("propose").takes
    assert takes is not None  # noqa: S101 - declared so
    facts: Any = takes.model_validate(dict(said))
    if not all(codes.covers(actor.area, code) for code in facts.places):
        raise Refused(ELSEWHERE, {"places": ELSEWHERE})
    return matter_open(kind=KIND, area=codes.common(list(facts.places)), actor=actor, facts=facts, once=once)


def buildings_below(place: str, area: str) -> list[str]:
    """The buildings of a place inside an area: itself when it is one, or when it has none."""
    if not codes.covers(area, place):
        raise Refused(ELSEWHERE, {"places": ELSEWHERE})
    if codes.grade(place) in ("building", "stairwell"):
        return [place]
    found = list(descendants(place, "building").values_list("code", flat=True))
    return found or [place]


def buildings_typed(lines: Iterable[str], area: str) -> tuple[list[str], list[str]]:
    """The places that typed addresses surely mean, and the lines that mean none or several."""
    found: list[str] = []
    unclear: list[str] = []
    for line in lines:
        matches = resolve(line, within=area, limit=2) if line.strip() else []
        if matches and matches[0].sure:
            found += buildings_below(matches[0].area, area)
        elif line.strip():
            unclear.append(line.strip())
    return found, unclear


def buildings_inside(outline: dict[str, Any], area: str) -> list[str]:
    """The buildings of an area whose own coordinates lie inside an outline."""
    west, south, east, north = bounds(outline)
    rows = scope.within(Area.objects.filter(grade="building"), area, column="code")
    near = rows.filter(lon__range=(west, east), lat__range=(south, north))
    return [
        code
        for code, lon, lat in near.order_by("code").values_list("code", "lon", "lat")
        if lon is not None and lat is not None and inside(outline, lon, lat)
    ]


def _open_under(response: Response) -> Any:
    return Zone.objects.filter(response=response, over_at=None)


def _end(response: Response, why: Words) -> int:
    takes = kind_of(KIND).act("end").takes
    assert takes is not None  # noqa: S101 - declared so
    told = takes.model_validate({"reason": why.zh})
    found = list(_open_under(response).order_by("pk").values_list("code", flat=True))
    for code in found:
        perform(code=code, act="end", actor=SYSTEM, facts=told)
    return len(found)


hangs(
    Hanging(
        code="measures.zones",
        title=Words("封闭管理的区域", "Zones"),
        remaining=lambda response: _open_under(response).count(),
        end=_end,
    )
)
