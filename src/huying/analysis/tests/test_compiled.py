"""Compiled rules answer exactly as the plain reading does, for whatever rules, stays and lists; both kernels."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from huying.analysis.columns import Answers
from huying.analysis.compiling import compiled
from huying.analysis.deciding import decide
from huying.analysis.finding import concerned
from huying.analysis.ground import Codes
from huying.analysis.kernels import Kernel, by_numba, by_numpy
from huying.analysis.sight import Sight
from huying.analysis.testing import Somebody, columns_from
from huying.places import codes
from huying.places.codes import pad
from huying.places.risk import Listed, RiskMap
from huying.screening.lookback import MARKS, LookBack, entry_of
from huying.screening.queries.applies import leading
from huying.screening.queries.where import AsOf
from huying.screening.reading import NoRisk, RiskLevels, Rule, Stay, categories_for

TODAY = dt.date(2022, 1, 20)
NOON = dt.datetime(2022, 1, 20, 4, tzinfo=dt.UTC)
SHORT = (
    "", "12", "1201", "120112", "120112104", "120112103", "120105", "41", "4105", "410523", "4419", "441900003", "441900004",
    "61", "610113", "610113001", "610113002", "610113001002", "33", "330106010",
)  # fmt: skip
NAMES = (
    "天津市", "天津", "天津市津南区", "天津津南辛庄镇", "河南省安阳市汤阴县", "河南", "安阳", "市", "*", "广东东莞", "西安市雁塔区", "610113 雁塔",
    "6101", "陕西省西安市雁塔区小寨路街道",
)  # fmt: skip
TOKENS = tuple(f"risk:{level}{around}" for level in ("any", "high", "medium", "low", "key") for around in ("", "@city", "@district", "@street"))  # fmt: skip
CATEGORIES = ("alpha", "beta", "gamma", "delta")

days = st.integers(-40, 12).map(lambda back: TODAY + dt.timedelta(days=back))
maybe_days = st.none() | days
known = st.sampled_from([pad(short) for short in SHORT if short])


@st.composite
def written(draw: st.DrawFn) -> str:
    """A place as a rule names it."""
    which = draw(st.integers(0, 5))
    if which < 2:
        return draw(st.sampled_from(TOKENS))
    short, name = draw(st.sampled_from([one for one in SHORT if one])), draw(st.sampled_from(NAMES))
    return name if which == 2 else "*" if which == 3 and draw(st.booleans()) else f"{short} {name}"


@st.composite
def look_back(draw: st.DrawFn, code: str) -> LookBack:
    """A rule of any shape."""
    marks: Any = tuple(draw(st.lists(st.sampled_from(list(MARKS)), max_size=2, unique=True)))
    places = draw(st.lists(written(), min_size=0 if marks else 1, max_size=3))
    since, until = draw(maybe_days), draw(maybe_days)
    if since and until and until < since:
        since, until = until, since
    return LookBack(
        code=code, zh=code, category=draw(st.sampled_from(CATEGORIES)), places=tuple(places), marks=marks,
        except_places=tuple(draw(st.lists(written(), max_size=2))), since=since, until=until,
        window_days=draw(st.none() | st.integers(1, 30)), arrived_from=draw(maybe_days), arrived_until=draw(maybe_days),
        here_days_min=draw(st.none() | st.integers(0, 9)), here_days_below=draw(st.none() | st.integers(1, 20)),
        risk_then=draw(st.booleans()),
    )  # fmt: skip


@st.composite
def rule_lists(draw: st.DrawFn) -> list[Rule]:
    """Rules whose categories may share a precedence; now and then more than two words of them."""
    order = {one: draw(st.sampled_from((10, 10, 20, 1000))) for one in CATEGORIES}
    found = [draw(look_back(f"r{number % 7}_{number}")) for number in range(draw(st.integers(0, 6)))]
    for more in range(draw(st.sampled_from((0, 0, 30, 70))) if found else 0):
        another = {
            "code": f"s{more % 9}_{more}",
            "category": CATEGORIES[more * 7 % 4],
            "window_days": 1 + more % 30,
        }
        found.append(found[more % len(found)].model_copy(update=another))
    return [Rule(one, order[one.category]) for one in found]


@st.composite
def stays(draw: st.DrawFn) -> Stay:
    """A stay in a known place or one told in words, over or not."""
    came = draw(days)
    left = draw(st.none() | st.integers(0, 30).map(lambda more: came + dt.timedelta(days=more)))
    return Stay(draw(known | st.just("")), draw(st.sampled_from((*NAMES, ""))), came, left)


people = st.lists(
    st.builds(
        Somebody,
        st.lists(stays(), max_size=4).map(tuple),
        st.frozensets(st.sampled_from(list(MARKS)), max_size=2),
        days,
        st.sampled_from((pad("990101001"), pad("990101002"))),
    ),
    max_size=8,
)


@st.composite
def listings(draw: st.DrawFn) -> Listed:
    """A place on a list for a while, as a whole or a part of a known area."""
    since = NOON + dt.timedelta(hours=draw(st.integers(-900, 30)))
    until = draw(st.none() | st.integers(1, 700).map(lambda hours: since + dt.timedelta(hours=hours)))
    code = draw(st.none() | known)
    within = code or draw(st.none() | known)
    return Listed(code, within, draw(st.sampled_from(("high", "medium", "low", "key"))), since, until)


class Always(NoRisk):
    """A reader that only answers one by one, and otherwise from day to day."""

    def __init__(self, levels: dict[str, str]) -> None:
        self.levels = levels

    def level_of(self, place: str, day: dt.date) -> str | None:
        ours = self.levels if day.toordinal() % 3 else {}
        return next((level for at, level in ours.items() if codes.is_code(place) and codes.covers(at, place)), None)  # fmt: skip

    def level_inside(self, area: str, day: dt.date) -> str | None:
        return next((level for at, level in self.levels.items() if codes.covers(area, at)), None)


risks: st.SearchStrategy[RiskLevels] = st.one_of(
    st.lists(listings(), max_size=8).map(lambda listed: AsOf(RiskMap(listed), NOON)),
    st.dictionaries(known, st.sampled_from(("high", "medium", "low")), max_size=3).map(Always),
)
KERNELS = [by_numpy] + ([quick] if (quick := by_numba()) else [])


def plain(one: Somebody, rules: Sequence[Rule], risk: RiskLevels, today: dt.date = TODAY) -> tuple[str, bool]:
    """The plain reading, as `Readings.because` asks for it."""
    on = max(today, one.arrived)
    return leading(categories_for(one.stays, one.marks, rules, risk, on, one.arrived))


def quickly(
    some: Sequence[Somebody],
    rules: Sequence[Rule],
    risk: RiskLevels,
    kernel: Kernel,
    today: dt.date = TODAY,
) -> list[tuple[str, bool]]:
    """The compiled reading of the same people, in their order."""
    columns, answers = columns_from(some), Answers()
    table = compiled(columns, rules, Sight(columns.places, risk), today, answers)
    found = decide(columns, table, by=kernel)
    return [answers.known[found[place]] for place in np.argsort(columns.ids)]


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda one: "numpy" if one is by_numpy else "numba")
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(some=people, rules=rule_lists(), risk=risks, late=st.integers(-1, 1))
def test_compiled_rules_answer_as_the_plain_reading(
    kernel: Kernel, some: list[Somebody], rules: list[Rule], risk: RiskLevels, late: int
) -> None:
    # Where our days are not those of the lists, "today" of the two differs by one.
    today = TODAY + dt.timedelta(days=late)
    assert quickly(some, rules, risk, kernel, today) == [plain(one, rules, risk, today) for one in some]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    some=people,
    rules=rule_lists(),
    lists=st.lists(listings(), max_size=6),
    ago=st.integers(1, 200),
)
def test_whoever_a_change_of_the_lists_puts_elsewhere_is_among_those_it_concerns(
    some: list[Somebody], rules: list[Rule], lists: list[Listed], ago: int
) -> None:
    # As they stood some hours before, and as they stand now; read for today both times.
    rules = [Rule(one.said.model_copy(update={"risk_then": False}), one.precedence) for one in rules]
    levels, since = RiskMap(lists), NOON - dt.timedelta(hours=ago)
    before, after = AsOf(levels, since), AsOf(levels, NOON)
    was, now_is = ([plain(one, rules, risk) for one in some] for risk in (before, after))
    changed = [
        place
        for one in lists
        if (place := one.code or one.within) and _stood(one, since) != _stood(one, NOON)
    ]
    entries = (entry_of(text) for one in rules for text in (*one.said.places, *one.said.except_places))
    around = frozenset(one.around for one in entries if one.around)
    columns = columns_from(some)
    put_elsewhere = {place for place in range(len(some)) if was[place] != now_is[place]}
    for known in ((), (before, after)):
        assert put_elsewhere <= set(columns.ids[concerned(columns, changed, around, *known)].tolist())


def _stood(one: Listed, at: dt.datetime) -> bool:
    return one.since <= at and (one.until is None or at < one.until)


@settings(max_examples=100, deadline=None)
@given(st.lists(known | st.just(codes.ALL), unique=True), st.sampled_from(("city", "district", "street")))
@example([pad("4419"), pad("441900003"), pad("1201")], "district")
def test_areas_step_up_and_reach_down_as_one_by_one(areas: list[str], grade: codes.Grade) -> None:
    ours = Codes(np.array(sorted(areas), "S20"))
    around, own = ours.step(grade)
    found = [around.known[place].decode() if place >= 0 else None for place in own]
    assert found == [codes.at(code, grade) for code in sorted(areas)]
    low, high = ours.bounds()
    assert [(a.decode(), b.decode()) for a, b in zip(low, high, strict=True)] == [codes.span(code) for code in sorted(areas)]  # fmt: skip
