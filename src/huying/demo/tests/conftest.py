"""The small city, loaded once in a run and poured again for every test."""

import datetime as dt
from collections.abc import Iterator

import pytest

from huying.base import clock
from huying.base.steps import quiet
from huying.base.testing import made_once
from huying.demo import city
from huying.demo.load import Loaded, demo_load
from huying.places import scope

# Half past three in the afternoon.
MOMENT = dt.datetime(2022, 1, 12, 7, 30, tzinfo=dt.UTC)


@pytest.fixture
def loaded(db: None) -> Iterator[Loaded]:
    """The small city at a borrowed moment, seen whole."""
    with clock.borrow(MOMENT):
        found = made_once("the small demo city", lambda: demo_load(scale=city.SMALL, steps=quiet()))
        with scope.everything("a test of the demo city"):
            yield found
