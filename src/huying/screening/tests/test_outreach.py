"""The ledger, surveys, reminders, doors, the poster, the three lines."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from huying.people.testing import Cast
from huying.places import scope
from huying.rulebook.testing import rules_hold
from huying.screening.models import Declaration, Survey

from .conftest import LOOKBACK, later

Clients = Callable[[Any], Client]
LINES = {"village_doctor": "村医排查", "township_doctor": "乡医巡查", "supervisor": "监督机构督查"}


def text(page: Any) -> str:
    assert page.status_code == 200, (page.status_code, page.content.decode()[:800])
    return html.unescape(page.content.decode())


@pytest.mark.mission("T39")
def test_the_roster_is_asked_one_by_one(town: Cast, client_for: Clients) -> None:
    alice = client_for(town.alice)
    page = text(alice.get("/returnees/roster/"))
    assert "底册 1 人，已问 0 人" in page and "方*" in page and town.fang.phone not in page
    form = text(alice.get(f"/returnees/new/?resident={town.fang.pk}"))
    assert town.fang.phone not in form and "方*" in form
    told = {
        "away": "worker",
        "place_text": "天津市津南区",
        "site_name": "某厂",
        "expected_on": "2022-01-20",
        "route": "",
        "note": "",
    }
    assert alice.post(f"/returnees/new/?resident={town.fang.pk}", told).status_code == 302
    assert "底册 1 人，已问 1 人" in text(alice.get("/returnees/roster/"))
    assert "某厂" in text(alice.get("/returnees/"))
    assert client_for(town.charlie).get(f"/returnees/new/?resident={town.fang.pk}").status_code == 404


@pytest.mark.mission("T40")
def test_the_ledger_knows_who_is_away_and_opens_their_declaration(town: Cast, client_for: Clients) -> None:
    alice = client_for(town.alice)
    told = {
        "name": "孙同学", "phone": "13912340041", "area": town.stairwell, "away": "student", "place_text": "天津市津南区",
        "site_name": "某某大学", "expected_on": "2022-01-12", "route": "G1709 天津西到临川北", "note": "",
    }  # fmt: skip
    made = alice.post("/returnees/new/", told)
    assert made.status_code == 302
    alice.post(
        "/returnees/new/",
        told | {"name": "钱师傅", "phone": "13912340042", "away": "worker", "expected_on": "2022-01-20"},
    )
    page = text(alice.get("/returnees/"))
    assert page.index("孙**") < page.index("钱**") and "某某大学" in page and "G1709" in page
    assert "钱**" not in text(alice.get("/returnees/?away=student"))
    assert client_for(town.charlie).get(made["Location"]).status_code == 404
    # They come: the declaration is made from the ledger, by the rule of the place they were at.
    slip = alice.post(made["Location"], {"arrives_at": "2022-01-12T15:00"})
    assert "重点地区来返人员" in text(alice.get(slip["Location"]))
    code = str(slip["Location"]).split("/")[2]
    page = text(alice.get(f"/m/{code}/"))
    assert "孙*" in page and "重点地区来返人员" in page
    assert "孙**" not in text(alice.get("/returnees/")) and "孙**" in text(alice.get("/returnees/?back=1"))


@pytest.mark.mission("T14")
def test_an_employer_surveys_all_staff_and_who_is_missing_is_counted(town: Cast, client_for: Clients) -> None:
    alice, boss = client_for(town.alice), client_for(None)
    made = alice.post(
        "/hosts/new/",
        {
            "kind": "employer",
            "name": "东湖机械厂",
            "area": town.a,
            "contact_name": "厂长",
            "contact_phone": "13912347777",
        },
    )
    site = str(made["Location"]).split("/")[2]
    sent = alice.post(f"/hosts/{site}/survey/", {"staff": "3", "days": "14", "roster": "王一\n王二\n王三"})
    survey = str(sent["Location"]).split("/")[2]
    boss.post(f"/track/{site}/", {"tail": "7777"})
    assert "填摸排（3 人）" in text(boss.get(f"/at/{site}/"))
    pasted = "王一,13912340051,天津市津南区,2022-01-01,2022-01-05\n王二,13912340052"
    assert boss.post(f"/at/{site}/survey/{survey}/", {"pasted": pasted}).status_code == 302
    page = text(alice.get(f"/surveys/{survey}/"))
    assert "应报 3 人，已报 2 人，还差 1 人" in page and "重点地区来返人员" in page
    refused = alice.post(f"/m/{survey}/complete/", {})
    assert refused.status_code != 302
    # Too late: it climbs, and the last one is filled in.
    assert boss.post(f"/at/{site}/survey/{survey}/", {"pasted": "王三,13912340053"}).status_code == 302
    assert alice.post(f"/m/{survey}/complete/", {}).status_code == 302
    with scope.everything("test"):
        assert Survey.objects.get().matter.state == "complete"
        assert list(Declaration.objects.values_list("declarant", "channel")) == [("employer", "survey")]
    assert client_for(town.charlie).get(f"/surveys/{survey}/").status_code == 404


@pytest.mark.mission("T08")
def test_a_grid_worker_registers_an_outsider_on_the_phone(town: Cast, client_for: Clients) -> None:
    bob = client_for(town.bob)
    page = text(bob.get("/arrivals/new/"))
    assert "登记外来人员" in page
    told = {
        "way": "in", "name": "周打工", "phone": "13912340061", "declarant": "grid", "stays-0-text": "河南省安阳市汤阴县",
        "stays-0-came": "2021-12-01", "stays-0-left": "2022-01-05", "arrives_at": "2022-01-05T20:00", "transport": "coach",
        "area": town.stairwell, "test_result": "none",
    }  # fmt: skip
    slip = bob.post("/arrivals/new/", told)
    assert "重点地区来返人员" in text(bob.get(slip["Location"]))
    with scope.everything("test"):
        row = Declaration.objects.select_related("matter").get()
    assert (row.channel, row.recorded_by_id, row.matter.state) == ("field", town.bob.pk, "arrived")
    outside = bob.post("/arrivals/new/", told | {"area": town.b1})
    assert outside.status_code == 422 and "不在您的辖区" in html.unescape(outside.content.decode())


@pytest.mark.mission("T41", "T42", "T43", "T50")
def test_reminders_against_the_quota_doors_loudspeaker_and_neighbours(
    town: Cast, client_for: Clients
) -> None:
    rules_hold({"screening.outreach_quota": 5, "screening.lookback": LOOKBACK}, area=town.a)
    alice, bob = client_for(town.alice), client_for(town.bob)
    assert bob.post("/outreach/", {"kind": "forward", "count": "4", "where": "一网格群"}).status_code == 302
    assert "4 / 5" in text(alice.get("/outreach/")) and "还差" in text(alice.get("/outreach/"))
    bob.post("/outreach/", {"kind": "forward", "count": "1"})
    assert "5 / 5" in text(alice.get("/outreach/"))
    alice.post("/outreach/", {"kind": "loudspeaker", "count": "2", "where": "小区门口"})
    alice.post("/outreach/", {"kind": "neighbour", "count": "3", "where": "楼上的热心居民"})
    # What is said comes from the rules in force, in plain words.
    page = text(alice.get("/outreach/"))
    assert "12月25日以来去过天津市、河南省安阳市的" in page and "请马上向社区报备" in page
    poster = alice.get("/outreach/poster.pdf")
    assert poster.content[:5] == b"%PDF-" and len(poster.content) > 5_000
    assert "共 1 个单元门，已张贴 0 个" in text(bob.get("/outreach/doors/"))
    assert bob.post("/outreach/doors/posted/", {"door": [town.stairwell]}).status_code == 302
    assert "共 1 个单元门，已张贴 1 个" in text(alice.get("/outreach/doors/"))
    assert (
        client_for(town.charlie).post("/outreach/doors/posted/", {"door": [town.stairwell]}).status_code
        == 404
    )
    # The next day the count begins anew.
    later(days=1)
    assert "0 / 5" in text(alice.get("/outreach/"))


@pytest.mark.mission("T44", "T45", "T46")
def test_three_lines_draw_find_and_have_it_put_right(town: Cast, client_for: Clients) -> None:
    village = client_for(town.staff("village_doctor", town.a, "vera", "薇"))
    township = client_for(town.staff("township_doctor", town.street, "tom", "汤"))
    boss = client_for(town.staff("inspector", town.district, "ines", "英"))
    told = {
        "way": "in", "name": "吴返乡", "phone": "13912340071", "declarant": "grid", "stays-0-text": "天津市", "stays-0-came": "2022-01-01",
        "arrives_at": "2022-01-09T08:00", "transport": "car", "area": town.stairwell, "test_result": "none",
    }  # fmt: skip
    # Line 1 surveys those who came back, lines 2 and 3 draw from what was done.
    assert village.post("/arrivals/new/", told).status_code == 302
    for who in (village, township):
        assert who.post("/inspections/", {"line": "supervisor"}).status_code == 302
    assert boss.post("/inspections/", {"line": "supervisor"}).status_code == 302
    drawn: dict[str, str] = {}
    for code in set(re.findall(r'href="/m/([0-9A-Z-]{14})/"', text(boss.get("/inspections/")))):
        page = text(boss.get(f"/m/{code}/"))
        drawn |= {line: code for line, said in LINES.items() if said in page}
    assert set(drawn) == {"village_doctor", "township_doctor", "supervisor"}
    assert (
        township.post(f"/m/{drawn['township_doctor']}/good/", {"rectified": "电话核对无误"}).status_code
        == 302
    )
    code = drawn["supervisor"]
    assert boss.post(f"/m/{code}/find/", {"finding": "没有核对车票"}).status_code == 302
    alice = client_for(town.alice)
    assert "没有核对车票" in text(alice.get(f"/m/{code}/"))
    assert alice.post(f"/m/{code}/rectify/", {"rectified": "已看过车票"}).status_code == 302
    assert boss.post(f"/m/{code}/close/", {}).status_code == 302
    page = text(boss.get("/inspections/"))
    assert "村医排查" in page and "整改完成" in page
    assert client_for(town.charlie).get(f"/m/{code}/").status_code == 404
