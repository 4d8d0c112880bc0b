"""By when a row must be checked and under control: the rule in force where and when it was received."""

import datetime as dt
from dataclasses import dataclass

from huying.rulebook.queries import reader
from huying.rulebook.spans import Span
from huying.screening import rules_lists as rules
from huying.screening.rules_lists import Deadline


@dataclass(frozen=True, slots=True)
class Due:
    """The deadlines of one row; `milestone` and `at` are those of the rule, `check_by` and `control_by` its clocks."""

    milestone: str
    at: dt.datetime
    check_by: dt.datetime | None
    control_by: dt.datetime | None


def due_for(category: str, area: str, received_at: dt.datetime) -> Due:
    """The deadlines of somebody of a category received at a moment; counted from receipt, never from a hand-over."""
    known = reader(received_at)
    rule: Deadline = known.value(rules.DEADLINE.code, area, choice=category)

    def after(hours: int) -> dt.datetime:
        if rule.counts == "elapsed":
            return received_at + dt.timedelta(hours=hours)
        return known.calendar(area).due(received_at, Span(hours, "wh"))

    at = after(rule.hours)
    early = after(rule.checked_hours) if rule.checked_hours else None
    if rule.milestone == "checked":
        return Due("checked", at, at, None)
    return Due("under_control", at, early, at)
