"""Whom a draft of look-back rules would reach among those who declared: counted before it is published."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from huying.base.clock import now
from huying.base.spans import moment_words
from huying.kernel.words import Words
from huying.places import codes, scope
from huying.rulebook.categories import CATEGORIES
from huying.rulebook.reach import Change, Reached
from huying.rulebook.reader import RuleMissing
from huying.screening.queries.where import risk_now
from huying.screening.services.rereading import LOOKED_BACK

from .columns import Answers, Columns
from .ruling import KEYS, Reading, ruled
from .services.keeping import Whole, columns_now

TO_ASK = Words("（地点还要问清）", " (ask where exactly)")


def travellers_count(change: Change) -> list[Reached]:
    """People by area below the draft's and category: newly in it, no longer, as before; only what the scope shows."""
    area = _seen(change.area)
    if area is None:
        return []
    return counted(change, columns_now(area), area)


def _seen(area: str) -> str | None:
    """The part of an area that lies in the present scope; None for no part."""
    shown = scope.current()
    if shown is None:
        return None
    if codes.covers(shown, area):
        return area
    return shown if codes.covers(area, shown) else None


def counted(change: Change, whole: Whole, area: str) -> list[Reached]:
    """The lines of a change for the people of an area, from columns."""
    answers, sums = Answers(), _Sums(change.area)
    today = timezone.localdate(max(change.after.at, now()))
    risk = risk_now()
    for columns, gone in whole.parts:
        reading = Reading(columns, risk, today, answers)
        counts = columns.active(today - LOOKED_BACK)
        counts[gone] = False
        for people, by in ruled(columns, (change.before, change.after), area):
            before, after = (reading.rules(one, by) for one in (change.before, change.after))
            was = reading.answer(before, people)
            sums.add(
                columns,
                people,
                counts[people],
                was,
                reading.answer(after, people) if before != after else was,
            )
    return list(sums.lines(answers, _names(change)))


class _Sums:
    """How many went from which answer to which, by area below one."""

    def __init__(self, area: str) -> None:
        self.area = area
        self.grade = codes.GRADES[min(codes.GRADES.index(codes.grade(area)) + 1, len(codes.GRADES) - 1)]
        self.found: dict[str, dict[tuple[int, int], int]] = {}

    def add(
        self, columns: Columns, people: slice, counts: Any, was: NDArray[Any], now_is: NDArray[Any]
    ) -> None:
        """Count some people; answer 0 on both sides is nobody's business."""
        below, own = columns.homes.step(self.grade)
        many = int(max(was.max(initial=0), now_is.max(initial=0))) + 1
        place = own[columns.area[people]] + 1
        ways = (place.astype(np.int64) * many + was) * many + now_is
        found = np.bincount(ways[counts], minlength=1)
        for way in np.flatnonzero(found).tolist():
            rest, after = divmod(way, many)
            where, before = divmod(rest, many)
            if before or after:
                area = below.known[where - 1].decode() if where else self.area
                line = self.found.setdefault(area, {})
                line[before, after] = line.get((before, after), 0) + int(found[way])

    def lines(self, answers: Answers, names: dict[str, Words]) -> Iterator[Reached]:
        """A line an area and category."""
        for area, ways in self.found.items():
            for code in sorted({code for way in ways for code in way if code}):
                category, sure = answers.known[code]
                name = names.get(category, Words(category, category))
                kept = ways.get((code, code), 0)
                new = sum(count for (_, after), count in ways.items() if after == code) - kept
                freed = sum(count for (before, _), count in ways.items() if before == code) - kept
                words = name if sure else Words(name.zh + TO_ASK.zh, name.en + TO_ASK.en)
                yield Reached(area, words, new, freed, kept)


def _names(change: Change) -> dict[str, Words]:
    names: dict[str, Words] = {}
    for reader in (change.before, change.after):
        try:
            names |= {one.code: Words(one.zh, one.en) for one in reader.value(CATEGORIES.code, change.area)}
        except RuleMissing:
            continue
    return names


def note() -> Words:
    """As of when people were counted, and how a change of category counts."""
    local = timezone.localtime(now())
    return Words(
        "按{at}的报备和风险地区名单逐人判断，看规则生效那天归哪一类；换了类别的，在新类别算“新纳入”，在原类别算“不再涉及”。",
        "Read person by person from what was declared and listed as of {at}, for the day the rules come into force; who changes"
        " category is new in the one and freed of the other.",
    ).fill(at=moment_words(local, local))


def reads(rule: str) -> bool:
    """Whether a key decides whom a rule concerns."""
    return rule in KEYS
