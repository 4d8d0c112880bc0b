"""What a notice must not carry out of the building, taken out at the last moment."""

import re

_PHONE = re.compile(r"(?<![0-9A-Za-z-])(?:\+?86[ -]?)?(1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?![0-9A-Za-z-])")
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])(\d{4})\d{11}(?:\d{2}[0-9Xx])(?![0-9A-Za-z])")
# Two steps of a house address in a row, or a flat by itself; one step ("3幢") names no household.
_STEP = r"[0-9A-Za-z]{1,4}\s?(?:弄|号楼|号院|号|幢|栋|座|单元|楼|层|室|户)"
_FLAT = re.compile(
    rf"(?:{_STEP}\s?)+(?:{_STEP}|\d{{3,4}})|\d{{2,4}}\s?(?:室|户)|(?<![\d-])\d{{1,3}}-\d{{1,2}}-\d{{3,4}}(?![\d-])"
    r"|\b(?:Room|Rm|Flat|Apt|Unit)\.?\s?\d{1,4}[A-Za-z]?\b",
    re.IGNORECASE,
)
HIDDEN = "***"


def without_numbers(text: str) -> str:
    """The text with mobile numbers and identity numbers masked: `138****8000`, `3302**************`."""
    text = _IDENTITY.sub(lambda found: found[1] + "*" * 14, text)
    return _PHONE.sub(lambda found: f"{found[1]}****{found[2]}", text)


def without_personal(text: str) -> str:
    """The text as it may leave the system: numbers masked, flats and doors replaced by `***`."""
    return _FLAT.sub(HIDDEN, without_numbers(text))


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, the last one an ellipsis where something was cut."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
