"""Whom a draft would reach: the rooms above count it before publication, and bring their own rows up to date afterwards."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

from huying.kernel.words import Words

from .keys import Table, key, keys
from .reader import Reader, RuleMissing

NEW = Words("新纳入", "new")
FREED = Words("不再涉及", "freed")
KEPT = Words("不变", "as before")


class Reached(NamedTuple):
    """How many are reached in one area and category: who is new, who is freed, who stays as before."""

    area: str
    category: Words
    new: int
    freed: int
    kept: int


@dataclass(frozen=True, slots=True)
class Change:
    """What a draft changes: the keys whose value differs somewhere in its area, and the rules before and after."""

    area: str
    keys: frozenset[str]
    before: Reader
    after: Reader


@dataclass(frozen=True, slots=True)
class Evaluator:
    """One thing that rules decide about, such as people on lists or running clocks.

    `reads` says whether it depends on a key. `count` answers the whole question set-based, with the scope of its
    caller. `afterwards` brings stored results up to date in the transaction of the publication, touching only what the
    change concerns, and answers how many rows that were. `note` is said beside the numbers.
    """

    code: str
    title: Words
    reads: Callable[[str], bool]
    count: Callable[[Change], list[Reached]]
    afterwards: Callable[[Change], int] | None = None
    new: Words = NEW
    freed: Words = FREED
    kept: Words = KEPT
    note: Words | Callable[[], Words] | None = None


class Answer(NamedTuple):
    """What one evaluator found."""

    evaluator: Evaluator
    lines: list[Reached]

    @property
    def total(self) -> tuple[int, int, int]:
        """New, freed and kept, over all areas and categories."""
        return (
            sum(line.new for line in self.lines),
            sum(line.freed for line in self.lines),
            sum(line.kept for line in self.lines),
        )


_evaluators: dict[str, Evaluator] = {}


def reaches(evaluator: Evaluator) -> None:
    """Make an evaluator known; called once, when its app is ready."""
    _evaluators[evaluator.code] = evaluator


def evaluators() -> list[Evaluator]:
    """Every evaluator, by code."""
    return [_evaluators[code] for code in sorted(_evaluators)]


def changed_keys(before: Reader, after: Reader, area: str, asked: Iterable[str]) -> frozenset[str]:
    """Which of some keys have another value at an area once a draft is in force."""
    return frozenset(
        code for code in asked if code in keys() and _held(before, code, area) != _held(after, code, area)
    )


def _held(reader: Reader, code: str, area: str) -> Any:
    kind = key(code).kind
    if not isinstance(kind, Table):
        with suppress(RuleMissing):
            return reader.stored(code, area)
        return None
    lines: dict[str, Any] = {}
    with suppress(RuleMissing):
        for choice in reader.table(code, area):
            lines[choice] = reader.stored(code, area, choice)
    return lines


def answers(change: Change) -> list[Answer]:
    """What every evaluator that depends on a changed key finds."""
    return [
        Answer(one, sorted(one.count(change), key=lambda line: (line.area, line.category)))
        for one in evaluators()
        if any(one.reads(code) for code in change.keys)
    ]


def follow(change: Change) -> Mapping[str, int]:
    """Let every evaluator concerned bring its rows up to date; answers how many each touched."""
    touched = {}
    for one in evaluators():
        if one.afterwards is not None and any(one.reads(code) for code in change.keys):
            touched[one.code] = one.afterwards(change)
    return touched


def stamp(found: Sequence[Answer], *marks: str) -> str:
    """A short hash of what a person was shown: publication asks for it, so that nobody publishes unseen."""
    said = [[one.evaluator.code, [list(line) for line in one.lines]] for one in found]
    text = json.dumps([said, marks], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def by_area(found: Answer, areas: Mapping[str, str]) -> list[Reached]:
    """The lines of an answer summed over larger areas, `areas` saying which each belongs to."""
    sums: defaultdict[tuple[str, Words], list[int]] = defaultdict(lambda: [0, 0, 0])
    for line in found.lines:
        total = sums[areas.get(line.area, line.area), line.category]
        for place, number in enumerate((line.new, line.freed, line.kept)):
            total[place] += number
    return [Reached(area, category, *total) for (area, category), total in sorted(sums.items())]
