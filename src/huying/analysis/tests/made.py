"""Columns from people as the plain reading knows them, for tests."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from huying.analysis.columns import BITS, STILL, Answers, Columns, People, Stays, columns_of
from huying.analysis.ground import Places
from huying.screening.reading import Stay


class Somebody(NamedTuple):
    """Stays, marks, day of arrival, home."""

    stays: tuple[Stay, ...]
    marks: frozenset[str]
    arrived: dt.date
    home: str = "99010100100100100100"


def columns_from(people: Sequence[Somebody], answers: Answers | None = None) -> Columns:
    """Everybody as columns, numbered from 0."""
    stays = [(number, stay) for number, one in enumerate(people) for stay in one.stays]
    pairs = list(dict.fromkeys((stay.area, stay.text) for _, stay in stays))
    rows = {pair: place for place, pair in enumerate(pairs)}
    return columns_of(
        People(
            ids=np.arange(len(people)),
            area=np.array([one.home for one in people], "S20"),
            arrived=np.array([one.arrived.toordinal() for one in people], np.int32),
            marks=np.array([sum(BITS[mark] for mark in one.marks) for one in people], np.int32),
            declared=np.zeros(len(people), np.int32),
            kept=np.zeros(len(people), np.int32),
        ),
        Stays(
            ids=np.array([number for number, _ in stays], np.int64),
            place=np.array([rows[stay.area, stay.text] for _, stay in stays], np.int32),
            came=np.array([stay.came.toordinal() for _, stay in stays], np.int32),
            left=np.array([stay.left.toordinal() if stay.left else STILL for _, stay in stays], np.int32),
        ),
        Places.of(pairs),
        answers or Answers(),
    )
