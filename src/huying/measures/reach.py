"""Who under a measure a draft of rules would free: counted before it is published, proposed for release after."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from django.utils import timezone

from huying.base.clock import now
from huying.kernel.words import Words
from huying.matters.many import perform_many
from huying.matters.services import SYSTEM
from huying.places import codes, scope
from huying.rulebook.categories import CATEGORIES, Category
from huying.rulebook.reach import Change, Evaluator, Reached, reaches
from huying.rulebook.reader import Reader

from . import calendar as calendars
from . import person_rules as rules
from .measure_facts import ReleaseAsked
from .models import Measure
from .queries.measures import category_words
from .regimes import Regime

WHY = Words(
    "规则变了：按新的规定，这一类人不用再管控或天数已满",
    "The rules have changed: by the new ones nothing is asked of this category any more, or the days are over",
)


def _reads(code: str) -> bool:
    return code in (rules.REGIME.code, CATEGORIES.code)


def _running(change: Change) -> Iterator[tuple[Measure, bool]]:
    """Every measure in force in the area of the draft, and whether the new rules would have let the person go by now."""
    today = timezone.localtime(now()).date()
    gone: dict[str, set[str]] = {}
    rows = (
        scope.within(Measure.objects.filter(live=True), change.area).select_related("matter").order_by("pk")
    )
    for row in rows.iterator(chunk_size=500):
        if row.area not in gone:
            gone[row.area] = _led(change.before, row.area) - _led(change.after, row.area)
        yield row, row.category in gone[row.area] or _over(row, change, today)


def _led(read: Reader, area: str) -> set[str]:
    """The categories that lead to a measure there."""
    found: tuple[Category, ...] = read.value(CATEGORIES.code, area)
    return {one.code for one in found if one.measures}


def _over(row: Measure, change: Change, today: dt.date) -> bool:
    before: Regime = change.before.value(rules.REGIME.code, row.area, choice=row.regime)
    after: Regime = change.after.value(rules.REGIME.code, row.area, choice=row.regime)
    if before == after:
        return False
    if not after.segments:
        return True
    assert row.starts_on is not None  # noqa: S101 - what is in force has begun
    try:
        made = calendars.placed(after, start=row.starts_on, exposed=row.exposed_at, arrived=row.arrived_on)
    except ValueError:
        # The new rule counts from a day nobody knows: for people to see.
        return False
    return made.empty or made.last < today


def freed_count(change: Change) -> list[Reached]:
    """Measures in force by area below the draft's and category: freed, or as before."""
    sums: defaultdict[tuple[str, Words], list[int]] = defaultdict(lambda: [0, 0, 0])
    for row, freed in _running(change):
        below = codes.at(row.area, "community") or row.area
        sums[below, category_words(row.category, row.area)][1 if freed else 2] += 1
    return [Reached(area, title, *numbers) for (area, title), numbers in sums.items()]


def freed_propose(change: Change) -> int:
    """Propose release for each whom the new rules would have let go; how many. A person decides."""
    with scope.everything("rules on measures have changed"):
        freed = [row.matter.code for row, free in _running(change) if free and row.release_asked_at is None]
        said = ReleaseAsked(reason=WHY.zh)
        perform_many(act="ask_release", rows=dict.fromkeys(freed, said), actor=SYSTEM)
    return len(freed)


def register() -> None:
    """Make it known to the preview of rules."""
    reaches(
        Evaluator(
            code="measures.freed",
            title=Words("正在管控的人", "People under a measure"),
            reads=_reads,
            count=freed_count,
            afterwards=freed_propose,
            freed=Words("提议解除", "release proposed"),
            kept=Words("不变", "as before"),
            note=Words(
                "新规定更严的，不影响已经决定的措施；更轻的，逐人提议解除，由人决定。",
                "Stricter rules touch no measure that was decided; milder ones propose release for each, and people decide.",
            ),
        )
    )
