"""Messages that may be one: by words, nearly the same words, phone and door; and what strangers may know of it."""

import datetime as dt

import pytest

from huying.help.models import Category, Topic
from huying.help.sorting.alike import alike, alike_told, cards_for, told_by
from huying.help.tests.conftest import City
from huying.places import scope

WATER = "整栋楼从昨天晚上开始停水，老人没有水喝，请尽快来修"


def test_the_same_words_in_another_dress_are_found(city: City) -> None:
    first = city.ask(WATER, contact_phone="13800000011")
    second = city.ask(
        "整栋楼 从昨天晚上开始停水！老人没有水喝。请尽快来修…", contact_phone="13800000012", area=city.cast.b
    )
    found = alike(city.row(second))
    assert [(one.code, one.score, one.why) for one in found] == [(first, 1.0, "same_text")]


def test_nearly_the_same_words_are_found_in_the_same_street_and_time_only(city: City) -> None:
    near = city.ask("我们整栋楼从昨晚开始停水了，老人没有水喝，请尽快来修一下", contact_phone="13800000011")
    city.ask(
        "我们整栋楼从昨晚开始停水了，老人没有水喝，请尽快来人", contact_phone="13800000013", area=city.cast.c
    )
    row = city.row(city.ask(WATER, contact_phone="13800000012"))
    (one,) = alike(row)
    assert (one.code, one.why) == (near, "same_matter") and 0.7 < one.score < 1
    city._at(city.now + dt.timedelta(days=30))
    late = city.row(city.ask(WATER + "好吗", contact_phone="13800000014"))
    assert near not in [one.code for one in alike(late)]


def test_one_household_is_found_by_phone_and_by_door(city: City) -> None:
    by_phone = city.ask("没有菜了", contact_phone="13800000011")
    door = {"place_text": "荷花新村1幢", "room": "301"}
    by_door = city.ask("降压药吃完了", contact_phone="13800000012", **door)
    row = city.row(city.ask("孩子要上网课没有电脑", contact_phone="13800000011", **door))
    found = alike(row)
    assert {one.code for one in found} == {by_phone, by_door}
    assert {one.why for one in found} == {"same_household"}


def test_nothing_is_compared_outside_the_area_or_after_its_end(city: City) -> None:
    first = city.ask(WATER, contact_phone="13800000011")
    row = city.row(city.ask(WATER, contact_phone="13800000012", area=city.cast.c))
    assert [one.code for one in alike(row)] == [first]
    assert alike(row, area=city.cast.c) == []
    with scope.use(city.cast.other_street):
        assert alike(row) == []
    city.caller(first, "withdraw", reason="")
    assert alike(row) == []


def test_strangers_are_told_what_two_people_say_and_nothing_anybody_wrote(city: City) -> None:
    for n in range(2):
        assert alike_told(WATER, city.cast.stairwell) == []
        city.ask(f"{WATER}，我家是{n}号楼王小明", category="utilities", contact_phone=f"1380000001{n}")
    (told,) = alike_told(WATER, city.cast.stairwell)
    assert (told.category.zh, told.place.zh, told.count) == ("水电气暖和报修", "东湖街道", 2)
    assert told.at == city.now
    assert "王小明" not in repr(told) and "1380000001" not in repr(told) and "停水" not in repr(told)
    assert alike_told(WATER, city.cast.c) == []
    assert alike_told("停水", city.cast.stairwell) == []
    assert alike_told(WATER, "") == []


def test_a_topic_named_in_the_text_is_told_of_in_whatever_words(city: City) -> None:
    said = ("昨晚开始暖气不热，老人受不了", "请问物业，三幢整栋暖气不热怎么办")
    codes = [
        city.ask(text, category="utilities", contact_phone=f"1380000002{n}") for n, text in enumerate(said)
    ]
    mine = "家里只有十二度，暖气不热，孩子都感冒了，学校也停课"
    assert alike_told(mine, city.cast.stairwell) == []
    topic = Topic.objects.create(
        area=city.cast.a, name="暖气不热", kind="name", count=2, alike=2, usual=0, first_at=city.now,
        last_at=city.now, messages=[city.matter(code).pk for code in codes],
    )  # fmt: skip
    (told,) = alike_told(mine, city.cast.stairwell)
    assert told.count == 2 and told_by(told.token) == codes[0]
    assert alike_told("家里没有米了，想买一袋米", city.cast.stairwell) == []
    assert alike_told(mine, city.cast.c) == [] and told_by("forged") == ""
    Topic.objects.filter(pk=topic.pk).update(alike=1)
    assert alike_told(mine, city.cast.stairwell) == []


def test_one_person_who_writes_twice_is_not_told_of(city: City) -> None:
    for _ in range(3):
        city.ask(WATER, category="utilities", contact_phone="13800000011")
    assert alike_told(WATER, city.cast.stairwell) == []


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("我想当志愿者怎么报名", "volunteer-sign-up"),
        ("家里的降压药快没了，想买药", "buy-medicine"),
        ("要做产检", "antenatal-check"),
    ],
)
def test_the_card_that_speaks_to_a_text_comes_first(city: City, text: str, first: str) -> None:
    assert cards_for(text, city.cast.stairwell)[0].code == first


def test_no_card_is_shown_for_what_no_card_is_about(city: City) -> None:
    assert cards_for("路上的井盖坏了", city.cast.stairwell) == []
    Category.objects.filter(code="medication_supply").update(active=False)
    city.now += dt.timedelta(days=1)
    assert cards_for("", city.cast.stairwell, category="no-such") == []
