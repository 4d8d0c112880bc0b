"""Whose answer is no longer the one that was read last: found in columns, so that nobody else is read again."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from huying.places import codes
from huying.places.levels import list_day
from huying.rulebook.queries import reader
from huying.rulebook.reader import Reader
from huying.screening.lookback import entry_of
from huying.screening.queries.applies import Readings
from huying.screening.queries.where import AsOf
from huying.screening.reading import RiskLevels
from huying.screening.rules_travel import LOOKBACK
from huying.screening.services.rereading import LOOKED_BACK

from .columns import Answers, Columns
from .ground import Places
from .ruling import Reading, ruled
from .services.keeping import columns_now
from .sight import AROUND


def changed(
    known: Readings, area: str, places: Sequence[str] | None = None, since: dt.datetime | None = None
) -> list[int]:
    """The declarations of an area whose category, or its certainty, is another by the rules and lists of a moment than the
    one kept, in order; with `places` only of those who were anywhere that a change of their levels `since` can matter.
    """
    book, found = reader(known.at), []
    before = AsOf(known.risk.levels, since) if since is not None and isinstance(known.risk, AsOf) else None
    for columns, gone in columns_now(area).parts:
        counts = columns.active(timezone.localdate(known.at) - LOOKED_BACK)
        counts[gone] = False
        if places is not None:
            people = concerned(columns, places, rules_around(book), before, known.risk)
            columns, counts = columns.take(people), counts[people]
        found += _of(columns, counts, known, book, area)
    return sorted(found)


def _of(columns: Columns, counts: NDArray[np.bool_], known: Readings, book: Reader, area: str) -> list[int]:
    reading = Reading(columns, known.risk, timezone.localdate(known.at), Answers(columns.answers.known[1:]))
    found: list[int] = []
    for people, by in ruled(columns, [book], area):
        now_is = reading.answer(known.rules(by) if by else [], people)
        found += columns.ids[people][counts[people] & (now_is != columns.kept[people])].tolist()
    return found


def rules_around(book: Reader) -> frozenset[str]:
    """How far around an area at risk any rule in force looks: city, district or street."""
    rules = (row for area in book.areas(LOOKBACK.code) for row in book.value(LOOKBACK.code, area))
    entries = (entry_of(text) for row in rules for text in (*row.places, *row.except_places))
    return frozenset(entry.around for entry in entries if entry.around)


def concerned(
    columns: Columns,
    areas: Sequence[str],
    around: frozenset[str],
    before: RiskLevels | None = None,
    after: RiskLevels | None = None,
) -> NDArray[np.int64]:
    """Who was at a place whose level a change in some areas can alter: inside one, around one, or as far as rules look.

    With the lists before and after, what is around counts only where it is not as before.
    """
    today = list_day(after.at) if isinstance(after, AsOf) else None

    def moved(place: str) -> bool:
        if before is None or after is None or today is None:
            return True
        return before.level_inside(place, today) != after.level_inside(place, today)

    return columns.people_at(np.flatnonzero(_touched(columns.places, areas, around, moved)))


def _touched(
    places: Places, areas: Sequence[str], around: frozenset[str], moved: Callable[[str], bool]
) -> NDArray[np.bool_]:
    found = np.zeros(len(places.codes) + 1, np.bool_)
    wider = {step for area in areas for step in _wider(area, around)}
    for whole in {*areas, *filter(moved, wider)}:
        found[places.codes.inside(whole)] = True
    for above in filter(moved, {above for area in areas for above in codes.ancestors(area)}):
        place = places.codes.find(above)
        if place is not None:
            found[place] = True
    # What is known by words alone, yet written like a code, may be found by it.
    return np.where(places.known, found[places.whose], places.named.coded[places.text])


def _wider(area: str, around: frozenset[str]) -> Iterator[str]:
    for one in around:
        step = next((found for grade in AROUND[one] if (found := codes.at(area, grade))), None)
        if step is not None:
            yield step
