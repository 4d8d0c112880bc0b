"""Which level an area stood at on a day: a look-up without a database, quick enough for a whole city's stays."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from huying.places.codes import LENGTHS, prefix
from huying.places.levels import BY_RANK, RANK, Level, list_day

_LENGTHS = tuple(LENGTHS.values())
_ALWAYS = dt.datetime.max.replace(tzinfo=dt.UTC)


class Listed(NamedTuple):
    """A place on a list from `since` to before `until` (None: still).

    `code` is the area it means as a whole, None when it is only a part of `within`, the smallest known area.
    """

    code: str | None
    within: str | None
    level: Level
    since: dt.datetime
    until: dt.datetime | None = None
    text: str = ""
    source: str = ""


class _Entry(NamedTuple):
    first: int
    last: int
    rank: int
    listed: Listed


class RiskMap:
    """The levels of areas over time.

    A day is that of the lists (Beijing time), and counts as a whole: what was listed at any moment of it was listed
    that day. A zone-aware moment is taken exactly. Area codes are whole ones of twenty digits.
    """

    def __init__(self, listed: Iterable[Listed]) -> None:
        self.listed = tuple(listed)
        covering: dict[str, list[_Entry]] = {}
        inside: dict[str, list[_Entry]] = {}
        for one in self.listed:
            last = dt.date.max if one.until is None else list_day(one.until - dt.timedelta(microseconds=1))
            entry = _Entry(list_day(one.since).toordinal(), last.toordinal(), RANK[one.level], one)
            if one.code is not None:
                covering.setdefault(prefix(one.code), []).append(entry)
            if place := one.code or one.within:
                whole = prefix(place)
                for length in _LENGTHS:
                    if length <= len(whole):
                        inside.setdefault(whole[:length], []).append(entry)
        # The highest first: the first that fits is the answer.
        self._covering = {key: tuple(sorted(found, key=_highest)) for key, found in covering.items()}
        self._inside = {key: tuple(sorted(found, key=_highest)) for key, found in inside.items()}
        self._steps = sorted({len(key) for key in covering})

    def level_of(self, area: str, day: dt.date) -> Level | None:
        """The highest level of the listed areas that the area lies in, or is; None when there is none."""
        rank, number, covering = 0, _ordinal(day), self._covering
        for length in self._steps:
            for entry in covering.get(area[:length], ()):
                if entry.rank <= rank:
                    break
                if entry.first <= number <= entry.last and _exactly(entry, day):
                    rank = entry.rank
                    break
        return BY_RANK.get(rank)

    def level_inside(self, area: str, day: dt.date) -> Level | None:
        """The highest level of any listed area inside the area, or that it lies in.

        The level "of the county where a risk area is": ask with the county's code. Also counts listed places whose
        exact code is not known but which lie in a known street of it.
        """
        number = _ordinal(day)
        outer = self.level_of(area, day)
        rank = RANK[outer] if outer else 0
        for entry in self._inside.get(prefix(area), ()):
            if entry.rank <= rank:
                break
            if entry.first <= number <= entry.last and _exactly(entry, day):
                rank = entry.rank
                break
        return BY_RANK.get(rank)

    def covering(self, area: str, day: dt.date) -> list[Listed]:
        """The listed places that the area lies in, the highest level first."""
        return self._found(
            (entry for length in self._steps for entry in self._covering.get(area[:length], ())), day
        )

    def inside(self, area: str, day: dt.date) -> list[Listed]:
        """The listed places inside the area, the highest level first."""
        return self._found(self._inside.get(prefix(area), ()), day)

    def placed(self) -> list[Listed]:
        """Everything it knows that lies in a known area, of whatever day."""
        return [entry.listed for entry in self._inside.get("", ())]

    def levels(self, day: dt.date) -> dict[str, Level]:
        """The level of every area listed as a whole, by its code."""
        found: dict[str, Level] = {}
        for entries in self._covering.values():
            if fitting := self._found(entries, day):
                found[fitting[0].code or ""] = fitting[0].level
        return found

    @staticmethod
    def _found(entries: Iterable[_Entry], day: dt.date) -> list[Listed]:
        number = _ordinal(day)
        fitting = [one for one in entries if one.first <= number <= one.last and _exactly(one, day)]
        return [one.listed for one in sorted(fitting, key=_highest)]


def _highest(entry: _Entry) -> tuple[int, int]:
    return -entry.rank, entry.first


def _ordinal(day: dt.date) -> int:
    return list_day(day).toordinal() if isinstance(day, dt.datetime) else day.toordinal()


def _exactly(entry: _Entry, day: dt.date) -> bool:
    """Whether a moment, other than a day, lies between the moments of the entry."""
    if not isinstance(day, dt.datetime):
        return True
    return entry.listed.since <= day < (entry.listed.until or _ALWAYS)
