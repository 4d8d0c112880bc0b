"""When a zone can be lifted, as a pure reading of its rule."""

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from huying.measures.lifting import Contacts, Known, Sweep, clear_from, conditions, ready, ready_since
from huying.measures.polygons import inside, read_outline
from huying.measures.zone_kinds import Lift, ZoneKind

HERE = ZoneInfo("Asia/Shanghai")
START = dt.datetime(2022, 1, 1, 10, tzinfo=HERE)
DAY = dt.timedelta(days=1)
EIGHTH = Lift.model_validate(
    {
        "clear_days": 14,
        "day_one": "next",
        "complete": "on",
        "last_contact_days": 14,
        "round": {"within_days": 2},
    }
)


def known(**more: object) -> Known:
    return Known(clock_start=START, zone=HERE, **more)  # type: ignore[arg-type]


def test_the_eighth_edition_needs_clear_days_the_last_contact_and_a_whole_negative_round() -> None:
    on = dt.datetime(2022, 1, 15, 8, tzinfo=HERE)
    bare = conditions(EIGHTH, known(), on)
    assert [(one.code, one.holds) for one in bare] == [("clear", True), ("contacts", False), ("round", False)]
    gone = Contacts(dt.date(2022, 1, 1), negative=True)
    part = Sweep(dt.date(2022, 1, 14), tested=300, expected=312, positive=0)
    (_, contacts, round_) = conditions(EIGHTH, known(contacts=gone, rounds=[part]), on)
    assert contacts.holds and not round_.holds and "12 people" in round_.why.en
    whole = Sweep(dt.date(2022, 1, 14), 312, 312, 0)
    all_hold = conditions(EIGHTH, known(contacts=gone, rounds=[whole]), on)
    assert ready(all_hold) and ready_since(all_hold) == dt.datetime(2022, 1, 15, tzinfo=HERE)
    early = Sweep(dt.date(2022, 1, 12), 312, 312, 0)
    assert not ready(conditions(EIGHTH, known(contacts=gone, rounds=[early]), on))
    bad = Sweep(dt.date(2022, 1, 14), 312, 312, 1)
    assert not ready(conditions(EIGHTH, known(contacts=gone, rounds=[bad]), on))


def test_the_day_before_it_says_from_when() -> None:
    (clear, contacts, _) = conditions(EIGHTH, known(), dt.datetime(2022, 1, 14, 23, 59, tzinfo=HERE))
    assert not clear.holds and clear.since == dt.datetime(2022, 1, 15, tzinfo=HERE)
    assert "15 Jan" in clear.why.en and contacts.why.en == "Not recorded yet"


def test_day_one_and_the_last_day_are_said_by_the_rule() -> None:
    moments = {
        (one, last): clear_from(Lift(clear_days=7, day_one=one, complete=last), known())
        for one in ("start", "next") for last in ("on", "after")
    }  # fmt: skip
    assert {pair: moment.date().day for pair, moment in moments.items() if moment} == {
        ("start", "on"): 7, ("start", "after"): 8, ("next", "on"): 8, ("next", "after"): 9,
    }  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 30),
    st.integers(0, 60),
    st.sampled_from(["start", "next"]),
    st.sampled_from(["on", "after"]),
)
def test_once_clear_it_stays_clear_and_says_the_same_moment(
    days: int, later: int, one: str, last: str
) -> None:
    lift = Lift(clear_days=days, day_one=one, complete=last)  # type: ignore[arg-type]
    moment = clear_from(lift, known())
    assert moment is not None
    (state,) = conditions(lift, known(), START + DAY * later)
    assert state.holds == (moment <= START + DAY * later) and state.since == moment


def test_longer_or_wider_is_stricter() -> None:
    base = {"zh": "封控区", "en": "Sealed", "severity": 9, "leaving": "home", "lift": {"clear_days": 7}, "longest_days": 14, "widest": "building"}  # fmt: skip
    own = ZoneKind.model_validate(base)
    for more in (
        {"lift": {"clear_days": 8}}, {"lift": {"clear_days": 7, "complete": "after"}}, {"longest_days": None},
        {"widest": "community"}, {"tests": [1]}, {"closed_zh": "学校"}, {"lift": {"clear_days": 7, "round": {}}},
    ):  # fmt: skip
        assert ZoneKind.model_validate({**base, **more}).stricter_than(own, "higher"), more
    for less in ({"lift": {"clear_days": 5}}, {"leaving": "area"}, {"longest_days": 10}, {"severity": 1}):
        assert not ZoneKind.model_validate({**base, **less}).stricter_than(own, "higher"), less


def test_a_point_lies_inside_an_outline_and_not_in_its_hole() -> None:
    ring = "[[0,0],[4,0],[4,4],[0,4],[0,0]]"
    hole = "[[1,1],[2,1],[2,2],[1,2],[1,1]]"
    outline = read_outline(f'{{"type":"Polygon","coordinates":[{ring},{hole}]}}')
    assert inside(outline, 3, 3) and not inside(outline, 1.5, 1.5) and not inside(outline, 5, 1)


def test_the_zone_rules_of_the_drill_data_are_read_and_the_local_variant_is_measured_against_the_plan() -> (
    None
):
    from huying.measures.tests.places import RULES, drill_rules
    from huying.rulebook.keys import key

    names = {path.stem for path in RULES.glob("zones-*.yaml")}
    assert names >= {"zones-8th-edition", "zones-9th-edition", "zones-twenty-measures", "zones-ten-and-four"}
    sets = {name: drill_rules(name)["measures.zone_kinds"] for name in names}
    declared = key("measures.zone_kinds")
    plan, local = sets["zones-8th-edition"]["sealed"], sets["zones-ten-and-four"]["sealed"]
    # Antigen tests on four more days, and a step down instead of the end: stricter, though the days are fewer.
    assert declared.kind.stricter(local, plan, declared.stricter) is True
    milder = {**plan, "lift": {**plan["lift"], "clear_days": 7}}
    assert declared.kind.stricter(milder, plan, declared.stricter) is False
    assert declared.kind.stricter(plan, milder, declared.stricter) is True
