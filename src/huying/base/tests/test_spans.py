"""Lengths of time in words."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.base.spans import ago_words, day_words, left_words, moment_words, span_words
from huying.kernel.words import Words

NOW = dt.datetime(2022, 3, 5, 6, 20, tzinfo=dt.UTC)
MINUTE, HOUR, DAY = 60, 3600, 86400


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (0, "不到 1 分", "less than a minute"),
        (42 * MINUTE + 59, "42 分", "42 minutes"),
        (MINUTE, "1 分", "1 minute"),
        (3 * HOUR, "3 小时", "3 hours"),
        (3 * HOUR + 20 * MINUTE, "3 小时 20 分", "3 hours 20 minutes"),
        (9 * HOUR + 20 * MINUTE, "9 小时", "9 hours"),
        (DAY + HOUR, "1 天 1 小时", "1 day 1 hour"),
        (12 * DAY + 5 * HOUR, "12 天", "12 days"),
    ],
)
def test_span(seconds: int, zh: str, en: str) -> None:
    assert span_words(seconds) == Words(zh, en)


def test_left() -> None:
    """The sentence on every desk row."""
    assert left_words(NOW + dt.timedelta(minutes=42), NOW).zh == "还剩 42 分"
    assert left_words(NOW - dt.timedelta(hours=3), NOW).zh == "已超 3 小时"
    assert left_words(NOW - dt.timedelta(seconds=20), NOW).zh == "刚到时限"


def test_ago() -> None:
    assert ago_words(NOW - dt.timedelta(minutes=5), NOW) == Words("5 分前", "5 minutes ago")
    assert ago_words(NOW + dt.timedelta(days=2), NOW) == Words("2 天后", "in 2 days")
    assert ago_words(NOW, NOW).en == "just now"


def test_absolute() -> None:
    """The year stands only where it is another one."""
    shanghai = dt.timezone(dt.timedelta(hours=8))
    assert moment_words(NOW.astimezone(shanghai), NOW) == Words("3月5日 14:20", "5 Mar 14:20")
    assert day_words(dt.date(2021, 12, 31), NOW.date()) == Words("2021年12月31日", "31 Dec 2021")


@given(st.floats(min_value=-1e8, max_value=1e8))
def test_never_rounds_up(seconds: float) -> None:
    """Nobody is told of more time than there is."""
    words = span_words(seconds).en.replace("less than a minute", "0 minutes").split()
    units = {"minute": MINUTE, "hour": HOUR, "day": DAY}
    said = sum(int(n) * units[unit.rstrip("s")] for n, unit in zip(words[::2], words[1::2], strict=True))
    assert said <= abs(seconds)
