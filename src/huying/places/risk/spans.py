"""From versions to spans: how long each place stood at each level."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from huying.places.levels import LIST_TIME, Level

# Of two contents for one moment the one read from the better form counts, then the one that lists more.
FORM_RANK = {"official": 3, "table": 2, "press": 1}


class Dated(NamedTuple):
    """A version as far as spans go; `places` and `since` by the id of the name."""

    valid_from: dt.datetime
    form: str
    digest: str
    places: dict[Level, list[int]]
    since: dict[int, dt.date]

    @property
    def weight(self) -> tuple[int, int, str]:
        """The higher counts where two are for one moment; the digest decides what is otherwise equal."""
        return FORM_RANK.get(self.form, 0), sum(map(len, self.places.values())), self.digest


class Span(NamedTuple):
    """A name at a level. `opened` is the moment of the version that brought it, `since` may lie before."""

    name: int
    level: Level
    opened: dt.datetime
    since: dt.datetime
    until: dt.datetime | None


def counting(versions: Iterable[Dated]) -> list[Dated]:
    """The versions that count, one a moment, the earliest first."""
    best: dict[dt.datetime, Dated] = {}
    for one in versions:
        there = best.get(one.valid_from)
        if there is None or one.weight > there.weight:
            best[one.valid_from] = one
    return [best[moment] for moment in sorted(best)]


def spans_of(versions: Iterable[Dated], going: Iterable[Span] = ()) -> list[Span]:
    """The spans that versions make, after `going` ones that the version before them had left open.

    A place stands at a level from the first version that lists it to the first that does not.
    """
    is_open: dict[tuple[int, Level], Span] = {(one.name, one.level): one for one in going}
    done: list[Span] = []
    for version in counting(versions):
        listed = {(name, level) for level, names in version.places.items() for name in names}
        for key in [key for key in is_open if key not in listed]:
            done.append(is_open.pop(key)._replace(until=version.valid_from))
        for name, level in sorted(listed - is_open.keys()):
            day = version.since.get(name)
            since = version.valid_from
            if day is not None:
                since = min(since, dt.datetime.combine(day, dt.time(), LIST_TIME))
            is_open[name, level] = Span(name, level, version.valid_from, since, None)
    return done + list(is_open.values())
