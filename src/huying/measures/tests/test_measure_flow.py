"""A measure from proposal to release: who may, on what grounds, and what clocks can and cannot do."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from huying.kernel.refused import Refused
from huying.matters.ringing import ring_due
from huying.measures.models import Checkup, Measure, Ruling, Swab
from huying.measures.services.measures import end_under, open_under, personal_destroy, personal_under
from huying.messages.models import Notice
from huying.people.testing import FANG_PHONE
from huying.rulebook.testing import rules_hold

from .conftest import CALLER, District


def refused(district: District, *how: Any, **told: Any) -> str:
    with pytest.raises(Refused) as why:
        district.act(*how, **told)
    return str(why.value)


def notices(template: str) -> int:
    return Notice.objects.filter(template=f"measures.{template}").count()


def test_a_proposal_binds_nobody(district: District) -> None:
    code = district.propose()
    row = district.row(code)
    assert (district.state(code), row.live, row.kind, row.ends_on) == ("proposed", False, "", None)
    assert district.matter(code).unit == "district"
    assert row.name == "方芳" and FANG_PHONE not in str(district.matter(code).facts)
    district.later(hours=3)
    assert district.matter(code).unit == "city", "a proposal nobody decides climbs"
    assert not district.row(code).live


def test_a_decision_names_decider_rule_reason_end_and_basis(district: District) -> None:
    code = district.decided()
    row = district.row(code)
    assert district.state(code) == "in_force" and row.live
    assert (row.starts_on, row.ends_on) == (dt.date(2022, 1, 5), dt.date(2022, 1, 14))
    assert row.kind == "quarantine_facility" and row.daily_checks == 2
    assert str(row.decider) == "胡果, Health bureau officer" and row.decided_by == district.hugo
    assert "version 1" in row.rule_en and row.grounds == "与确诊病例同桌吃饭"
    assert row.legal_basis == "《传染病防治法》第四十一条" and row.response == district.response
    assert district.swabs(code) == [5, 6, 7, 9, 11, 14]
    assert district.lines(code) == ["propose", "decide", "plan"]
    assert notices("decided") == 1
    assert district.matter(code).unit == "community", "the community looks after the person"


def test_only_somebody_with_the_ability_decides(district: District) -> None:
    code = district.propose()
    for who in (district.cast.alice, district.cast.bob, district.cast.dora):
        assert "Only" in refused(district, who, code, "decide", reason="because")
    assert district.state(code) == "proposed"


def test_nothing_is_imposed_without_a_response_or_a_rule(district: District) -> None:
    code = district.propose(category="inbound")
    assert "No rule in force" in refused(district, district.hugo, code, "decide", reason="because")
    other = district.propose()
    response = district.response
    response.ended_at = district.now
    response.save()
    assert "No emergency response" in refused(district, district.hugo, other, "decide", reason="because")
    response.ended_at, response.area = None, district.cast.other_street
    response.save()
    assert "No emergency response" in refused(district, district.hugo, other, "decide", reason="because")
    assert not Ruling.objects.exists() and not Swab.objects.exists()


def test_nobody_gets_a_stricter_measure_than_their_category(district: District) -> None:
    code = district.propose(category="place_exposed")
    why = refused(district, district.hugo, code, "decide", reason="because", regime="close_contact")
    assert "stricter than what the rule" in why
    milder = district.propose()
    rules_hold(
        {"measures.regime": {"at_home": {"segments": [{"kind": "quarantine_home", "days": 5}]}}},
        area=district.cast.district,
    )
    district.act(district.hugo, milder, "decide", reason="带着小孩", regime="at_home")
    assert district.row(milder).kind == "quarantine_home"


def test_missing_days_are_made_up_and_days_that_are_over_are_not_imposed(district: District) -> None:
    late = district.decided(exposed_at=dt.date(2021, 12, 27))
    row = district.row(late)
    assert (row.kind, row.ends_on) == ("home_monitoring", dt.date(2022, 1, 6))
    gone = district.propose(exposed_at=dt.date(2021, 12, 20))
    assert "over already" in refused(district, district.hugo, gone, "decide", reason="because")
    unknown = district.propose(exposed_at=None)
    assert "last exposure" in refused(district, district.hugo, unknown, "decide", reason="because")


def test_a_later_change_of_the_rule_touches_no_decided_measure(district: District) -> None:
    code = district.decided()
    rules_hold(
        {"measures.regime": {"close_contact": {"segments": [{"kind": "isolation", "days": 99}]}}},
        area=district.cast.district,
    )
    district.day(6)
    row = district.row(code)
    assert (row.ends_on, row.rule.days) == (dt.date(2022, 1, 14), 10)


def test_the_next_part_begins_by_itself_and_the_person_is_told(district: District) -> None:
    code = district.decided()
    district.test_negative(code, 5)
    district.day(11, 23)
    assert district.row(code).kind == "quarantine_facility" and notices("moved") == 0
    district.day(12, 1)
    assert district.row(code).kind == "home_monitoring" and notices("moved") == 1
    assert district.matter(code).facts["kind"] == "home_monitoring"


def test_a_rule_that_counts_from_arrival_asks_whoever_decides_for_the_day(district: District) -> None:
    arrival = {"segments": [{"kind": "home_monitoring", "days": 7}], "day_one": "arrival"}
    rules_hold({"measures.regime": {"close_contact": arrival}}, area=district.cast.district)
    code = district.propose()
    with pytest.raises(Refused) as why:
        district.act(district.hugo, code, "decide", reason="低风险地区来返")
    assert set(why.value.fields) == {"arrived_on"}
    district.act(district.hugo, code, "decide", reason="低风险地区来返", arrived_on=dt.date(2022, 1, 4))
    assert district.row(code).ends_on == dt.date(2022, 1, 10)


def test_a_missed_test_raises_a_task_and_lengthens_nothing(district: District) -> None:
    code = district.decided()
    district.test_negative(code, 5)
    before = district.row(code).ends_on
    district.day(7, 1)
    tasks = district.children(code, "follow_up")
    assert [task.facts["what"] for task in tasks] == ["missed_test"]
    assert district.row(code).ends_on == before
    assert Swab.objects.get(due_on=dt.date(2022, 1, 6)).missed_at is not None
    assert tasks[0].unit == "community"
    district.later(hours=5)
    assert district.matter(tasks[0].code).unit == "street", "a task nobody sees to climbs"
    # Taken a day late, it stands for the day that was missed once the planned one of the day is there.
    district.test_negative(code, 7)
    district.day(8)
    district.act(district.cast.bob, code, "record_test", result="negative")
    assert Swab.objects.get(due_on=dt.date(2022, 1, 6)).result == "negative"
    district.act(district.cast.bob, tasks[0].code, "settle", outcome="补采，阴性")
    assert district.row(code).ends_on == before


def test_release_needs_all_days_all_tests_and_a_person(district: District) -> None:
    code = district.decided()
    release = {"cross_infection_excluded": True}
    assert "not possible now" in refused(district, district.cast.alice, code, "release", **release)
    for day in (5, 6, 7, 9, 11):
        district.day(day)
        district.test_negative(code, day)
    district.day(15, 1)
    assert district.state(code) == "due", "a clock says that the days are over; it releases nobody"
    assert "1 of the required tests" in refused(district, district.cast.alice, code, "release", **release)
    assert "Only" in refused(district, district.cast.alice, code, "release_anyway", reason="没有人来采样")
    district.test_negative(code, 14)
    assert "Cross-infection" in refused(district, district.cast.alice, code, "release")
    district.act(district.cast.alice, code, "release", **release)
    row = district.row(code)
    assert district.state(code) == "released" and not row.live and notices("over") == 1
    assert list(Ruling.objects.values_list("what", flat=True).order_by("at")) == ["decide", "release"]


def test_a_senior_releases_without_the_test_that_nobody_took(district: District) -> None:
    code = district.decided()
    district.day(15, 1)
    district.act(district.helen, code, "release_anyway", reason="当天没有人上门采样，不是本人原因")
    assert district.state(code) == "released"
    assert not district.children(code, "follow_up")[0].clocks.exists(), "what was to be seen to is over, too"


def test_an_overdue_release_climbs_faster_than_anything_else(district: District) -> None:
    code = district.decided()
    district.day(15, 0)
    steps = []
    for _ in range(4):
        steps.append(district.matter(code).unit)
        district.later(minutes=31)
    assert steps == ["community", "street", "district", "city"]
    assert notices("release_due") >= 4 and district.state(code) == "due"


def test_a_measure_is_lengthened_only_for_what_a_rule_names(district: District) -> None:
    code = district.decided(cohort="CA1234")
    assert "No rule in force" in refused(
        district, district.hugo, code, "extend", why="missed_test", reason="漏检"
    )
    assert "Only" in refused(district, district.cast.alice, code, "extend", why="flight", reason="同航班")
    district.act(
        district.hugo, code, "extend", why="flight", reason="同航班有奥密克戎", legal_basis="省防指通知"
    )
    row = district.row(code)
    assert row.ends_on == dt.date(2022, 1, 17)
    assert [s.last.day for s in row.calendar.stretches] == [14, 17]
    assert district.swabs(code) == [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 17]
    made = Ruling.objects.get(what="extend")
    assert (made.ended_before, made.ends_after) == (dt.date(2022, 1, 14), dt.date(2022, 1, 17))
    assert "version 1" in made.rule_en and made.legal_basis == "省防指通知" and notices("changed") == 1
    assert "as long as" in refused(district, district.hugo, code, "extend", why="flight", reason="再来一次")


def test_lengthened_when_the_days_were_over_it_runs_again(district: District) -> None:
    code = district.decided()
    district.day(15, 1)
    assert district.state(code) == "due"
    rules_hold(
        {"measures.extension": {"home": {"kind": "home_monitoring", "add": 2}}}, area=district.cast.district
    )
    assert "as long" in refused(district, district.hugo, code, "extend", why="home", reason="同住人刚转阳")
    assert district.state(code) == "due"


def test_the_days_count_anew_after_a_positive_at_home(district: District) -> None:
    code = district.decided()
    district.day(8)
    assert "between the start" in refused(
        district, district.hugo, code, "reset", event="same_home", on=dt.date(2022, 1, 9), reason="同住人阳性"
    )
    district.act(district.hugo, code, "reset", event="same_home", on=dt.date(2022, 1, 8), reason="同住人阳性")
    row = district.row(code)
    assert [(s.kind, s.first.day, s.last.day) for s in row.calendar.stretches] == [
        ("quarantine_facility", 5, 15), ("home_monitoring", 16, 18),
    ]  # fmt: skip
    assert "No rule in force" in refused(
        district, district.hugo, code, "reset", event="gossip", on=dt.date(2022, 1, 8), reason="听说"
    )


def test_shorter_or_milder_by_a_decision(district: District) -> None:
    code = district.decided()
    assert "milder" in refused(district, district.hugo, code, "shorten", milder="isolation", reason="错选")
    assert "last day" in refused(
        district, district.hugo, code, "shorten", last_day=dt.date(2022, 1, 20), reason="写错了"
    )
    district.act(district.hugo, code, "shorten", milder="quarantine_home", reason="要照顾三岁的孩子")
    assert (district.row(code).kind, district.row(code).ends_on) == ("quarantine_home", dt.date(2022, 1, 14))
    district.act(district.hugo, code, "shorten", last_day=dt.date(2022, 1, 8), reason="风险解除")
    assert district.swabs(code) == [5, 6, 7]
    district.day(9, 1)
    assert district.state(code) == "due"


def test_daily_reports_by_the_person_and_by_the_worker(district: District) -> None:
    code = district.decided()
    district.act(CALLER, code, "record_check", celsius=36.5)
    district.act(district.cast.bob, code, "record_check", celsius=36.8, note="电话询问")
    assert not district.children(code, "follow_up")
    district.act(CALLER, code, "record_check", celsius=37.3)
    district.act(CALLER, code, "record_check", celsius=36.9, symptoms=("cough",))
    tasks = district.children(code, "follow_up")
    assert [task.facts["what"] for task in tasks] == ["symptoms"], "one task a day, whatever is told"
    told = Checkup.objects.order_by("at", "pk")
    assert [(row.celsius, row.abnormal) for row in told] == [
        ("365", False), ("368", False), ("373", True), ("369", True),
    ]  # fmt: skip
    from huying.matters.queries import history

    assert all("celsius" not in line.told for line in history(district.matter(code))), (
        "health stays out of the history"
    )


def test_a_positive_is_confirmed_by_people_and_holds_the_release(district: District) -> None:
    code = district.decided()
    district.act(district.cast.bob, code, "record_test", result="positive", lab="区疾控")
    tasks = district.children(code, "follow_up")
    assert [task.facts["what"] for task in tasks] == ["positive"]
    district.act(district.cast.bob, tasks[0].code, "settle", outcome="已转运复核")
    district.day(15, 1)
    why = refused(district, district.helen, code, "release_anyway", reason="想放人")
    assert "positive" in why
    assert "no positive" in refused(
        district, district.hugo, code, "rule_out", on=dt.date(2022, 1, 6), reason="复核"
    )
    district.act(district.hugo, code, "rule_out", on=dt.date(2022, 1, 5), reason="两次复核均为阴性")
    district.act(district.helen, code, "release_anyway", reason="其余检测没有人安排")
    assert district.state(code) == "released"


def test_tomorrows_sample_cannot_be_recorded_today(district: District) -> None:
    code = district.decided()
    assert "not come yet" in refused(
        district, district.cast.bob, code, "record_test", on=dt.date(2022, 1, 6), result="negative"
    )


def test_ending_a_response_ends_what_hangs_from_it_and_its_data_can_be_destroyed(district: District) -> None:
    running, proposed = district.decided(), district.propose()
    district.act(CALLER, running, "record_check", celsius=36.5)
    assert open_under(district.response) == 2 and personal_under(district.response) == 2
    assert personal_destroy(district.response) == 0, "nothing of a running measure is destroyed"
    from huying.kernel.words import Words

    assert end_under(district.response, Words("响应结束", "It is over")) == 2
    assert {district.state(running), district.state(proposed)} == {"ended"}
    assert open_under(district.response) == 0 and notices("over") == 1
    assert personal_destroy(district.response) == 2 and personal_under(district.response) == 0
    row = district.row(running)
    assert (row.name, row.phone, row.phone_hash, row.identity, row.address) == (
        "(destroyed)",
        "",
        None,
        "",
        "",
    )
    assert not Checkup.objects.exists() and not Swab.objects.exists()


def test_the_database_itself_refuses_a_measure_without_reasons(district: District) -> None:
    from django.db import IntegrityError, transaction

    row = district.row(district.propose())
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(pk=row.pk).update(live=True)


def test_a_pushed_person_without_a_real_number_is_not_left_out(district: District) -> None:
    code = district.decided(phone="无，找他女儿")
    assert district.row(code).live and notices("decided") == 0


def test_everybodys_day_begins_in_as_many_questions_as_one_persons(district: District) -> None:
    def midnight(people: int) -> int:
        before = district.now
        with transaction.atomic():
            codes = [district.decided(phone=f"1390000000{n}", name=f"邻居{n}") for n in range(people)]
            district._at(dt.datetime(2022, 1, 6, 16, 1, tzinfo=dt.UTC))
            with CaptureQueriesContext(connection) as caught:
                assert ring_due() == people
            assert all(len(district.children(code, "follow_up")) == 2 for code in codes)
            transaction.set_rollback(True)
        district._at(before)
        return len(caught)

    assert midnight(6) <= midnight(1)
