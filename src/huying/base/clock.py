"""The only place that knows the time; a drill or a test may borrow another."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_borrowed: ContextVar[dt.datetime | None] = ContextVar("huying_borrowed_now", default=None)


def now() -> dt.datetime:
    """The present moment, zone-aware in UTC; the borrowed one inside `borrow()`."""
    return _borrowed.get() or dt.datetime.now(dt.UTC)


@contextmanager
def borrow(moment: dt.datetime) -> Iterator[None]:
    """Let `now()` answer `moment` inside the block.

    Raises ValueError when the moment has no zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a borrowed moment needs a zone")
    token = _borrowed.set(moment)
    try:
        yield
    finally:
        _borrowed.reset(token)
