"""What counts first for everybody in some columns: the kernel where it can tell, day by day or stay by stay where it cannot."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .columns import STILL, Columns
from .compiling import A_WORD, Bits, Own, Table, own_places
from .kernels import Kernel, kernel

Orders = NDArray[np.int32]
_FOREVER = np.iinfo(np.int64).max


def decide(
    columns: Columns, table: Table, people: slice | None = None, by: Kernel | None = None
) -> NDArray[np.int32]:
    """The answer for each of some people that stand together (all of them by default), as numbers of its answers."""
    people = people or slice(0, len(columns))
    starts = columns.starts[people.start : people.stop + 1]
    stays = slice(int(starts[0]), int(starts[-1])) if len(starts) else slice(0, 0)
    who, place, span = columns.who[people], columns.place[stays], columns.span[stays]
    starts = starts - starts[0]
    words = [word.place for word in table.words]
    if table.moving is not None:
        place, words = _by_days(columns, table, starts, place, who, stays.start)
    whole = (starts, place, span, who, table.row)
    run = by or kernel()
    if len(words) == 1 and not table.tied.any():
        # The order is the answer's own.
        (word,) = table.words
        found = np.full(len(who), np.iinfo(np.int32).max, np.int32)
        run(*whole, words[0], word.span, word.who, word.alone, table.answers[word.lead], found)
        return found
    orders = np.full(len(who), table.nobody, np.int32)
    for word, by_place in zip(table.words, words, strict=True):
        run(*whole, by_place, word.span, word.who, word.alone, word.lead, orders)
    tied = np.flatnonzero(table.tied[orders])
    if len(tied):
        orders[tied] = _longest(columns, table, orders[tied], tied, starts, place, span, who, words)
    return table.answers[orders]


def _by_days(
    columns: Columns, table: Table, starts: Any, place: Any, who: Any, offset: int
) -> tuple[NDArray[np.int32], list[Bits]]:
    """Stays at places whose level changed get rows of their own, where the rules have been read by their days."""
    assert table.moving is not None  # noqa: S101 - asked for
    ours = np.flatnonzero(table.moving[place])
    if not len(ours):
        return place, [word.place for word in table.words]
    owner = np.searchsorted(starts, ours, "right") - 1
    own: Own = own_places(columns, table, ours + offset, who[owner])
    place = place.copy()
    place[ours] = len(columns.places) + own.row
    return place, [np.concatenate([word.place, more]) for word, more in zip(table.words, own.words, strict=True)]  # fmt: skip


def _longest(
    columns: Columns, table: Table, orders: Orders, people: Any, starts: Any, place: Any, span: Any, who: Any,
    words: list[Bits],
) -> Orders:  # fmt: skip
    """Of several categories of one precedence the one whose rule holds longest, then the first by its code."""
    count = len(table.rules)
    precedence = np.array([one.precedence for one in table.rules])
    sure, group = orders < count, precedence[orders % count]
    counts = np.diff(starts)[people]
    begins = np.cumsum(counts) - counts
    stays = np.repeat(starts[:-1][people] - begins, counts) + np.arange(counts.sum())
    days = columns.spans[span[stays]]
    row = np.repeat(table.row[who[people]], counts)
    best, until = orders.copy(), np.full(len(people), -1, np.int64)
    for number, one in enumerate(table.rules):
        word, bit = table.words[number // A_WORD], number % A_WORD
        for certain, shift, order in ((True, bit, number), (False, bit + A_WORD, count + number)):
            asked = (group == one.precedence) & (sure == certain)
            if not asked.any():
                continue
            mask = np.uint64(1 << shift)
            met = (words[number // A_WORD][place[stays]] & word.span[row + span[stays]] & mask) != 0
            lasts = np.full(len(stays), _FOREVER, np.int64)
            if one.said.window_days:
                lasts = np.where(days[:, 1] == STILL, _FOREVER, days[:, 1].astype(np.int64) + one.said.window_days - 1)  # fmt: skip
            longest = np.full(len(people), -1, np.int64)
            np.maximum.at(longest, np.repeat(np.arange(len(people)), counts)[met], lasts[met])
            if word.alone & mask:
                longest[:] = _FOREVER
            longest[(word.who[who[people]] & mask) == 0] = -1
            better = asked & (longest > until)
            best[better], until[better] = order, longest[better]
    return best
