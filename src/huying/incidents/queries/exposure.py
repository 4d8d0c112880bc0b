"""Who was at the place together with the case, as far as what people told says."""

import datetime as dt

from huying.incidents import rules
from huying.incidents.models import Incident
from huying.rulebook.queries import reader


def window_of(row: Incident) -> tuple[dt.datetime, dt.datetime] | None:
    """From the case's coming to its leaving plus the margin of the rule in force when it left; None while unknown."""
    if row.exposed_from is None or row.exposed_until is None:
        return None
    until = reader(row.exposed_until).due(rules.MARGIN.code, row.exposed_until, row.area)
    return row.exposed_from, until
