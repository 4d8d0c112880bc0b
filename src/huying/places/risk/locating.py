"""From a listed name to a division: which area it means as a whole, or in which it lies."""

import re
from typing import NamedTuple

from huying.places.codes import ALL, grade
from huying.places.gazetteer import resolve

from .directory import Directory
from .spelling import UNSPOKEN, canonical, zone

_EVERYTHING = r"(?:全域|全境|全部|整体|全镇|全乡|全村|全街道|全社区|辖区|辖区范围)"
_LEVELS = r"(?:上述|以上|本)?(?:街道|镇|乡|社区|村)?[高中低、和及或]*(?:风险|封控|管控|防范)[区域地带范围、和及或高中低风险封控管控]*"
_OUTSIDE = r"(?:之外|以外|外)?(?:的?(?:其他|其它|其余|所有|全部)*(?:区域|地区|部分|范围))?(?:为低风险区|均为低风险区)?"
_EXCEPT_LEVELS = rf"（?(?:(?:除|不含){_LEVELS}(?:除外)?{_OUTSIDE}|{_LEVELS}(?:之外|以外|除外){_OUTSIDE}|(?:其余|其他|其它)(?:区域|地区))）?"
# Nothing more is said than the area: as a whole, or but for what is listed at another level, which counts first.
_WHOLE = re.compile(rf"[，。；]?{_EVERYTHING}?[，。；]?(?:{_EXCEPT_LEVELS})?[，。；]?")
# Several places, a stretch, surroundings: never one area as a whole.
_PARTS = re.compile(
    r"[、，；~～至及和与]|以[东南西北内外]|区域|片区|周边|沿街|除|不含|半围合|合围|附近|对面|旁"
)
_JOINTS = "，。；、：- "


class Located(NamedTuple):
    """`code` when the name means one area as a whole; `within` the smallest area known to hold it."""

    code: str | None
    within: str | None


NOWHERE = Located(None, None)


def located(
    text: str, *, above: tuple[str, ...] = (), directory: Directory | None = None, start: str = ALL
) -> Located:
    """The division of a name as lists write it; `above` are the names of the places it lies in, widest first.

    Without `above` the text has them itself: 安徽省宿州市泗县草沟镇. Raises nothing: what is not known stays text.
    """
    known = directory or Directory()
    if known.empty:
        return NOWHERE
    here, left = start, []
    chain = [canonical(name) for name in above]
    for name in dict.fromkeys(chain):
        if not name or name in UNSPOKEN:
            continue
        step = _step(known, here, name)
        if step is None:
            left.append(name)
        else:
            here = step
    rest = _without(canonical(text), chain)
    here, rest = _down(known, here, rest)
    if here == start and start == ALL:
        return NOWHERE
    # A level that is not a division (a development zone) and no street below it: only the city is known.
    whole = not left or grade(here) in ("street", "community")
    if whole and _WHOLE.fullmatch(rest) and grade(here) not in ("all", "province"):
        return Located(here, here)
    if grade(here) == "district" and (street := _named_inside(known, here, rest)):
        return Located(None, street)
    return _in_own_tree(known, here, rest)


def _named_inside(known: Directory, district: str, text: str) -> str | None:
    """The one street of a district that a text names anywhere by its full name: （安宁区西路街道以北）."""
    found = {code for name, code in known.official(district) if len(name) >= 3 and name in text}
    return found.pop() if len(found) == 1 else None


def _step(known: Directory, here: str, name: str) -> str | None:
    for names in (known.steps(here), known.farther(here)):
        if found := names.whole(name) or names.whole(zone(name)) or names.whole(name.replace("（地区）", "")):
            return found
    return None


def _without(text: str, chain: list[str]) -> str:
    """The text without the places above it said again at its beginning."""
    for name in dict.fromkeys(chain):
        if name and text.startswith(name) and not text.startswith(name + "街道"):
            text = text.removeprefix(name)
    return text.lstrip(_JOINTS)


def _down(known: Directory, here: str, rest: str) -> tuple[str, str]:
    """As far down as the text goes, and what is left of it."""
    while rest and grade(here) not in ("community", "grid", "building", "stairwell"):
        found = known.steps(here).beginning(rest) or known.farther(here).beginning(rest)
        if found is None:
            break
        code, length = found
        here, rest = code, rest[length:].lstrip(_JOINTS)
    return here, rest


def _in_own_tree(known: Directory, here: str, rest: str) -> Located:
    """In the city's own tree a building is known: the gazetteer reads on."""
    if grade(here) in ("all", "province", "city") or not rest or len(rest) > 80:
        return Located(None, here)
    if not known.own(here):
        return Located(None, here)
    best = next((match for match in resolve(rest, within=here, limit=2) if match.sure), None)
    if best is None:
        return Located(None, here)
    whole = best.grade in ("building", "stairwell") and not best.rest and not _PARTS.search(rest)
    return Located(best.area if whole else None, best.area)
