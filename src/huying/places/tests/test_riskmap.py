"""The look-up of levels: days and moments, areas inside areas, the highest level first."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huying.places.codes import ALL, covers, pad
from huying.places.levels import LEVELS, LIST_TIME, RANK, Level
from huying.places.risk import Listed, RiskMap

DAY = dt.date(2022, 4, 16)


def at(day: int, hour: int = 0, minute: int = 0) -> dt.datetime:
    """A moment of April 2022 in the lists' own time."""
    return dt.datetime(2022, 4, day, hour, minute, tzinfo=LIST_TIME)


def listed(
    code: str, level: Level, since: dt.datetime, until: dt.datetime | None = None, within: str = ""
) -> Listed:
    """A place on a list."""
    return Listed(pad(code) if code else None, pad(within or code), level, since, until)


def test_what_lies_inside_a_listed_area_has_its_level_and_what_lies_around_it_has_not() -> None:
    risk = RiskMap([listed("220103005", "medium", at(10)), listed("220103005001", "high", at(12))])
    assert risk.level_of(pad("220103005001"), DAY) == "high"
    assert risk.level_of(pad("220103005001001"), DAY) == "high"
    assert risk.level_of(pad("220103005002"), DAY) == "medium"
    assert risk.level_of(pad("220103"), DAY) is None
    assert risk.level_of(pad("220103006"), DAY) is None


def test_a_day_counts_whole_and_a_moment_exactly() -> None:
    risk = RiskMap([listed("3301", "high", at(15, 20), at(18, 9))])
    code = pad("330106001")
    days = [risk.level_of(code, dt.date(2022, 4, number)) for number in (14, 15, 16, 18, 19)]
    assert days == [None, "high", "high", "high", None]
    moments = [at(15, 19, 59), at(15, 20), at(18, 8, 59), at(18, 9)]
    assert [risk.level_of(code, moment) for moment in moments] == [None, "high", "high", None]
    # The day is that of the lists: 20:00 there is noon in UTC, and 23:30 UTC is the next day there.
    assert risk.level_of(code, dt.datetime(2022, 4, 15, 11, 59, tzinfo=dt.UTC)) is None
    assert risk.level_of(code, dt.datetime(2022, 4, 15, 12, 0, tzinfo=dt.UTC)) == "high"


def test_a_list_that_changes_at_midnight_is_not_valid_on_the_day_it_ends() -> None:
    risk = RiskMap([listed("3301", "high", at(15), at(18))])
    assert risk.level_of(pad("3301"), dt.date(2022, 4, 17)) == "high"
    assert risk.level_of(pad("3301"), dt.date(2022, 4, 18)) is None


def test_the_county_of_a_risk_area_is_found_also_when_only_its_street_is_known() -> None:
    compound = listed("", "high", at(10), within="341324101")
    risk = RiskMap([compound, listed("341324", "low", at(10))])
    county, street = pad("341324"), pad("341324101")
    # A compound in the street is at risk, the street as a whole is not.
    assert risk.level_of(street, DAY) == "low"
    assert risk.level_inside(county, DAY) == "high"
    assert risk.level_inside(street, DAY) == "high"
    assert risk.level_inside(pad("341323"), DAY) is None
    assert risk.level_inside(ALL, DAY) == "high"
    assert risk.inside(county, DAY)[0] is compound
    assert [one.level for one in risk.covering(street, DAY)] == ["low"]


def test_the_levels_of_a_day_name_every_area_listed_as_a_whole_once() -> None:
    risk = RiskMap(
        [
            listed("220103005", "medium", at(10)),
            listed("220103005", "high", at(11)),
            listed("220104", "medium", at(1), at(5)),
            listed("", "high", at(1), within="220105"),
        ]
    )
    assert risk.levels(DAY) == {pad("220103005"): "high"}


PLACES = st.sampled_from(
    [pad(code) for code in ("", "22", "2201", "220103", "220103005", "220103005001", "3301")]
)
ROWS = st.builds(
    lambda code, level, since, length: Listed(
        code, code, level, at(1) + dt.timedelta(hours=since), at(1) + dt.timedelta(hours=since + length)
    ),
    PLACES,
    st.sampled_from(LEVELS),
    st.integers(0, 300),
    st.integers(1, 200),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ROWS, max_size=12), PLACES, st.integers(0, 500))
def test_the_look_up_says_what_reading_every_row_says(rows: list[Listed], area: str, hour: int) -> None:
    moment = at(1) + dt.timedelta(hours=hour)
    fitting = [
        one
        for one in rows
        if one.code and covers(one.code, area) and one.since <= moment < (one.until or moment)
    ]
    expected = max((one.level for one in fitting), key=RANK.__getitem__, default=None)
    risk = RiskMap(rows)
    assert risk.level_of(area, moment) == expected
    assert {id(one) for one in risk.covering(area, moment)} == {id(one) for one in fitting}


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_the_rows_does_not_matter(order: int) -> None:
    rows = [listed("22", "low", at(1)), listed("22", "high", at(9)), listed("2201", "key", at(1))]
    risk = RiskMap(rows[::order])
    assert risk.level_of(pad("2201"), DAY) == "high"
    assert risk.level_of(pad("2201"), at(8)) == "key"
