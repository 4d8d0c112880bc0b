"""By when somebody should look at a message: the one order of the screening queue."""

import datetime as dt
from collections.abc import Sequence

from huying.rulebook.reader import Reader

from . import rules


def attend_by(
    reader: Reader,
    area: str,
    *,
    pace: str,
    urgency: str,
    vulnerable: Sequence[str],
    wanted_by: dt.datetime | None,
    received_at: dt.datetime,
) -> dt.datetime:
    """The end of its screening clock, or the time it is wanted by if that is sooner; earlier still for the urgent
    and for vulnerable people, by the largest lead among theirs.
    """
    by = reader.due(rules.SCREENING.code, received_at, area, pace)
    if wanted_by is not None:
        by = min(by, wanted_by)
    leads = [reader.duration(rules.VULNERABLE_LEAD.code, area, flag).delta for flag in vulnerable]
    lead = max(leads, default=dt.timedelta()) + reader.duration(rules.URGENCY_LEAD.code, area, urgency).delta
    return by - lead


def wanted_by(reader: Reader, area: str, *, pace: str, needed_by: dt.datetime | None) -> dt.datetime | None:
    """The needed-by time less the lead of the rules."""
    if needed_by is None:
        return None
    return needed_by - reader.duration(rules.WANTED_LEAD.code, area, pace).delta
