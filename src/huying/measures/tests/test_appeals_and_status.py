"""Appeals are decided by others and change the measure; a colour follows from measures and from nothing else."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huying.kernel.refused import Refused
from huying.measures.calendar import DAY, Calendar, Stretch
from huying.measures.measure_facts import Objection
from huying.measures.models import Appeal, Ruling
from huying.measures.queries import measures as queries
from huying.measures.services.measures import appeal_file, together
from huying.measures.status import ORDER, Bound, status_of
from huying.rulebook.validity import Stamps, Validity

from .conftest import CALLER, District
from .test_measure_flow import notices, refused

UTC = dt.UTC


def appealed(district: District, code: str, **more: Any) -> str:
    told = Objection.model_validate({"text": "那天我没有去过那家店", **more})
    return appeal_file(row=district.row(code), said=told, actor=CALLER).code


def test_whoever_decided_never_hears_the_appeal(district: District) -> None:
    code = district.decided()
    appeal = appealed(district, code)
    for act, told in (
        ("uphold", {"reasons": "核实无误"}), ("keep", {"reasons": "核实无误"}),
        ("uphold_in_part", {"reasons": "核实无误", "last_day": dt.date(2022, 1, 7)}),
    ):  # fmt: skip
        assert "somebody else must hear" in refused(district, district.hugo, appeal, act, **told)
    assert "Only" in refused(district, district.cast.alice, appeal, "uphold", reasons="我看行")
    assert district.state(appeal) == "filed" and district.row(code).live


def test_whoever_lengthened_it_after_the_appeal_does_not_hear_it_either(district: District) -> None:
    code = district.decided()
    appeal = appealed(district, code)
    district.act(district.helen, code, "extend", why="flight", reason="同航班有奥密克戎")
    assert "somebody else must hear" in refused(
        district, district.helen, appeal, "keep", reasons="维持原决定"
    )
    district.act(district.cast.dora, appeal, "keep", reasons="航班号一致，维持")
    assert district.state(appeal) == "kept" and "appeal_keeps" in district.lines(code)
    assert district.row(code).live


def test_an_upheld_appeal_ends_the_measure_at_once(district: District) -> None:
    code = district.decided()
    appeal = appealed(district, code, contact_phone="13900000001")
    district.act(district.cast.alice, appeal, "look_into", checked="门店监控里不是本人")
    district.act(district.helen, appeal, "uphold", reasons="经核实，同名不同人")
    row, kept = district.row(code), Appeal.objects.get(matter__code=appeal)
    assert (district.state(appeal), district.state(code), row.live) == ("ended", "ended", False)
    assert kept.decided_by == district.helen and kept.checked == "门店监控里不是本人"
    assert Ruling.objects.get(what="end").by == district.helen
    assert notices("judged") == 1 and notices("over") == 1


def test_an_appeal_upheld_in_part_shortens_it(district: District) -> None:
    code = district.decided()
    appeal = appealed(district, code)
    with pytest.raises(Refused):
        district.act(
            district.helen, appeal, "uphold_in_part", reasons="日期错了", last_day=dt.date(2022, 1, 30)
        )
    assert district.state(appeal) == "filed", "a verdict that cannot be carried out is no verdict"
    district.act(
        district.helen, appeal, "uphold_in_part", reasons="暴露日期早两天", last_day=dt.date(2022, 1, 12)
    )
    assert district.row(code).ends_on == dt.date(2022, 1, 12) and district.row(code).live
    assert district.state(appeal) == "shortened"


def test_an_appeal_has_a_clock_and_a_need_brings_it_forward(district: District) -> None:
    code = district.decided()
    usual = district.matter(appealed(district, code))
    assert usual.due_at == district.now + dt.timedelta(hours=12)
    exam = district.now + dt.timedelta(hours=20)
    urgent = district.matter(appealed(district, code, needed_by=exam))
    assert urgent.due_at == exam - dt.timedelta(hours=12)
    district.later(hours=9)
    assert district.matter(urgent.code).unit == "city", "overdue it climbs, and nobody is harmed by the climb"
    assert district.row(code).live


def test_a_measure_that_is_over_takes_its_open_appeals_along(district: District) -> None:
    code = district.decided()
    appeal = appealed(district, code)
    district.act(district.helen, code, "end_early", reason="查错了人", ending="mistake")
    assert district.state(appeal) == "lapsed"
    with pytest.raises(Refused, match="over"):
        appealed(district, code)


def test_the_figures_add_up(district: District) -> None:
    waiting, running, dropped = district.propose(), district.decided(), district.propose()
    district.act(district.helen, dropped, "refuse", reason="重复提出")
    district.act(district.helen, appealed(district, running), "keep", reasons="事实清楚")
    found = queries.figures(district.cast.district)
    assert (found.proposed, found.waiting, found.refused, found.imposed) == (3, 1, 1, 1) and found.adds_up
    assert found.appeals == {"kept": 1} and waiting
    assert queries.figures(district.cast.b).proposed == 0


def test_one_decision_for_a_flight_and_those_it_does_not_fit_are_named(district: District) -> None:
    fine = [district.propose(cohort="CA1234") for _ in range(2)]
    unknown = district.propose(cohort="CA1234", exposed_at=None)
    from huying.measures.measure_facts import Decision

    found = together(
        codes=[*fine, unknown], act="decide", said=Decision(reason="同航班"), actor=district.actor(district.hugo),
        area=district.cast.district,
    )  # fmt: skip
    assert [found[code] for code in fine] == [None, None] and "last exposure" in str(found[unknown])
    assert district.state(unknown) == "proposed"


# The colour.

COLOURS = {
    "isolation": "red", "quarantine_facility": "red", "quarantine_home": "yellow", "home_monitoring": "yellow",
    "daily_monitoring": "yellow",
}  # fmt: skip
FIRST = dt.date(2022, 1, 5)
POLICY = Validity(window="48h", basis="collected_at", fallback=[])


def bound(kind: str, days: int, *more: tuple[str, int], done: bool = True, code: str = "A") -> Bound:
    stretches, first = [], FIRST
    for number, (one, many) in enumerate([(kind, days), *more]):
        stretches.append(Stretch(one, first, first + DAY * (many - 1), number))
        first = stretches[-1].last + DAY
    return Bound(code, Calendar(tuple(stretches), ()), done)


def on(day: int, *bounds: Bound, **more: Any) -> Any:
    at = dt.datetime(2022, 1, 4, 20, tzinfo=UTC) + DAY * day
    return status_of(
        bounds, more.get("negatives", ()), colours=COLOURS, policy=POLICY, at=at, today=FIRST + DAY * (day - 1),
    )  # fmt: skip


def test_nothing_in_force_is_green() -> None:
    assert on(1).colour == "green" and on(1).because == ()


def test_the_strictest_measure_counts_and_its_last_day_is_told() -> None:
    both = [bound("quarantine_facility", 7, ("home_monitoring", 3)), bound("quarantine_home", 14, code="B")]
    first = on(1, *both)
    assert (first.colour, first.until, first.because) == (
        "red", dt.date(2022, 1, 11), (("A", "quarantine_facility"),),
    )  # fmt: skip
    later = on(8, *both)
    assert (later.colour, later.until) == ("yellow", dt.date(2022, 1, 18))
    assert later.because == (("A", "home_monitoring"), ("B", "quarantine_home"))


def test_with_all_tests_negative_it_is_green_the_day_after_the_last_whoever_has_still_to_sign() -> None:
    assert on(7, bound("quarantine_home", 7)).colour == "yellow"
    assert on(8, bound("quarantine_home", 7)).colour == "green"


def test_with_a_test_missing_it_stays_until_somebody_acts_and_says_so() -> None:
    late = on(8, bound("quarantine_home", 7, done=False))
    assert (late.colour, late.until) == ("yellow", None)
    ahead = on(3, bound("quarantine_home", 7, done=False))
    assert (ahead.colour, ahead.until) == ("yellow", dt.date(2022, 1, 11)), (
        "tests still ahead hold nobody back"
    )


def test_a_negative_test_is_shown_while_it_is_valid() -> None:
    taken = dt.datetime(2022, 1, 4, 20, tzinfo=UTC)
    sample = Stamps(taken, reported_at=taken + dt.timedelta(hours=9))
    assert on(1, negatives=[sample]).tested_until == taken + dt.timedelta(hours=48)
    assert on(2, negatives=[sample]).tested_until == taken + dt.timedelta(hours=48), "the last minute counts"
    assert on(3, negatives=[sample]).tested_until is None


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(sorted(COLOURS)), st.integers(1, 10), st.booleans()), max_size=4),
    st.integers(1, 14),
)
def test_a_colour_is_never_darker_than_the_strictest_measure_and_lasts_until_told(
    told: list[tuple[str, int, bool]], day: int
) -> None:
    bounds = [bound(kind, days, done=done, code=str(n)) for n, (kind, days, done) in enumerate(told)]
    shown = on(day, *bounds)
    today = FIRST + DAY * (day - 1)
    binding = [b.kind_on(today) for b in bounds if b.kind_on(today)]
    assert (shown.colour == "green") == (not binding)
    assert all(ORDER.index(shown.colour) >= ORDER.index(COLOURS[kind]) for kind in binding if kind)
    assert bool(shown.because) == (shown.colour != "green")
    if shown.until is not None and all(done for _, _, done in told):
        ahead = (shown.until - today).days
        assert on(day + ahead, *bounds).colour == shown.colour
        assert on(day + ahead + 1, *bounds).colour != shown.colour
    # One more measure never makes it milder.
    worse = on(day, *bounds, bound("isolation", 14, code="Z"))
    assert worse.colour == "red"


def test_the_colour_of_a_person_follows_all_their_measures_and_no_hand_can_set_it(district: District) -> None:
    code = district.decided()
    row = district.row(code)
    rows = [row, *queries.same_person(row)]
    assert queries.status_for(rows, row.area).colour == "red"
    other = district.decided(category="place_exposed", exposed_at=dt.date(2022, 1, 4))
    district.act(district.helen, code, "end_early", reason="查错了人", ending="mistake")
    row = district.row(code)
    again = [row, *queries.same_person(row)]
    assert {one.matter.code for one in again} == {code, other}
    assert queries.status_for(again, row.area).colour == "yellow"
    from huying.measures.models import Measure

    assert not [field.name for field in Measure._meta.get_fields() if "colo" in field.name]
