"""Two messages brought together: offers that help once or more often, callers who follow another's request."""

import pytest

from huying.help.models import Match
from huying.kernel.refused import Refused
from huying.messages.models import Notice
from huying.people.testing import FANG_PHONE

from .conftest import CALLER, City

OFFER_PHONE = "13800000051"


def in_hand(city: City, text: str, phone: str = FANG_PHONE) -> str:
    code = city.ask(text, category="daily_needs", contact_phone=phone)
    city.act(city.sam, code, "refer", category="daily_needs", unit="community")
    city.act(city.cast.alice, code, "sign_for")
    return code


def test_an_offer_that_can_help_others_stays_open_and_one_that_is_used_up_ends(city: City) -> None:
    offer = city.ask("我有二十箱牛奶可以送", kind="offer", category="daily_needs", contact_phone=OFFER_PHONE)
    first, second, third = (in_hand(city, f"孩子要牛奶 {n}", f"1380000006{n}") for n in range(3))
    city.act(city.cast.alice, first, "match", offer=offer, words="今晚送一箱。", offer_stays=True)
    assert (city.matter(offer).state, city.row(offer).outcome) == ("received", "")
    city.act(
        city.cast.alice, second, "match", offer=offer, words="今晚送一箱。", offer_words="都送完了，谢谢"
    )
    assert (city.matter(offer).state, city.row(offer).outcome) == ("closed", "matched")
    assert city.row(offer).answer == "都送完了，谢谢"
    with pytest.raises(Refused, match="has ended"):
        city.act(city.cast.alice, third, "match", offer=offer, words="再要一箱")
    assert city.row(third).outcome == "" and Match.objects.filter(offer=city.row(offer)).count() == 2
    with pytest.raises(Refused, match="no offer"):
        city.act(city.cast.alice, third, "match", offer=first, words="这不是帮助")


def test_a_match_that_came_to_nothing_frees_the_offer_once(city: City) -> None:
    offer = city.ask("可以开车送人", kind="offer", category="daily_needs", contact_phone=OFFER_PHONE)
    code = in_hand(city, "要去医院没有车")
    city.act(city.cast.alice, code, "match", offer=offer, words="邻居开车送您。")
    city.caller(code, "not_solved", reason="没有来")
    assert city.matter(offer).state == "received" and city.row(offer).screened_at is None
    assert Match.objects.get(offer=city.row(offer)).state == "undone"
    other = in_hand(city, "也要去医院", "13800000061")
    city.act(city.cast.alice, other, "match", offer=offer, words="邻居开车送您。")
    city.act(city.stella, code, "sign_for")
    city.act(city.stella, code, "solve", words="派车送了。")
    city.caller(code, "not_solved", reason="又没有来")
    assert city.matter(offer).state == "closed", "the offer helps somebody else now"


def test_whoever_follows_hears_how_the_other_stands_but_not_what_is_said_there(city: City) -> None:
    first = in_hand(city, "整个小区的暖气都不热了")
    follower = city.ask("我们家暖气也不热", contact_phone=OFFER_PHONE)
    city.act(CALLER, follower, "follow", same_as=first)
    city.act(city.cast.alice, first, "reply", words="三幢五零二的阀门坏了，师傅在修")
    told = Notice.objects.filter(about=follower).order_by("id")
    assert [one.template for one in told][-1] == "help.same_moved"
    assert not any("三幢五零二" in str(one.values) for one in told)
    city.act(city.sam, follower, "merge", into=first, why="caller_said")
    city.act(city.cast.alice, first, "solve", words="修好了")
    assert list(Notice.objects.filter(about=follower).order_by("id"))[-1].template == "help.reply"
    gone = city.ask("谁家的都行", contact_phone="13800000071")
    with pytest.raises(Refused, match="gone"):
        city.act(CALLER, gone, "follow", same_as="NO-SUCH")
    with pytest.raises(Refused):
        city.act(CALLER, gone, "follow", same_as=gone)


def test_no_alarm_is_refused_whoever_raises_it(city: City) -> None:
    from huying.help.facts import Alarm
    from huying.help.services import emergency_open
    from huying.people.seats import as_actor

    for role, area in (
        ("volunteer", city.cast.a),
        ("community_doctor", city.cast.a),
        ("analyst", city.cast.district),
    ):
        who = city.cast.staff(role, area)
        matter = emergency_open(
            alarm=Alarm.model_validate({"what": "昏倒"}),
            area=city.cast.stairwell,
            actor=as_actor(city.seat(who)),
        )
        assert matter.state == "reported"
