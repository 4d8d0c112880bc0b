"""The shape of an area code: twenty digits, whose subtree is a range. Only this app knows it."""

from typing import Literal, get_args

Grade = Literal["all", "province", "city", "district", "street", "community", "grid", "building", "stairwell"]
GRADES: tuple[Grade, ...] = get_args(Grade)
WIDTH = 20
# Digits before the end of each grade: the national code of 12 digits, then grid 3, building 3, stairwell 2.
LENGTHS: dict[Grade, int] = dict(zip(GRADES, (0, 2, 4, 6, 9, 12, 15, 18, 20), strict=True))
ALL = "0" * WIDTH
_GRADE_BY_LENGTH: dict[int, Grade] = {length: grade for grade, length in LENGTHS.items()}
# The grade for the number of digits up to the last one that is no zero.
_GRADE_BY_USED: tuple[Grade, ...] = tuple(
    next(name for name, length in LENGTHS.items() if length >= used) for used in range(WIDTH + 1)
)


def is_code(text: str) -> bool:
    """Whether the text is a whole area code: twenty ASCII digits."""
    return len(text) == WIDTH and text.isascii() and text.isdigit()


def pad(prefix: str) -> str:
    """The whole code of a short one: `3302` gives `33020000000000000000`.

    Raises ValueError when the length is not that of a grade or a sign is not a digit.
    """
    if len(prefix) not in _GRADE_BY_LENGTH or not (prefix == "" or (prefix.isascii() and prefix.isdigit())):
        raise ValueError(f"not an area code: {prefix!r}")
    return prefix.ljust(WIDTH, "0")


def grade(code: str) -> Grade:
    """The grade of an area: that of its last group of digits which is not all zeros.

    Raises ValueError when it is no whole area code.
    """
    if not is_code(code):
        raise ValueError(f"not an area code: {code!r}")
    return _GRADE_BY_USED[len(code.rstrip("0"))]


def prefix(code: str) -> str:
    """The leading digits that all areas inside this one share."""
    return code[: LENGTHS[grade(code)]]


def at(code: str, wanted: Grade) -> str | None:
    """The area of the wanted grade that holds this one (or is it).

    None when the code is of a coarser grade, and when there is nothing of that grade above it: some
    cities (4419, 4420, 4604, 6202) have streets but no districts.
    """
    grade(code)
    above = code[: LENGTHS[wanted]].ljust(WIDTH, "0")
    return above if grade(above) == wanted else None


def parent(code: str) -> str | None:
    """The area one step up; None for the whole country."""
    own = grade(code)
    if own == "all":
        return None
    return code[: LENGTHS[GRADES[GRADES.index(own) - 1]]].ljust(WIDTH, "0")


def ancestors(code: str) -> list[str]:
    """The areas above this one, nearest first, without itself; the last is the whole country."""
    found: list[str] = []
    above = parent(code)
    while above is not None:
        found.append(above)
        above = parent(above)
    return found


def span(code: str) -> tuple[str, str]:
    """The first and the last code of the subtree, both inside it."""
    return code, prefix(code).ljust(WIDTH, "9")


def covers(outer: str, inner: str) -> bool:
    """Whether `inner` lies in `outer` or is it."""
    first, last = span(outer)
    grade(inner)
    return first <= inner <= last


def common(codes: list[str]) -> str:
    """The smallest area that covers all the codes. Raises ValueError for an empty list."""
    if not codes:
        raise ValueError("no codes")
    low, high = min(codes), max(codes)
    return next(code for code in (low, *ancestors(low)) if covers(code, high))
