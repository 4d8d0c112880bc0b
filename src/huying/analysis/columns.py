"""Everyone with a declared stay as columns: numpy arrays side by side, people in order of area, stays in order of person."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huying.places import codes
from huying.screening.lookback import MARKS

from .ground import Codes, Ints, Places

Array = NDArray[Any]
# The day of leaving of whoever is still there.
STILL = dt.date.max.toordinal()
BITS = {mark: 1 << place for place, mark in enumerate(MARKS)}
_WIDE = np.iinfo(np.uint16).max


class Answers:
    """What somebody can be found to be, as small numbers: 0 for nobody whom a rule concerns."""

    def __init__(self, known: Sequence[tuple[str, bool]] = ()) -> None:
        self.known: list[tuple[str, bool]] = [("", True)]
        self._code = {("", True): 0}
        for category, sure in known:
            self.code(category, sure)

    def code(self, category: str, sure: bool) -> int:
        """The number of a category that is certain or not."""
        one = (category, sure or not category)
        if one not in self._code:
            self._code[one] = len(self.known)
            self.known.append(one)
        return self._code[one]


@dataclass(frozen=True, eq=False)
class Columns:
    """People in order of area and, in one area, of how many stays they have; each with a row of distinct `whos` (day of arrival, marks), what was read of them last (`kept`, a
    number of `answers`), the day they were last anywhere or marked (`last`), and stays from `starts[n]` to `starts[n + 1]`.

    A stay has a row of the distinct `places` and one of the distinct `spans` (day came, day left or STILL). Days are
    ordinals. Nothing in here tells who somebody is but the number of their declaration.
    """

    ids: NDArray[np.int64]
    area: Ints
    who: Array
    kept: Ints
    last: Ints
    starts: NDArray[np.int64]
    place: Ints
    span: Array
    homes: Codes
    whos: Ints
    spans: Ints
    places: Places
    answers: Answers

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def area_starts(self) -> NDArray[np.int64]:
        """Where the people of each home area begin."""
        return np.asarray(np.searchsorted(self.area, np.arange(len(self.homes) + 1)), np.int64)

    def inside(self, area: str) -> slice:
        """The people of an area."""
        homes = self.homes.inside(area)
        return slice(int(self.area_starts[homes.start]), int(self.area_starts[homes.stop]))

    @cached_property
    def there(self) -> tuple[NDArray[np.int64], Ints]:
        """From places to people: who was at place n stands from the n-th start to the next."""
        starts = np.zeros(len(self.places) + 1, np.int64)
        np.cumsum(np.bincount(self.place, minlength=len(self.places)), out=starts[1:])
        owner = np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.starts))
        return starts, owner[np.argsort(self.place, kind="stable")]

    def people_at(self, places: Array) -> NDArray[np.int64]:
        """Who was at some places, each once and in order."""
        starts, people = self.there
        begins = starts[places]
        counts = starts[places + 1] - begins
        behind = np.cumsum(counts)
        if not len(behind) or not behind[-1]:
            return np.zeros(0, np.int64)
        found = np.zeros(len(self), np.bool_)
        found[people[np.repeat(begins - (behind - counts), counts) + np.arange(behind[-1])]] = True
        return np.flatnonzero(found)

    @cached_property
    def _by_id(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        order = np.argsort(self.ids, kind="stable")
        return self.ids[order], order

    def find(self, ids: Array) -> NDArray[np.int64]:
        """Where some declarations stand; those that are not here are left out."""
        known, order = self._by_id
        if not len(known):
            return np.zeros(0, np.int64)
        place = np.minimum(np.searchsorted(known, ids), len(known) - 1)
        return np.asarray(order[place[known[place] == ids]], np.int64)

    def take(self, people: Array) -> "Columns":
        """Some people alone, by where they stand; places, days and answers are the same."""
        begins = self.starts[people]
        counts = self.starts[people + 1] - begins
        starts = np.zeros(len(people) + 1, np.int64)
        np.cumsum(counts, out=starts[1:])
        stays = np.repeat(begins - starts[:-1], counts) + np.arange(starts[-1])
        return replace(
            self,
            ids=self.ids[people], area=self.area[people], who=self.who[people], kept=self.kept[people],
            last=self.last[people], starts=starts, place=self.place[stays], span=self.span[stays],
        )  # fmt: skip

    def active(self, since: dt.date) -> NDArray[np.bool_]:
        """Who has been anywhere since a day, is still there, or said something about themselves since."""
        return self.last >= since.toordinal()


@dataclass(frozen=True)
class People:
    """People as they are read, in any order; days as ordinals, marks as bits."""

    ids: Array
    area: Array
    arrived: Array
    marks: Array
    declared: Array
    kept: Array


@dataclass(frozen=True)
class Stays:
    """Stays as they are read, in any order; `place` is a row of the places read beside them."""

    ids: Array
    place: Array
    came: Array
    left: Array


def columns_of(people: People, stays: Stays, places: Places, answers: Answers) -> Columns:
    """Lay people and stays out as columns. Stays of nobody are left out."""
    homes, area = np.unique(np.asarray(people.area, f"S{codes.WIDTH}"), return_inverse=True)
    owner = _owners(people.ids, stays.ids)
    # Those with as many stays together: then a loop over them is always as long as the one before.
    order = np.lexsort((people.ids, np.bincount(owner[owner >= 0], minlength=len(people.ids)), area))
    ids = np.asarray(people.ids, np.int64)[order]
    place = np.empty(len(order) + 1, np.int64)
    place[order], place[-1] = np.arange(len(order)), -1
    owner = place[owner]
    whos, who = _rows(people.arrived[order], people.marks[order])
    spans, span = _rows(stays.came, stays.left)
    kept = np.argsort(owner, kind="stable")
    kept = kept[int(np.searchsorted(owner, 0, sorter=kept)) :]
    starts = np.zeros(len(ids) + 1, np.int64)
    np.cumsum(np.bincount(owner[kept], minlength=len(ids)), out=starts[1:])
    last = np.where(people.marks[order] != 0, people.declared[order], 0).astype(np.int32)
    np.maximum.at(last, owner[kept], np.asarray(stays.left, np.int32)[kept])
    return Columns(
        ids=ids, area=area[order].astype(np.int32), who=_narrow(who, len(whos)), kept=np.asarray(people.kept, np.int32)[order],
        last=last, starts=starts, place=np.asarray(stays.place, np.int32)[kept], span=_narrow(span[kept], len(spans)),
        homes=Codes(homes), whos=whos, spans=spans, places=places, answers=answers,
    )  # fmt: skip


def _owners(ids: Array, wanted: Array) -> NDArray[np.int64]:
    """Where the owner of each stay stands; -1 for nobody."""
    order = np.argsort(ids, kind="stable")
    known = ids[order]
    place = np.minimum(np.searchsorted(known, wanted), max(len(known) - 1, 0))
    if not len(known):
        return np.full(len(wanted), -1, np.int64)
    return np.where(known[place] == wanted, order[place], -1)


def _rows(one: Array, two: Array) -> tuple[Ints, Array]:
    """The distinct pairs of two columns, and which each row has."""
    both = np.asarray(one, np.int64) * (1 << 32) + np.asarray(two, np.int64)
    found, own = np.unique(both, return_inverse=True)
    return np.stack([found >> 32, found & 0xFFFFFFFF], axis=1).astype(np.int32), own


def _narrow(rows: Array, count: int) -> Array:
    return rows.astype(np.uint16 if count <= _WIDE else np.int32)


def runs(marks: Array) -> Iterator[tuple[int, int]]:
    """The stretches of equal values of a column, as (first, behind the last)."""
    edges = np.flatnonzero(np.diff(marks)) + 1
    yield from zip([0, *edges.tolist()], [*edges.tolist(), len(marks)], strict=True)
