"""The office's hours, over holidays, midnight, the turn of the year, changed clocks and leap days."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from huying.rulebook.baseline import shipped
from huying.rulebook.calendars import WEEKDAYS, Calendar, WorkingTime
from huying.rulebook.spans import Span

ZONES = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]
DAY = dt.timedelta(days=1)


def office(zone: str = "Asia/Shanghai") -> WorkingTime:
    """The shipped calendar in another zone."""
    return WorkingTime.model_validate({**shipped()["calendar.working"], "zone": zone})


def at(text: str, zone: str = "Asia/Shanghai") -> dt.datetime:
    """A local moment."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


DATES = st.dates(dt.date(2021, 12, 20), dt.date(2027, 12, 31))
HOURS = st.lists(st.integers(0, 96), min_size=0, max_size=6, unique=True).map(
    lambda marks: tuple(
        f"{a // 4:02}:{a % 4 * 15:02}-{b // 4:02}:{b % 4 * 15:02}"
        for a, b in zip(sorted(marks)[::2], sorted(marks)[1::2], strict=False)
    )
)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Any office: odd hours, round-the-clock days, long holidays, made-up days, zones whose clocks change."""
    week = {day: draw(HOURS) for day in WEEKDAYS}
    week["fri"] = week["fri"] or ("08:30-12:00",)
    start, length = draw(DATES), draw(st.integers(0, 40))
    holidays = {start + DAY * n: "假" for n in range(length)}
    make_up = tuple(sorted(draw(st.sets(DATES, max_size=4)) - set(holidays)))
    return Calendar(
        WorkingTime(zone=draw(st.sampled_from(ZONES)), week=week, holidays=holidays, make_up=make_up)
    )


# Around the days on which clocks change, too: random moments alone rarely fall on them.
MOMENTS = st.one_of(
    st.builds(
        lambda second: dt.datetime.fromtimestamp(second, dt.UTC), st.integers(1_640_995_200, 1_830_211_199)
    ),
    st.builds(
        lambda day, minutes: (
            dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)
        ),
        st.sampled_from(["2024-03-31", "2024-10-27", "2024-03-10", "2024-11-03", "2024-02-29", "2025-01-01"]),
        st.integers(-2_000, 2_000),
    ),
)
AMOUNTS = st.integers(0, 60)
UNIT = st.sampled_from(["m", "h", "d", "wh", "wd"])
WORKING = st.sampled_from(["wh", "wd"])


@given(calendars(), MOMENTS, AMOUNTS, AMOUNTS, UNIT)
def test_two_spans_in_a_row_are_their_sum(c: Calendar, start: dt.datetime, a: int, b: int, unit: str) -> None:
    once = c.due(start, Span(a + b, unit))  # type: ignore[arg-type]
    twice = c.due(c.due(start, Span(a, unit)), Span(b, unit))  # type: ignore[arg-type]
    assert once == twice


@given(calendars(), MOMENTS, MOMENTS, AMOUNTS, UNIT)
def test_who_starts_later_is_never_due_earlier(
    c: Calendar, one: dt.datetime, two: dt.datetime, amount: int, unit: str
) -> None:
    first, second = sorted([one, two])
    span = Span(amount, unit)  # type: ignore[arg-type]
    assert c.due(first, span) <= c.due(second, span)


@given(calendars(), MOMENTS, AMOUNTS, st.integers(1, 60), UNIT)
def test_a_longer_span_is_due_later(
    c: Calendar, start: dt.datetime, amount: int, more: int, unit: str
) -> None:
    short, long = Span(amount, unit), Span(amount + more, unit)  # type: ignore[arg-type]
    assert start <= c.due(start, short) < c.due(start, long)


@given(calendars(), MOMENTS, AMOUNTS)
def test_working_hours_are_exactly_the_office_time_that_passed(
    c: Calendar, start: dt.datetime, amount: int
) -> None:
    end = c.due(start, Span(amount, "wh"))
    assert c.elapsed(start, end) == dt.timedelta(hours=amount)


@given(calendars(), MOMENTS, MOMENTS, MOMENTS)
def test_office_time_adds_up(c: Calendar, one: dt.datetime, two: dt.datetime, three: dt.datetime) -> None:
    assert c.elapsed(one, two) + c.elapsed(two, three) == c.elapsed(one, three)
    assert c.elapsed(one, two) == -c.elapsed(two, one)
    assert abs(c.elapsed(one, two)) <= abs(two - one)


@given(calendars(), MOMENTS, st.integers(1, 60), WORKING)
def test_working_spans_end_on_a_working_day_and_never_while_closed(
    c: Calendar, start: dt.datetime, amount: int, unit: str
) -> None:
    end = c.due(start, Span(amount, unit))  # type: ignore[arg-type]
    assert c.elapsed(end - dt.timedelta(microseconds=1), end) == dt.timedelta(microseconds=1)


@given(calendars(), MOMENTS, st.integers(1, 30))
def test_working_days_agree_with_counting_them_on_the_calendar(
    c: Calendar, start: dt.datetime, amount: int
) -> None:
    day, left = start.astimezone(c.zone).date(), amount
    while left:
        day += DAY
        left -= bool(c.hours(day))
    assert c.due(start, Span(amount, "wd")).astimezone(c.zone).date() == day


@given(calendars(), MOMENTS, st.integers(0, 20_000), st.sampled_from(["m", "h"]))
def test_elapsed_time_ignores_clock_changes(c: Calendar, start: dt.datetime, amount: int, unit: str) -> None:
    span = Span(amount, unit)  # type: ignore[arg-type]
    local = start.astimezone(c.zone)
    assert (c.due(local, span) - start).total_seconds() == span.seconds


@pytest.mark.parametrize(
    ("zone", "start", "span", "end"),
    [
        # Friday to Monday; the starting day does not count.
        ("Asia/Shanghai", "2026-11-20T10:00", Span(1, "wd"), "2026-11-23T17:30"),
        ("Asia/Shanghai", "2026-11-20T23:59", Span(1, "wd"), "2026-11-23T17:30"),
        ("Asia/Shanghai", "2026-11-21T00:00", Span(1, "wd"), "2026-11-23T17:30"),
        # Over lunch, over night, from a closed period.
        ("Asia/Shanghai", "2026-11-20T11:00", Span(2, "wh"), "2026-11-20T14:30"),
        ("Asia/Shanghai", "2026-11-20T12:30", Span(4, "wh"), "2026-11-20T17:30"),
        ("Asia/Shanghai", "2026-11-20T16:30", Span(2, "wh"), "2026-11-23T09:30"),
        # Spring Festival 2022 with make-up days on 29 and 30 January.
        ("Asia/Shanghai", "2022-01-28T09:00", Span(3, "wd"), "2022-02-07T17:30"),
        ("Asia/Shanghai", "2022-01-30T16:30", Span(2, "wh"), "2022-02-07T09:30"),
        # The turn of the year: 1 to 3 January 2022 are closed.
        ("Asia/Shanghai", "2021-12-31T17:00", Span(1, "wh"), "2022-01-04T09:00"),
        # 29 February 2024 is a working Thursday.
        ("Asia/Shanghai", "2024-02-28T12:00", Span(1, "wd"), "2024-02-29T17:30"),
        ("Asia/Shanghai", "2024-02-28T12:00", Span(2, "d"), "2024-03-01T12:00"),
        # Clocks change in the night between these two days; the office keeps its local hours.
        ("Europe/Berlin", "2024-03-29T16:30", Span(2, "wh"), "2024-04-01T09:30"),
        ("America/New_York", "2024-11-01T12:00", Span(1, "wd"), "2024-11-04T17:30"),
    ],
)
def test_known_cases(zone: str, start: str, span: Span, end: str) -> None:
    c = Calendar(office(zone))
    assert c.due(at(start, zone), span) == at(end, zone).astimezone(dt.UTC)


def test_a_day_of_elapsed_time_is_24_hours_when_clocks_change() -> None:
    berlin = Calendar(office("Europe/Berlin"))
    start = at("2024-03-30T12:00", "Europe/Berlin")
    assert berlin.due(start, Span(1, "d")) == start.astimezone(dt.UTC) + dt.timedelta(hours=24)
    assert berlin.due(start, Span(1, "d")).astimezone(berlin.zone).hour == 13


def test_round_the_clock_never_loses_the_hour_that_changes() -> None:
    always = {"zone": "Europe/Berlin", "week": {day: ["00:00-24:00"] for day in WEEKDAYS}}
    c = Calendar(WorkingTime.model_validate(always))
    start = at("2024-03-30T00:00", "Europe/Berlin")
    assert c.elapsed(start, start + DAY * 365) == dt.timedelta(days=365)
    assert c.due(start, Span(5_000, "wh")) == start.astimezone(dt.UTC) + dt.timedelta(hours=5_000)


def test_office_hours_say_whether_it_is_open() -> None:
    c = Calendar(office())
    assert c.is_open(at("2026-11-20T08:30"))
    assert not c.is_open(at("2026-11-20T12:00"))
    assert not c.is_open(at("2026-11-21T09:00"))
    assert c.is_open(at("2022-01-29T09:00"))


def test_a_moment_without_zone_is_a_fault() -> None:
    for span in (Span(1, "h"), Span(1, "wh"), Span(1, "wd"), Span(0, "wd")):
        with pytest.raises(ValueError, match="zone"):
            Calendar(office()).due(dt.datetime(2026, 1, 1), span)  # noqa: DTZ001


@pytest.mark.parametrize(
    "change",
    [
        {"zone": "Mars/Olympus"},
        {"week": {}},
        {"week": {"mon": ["12:00-08:00"]}},
        {"week": {"mon": ["08:00-12:00", "11:00-13:00"]}},
        {"week": {"mon": ["8:00-12:00"]}},
        {"week": {"mon": ["08:00-24:01"]}},
        {"make_up": ["2026-01-01"]},
        {"make_up_as": "sun"},
        {"lunch": "12:00"},
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        WorkingTime.model_validate({**shipped()["calendar.working"], **change})


def test_the_shipped_holidays_are_those_announced() -> None:
    c = Calendar(office())
    for closed in ("2022-02-01", "2023-01-23", "2024-10-01", "2025-05-01", "2026-02-17"):
        assert not c.hours(dt.date.fromisoformat(closed))
    for worked in ("2022-01-29", "2023-01-28", "2024-02-04", "2025-01-26", "2026-02-14"):
        assert c.hours(dt.date.fromisoformat(worked))
