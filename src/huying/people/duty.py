"""Who of a desk is on shift just now: the domain that keeps rosters says it here, whoever sends messages asks."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping

Desk = tuple[str, str]
Shifts = Callable[[Collection[Desk], dt.datetime], Mapping[Desk, set[int]]]
_sources: list[Shifts] = []


def register_shifts(source: Shifts) -> None:
    """Let a domain tell the ids of those on shift at desks (unit, area) at a moment; desks without a roster left out."""
    if source not in _sources:
        _sources.append(source)


def on_shift(desks: Collection[Desk], at: dt.datetime) -> dict[Desk, set[int]]:
    """Those on shift at each desk that has somebody on shift."""
    found: dict[Desk, set[int]] = {}
    for source in _sources:
        for desk, people in source(desks, at).items():
            found.setdefault(desk, set()).update(people)
    return {desk: people for desk, people in found.items() if people}
