"""The public declaration: what applies at once, arrival, correction, companions, who sees what."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from huying.people.testing import Cast
from huying.places import scope
from huying.screening.models import Declaration, DeclarationVersion, Stay

from .conftest import later

Clients = Callable[[Any], Client]
STATE = re.compile(r'name="_state" value="([^"]*)"')
STEP = re.compile(r'name="_step" value="([^"]*)"')
PHONE = "13912340001"


def text(page: Any) -> str:
    assert page.status_code == 200, (page.status_code, page.content.decode()[:600])
    return html.unescape(page.content.decode())


def walked(client: Client, answers: dict[str, Any], until: str = "") -> Any:
    """Go through the form page by page with these answers, to the end or to one page; the last answer."""
    page = client.get("/declare/")
    for _ in range(12):
        said = text(page)
        state, step = STATE.search(said), STEP.search(said)
        assert state and step
        if step[1] == until:
            return page
        told = {"_state": state[1], "_step": step[1], **(answers if step[1] != "check" else {})}
        page = client.post("/declare/", told)
        if page.status_code == 302:
            return page
    raise AssertionError(text(page)[:3000])


def answers(cast: Cast, **more: Any) -> dict[str, Any]:
    return {
        "way": "in", "name": "王小明", "phone": PHONE, "stays-0-text": "天津市津南区辛庄镇", "stays-0-came": "2021-12-20",
        "stays-0-left": "2022-01-08", "arrives_at": "2022-01-09T18:00", "transport": "train", "number": "G1709", "seat": "5车12A",
        "area": cast.stairwell, "place_text": "荷花新村1幢1单元", "room": "502", "test_result": "negative",
        "test_at": "2022-01-08T20:00", "declarant": "self", **more,
    }  # fmt: skip


def declared(client: Client, cast: Cast, **more: Any) -> str:
    moved = walked(client, answers(cast, **more))
    return str(moved["Location"]).split("/")[2]


def row(code: str) -> Declaration:
    with scope.everything("test"):
        return Declaration.objects.select_related("matter").get(matter__code=code)


@pytest.mark.mission("T01")
def test_the_answer_says_at_once_what_applies_and_why(town: Cast, client_for: Clients) -> None:
    client = client_for(None)
    code = declared(client, town)
    said = text(client.get(f"/declare/{code}/receipt/"))
    assert "重点地区来返人员" in said and "居家健康监测7天" in said and "2021-12-25（含）以来" in said
    assert code in said and "<svg" in said and "测试规则" in said
    with scope.everything("test"):
        stay = Stay.objects.get(declaration__matter__code=code)
    assert stay.known and stay.place.startswith("120112104")
    one = row(code)
    assert (one.category, one.matter.state, one.notice_version) == ("from_key_area", "declared", "1")
    # Nothing that tells who it is stands in the clear.
    assert "王小明" not in str(one.matter.facts)


def test_nobody_else_gets_in_and_the_neighbour_sees_nothing(town: Cast, client_for: Clients) -> None:
    code = declared(client_for(None), town)
    assert client_for(None).get(f"/declare/{code}/")["Location"].endswith(f"/{code}/") is True
    charlie, alice, bob = client_for(town.charlie), client_for(town.alice), client_for(town.bob)
    for address in (
        f"/arrivals/{code}/slip/",
        f"/arrivals/{code}/contact/",
        f"/arrivals/{code}/correct/",
        f"/m/{code}/",
    ):
        assert charlie.get(address).status_code == 404, address
        assert alice.get(address).status_code == 200, address
    assert "王**" in text(alice.get("/arrivals/")) and PHONE not in text(alice.get(f"/m/{code}/"))
    assert "王**" in text(bob.get("/arrivals/")) and "王**" not in text(charlie.get("/arrivals/"))


@pytest.mark.mission("T15")
def test_concealing_is_warned_of_and_a_correction_keeps_what_was_said(
    town: Cast, client_for: Clients
) -> None:
    client = client_for(None)
    concealed = answers(town, **{"stays-0-text": "", "stays-0-came": "", "stays-0-left": ""})
    page = walked(client, concealed, until="check")
    assert "依法承担责任" in text(page) and "随时可以更正" in text(page)
    code = declared(client, town, **{"stays-0-text": "", "stays-0-came": "", "stays-0-left": ""})
    assert row(code).category == ""
    told = {name: value for name, value in answers(town).items() if name not in ("area",)}
    told["reason"] = "想起来去过天津"
    assert client.post(f"/declare/{code}/correct/", told).status_code == 302
    one = row(code)
    assert (one.category, one.version) == ("from_key_area", 2) and one.concerned_at
    with scope.everything("test"):
        kept = DeclarationVersion.objects.get(declaration=one)
        assert (kept.number, kept.category, kept.reason) == (
            1,
            "",
            "想起来去过天津",
        ) and '"stays": []' in kept.said
    assert "想起来去过天津" in text(client.get(f"/declare/{code}/"))
    # Who sees the desk sees who corrected, when and why: the audit of it.
    history = text(client_for(town.alice).get(f"/m/{code}/"))
    assert "更正过 1 次" in history and "想起来去过天津" in history


def test_companions_are_people_of_their_own(town: Cast, client_for: Clients) -> None:
    client = client_for(None)
    code = declared(
        client,
        town,
        **{
            "companions-0-name": "王小红",
            "companions-0-phone": "13912340002",
            "companions-1-name": "王宝宝",
            "companions-n": "2",
        },
    )
    one = row(code)
    with scope.everything("test"):
        party = Declaration.objects.filter(party=one.party).order_by("pk")
        assert [(p.name, p.phone, p.category) for p in party] == [
            ("王小明", PHONE, "from_key_area"), ("王小红", "13912340002", "from_key_area"), ("王宝宝", PHONE, "from_key_area"),
        ]  # fmt: skip
        assert Stay.objects.filter(declaration__in=party).count() == 3


def test_the_course_from_arrival_to_settled(town: Cast, client_for: Clients) -> None:
    client, alice = client_for(None), client_for(town.alice)
    code = declared(client, town)
    later(hours=10)
    assert client.post(f"/declare/{code}/do/arrive/", {}).status_code == 302
    # Whoever has not taken it on sees no whole number.
    look = {"purpose": "打电话联系"}
    assert PHONE not in text(client_for(town.bob).post(f"/arrivals/{code}/contact/", look))
    assert PHONE in text(alice.post(f"/arrivals/{code}/contact/", look))
    assert alice.post(f"/m/{code}/contact/", {"how": "phone", "symptoms": "cough"}).status_code == 302
    assert row(code).symptoms == ["cough"]
    assert alice.post(f"/m/{code}/settle/", {"reason": "已满14天，检测阴性"}).status_code == 302
    one = row(code)
    assert one.matter.state == "done" and one.arrived_at and one.contacted_at and one.ended_at


def test_sent_twice_counts_once_and_symptoms_lead_to_advice(town: Cast, client_for: Clients) -> None:
    client = client_for(None)
    code = declared(client, town, symptoms=["fever", "breath"])
    said = text(client.get(f"/declare/{code}/receipt/"))
    assert "发热门诊" in said and "120" in said
    with scope.everything("test"):
        assert Declaration.objects.count() == 1


@pytest.mark.mission("T04")
def test_a_trip_is_declared_before_it_to_community_and_employer(town: Cast, client_for: Clients) -> None:
    alice = client_for(town.alice)
    made = alice.post(
        "/hosts/new/",
        {
            "kind": "employer",
            "name": "东湖机械厂",
            "area": town.a,
            "contact_name": "厂长",
            "contact_phone": "13912349999",
        },
    )
    site = str(made["Location"]).split("/")[2]
    client = client_for(None)
    code = declared(
        client, town, way="out", why="母亲住院", employer="东湖机械厂", arrives_at="2022-01-15T18:00",
        **{"stays-0-text": "天津市", "stays-0-came": "2022-01-10", "stays-0-left": "2022-01-14"},
    )  # fmt: skip
    one = row(code)
    assert (one.way, one.category) == ("out", "from_key_area")
    assert "居家健康监测7天" in text(client.get(f"/declare/{code}/receipt/"))
    # The community has it on its list, the employer on its own page: as much as it needs.
    assert "王**" in text(alice.get("/arrivals/?span=all&way=out"))
    page = text(alice.get(f"/hosts/{site}/"))
    assert "王**" in page and "重点地区来返人员" in page and "母亲住院" not in page and "辛庄" not in page


def test_the_site_gets_in_by_its_link_and_declares_for_several(town: Cast, client_for: Clients) -> None:
    alice = client_for(town.alice)
    made = alice.post(
        "/hosts/new/",
        {
            "kind": "hotel",
            "name": "荷花宾馆",
            "area": town.stairwell,
            "contact_name": "前台",
            "contact_phone": "13912348888",
        },
    )
    site = str(made["Location"]).split("/")[2]
    hotel = client_for(None)
    assert hotel.get(f"/at/{site}/").status_code == 302
    assert hotel.post(f"/track/{site}/", {"tail": "8888"}).status_code == 302
    pasted = "姓名\t电话\t地点\t到\t离开\n李一\t13912340011\t河南省安阳市汤阴县\t2022-01-01\t2022-01-08\n李二\t13912340012\t\t\t\n"
    page = text(
        hotel.post(
            f"/at/{site}/declare/",
            {"pasted": pasted, "arrives_at": "2022-01-09T08:30", "transport": "coach", "number": "豫E12345"},
        )
    )
    assert "已报备 2 人" in page and "重点地区来返人员" in page and "没有特别规定" in page
    with scope.everything("test"):
        rows = list(Declaration.objects.select_related("matter").order_by("pk"))
    assert [(one.declarant, one.channel, one.matter.state, one.area) for one in rows] == [
        ("hotel", "site", "arrived", town.stairwell)
    ] * 2
    wrong = hotel.post(
        f"/at/{site}/declare/",
        {"pasted": "张三\t不是号码", "arrives_at": "2022-01-09T08:30", "transport": "coach"},
    )
    assert wrong.status_code == 422 and "第 1 行" in html.unescape(wrong.content.decode())
    assert client_for(town.charlie).get(f"/hosts/{site}/").status_code == 404
    # The hotel reads the names it wrote itself; the desk reads them masked, as everywhere.
    assert "李一" in text(hotel.get(f"/at/{site}/"))
    desk = text(alice.get(f"/hosts/{site}/"))
    assert "李一" not in desk and "李*" in desk


def test_the_list_of_arrivals_asks_as_much_for_one_as_for_many(
    town: Cast, client_for: Clients, django_assert_max_num_queries: Any
) -> None:
    client = client_for(None)
    declared(
        client, town, **{"companions-n": "12"}, **{f"companions-{n}-name": f"同行{n}" for n in range(12)}
    )
    alice = client_for(town.alice)
    alice.get("/arrivals/")
    with django_assert_max_num_queries(24):
        said = text(alice.get("/arrivals/"))
    assert said.count("同**") == 12
    assert alice.get("/arrivals.xlsx?span=all").status_code == 200
