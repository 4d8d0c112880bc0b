"""Kept at home in a sealed building: who answers for whom, who brings what is needed, what a colour asks, how it ends."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from huying.measures.tests.places import drill_rules
from huying.people.testing import FANG_PHONE
from huying.places import scope
from huying.places.codes import grade, parent
from huying.places.models import Area
from huying.rulebook.testing import rules_hold
from tests.stories.test_measures import Ward, said
from tests.stories.test_three_zones import TWO, propose
from tests.stories.town import Town, text, why

HOME = {"zh": "居家 14 天", "en": "14 days at home", "segments": [{"kind": "quarantine_home", "days": 14}]}
FIVE = (
    ("official", "赵干部", ""), ("community_worker", "艾丽", "alice"), ("grid_worker", "鲍勃", "bob"), ("doctor", "钱医生", ""),
    ("police", "孙警官", ""),
)  # fmt: skip


@pytest.fixture
def ward(town: Town) -> Iterator[Ward]:
    """A response, the zones of the eighth edition, teams of five, fourteen days at home, a second building."""
    with scope.everything("a story is staged"):
        Area.objects.create(
            code=TWO, grade=grade(TWO), parent_id=parent(TWO), zh="2幢", en="Building 2", compound="荷花新村"
        )
    made = Ward(town, "zones-8th-edition")
    rules_hold(
        {"measures.team_roles": drill_rules("closed-loop-2022-01")["measures.team_roles"], "measures.regime": {"close_contact": HOME}},
        area=town.cast.district,
    )  # fmt: skip
    yield made


def decided(ward: Ward, **more: Any) -> str:
    """A close contact at home, decided on by the health bureau; the code."""
    town = ward.town
    code = ward.propose(
        town.alice, "close_contact", exposed_at="2022-01-04", address="荷花新村1幢1单元301室", **more
    )
    town.act(town.hanna, code, "decide", reason="与病例同桌吃饭")
    return code


def name(
    town: Town, area: str, role: str, who: str, about: str = "", username: str = "", phone: str = ""
) -> None:
    """The community names somebody who answers for a place, or for one person."""
    told = {"area": area, "measure": about, "role": role, "name": who, "username": username, "phone": phone}
    made = town.alice.post("/teams/new/", told)
    assert made.status_code == 302, why(made)


@pytest.mark.mission("T07", "T25", "M23", "M24", "H69")
def test_five_answer_for_one_person_three_levels_for_each_building_and_the_missing_are_named(
    ward: Ward,
) -> None:
    town, cast = ward.town, ward.town.cast
    # Every address resolves to somebody: until then the building stands among the gaps, and the building is the backstop.
    assert "1幢" in said(town.alice, "/teams/gaps/") and "2 / 2" in said(town.alice, "/teams/gaps/")
    name(town, cast.a, "official", "孙书记")
    name(town, cast.a, "community_worker", "李主任")
    assert "网格员" in said(town.alice, "/teams/gaps/") and "街道干部" not in said(town.alice, "/teams/gaps/")
    name(town, cast.a1, "grid_worker", "鲍勃", username="bob", phone="13800000091")
    assert "每栋楼都有责任人" in said(town.alice, "/teams/gaps/")
    # He leaves: both buildings are named as gaps at once, and each gets its own.
    (bob,) = [one["id"] for one in town.alice.get("/api/teams").json() if one["name"] == "鲍勃"]
    assert town.charlie.post(f"/teams/{bob}/end/").status_code == 404
    assert town.alice.post(f"/teams/{bob}/end/").status_code == 302
    assert [one["area"] for one in town.alice.get("/api/teams/gaps").json()] == [cast.building, TWO]
    for building, who in ((cast.building, "楼长周叔"), (TWO, "楼长王姐")):
        name(town, building, "grid_worker", who)
    assert town.alice.get("/api/teams/gaps").json() == []

    # A key person is the community's the moment it is decided, and on the phone of the grid it lies in.
    assert "方*" not in said(town.bob, "/field/measures/")
    code = decided(ward)
    held = town.full(town.alice, code)
    assert (held["unit"], held["unit_area"]) == ("community", cast.a)
    assert "方*" in said(town.bob, "/field/measures/"), "the grid is where it is done"
    assert (
        "方*" not in said(town.charlie, "/field/measures/")
        and town.charlie.get(f"/m/{code}/").status_code == 404
    )

    # Five for this one: those who are missing are named until nobody is.
    page = said(town.alice, f"/m/{code}/")
    assert "还缺" in page and all(
        role in page for role in ("街道干部", "社区干部", "网格员", "医务人员", "民警")
    )
    for role, who, username in FIVE:
        name(town, cast.stairwell, role, who, code, username)
    page = said(town.alice, f"/m/{code}/")
    assert "还缺" not in page and all(who in page for _, who, _ in FIVE)
    assert code in text(town.bob, "/teams/mine/") and code not in text(town.charlie, "/teams/")

    # What nobody sees to goes from the grid's community up, level by level.
    assert ward.person(code).post(f"/measure/{code}/report/", {"celsius": "38.6"}).status_code == 302
    assert "体温或症状异常" in said(town.bob, "/field/measures/")
    found = set(re.findall(r"/m/([0-9A-Z-]{14})/", text(town.alice, f"/m/{code}/"))) - {code}
    (task,) = [one for one in found if town.full(town.alice, one)["kind"] == "measures.follow_up"]
    assert town.full(town.alice, task)["unit"] == "community"
    town.later(minutes=65)
    assert town.full(town.stella, task)["unit"] == "street"


@pytest.mark.mission("M30", "M31", "H41")
def test_whoever_is_kept_home_by_a_zone_is_served_by_name_and_let_go_with_it(ward: Ward) -> None:
    town, cast = ward.town, ward.town.cast
    zone = propose(town, town.alice, "sealed", cast.building)
    town.act(town.dan, zone, "decide")
    code = decided(ward, zone=zone)
    assert "因为这个区域正在管控的 1 人" in said(town.alice, f"/zones/{zone}/")
    listed = said(town.alice, f"/measures/?zone={zone}")
    assert "方*" in listed and "方芳" not in listed
    # A stairwell of people at home has its quick-response group.
    assert "1单元" in said(town.alice, "/desk/stairwells/")

    # Somebody by name looks after them, and what they ask for is somebody's to bring.
    name(town, cast.stairwell, "community_worker", "艾丽", code, "alice", "13800000092")
    person = ward.person(code)
    page = said(person, f"/measure/{code}/")
    assert "谁在照应您" in page and "艾丽" in page and "13800000092" in page
    needs = {
        "daily_needs": "青菜两斤，一袋米", "pickup_delivery": "代交水费，驿站一个快递", "medication_supply": "降压药快吃完了",
        "medical_care": "明天要去医院换药",
    }  # fmt: skip
    asked: dict[str, str] = {}
    for category, words in needs.items():
        made = person.post(f"/measure/{code}/need/", {"category": category, "text": words})
        assert made.status_code == 302, why(made)
        asked[category] = str(made["Location"]).split("/")[2]
        told = town.request(town.alice, asked[category])
        assert told["under_quarantine"] is True and told["category"] == category
    page = said(person, f"/measure/{code}/")
    assert all(words in page for words in ("买菜和生活用品", "代取快递、代缴费", "买药、断药", "求医就诊"))
    # Each of them comes to the community, and the one who is named brings it; the measure's page says how far each is.
    for category, request in asked.items():
        town.screen(town.sam, request, category, "refer", unit="community")
        town.act(town.alice, request, "sign_for")
    assert said(person, f"/measure/{code}/").count("已答复") == 0
    for request in asked.values():
        done = town.act(
            town.alice, request, "solve", words="艾丽已送到门口", outcome="solved", people_helped="1"
        )
        assert done["state"] == "answered" and done["history"][-1]["who"].startswith("艾丽")
    after = said(person, f"/measure/{code}/")
    assert after.count("已答复") == 4

    # The zone goes: whoever was kept home because of it is proposed for release, and let go by a person.
    assert "这项措施已经结束" not in after
    town.act(town.dan, zone, "lift", early_reason="复核全部阴性")
    assert "提议解除" in said(town.hanna, "/measures/?which=asked") and "方*" in said(
        town.hanna, "/measures/?which=asked"
    )
    assert "黄码" in said(person, "/status/")
    town.act(town.hanna, code, "release_asked")
    assert "这项措施已经结束" in said(person, f"/measure/{code}/") and "绿码" in said(person, "/status/")


@pytest.mark.mission("M22")
def test_a_colour_says_what_it_asks_and_what_follows_for_whoever_does_not_keep_to_it(ward: Ward) -> None:
    town, everybody = ward.town, Client()
    page = said(everybody, "/status/colours/")
    for words in (
        "红码",
        "黄码",
        "绿码",
        "集中隔离医学观察",
        "居家隔离医学观察",
        "不出家门",
        "黄码、红码不按规定隔离，有什么后果？",
        "传染病防治法",
    ):
        assert words in page, words
    code = decided(ward)
    person = ward.person(code, FANG_PHONE)
    assert "黄码" in said(person, "/status/") and "/status/colours/" in text(person, "/status/")
    # The answer is a rule: the city's own stands there with whose it is.
    rules_hold(
        {"measures.consequence": {"zh": "由公安机关处警告或者罚款。", "en": "A warning or a fine.", "law_zh": "《治安管理处罚法》"}},
        area=town.cast.city,
    )  # fmt: skip
    page = said(everybody, "/status/colours/")
    assert "处警告或者罚款" in page and "治安管理处罚法" in page and "帮您解决困难" not in page
