"""Names as people paste them, and who was there together with the case."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.incidents.reading import people_of, shares, together
from huying.kernel.refused import Refused

HOME = dt.timezone(dt.timedelta(hours=8))
NIGHT = dt.datetime(2022, 4, 6, 0, 30, tzinfo=HOME)


def test_hours_written_after_midnight_are_those_of_the_evening_before() -> None:
    (one,) = people_of("王一\t138 0000 1111\t18：30\t0:10", NIGHT)
    assert (one.name, one.phone) == ("王一", "13800001111")
    assert one.came_at == dt.datetime(2022, 4, 5, 18, 30, tzinfo=HOME)
    assert one.went_at == dt.datetime(2022, 4, 6, 0, 10, tzinfo=HOME)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [(",13800001111", "没有姓名"), ("王一,123", "不是电话"), ("王一,,傍晚", "不是时间"), ("王一,,25:00", "不是时间"),
     ("王一,,20:00,19:00", "走的时间"), ("王" * 61, "太长")],
)  # fmt: skip
def test_what_is_wrong_is_said_by_its_line(line: str, wrong: str) -> None:
    with pytest.raises(Refused) as refused:
        people_of(f"李二\n{line}", NIGHT)
    assert "第 2 行" in refused.value.words.zh and wrong in refused.value.words.zh
    assert "Line 2" in refused.value.words.en and "lines" in refused.value.fields


def test_a_list_has_an_end() -> None:
    with pytest.raises(Refused):
        people_of("王一\n" * 501, NIGHT)


def hour(n: int) -> dt.datetime:
    return dt.datetime(2022, 4, 5, 12, tzinfo=HOME) + dt.timedelta(minutes=n)


@given(st.integers(0, 600), st.integers(0, 600), st.integers(0, 600), st.integers(0, 600))
def test_two_stays_meet_as_a_minute_by_minute_reading_says(
    came: int, stay: int, first: int, length: int
) -> None:
    window = (hour(first), hour(first + length))
    plain = any(first <= minute <= first + length for minute in range(came, came + stay + 1))
    assert together(hour(came), hour(came + stay), window) is plain


def test_without_times_nothing_is_said_and_who_has_not_gone_is_there() -> None:
    window = (hour(0), hour(60))
    assert together(None, None, window) is None and together(hour(0), hour(1), None) is None
    assert together(hour(50), None, window) is True and together(hour(61), None, window) is False
    assert shares([True, None, True]) == {True: 2, False: 0, None: 1}
