"""A flight into one hotel, point to point; the eight links of the closed loop; what is disinfected, inspected, held, closed."""

import datetime as dt
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from huying.base import clock
from huying.measures.tests.places import drill_rules
from huying.rulebook.testing import rules_hold
from tests.stories.test_measures import said
from tests.stories.town import Town, text, why

CODE = r"([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})"


class Port:
    """The town with a hotel's keepers, a driver and the rules of January 2022; everything else happens through HTTP."""

    def __init__(self, town: Town) -> None:
        cast, self.town = town.cast, town
        rules_hold(drill_rules("closed-loop-2022-01"), area=cast.district)
        staff = {
            "kate": cast.staff("site_keeper", cast.district, "kate", "凯特"), "kim": cast.staff("site_keeper", cast.district, "kim", "基姆"),
            "ed": cast.staff("escort", cast.district, "ed", "艾德"),
        }  # fmt: skip
        self.kate, self.kim, self.ed = (town.client_for(staff[name]) for name in ("kate", "kim", "ed"))

    def at(self, hour: int, minute: int, day: int = 5) -> None:
        """Set the clock to a time at home."""
        home = dt.timezone(dt.timedelta(hours=8))
        self.town.now = dt.datetime(2022, 1, day, hour, minute, tzinfo=home)
        clock._borrowed.set(self.town.now)

    def site(self, name: str, rooms: str) -> int:
        """The district opens a site; its number."""
        told = {"area": self.town.cast.b, "name": name, "kind": "hotel", "rooms": rooms}
        made = self.town.dora.post("/sites/new/", told)
        assert made.status_code == 302, why(made)
        return int(str(made["Location"]).split("/")[2])

    def ask(self, site: int, *people: str, cohort: str = "CA1234") -> str:
        """The street asks for a transfer to a site; its code."""
        told: dict[str, Any] = {
            "to": "site", "site": site, "from_area": self.town.cast.building, "from_text": "1单元", "passengers-n": len(people),
        }  # fmt: skip
        for number, name in enumerate(people):
            told |= {f"passengers-{number}-name": name, f"passengers-{number}-cohort": cohort}
        made = self.town.stella.post("/transfers/new/", told)
        assert made.status_code == 302, why(made)
        return str(re.findall(rf'href="/transfers/{CODE}/"', text(self.ed, "/transfers/"))[-1])

    def step(self, who: Client, code: str, act: str, **told: str) -> str:
        """A link of a transfer; "" when it was done, else what the page says."""
        answer = who.post(f"/transfers/{code}/do/{act}/", told)
        return "" if answer.status_code == 302 else text_of(answer)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def port(town: Town) -> Iterator[Port]:
    yield Port(town)


@pytest.mark.mission("M08", "M09", "M12", "M35")
def test_a_flight_is_taken_point_to_point_into_one_site_with_staff_of_its_own(port: Port) -> None:
    town, ed, kate = port.town, port.ed, port.kate
    hotel = port.site("柳岸酒店", "1层 101-104\n2层 201-204")
    other = port.site("东苑酒店", "1层 101-130")
    # Whoever works here works here only.
    assert town.dora.post(f"/sites/{hotel}/", {"username": "kate", "work": "测温送餐"}).status_code == 302
    twice = town.dora.post(f"/sites/{other}/", {"username": "kate", "work": "送餐"})
    assert twice.status_code == 422 and "不能两头跑" in text_of(twice)
    assert "凯特" in text(kate, f"/sites/{hotel}/")

    # Six of one flight: asked for, a vehicle, off at 08:40, there at 10:20, received at 10:30; each link with its owner.
    port.at(8, 0)
    code = port.ask(hotel, *(f"旅客{n}" for n in range(6)))
    assert port.step(kate, code, "depart"), "the hotel does not drive"
    for hour, minute, act, told in (
        (8, 20, "assign", {"vehicle": "浙A12345", "driver": "艾德", "protection": "二级防护"}), (8, 40, "depart", {}), (10, 20, "arrive", {}),
    ):  # fmt: skip
        port.at(hour, minute)
        assert port.step(ed, code, act, **told) == ""
    assert port.step(ed, code, "accept", count="6"), "whoever brings them does not acknowledge them"
    port.at(10, 30)
    assert port.step(kate, code, "accept", count="5"), "one is missing"
    assert port.step(kate, code, "accept", count="6") == ""
    links = kate.get(f"/api/transfers/{code}").json()["links"]
    home = dt.timezone(dt.timedelta(hours=8))
    times = {one["link"]: f"{dt.datetime.fromisoformat(one['at']).astimezone(home):%H:%M}" for one in links}
    assert times == {
        "asked": "08:00",
        "assigned": "08:20",
        "departed": "08:40",
        "arrived": "10:20",
        "handed_over": "10:30",
    }
    page = text(kate, f"/transfers/{code}/")
    assert all(name in page for name in ("史泰", "艾德", "凯特")) and "旅客0" not in page
    rooms = {site: kate.get(f"/api/sites/{site}/rooms").json() for site in (hotel, other)}
    assert [sum(room["guests"] for room in rooms[site]) for site in (hotel, other)] == [6, 0]

    # More of the same flight: not into the other hotel, and never more than there are beds.
    more = port.ask(hotel, *(f"旅客{n}" for n in range(6, 12)))
    for act, told in (("assign", {"vehicle": "浙A12345", "driver": "艾德"}), ("depart", {}), ("arrive", {})):
        assert port.step(ed, more, act, **told) == ""
    assert "同批人员要在一起" in port.step(kate, more, "accept", count="6")
    assert (
        town.charlie.get("/sites/").status_code in (200, 403)
        and town.alice.get(f"/transfers/{code}/").status_code == 404
    )


@pytest.mark.mission("M11", "M13")
def test_eight_links_from_before_departure_to_daily_monitoring_each_with_an_owner_by_name(port: Port) -> None:
    town = port.town
    told = {"area": town.cast.building, "name": "方芳", "phone": "13800000006", "cohort": "CA123"}
    begun = town.hanna.post("/loops/new/", told)
    assert begun.status_code == 302, why(begun)
    code = str(begun["Location"]).split("/")[2]
    owners = {
        "health_bureau": town.hanna,
        "transfer_team": port.ed,
        "quarantine_site": port.kate,
        "community": town.alice,
    }
    names = {"health_bureau": "韩娜", "transfer_team": "艾德", "quarantine_site": "凯特"}
    chain = [one["unit"] for one in town.hanna.get(f"/api/loops/{code}").json()["links"]]
    assert len(chain) == 8
    # Nobody leaves a link out or ends it early.
    assert town.hanna.post(f"/m/{code}/finish/", {}).status_code == 422
    for owner, following in pairwise(chain):
        town.later(minutes=50)
        assert owners[owner].post(f"/loops/{code}/do/pass_on/", {"note": "材料齐"}).status_code == 302
        waiting = town.full(town.dora, code)
        assert waiting["state"] == "passing"
        now = [
            one
            for one in town.dora.get(f"/api/loops/{code}").json()["links"]
            if one["since"] and not one["until"]
        ]
        assert [one["unit"] for one in now] == [owner], "until somebody acknowledges, the last owner answers"
        town.later(minutes=10)
        assert owners[following].post(f"/loops/{code}/do/acknowledge/").status_code == 302
        assert town.full(town.dora, code)["unit"] == following
    assert town.alice.post(f"/m/{code}/finish/", {}).status_code == 302
    links = town.dora.get(f"/api/loops/{code}").json()["links"]
    assert [one["until"] for one in links[:-1]] == [one["since"] for one in links[1:]], (
        "no moment without an owner"
    )
    page = said(town.dora, f"/loops/{code}/")
    for link in (
        "远端查控",
        "口岸入境",
        "身份核实",
        "核酸检测",
        "转运分流",
        "集中隔离医学观察",
        "居家健康观察",
        "日常健康监测",
    ):
        assert link in page
    assert all(name in page for name in names.values())
    assert "方芳" not in page and town.charlie.get(f"/loops/{code}/").status_code == 404


def opens(who: Client, what: str, area: str, **told: str) -> str:
    """Somebody opens one on its page; the code."""
    answer = who.post(f"/upkeep/new/?what={what}", {"area": area, **told})
    assert answer.status_code == 302, why(answer)
    return str(answer["Location"]).split("/")[2]


def press(who: Client, code: str, act: str, **told: str) -> str:
    """Somebody presses an act on the page of the matter; "" when it was done, else what the page says."""
    answer = who.post(f"/m/{code}/{act}/", told)
    return "" if answer.status_code == 302 else text_of(answer)


@pytest.mark.mission("M07", "M10")
def test_a_room_is_disinfected_for_good_and_the_site_is_inspected(port: Port) -> None:
    town = port.town
    code = opens(
        town.alice, "disinfection", town.cast.building, place="301室", reason="病例转走", final="yes"
    )
    told = {
        "method": "含氯消毒剂1000mg/L，喷洒擦拭",
        "done_by": "消杀队",
        "done_at": "2022-01-05T09:00",
        "proof": "记录1号",
    }
    assert "这个时间还没到" in press(town.bob, code, "disinfect", **{**told, "done_at": "2022-01-05T19:00"})
    assert press(town.bob, code, "disinfect", **{**told, "proof": ""}), "never without proof"
    assert press(town.bob, code, "disinfect", **told) == ""
    assert "不能自己验收" in press(town.bob, code, "check") and press(town.alice, code, "check") == ""
    page = said(town.alice, f"/m/{code}/")
    assert "已验收" in page and "记录1号" in page and "含氯消毒剂" in page
    late = opens(
        town.alice, "disinfection", town.cast.building, place="302室", reason="病例转走", final="yes"
    )

    # Inspection: what is found is put right by the site and looked at again by the street.
    port.site("柳岸酒店", "1层 101-104")
    looked = opens(town.stella, "inspection", town.cast.b, place="柳岸酒店")
    assert press(town.stella, looked, "find", findings="穿脱区没有分开，垃圾没有双层袋") == ""
    found = town.full(town.stella, looked)
    assert found["state"] == "found"
    assert dt.datetime.fromisoformat(found["due_at"]) == town.now + dt.timedelta(hours=24)
    assert press(town.charlie, looked, "put_right", put_right="已分区，换双层袋") == ""
    assert "复查合格" in said(town.stella, f"/m/{looked}/") and press(town.stella, looked, "accept") == ""
    done = said(town.stella, f"/m/{looked}/")
    assert "已复查" in done and "穿脱区没有分开" in done and "已分区" in done
    assert town.alice.get(f"/m/{looked}/").status_code == 404, "another community's"
    town.later(hours=25)
    assert town.full(town.stella, late)["unit"] == "street", "a disinfection nobody did climbs"


@pytest.mark.mission("M33", "M39")
def test_a_cafe_holds_its_guests_over_night_and_the_mall_opens_again_once_disinfected(port: Port) -> None:
    town = port.town
    held = opens(
        town.alice, "hold", town.cast.building, place="商场一楼咖啡店", reason="与病例同时在店，等流调采样", people="20", children="2",
        expected_until="2022-01-06T09:00",
    )  # fmt: skip
    page = said(town.bob, f"/m/{held}/")
    for need in ("说明原因和等多久", "饮水", "吃饭", "药品和急病", "睡觉、保暖", "孩子、老人、孕妇的照顾"):
        assert need in page, need
    for need in ("information", "water", "food", "medicine", "sleep", "children"):
        assert press(town.bob, held, "give", need=need) == "", need
    assert "清单上没有这一项" in press(town.bob, held, "give", need="gold")
    town.later(minutes=50)
    assert town.full(town.alice, held)["unit"] == "community"
    # An hour on nobody has told them how long: the street hears of it.
    town.later(minutes=20)
    told = town.full(town.stella, held)
    assert told["unit"] == "street" and "overdue" in [line["act"] for line in told["history"]]
    assert press(town.alice, held, "free", told="回家等通知，社区电话0571-88880000") == ""
    assert "已全部离开" in said(town.alice, f"/m/{held}/")

    venue = opens(
        town.dora, "venue", town.cast.building, name="来福士购物中心", reason="病例到过", authority="区疫情防控指挥部",
        legal_basis="《传染病防治法》", expected_until="2022-01-07T09:00",
    )  # fmt: skip
    listed = said(town.alice, "/upkeep/")
    assert (
        "来福士购物中心" in listed and "临时关闭" in listed and "来福士" not in said(town.charlie, "/upkeep/")
    )
    assert press(town.dora, venue, "disinfect") == ""
    assert press(town.dora, venue, "open"), "not before it was disinfected"
    codes = set(re.findall(CODE, text(town.dora, f"/m/{venue}/"))) - {venue}
    (task,) = [one for one in codes if town.full(town.dora, one)["kind"] == "measures.disinfection"]
    done = {"method": "含氯", "done_by": "消杀队", "done_at": "2022-01-05T09:00", "proof": "记录2号"}
    assert press(town.bob, task, "disinfect", **done) == "" and press(town.alice, task, "check") == ""
    assert town.full(town.dora, venue)["state"] == "disinfected"
    assert press(town.dora, venue, "open", words="已消杀，恢复营业") == ""
    assert "正常开放" in said(town.dora, f"/m/{venue}/") and "来福士" not in said(town.alice, "/upkeep/")
