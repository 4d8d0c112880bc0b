"""The order in which a list is walked: street by street, building by building, floor by floor."""

import re

_PARTS = re.compile(r"\d+|\D+")


def door_key(area: str, address: str) -> tuple[str, tuple[tuple[int, str], ...]]:
    """A key to sort doors by: the area's code, then the address with its numbers read as numbers (9幢 before 10幢)."""
    parts = _PARTS.findall(address.strip())
    return area, tuple((int(part), "") if part.isdecimal() else (0, part) for part in parts)
