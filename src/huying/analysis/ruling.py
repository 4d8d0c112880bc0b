"""Which people which rules are for: a rule set of a smaller area comes before those around it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from huying.places import codes
from huying.rulebook.categories import CATEGORIES
from huying.rulebook.reader import Reader, RuleMissing
from huying.screening.queries.where import rules_of
from huying.screening.reading import RiskLevels, Rule
from huying.screening.rules_travel import LOOKBACK

from .columns import Answers, Columns, runs
from .compiling import Table, compiled
from .deciding import decide
from .sight import Sight

KEYS = (LOOKBACK.code, CATEGORIES.code)
Found = NDArray[np.int32]


class Ruled(NamedTuple):
    """People who stand together, and the area whose rules are for them ("" where there are none)."""

    people: slice
    by: str


def ruled(columns: Columns, readers: Sequence[Reader], area: str) -> Iterator[Ruled]:
    """The people of an area in stretches for which every reader has the same rules throughout."""
    homes = columns.homes.inside(area)
    cuts = {one for reader in readers for rule in KEYS for one in reader.areas(rule)}
    # The smallest comes last and stays.
    wide_first = sorted(cuts, key=lambda one: codes.GRADES.index(codes.grade(one)))
    number = np.zeros(len(columns.homes), np.int32)
    for place, cut in enumerate(wide_first, start=1):
        number[columns.homes.inside(cut)] = place
    if homes.start == homes.stop:
        return
    for first, behind in runs(number[homes]):
        people = slice(*(int(columns.area_starts[homes.start + place]) for place in (first, behind)))
        which = int(number[homes.start + first])
        yield Ruled(people, wide_first[which - 1] if which else "")


class Reading:
    """One moment's lists over some columns: answers the rules of any reader for them, each set compiled once."""

    def __init__(self, columns: Columns, risk: RiskLevels, today: dt.date, answers: Answers) -> None:
        self.columns, self.today, self.answers = columns, today, answers
        self.sight = Sight(columns.places, risk)
        self._tables: dict[tuple[tuple[object, int], ...], Table] = {}

    def rules(self, reader: Reader, by: str) -> list[Rule]:
        """The rules of an area."""
        try:
            return rules_of(reader, by) if by else []
        except RuleMissing:
            return []

    def answer(self, rules: Sequence[Rule], people: slice) -> Found:
        """What counts first for each of some people by some rules."""
        key = tuple((one.said, one.precedence) for one in rules)
        if key not in self._tables:
            self._tables[key] = compiled(self.columns, rules, self.sight, self.today, self.answers)
        return decide(self.columns, self._tables[key], people)
