"""The risk levels of many places at once, as `level_of` and `level_inside` answer them one by one."""

import datetime as dt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from huying.places import codes
from huying.places.codes import Grade
from huying.places.levels import RANK, list_day
from huying.places.risk import RiskMap
from huying.screening.lookback import Entry
from huying.screening.queries.where import AsOf
from huying.screening.reading import RiskLevels

from .ground import Bools, Codes, Places

Ranks = NDArray[np.int8]
_MOST_DAYS = 4_000
# Which area around a place is meant; of those cities that have streets but no districts the city itself.
AROUND: dict[str, tuple[Grade, ...]] = {"city": ("city",), "district": ("district", "city"), "street": ("street",)}  # fmt: skip


class Standing(NamedTuple):
    """The rank of the area each place lies in, and the highest in it; 0 for none."""

    of: Ranks
    inside: Ranks


class Risky(NamedTuple):
    """Which areas surely and which perhaps meet an entry on a day, and which texts do."""

    sure: Bools
    maybe: Bools
    told: Bools


class Sight:
    """What one reader of the lists sees of some places; every answer is kept, for rules ask the same again."""

    def __init__(self, places: Places, risk: RiskLevels) -> None:
        self.places, self.risk = places, risk
        self._standing: dict[tuple[int, dt.date], Standing] = {}
        self._told: dict[dt.date, Ranks] = {}
        self._met: dict[tuple[Entry, dt.date], Risky] = {}

    def stretches(self, first: dt.date, last: dt.date) -> list[dt.date]:
        """`first`, and the days to `last` on which levels may differ from the day before.

        Raises ValueError when a reader that only answers day by day is asked for too many.
        """
        if not isinstance(self.risk, AsOf):
            count = max(0, (last - first).days) + 1
            if count > _MOST_DAYS:
                raise ValueError(f"{count} days are too many to ask one by one")
            return [first + dt.timedelta(days=day) for day in range(count)]
        if first >= self.risk.today:
            return [first]
        days = {self.risk.today}
        for one in self.risk.levels.placed():
            days.add(list_day(one.since))
            if one.until is not None:
                days.add(list_day(one.until - dt.timedelta(microseconds=1)) + dt.timedelta(days=1))
        return [first, *sorted(day for day in days if first < day <= min(last, self.risk.today))]

    def meets(self, entry: Entry, day: dt.date) -> Risky:
        """How places stand to an entry that names a level."""
        key = (entry, self.risk.asked(day) if isinstance(self.risk, AsOf) else day)
        if key not in self._met:
            self._met[key] = self._meets(entry, day)
        return self._met[key]

    def _meets(self, entry: Entry, day: dt.date) -> Risky:
        levels = {"any": ("high", "medium")}.get(entry.level, (entry.level,))
        wanted = np.zeros(max(RANK.values()) + 1, np.bool_)
        wanted[[RANK[level] for level in levels]] = True  # type: ignore[index]
        areas = self.places.codes
        stands = self._stands(areas, day)
        sure, maybe = wanted[stands.of], wanted[stands.inside]
        left = np.ones(len(areas), np.bool_)
        for grade in AROUND.get(entry.around, ()):
            around, own = areas.step(grade)
            ours = left & (own >= 0)
            sure[ours] |= wanted[self._stands(around, day).inside[own[ours]]]
            maybe[ours] = False
            left &= ~ours
        return Risky(sure, maybe, wanted[self._ranks_told(day)])

    def _stands(self, areas: Codes, day: dt.date) -> Standing:
        key = (id(areas), self.risk.asked(day) if isinstance(self.risk, AsOf) else day)
        if key not in self._standing:
            self._standing[key] = standing(self.risk, areas, day)
        return self._standing[key]

    def _ranks_told(self, day: dt.date) -> Ranks:
        if day not in self._told:
            texts = self.places.named.texts
            if isinstance(self.risk, AsOf):
                found = np.full(len(texts), _rank(self.risk.level_of("", day)), np.int8)
                for place in np.flatnonzero(self.places.named.coded).tolist():
                    found[place] = _rank(self.risk.level_of(texts[place], day))
            else:
                found = _ranks([self.risk.level_of(text, day) for text in texts])
            self._told[day] = found
        return self._told[day]


def standing(risk: RiskLevels, areas: Codes, day: dt.date) -> Standing:
    """How areas stand on a day."""
    if isinstance(risk, AsOf):
        return _set_wise(risk.levels, areas, risk.asked(day))
    known = [code.decode() for code in areas.known]
    of, inside = [risk.level_of(one, day) for one in known], [risk.level_inside(one, day) for one in known]
    return Standing(_ranks(of), _ranks(inside))


def _set_wise(levels: RiskMap, areas: Codes, day: dt.date) -> Standing:
    listed = levels.inside(codes.ALL, day)
    low, high = areas.bounds()
    of, inside = np.zeros(len(areas), np.int8), np.zeros(len(areas), np.int8)
    for rank in sorted(RANK.values()):
        ours = [one for one in listed if RANK[one.level] == rank]
        spans = [codes.span(one.code) for one in ours if one.code]
        # Where the areas of this rank begin and end among the codes in order; they may lie in one another.
        edge = np.zeros(len(areas) + 1, np.int32)
        np.add.at(edge, np.searchsorted(low, np.array([one for one, _ in spans], low.dtype)), 1)
        np.add.at(edge, np.searchsorted(low, np.array([one for _, one in spans], low.dtype), "right"), -1)
        of[np.cumsum(edge)[:-1] > 0] = rank
        near = np.sort(np.array([one.code or one.within for one in ours], low.dtype))
        inside[np.searchsorted(near, low) < np.searchsorted(near, high, "right")] = rank
    return Standing(of, np.maximum(of, inside))


def _rank(level: str | None) -> int:
    return RANK[level] if level else 0  # type: ignore[index]


def _ranks(levels: list[str | None]) -> Ranks:
    return np.array([_rank(level) for level in levels], np.int8)
