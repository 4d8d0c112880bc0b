"""Topics: what many people say within hours about one matter, far above the usual."""

import datetime as dt

import pytest

from huying.base.errors import NotYours
from huying.help.models import Category, HelpRequest, SolutionCard, Topic
from huying.help.sorting.topics import Found, Measure, Said, topics_find
from huying.help.sorting.watching import (
    known_names,
    topic_aside,
    topic_of,
    topic_to_card,
    topic_to_category,
    topics_open,
    topics_watch,
)
from huying.help.sorting.wordlist import cut, is_name
from huying.help.tests.conftest import City
from huying.kernel.words import Words

AT = dt.datetime(2022, 1, 5, tzinfo=dt.UTC)
MEASURE = Measure(least=5, ratio=3, share=0.5, scale=1 / 7)
COLD = [
    "龙湖天街的暖气不热，老人冻得睡不着",
    "龙湖天街三栋没有暖气，家里只有十度",
    "请问龙湖天街什么时候供暖，暖气片是凉的",
    "反映龙湖天街暖气不热的问题，物业不管",
    "龙湖天街暖气坏了，孩子冻感冒",
    "龙湖天街供暖不足，暖气不热",
]
OTHER = [
    "孩子学校的网课打不开", "想买点蔬菜和大米", "路灯坏了没人修", "怎么报名当志愿者", "垃圾三天没有清运",
    "楼上装修吵得很", "快递进不来小区", "要去医院复查怎么走", "电梯停在八楼不动", "工资拖了两个月",
]  # fmt: skip


def said(texts: list[str], *, by: str = "", start: int = 0, days: int = 0) -> list[Said]:
    return [
        Said(start + n, text, text, AT + dt.timedelta(days=days, minutes=n), "0" * 20, by)
        for n, text in enumerate(texts)
    ]


def find(recent: list[Said], before: list[Said] | None = None, known: tuple[str, ...] = ()) -> list[Found]:
    return topics_find(recent, before or [], MEASURE, known=known)


def test_a_name_that_many_say_about_one_matter_is_a_topic() -> None:
    (found,) = [one for one in find(said(COLD + OTHER)) if one.is_name]
    assert found.name == "龙湖天街" and len(found.said) == 6 and found.alike >= 4 and found.usual == 0
    assert {one.key for one in found.said} == set(range(6))


def test_what_is_usual_is_no_topic() -> None:
    before = said(COLD * 4, start=100, days=-3)
    assert len(before) / 7 * 3 > len(COLD)
    assert not find(said(COLD + OTHER), before)
    assert find(said(COLD + OTHER), before[:6])[0].usual == pytest.approx(6 / 7)


def test_one_person_who_writes_often_is_no_topic() -> None:
    assert find(said(COLD, by="u1") + said(OTHER, start=50)) == []


def test_a_name_under_which_people_tell_different_things_is_no_topic() -> None:
    assert find(said([f"龙湖天街{text}" for text in OTHER])) == []


def test_the_name_of_a_district_is_no_news() -> None:
    assert not [one for one in find(said(COLD + OTHER), known=("龙湖天街",)) if "龙湖" in one.name]


def test_few_are_no_topic_and_nothing_is_none() -> None:
    assert find(said(COLD[:4] + OTHER)) == [] and find([]) == []


def test_figures_and_what_they_count_are_one_word() -> None:
    assert cut("6路公交车")[0] == "6路"
    assert is_name("丽发新城") and is_name("58车贷") and not is_name("公积金") and not is_name("夜间施工")


def tell(city: City, texts: list[str], area: str = "") -> list[str]:
    areas = [city.cast.a1, city.cast.b1]
    return [
        city.ask(text, area=area or areas[n % 2], category="utilities", contact_phone=f"138000010{n:02}")
        for n, text in enumerate(texts)
    ]


def test_topics_are_kept_with_their_area_and_calm_down(city: City) -> None:
    codes = tell(city, COLD + OTHER)
    (topic,) = [one for one in topics_watch() if one.kind == "name"]
    assert (topic.name, topic.count, topic.area) == ("龙湖天街", 6, city.cast.street)
    assert set(topic.messages) == set(
        HelpRequest.objects.filter(matter__code__in=codes[:6]).values_list("pk", flat=True)
    )
    assert topic.first_at == topic.last_at == city.now
    city._at(city.now + dt.timedelta(hours=2))
    (again,) = [one for one in topics_watch() if one.kind == "name"]
    assert again.pk == topic.pk and again.found_at == topic.found_at and again.seen_at == city.now
    assert topic in topics_open(city.cast.street) and topic not in topics_open(city.cast.a)
    with pytest.raises(NotYours):
        topic_of(city.seat(city.cast.alice), topic.pk)
    city._at(city.now + dt.timedelta(hours=48))
    assert topics_watch() == [] and Topic.objects.get(pk=topic.pk).state == "over"


def test_a_topic_becomes_a_category_that_forms_offer_and_words_suggest(city: City) -> None:
    tell(city, COLD + OTHER)
    topic = next(one for one in topics_watch() if one.kind == "name")
    made = topic_to_category(
        seat=city.seat(city.cast.dora), topic=topic, name=Words("龙湖天街供暖", "Heating")
    )
    like = Category.objects.get(code="utilities")
    assert (made.parent_id, made.unit, made.pace) == (like.parent_id, like.unit, like.pace)
    assert made.hints == ["龙湖天街"] and Topic.objects.get(pk=topic.pk).category == made
    assert not [one for one in topics_watch() if one.name == topic.name]


def test_a_topic_set_aside_does_not_come_back_and_a_card_is_begun(city: City) -> None:
    tell(city, COLD + OTHER)
    topic = next(one for one in topics_watch() if one.kind == "name")
    card = topic_to_card(seat=city.seat(city.cast.dora), topic=topic)
    kept = SolutionCard.objects.get(pk=card.pk)
    assert (kept.state, kept.zh_title, kept.category_id) == ("draft", "龙湖天街", "utilities")
    topic_aside(seat=city.seat(city.sam), topic=topic)
    assert not [one for one in topics_watch() if one.name == topic.name]


def test_the_places_around_are_known(city: City) -> None:
    known = known_names([city.cast.a1])
    assert {"望江区", "东湖街道", "西山街道"} <= known and "荷花社区" not in known
