"""How often a public door may be tried: counted in the database, so that all processes agree."""

import datetime as dt
import math
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from .clock import now
from .secrets import keyed_hash

_COUNT = """
INSERT INTO base_attempt (door, who, period, slot, count)
SELECT * FROM unnest(%s::text[], %s::bytea[], %s::int[], %s::bigint[], %s::int[])
ON CONFLICT (door, who, period, slot) DO UPDATE SET count = least(base_attempt.count + 1, %s)
"""
_READ = """
SELECT want.nr, coalesce(sum(had.count) FILTER (WHERE had.slot = want.slot), 0)::int,
       coalesce(sum(had.count) FILTER (WHERE had.slot = want.slot - 1), 0)::int
FROM unnest(%s::int[], %s::bytea[], %s::int[], %s::bigint[]) AS want (nr, who, period, slot)
LEFT JOIN base_attempt had ON had.door = %s AND had.who = want.who AND had.period = want.period
     AND had.slot IN (want.slot, want.slot - 1)
GROUP BY want.nr
"""


class Limit(NamedTuple):
    """At most `most` tries in any `seconds`."""

    most: int
    seconds: int


class _Window(NamedTuple):
    who: bytes
    limit: Limit
    slot: int


def limits(door: str) -> tuple[Limit, ...]:
    """The limits of a door from settings.HUYING_LIMITS; a door without any is a bug (KeyError)."""
    return tuple(Limit(*pair) for pair in settings.HUYING_LIMITS[door])


def take(door: str, *who: str) -> dt.datetime | None:
    """Count one try by every visitor named (an address, a phone, a code) and judge it.

    Answers None when it may go on, else the moment from which it may be tried again. Counts inside the caller's
    transaction: who counts failures must answer them with a page, not with an error that rolls everything back.
    """
    moment = now()
    windows = _windows(door, who, moment)
    if not windows:
        return None
    most = max(window.limit.most for window in windows) + 1
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT,
            [
                [door] * len(windows),
                [window.who for window in windows],
                [window.limit.seconds for window in windows],
                [window.slot for window in windows],
                [1] * len(windows),
                most,
            ],
        )
    return _judged(door, windows, moment, trying=0)


def wait(door: str, *who: str) -> dt.datetime | None:
    """The moment from which a further try would be let through, or None for at once; counts nothing."""
    moment = now()
    return _judged(door, _windows(door, who, moment), moment, trying=1)


def sweep() -> int:
    """Delete what no window looks at any more; answers how many rows went."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM base_attempt WHERE (slot + 2) * period < %s", [math.floor(now().timestamp())]
        )
        return int(cursor.rowcount)


def _windows(door: str, who: tuple[str, ...], moment: dt.datetime) -> list[_Window]:
    hashes = sorted({keyed_hash(one, f"attempt:{door}") for one in who if one})
    second = math.floor(moment.timestamp())
    # In one order for everybody, so that two tries never wait for each other in a ring.
    return [_Window(one, limit, second // limit.seconds) for one in hashes for limit in limits(door)]


def _judged(door: str, windows: list[_Window], moment: dt.datetime, *, trying: int) -> dt.datetime | None:
    if not windows:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            _READ,
            [
                list(range(len(windows))),
                [window.who for window in windows],
                [window.limit.seconds for window in windows],
                [window.slot for window in windows],
                door,
            ],
        )
        rows = cursor.fetchall()
    frees = [_free(windows[nr], current, before, moment, trying) for nr, current, before in rows]
    return max((free for free in frees if free), default=None)


def _free(window: _Window, current: int, before: int, moment: dt.datetime, trying: int) -> dt.datetime | None:
    """When the next try of a visitor with these tries in this slot and the one before passes; None for now."""
    most, seconds = window.limit
    start = window.slot * seconds
    passed = (moment.timestamp() - start) / seconds
    # The slot before counts only for the part of it that a sliding window would still see.
    if before * (1 - passed) + current + trying <= most:
        return None
    if before and current + 1 <= most:
        share = 1 - (most - current - 1) / before
    else:
        share = 1 + max(0.0, 1 - (most - 1) / current) if current else 1.0
    return dt.datetime.fromtimestamp(math.ceil(start + seconds * share), dt.UTC)
