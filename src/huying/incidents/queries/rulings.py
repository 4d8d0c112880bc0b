"""What the rules in force at a place say about incidents."""

import datetime as dt

from huying.incidents import rules
from huying.incidents.values import ForceRule, LineRule, StepRule
from huying.rulebook.queries import reader


def forces_at(area: str, at: dt.datetime) -> tuple[ForceRule, ...]:
    """The task forces an incident there has."""
    found: tuple[ForceRule, ...] = reader(at).value(rules.FORCES.code, area)
    return found


def lines_at(area: str, at: dt.datetime) -> tuple[LineRule, ...]:
    """The lines task forces must have people from."""
    found: tuple[LineRule, ...] = reader(at).value(rules.LINES.code, area)
    return found


def playbook_at(area: str, at: dt.datetime) -> tuple[StepRule, ...]:
    """The steps of the playbook there, in order."""
    found: tuple[StepRule, ...] = reader(at).value(rules.PLAYBOOK.code, area)
    return found


def step_at(code: str, area: str, at: dt.datetime) -> StepRule | None:
    """One step of the playbook; None for an order of its own."""
    return next((step for step in playbook_at(area, at) if step.code == code), None) if code else None
