"""Look-back rules as tables of bits, so that reading somebody is a few look-ups and one AND; exactly the plain reading.

One bit is one rule, the one that counts first lowest: 31 rules a word, first those that are sure, then those that may be.
A stay meets the rules of `place & span`, somebody those that any of their stays meets, as far as their marks and their day of
arrival allow (`who`). The lowest bit is the answer; the highest is always set and stands for nobody.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from huying.screening.lookback import ANYWHERE, Entry, LookBack, entry_of
from huying.screening.reading import DAYS_READ, Rule

from .columns import BITS, Answers, Columns
from .ground import Bools, Places
from .sight import Sight

Bits = NDArray[np.uint64]
A_WORD = 31
NOBODY = np.uint64(1 << 63)
# Multiplied by a single bit it brings another number to the top for each: the place of the lowest bit, without counting.
BRUIJN = 0x03F79D71B4CB0A89
TOP = 58


@dataclass
class Word:
    """The tables of up to 31 rules. `alone` are those that need no stay; `lead` gives the order of the lowest bit."""

    place: Bits
    span: Bits
    who: Bits
    alone: np.uint64
    lead: NDArray[np.int32]


class Moved(NamedTuple):
    """A rule whose levels are not the same on all days that are read: what it says of each stretch of days.

    `sure` and `maybe` are by place, without levels; the lists hold for each entry that names a level whether it is
    an exception, and by stretch and area (or text) whether it is met.
    """

    order: int
    said: LookBack
    sure: Bools
    maybe: Bools
    but: Bools
    begins: NDArray[np.int32]
    entries: "list[ByStretch]"


class ByStretch(NamedTuple):
    """Where an entry that names a level, an exception or not, is met: a row a stretch of days."""

    exception: bool
    sure: Bools
    maybe: Bools
    told: Bools


@dataclass
class Table:
    """Compiled rules. `row` is where the days of each of the distinct `whos` begin in `span`.

    `answers` gives for each order (sure ones, then those that may be, then nobody) the number of its answer; where
    `tied` another rule of the same precedence leads elsewhere, and what lasts longest decides. At `moving` places
    levels have changed: `moved` rules are read day by day there.
    """

    rules: tuple[Rule, ...]
    words: list[Word]
    row: NDArray[np.int64]
    on: NDArray[np.int32]
    answers: NDArray[np.int32]
    tied: Bools
    moved: list[Moved] = field(default_factory=list)
    moving: Bools | None = None

    @property
    def nobody(self) -> int:
        """The order of whoever no rule concerns."""
        return 2 * len(self.rules)


def ordered(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules as they count, as far as that does not depend on the stay."""
    return tuple(sorted(rules, key=lambda one: (one.precedence, one.said.code)))


def compiled(
    columns: Columns, rules: Sequence[Rule], sight: Sight, today: dt.date, answers: Answers
) -> Table:
    """The tables of some rules on a day, over the distinct places, days and people of the columns."""
    rules = ordered(rules)
    arrived, on = columns.whos[:, 0], np.maximum(columns.whos[:, 0], today.toordinal()).astype(np.int32)
    days, own = np.unique(on, return_inverse=True)
    table = Table(rules, [], own * len(columns.spans), on, *_leads(rules, answers))
    reader = _Reader(
        columns, sight, today, dt.date.fromordinal(max(int(days.max(initial=0)), today.toordinal()))
    )
    for start in range(0, max(len(rules), 1), A_WORD):
        ours = rules[start : start + A_WORD]
        word = Word(
            reader.places(ours, start), _spans(columns, ours, days), _whos(columns, ours, arrived, on, today),
            _alone(ours), _lead(ours, start, len(rules)),
        )  # fmt: skip
        table.words.append(word)
    table.moved, table.moving = reader.moved, reader.moving
    return table


def _leads(rules: Sequence[Rule], answers: Answers) -> tuple[NDArray[np.int32], Bools]:
    both = [answers.code(one.said.category, sure) for sure in (True, False) for one in rules]
    categories: dict[int, set[str]] = {}
    for one in rules:
        categories.setdefault(one.precedence, set()).add(one.said.category)
    tied = [len(categories[one.precedence]) > 1 for one in rules]
    return np.array([*both, 0], np.int32), np.array([*tied, *tied, False], np.bool_)


def _lead(rules: Sequence[Rule], start: int, count: int) -> NDArray[np.int32]:
    found = np.full(64, 2 * count, np.int32)
    for bit in range(len(rules)):
        for place, order in ((bit, start + bit), (bit + A_WORD, count + start + bit)):
            found[(((1 << place) * BRUIJN) & 0xFFFFFFFFFFFFFFFF) >> TOP] = order
    return found


def both(bit: int) -> np.uint64:
    """The bits of a rule in both halves of its word."""
    return np.uint64((1 << bit) | (1 << (bit + A_WORD)))


def _alone(rules: Sequence[Rule]) -> np.uint64:
    return NOBODY | np.uint64(sum(1 << bit for bit, one in enumerate(rules) if not one.said.places))


def _spans(columns: Columns, rules: Sequence[Rule], days: NDArray[Any]) -> Bits:
    """Which rules a stay of some days can meet on each day of the question, one day after another."""
    came, left = columns.spans[:, 0], columns.spans[:, 1]
    found = np.zeros((len(days), len(came)), np.uint64)
    for bit, one in enumerate(rules):
        said = one.said
        fits = np.ones(len(came), np.bool_)
        if said.until:
            fits &= came <= said.until.toordinal()
        if said.since:
            fits &= left >= said.since.toordinal()
        for row, day in enumerate(days.tolist()):
            ours = fits & (came <= day)
            if said.window_days:
                ours &= left >= day - (said.window_days - 1)
            found[row][ours] |= both(bit)
    return found.reshape(-1)


def _whos(
    columns: Columns, rules: Sequence[Rule], arrived: NDArray[Any], on: NDArray[Any], today: dt.date
) -> Bits:
    """Which rules somebody can meet by day of arrival and marks, whatever their stays."""
    marks, here = columns.whos[:, 1], on - arrived
    found = np.full(len(arrived), NOBODY)
    for bit, one in enumerate(rules):
        said, fits = one.said, np.ones(len(arrived), np.bool_)
        if said.arrived_from:
            fits &= arrived >= said.arrived_from.toordinal()
        if said.arrived_until:
            fits &= arrived <= said.arrived_until.toordinal()
        if said.here_days_min is not None:
            fits &= here >= said.here_days_min
        if said.here_days_below is not None:
            fits &= here < said.here_days_below
        if said.marks:
            fits &= (marks & sum(BITS[mark] for mark in said.marks)) != 0
        if said.places and said.since:
            fits &= on >= said.since.toordinal()
        if said.places and said.until and said.window_days:
            fits &= on - (said.window_days - 1) <= said.until.toordinal()
        found[fits] |= both(bit)
    return found


class _Reader:
    """Reads the places of rules once for each distinct place."""

    def __init__(self, columns: Columns, sight: Sight, today: dt.date, last: dt.date) -> None:
        self.columns, self.known, self.sight, self.today, self.last = (
            columns,
            columns.places,
            sight,
            today,
            last,
        )
        self.moved: list[Moved] = []
        self.moving: Bools | None = None

    def places(self, rules: Sequence[Rule], start: int) -> Bits:
        """Which rules a stay at each place meets, whatever its days."""
        found = np.zeros(len(self.known), np.uint64)
        for bit, one in enumerate(rules):
            if not one.said.places:
                continue
            met, but = _Met(self.known, one.said.places), _Met(self.known, one.said.except_places)
            levels = self._levels(one.said, met, but)
            if levels is not None:
                self.moved.append(Moved(start + bit, one.said, *_placed(met, but), *levels))
                met.count(levels[1], exception=False)
                but.count(levels[1], exception=True)
            sure, maybe, out = _placed(met, but)
            found[sure & ~out] |= np.uint64(1 << bit)
            found[maybe & ~out] |= np.uint64(1 << (bit + A_WORD))
        return found

    def _levels(
        self, said: LookBack, met: "_Met", but: "_Met"
    ) -> tuple[NDArray[np.int32], list[ByStretch]] | None:
        """The levels a rule asks for by stretch of days, where they are not the same on all; else they count at once."""
        wanted = [(False, one) for one in met.levels] + [(True, one) for one in but.levels]
        if not wanted:
            return None
        first = self.today
        if said.risk_then and len(self.columns.spans):
            first = min(first, dt.date.fromordinal(int(self.columns.spans[:, 0].min())))
        begins = self.sight.stretches(first, self.last)
        found = [
            ByStretch(
                exception, *(np.stack(rows) for rows in zip(*(self.sight.meets(entry, day) for day in begins), strict=True))
            )
            for exception, entry in wanted
        ]  # fmt: skip
        areas = _any(changes for one in found for changes in (one.sure, one.maybe))
        texts = _any(one.told for one in found)
        ours = np.where(self.known.known, areas[self.known.whose], texts[self.known.text])
        if ours.any():
            self.moving = ours if self.moving is None else self.moving | ours
            return np.array([day.toordinal() for day in begins], np.int32), found
        met.count(found, exception=False)
        but.count(found, exception=True)
        return None


def _any(tables: Iterable[Bools]) -> Bools:
    """Where any of some tables is not the same on all days; one more at the end, which never changes."""
    changes = [(one != one[0]).any(axis=0) for one in tables]
    return np.asarray(np.append(np.logical_or.reduce(changes), False), np.bool_)


def _placed(met: "_Met", but: "_Met") -> tuple[Bools, Bools, Bools]:
    """By place: what is surely met, what perhaps, and what is excepted."""
    known = met.places
    return (
        _on(known, met.sure, met.named_sure), _on(known, met.maybe, met.named_maybe), _on(known, but.sure, but.named_sure),
    )  # fmt: skip


class _Met:
    """What some entries say of areas, and of texts where no area is known; `levels` are left for later.

    `named_...` is by text: first for places whose area is known, then for the others.
    """

    def __init__(self, places: Places, entries: Sequence[str]) -> None:
        self.places = places
        areas, texts = len(places.codes) + 1, len(places.named.texts)
        self.sure, self.maybe = np.zeros(areas, np.bool_), np.zeros(areas, np.bool_)
        self.named_sure, self.named_maybe = np.zeros((2, texts), np.bool_), np.zeros((2, texts), np.bool_)
        self.levels: list[Entry] = []
        for one in entries:
            self._add(entry_of(one))

    def _add(self, entry: Entry) -> None:
        if entry.level:
            self.levels.append(entry)
            return
        if entry.name == ANYWHERE:
            self.sure[:] = True
            return
        if entry.code:
            self.sure[self.places.codes.inside(entry.code)] = True
            self.maybe[self.places.codes.above(entry.code)] = True
        sure, maybe = self.places.named.meant(entry.name)
        for which in (1,) if entry.code else (0, 1):
            self.named_sure[which, sure] = True
            self.named_maybe[which, maybe] = True

    def count(self, levels: "Iterable[ByStretch]", *, exception: bool) -> None:
        """Let levels count as they are on the first day."""
        for one in levels:
            if one.exception == exception:
                self.sure[:-1] |= one.sure[0]
                self.maybe[:-1] |= one.maybe[0]
                self.named_sure[1] |= one.told[0]


def _on(places: Places, areas: Bools, named: Bools) -> Bools:
    """From areas and texts to places."""
    found = areas[places.whose]
    for which, ours in ((0, places.known), (1, ~places.known)):
        if named[which].any():
            found |= ours & named[which][places.text]
    return np.asarray(found, np.bool_)


class Own(NamedTuple):
    """Stays at places whose level changed, as places of their own: which stays, which of `words`' new rows each has."""

    stays: NDArray[np.int64]
    row: NDArray[np.int64]
    words: list[Bits]


def own_places(columns: Columns, table: Table, stays: NDArray[np.int64], who: NDArray[Any]) -> Own:
    """What the rules say of some stays, read by their days; `who` gives the row of `whos` of each stay's owner."""
    triples = np.stack([columns.place[stays], columns.span[stays], table.on[who]], axis=1).astype(np.int64)
    distinct, own = np.unique(triples, axis=0, return_inverse=True)
    place, span, on = distinct[:, 0], distinct[:, 1], distinct[:, 2]
    words = [word.place[place].copy() for word in table.words]
    for one in table.moved:
        sure, maybe = _then(columns, one, place, columns.spans[span], on)
        word, bit = words[one.order // A_WORD], one.order % A_WORD
        word &= ~both(bit)
        word[sure] |= np.uint64(1 << bit)
        word[maybe] |= np.uint64(1 << (bit + A_WORD))
    return Own(stays, own.reshape(-1), words)


def _then(
    columns: Columns, one: Moved, place: NDArray[Any], days: NDArray[Any], on: NDArray[Any]
) -> tuple[Bools, Bools]:
    """Whether a rule is met surely, and perhaps, by stays of some days: its levels are read on each of those."""
    said, places = one.said, columns.places
    first, last = days[:, 0].astype(np.int64), np.minimum(days[:, 1], on)
    if said.since:
        first = np.maximum(first, said.since.toordinal())
    if said.until:
        last = np.minimum(last, said.until.toordinal())
    if said.window_days:
        first = np.maximum(first, on - (said.window_days - 1))
    there = first <= last
    if said.risk_then:
        first = np.maximum(first, last - DAYS_READ)
    else:
        first = last = on
    begin = np.maximum(np.searchsorted(one.begins, first, "right") - 1, 0)
    end = np.maximum(np.searchsorted(one.begins, last, "right"), begin)
    sure, maybe, but = one.sure[place], one.maybe[place], one.but[place]
    known, area, text = places.known[place], places.whose[place], places.text[place]
    for entry in one.entries:
        met = np.zeros(len(place), np.bool_)
        met[known] = _ever(entry.sure, area[known], begin[known], end[known])
        met[~known] = _ever(entry.told, text[~known], begin[~known], end[~known])
        if entry.exception:
            but |= met
            continue
        sure |= met
        maybe[known] |= _ever(entry.maybe, area[known], begin[known], end[known])
    return sure & ~but & there, maybe & ~but & there


def _ever(by_stretch: Bools, which: NDArray[Any], begin: NDArray[Any], end: NDArray[Any]) -> Bools:
    """Whether a column of some stretches is true anywhere from one stretch to before another."""
    columns, own = np.unique(which, return_inverse=True)
    sums = np.zeros((len(by_stretch) + 1, len(columns)), np.int32)
    np.cumsum(by_stretch[:, columns], axis=0, out=sums[1:])
    return np.asarray(sums[end, own.reshape(-1)] > sums[begin, own.reshape(-1)])
