"""The calendar of a measure: which days are of which kind, when tests are due, when it ends. Pure, dates only."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from huying.kernel.words import Words

from . import terms
from .regimes import Extension, Regime, Reset, Segment, Tests

DAY = dt.timedelta(days=1)
Means = Literal["before", "running", "over"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive days of one kind, the first and the last included; `segment` is its number in the regime, from 0.

    `passed` days of the segment were over before the stretch began; below 0 when it began before they counted.
    """

    kind: str
    first: dt.date
    last: dt.date
    segment: int
    passed: int = 0

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class TestDay:
    """A day on which a sample is to be taken."""

    __test__ = False  # no test case of pytest

    on: dt.date
    sample: str = "single"


@dataclass(frozen=True, slots=True)
class Position:
    """Where a day lies: which day of how many, and of its stretch."""

    means: Means
    day: int = 0
    of: int = 0
    stretch: Stretch | None = None
    stretch_day: int = 0


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of one measure of one person. Without stretches there is nothing left to serve."""

    stretches: tuple[Stretch, ...]
    tests: tuple[TestDay, ...]

    @property
    def empty(self) -> bool:
        """Whether no day is left to serve."""
        return not self.stretches

    @property
    def first(self) -> dt.date:
        """Its first day; IndexError when it is empty."""
        return self.stretches[0].first

    @property
    def last(self) -> dt.date:
        """The last day on which anything is asked of the person: free from the next one."""
        return self.stretches[-1].last

    @property
    def days(self) -> int:
        """How many days it asks for."""
        return (self.last - self.first).days + 1

    def at(self, on: dt.date) -> Position:
        """What a day means."""
        if self.empty or on < self.first:
            return Position("before")
        found = next((s for s in self.stretches if s.first <= on <= s.last), None)
        if found is None:
            return Position("over", of=self.days)
        return Position("running", (on - self.first).days + 1, self.days, found, (on - found.first).days + 1)

    def turns(self) -> tuple[dt.date, ...]:
        """The days on whose beginning something changes: a new stretch, the day after a test day, the day after the end."""
        if self.empty:
            return ()
        moments = {stretch.first for stretch in self.stretches[1:]}
        moments |= {test.on + DAY for test in self.tests}
        return tuple(sorted({*moments, self.last + DAY}))

    def next_turn(self, after: dt.date) -> dt.date | None:
        """The first of them after a day."""
        return next((day for day in self.turns() if day > after), None)


def placed(
    regime: Regime,
    *,
    start: dt.date,
    exposed: dt.date | None = None,
    arrived: dt.date | None = None,
) -> Calendar:
    """The calendar of a measure that begins on `start`.

    Day one is the day after the last exposure, the day of arrival, or `start`, as the regime says; where missing
    days are made up, what of the segments lies before `start` is not served. A day of grace before day one (found on
    the day of exposure itself) belongs to the first segment. Raises ValueError without the date the regime counts from.
    """
    day_one = _day_one(regime, start, exposed, arrived)
    stretches: list[Stretch] = []
    first = day_one
    for number, segment in enumerate(regime.segments):
        last = first + DAY * (segment.days - 1)
        if last >= start:
            # Found late the first served day is the start; found on day 0 that day counts for nothing, but is served.
            begins = start if not stretches else first
            stretches.append(Stretch(segment.kind, begins, last, number, (begins - first).days))
        first = last + DAY
    found = tuple(stretches)
    return Calendar(found, _tests(regime, found, day_one))


def _day_one(regime: Regime, start: dt.date, exposed: dt.date | None, arrived: dt.date | None) -> dt.date:
    if regime.day_one == "exposure+1" and exposed is None:
        raise ValueError("the regime counts from the last exposure")
    if regime.day_one == "arrival" and arrived is None:
        raise ValueError("the regime counts from the arrival")
    if not regime.makes_up or regime.day_one == "measure_start":
        return start
    return exposed + DAY if regime.day_one == "exposure+1" and exposed else arrived or start


def _tests(regime: Regime, stretches: Sequence[Stretch], day_one: dt.date) -> tuple[TestDay, ...]:
    """The test days of the served stretches; two on one day are one, the more thorough."""
    found: dict[dt.date, TestDay] = {}
    for stretch in stretches:
        segment = regime.segments[stretch.segment]
        # A day before day one is the day on which the person was found: no day of the count.
        begins = max(stretch.first, day_one) if stretch.segment == 0 else stretch.first
        for plan in regime.tests:
            if plan.segment == stretch.segment + 1:
                for test in _planned(plan, segment, begins, stretch.last):
                    if test.on not in found or test.sample == "double":
                        found[test.on] = test
    return tuple(found[on] for on in sorted(found))


def _planned(plan: Tests, segment: Segment, begins: dt.date, last: dt.date) -> Iterable[TestDay]:
    for day in plan.days:
        on = last if day == segment.days else begins + DAY * (day - 1)
        if begins <= on <= last:
            yield TestDay(on, plan.sample)


def extended(calendar: Calendar, extension: Extension, *, on: dt.date) -> Calendar:
    """The calendar after a decision of that day to lengthen; unchanged where it is as long already.

    `total` counts all days of the segment, those that had passed before the measure began included. Daily tests
    begin on the day after the decision.
    """
    wanted = extension.kind or (calendar.stretches[0].kind if not calendar.empty else "")
    at = next((n for n, s in enumerate(calendar.stretches) if s.kind == wanted and s.last >= on), None)
    if at is None or not extension.allowed:
        return calendar
    old = calendar.stretches[at]
    days = max((extension.total or 0) - old.passed, old.days + extension.add)
    more = DAY * max(0, days - old.days)
    new = replace(old, last=old.last + more)
    later = () if extension.drops_later else tuple(_moved(s, more) for s in calendar.stretches[at + 1 :])
    tests = [
        replace(test, on=test.on + more) if test.on > old.last else test
        for test in calendar.tests
        if not (extension.drops_later and test.on > old.last)
    ]
    if extension.tests == "daily":
        known = {test.on for test in tests}
        day = max(on + DAY, new.first)
        while day <= new.last:
            if day not in known:
                tests.append(TestDay(day))
            day += DAY
    return Calendar((*calendar.stretches[:at], new, *later), tuple(sorted(tests, key=lambda t: t.on)))


def _moved(stretch: Stretch, by: dt.timedelta) -> Stretch:
    return replace(stretch, first=stretch.first + by, last=stretch.last + by)


def restarted(calendar: Calendar, reset: Reset, regime: Regime, *, on: dt.date) -> Calendar:
    """The calendar after the days began to count anew: day one is the day after the event.

    What has passed stays; from the running segment (or from the first one) every segment is served whole.
    """
    position = calendar.at(on)
    running = position.stretch or (calendar.stretches[-1] if calendar.stretches else None)
    if reset.restarts == "nothing" or running is None:
        return calendar
    begin = 0 if reset.restarts == "measure" else running.segment
    passed = [replace(s, last=min(s.last, on)) for s in calendar.stretches if s.first <= on]
    anew: list[Stretch] = []
    first = on + DAY
    for number, segment in enumerate(regime.segments):
        if number >= begin:
            anew.append(Stretch(segment.kind, first, first + DAY * (segment.days - 1), number))
            first = anew[-1].last + DAY
    # A segment that goes on is one stretch to the person, not two.
    if passed and anew and passed[-1].kind == anew[0].kind and passed[-1].last + DAY == anew[0].first:
        joined = replace(anew[0], first=passed[-1].first, passed=-passed[-1].days)
        stretches = (*passed[:-1], joined, *anew[1:])
    else:
        stretches = (*passed, *anew)
    tests = [test for test in calendar.tests if test.on <= on]
    return Calendar(tuple(stretches), (*tests, *_tests(regime, anew, on + DAY)))


def shortened(calendar: Calendar, *, last: dt.date) -> Calendar:
    """The calendar cut after a day; ValueError when that is before its first or not earlier than its last."""
    if calendar.empty or not calendar.first <= last < calendar.last:
        raise ValueError("not a shorter calendar")
    stretches = tuple(replace(s, last=min(s.last, last)) for s in calendar.stretches if s.first <= last)
    return Calendar(stretches, tuple(test for test in calendar.tests if test.on <= last))


def eased(calendar: Calendar, kind: str, *, on: dt.date) -> Calendar:
    """The calendar with everything stricter than a kind done as that kind from a day on. Its days stay as they are."""
    found: list[Stretch] = []
    for stretch in calendar.stretches:
        if stretch.last < on or terms.STRICTNESS[stretch.kind] <= terms.STRICTNESS[kind]:
            parts = [stretch]
        elif stretch.first < on:
            late = (on - stretch.first).days + stretch.passed
            parts = [replace(stretch, last=on - DAY), replace(stretch, kind=kind, first=on, passed=late)]
        else:
            parts = [replace(stretch, kind=kind)]
        for part in parts:
            if found and found[-1].kind == part.kind and found[-1].last + DAY == part.first:
                found[-1] = replace(found[-1], last=part.last)
            else:
                found.append(part)
    return Calendar(tuple(found), calendar.tests)


def day_words(calendar: Calendar, on: dt.date) -> Words:
    """What a day means: 居家隔离医学观察第 5 天（共 7 天），全程第 5 天."""
    place = calendar.at(on)
    if place.stretch is None:
        return (
            Words("还没有开始", "not begun")
            if place.means == "before"
            else Words("已期满", "the days are over")
        )
    kind = terms.KINDS[place.stretch.kind]
    return Words(
        f"{kind.zh}第 {place.stretch_day} 天（共 {place.stretch.days} 天），全程第 {place.day} 天（共 {place.of} 天）",
        f"{kind.en}, day {place.stretch_day} of {place.stretch.days}; day {place.day} of {place.of} in all",
    )


def written(calendar: Calendar) -> dict[str, Any]:
    """The calendar as JSON."""
    return {
        "stretches": [
            [s.kind, s.first.isoformat(), s.last.isoformat(), s.segment, s.passed] for s in calendar.stretches
        ],
        "tests": [[test.on.isoformat(), test.sample] for test in calendar.tests],
    }


def read(kept: dict[str, Any]) -> Calendar:
    """The calendar that `written` gave."""
    day = dt.date.fromisoformat
    return Calendar(
        tuple(
            Stretch(kind, day(first), day(last), number, passed)
            for kind, first, last, number, passed in kept.get("stretches", ())
        ),
        tuple(TestDay(day(on), sample) for on, sample in kept.get("tests", ())),
    )
