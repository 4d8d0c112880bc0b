"""Around the clock: who is on duty at three in the morning, what reaches them, and what happens when nobody is."""

import datetime as dt
import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from huying.base import clock
from huying.messages.services.sending import send_channel
from huying.people.models import User
from huying.places import scope
from huying.rosters.jobs import watch
from tests.stories.town import Town, text, why

HOME = dt.timezone(dt.timedelta(hours=8))


class Office:
    """The district's co-investigation desk with four people, the tracing desk of the health bureau with two."""

    def __init__(self, town: Town) -> None:
        self.town, cast = town, town.cast
        self.people = {
            name: self.staff("district_officer", name, n) for n, name in enumerate(("晨晨", "夜夜", "备备"))
        }
        self.trace = {
            name: self.staff("health_officer", name, 5 + n) for n, name in enumerate(("寻寻", "迹迹"))
        }
        self.city = town.client_for(cast.staff("city_officer", cast.city, "cindy", "辛迪"))
        self.plan = f"/duty/district/{cast.district}/"
        self.tracing = f"/duty/health_bureau/{cast.district}/"

    def staff(self, role: str, name: str, n: int) -> tuple[User, Client]:
        user = self.town.cast.staff(role, self.town.cast.district, f"duty{n}", name)
        user.phone = f"1380000010{n}"
        user.save()
        return user, self.town.client_for(user)

    def at(self, day: int, hour: int, minute: int = 0) -> None:
        self.town.now = dt.datetime(2022, 1, day, hour, minute, tzinfo=HOME)
        clock._borrowed.set(self.town.now)

    def looked(self) -> None:
        """The worker's look at rosters, every few minutes in real life."""
        with transaction.atomic():
            watch(0)

    def day_and_night(self, plan: str, who: Client | None = None) -> None:
        for begins in ("08:00", "20:00"):
            made = (who or self.town.dan).post(
                plan, {"begins": begins, "hours": "12", "people": "1", "since": "2022-01-05"}
            )
            assert made.status_code == 302, why(made)

    def put(self, plan: str, user: User, day: int, hour: int) -> str:
        starts = dt.datetime(2022, 1, day, hour, tzinfo=HOME).isoformat()
        answer = self.town.dan.post(f"{plan}put/", {"user": str(user.pk), "starts_at": starts}, follow=True)
        return html.unescape(answer.content.decode())

    def gap(self, words: str) -> str:
        """The open gap of the district's own desk about a shift."""
        found = [
            one["code"]
            for one in self.town.dan.get("/api/matters?kind=rosters.gap").json()["items"]
            if one["unit"] == "district"
        ]
        return str(next(code for code in found if words in text(self.town.dan, f"/m/{code}/")))

    def texted(self) -> list[str]:
        """The masked numbers text messages went to, the newest first."""
        with transaction.atomic(), scope.everything("the worker of a story"):
            send_channel(channel="sms")
        return re.findall(r"138\*\*\*\*\d{4}", text(self.town.eve, "/settings/notices/shown/"))


@pytest.fixture
def office(town: Town) -> Iterator[Office]:
    yield Office(town)


def pushed(office: Office, number: str) -> str:
    """The city's office pushes somebody of a letter to the district; the code of the matter there."""
    told = {
        "kind": "letter", "number": number, "sender": "邻省疾控", "received_at": f"{office.town.now:%Y-%m-%dT%H:%M}",
        "urgency": "extra", "request": "查找、管控",
    }  # fmt: skip
    made = office.city.post("/lists/new/", told)
    assert made.status_code == 302, why(made)
    added = office.city.post(
        f"{made['Location']}add/",
        {"name": "周远", "phone": "13911110077", "category": "time_space_companion"},
    )
    assert added.status_code == 302, why(added)
    code = office.city.get("/api/matters?kind=screening.check").json()["items"][0]["code"]
    handed = office.city.post(str(made["Location"]), {"who": code, "area": office.town.cast.district})
    assert handed.status_code == 302, why(handed)
    return str(office.town.dan.get("/api/matters?kind=screening.check").json()["items"][0]["code"])


@pytest.mark.mission("T19")
def test_an_item_at_three_in_the_morning_reaches_those_on_shift_and_is_taken_on(office: Office) -> None:
    town = office.town
    morning, night = office.people["晨晨"], office.people["夜夜"]
    for plan, first, second in (
        (office.plan, morning, night), (office.tracing, office.trace["寻寻"], office.trace["迹迹"]),
    ):  # fmt: skip
        office.day_and_night(plan)
        for day in (5, 6):
            assert "已排上" in office.put(plan, first[0], day, 8) and "已排上" in office.put(
                plan, second[0], day, 20
            )
    page = text(town.dan, f"{office.plan}?week=2022-01-03")
    assert page.count("晨晨") >= 2 and page.count("夜夜") >= 2 and "24 小时" in text(town.dan, "/duty/")

    # The night shift comes: it is on the board, with what the day left open, signed by both.
    office.at(5, 19, 50)
    left = morning[1].post("/lists/shift/", {"note": "两份外地函等回执，六点前要催。"})
    assert left.status_code == 302, why(left)
    mine = text(night[1], "/duty/mine/")
    here = re.search(r'action="(/duty/turns/\d+/here/)"', mine)
    assert here and night[1].post(here[1], follow=True).status_code == 200
    office.at(5, 20, 5)
    assert night[1].post(f"{left['Location']}take/").status_code == 302
    board = text(town.dan, "/duty/")
    assert "夜夜" in board and "在岗" in board
    assert [one["on"] for one in office.city.get("/api/duty").json() if one["unit"] == "district"] == [
        ["夜夜"]
    ]

    # Three in the morning. Whoever is at home sleeps on; whoever is on shift is told and takes it on within the hour.
    office.at(6, 3, 0)
    trace = office.trace["迹迹"]
    coming = re.search(r'action="(/duty/turns/\d+/here/)"', text(trace[1], "/duty/mine/"))
    assert coming and trace[1].post(coming[1]).status_code == 302
    before = len(office.texted())
    code = pushed(office, "邻协〔2022〕9号")
    everybody = office.texted()
    reached = everybody[: len(everybody) - before]
    assert reached == ["138****0101"], "the one on shift, neither the day's nor the one who is off"
    assert town.full(town.dan, code)["state"] == "offered"
    town.later(minutes=4)
    assert town.act(night[1], code, "acknowledge")["state"] == "assigned"
    assert town.charlie.get(office.plan).status_code == 404


@pytest.mark.mission("T32")
def test_every_level_of_the_command_is_awake_and_a_gap_climbs_until_it_is_filled(office: Office) -> None:
    town, cast = office.town, office.town.cast
    # The city sees at once which offices of the command keep no roster.
    assert text(office.city, "/duty/").count("还没有值班表的指挥单位") == 1
    street = f"/duty/street/{cast.street}/"
    office.day_and_night(street)
    office.day_and_night(office.plan)
    office.day_and_night(f"/duty/city/{cast.city}/", office.city)
    stella = User.objects.get(username="stella")
    day, night, spare = (office.people[name][0] for name in ("晨晨", "夜夜", "备备"))
    office.put(office.plan, day, 5, 8), office.put(office.plan, night, 5, 20)

    # The street's night has nobody: found a day ahead, at the street's own desk, and up a level every four hours.
    office.looked()
    found = [
        one
        for one in town.stella.get("/api/matters?kind=rosters.gap").json()["items"]
        if one["unit"] == "street"
    ]
    assert found and "没排满" in text(town.stella, f"/m/{found[0]['code']}/")
    gaps = {text(town.stella, f"/m/{one['code']}/").count("20:00") > 0: one["code"] for one in found}
    code = gaps[True]
    town.later(hours=4, minutes=1)
    assert town.full(town.dan, code)["unit"] == "district"
    # Nobody is put on two shifts at once, on one right after another, or where they do not work.
    assert "休息不到" in office.put(office.plan, day, 5, 20)
    assert "到时候不在这个岗位" in office.put(street, day, 5, 20)
    assert "已排上" in office.put(street, stella, 5, 20)
    assert town.full(town.dan, code)["state"] == "filled"

    # Somebody falls ill: taken off with the reason, the gap is there at once, and filled again.
    turn = re.search(
        r'href="(/duty/turns/\d+/off/)" aria-label="取消 夜夜"',
        text(town.dan, f"{office.plan}?week=2022-01-03"),
    )
    assert turn and town.dan.post(turn[1], {"reason": "发热"}).status_code == 302
    ill = office.gap("区 1月5日 20:00")
    assert "已排上" in office.put(office.plan, spare, 5, 20)
    assert town.full(town.dan, ill)["state"] == "filled"
    assert "备备" in text(town.dan, f"{office.plan}?week=2022-01-03")

    # Nobody comes at eight in the evening: after a quarter of an hour it is a gap, then the city's.
    office.at(5, 20, 16)
    office.looked()
    missing = office.gap("区 1月5日 20:00")
    assert "到点没人到岗" in text(town.dan, f"/m/{missing}/") and "空岗" in text(office.city, "/duty/")
    town.later(minutes=16)
    assert town.full(office.city, missing)["unit"] == "city"
    here = re.search(r'action="(/duty/turns/\d+/here/)"', text(office.people["备备"][1], "/duty/mine/"))
    assert here and office.people["备备"][1].post(here[1]).status_code == 302
    assert town.full(office.city, missing)["state"] == "filled"
    awake = {one["unit"]: (one["gap"], one["whole_day"]) for one in office.city.get("/api/duty").json()}
    assert awake["district"] == (False, True)
    assert {unit: whole for unit, (_, whole) in awake.items()} == {
        "city": True,
        "district": True,
        "street": True,
    }


def test_a_shift_changes_hands_only_when_the_colleague_agrees(office: Office) -> None:
    town = office.town
    office.day_and_night(office.plan)
    (day, mine), (spare, other) = office.people["晨晨"], office.people["备备"]
    office.put(office.plan, day, 6, 8)
    ask = re.search(r'href="(/duty/turns/\d+/swap/)"', text(mine, "/duty/mine/"))
    assert ask and "备备" in text(mine, ask[1])
    assert mine.post(ask[1], {"to": str(spare.pk), "words": "孩子发烧"}).status_code == 302
    assert mine.post(ask[1], {"to": str(spare.pk)}).status_code == 422, "asked already"
    assert "晨晨" in text(town.dan, f"{office.plan}?week=2022-01-03")
    page = text(other, "/duty/mine/")
    answer = re.search(r'action="(/duty/swaps/\d+/)"', page)
    assert answer and "孩子发烧" in page
    assert mine.post(answer[1], {"agrees": "yes"}).status_code == 404, "not the one who was asked"
    assert other.post(answer[1], {"agrees": "yes"}).status_code == 302
    slots: list[Any] = town.dan.get(
        f"/api/duty/shifts?unit=district&area={town.cast.district}&first=2022-01-06&days=1"
    ).json()
    assert [[turn["name"] for turn in slot["turns"]] for slot in slots] == [["备备"], []]
    assert "同意代班" in text(mine, "/notices/")
    # The week is copied, and taken along as a spreadsheet.
    copied = town.dan.post(f"{office.plan}copy/", {"week": "2022-01-10"}, follow=True).content.decode()
    assert "照上周排了 1 个班" in copied
    sheet = town.dan.get(f"{office.plan}week.csv?week=2022-01-10").content.decode()
    assert "备备" in sheet
    assert town.charlie.get(f"{office.plan}week.csv").status_code == 404
