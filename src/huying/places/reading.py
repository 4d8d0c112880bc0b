"""Taking a typed Chinese address apart: the names, the building, the stairwell, the room."""

import re
import unicodedata
from dataclasses import dataclass

# A number as people write one before 幢 or 单元.
_ZH = "零〇一二两三四五六七八九十百"
_NUMBER = rf"(?:(?<![0-9A-Z])[A-Z]?[0-9]{{1,4}}[A-Z]?|(?<![A-Z])[A-Z]|[{_ZH}]{{1,6}}|[甲乙丙丁戊])"
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_LONGEST = 120

# Tried in turn; the first that is found takes the address apart. Groups: building, stairwell, room.
_BUILDING = (
    re.compile(
        rf"第?(?P<building>{_NUMBER}(?:-[0-9]{{1,2}})?)(?:号楼|号幢|幢|栋|座|#楼|#|号(?=[0-9{_ZH}]{{1,3}}单元))"
    ),
    re.compile(rf"第?(?P<building>{_NUMBER})楼(?=第?{_NUMBER}(?:单元|门|梯))"),
    re.compile(r"(?<![0-9-])(?P<building>[0-9]{1,3})-(?P<stairwell>[0-9]{1,2})单元"),
    re.compile(r"(?<![0-9-])(?P<building>[0-9]{1,3})-(?P<stairwell>[0-9]{1,2})-(?=[0-9]{2,4}(?![0-9]))"),
    re.compile(r"(?<![0-9-])(?P<building>[0-9]{1,3})-(?=[0-9]{3,4}(?![0-9-]))"),
    re.compile(rf"(?:(?<![路街巷弄道0-9A-Z])|(?<=[0-9]弄))第?(?P<building>{_NUMBER})号(?=$|[0-9-])"),
)
_STAIRWELL = re.compile(
    rf"-?第?(?P<stairwell>{_NUMBER}|[东中西])(?:单元|门洞|门|梯)|-?(?P<bare>[0-9]{{1,2}})-(?=[0-9]{{2,4}})"
)
_PLAIN_NUMBER = re.compile(
    rf"第?({_NUMBER}(?:-[0-9]{{1,2}})?)(?:号楼|号幢|幢|栋|座|楼|#|号|单元|门洞|门|梯)?"
)
_ROOM_IN_WORDS = re.compile(rf"([{_ZH}]{{2,6}})(?=室|户|房|$)")


@dataclass(frozen=True)
class Typed:
    """An address taken apart; `building` and `stairwell` are keys as `key()` gives them, empty when not said."""

    names: str
    building: str
    stairwell: str
    room: str
    # What stood for the building and the stairwell, as typed.
    building_text: str
    stairwell_text: str


def plain(text: str) -> str:
    """The text with full-width signs made plain and white space and punctuation gone; dashes are all `-`.

    White space between two numbers becomes a dash, so that `3 2 501` stays three numbers.
    """
    wide = unicodedata.normalize("NFKC", text[: 4 * _LONGEST]).upper()
    wide = re.sub(r"[‐‑‒–—―−－~～/\\、,，]", "-", wide)
    wide = re.sub(r"(?<=[0-9])\s+(?=[0-9])", "-", wide)
    kept = "".join(sign for sign in wide if sign.isalnum() or sign in "-#")
    kept = re.sub(r"-+", "-", kept)
    # A dash means something between numbers only.
    return re.sub(r"(?<![0-9A-Z幢栋楼座元#号])-|-(?![0-9A-Z第])", "", kept)[:_LONGEST]


def number(text: str) -> str | None:
    """The number somebody wrote in digits, letters or Chinese, as digits without leading zeros; None for none."""
    if re.fullmatch(r"[A-Z]?[0-9]+[A-Z]?(?:-[0-9]+)?|[A-Z]|[甲乙丙丁戊东中西]", text):
        return re.sub(r"(?<![0-9])0+(?=[0-9])", "", text)
    if not text or any(sign not in _ZH for sign in text):
        return None
    if "十" not in text and "百" not in text:
        return str(int("".join(str(_DIGITS[sign]) for sign in text)))
    total, pending = 0, 0
    for sign in text:
        if sign in "十百":
            total += (pending or 1) * (100 if sign == "百" else 10)
            pending = 0
        else:
            pending = _DIGITS[sign]
    return str(total + pending)


def key(name: str) -> str | None:
    """The number in the name of a building or a stairwell: `03幢`, `三号楼` and `3栋` all give `3`; None for a real name."""
    found = _PLAIN_NUMBER.fullmatch(plain(name)) or re.fullmatch("([东中西])(?:单元|门)", plain(name))
    return number(found[1]) if found else None


def read(text: str) -> Typed:
    """Take an address apart. Whatever is no building or stairwell stays in the names."""
    address = plain(text)
    for pattern in _BUILDING:
        found = pattern.search(address)
        if not found:
            continue
        building = number(found["building"])
        if building is None:
            continue
        after = address[found.end() :]
        told = found.groupdict().get("stairwell")
        stairwell, stairwell_text, after = (told, f"{told}单元", after) if told else _stairwell(after)
        return Typed(
            names=address[: found.start()],
            building=building,
            stairwell=(number(stairwell) or "") if stairwell else "",
            room=_room(after),
            building_text=_said(found["building"], address[found.start() : found.end()]),
            stairwell_text=stairwell_text,
        )
    return Typed(address, "", "", "", "", "")


def _stairwell(after: str) -> tuple[str, str, str]:
    """The stairwell at the start of what follows the building, how it was typed, and what follows it."""
    found = _STAIRWELL.match(after)
    if not found:
        return "", "", after
    said = found["stairwell"] or found["bare"]
    return said, f"{said}单元" if found["bare"] else found[0].lstrip("-"), after[found.end() :]


def _said(building: str, whole: str) -> str:
    """A building as it can be said again: `3-2-501` had only its number."""
    return whole if whole[-1] in "楼幢栋座#号" else f"{building}幢"


def _room(after: str) -> str:
    """What is left for the room: `-五零一室` gives `501`."""
    room = after.lstrip("-")
    room = _ROOM_IN_WORDS.sub(lambda found: number(found[1]) or found[1], room)
    return re.sub(r"(?<=[0-9A-Z])(?:室|户|号?房)$", "", room)
