"""Which divisions a listed name that nobody has settled could mean: offered to a person, never taken by itself."""

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from huying.places.codes import ALL, span
from huying.places.models import Division, RiskName

from .directory import Directory
from .spelling import canonical

_GRADES = ("province", "city", "district", "street")


def suggestions(names: Sequence[RiskName], most: int = 3) -> dict[int, list[str]]:
    """The codes that each name could mean, the likeliest first.

    Looked for where the name is known to lie, else in its province, else among the districts of the country.
    """
    directory, known = Directory(), dict[str, dict[str, str]]()
    found: dict[int, list[str]] = {}
    for one in names:
        inside = _inside(one, directory)
        if inside not in known:
            known[inside] = _divisions(inside)
        found[one.pk] = _alike(one, known[inside], most)
    return found


def _inside(name: RiskName, directory: Directory) -> str:
    if name.within:
        return name.within
    return directory.steps(ALL).whole(canonical(name.province)) or ALL if name.province else ALL


def _divisions(inside: str) -> dict[str, str]:
    grades = _GRADES if inside != ALL else _GRADES[:3]
    rows = Division.objects.filter(grade__in=grades, code__range=span(inside)).exclude(pk=inside)
    return {code: canonical(zh) for code, zh in rows.values_list("code", "zh")}


def _alike(name: RiskName, divisions: dict[str, str], most: int) -> list[str]:
    best: dict[str, float] = {}
    for said in _said(name):
        for _, score, code in process.extract(said, divisions, scorer=fuzz.partial_ratio, limit=most * 2):
            # Of two that fit as well the longer name says more.
            best[code] = max(best.get(code, 0.0), score + len(divisions[code]) / 100)
    return sorted(best, key=lambda code: (-best[code], code))[:most]


def _said(name: RiskName) -> Iterable[str]:
    return [text for part in (name.text, name.county, name.city) if (text := canonical(part))]
