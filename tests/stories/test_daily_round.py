"""Every day from door to door: who is here, who came and from where, who left, who is ill; nobody missed."""

import datetime as dt
import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.base import clock
from huying.rulebook.testing import rules_hold
from huying.screening.jobs import rounds
from tests.stories.test_platform import publisher, respond
from tests.stories.town import Town, pledge, text, why

HOME = dt.timezone(dt.timedelta(hours=8))


class Street:
    """Four doors of Bob's grid and one of Charlie's, in a district under a response; rules on Tianjin hold."""

    def __init__(self, town: Town) -> None:
        self.town = town
        rules_hold(
            {
                "screening.lookback": [
                    {"code": "tianjin", "zh": "天津市旅居史", "en": "Stayed in Tianjin", "category": "from_key_area", "since": "2021-12-25", "places": ["12 天津市"]}
                ],
                "screening.arrival_duties": {"from_key_area": {"zh": "居家健康监测", "en": "Monitoring at home"}, "*": {"zh": "健康监测", "en": "Watch your health"}},
            },
            area=town.cast.city,
        )  # fmt: skip
        pledge(town.bob, "鲍勃")
        pledge(town.charlie, "查理")
        for n, (name, room) in enumerate((("方国庆", "201"), ("王桂兰", "401"), ("李小明", "1001"))):
            self.lives(town.bob, name, f"荷花新村1幢1单元{room}室", town.cast.stairwell, f"1391111000{n}")
        self.lives(town.charlie, "钱六", "柳岸家园2幢301室", town.cast.b1, "13911110009")
        self.response = respond(town, publisher(town))

    def lives(self, who: Client, name: str, address: str, area: str, phone: str) -> None:
        made = who.post("/residents/new/", {"name": name, "phone": phone, "address": address, "area": area})
        assert made.status_code == 302, why(made)

    def at(self, day: int, hour: int, minute: int = 0) -> None:
        self.town.now = dt.datetime(2022, 1, day, hour, minute, tzinfo=HOME)
        clock._borrowed.set(self.town.now)

    @staticmethod
    def morning() -> int:
        """The worker begins what is due."""
        with transaction.atomic():
            return rounds(0)

    def doors(self, who: Client) -> list[int]:
        return [int(one["id"]) for one in who.get("/api/rounds/doors").json()]

    def board(self, who: Client, day: int) -> list[dict[str, Any]]:
        return list(who.get(f"/api/rounds?day=2022-01-{day:02}").json())


@pytest.fixture
def street(town: Town) -> Iterator[Street]:
    yield Street(town)


@pytest.mark.mission("T51")
def test_every_door_is_asked_every_day_and_what_is_found_is_acted_on(street: Street) -> None:
    town = street.town
    street.at(6, 6, 50)
    assert street.morning() == 0, "its hour has not come"
    street.at(6, 7, 0)
    assert street.morning() == 2 and street.morning() == 0
    page = text(town.bob, "/field/daily/")
    assert "和上次一样" in page and "还剩 4" in page and "1001室" not in page, (
        "doors are masked until one asks"
    )
    walk = html.unescape(town.bob.post("/field/daily/names/").content.decode())
    assert walk.index("201室") < walk.index("401室") < walk.index("1001室") and "柳岸" not in walk

    # One press where nothing has changed; somebody who came from Tianjin is told at once what applies, and is contacted.
    first, second, third, fourth = street.doors(town.bob)
    assert town.bob.post(f"/field/daily/{first}/answer/", {"state": "same"}).status_code == 302
    short = town.bob.post(f"/field/daily/{second}/", {"found": "came", "name": "方小海"})
    assert short.status_code == 422 and "请写电话" in html.unescape(short.content.decode())
    came = town.bob.post(
        f"/field/daily/{second}/", {"found": "came", "name": "方小海", "phone": "13911110055", "place": "天津市津南区辛庄镇", "came": "2021-12-28", "left": "2022-01-05"},
    )  # fmt: skip
    assert came.status_code == 302, why(came)
    declared = str(came["Location"]).split("/")[2]
    seen = text(town.alice, f"/m/{declared}/")
    assert "居家健康监测" in seen and town.full(town.alice, declared)["kind"] == "screening.declaration"

    # Who left stands in the ledger of those expected back; who is ill has a doctor called, with a clock.
    left = town.bob.post(
        f"/field/daily/{third}/",
        {"found": "left", "name": "李小明", "place": "北京市海淀区", "left": "2022-01-20"},
    )
    assert left.status_code == 302 and "李**" in text(town.alice, "/returnees/")
    ill = town.bob.post(
        f"/field/daily/{fourth}/",
        {"found": "ill", "name": "方芳", "phone": "13800000006", "symptoms": ["fever"]},
    )
    assert ill.status_code == 302
    assert "发热" in text(town.sam, f"/m/{str(ill['Location']).split('/')[2]}/")
    # All four asked: the round is done, and its sums add up for the community and the street.
    (mine,) = street.board(town.alice, 6)
    assert (mine["state"], mine["doors"], mine["same"], mine["changed"], mine["open"]) == ("done", 4, 1, 3, 0)
    assert [one["doors"] for one in street.board(town.stella, 6)] == [1, 4]
    assert "问完了" in text(town.alice, "/daily/?day=2022-01-06")
    again = town.bob.post(f"/field/daily/{first}/answer/", {"state": "absent"}, follow=True)
    assert "已经结束" in html.unescape(again.content.decode()), "nothing is written over"

    # The next day all doors are asked again.
    street.at(7, 7, 5)
    assert street.morning() == 2 and len(street.doors(town.bob)) == 4


def test_who_was_not_reached_comes_first_the_next_day_and_a_late_round_climbs(street: Street) -> None:
    town = street.town
    street.at(6, 7, 0)
    street.morning()
    doors = street.doors(town.bob)
    missed = doors[2]
    assert town.bob.post(f"/field/daily/{missed}/answer/", {"state": "absent"}).status_code == 302
    assert town.bob.post(f"/field/daily/{doors[0]}/answer/", {"state": "same"}).status_code == 302
    code = street.board(town.alice, 6)[0]["code"]
    assert town.bob.post(f"/m/{code}/finish/").status_code == 422, "two doors were not asked"
    town.later(hours=11, minutes=5)
    assert town.full(town.alice, code)["unit"] == "community" and "每日排摸没问完" in text(
        town.alice, "/notices/"
    )
    household = town.bob.get("/api/rounds/doors").json()
    street.at(7, 7, 0)
    assert street.morning() == 2
    assert town.full(town.alice, code)["state"] == "over"
    today = town.bob.get("/api/rounds/doors").json()
    assert [one["rank"] for one in today] == [1, 1, 1, 9], (
        "the one not reached and the two not asked come first"
    )
    assert {one["household"] for one in household} < {one["household"] for one in today[:3]}
    assert "上次没联系上" in text(town.bob, "/field/daily/")
    sheet = town.stella.get("/daily.csv?day=2022-01-06").content.decode()
    assert "没联系上" in sheet and "第一网格" in sheet


def test_the_next_grid_sees_nothing_and_rounds_end_with_their_response(street: Street) -> None:
    town = street.town
    street.at(6, 7, 0)
    street.morning()
    door, code = street.doors(town.bob)[0], street.board(town.alice, 6)[0]["code"]
    for address in (f"/field/daily/{door}/", f"/m/{code}/"):
        assert town.charlie.get(address).status_code == 404
    assert town.charlie.post(f"/field/daily/{door}/answer/", {"state": "same"}).status_code == 404
    assert [one["doors"] for one in street.board(town.charlie, 6)] == [1]
    sent = town.bob.post(
        f"/api/rounds/doors/{door}", '{"state": "changed", "found": "ill"}', content_type="application/json"
    )
    assert sent.status_code == 409 and "name" in sent.json()["fields"]
    with CaptureQueriesContext(connection) as four:
        town.bob.get("/field/daily/")
    for n in range(8):
        street.lives(
            town.bob, f"周{n}", f"荷花新村1幢1单元{n + 11}02室", town.cast.stairwell, f"1391111010{n}"
        )
    street.at(7, 7, 0)
    street.morning()
    with CaptureQueriesContext(connection) as twelve:
        town.bob.get("/field/daily/")
    assert len(twelve) == len(four)
    ended = town.client_for(town.cast.staff("rule_publisher", town.cast.district, "hao2", "郝二"))
    page = text(ended, street.response)
    assert "每日排摸" in page or re.search("结束", page)
    assert ended.post(f"{street.response}end/", {"reason": "疫情平息", "confirm": "yes"}).status_code == 302
    street.at(8, 7, 0)
    assert street.morning() == 0 and street.doors(town.bob) == []
    assert town.full(town.alice, street.board(town.alice, 7)[0]["code"])["state"] == "lapsed"
