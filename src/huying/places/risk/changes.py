"""What changed on a list between two moments."""

import datetime as dt
from typing import Literal, NamedTuple

from huying.places.levels import RANK, Level, level_named

from .queries import spans_at

Kind = Literal["new", "gone", "raised", "lowered", "other"]


class Change(NamedTuple):
    """A place whose levels changed; the levels before and after are those it stood at, the highest first."""

    name: int
    text: str
    province: str
    city: str
    code: str | None
    within: str | None
    source: str
    before: tuple[Level, ...]
    after: tuple[Level, ...]

    @property
    def kind(self) -> Kind:
        """new, gone, raised or lowered; "other" where only a second level came or went."""
        if not self.before:
            return "new"
        if not self.after:
            return "gone"
        step = RANK[self.after[0]] - RANK[self.before[0]]
        return "raised" if step > 0 else "lowered" if step < 0 else "other"


def changes(before: dt.datetime, after: dt.datetime, source: str | None = None) -> list[Change]:
    """The places that stood otherwise at the second moment than at the first, new ones first, then by place."""
    levels: dict[tuple[str, int], tuple[list[Level], list[Level]]] = {}
    named = {}
    for side, at in ((0, before), (1, after)):
        for row in spans_at(at, source).select_related("name"):
            key = (row.source_id, row.name_id)
            levels.setdefault(key, ([], []))[side].append(level_named(row.level))
            named[key] = row.name
    found = []
    for key, (old, new) in levels.items():
        if set(old) == set(new):
            continue
        name = named[key]
        found.append(
            Change(
                name.pk, name.whole_text, name.province, name.city, name.code or None, name.within or None, key[0],
                _ranked(old), _ranked(new),
            )
        )  # fmt: skip
    order = {"new": 0, "raised": 1, "other": 2, "lowered": 3, "gone": 4}
    return sorted(found, key=lambda one: (order[one.kind], one.text, one.source))


def _ranked(levels: list[Level]) -> tuple[Level, ...]:
    return tuple(sorted(levels, key=lambda level: -RANK[level]))


def counted(found: list[Change]) -> dict[Level, tuple[int, int]]:
    """How many places came to each level and how many left it."""
    result: dict[Level, tuple[int, int]] = {}
    for level in RANK:
        came = sum(1 for one in found if level in one.after and level not in one.before)
        left = sum(1 for one in found if level in one.before and level not in one.after)
        if came or left:
            result[level] = (came, left)
    return result
