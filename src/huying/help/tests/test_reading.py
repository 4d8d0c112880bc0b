"""What is read: the queue, a request, the caller's page, figures, cards; and what a neighbour does not see."""

import datetime as dt

import pytest
from django.db import transaction

from huying.base.errors import NotYours
from huying.help import services
from huying.help.models import Feedback, HelpRequest, SolutionCard
from huying.help.queries.cards import card, cards_owned, cards_valid
from huying.help.queries.figures import figures, public_figures
from huying.help.queries.requests import (
    caller_view,
    contact_for,
    masked,
    public_requests,
    request_for,
    same_household,
    screening_queue,
)
from huying.help.tests.conftest import START, City
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places import scope


def test_the_queue_puts_first_what_must_be_looked_at_first(city: City) -> None:
    plain = city.ask("家里灯坏了", category="complaint")
    exam = city.ask("后天考试", category="school", needed_by=START + dt.timedelta(hours=13))
    frail = city.ask("奶奶一个人", category="complaint", vulnerable=["lives_alone_elder"])
    medicine = city.ask("断药", category="medication_supply")
    dialysis = city.ask("透析", category="medication_supply", vulnerable=["dialysis", "elder"])
    queue = [row.matter.code for row in screening_queue(city.cast.street)]
    assert queue == [dialysis, medicine, exam, frail, plain]
    city.act(city.sam, medicine, "handle", category="medication_supply")
    city.act(city.sam, plain, "sort", category="complaint", urgency="high", vulnerable=["dialysis"])
    queue = [row.matter.code for row in screening_queue(city.cast.street)]
    assert queue == [dialysis, plain, exam, frail]
    assert not screening_queue(city.cast.other_street).exists()


def test_a_request_is_read_inside_its_area_only(city: City) -> None:
    code = city.ask()
    assert request_for(city.seat(city.cast.alice), code).row.category_id == "medication_supply"
    with pytest.raises(NotYours):
        request_for(city.seat(city.cast.charlie), code)


def test_row_security_hides_everything_of_a_request_from_the_neighbour(city: City) -> None:
    code = city.ask()
    city.act(city.sam, code, "answer", words="好了。")
    city.caller(code, "not_solved", reason="没有")
    city.alarm()
    from huying.help.models import Alert, Emergency

    tables = (HelpRequest, Feedback, Emergency, Alert)
    with scope.use(city.cast.b):
        assert [table.objects.count() for table in tables] == [0, 0, 0, 0]
    with scope.use(city.cast.a):
        assert [table.objects.count() for table in tables] == [1, 1, 1, 5]


def test_only_the_holder_sees_the_contact_in_full(city: City) -> None:
    code = city.ask(room="301室")
    row = city.row(code)
    assert (masked(row).name, masked(row).phone) == ("方*", "138****0006")
    city.act(city.sam, code, "refer", category="medication_supply", unit="community")
    with pytest.raises(Refused):
        contact_for(city.seat(city.stella), code, "了解情况")
    assert contact_for(city.seat(city.cast.alice), code, "上门送药").phone == "13800000006"
    city.act(city.cast.alice, code, "sign_for")
    anna = city.cast.staff("community_worker", city.cast.a, "anna", "安娜")
    with pytest.raises(Refused):
        contact_for(city.seat(anna), code, "好奇")


def test_the_caller_reads_what_was_said_to_them_and_nothing_internal(city: City) -> None:
    code = city.ask()
    city.act(city.sam, code, "refer", category="medication_supply", unit="community", note="内部备注")
    city.act(city.cast.alice, code, "send_back", reason="不归社区")
    city.act(city.sam, code, "refer", category="medication_supply", unit="street")
    city.act(city.stella, code, "sign_for")
    city.act(city.stella, code, "reply", words="药下午到。")
    city.caller(code, "add", words="谢谢")
    view = caller_view(code)
    assert [(one.ours, one.words) for one in view.talk] == [(True, "药下午到。"), (False, "谢谢")]
    assert [title.en for title, _ in view.clocks] == ["Solution"]
    assert {offer.act.code for offer in view.acts} >= {"add", "withdraw", "escalate_to_emergency"}
    assert view.state.next is not None


def test_the_public_sees_no_words_and_no_place_below_the_community(city: City) -> None:
    code = city.ask("方芳住301")
    city.ask("并掉的", category="other")
    city.act(city.sam, public_requests(city.cast.district)[0].code, "merge", into=code)
    seen = public_requests(city.cast.district)
    assert [one.code for one in seen] == [code]
    assert seen[0].area == city.cast.a
    assert "方芳" not in str(seen[0])
    assert public_requests(city.cast.district, status="closed") == []
    assert len(public_requests(city.cast.district, status="open", category="medication_supply")) == 1


def test_open_requests_of_one_household_are_shown_together(city: City) -> None:
    first = city.ask("断药", room="301室", contact_phone="13800000008")
    by_door = city.ask("没菜", room="301室", contact_phone="13800000009")
    by_phone = city.ask("灯坏", contact_phone="13800000008")
    city.ask("别家", room="302室", contact_phone="13800000010")
    found = {row.matter.code for row in same_household(city.row(first))}
    assert found == {by_door, by_phone}


def test_figures_count_ways_outcomes_people_and_the_balance(city: City) -> None:
    direct = city.ask("代取快递", category="pickup_delivery", people_affected=3)
    city.later(minutes=20)
    city.act(city.sam, direct, "handle", category="pickup_delivery")
    city.act(city.sam, direct, "solve", words="取回来了。", people_helped=3)
    city.caller(direct, "confirm", thanks="谢谢", rating=5)
    liaison = city.ask("草莓卖不掉", category="unsold_goods")
    city.act(city.sam, liaison, "handle", category="unsold_goods")
    city.later(minutes=40)
    city.act(city.sam, liaison, "liaise", words="正在联系商城。", partner="商城")
    referred = city.ask("买药", area=city.cast.c)
    city.act(city.sam, referred, "refer", category="medication_supply", unit="community")
    offer = city.ask("我能帮忙", kind="offer", category="volunteering")
    city.caller(offer, "withdraw")
    found = figures(city.cast.district)
    expected = {
        "received": 4, "requests": 3, "offers": 1, "enquiries": 0, "screened": 3, "direct": 2, "referred": 1,
        "solved": 1, "withdrawn": 1, "in_hand": 2, "in_liaison": 1, "people_helped": 3, "thanked": 1,
    }  # fmt: skip
    assert {name: getattr(found, name) for name in expected} == expected
    assert found.balance.adds_up and found.balance.received == 4
    assert found.median == dt.timedelta(minutes=30)
    assert [(one.area, one.received, one.answered) for one in found.streets] == [
        (city.cast.street, 3, 2),
        (city.cast.other_street, 1, 0),
    ]
    assert figures(city.cast.district, START + dt.timedelta(days=1)).received == 0
    assert figures(city.cast.b).received == 0


def test_small_counts_are_hidden_from_the_public_and_it_still_adds_up(city: City) -> None:
    codes = [city.ask(f"第{n}件", category="policy", kind="enquiry") for n in range(7)]
    for code in codes[:6]:
        city.act(city.sam, code, "answer", words="请看卡片。", people_helped=1)
        city.caller(code, "confirm")
    city.caller(codes[6], "withdraw")
    found = public_figures(city.cast.district)
    assert (found.received, found.answered, found.withdrawn, found.solved) == (7, 6, None, 0)
    assert found.balance.adds_up
    # One withdrawn stands for nobody by itself: it is told together with the rest, not as a remainder of one.
    assert dict(found.balance.ended) == {"other": 7} and found.openly
    assert found.streets[0].received == 7


def test_cards_for_the_common_problems_are_there_from_the_start(city: City) -> None:
    about = {one.category_id for one in cards_valid(city.cast.a)}
    assert about >= {"medication_supply", "volunteering", "antenatal", "daily_needs", "exams"}
    assert {one.code for one in cards_valid(city.cast.a, category="health")} == {
        "buy-medicine",
        "antenatal-check",
    }
    city.later(days=91)
    assert not cards_valid(city.cast.a).exists()


def test_a_card_is_drafted_checked_published_used_and_withdrawn(city: City) -> None:
    alice, stella = city.seat(city.cast.alice), city.seat(city.stella)
    draft = {
        "code": "heating",
        "title": Words("暖气不热", "No heating"),
        "body": Words("先放气。", "Bleed the radiator first."),
        "category": "utilities",
        "area": city.cast.a,
    }
    services.card_draft(seat=alice, **draft, valid_until=None)  # type: ignore[arg-type]
    with pytest.raises(NotYours):
        card("heating")
    with pytest.raises(Refused):
        services.card_publish(seat=alice, code="heating")
    with pytest.raises(Refused, match="last day"):
        services.card_publish(seat=stella, code="heating")
    services.card_draft(seat=alice, **draft, valid_until=dt.date(2022, 2, 5))  # type: ignore[arg-type]
    services.card_publish(seat=stella, code="heating")
    assert card("heating").title.zh == "暖气不热"
    assert "heating" not in {one.code for one in cards_valid(city.cast.b)}
    services.card_used(code="heating", where="ask", helped=True)
    services.card_used(code="heating", where="ask")
    owned = cards_owned("community", city.cast.a).get()
    assert (owned.shown, owned.helped) == (2, 1)  # type: ignore[attr-defined]
    with pytest.raises(Refused):
        services.card_draft(seat=alice, **draft, valid_until=None)  # type: ignore[arg-type]
    services.card_withdraw(seat=stella, code="heating")
    with pytest.raises(NotYours):
        card("heating")


def test_a_card_is_made_of_settled_answers(city: City) -> None:
    codes = [city.ask(f"停暖{n}", category="utilities") for n in range(2)]
    for number, code in enumerate(codes):
        city.act(city.sam, code, "handle", category="utilities")
        city.act(city.sam, code, "solve", words=f"放气即可，办法{number}。")
    dora = city.seat(city.cast.dora)
    title = Words("停暖怎么办", "No heating")
    with pytest.raises(Refused):
        services.card_from_requests(seat=dora, code="heat", title=title, requests=codes)
    for code in codes:
        city.caller(code, "confirm")
    made = services.card_from_requests(seat=dora, code="heat", title=title, requests=codes)
    assert (made.state, made.category_id, made.sources.count()) == ("draft", "utilities", 2)
    assert "办法0" in made.zh_body and "办法1" in made.zh_body
    assert SolutionCard.objects.get(code="heat").valid_until is None


def test_without_a_scope_nothing_is_seen(city: City) -> None:
    city.ask()
    with transaction.atomic(), scope.use(city.cast.other_street):
        assert list(screening_queue(city.cast.country)) == []
