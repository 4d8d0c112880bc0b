"""A small fictional city for tests: two streets, three communities, compounds that share names and numbers."""

from collections.abc import Iterator
from typing import Any

CITY = "9901"
DISTRICT = "990101"
STREET, OTHER_STREET = "990101001", "990101002"
COMMUNITY, SECOND_COMMUNITY, FAR_COMMUNITY = "990101001001", "990101001002", "990101002001"


def _buildings(grid: str, compound: str, numbers: range, first: int, units: int) -> Iterator[dict[str, Any]]:
    for place, number in enumerate(numbers, start=first):
        building = f"{grid}{place:03}"
        yield {"code": building + "00", "zh": f"{number}幢", "compound": compound}
        for unit in range(1, units + 1):
            yield {"code": f"{building}{unit:02}", "zh": f"{unit}单元"}


def rows() -> list[dict[str, Any]]:
    """The rows for `areas_load`."""
    plain = {
        "99": "云山省",
        CITY: "临江市",
        DISTRICT: "望江区",
        STREET: "春晓街道",
        OTHER_STREET: "青枫街道",
        COMMUNITY: "鹿鸣社区居民委员会",
        SECOND_COMMUNITY: "建国社区居民委员会",
        FAR_COMMUNITY: "枫林社区居民委员会",
        f"{COMMUNITY}001": "第一网格",
        f"{COMMUNITY}002": "第二网格",
        f"{SECOND_COMMUNITY}001": "第一网格",
        f"{FAR_COMMUNITY}001": "第一网格",
    }
    found: list[dict[str, Any]] = [{"code": code, "zh": zh} for code, zh in plain.items()]
    found += _buildings(f"{COMMUNITY}001", "鹿鸣小区", range(1, 11), 1, 3)
    # The compound reaches over two grids.
    found += _buildings(f"{COMMUNITY}002", "鹿鸣小区", range(11, 21), 1, 3)
    found += _buildings(f"{SECOND_COMMUNITY}001", "建国南苑", range(51, 61), 1, 2)
    # Two estates of one name in two streets.
    found += _buildings(f"{SECOND_COMMUNITY}001", "锦绣花园", range(1, 6), 21, 2)
    found += _buildings(f"{FAR_COMMUNITY}001", "锦绣花园", range(1, 4), 1, 2)
    found += _buildings(f"{FAR_COMMUNITY}001", "三里亭公寓", range(1, 4), 11, 0)
    found.append({"code": f"{FAR_COMMUNITY}00103100", "zh": "A座", "compound": "枫林大厦"})
    found.append({"code": f"{FAR_COMMUNITY}00103200", "zh": "B座", "compound": "枫林大厦"})
    for row in found:
        if row["code"] == f"{SECOND_COMMUNITY}00100100":
            row["aliases"] = ["建国南路12号"]
        if row["code"] == COMMUNITY:
            row["aliases"] = ["鹿鸣里"]
    return found
