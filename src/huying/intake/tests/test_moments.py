"""Dates as people write them."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.intake.readers.moments import read_moment
from huying.kernel.refused import Refused

ZONE = ZoneInfo("Asia/Shanghai")
AROUND = dt.datetime(2022, 1, 5, 3, tzinfo=dt.UTC)


def read(text: str) -> str:
    found = read_moment(text, zone=ZONE, around=AROUND)
    return found.at.strftime("%Y-%m-%d %H:%M:%S" if found.timed else "%Y-%m-%d")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2022/1/8 9:05", "2022-01-08 09:05:00"),
        ("2022年1月8日 下午3点", "2022-01-08 15:00:00"),
        ("2022年1月8日9:05:07", "2022-01-08 09:05:07"),
        ("2022年1月8日(星期六) 9时5分", "2022-01-08 09:05:00"),
        ("二〇二二年一月八日下午三点半", "2022-01-08 15:30:00"),
        ("20220108", "2022-01-08"),
        ("202201080905", "2022-01-08 09:05:00"),
        ("20220108090500", "2022-01-08 09:05:00"),
        ("44569", "2022-01-08"),
        ("44569.378472", "2022-01-08 09:05:00"),
        ("1641603900", "2022-01-08 09:05:00"),
        ("1641603900000", "2022-01-08 09:05:00"),
        ("1月8日", "2022-01-08"),
        ("12月30日 晚上8点半", "2021-12-30 20:30:00"),
        ("２０２２／１／８　９：０５", "2022-01-08 09:05:00"),
        ("22/1/8", "2022-01-08"),
        ("2022.1.8", "2022-01-08"),
        ("13/8/2022", "2022-08-13"),
        ("8 Jan 2022 3:05 PM", "2022-01-08 15:05:00"),
        ("Jan 8, 2022", "2022-01-08"),
        ("2022-01-08T01:05:00Z", "2022-01-08 09:05:00"),
        ("2022-01-08T09:05:00.5+08:00", "2022-01-08 09:05:00"),
        ("Sat, 8 Jan 2022 01:05:00 +0000", "2022-01-08 09:05:00"),
        ("2022-1-8 24:00", "2022-01-09 00:00:00"),
        ("2022-1-8 晚上12点", "2022-01-09 00:00:00"),
        ("2022-1-8 中午12点", "2022-01-08 12:00:00"),
        ("2022-1-8 12:30 am", "2022-01-08 00:30:00"),
        ("2022-1-8 9点3刻", "2022-01-08 09:45:00"),
        ("2022-1-8 上午", "2022-01-08"),
        ("明天下午3点", "2022-01-06 15:00:00"),
        ("今晚8点", "2022-01-05 20:00:00"),
        ("前天", "2022-01-03"),
    ],
)
def test_forms_of_dates(text: str, meant: str) -> None:
    assert read(text) == meant


@pytest.mark.parametrize(
    "text", ["1/8/2022", "01-08-22", "尽快", "2022-02-30", "", "2月30日", "2022-1-8 25:00", "三点", "12345"]
)
def test_what_is_no_date_or_could_be_two_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read(text)


@given(st.text(max_size=40) | st.text("0123456789年月日/-:. 上下午点半", max_size=25))
def test_no_text_breaks_it(text: str) -> None:
    try:
        found = read_moment(text, zone=ZONE, around=AROUND)
    except Refused:
        return
    assert found.at.tzinfo is not None


@given(st.integers(0, 4_102_444_800))
def test_every_written_minute_comes_back(second: int) -> None:
    moment = dt.datetime.fromtimestamp(second, ZONE).replace(tzinfo=None)
    moment = moment.replace(second=0, microsecond=0)
    forms = (
        "%Y-%m-%d %H:%M",
        "%Y/%m/%d %H:%M",
        "%Y年%m月%d日 %H时%M分",
        "%Y%m%d%H%M",
        "%Y-%m-%dT%H:%M:00+08:00",
    )
    # 1986-1991 had a summer hour: an hour that was skipped, or came twice, is not the same in every form.
    expected = {moment, moment + dt.timedelta(hours=1), moment - dt.timedelta(hours=1)}
    for form in forms:
        found = read_moment(moment.strftime(form), zone=ZONE, around=AROUND)
        if moment.year in range(1986, 1992):
            assert found.at.replace(tzinfo=None) in expected
        else:
            assert found.at.replace(tzinfo=None) == moment
