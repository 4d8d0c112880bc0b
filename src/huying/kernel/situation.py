"""What a decision looks at: the matter as it stands, who acts, and the rules of the place and day."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from pydantic import BaseModel

from .words import Words

LEVEL_WORDS = {
    "grid": Words("网格", "Grid"),
    "community": Words("社区", "Community"),
    "street": Words("街道", "Street"),
    "district": Words("区", "District"),
    "city": Words("市", "City"),
}
LEVELS = tuple(LEVEL_WORDS)


class Holder(NamedTuple):
    """Who must act next: a unit working for an area and, once somebody took it, a person of that unit."""

    unit: str
    area: str
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a post of a member of staff, or `caller`, `clock`, `system`, `linked`.

    `covering` names the absent colleague whose post this is.
    """

    role: str
    unit: str = ""
    area: str = ""
    person: int | None = None
    name: str = ""
    covering: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A matter as it stands: everything a decision may depend on, and nothing else.

    `clocks` maps each running timer to the moment it rings; `asked_at` is when the caller asked, or
    asked again by reopening: the moment from which the caller's clocks count.
    """

    kind: str
    code: str
    state: str
    level: str
    area: str
    holder: Holder
    opened_at: dt.datetime
    asked_at: dt.datetime
    seq: int = 0
    ended_at: dt.datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    clocks: Mapping[str, dt.datetime] = field(default_factory=dict)


class Ground(Protocol):
    """The rules and the map, as far as a decision needs them."""

    def due(self, rule: str, start: dt.datetime, area: str, choice: str | None) -> dt.datetime:
        """When a span that begins at `start` is over under the rule in force in the area."""
        ...

    def count(self, rule: str, area: str, choice: str | None = None) -> int:
        """A whole number the rule sets, e.g. how often a matter may be returned."""
        ...

    def desk(self, level: str, area: str) -> Holder:
        """The unit that answers for an area at a step of the ladder."""
        ...

    def covers(self, outer: str, inner: str) -> bool:
        """Whether the second area lies in the first."""
        ...


@dataclass(frozen=True, slots=True)
class Situation:
    """One act about to be decided. `facts` is None while a page only asks whether the act is possible."""

    matter: Snapshot
    facts: BaseModel | None
    actor: Actor
    at: dt.datetime
    ground: Ground

    def said(self, name: str, otherwise: Any = None) -> Any:
        """A value among the facts of this act."""
        return getattr(self.facts, name, otherwise)
