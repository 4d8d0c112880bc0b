"""The one loop over people, twice: compiled by numba where it is installed, else whole columns at a time by numpy."""

from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .compiling import BRUIJN, TOP

Array = NDArray[Any]
# (starts, place, span, who, row, by place, by span, by who, alone, lead, out): `out` keeps the lower of what it has and finds.
Kernel = Callable[[Array, Array, Array, Array, Array, Array, Array, Array, np.uint64, Array, Array], None]
_MULTIPLY, _SHIFT = np.uint64(BRUIJN), np.uint64(TOP)
# So many people at a time that what is in between stays in the processor's own memory.
_CHUNK = 1 << 14


def by_numpy(
    starts: Array, place: Array, span: Array, who: Array, row: Array, by_place: Array, by_span: Array, by_who: Array,
    alone: np.uint64, lead: Array, out: Array,
) -> None:  # fmt: skip
    """The order of what counts first for everybody, by whole columns."""
    one_day = not row.any()
    for first in range(0, len(who), _CHUNK):
        behind = min(first + _CHUNK, len(who))
        ours, begins = who[first:behind], starts[first : behind + 1]
        bits = np.zeros(len(ours), np.uint64)
        stays = slice(int(begins[0]), int(begins[-1]))
        if stays.stop > stays.start:
            days = span[stays].astype(np.intp)
            if not one_day:
                days += np.repeat(row[ours], np.diff(begins))
            met = by_place.take(place[stays])
            met &= by_span.take(days)
            counts = np.diff(begins)
            been = counts > 0
            at = begins[:-1] - begins[0]
            if been.all():
                np.bitwise_or.reduceat(met, at, out=bits)
            else:
                bits[been] = np.bitwise_or.reduceat(met, at[been])
        bits |= alone
        bits &= by_who.take(ours)
        lowest = bits & (~bits + np.uint64(1))
        lowest *= _MULTIPLY
        lowest >>= _SHIFT
        found = lead.take(lowest.astype(np.intp))
        np.minimum(out[first:behind], found, out=out[first:behind])


def _loop(
    starts: Any, place: Any, span: Any, who: Any, row: Any, by_place: Any, by_span: Any, by_who: Any, alone: Any,
    lead: Any, out: Any,
) -> None:  # fmt: skip
    # Without a branch, and with unsigned places, which may not count from the end.
    behind = starts[0]
    for one in range(len(who)):
        first, behind = behind, starts[one + 1]
        kind = who[one]
        days = row[kind]
        bits = alone
        for stay in range(first, behind):
            bits |= by_place[np.uint32(place[stay])] & by_span[np.uint64(days + span[stay])]
        bits &= by_who[kind]
        lowest = bits & (~bits + np.uint64(1))
        out[one] = min(out[one], lead[(lowest * _MULTIPLY) >> _SHIFT])


@lru_cache(maxsize=1)
def by_numba() -> Kernel | None:
    """The loop compiled, on one thread; None where numba is not installed. The first call of a version compiles it."""
    if find_spec("numba") is None:
        return None
    import numba

    try:
        made: Kernel = numba.njit(_loop, cache=True, nogil=True)
    except RuntimeError:  # nowhere to keep what was compiled
        made = numba.njit(_loop, nogil=True)
    return made


def kernel() -> Kernel:
    """The quickest there is."""
    return by_numba() or by_numpy
