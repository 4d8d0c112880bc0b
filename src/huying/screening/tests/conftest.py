"""The cast with look-back rules in force, some places of the country, and a morning that stands still."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from huying.base import clock
from huying.people.testing import Cast
from huying.places.codes import grade, parent
from huying.places.models import Area
from huying.rulebook.testing import rules_hold
from huying.screening.tests.listing import task

__all__ = ["START", "country_make", "later", "task", "town"]

START = dt.datetime(2022, 1, 9, 1, 0, tzinfo=dt.UTC)
COUNTRY = {
    "12": ("天津市", "Tianjin"), "1201": ("市辖区", "Districts"), "120112": ("津南区", "Jinnan"),
    "120112104": ("辛庄镇", "Xinzhuang"), "120105": ("河北区", "Hebei"), "41": ("河南省", "Henan"),
    "4105": ("安阳市", "Anyang"), "410523": ("汤阴县", "Tangyin"), "61": ("陕西省", "Shaanxi"),
    "6101": ("西安市", "Xi'an"), "610113": ("雁塔区", "Yanta"),
}  # fmt: skip
LOOKBACK: list[dict[str, Any]] = [
    {"code": "named", "zh": "天津市、安阳市旅居史", "en": "Stayed in Tianjin or Anyang", "category": "from_key_area", "since": "2021-12-25", "places": ["12 天津市", "4105 河南省安阳市"]},
    {"code": "risk", "zh": "中高风险地区旅居史", "en": "Stayed in a risk area", "category": "from_medium_risk", "window_days": 14, "places": ["risk:any"]},
    {"code": "path", "zh": "行程轨迹有交集", "en": "Crossed the path of a case", "category": "time_space_companion", "marks": ["trajectory_overlap"]},
]  # fmt: skip
DUTIES: dict[str, Any] = {
    "from_key_area": {"zh": "立即报备，居家健康监测7天", "en": "Declare at once; 7 days of monitoring at home", "tests": [1, 3], "regime": "home_monitoring"},
    "from_medium_risk": {"zh": "集中隔离医学观察14天", "en": "14 days of observation in a facility", "tests": [1, 7, 14], "regime": "facility"},
    "*": {"zh": "做好健康监测", "en": "Watch your health"},
}  # fmt: skip


def country_make() -> None:
    """Some places of the country beside the town."""
    for short, (zh, en) in sorted(COUNTRY.items()):
        code = short.ljust(20, "0")
        Area.objects.get_or_create(
            code=code, defaults={"grade": grade(code), "parent_id": parent(code), "zh": zh, "en": en}
        )


@pytest.fixture
def town(cast: Cast) -> Iterator[Cast]:
    """The cast on 9 January 2022, nine in the morning, under the rules of that day."""
    token = clock._borrowed.set(START)
    country_make()
    rules_hold(
        {
            "screening.lookback": LOOKBACK, "screening.arrival_duties": DUTIES,
            "screening.arrival_contact": {"from_medium_risk": "6h", "*": "12h"},
        },
        area=cast.city,
    )  # fmt: skip
    yield cast
    clock._borrowed.reset(token)


def later(**delta: float) -> None:
    """Let time pass."""
    clock._borrowed.set(clock.now() + dt.timedelta(**delta))
