"""Public doors close for a while after too many tries."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test.utils import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from huying.base import clock, ratelimit
from huying.base.models import Attempt

pytestmark = pytest.mark.django_db
START = dt.datetime(2022, 1, 1, 1, 0, 7, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _limits() -> Iterator[None]:
    with override_settings(HUYING_LIMITS={"t": [(3, 60), (5, 3600)], "one": [(1, 60)]}):
        yield


def test_a_door_closes_and_says_until_when() -> None:
    with clock.borrow(START):
        assert [ratelimit.take("t", "a") for _ in range(3)] == [None] * 3
        until = ratelimit.take("t", "a")
        assert until is not None
        assert START < until <= START + dt.timedelta(minutes=2)
        assert ratelimit.take("t", "b") is None
    with clock.borrow(until):
        assert ratelimit.take("t", "a") is None


def test_the_longer_window_counts_too() -> None:
    for minute in range(5):
        with clock.borrow(START + dt.timedelta(minutes=3 * minute)):
            assert ratelimit.take("t", "a") is None
    with clock.borrow(START + dt.timedelta(minutes=20)):
        until = ratelimit.take("t", "a")
    assert until is not None
    assert until > START + dt.timedelta(minutes=59)


def test_waiting_is_asked_without_counting() -> None:
    with clock.borrow(START):
        assert [ratelimit.wait("one", "a") for _ in range(3)] == [None] * 3
        assert ratelimit.take("one", "a") is None
        assert ratelimit.wait("one", "a") is not None


def test_the_worst_visitor_decides() -> None:
    with clock.borrow(START):
        assert ratelimit.take("one", "phone") is None
        assert ratelimit.take("one", "address", "phone") is not None
        assert ratelimit.take("one") is None


def test_no_row_tells_who_it_was() -> None:
    ratelimit.take("one", "13812348000")
    assert b"13812348000" not in bytes(Attempt.objects.get().who)


def test_old_rows_are_swept() -> None:
    with clock.borrow(START):
        ratelimit.take("one", "a")
        assert ratelimit.sweep() == 0
    with clock.borrow(START + dt.timedelta(minutes=3)):
        assert ratelimit.sweep() == 1


def test_a_door_without_limits_is_a_bug() -> None:
    with pytest.raises(KeyError):
        ratelimit.take("unknown", "a")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=40), max_size=40), st.text(min_size=1, max_size=20))
def test_no_slot_ever_lets_more_through_than_its_limit(gaps: list[int], who: str) -> None:
    moment, passed = START, []
    for gap in gaps:
        moment += dt.timedelta(seconds=gap)
        with clock.borrow(moment):
            waited = ratelimit.wait("t", who + str(len(gaps)) + str(sum(gaps)))
            free = ratelimit.take("t", who + str(len(gaps)) + str(sum(gaps)))
        assert waited == free or (waited is None) == (free is None)
        if free is None:
            passed.append(moment)
        else:
            assert free > moment
    for slot in {moment.replace(second=0) for moment in passed}:
        assert sum(one.replace(second=0) == slot for one in passed) <= 3
