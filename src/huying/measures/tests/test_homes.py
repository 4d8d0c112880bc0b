"""Somebody kept at home gives their stairwell its group; the last who is free takes it away."""

import datetime as dt

from huying.help.models import Stairwell
from huying.people.homes import at_home

from .conftest import District


def _groups(district: District) -> list[str]:
    rows = Stairwell.objects.select_related("matter").order_by("pk")
    return [row.matter.state for row in rows if row.area == district.cast.stairwell]


def test_a_stairwell_has_its_group_as_long_as_a_measure_keeps_somebody_home(district: District) -> None:
    cast = district.cast
    first = district.decided(category="place_exposed")
    second = district.decided(category="place_exposed", name="王五", phone="13800000501")
    assert {one.code for one in at_home(cast.stairwell)} == {first, second}
    assert len(_groups(district)) == 1
    state = _groups(district)[0]
    district.act(district.helen, first, "end_early", ending="mistake", reason="复核排除")
    assert _groups(district) == [state]
    district.act(district.helen, second, "end_early", ending="mistake", reason="复核排除")
    assert at_home(cast.stairwell) == []
    assert _groups(district) != [state]


def test_days_at_home_that_are_over_are_no_reason_any_more(district: District) -> None:
    district.decided(category="place_exposed")
    (group,) = _groups(district)
    # Seven days at home from 5 January, then seven of monitoring out of doors.
    district.later(days=(dt.date(2022, 1, 13) - dt.date(2022, 1, 5)).days)
    assert at_home(district.cast.stairwell) == []
    assert _groups(district) != [group]
