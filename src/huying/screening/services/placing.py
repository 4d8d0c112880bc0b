"""Which area a row belongs to: its own code, its address, the roster; or nobody knows and a desk finds out."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from huying.places import codes
from huying.places.gazetteer import resolve
from huying.places.queries import edition
from huying.places.reading import read

# Addresses of one building are resolved once: a list names a building many times.
_MOST = 50_000
_kept: dict[tuple[str, str, str, str], str] = {}
_stamp: list[UUID] = []


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row goes: `known` when that is a grid or finer; `how` says by what."""

    area: str
    known: bool
    how: str


def homes_of(addresses: Sequence[str], within: str) -> list[str]:
    """The area each address surely means inside `within`; empty where it is not sure."""
    stamp = edition()
    if _stamp != [stamp] or len(_kept) > _MOST:
        _kept.clear()
        _stamp[:] = [stamp]
    return [_home(text, within) if text else "" for text in addresses]


def _home(text: str, within: str) -> str:
    typed = read(text)
    key = (within, typed.names, typed.building, typed.stairwell)
    if key not in _kept:
        short = f"{typed.names}{typed.building_text}{typed.stairwell_text}"
        found = resolve(short, within=within, limit=2)
        _kept[key] = found[0].area if found and found[0].sure else ""
    return _kept[key]


def place_of(*, told: str, home: str, roster: str, within: str) -> Place:
    """The place of a row: an area code it names, its address, where the matched person lives, the list's own desk.

    What lies outside `within` is not decided here: the desk of the list passes it on.
    """
    coarse = ""
    for area, how in ((told, "code"), (home, "address"), (roster, "resident")):
        if not area or not codes.covers(within, area):
            continue
        if codes.at(area, "grid"):
            return Place(area, True, how)
        coarse = coarse or area
    # As far as a community or street is known, its desk finds the grid.
    return Place(coarse or within, False, "")
