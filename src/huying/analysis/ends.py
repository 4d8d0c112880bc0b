"""Whose measure would end on another day under a draft's regimes: counted before it is published.

A decided measure keeps the rule it was decided by; a new rule changes none of them by itself. The numbers say what deciding
them by the draft would give.
"""

import datetime as dt
import json
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Count, TextField
from django.db.models.functions import Cast

from huying.kernel.words import Words
from huying.measures.calendar import placed
from huying.measures.models import Measure
from huying.measures.person_rules import REGIME
from huying.measures.regimes import Regime
from huying.places import codes, scope
from huying.rulebook.reach import Change, Evaluator, Reached
from huying.rulebook.reader import Reader, RuleMissing

NONE = Regime()


class _Dates(NamedTuple):
    start: dt.date
    exposed: dt.date | None
    arrived: dt.date | None


def ends_count(change: Change) -> list[Reached]:
    """Running measures by area below the draft's and what they are: later (new), earlier or none (freed), the same (kept)."""
    grade = codes.GRADES[min(codes.GRADES.index(codes.grade(change.area)) + 1, len(codes.GRADES) - 1)]
    held = scope.within(Measure.objects.filter(live=True, starts_on__isnull=False), change.area)
    rows = (
        held.annotate(rule_text=Cast("regime_kept", TextField()))
        .values_list("area", "regime", "rule_text", "starts_on", "exposed_at", "arrived_on")
        .annotate(number=Count("pk"))
        .order_by()
    )
    nearest = _Nearest(change.after)
    sums: defaultdict[tuple[str, Words], list[int]] = defaultdict(lambda: [0, 0, 0])
    for area, code, rule, *dates, number in rows:
        kept = _rule(rule)
        before, after = _ends(kept, _Dates(*dates)), _ends(nearest.rule(area, code), _Dates(*dates))
        place = 2 if before == after else 0 if after and (before is None or after > before) else 1
        sums[codes.at(area, grade) or change.area, kept.title()][place] += number
    return [Reached(area, title, *numbers) for (area, title), numbers in sums.items()]


class _Nearest:
    """The regimes of a reader of the rules, asked once for each part of the country that has rules of its own."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.cuts = set(reader.areas(REGIME.code))
        self.found: dict[tuple[str, str], Regime] = {}

    def rule(self, area: str, code: str) -> Regime:
        """The regime of a code at a place; one without segments where there is none."""
        by = next((one for one in (area, *codes.ancestors(area)) if one in self.cuts), "")
        if (by, code) not in self.found:
            self.found[by, code] = self._asked(by, code) if by else NONE
        return self.found[by, code]

    def _asked(self, by: str, code: str) -> Regime:
        try:
            found: Regime = self.reader.value(REGIME.code, by, choice=code)
        except RuleMissing:
            return NONE
        return found


@lru_cache(maxsize=4096)
def _rule(text: str) -> Regime:
    return Regime.model_validate(json.loads(text))


@lru_cache(maxsize=4096)
def _ends(rule: Regime, dates: _Dates) -> dt.date | None:
    """The last day by a regime; None where it asks for none, or cannot tell without a date that nobody gave."""
    try:
        made = placed(rule, start=dates.start, exposed=dates.exposed, arrived=dates.arrived)
    except ValueError:
        return None
    return None if made.empty else made.last


ENDS = Evaluator(
    code="analysis.measures",
    title=Words("正在执行的措施的期满日", "Last days of the measures in force"),
    reads=REGIME.code.__eq__,
    count=ends_count,
    new=Words("期满会更晚", "would end later"),
    freed=Words("期满会更早", "would end earlier"),
    kept=Words("期满日不变", "the same last day"),
    note=Words(
        "已经决定的措施按决定时的规则执行，不随新规则改变；这里数的是按新规则重新决定会怎样，延长和重新计天不算在内。",
        "Measures that are decided keep the rule they were decided by; these numbers say what deciding them by the new one"
        " would give, without what was lengthened or counted anew.",
    ),
)
