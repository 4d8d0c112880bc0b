"""The venues registered at a place: the domain that keeps them says it here, and whoever closes places asks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Registered:
    """A registered venue: its code where it is kept, its name, its area, and its sort (one of `limits.PLACES`; empty
    for a sort that no rule closes).
    """

    code: str
    name: str
    area: str
    sort: str


Source = Callable[[Sequence[str]], Sequence[Registered]]
_sources: list[Source] = []


def register_source(source: Source) -> None:
    """Let a domain tell its venues: `source(areas)` answers those inside any of the areas, in any scope."""
    if source not in _sources:
        _sources.append(source)


def venues_in(areas: Iterable[str]) -> list[Registered]:
    """Every venue registered inside the areas, by area and name."""
    asked = sorted(set(areas))
    found = {one.code: one for source in _sources for one in source(asked)} if asked else {}
    return sorted(found.values(), key=lambda one: (one.area, one.name))
