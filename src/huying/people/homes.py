"""Why people of a place are at home: domains say it here, and whoever looks after those homes hears of changes.

A domain that keeps people at home registers a source; a domain that looks after them registers a watcher. Neither
knows the other.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from huying.kernel.words import Words


@dataclass(frozen=True, slots=True)
class AtHome:
    """One reason why somebody of a place is at home: the matter it comes from, what it is, since when."""

    code: str
    area: str
    title: Words
    since: dt.datetime


Source = Callable[[str], Sequence[AtHome]]
Watcher = Callable[[Iterable[str]], None]
_sources: list[Source] = []
_watchers: list[Watcher] = []


def register_source(source: Source) -> None:
    """Let a domain say who is at home: `source(area)` answers all that holds now inside an area, in any scope."""
    if source not in _sources:
        _sources.append(source)


def register_watcher(watcher: Watcher) -> None:
    """Let a domain hear of areas whose reasons may have changed."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def at_home(area: str) -> list[AtHome]:
    """Every reason that holds now inside an area, the oldest first."""
    found = [one for source in _sources for one in source(area)]
    return sorted(found, key=lambda one: (one.since, one.code))


def homes_changed(areas: Iterable[str]) -> None:
    """Say, inside the transaction of the change, that reasons in these areas began or ended."""
    told = sorted(set(areas))
    for watcher in _watchers:
        watcher(told)
