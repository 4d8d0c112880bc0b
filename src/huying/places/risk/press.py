"""The list as newspapers and offices print it: sentences with counts, names that lean on the one before."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places.levels import Level

from .lists import ListRead, Odd, count_of, moment_of
from .spelling import canonical

_LEVELS: dict[str, Level] = {"高": "high", "中": "medium", "低": "low"}
_COUNTS = (
    re.compile(r"(?P<level>[高中低])风险(?:地区|区)[：]?(?P<count>\d+)个"),
    re.compile(r"(?P<count>\d+)个(?P<level>[高中低])风险(?:地区|区)"),
)
_HEADING = re.compile(
    r"(?:[一二三]、)?(?:\d+个)?(?:全国)?(?:疫情)?(?P<level>[高中低])风险(?:地区|区)(?:[：（]*\d+个[）]*)?[：]?"
)
_GROUP = re.compile(
    r"(?P<province>[\u4e00-\u9fff]{2,8}?(?:省|市|自治区|兵团|内蒙古))?(?P<bare>内蒙古|广西|宁夏|新疆|西藏)?（?(?P<count>\d+)个）?[：；](?P<places>.*)"
)
_NAMED = r"(?:(?!街道|镇|乡|路|村|小区|社区|[省市区县旗]).)"
_ABOVE = re.compile(
    rf"(?P<province>{_NAMED}{{2,7}}(?:省|自治区))?(?P<city>{_NAMED}{{2,10}}(?:市|自治州|盟|地区))?"
    rf"(?P<county>[\u4e00-\u9fff]{_NAMED}{{0,9}}(?:新区|区|县|自治旗|旗|市))?(?P<street>[\u4e00-\u9fff]{{1,8}}?(?:街道|镇|乡))?(?P<rest>.*)"
)
_ONLY_COUNTED = re.compile(r".{2,12}（\d+个）")
_GOES_ON = re.compile(r"以[东南西北]$")
_ENDS = "。；;"
MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")

NOT_PRESS = Words("这段文字里没有风险地区名单。", "There is no list of areas at risk in this text.")
CUT = Words("文字不完整，后面的地点没有读到。", "The text is cut off; the places after that were not read.")
NOT_NAMED = Words("只写了数目，没有写地点：{text}。", "Only counted, not named: {text}.")
GROUP = Words(
    "{place}：写着 {declared} 个，读到 {listed} 个。", "{place}: it says {declared}, {listed} were read."
)


def looks_printed(text: str) -> bool:
    """Whether a text is such a list."""
    said = canonical(text[:2_000])
    return "风险" in said and any(pattern.search(said) for pattern in _COUNTS)


def list_of_text(text: str, *, row: Mapping[str, Any] | None = None) -> ListRead:
    """The list in a text; `row` may give `as_of`, `declared` ({"high", "mid"}) and `truncated` beside it.

    Raises Refused when there is none, or its moment is not said.
    """
    told = row or {}
    if not looks_printed(text):
        raise Refused(NOT_PRESS)
    found = ListRead("press", moment_of(told.get("as_of") or text))
    lines = [line for line in map(canonical, re.split(r"[\r\n]+", text)) if line]
    found.declared = _declared(lines, told.get("declared"))
    level: Level | None = None
    number = 0
    for line in lines:
        if heading := _HEADING.fullmatch(line):
            level = _LEVELS[heading["level"]]
        elif level is not None:
            number = _line(found, level, line, number)
    if told.get("truncated") or re.search(r"（?…|truncated", lines[-1]):
        found.odd.append(Odd(0, CUT))
    return found.check()


def _declared(lines: list[str], told: object) -> dict[Level, int]:
    names: dict[str, Level] = {"high": "high", "mid": "medium", "medium": "medium", "low": "low"}
    if isinstance(told, Mapping):
        given = {names[name]: count_of(value) for name, value in told.items() if name in names}
        return {level: count for level, count in given.items() if count is not None}
    found: dict[Level, int] = {}
    for line in lines:
        for pattern in _COUNTS:
            for each in pattern.finditer(line):
                found.setdefault(_LEVELS[each["level"]], int(each["count"]))
    return found


def _line(found: ListRead, level: Level, line: str, number: int) -> int:
    """Read one line of places; `number` counts the places, and is answered as it then stands."""
    group = _GROUP.fullmatch(line)
    province = (group["province"] or group["bare"] or "") if group else ""
    declared = int(group["count"]) if group else None
    above = {
        "province": province,
        "city": province if province in MUNICIPALITIES else "",
        "county": "",
        "street": "",
    }
    pieces = list(_pieces(group["places"] if group else line, alone=declared == 1))
    read = counted = 0
    for piece in pieces:
        number += 1
        if _ONLY_COUNTED.fullmatch(piece):
            counted += 1
            found.odd.append(Odd(number, NOT_NAMED.fill(text=piece[:40])))
            continue
        _piece(found, level, piece, above, number)
        read += 1
    if declared is not None and declared != read and not counted:
        words = GROUP.fill(place=province or line[:10], declared=declared, listed=read)
        found.odd.append(Odd(number, words))
    return number


def _piece(found: ListRead, level: Level, piece: str, above: dict[str, str], number: int) -> None:
    """Put a place on the list; what it does not say of the places above it is as in the one before."""
    parts = _ABOVE.fullmatch(piece)
    if parts is None:
        return
    rest = parts["rest"]
    for at, name in enumerate(("province", "city", "county", "street")):
        if said := parts[name]:
            above[name] = said
            # A new place above: what lay below the old one does not go on.
            for below in ("city", "county", "street")[at:]:
                if not parts[below] and below != name:
                    above[below] = ""
    street = above["street"] if rest or parts["street"] else ""
    text = street + rest
    found.add(level, (above["province"], above["city"], above["county"]), text, number)


def _pieces(text: str, *, alone: bool) -> Iterator[str]:
    """The places of a line, split at commas outside brackets; 以北、…以西 goes on, and a single place stays whole."""
    text = text.rstrip(_ENDS + "，、")
    if alone:
        yield text
        return
    depth, start, held = 0, 0, ""
    for position, sign in enumerate(text + "，"):
        depth += (sign == "（") - (sign == "）" and depth > 0)
        if sign not in "、，；。" or (depth and position < len(text)):
            continue
        piece = held + text[start:position]
        start, held = position + 1, ""
        if _GOES_ON.search(piece) and position < len(text):
            held = piece + "、"
        elif piece:
            yield piece
