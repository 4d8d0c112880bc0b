"""What a place is called, from the chain of places it lies in."""

from collections.abc import Sequence
from typing import Protocol

from huying.kernel.words import Words

from .codes import GRADES, Grade

_ORDER: dict[str, int] = {grade: place for place, grade in enumerate(GRADES)}
# Rows of the national code that stand for "the rest of the level", and which no address says.
_UNSPOKEN = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


class Named(Protocol):
    """A place as far as its name goes."""

    @property
    def grade(self) -> str: ...
    @property
    def zh(self) -> str: ...
    @property
    def compound(self) -> str: ...
    @property
    def name(self) -> Words: ...


def name_of(places: Sequence[Named], from_grade: Grade | None = None) -> Words:
    """The name of the last of a chain of places, widest first: short, or everything from a grade down."""
    chain = [row for row in places if row.grade != "all" or len(places) == 1]
    if not chain:
        return Words("全国", "Country")
    last = chain[-1]
    if from_grade is None:
        keep = chain[-_short_length(last, chain) :]
    else:
        keep = [row for row in chain if _ORDER[row.grade] >= _ORDER[from_grade]] or [last]
    # Nobody says the grid in an address; nor the "districts of the city" row of the national code.
    said = [row for row in keep if row is last or (row.grade != "grid" and row.zh not in _UNSPOKEN)]
    if last.grade in ("building", "stairwell") and len(keep) > 1 and not _has_compound(chain):
        said = keep
    return Words("".join(row.name.zh for row in said), ", ".join(row.name.en for row in reversed(said)))


def _short_length(last: Named, chain: Sequence[Named]) -> int:
    """How many places of the chain a short name needs."""
    if last.grade == "grid":
        return 2
    if last.grade == "building":
        return 1 if last.compound else 3
    if last.grade == "stairwell":
        return 2 if _has_compound(chain) else 4
    return 1


def _has_compound(chain: Sequence[Named]) -> bool:
    return any(row.compound for row in chain)
