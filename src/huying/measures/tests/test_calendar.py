"""The calendar by known answers of the rules, and by what must hold whatever the rule says."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from huying.kernel.words import reading
from huying.measures import calendar as calendars
from huying.measures import terms
from huying.measures.calendar import DAY, Calendar, day_words, eased, extended, placed, restarted, shortened
from huying.measures.regimes import Extension, Regime, Release, Reset, Watch

C, H, M, D = "quarantine_facility", "quarantine_home", "home_monitoring", "daily_monitoring"
EXPOSED = dt.date(2022, 1, 1)


def regime(*segments: tuple[str, int], tests: object = (), **more: object) -> Regime:
    told = {"segments": [{"kind": kind, "days": days} for kind, days in segments], "tests": tests, **more}
    return Regime.model_validate(told)


EIGHTH = regime(
    (C, 14), (M, 7),
    tests=[
        {"segment": 1, "days": [1, 4, 7]}, {"segment": 1, "days": [14], "sample": "double"}, {"segment": 2, "days": [2, 7]},
    ],
)  # fmt: skip
NINTH = regime((C, 7), (M, 3), tests=[{"segment": 1, "days": [1, 2, 3, 5, 7]}, {"segment": 2, "days": [3]}])
TWENTY = regime((C, 5), (H, 3), tests=[{"segment": 1, "days": [1, 2, 3, 5]}, {"segment": 2, "days": [1, 3]}])
MALL = regime((H, 7), (D, 7), tests=[{"segment": 1, "days": [1, 4, 7]}, {"segment": 2, "days": [7]}])


def said(made: Calendar) -> list[tuple[str, int, int, int]]:
    """Kind, first and last as days after the exposure, number of days."""
    return [(s.kind, (s.first - EXPOSED).days, (s.last - EXPOSED).days, s.days) for s in made.stretches]


def sampled(made: Calendar) -> list[int]:
    return [(test.on - EXPOSED).days for test in made.tests]


def found(on: int, rule: Regime = NINTH) -> Calendar:
    """Found so many days after the last exposure."""
    return placed(rule, start=EXPOSED + DAY * on, exposed=EXPOSED)


# The rule, the day of finding, stretches as days after the last exposure, test days, all counted by hand.
KNOWN = [
    (EIGHTH, 1, [(C, 1, 14, 14), (M, 15, 21, 7)], [1, 4, 7, 14, 16, 21]),
    (EIGHTH, 5, [(C, 5, 14, 10), (M, 15, 21, 7)], [5, 8, 11, 14, 16, 21]),
    (EIGHTH, 14, [(C, 14, 14, 1), (M, 15, 21, 7)], [14, 16, 21]),
    (EIGHTH, 15, [(M, 15, 21, 7)], [16, 21]),
    (EIGHTH, 21, [(M, 21, 21, 1)], [21]),
    (EIGHTH, 22, [], []),
    (NINTH, 0, [(C, 0, 7, 8), (M, 8, 10, 3)], [1, 2, 3, 5, 7, 10]),
    (NINTH, 1, [(C, 1, 7, 7), (M, 8, 10, 3)], [1, 2, 3, 5, 7, 10]),
    (NINTH, 4, [(C, 4, 7, 4), (M, 8, 10, 3)], [4, 5, 6, 7, 10]),
    (NINTH, 8, [(M, 8, 10, 3)], [10]),
    (NINTH, 9, [(M, 9, 10, 2)], [10]),
    (NINTH, 11, [], []),
    (TWENTY, 1, [(C, 1, 5, 5), (H, 6, 8, 3)], [1, 2, 3, 5, 6, 8]),
    (TWENTY, 6, [(H, 6, 8, 3)], [6, 8]),
    (MALL, 1, [(H, 1, 7, 7), (D, 8, 14, 7)], [1, 4, 7, 14]),
    (MALL, 8, [(D, 8, 14, 7)], [14]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "day", "stretches", "tests"), KNOWN)
def test_known_answers(
    rule: Regime, day: int, stretches: list[tuple[str, int, int, int]], tests: list[int]
) -> None:
    made = found(day, rule)
    assert said(made) == stretches
    assert sampled(made) == tests
    assert made.empty == (not stretches)


def test_the_day_that_counts_as_the_first_is_said_by_the_rule() -> None:
    """Exposed on 1 January, arrived on the 3rd, found on the 5th: three rules, three ends."""
    start, arrived = dt.date(2022, 1, 5), dt.date(2022, 1, 3)
    ends = {
        day_one: placed(regime((H, 7), day_one=day_one), start=start, exposed=EXPOSED, arrived=arrived).last
        for day_one in ("exposure+1", "arrival", "measure_start")
    }
    assert ends == {
        "exposure+1": dt.date(2022, 1, 8),
        "arrival": dt.date(2022, 1, 9),
        "measure_start": dt.date(2022, 1, 11),
    }
    whole = regime((H, 7), makes_up=False)
    assert placed(whole, start=start, exposed=EXPOSED).last == dt.date(2022, 1, 11)


def test_a_rule_without_its_date_is_no_calendar() -> None:
    with pytest.raises(ValueError, match="exposure"):
        placed(NINTH, start=EXPOSED)
    with pytest.raises(ValueError, match="arrival"):
        placed(regime((H, 7), day_one="arrival"), start=EXPOSED)


def test_the_last_sample_before_release_is_a_double_one() -> None:
    made = found(5, EIGHTH)
    assert [test.sample for test in made.tests if test.on == EXPOSED + DAY * 14] == ["double"]


def test_a_flight_is_lengthened_to_21_days_with_a_test_every_day() -> None:
    """Landed on 1 January, 14 + 7; on the 8th the flight is lengthened to 21 days in the facility."""
    rule = regime((C, 14), (M, 7), tests=[{"segment": 1, "days": [1, 4, 7, 14]}], day_one="arrival")
    made = placed(rule, start=EXPOSED, arrived=EXPOSED)
    assert (made.stretches[0].last, made.last) == (dt.date(2022, 1, 14), dt.date(2022, 1, 21))
    flight = Extension(kind="quarantine_facility", total=21, tests="daily", drops_later=True)
    longer = extended(made, flight, on=dt.date(2022, 1, 8))
    assert [(s.kind, s.first, s.last) for s in longer.stretches] == [(C, EXPOSED, dt.date(2022, 1, 21))]
    assert [test.on for test in longer.tests if test.on > dt.date(2022, 1, 8)] == [
        dt.date(2022, 1, day) for day in range(9, 22)
    ]
    assert extended(longer, flight, on=dt.date(2022, 1, 9)) == longer, (
        "twice the same reason lengthens nothing"
    )


def test_days_that_passed_before_the_measure_count_in_a_total() -> None:
    late = found(5, EIGHTH)
    assert extended(late, Extension(total=21), on=EXPOSED + DAY * 6).stretches[0].last == EXPOSED + DAY * 21
    assert said(extended(late, Extension(add=2), on=EXPOSED + DAY * 6))[1] == (M, 17, 23, 7)


def test_a_positive_in_the_facility_lets_the_segment_count_anew() -> None:
    """A positive on the floor on day 4: seven days from the fifth, then the home segment as before."""
    made = restarted(found(1), Reset(restarts="segment"), NINTH, on=EXPOSED + DAY * 4)
    assert said(made) == [(C, 1, 11, 11), (M, 12, 14, 3)]
    assert sampled(made) == [1, 2, 3, 5, 6, 7, 9, 11, 14]
    again = restarted(found(1), Reset(restarts="measure"), NINTH, on=EXPOSED + DAY * 9)
    assert said(again) == [(C, 1, 7, 7), (M, 8, 9, 2), (C, 10, 16, 7), (M, 17, 19, 3)]
    assert restarted(found(1), Reset(), NINTH, on=EXPOSED + DAY * 4) == found(1)


def test_shorter_and_milder() -> None:
    made = found(1)
    assert said(shortened(made, last=EXPOSED + DAY * 8)) == [(C, 1, 7, 7), (M, 8, 8, 1)]
    for last in (made.last, made.first - DAY, made.last + DAY):
        with pytest.raises(ValueError, match="shorter"):
            shortened(made, last=last)
    assert said(eased(made, H, on=EXPOSED + DAY * 3)) == [(C, 1, 2, 2), (H, 3, 7, 5), (M, 8, 10, 3)]
    assert said(eased(made, M, on=EXPOSED + DAY * 3)) == [(C, 1, 2, 2), (M, 3, 10, 8)]


def test_a_day_in_words() -> None:
    with reading("en"):
        made = found(1, MALL)
        assert str(day_words(made, EXPOSED + DAY * 5)) == "Quarantine at home, day 5 of 7; day 5 of 14 in all"
        assert (
            str(day_words(made, EXPOSED + DAY * 8))
            == "Daily health monitoring, day 1 of 7; day 8 of 14 in all"
        )
        assert str(day_words(made, made.last + DAY)) == "the days are over"


@st.composite
def regimes(draw: st.DrawFn) -> Regime:
    count = draw(st.integers(1, 3))
    segments = [(draw(st.sampled_from(list(terms.KINDS))), draw(st.integers(1, 21))) for _ in range(count)]
    tests = []
    for number in range(draw(st.integers(0, count))):
        days = draw(st.sets(st.integers(1, segments[number][1]), min_size=1, max_size=5))
        tests.append({"segment": number + 1, "days": sorted(days)})
    return regime(*segments, tests=tests, makes_up=draw(st.booleans()))


@settings(max_examples=60, deadline=None)
@given(regimes(), st.integers(0, 40))
def test_days_follow_each_other_and_end_when_the_rule_says(rule: Regime, day: int) -> None:
    made = found(day, rule)
    if rule.makes_up:
        assert made.empty == (day > rule.days)
    if made.empty:
        return
    assert made.first == EXPOSED + DAY * day
    for one, two in zip(made.stretches, made.stretches[1:], strict=False):
        assert one.last + DAY == two.first
    # The one thing that keeps people in too long: the last day is day N of the count, never N + 1.
    counted_from = EXPOSED if rule.makes_up else made.first - DAY
    assert (made.last - counted_from).days == rule.days
    assert all(made.first <= test.on <= made.last for test in made.tests)
    assert len({test.on for test in made.tests}) == len(made.tests)
    assert made.at(made.last).means == "running" and made.at(made.last + DAY).means == "over"
    assert calendars.read(calendars.written(made)) == made


@settings(max_examples=60, deadline=None)
@given(regimes(), st.integers(0, 20), st.integers(0, 20), st.integers(1, 30))
def test_lengthening_never_shortens_and_shortening_never_lengthens(
    rule: Regime, day: int, later: int, total: int
) -> None:
    made = found(day, rule)
    if made.empty:
        return
    on = made.first + DAY * later
    longer = extended(made, Extension(total=total), on=on)
    assert longer.last >= made.last and longer.first == made.first
    assert {t.on for t in made.tests if t.on <= on} == {t.on for t in longer.tests if t.on <= on}
    for one, two in zip(longer.stretches, longer.stretches[1:], strict=False):
        assert one.last + DAY == two.first
    if made.first < made.last:
        assert shortened(made, last=made.last - DAY).last == made.last - DAY
    milder = eased(made, "daily_monitoring", on=on)
    assert (milder.first, milder.last) == (made.first, made.last)
    assert all(s.kind == "daily_monitoring" for s in milder.stretches if s.first >= on)


@settings(max_examples=40, deadline=None)
@given(regimes(), st.integers(0, 10))
def test_the_next_change_always_lies_ahead(rule: Regime, day: int) -> None:
    made = found(day, rule)
    on = made.first if not made.empty else EXPOSED
    seen = []
    while (after := made.next_turn(on)) is not None:
        assert after > on
        seen.append(after)
        on = after
    assert tuple(seen) == tuple(day for day in made.turns() if day > (made.first if seen else on))
    assert made.empty or seen[-1] == made.last + DAY


def test_what_burdens_people_more() -> None:
    def longer(rule: Regime) -> bool:
        return rule.stricter_than(NINTH, "longer")

    assert not longer(NINTH)
    assert longer(EIGHTH) and not NINTH.stricter_than(EIGHTH, "longer")
    assert not longer(regime((H, 7), (M, 3))), "at home is milder than a facility"
    assert longer(regime((C, 8), (M, 2))), "a stricter kind for a day more"
    assert longer(regime((C, 7), (M, 4)))
    same: dict[str, object] = {"tests": [t.model_dump() for t in NINTH.tests]}
    base = ((C, 7), (M, 3))
    assert not longer(regime(*base, **same))
    assert longer(regime(*base, **same, makes_up=False))
    assert longer(regime(*base, **same, day_one="measure_start"))
    assert longer(regime(*base, **same, daily_checks=3))
    assert longer(regime(*base, **same, release=Release(environment_negative=True).model_dump()))
    twice = [{"segment": 1, "days": [1, 2, 3, 5, 7], "sample": "double"}, {"segment": 2, "days": [3]}]
    assert longer(regime(*base, tests=twice))
    assert longer(regime(*base, tests=[{"segment": 1, "days": [1, 2, 3, 4, 5, 6, 7]}]))
    assert not Regime().stricter_than(NINTH, "longer") and longer(regime((H, 1), daily_checks=9))
    flight = Extension(total=21, tests="daily")
    assert flight.stricter_than(Extension(total=21), "longer") and not Extension().stricter_than(
        flight, "longer"
    )
    assert Reset(restarts="measure").stricter_than(Reset(restarts="segment"), "longer")


def test_a_rule_that_contradicts_itself_is_refused() -> None:
    for tests in (
        [{"segment": 2, "days": [1]}],
        [{"segment": 1, "days": [8]}],
        [{"segment": 1, "days": [2, 1]}],
    ):
        with pytest.raises(ValidationError):
            regime((H, 7), tests=tests)


def test_what_is_abnormal() -> None:
    watch = Watch.model_validate({"fever": 373, "symptoms": [{"code": "cough", "zh": "咳嗽", "en": "Cough"}]})
    assert watch.abnormal(37.3, ()) and not watch.abnormal(37.2, ())
    assert watch.abnormal(None, ("cough",)) and not watch.abnormal(None, ())
