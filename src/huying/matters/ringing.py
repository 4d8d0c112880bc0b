"""Clocks that are due: claimed in batches, rung, and none stops the others."""

import datetime as dt
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import structlog
from django.conf import settings
from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected

from huying.base.clock import now
from huying.kernel.decide import decide
from huying.kernel.kinds import kind_of
from huying.kernel.situation import Actor, Ground
from huying.places import scope

from .ground import ground_at
from .models import Clock, Matter
from .services import commit
from .store import Done, claim, clocks_of, due_count, lines_above, lock, row_follows, snapshot_of

log = structlog.get_logger(__name__)
CLOCK = Actor("clock")

_PUSH_BACK = """
UPDATE matters_clock SET due_at = %s, faults = faults + 1, error = %s WHERE matter_id = %s AND due_at <= %s
"""


def ring_all(*, limit: int = 1000, hands: int = 1, enough: Callable[[int], bool] = lambda rang: False) -> int:
    """Ring clocks until none is left that is due, or `enough` says so of how many rang; returns how many rang.

    `limit` clocks at a time; when more are due, as many as there are `hands` ring side by side, each on a connection of
    its own: one prepares its acts while the database writes those of another.
    """
    waiting = due_count(now(), limit + 1)
    if waiting <= limit:
        return ring_due(limit=limit) if waiting else 0
    rang: list[int] = []

    def ring() -> None:
        while not enough(sum(rang)) and (found := ring_due(limit=limit)):
            rang.append(found)

    def help_ringing() -> None:
        try:
            ring()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=max(hands - 1, 1), thread_name_prefix="ringing") as helpers:
        # A borrowed moment goes along.
        helping = [helpers.submit(copy_context().run, help_ringing) for _ in range(hands - 1)]
        ring()
    for helper in helping:
        helper.result()
    return sum(rang)


def ring_due(*, limit: int = 1000) -> int:
    """Ring up to `limit` clocks that are due; returns how many rang.

    Matters somebody else is just acting on are passed over: their clocks are found again a moment later.
    """
    at = now()
    try:
        with transaction.atomic(), scope.everything("ringing clocks"):
            matters = _claimed(at, limit)
            return _ring(matters, at) if matters else 0
    except OperationalError as error:
        if not _collided(error):
            raise
        # Somebody waited for us while we waited for them. That is nobody's fault: all are found again.
        log.warning("clock_batch_collided", error=repr(error))
        return 0


def _claimed(at: dt.datetime, limit: int) -> dict[int, Matter]:
    """Matters with due clocks that are ours until the transaction ends, each with the whole line above it."""
    claimed = claim(at, limit)
    lines = lines_above([pk for pk, matter in claimed.items() if matter.parent_id])
    if not lines:
        return claimed
    above = set().union(*lines.values())
    ours = claimed.keys() | lock(above - claimed.keys(), skip_locked=True).keys()
    return {pk: matter for pk, matter in claimed.items() if lines.get(pk, set()) <= ours}


def _collided(error: Exception) -> bool:
    return isinstance(error, OperationalError) and isinstance(error.__cause__, DeadlockDetected)


def _ring(matters: Mapping[int, Matter], at: dt.datetime) -> int:
    clocks, ground = clocks_of(list(matters)), ground_at(at)
    done: list[Done] = []
    for pk, matter in matters.items():
        done += _rung(matter, clocks[pk], at, ground)
    if not done:
        return 0
    try:
        with transaction.atomic():
            commit(done)
    except Exception as error:
        if _collided(error):
            raise
        # One matter's effects failed and took the batch along: each gets a transaction of its own.
        log.warning("clock_batch_failed", error=repr(error), matters=len(matters))
        return sum(_ring_alone(pk, at) for pk in matters)
    return len(done)


def _rung(matter: Matter, clocks: dict[str, dt.datetime], at: dt.datetime, ground: Ground) -> list[Done]:
    """Every due clock of a locked matter, in the order they were due."""
    kind, done = kind_of(matter.kind), []
    standing = snapshot_of(matter, clocks)
    try:
        for timer, due in sorted(clocks.items(), key=lambda item: item[1]):
            if due > at or standing.clocks.get(timer) != due:
                continue
            before = standing
            standing, line = decide(
                kind, before, kind.timer(timer).rings, CLOCK, None, at, ground, rang=timer
            )
            done.append(Done(kind, matter, before, standing, line))
    except Exception as error:
        _push_back(matter.pk, at, error)
        return []
    row_follows(matter, standing)
    return done


def _ring_alone(pk: int, at: dt.datetime) -> int:
    matter = Matter.objects.get(pk=pk)
    try:
        with transaction.atomic():
            done = _rung(matter, clocks_of([pk])[pk], at, ground_at(at))
            if done:
                commit(done)
            return len(done)
    except Exception as error:
        if _collided(error):
            raise
        _push_back(pk, at, error)
        return 0


def _push_back(pk: int, at: dt.datetime, error: Exception) -> None:
    """A faulty clock rings again later, and the page of engineers shows it until then."""
    log.error("clock_faulty", matter=pk, error=repr(error), exc_info=error)
    later = at + settings.HUYING_CLOCK_PUSH_BACK
    with connection.cursor() as cursor:
        cursor.execute(_PUSH_BACK, [later, repr(error)[:500], pk, at])
    Matter.objects.filter(pk=pk).update(due_at=_first_due(pk))


def _first_due(pk: int) -> dt.datetime | None:
    return Clock.objects.filter(matter_id=pk).order_by("due_at").values_list("due_at", flat=True).first()
