"""Boundary days, order and the ceiling of look-back rules, over generated travellers."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from huying.places import codes
from huying.rulebook.keys import Record
from huying.screening.lookback import Duty, LookBack, LookBacks
from huying.screening.reading import NoRisk, Rule, Stay, categories_for

DAY = dt.date(2022, 1, 10)
PLACES = ("12", "1201", "120112", "120112104", "4105")
few = settings(max_examples=40, deadline=None)
days = st.integers(-30, 5).map(lambda n: DAY + dt.timedelta(days=n))


@st.composite
def stays(draw: st.DrawFn) -> Stay:
    came = draw(days)
    left = draw(st.none() | st.integers(0, 20).map(lambda n: came + dt.timedelta(days=n)))
    return Stay(codes.pad(draw(st.sampled_from(PLACES))), "", came, left)


@st.composite
def lookbacks(draw: st.DrawFn, code: str = "r") -> LookBack:
    return LookBack(
        code=code, zh="规则", category=draw(st.sampled_from(("from_key_area", "from_low_risk"))),
        places=tuple(draw(st.lists(st.sampled_from((*PLACES, "*")), min_size=1, max_size=3, unique=True))),
        since=draw(st.none() | days), window_days=draw(st.none() | st.integers(1, 20)),
    )  # fmt: skip


def meets(rule: LookBack, stay: Stay, on: dt.date) -> bool:
    found = categories_for([stay], (), [Rule(rule, 1)], NoRisk(), on)
    return any(one.sure for one in found)


@few
@given(stays(), lookbacks())
def test_a_rule_is_met_exactly_on_the_days_its_sentence_says(stay: Stay, rule: LookBack) -> None:
    there = {
        stay.came + dt.timedelta(days=n) for n in range(((min(stay.left or DAY, DAY)) - stay.came).days + 1)
    }
    if rule.since:
        there = {day for day in there if day >= rule.since}
    if rule.window_days:
        there = {day for day in there if (DAY - day).days < rule.window_days}
    covered = any(p == "*" or codes.covers(codes.pad(p), stay.area) for p in rule.places)
    assert meets(rule, stay, DAY) == bool(covered and there)


@few
@given(stays(), lookbacks())
def test_until_is_the_last_day_it_holds(stay: Stay, rule: LookBack) -> None:
    for one in categories_for([stay], (), [Rule(rule, 1)], NoRisk(), DAY):
        if one.until and one.sure:
            assert meets(rule, stay, one.until)
            assert not meets(rule, stay, one.until + dt.timedelta(days=1))


@few
@given(st.lists(stays(), max_size=3), st.lists(lookbacks(), max_size=4))
def test_what_counts_first_stands_first(where: list[Stay], several: list[LookBack]) -> None:
    ruled = [Rule(one, {"from_key_area": 110, "from_low_risk": 140}[one.category]) for one in several]
    ruled = [one._replace(said=one.said.model_copy(update={"code": f"r{n}"})) for n, one in enumerate(ruled)]
    found = categories_for(where, (), ruled, NoRisk(), DAY)
    order = [(not one.sure, one.precedence, -(one.until or dt.date.max).toordinal()) for one in found]
    assert order == sorted(order)
    assert found == categories_for(where[::-1], (), ruled[::-1], NoRisk(), DAY)


@few
@given(stays(), st.lists(lookbacks(), min_size=1, max_size=3), st.lists(lookbacks(), min_size=1, max_size=3))
def test_a_list_the_ceiling_lets_pass_reaches_nobody_new(
    stay: Stay, ours: list[LookBack], theirs: list[LookBack]
) -> None:
    kind = LookBacks(of=Record(LookBack))
    mine, above = (
        [one.model_dump(mode="json", exclude_none=True) for one in many] for many in (ours, theirs)
    )
    if not kind.stricter(mine, above, "longer"):
        for rule in ours:
            if meets(rule, stay, DAY):
                assert any(meets(other, stay, DAY) for other in theirs if other.category == rule.category)


def rule(**more: object) -> dict[str, object]:
    said = {
        "code": "r",
        "zh": "规则",
        "category": "from_key_area",
        "places": ["12 天津市"],
        "since": "2022-01-05",
    }
    return {name: value for name, value in (said | more).items() if value is not None}


def test_the_ceiling_knows_what_is_stricter() -> None:
    kind = LookBacks(of=Record(LookBack))
    above = [rule()]
    for ours, stricter in (
        (rule(), False), (rule(places=["120112 天津市津南区"]), False), (rule(since="2022-01-06"), False),
        (rule(window_days=14), False), (rule(code="other", zh="别的话"), False),
        (rule(since="2022-01-04"), True), (rule(since=None), True), (rule(places=["12", "13 河北省"]), True),
        (rule(places=["*"]), True), (rule(category="close_contact"), True), (rule(places=["risk:any"]), True),
    ):  # fmt: skip
        assert kind.stricter([ours], above, "longer") is stricter, ours
    window = [rule(since=None, window_days=14, places=["risk:any@district"])]
    assert kind.stricter([rule(since=None, window_days=15, places=["risk:any@district"])], window, "longer")
    assert kind.stricter([rule(since=None, window_days=14, places=["risk:any@city"])], window, "longer")
    assert not kind.stricter([rule(since=None, window_days=7, places=["risk:high"])], window, "longer")
    assert kind.stricter([rule(places=[], marks=["contact", "pushed"], since=None)], above, "longer")


def test_a_duty_is_stricter_when_it_asks_more() -> None:
    mild = Duty(zh="监测", tests=(1,))
    assert Duty(zh="监测", tests=(1, 3)).stricter_than(mild, "longer")
    assert Duty(zh="监测", tests=(1,), regime="home7").stricter_than(mild, "longer")
    assert Duty(zh="监测", tests=(1,), ahead_hours=48).stricter_than(mild, "longer")
    assert not mild.stricter_than(Duty(zh="隔离", tests=(1, 2), regime="home7"), "longer")
    assert Duty(zh="甲", regime="a1").stricter_than(Duty(zh="乙", regime="b1"), "longer") is None
