"""Every way a request can go, through the engine and the database."""

import datetime as dt

import pytest

from huying.help.models import Feedback, FollowUp, Match, Merge
from huying.help.tests.conftest import START, City
from huying.kernel.refused import Refused
from huying.messages.models import Notice

HOUR = dt.timedelta(hours=1)


def test_a_request_waits_with_the_volunteer_team_and_its_promises_run(city: City) -> None:
    code = city.ask()
    assert city.holder(code) == ("volunteer_team", city.cast.district)
    assert city.clocks(code) == {
        "first_answer": START + 0.5 * HOUR,
        "solution": START + 12 * HOUR,
        "screening": START + dt.timedelta(minutes=10),
    }
    row = city.row(code)
    assert (row.contact_phone, row.street) == ("13800000006", city.cast.street)
    assert Notice.objects.filter(template="help.received", about=code).count() == 1


def test_what_was_written_stays_out_of_the_history(city: City) -> None:
    code = city.ask("我住301室，叫方芳", room="301室")
    from huying.matters.models import Event

    written = str(list(Event.objects.filter(matter__code=code).values_list("data", flat=True)))
    assert "方芳" not in written and "301" not in written and "138" not in written
    assert city.row(code).text == "我住301室，叫方芳"


def test_handled_directly_answered_and_confirmed_by_the_caller(city: City) -> None:
    code = city.ask()
    city.later(minutes=5)
    city.act(city.sam, code, "handle", category="pickup_delivery", urgency="high")
    assert city.matter(code).person_id == city.sam.pk
    city.later(minutes=5)
    city.act(city.sam, code, "reply", words="药店说有货，下午送到。")
    assert "first_answer" not in city.clocks(code)
    city.act(city.sam, code, "solve", words="已送到楼下。", people_helped=2)
    assert city.matter(code).state == "answered"
    city.caller(code, "confirm", rating=5, thanks="谢谢你们")
    row = city.row(code)
    assert (row.outcome, row.people_helped, row.rating, row.thanks) == ("solved", 2, 5, "谢谢你们")
    assert row.first_answer_at == START + dt.timedelta(minutes=10)
    assert (row.handling, row.screened_by_id, row.category_id) == ("direct", city.sam.pk, "pickup_delivery")
    assert city.matter(code).ended_at is not None


def test_a_referral_is_signed_for_and_its_promises_never_start_anew(city: City) -> None:
    code = city.ask()
    before = city.clocks(code)
    city.later(minutes=5)
    city.act(city.sam, code, "refer", category="medication_supply", urgency="high", unit="community")
    assert city.holder(code) == ("community", city.cast.a)
    after = city.clocks(code)
    assert {name: after[name] for name in ("first_answer", "solution")} == {
        name: before[name] for name in ("first_answer", "solution")
    }
    assert after["sign"] == city.now + dt.timedelta(minutes=15)
    with pytest.raises(Refused):
        city.act(city.stella, code, "sign_for")
    city.act(city.cast.alice, code, "sign_for")
    assert city.matter(code).person_id == city.cast.alice.pk
    assert "sign" not in city.clocks(code) and "stage" in city.clocks(code)


def test_changing_the_category_changes_the_promise_but_not_its_beginning(city: City) -> None:
    code = city.ask(category="other")
    assert city.clocks(code)["first_answer"] == START + 24 * HOUR
    city.later(minutes=30)
    city.act(city.sam, code, "sort", category="medication_supply", urgency="high")
    assert city.clocks(code)["first_answer"] == START + 0.5 * HOUR
    assert city.row(code).pace == "medicine"


def test_returns_are_counted_and_capped_then_the_coordinator_has_the_final_word(city: City) -> None:
    code = city.ask()
    for _ in range(2):
        city.act(city.sam, code, "refer", category="medication_supply", unit="community")
        city.act(city.cast.alice, code, "send_back", reason="不归我们管")
        assert city.holder(code) == ("volunteer_team", city.cast.district)
    city.act(city.sam, code, "refer", category="medication_supply", unit="community")
    with pytest.raises(Refused, match="returned 2 times"):
        city.act(city.cast.alice, code, "send_back", reason="还是不归我们管")
    with pytest.raises(Refused):
        city.act(city.stella, code, "assign_finally", unit="street", reason="不是我说了算")
    city.act(city.cast.dora, code, "assign_finally", unit="street", reason="街道办理")
    assert city.holder(code) == ("street", city.cast.street)
    with pytest.raises(Refused, match="final"):
        city.act(city.stella, code, "send_back", reason="再退")
    city.act(city.stella, code, "sign_for")
    with pytest.raises(Refused, match="final"):
        city.act(city.stella, code, "pass_on", unit="community", reason="转走")


def test_passing_on_is_capped_too(city: City) -> None:
    code = city.ask()
    city.act(city.sam, code, "refer", category="medication_supply", unit="community")
    city.act(city.cast.alice, code, "sign_for")
    for who, unit in ((city.cast.alice, "street"), (city.stella, "community"), (city.cast.alice, "street")):
        city.act(who, code, "pass_on", unit=unit, reason="请你们办")
    with pytest.raises(Refused, match="passed on 3 times"):
        city.act(city.stella, code, "pass_on", unit="community", reason="请你们办")


def test_a_clock_that_runs_out_climbs_one_level_and_both_desks_hear(city: City) -> None:
    code = city.ask(category="other")
    city.act(city.sam, code, "refer", category="other", unit="grid")
    assert city.holder(code) == ("grid", city.cast.a1)
    climbed = []
    for _ in range(4):
        city.later(hours=8)
        climbed.append(city.matter(code).unit)
    assert climbed == ["community", "street", "district", "city"]
    told = Notice.objects.filter(about=code, template__in=("help.climbed", "help.lost"))
    assert set(told.values_list("template", "unit")) >= {("help.climbed", "street"), ("help.lost", "grid")}


def test_an_unscreened_message_goes_to_the_district_and_then_to_the_city(city: City) -> None:
    code = city.ask()
    city.later(minutes=10)
    assert city.holder(code) == ("district", city.cast.district)
    city.act(city.cast.dora, code, "refer", category="medication_supply", unit="community")
    other = city.ask("请问", category="policy")
    city.later(hours=4)
    assert city.matter(other).unit == "city"


def test_needed_by_brings_the_promise_forward(city: City) -> None:
    exam = START + 30 * HOUR
    code = city.ask("明天考试，码不对", category="exams", needed_by=exam)
    assert city.clocks(code)["solution"] == START + 24 * HOUR
    sooner = city.ask("今天考试，码不对", category="exams", needed_by=START + 6 * HOUR)
    assert city.clocks(sooner)["solution"] == START + 4 * HOUR


def test_first_answer_late_is_told_once_and_not_again(city: City) -> None:
    code = city.ask()
    city.act(city.sam, code, "handle", category="medication_supply")
    city.later(minutes=31)
    assert city.lines(code).count("first_late") == 1
    assert city.holder(code) == ("district", city.cast.district)
    assert "first_answer" not in city.clocks(code)


def test_solution_late_is_said_to_the_caller(city: City) -> None:
    code = city.ask()
    city.act(city.sam, code, "handle", category="medication_supply")
    city.act(city.sam, code, "liaise", words="正在联系药企。", partner="药企")
    city.later(hours=13)
    assert city.lines(code).count("solution_late") == 1
    assert city.lines(code).count("remind") == 1
    assert Notice.objects.filter(about=code, template="help.late").count() == 1


def test_not_solved_reopens_one_level_higher_with_new_promises(city: City) -> None:
    code = city.ask()
    city.act(city.sam, code, "refer", category="medication_supply", unit="community")
    city.act(city.cast.alice, code, "sign_for")
    city.act(city.cast.alice, code, "solve", words="给您送药了。")
    city.later(hours=2)
    city.caller(code, "not_solved", reason="药送错了")
    assert city.matter(code).state == "referred"
    assert city.holder(code) == ("street", city.cast.street)
    assert city.clocks(code)["first_answer"] == city.now + 0.5 * HOUR
    row = city.row(code)
    assert (row.outcome, row.people_helped, row.closed_at) == ("", 0, None)
    assert Feedback.objects.get(request=row).words == "药送错了"
    city.act(city.stella, code, "sign_for")
    city.act(city.stella, code, "solve", words="换好了。")
    city.caller(code, "not_solved", reason="还是不对")
    assert city.holder(code) == ("district", city.cast.district)


def test_a_closed_request_reopens_inside_the_window_only(city: City) -> None:
    code = city.ask()
    city.act(city.sam, code, "answer", words="可以请楼道长代买。", card="buy-medicine")
    assert city.later(days=3) >= 2
    assert city.matter(code).state == "closed"
    assert city.lines(code)[-2:] == ["remind_caller", "close_silent"]
    assert (city.row(code).outcome, city.row(code).handling) == ("answered", "direct")
    city.later(days=29)
    city.caller(code, "not_solved", reason="没买到")
    city.act(city.dan, code, "sign_for")
    city.act(city.dan, code, "answer", words="已安排。")
    city.later(days=3)
    city.later(days=31)
    with pytest.raises(Refused, match="too long ago"):
        city.caller(code, "not_solved", reason="还是没有")


def test_whoever_answered_does_not_confirm_for_the_caller(city: City) -> None:
    code = city.ask()
    city.act(city.sam, code, "refer", category="medication_supply", unit="community")
    city.act(city.cast.alice, code, "sign_for")
    city.act(city.cast.alice, code, "solve", words="办好了。")
    with pytest.raises(Refused, match="colleague"):
        city.act(city.cast.alice, code, "confirm")
    city.act(city.sam, code, "follow_up", reached=True, words="老人说收到了")
    city.act(city.sam, code, "confirm", rating=4)
    assert city.row(code).rating == 4
    assert FollowUp.objects.get(matter__code=code).reached


def test_the_grid_and_the_community_may_not_say_not_solvable(city: City) -> None:
    code = city.ask()
    city.act(city.sam, code, "refer", category="medication_supply", unit="community")
    city.act(city.cast.alice, code, "sign_for")
    with pytest.raises(Refused):
        city.act(city.cast.alice, code, "cannot_solve", reason="没有这种药")
    city.act(city.cast.alice, code, "hand_up", reason="没有这种药")
    city.act(city.stella, code, "take")
    city.act(city.stella, code, "cannot_solve", reason="全市缺货，请换用同类药")
    row = city.row(code)
    assert (row.outcome, row.outcome_reason) == ("unsolvable", "全市缺货，请换用同类药")
    city.caller(code, "not_solved", reason="不能换")
    assert city.holder(code) == ("district", city.cast.district)


def test_an_outside_hotline_gets_it_but_the_promise_runs_on(city: City) -> None:
    code = city.ask("考生红码，后天考试", category="exams")
    due = city.clocks(code)["solution"]
    city.act(
        city.sam,
        code,
        "refer_outside",
        category="exams",
        urgency="high",
        system="12345",
        reference="BL20220105-017",
        words="已转区12345热线，编号 BL20220105-017。",
    )
    row = city.row(code)
    assert (row.external_system, row.external_ref, row.handling) == ("12345", "BL20220105-017", "external")
    assert city.clocks(code)["solution"] == due
    assert row.first_answer_at is not None
    city.later(hours=8)
    assert city.lines(code)[-1] == "remind"
    city.act(city.sam, code, "record_external_reply", words="教育局已核实，帮助转码。")
    city.act(city.sam, code, "solve", words="可以如期赴考。")
    city.caller(code, "confirm")
    assert city.row(code).outcome == "solved"


def test_duplicates_are_merged_followed_and_taken_apart_again(city: City) -> None:
    kept = city.ask("3幢停暖了", category="utilities")
    twin = city.ask("三幢没有暖气", category="utilities", contact_phone="13800000007")
    with pytest.raises(Refused):
        city.act(city.sam, twin, "merge", into=twin)
    city.act(city.sam, twin, "merge", into=kept)
    assert (city.matter(twin).state, city.row(twin).kept_in) == ("merged", city.row(kept))
    with pytest.raises(Refused, match="merged away"):
        city.act(city.sam, kept, "merge", into=twin)
    third = city.ask("3幢冷", category="utilities")
    with pytest.raises(Refused, match="Others were merged"):
        city.act(city.sam, kept, "merge", into=third)
    city.act(city.sam, kept, "handle", category="utilities")
    city.act(city.sam, kept, "reply", words="供热公司在抢修。")
    assert Notice.objects.filter(template="help.reply", about=twin).count() == 1
    city.act(city.sam, twin, "unmerge")
    row = city.row(twin)
    assert (city.matter(twin).state, row.kept_in, row.outcome, row.closed_at) == ("received", None, "", None)
    assert Merge.objects.get(merged=row).undone_by_id == city.sam.pk
    city.act(city.sam, twin, "merge", into=kept, why="same_household")
    assert Merge.objects.filter(merged=row).count() == 2


def test_an_offer_is_matched_with_a_request(city: City) -> None:
    offer = city.ask("我有两百斤蔬菜可以送", kind="offer", category="goods_offer")
    code = city.ask("我们楼买不到菜", category="daily_needs", people_affected=12)
    city.act(city.sam, code, "handle", category="daily_needs")
    with pytest.raises(Refused, match="no offer"):
        city.act(city.sam, code, "match", words="给您对接了。", offer=code)
    city.act(city.sam, code, "match", words="给您对接了。", offer=offer, people_helped=12)
    city.caller(code, "confirm")
    row = city.row(code)
    assert (row.outcome, row.people_helped) == ("matched", 12)
    assert Match.objects.get(request=row).offer == city.row(offer)


def test_a_worker_takes_down_and_keeps_it_at_the_own_desk(city: City) -> None:
    from huying.people.seats import as_actor

    actor = as_actor(city.seat(city.cast.bob))
    code = city.ask("王奶奶没有手机，灯坏了", channel="phone", actor=actor, record_here=True, on_behalf=True)
    assert city.holder(code) == ("grid", city.cast.a1)
    row = city.row(code)
    assert (row.recorded_by_id, row.on_behalf, city.matter(code).state) == (
        city.cast.bob.pk,
        True,
        "handling",
    )
    with pytest.raises(Refused):
        city.ask("别的社区", channel="phone", actor=actor, area=city.cast.b, record_here=True)


def test_a_colleague_must_sit_at_the_same_desk(city: City) -> None:
    code = city.ask()
    city.act(city.sam, code, "refer", category="medication_supply", unit="community")
    with pytest.raises(Refused, match="does not work at this desk"):
        city.act(city.cast.alice, code, "assign", person=city.cast.charlie.pk)
    anna = city.cast.staff("community_worker", city.cast.a, "anna", "安娜")
    city.act(city.cast.alice, code, "assign", person=anna.pk)
    assert city.matter(code).person_id == anna.pk


def test_the_caller_adds_withdraws_and_the_coordinator_reopens(city: City) -> None:
    code = city.ask()
    city.caller(code, "add", words="是氨氯地平")
    assert Notice.objects.filter(about=code, template="help.added").exists()
    city.caller(code, "withdraw")
    assert (city.matter(code).state, city.row(code).outcome) == ("withdrawn", "withdrawn")
    with pytest.raises(Refused):
        city.caller(code, "not_solved", reason="又要了")
    city.act(city.cast.dora, code, "reopen", reason="老人又打来电话")
    assert city.matter(code).state == "referred"


def test_the_neighbour_cannot_act_on_what_is_not_theirs(city: City) -> None:
    from huying.base.errors import NotYours

    code = city.ask()
    city.act(city.sam, code, "refer", category="medication_supply", unit="community")
    with pytest.raises(NotYours):
        city.act(city.cast.charlie, code, "sign_for")
    with pytest.raises(Refused):
        city.caller(code, "sign_for")


def test_an_unknown_category_is_refused_by_name(city: City) -> None:
    code = city.ask()
    with pytest.raises(Refused) as refused:
        city.act(city.sam, code, "handle", category="no-such")
    assert "category" in refused.value.fields
