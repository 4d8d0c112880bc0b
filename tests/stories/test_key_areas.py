"""Arrivals from key areas from the station to the measure; a letter from another province; how much the front line carries."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huying.places import scope
from huying.places.services import divisions_load
from huying.rulebook.testing import rules_hold
from tests.stories.test_lists import Relay, moved
from tests.stories.test_lists import relay as _relay
from tests.stories.test_lists import text as page_of
from tests.stories.test_measures import Ward, said
from tests.stories.town import Town, why

relay = _relay
WEEKS = {
    "zh": "居家 14 天",
    "en": "14 days at home",
    "segments": [{"kind": "quarantine_home", "days": 14}],
    "day_one": "arrival",
}
KEY_AREAS = {
    "screening.lookback": [
        {"code": "tianjin", "zh": "天津市旅居史", "category": "from_key_area", "since": "2021-12-25", "places": ["12 天津市"]}
    ],
    "screening.arrival_duties": {"from_key_area": {"zh": "居家隔离14天", "tests": [1, 7, 14], "regime": "weeks"}, "*": {"zh": "健康监测"}},
    "screening.arrival_contact": {"from_key_area": "6h", "*": "24h"},
    "rulebook.documents": {"landing_point": ["48小时核酸检测阴性证明"]},
    "measures.regime": {"weeks": WEEKS},
}  # fmt: skip


@pytest.fixture
def ward(town: Town) -> Iterator[Ward]:
    """A response, the rules on key areas, and the names of some divisions."""
    made = Ward(town)
    with scope.everything("a story is staged"):
        divisions_load(
            [
                {"code": "12", "name": "天津市"},
                {"code": "1201", "name": "市辖区"},
                {"code": "120112", "name": "津南区"},
            ]
        )
    rules_hold(KEY_AREAS, area=town.cast.city)
    yield made


def listed(town: Town) -> None:
    """The city's office loads the national list of that morning."""
    body = {
        "end_update_time": "2022-01-05 8时", "hcount": 0, "mcount": 1, "highlist": [],
        "middlelist": [{"type": "2", "province": "天津市", "city": "天津市", "county": "津南区", "area_name": "天津市 天津市 津南区", "communitys": [""]}],
    }  # fmt: skip
    file = SimpleUploadedFile("list.json", json.dumps({"data": body, "code": 0}).encode())
    editor = town.client_for(town.cast.staff("rule_editor", town.cast.city, "gu", "顾"))
    assert editor.post("/risk/load/", {"source": "national", "file": file}).status_code == 200


def landed(who: Client, town: Town, **more: str) -> Any:
    """Somebody sets foot at the station; the page that answers."""
    told = {
        "name": "赵六", "phone": "13912340031", "stays-0-text": "天津市津南区", "stays-0-came": "2022-01-01", "transport": "train",
        "number": "D2003", "area": town.cast.stairwell, "test_result": "negative", "test_at": "2022-01-05T08:00", "tube": "", **more,
    }  # fmt: skip
    return who.post("/landing/", told)


@pytest.mark.mission("T03", "T33", "T36", "T48")
def test_who_comes_from_a_key_area_is_met_at_the_station_contacted_and_kept_home(ward: Ward) -> None:
    town, cast = ward.town, ward.town.cast
    listed(town)
    # A student away at a university: when and by which way they come back, and whether it is at risk where they study.
    told = {
        "name": "孙同学", "phone": "13912340041", "area": cast.stairwell, "away": "student", "place_text": "天津市津南区",
        "site_name": "某某大学", "expected_on": "2022-01-06", "route": "G1709 天津西到临川北", "note": "",
    }  # fmt: skip
    ledger = town.alice.post("/returnees/new/", told)
    assert ledger.status_code == 302, why(ledger)
    page = said(town.alice, "/returnees/")
    for words in ("孙**", "某某大学", "G1709 天津西到临川北", "中风险"):
        assert words in page, words
    slip = town.alice.post(str(ledger["Location"]), {"arrives_at": "2022-01-06T15:00"})
    student = str(slip["Location"]).split("/")[2]
    answer = said(town.alice, str(slip["Location"]))
    assert "重点地区来返人员" in answer and "居家隔离14天" in answer

    # The first landing point: by name, with what may be demanded there, sampled where nothing valid is shown.
    station = town.client_for(cast.staff("landing_officer", cast.city, "lan", "兰"))
    demanded = said(station, "/landing/")
    assert "48小时核酸检测阴性证明" in demanded and "别的证明不能要求" in demanded
    old = landed(station, town, test_at="2022-01-02T08:00")
    assert old.status_code == 422 and "要在这里采样" in old.content.decode()
    met = landed(station, town, test_at="2022-01-02T08:00", tube="A0017")
    assert met.status_code == 200 and "已采样" in met.content.decode()
    (code,) = set(re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", met.content.decode()))
    # At the first moment it stands on the community's list with a clock; whoever lets it pass is answered for above.
    first = town.full(town.alice, code)
    assert (first["state"], first["unit"]) == ("arrived", "community")
    assert first["history"][0]["who"].startswith("兰") and "赵*" in said(town.alice, "/arrivals/")
    town.later(hours=5)
    assert town.full(town.alice, code)["unit"] == "community"
    town.later(hours=2)
    assert town.full(town.stella, code)["unit"] == "street"

    # Contacted, and what follows is decided by a person: the measure the rule names, with its tests.
    town.act(town.stella, code, "contact", how="phone")
    town.act(town.alice, code, "propose", category="from_key_area", reason="1月1日起在津南区")
    (proposed,) = town.hanna.get("/api/measures", {"which": "proposed"}).json()["items"]
    assert "现在对您没有任何约束" in said(
        ward.person(proposed["code"], "13912340031"), f"/measure/{proposed['code']}/"
    )
    town.act(town.hanna, proposed["code"], "decide", reason="重点地区来返")
    measure = ward.measure(town.hanna, proposed["code"])
    assert [(one["kind"], one["first"], one["last"]) for one in measure["stretches"]] == [
        ("quarantine_home", "2022-01-05", "2022-01-18")
    ]
    assert town.full(town.alice, code)["state"] == "done"
    town.act(town.bob, proposed["code"], "record_test", result="negative")
    person = ward.person(proposed["code"], "13912340031")
    assert person.post(f"/measure/{proposed['code']}/report/", {"celsius": "36.5"}).status_code == 302
    assert "今天报了 1 次" in said(person, f"/measure/{proposed['code']}/")

    the_next_day(ward, student)


def the_next_day(ward: Ward, student: str) -> None:
    """The other one goes the same way: nobody from a key area is left without a decision."""
    town = ward.town
    ward.until(dt.date(2022, 1, 6), 16)
    town.act(town.alice, student, "arrive")
    town.act(town.alice, student, "contact", how="phone")
    town.act(town.alice, student, "propose", category="from_key_area", reason="津南区上学")
    (second,) = town.hanna.get("/api/measures", {"which": "proposed"}).json()["items"]
    town.act(town.hanna, second["code"], "decide", reason="重点地区来返")
    assert town.full(town.alice, student)["state"] == "done"
    figures = said(town.hanna, "/measures/figures/")
    assert "执行中 2" in figures and "待决定 0" in figures and "账是平的" in figures


@pytest.mark.django_db
@pytest.mark.mission("T06")
def test_a_letter_of_another_province_is_answered_for_each_and_one_goes_on_by_letter(relay: Relay) -> None:
    """Two people of a letter at night: one is found and kept home, one has moved on and is handed to where they are."""
    letter = relay.letter(relay.district)
    here = relay.person(
        relay.district,
        letter,
        name="方芳",
        phone="13911112222",
        address="荷花新村1幢1单元301室",
        category="close_contact",
    )
    moved(
        relay.district.post(
            f"/lists/{letter}/add/",
            {"name": "王强", "phone": "13911113333", "address": "荷花新村1幢", "category": "close_contact"},
        )
    )
    codes = set(
        re.findall(
            r"编号 ([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})", page_of(relay.district, f"/lists/{letter}/")
        )
    )
    (gone,) = codes - {here}
    relay.later(minutes=20)
    relay.bob.post(f"/field/check/{here}/do/call/")
    told = {"who": "confirmed", "category": "close_contact", "where": "荷花新村1幢1单元301室"}
    moved(relay.bob.post(f"/field/check/{here}/do/found/", told))
    moved(relay.bob.post(f"/field/check/{here}/do/control/", {"arranged": "居家隔离，一人一户"}))
    relay.bob.post(f"/field/check/{gone}/do/call/")
    moved(relay.bob.post(f"/field/check/{gone}/do/not_here/", {"where": "1月3日回邻市"}))
    relay.act(relay.district, gone, "send_out", to="邻市防控办")
    assert relay.full(relay.district, gone)["state"] == "handing_over"
    (number,) = map(
        unquote, set(re.findall(r'href="/lists/out/([^/"]+)/"', page_of(relay.district, "/lists/out/")))
    )
    paper = relay.district.post(f"/lists/out/{number}/paper.pdf", {"purpose": "发函"})
    assert paper.status_code == 200 and paper.content.startswith(b"%PDF")
    assert "王强" not in page_of(relay.district, f"/lists/out/{number}/")
    moved(relay.district.post(f"/lists/out/{number}/", {"receipt": "邻市防控办值班员 00:05 电话确认"}))
    assert relay.full(relay.district, gone)["state"] == "handed_over"
    # The answer to the province: of each what was found, sent by name; the balance of the list adds up.
    answer = page_of(relay.district, f"/lists/{letter}/reply/")
    assert "已找到" in answer and "已管控到位" in answer and number in answer
    moved(relay.district.post(f"/lists/{letter}/reply/", {"to": "邻省疾控中心", "way": "传真", "note": ""}))
    assert "吉娜" in page_of(relay.district, f"/lists/{letter}/reply/")
    assert relay.balance(relay.district, list=letter)["received"] == 2
    assert relay.charlie.get(f"/lists/{letter}/").status_code in (403, 404)


@pytest.mark.django_db
@pytest.mark.mission("T10", "T35")
def test_the_front_line_is_counted_and_pushed_lists_are_laid_beside_what_the_grid_found(relay: Relay) -> None:
    """Who has how much on their hands, which grids have nobody; how far the list and the sweep name the same people."""
    rules_hold({"screening.lookback": KEY_AREAS["screening.lookback"]}, area=relay.cast.city)
    letter = relay.letter(relay.district, kind="list")
    rows: list[list[object]] = [
        ["姓名", "电话", "住址", "类别"],
        ["方芳", "13911112222", "荷花新村1幢1单元301室", "重点地区来返人员"],
        ["王强", "13911113333", "荷花新村1幢", "重点地区来返人员"],
        ["李雷", "13911114444", "荷花新村2幢", "重点地区来返人员"],
    ]
    relay.load(relay.district, letter, rows)
    # The grid worker registers two: one the list has named as well, one no list knows.
    for name, phone in (("方芳", "13911112222"), ("周打工", "13911115555")):
        told = {
            "way": "in", "name": name, "phone": phone, "declarant": "grid", "stays-0-text": "天津市", "stays-0-came": "2022-01-01",
            "arrives_at": "2022-01-05T20:00", "transport": "coach", "area": relay.cast.stairwell, "test_result": "none",
        }  # fmt: skip
        moved(relay.bob.post("/arrivals/new/", told))
    page = said(relay.district, "/lists/tracks/")
    for words in (
        "一共 4 人", "名单推送 3", "本地摸排 2", "两条线都有 1", "只在名单上 2", "只是本地摸到 1", "自己报备 0",
    ):  # fmt: skip
        assert words in page, words
    assert "一共 0 人" in said(relay.charlie, "/lists/tracks/"), "another community's"

    # The workload of each worker; a grid without one is named first, and is no longer once somebody has the post.
    page = said(relay.district, "/lists/workload/")
    assert "没有网格员" in page and "鲍勃" in page
    loads = re.findall(r"(\d+) 个网格，(\d+) 名网格员，(\d+) 件在办，(\d+) 件超时", page)
    assert loads and int(loads[0][2]) == 5 and int(loads[0][3]) == 0
    mine = said(relay.alice, "/lists/workload/")
    assert re.search(r"鲍勃 4\.0 4 0", mine), mine[-600:]
    grids = int(loads[0][1])
    relay.cast.staff("grid_worker", relay.cast.a1, "gail", "盖尔")
    again = said(relay.alice, "/lists/workload/")
    assert re.search(r"鲍勃 2\.0 4 0", again) and "盖尔 2.0" in again
    assert f"，{grids + 1} 名网格员" in said(relay.district, "/lists/workload/")
    relay.later(hours=30)
    late = re.findall(r"(\d+) 件超时", said(relay.district, "/lists/workload/"))
    assert int(late[0]) >= 3
