"""The rules in force and the map, as a decision asks for them."""

import datetime as dt

from huying.kernel.situation import LEVELS, Holder
from huying.places import codes
from huying.rulebook.queries import reader
from huying.rulebook.reader import Reader

_STEPS: tuple[codes.Grade, ...] = ("grid", "community", "street", "district", "city")


def _desk(level: str, area: str) -> Holder:
    for step in _STEPS[LEVELS.index(level) :]:
        if found := codes.at(area, step):
            return Holder(step, found)
    return Holder(LEVELS[-1], area)


class RuleGround:
    """`kernel.situation.Ground` over the rulebook and the area tree."""

    def __init__(self, rules: Reader) -> None:
        self.rules = rules
        self._desks: dict[tuple[str, str], Holder] = {}

    def due(self, rule: str, start: dt.datetime, area: str, choice: str | None) -> dt.datetime:
        """When a span that begins at `start` is over under the rule in force in the area."""
        return self.rules.due(rule, start, area, choice)

    def count(self, rule: str, area: str, choice: str | None = None) -> int:
        """A whole number the rule sets."""
        return self.rules.count(rule, area, choice)

    def desk(self, level: str, area: str) -> Holder:
        """The ladder's desk for an area: of the first step, from `level` up, that the area lies in."""
        known = self._desks.get((level, area))
        if known is None:
            known = self._desks[level, area] = _desk(level, area)
        return known

    def covers(self, outer: str, inner: str) -> bool:
        """Whether the second area lies in the first."""
        return codes.covers(outer, inner)


def ground_at(at: dt.datetime) -> RuleGround:
    """The ground on which acts of that moment are decided."""
    return RuleGround(reader(at))
