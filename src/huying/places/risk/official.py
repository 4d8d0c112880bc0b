"""The nation's list as it was published: the JSON of the official query page."""

from typing import Any

from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places.levels import Level

from .lists import ListRead, Odd, above_of, count_of, moment_of
from .spelling import canonical

LISTS: tuple[tuple[str, str, Level], ...] = (
    ("highlist", "hcount", "high"),
    ("middlelist", "mcount", "medium"),
    ("lowlist", "lcount", "low"),
)
NO_LIST = Words(
    "这不是风险地区名单：里面没有 highlist、middlelist。",
    "This is no list of areas at risk: it has no highlist and middlelist.",
)
NO_ROWS = Words("{name} 不是一列地点，没有读入。", "{name} is no list of places; left out.")
NO_ROW = Words("这一项看不懂，没有读入。", "This entry cannot be read; left out.")
NO_COUNT = Words("名单没有写 {name}，数目没法核对。", "The list has no {name}; the count cannot be checked.")
OTHER_NAME = Words(
    "上级地名写了两样：{written} 和 {parts}，按后者算。",
    "The places above are written in two ways: {written} and {parts}; the latter counts.",
)
NO_PLACES = Words("“{place}”下面一个地点也没有列。", "Not one place is listed under “{place}”.")
NOT_TEXT = Words("地点不是文字，没有读入。", "The place is not text; left out.")
UNKNOWN = Words("还有一列不认识的 {name}，没有读入。", "There is an unknown list {name}; left out.")


def looks_official(value: object) -> bool:
    """Whether a JSON value is such a list, or wraps one."""
    body = value.get("data", value) if isinstance(value, dict) else None
    return isinstance(body, dict) and any(name in body for name, _, _ in LISTS)


def list_of(value: object) -> ListRead:
    """The list in a JSON value. Raises Refused when it is none, or does not say from when it is."""
    if not isinstance(value, dict) or not looks_official(value):
        raise Refused(NO_LIST)
    body: dict[str, Any] = value.get("data", value)
    found = ListRead("official", moment_of(body.get("end_update_time")))
    row = 0
    for name, count_name, level in LISTS:
        if name not in body and count_name not in body:
            continue
        count = count_of(body.get(count_name))
        if count is None:
            found.odd.append(Odd(0, NO_COUNT.fill(name=count_name)))
        else:
            found.declared[level] = count
        rows = body.get(name)
        if not isinstance(rows, list):
            found.odd.append(Odd(0, NO_ROWS.fill(name=name)))
            continue
        for entry in rows:
            row = _entry(found, level, entry, row)
    for name, value_of in body.items():
        if isinstance(value_of, list) and name not in {known for known, _, _ in LISTS}:
            found.odd.append(Odd(0, UNKNOWN.fill(name=str(name)[:40])))
    return found.check()


def _entry(found: ListRead, level: Level, entry: object, row: int) -> int:
    """Put the places of one county on the list; `row` counts the places, and is answered as it then stands."""
    if not isinstance(entry, dict):
        found.odd.append(Odd(row + 1, NO_ROW))
        return row + 1
    above = above_of(entry)
    written = entry.get("area_name")
    # Some leave the city out where it is named like the county.
    if isinstance(written, str) and canonical(written) not in _joined(above):
        found.odd.append(Odd(row + 1, OTHER_NAME.fill(written=written[:60], parts=" ".join(above))))
    places = _communities(entry)
    if places is None:
        found.odd.append(Odd(row + 1, NO_PLACES.fill(place="".join(above)[:60])))
        return row
    for text in places:
        row += 1
        if text is None or isinstance(text, str):
            found.add(level, above, text or "", row)
        else:
            found.odd.append(Odd(row, NOT_TEXT))
    return row


def _joined(above: tuple[str, str, str]) -> set[str]:
    return {"".join(above), "".join(dict.fromkeys(above))}


def _communities(entry: dict[str, Any]) -> list[Any] | None:
    """The places of an entry; one without any such list means the county as a whole, None an empty one."""
    places = entry.get("communitys", entry.get("communities"))
    return (places or None) if isinstance(places, list) else [places]
