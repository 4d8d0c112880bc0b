"""All rules in force at one moment, in memory: which value holds for a key, a place and a choice, and why."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from huying.kernel.words import Words
from huying.places import codes

from .calendars import Calendar, WorkingTime, calendar
from .keys import Table, key
from .spans import Span
from .values import OTHERS, Value

CALENDAR_KEY = "calendar.working"
_REMEMBERED = 200_000


class RuleMissing(LookupError):
    """No rule set in force has a value for the key there: a fault of the program, not of a person."""


@dataclass(frozen=True)
class Source:
    """The rule set that a value comes from. `id` is None for the values shipped with the program.

    `excepted` are the keys that only an exception lets it have; `lasts` ends single keys earlier than the set.
    The shipped values and their versions are no `law`: nobody is measured against them unbidden.
    """

    id: int | None
    code: str
    title: Words
    authority: Words
    area: str
    valid_from: dt.datetime
    valid_until: dt.datetime | None
    document: Mapping[str, Any]
    lasts: Mapping[str, dt.datetime] = field(default_factory=dict)
    excepted: frozenset[str] = frozenset()
    parent: int | None = None
    law: bool = True

    def until(self, code: str) -> dt.datetime | None:
        """When the value of a key stops being in force; None for never."""
        ends = [end for end in (self.valid_until, self.lasts.get(code)) if end is not None]
        return min(ends, default=None)

    def holds(self, code: str, at: dt.datetime) -> bool:
        """Whether the value of a key is in force at a moment."""
        end = self.until(code)
        return self.valid_from <= at and (end is None or at < end)


class Because(NamedTuple):
    """Why a value holds: the rule set it comes from, whose it is, and how long it lasts.

    `law` is false for values shipped with the program.
    """

    value: Any
    words: Words
    rule_set: int | None
    code: str
    title: Words
    authority: Words
    area: str
    valid_from: dt.datetime
    valid_until: dt.datetime | None
    law: bool = True


class _Found(NamedTuple):
    value: Any
    stored: Any
    source: Source


class _Due(NamedTuple):
    delta: dt.timedelta | None  # for elapsed time
    span: Span
    calendar: Calendar | None  # for working time


class Reader:
    """The rules in force at a moment. Never changes; only its memory of earlier answers grows.

    `area` is an area code, `choice` the line of a table (a category, an urgency). The nearest area up the tree
    that has a value wins; inside one area the set that came into force last. A table answers with the line of
    the choice, else with its `*`; when it has neither, the next one is asked.
    """

    def __init__(self, sources: Iterable[Source], at: dt.datetime) -> None:
        self.at = at
        self._lines: dict[str, dict[str, list[Source]]] = {}
        for source in sorted(sources, key=_latest_first, reverse=True):
            for code in source.document:
                if source.holds(code, at):
                    self._lines.setdefault(code, {}).setdefault(source.area, []).append(source)
        # The areas that have rules of their own, the smallest first: those that cover a place are few.
        own = {area for by_area in self._lines.values() for area in by_area}
        narrow = sorted(own, key=lambda area: codes.GRADES.index(codes.grade(area)), reverse=True)
        self._spans = [(*codes.span(area), area) for area in narrow]
        self._above: dict[str, tuple[str, ...]] = {}
        self._found: dict[tuple[str, str, str | None], _Found] = {}
        self._dues: dict[tuple[str, str, str | None], _Due] = {}
        # What a line of a set reads as, and the calendar made from it: the same for every place that asks.
        self._read: dict[tuple[int, str, str | None], Any] = {}
        self._calendars: dict[int, Calendar] = {}

    def value(self, rule: str, area: str, *, choice: str | None = None) -> Any:
        """The value as code wants it: Span, int, float, bool, str, tuple or model.

        Raises RuleMissing when nothing in force has one, KeyError for an undeclared key.
        """
        return self._find(rule, area, choice).value

    def stored(self, rule: str, area: str, choice: str | None = None) -> Any:
        """The value as documents keep it, plain JSON."""
        return self._find(rule, area, choice).stored

    def duration(self, rule: str, area: str, choice: str | None = None) -> Span:
        """A length of time."""
        span = self._find(rule, area, choice).value
        if not isinstance(span, Span):
            raise TypeError(f"{rule} is not a length of time")
        return span

    def count(self, rule: str, area: str, choice: str | None = None) -> int:
        """A whole number."""
        number = self._find(rule, area, choice).value
        if not isinstance(number, int) or isinstance(number, bool):
            raise TypeError(f"{rule} is not a whole number")
        return number

    def share(self, rule: str, area: str, choice: str | None = None) -> float:
        """A part of a whole, from 0 to 1."""
        number = self._find(rule, area, choice).value
        if not isinstance(number, float):
            raise TypeError(f"{rule} is not a share")
        return number

    def flag(self, rule: str, area: str, choice: str | None = None) -> bool:
        """Yes or no."""
        answer = self._find(rule, area, choice).value
        if not isinstance(answer, bool):
            raise TypeError(f"{rule} is not a yes or no")
        return answer

    def due(self, rule: str, start: dt.datetime, area: str, choice: str | None = None) -> dt.datetime:
        """When a span that begins at `start` (with a zone) is over, in UTC."""
        known = self._dues.get((rule, area, choice))
        if known is None:
            known = self._prepare(rule, area, choice)
        if known.delta is not None:
            if start.tzinfo is None:
                raise ValueError("a moment needs a zone")
            return start.astimezone(dt.UTC) + known.delta
        assert known.calendar is not None  # noqa: S101 - prepared with one or the other
        return known.calendar.due(start, known.span)

    def calendar(self, area: str) -> Calendar:
        """The working time of a place."""
        working = self._find(CALENDAR_KEY, area, None).value
        assert isinstance(working, WorkingTime)  # noqa: S101 - the kind of the key
        # By identity, which is stable: this reader holds each working time it has read.
        known = self._calendars.get(id(working))
        if known is None:
            known = self._calendars[id(working)] = calendar(working)
        return known

    def table(self, rule: str, area: str) -> dict[str, Any]:
        """Every line in force for a place, over all sets, each as `value` would answer it."""
        merged: dict[str, Any] = {}
        for source in self._sources(rule, area):
            for choice, stored in source.document[rule].items():
                merged.setdefault(choice, _kind(rule).of.read(stored))
            if OTHERS in source.document[rule]:
                break
        if not merged:
            raise RuleMissing(f"{rule} has no value in force at {area}")
        return merged

    def areas(self, rule: str) -> list[str]:
        """The areas with a value of their own for a key: whatever lies in the same of them has the same value."""
        return sorted(self._lines.get(rule, ()))

    def why(self, rule: str, area: str, choice: str | None = None) -> Because:
        """The value with where it comes from."""
        value, stored, source = self._find(rule, area, choice)
        kind = key(rule).kind
        said = kind.of.say(stored) if isinstance(kind, Table) else kind.say(stored)
        return Because(
            value, said, source.id, source.code, source.title, source.authority,
            source.area, source.valid_from, source.until(rule), source.law,
        )  # fmt: skip

    def _sources(self, rule: str, area: str) -> Iterable[Source]:
        by_area = self._lines.get(rule)
        if by_area is None:
            key(rule)  # an undeclared key is another fault than a missing value
            return
        for place in self._upwards(area):
            yield from by_area.get(place, ())

    def _upwards(self, area: str) -> tuple[str, ...]:
        known = self._above.get(area)
        if known is None:
            if len(self._above) >= _REMEMBERED:
                self._above.clear()
            found = (place for low, high, place in self._spans if low <= area <= high)
            known = self._above[area] = tuple(found)
        return known

    def _find(self, rule: str, area: str, choice: str | None) -> _Found:
        known = self._found.get((rule, area, choice))
        if known is not None:
            return known
        found = self._search(rule, area, choice)
        if len(self._found) >= _REMEMBERED:
            self._found.clear()
        self._found[rule, area, choice] = found
        return found

    def _reading(self, source: Source, rule: str, choice: str | None, stored: Any) -> Any:
        name = (id(source), rule, choice)
        if name not in self._read:
            kind = key(rule).kind
            self._read[name] = (kind.of if isinstance(kind, Table) else kind).read(stored)
        return self._read[name]

    def _search(self, rule: str, area: str, choice: str | None) -> _Found:
        kind = key(rule).kind
        for source in self._sources(rule, area):
            stored = line_of(kind, source.document[rule], choice)
            if stored is not None:
                return _Found(self._reading(source, rule, choice, stored), stored, source)
        raise RuleMissing(f"{rule} has no value in force at {area} for {choice}")

    def _prepare(self, rule: str, area: str, choice: str | None) -> _Due:
        span = self.duration(rule, area, choice)
        if span.clock == "elapsed":
            made = _Due(span.delta, span, None)
        else:
            made = _Due(None, span, self.calendar(area))
        if len(self._dues) >= _REMEMBERED:
            self._dues.clear()
        self._dues[rule, area, choice] = made
        return made


def _kind(rule: str) -> Table:
    kind = key(rule).kind
    if not isinstance(kind, Table):
        raise TypeError(f"{rule} is not a table")
    return kind


def _latest_first(source: Source) -> tuple[dt.datetime, int]:
    return source.valid_from, source.id or 0


def line_of(kind: Value, stored: Any, choice: str | None) -> Any:
    """What a stored value says for a choice: the whole value, or that line of the table; None for nothing."""
    if not isinstance(kind, Table):
        return stored
    return stored.get(choice, stored.get(OTHERS)) if choice is not None else stored.get(OTHERS)


class Book:
    """All rule sets that were, are or will be in force, and a reader for each stretch between their changes."""

    def __init__(self, stamp: str, sources: Iterable[Source]) -> None:
        self.stamp = stamp
        self.sources = tuple(sources)
        moments = {source.valid_from for source in self.sources}
        for source in self.sources:
            moments.update(end for code in source.document if (end := source.until(code)))
        self.changes = tuple(sorted(moments))
        self._readers: dict[int, Reader] = {}

    def at(self, moment: dt.datetime) -> Reader:
        """The rules in force at a moment."""
        stretch = bisect_right(self.changes, moment)
        reader = self._readers.get(stretch)
        if reader is None:
            start = self.changes[stretch - 1] if stretch else moment
            reader = self._readers[stretch] = Reader(self.sources, start)
        return reader

    def next_change(self, moment: dt.datetime) -> dt.datetime | None:
        """When something next comes into force or ends after a moment."""
        stretch = bisect_right(self.changes, moment)
        return self.changes[stretch] if stretch < len(self.changes) else None
