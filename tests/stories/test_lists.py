"""Lists of people to check, from the city's office to the grid worker's phone, through the pages alone."""

import datetime as dt
import html
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import xlsxwriter
from django.db import transaction
from django.test import Client

from huying.base import clock
from huying.intake.jobs import import_go_on
from huying.matters.ringing import ring_due
from huying.people.testing import FANG_PHONE, Cast
from huying.places import scope
from huying.places.models import Area
from huying.rulebook.testing import rules_hold
from huying.screening.testing import compound_make

# Wednesday, just after eleven at night.
NIGHT = dt.datetime(2022, 1, 5, 15, 10, tzinfo=dt.UTC)
CODE = re.compile(r"编号 ([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})")
ZHEJIANG = {
    "time_space_companion": {"hours": 3, "milestone": "under_control"},
    "from_high_risk": {"hours": 6, "milestone": "under_control"},
    "from_medium_risk": {"hours": 6, "milestone": "under_control"},
    "*": {"hours": 12, "milestone": "under_control"},
}
SHANXI = {
    "time_space_companion": {"hours": 24, "milestone": "checked"},
    "from_key_area": {"hours": 48, "milestone": "checked"},
    "*": {"hours": 48, "milestone": "checked"},
}


class Relay:
    """City, district, street, community and grid at their desks through a night."""

    def __init__(self, cast: Cast, client_for: Callable[[Any], Client]) -> None:
        self.cast, self.now = cast, NIGHT
        for short, grade, zh in (
            ("990102", "district", "临河区"), ("990102001", "street", "北岸街道"), ("990102001001", "community", "渡口社区"),
        ):  # fmt: skip
            above = short[: {"district": 4, "street": 6, "community": 9}[grade]].ljust(20, "0")
            Area.objects.create(code=short.ljust(20, "0"), grade=grade, parent_id=above, zh=zh, en=zh)
        compound_make(cast)
        staff = cast.staff
        self.city = client_for(staff("city_officer", cast.city, "cora", "可拉"))
        self.district = client_for(staff("district_officer", cast.district, "gina", "吉娜"))
        self.street = client_for(staff("street_officer", cast.street, "sam", "山姆"))
        self.alice, self.bob = client_for(cast.alice), client_for(cast.bob)
        self.charlie = client_for(cast.charlie)

    def later(self, **delta: float) -> None:
        """Let time pass and ring what is due, a few minutes at a time."""
        end = self.now + dt.timedelta(**delta)
        while self.now < end:
            self.now = min(end, self.now + dt.timedelta(minutes=5))
            clock._borrowed.set(self.now)
            with transaction.atomic(), scope.everything("the clock of a story"):
                ring_due()

    def letter(self, who: Client, **more: Any) -> str:
        """Somebody enters the head of a letter or list; its code."""
        local = self.now + dt.timedelta(hours=8)
        told = {
            "kind": "letter",
            "number": "协〔2022〕7号",
            "sender": "邻省疾控中心",
            "received_at": f"{local:%Y-%m-%dT%H:%M}",
            "urgency": "extra",
            **more,
        }
        return moved(who.post("/lists/new/", told)).split("/")[2]

    def person(self, who: Client, letter: str, **told: Any) -> str:
        """Somebody types in a person of a letter; the code."""
        moved(who.post(f"/lists/{letter}/add/", told))
        found = CODE.search(text(who, f"/lists/{letter}/"))
        assert found
        return found[1]

    def load(self, who: Client, letter: str, rows: list[list[object]]) -> dict[str, Any]:
        """Somebody loads the file of a list; the counts."""
        file = io.BytesIO(workbook(rows))
        file.name = "名单.xlsx"
        sent = who.post("/imports/new/", {"kind": "push-list", "channel": letter, "file": file})
        check = moved(sent)
        moved(who.post(check, {**columns(text(who, check)), "begin": "1"}))
        number = int(check.split("/")[2])
        import_go_on(load=number, area=self.cast.district)
        return {"page": text(who, f"/imports/{number}/")}

    def hand(self, who: Client, letter: str, codes: list[str], area: str) -> None:
        """Hand people over from the list's page."""
        moved(who.post(f"/lists/{letter}/", {"who": codes, "area": area}))

    def act(self, who: Client, code: str, act: str, **told: Any) -> None:
        """Press an act on the matter's page."""
        moved(who.post(f"/m/{code}/{act}/", told))

    def full(self, who: Client, code: str) -> dict[str, Any]:
        return dict(who.get(f"/api/matters/{code}").json())

    def balance(self, who: Client, **asked: str) -> dict[str, Any]:
        answer = who.get("/api/lists/balance", asked)
        assert answer.status_code == 200, answer.content.decode()
        found = dict(answer.json())
        assert found["adds_up"]
        return found

    def to_do(self, who: Client) -> list[str]:
        """The codes on a grid worker's phone, the first due first."""
        return re.findall(r'href="/field/check/([0-9A-Z-]{14})/"', text(who, "/field/check/"))


def workbook(rows: list[list[object]]) -> bytes:
    """A sheet as an office sends it: a title over merged cells, then the heading."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("协查")
        sheet.merge_range(0, 0, 0, 5, "重点人员协查名单（内部资料）")
        for at, row in enumerate(rows, start=1):
            sheet.write_row(at, 0, row)
    return out.getvalue()


def columns(page: str) -> dict[str, str]:
    """The columns as the page of headings proposes them."""
    found = {}
    for name, options in re.findall(r'<select[^>]*name="(column-\w+)">(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r"<option selected>([^<]*)<", options)
        found[name] = html.unescape(chosen[1]) if chosen else ""
    return found


def text(who: Client, url: str) -> str:
    """What a page says."""
    answer = who.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return html.unescape(answer.content.decode())


def moved(answer: Any) -> str:
    """Where a form that was taken leads."""
    assert answer.status_code == 302, html.unescape(answer.content.decode())[-3000:]
    return str(answer["Location"])


@pytest.fixture
def relay(cast: Cast, client_for: Callable[[Any], Client]) -> Iterator[Relay]:
    """A night at five desks; from there on everything happens through HTTP."""
    token = clock._borrowed.set(NIGHT)
    # In this city measures are decided on paper: the worker writes down what was arranged.
    rules_hold({"screening.proposes": False})
    yield Relay(cast, client_for)
    clock._borrowed.reset(token)


@pytest.mark.django_db
@pytest.mark.mission("T21", "T37", "T38", "F08", "M13")
def test_the_district_relay_at_midnight(relay: Relay) -> None:
    """A letter from another province reaches the city; district, street and grid pass it on, each with a receipt."""
    letter = relay.letter(relay.city)
    code = relay.person(relay.city, letter, name="方芳", phone="13911112222", category="close_contact")
    at = [code]
    desks = [
        (relay.city, relay.district, relay.cast.district),
        (relay.district, relay.street, relay.cast.street),
        (relay.street, relay.bob, relay.cast.a1),
    ]
    for sender, receiver, area in desks:
        relay.act(sender, at[-1], "hand_over", area=area)
        assert relay.full(sender, at[-1])["state"] == "handing_over"
        page = text(sender, f"/m/{at[-1]}/")
        relay.later(minutes=10)
        (next_,) = set(re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page)) - {*at, letter}
        assert relay.full(receiver, next_)["state"] == "offered"
        assert relay.balance(sender)["received"] == 1
        relay.act(receiver, next_, "acknowledge")
        assert relay.full(sender, at[-1])["state"] == "handed_over"
        # Every link has an owner by name.
        assert re.search("吉娜|山姆|鲍勃", relay.full(receiver, next_)["history"][-1]["who"])
        at.append(next_)
    # The city sees one person, at the last desk; the community in between has its own count.
    found = relay.balance(relay.city)
    assert (found["received"], found["open_count"], found["passed"]) == (1, 1, 0)
    assert relay.charlie.get(f"/m/{at[-1]}/").status_code == 404
    relay.bob.post(f"/field/check/{at[-1]}/do/call/")
    told = {"who": "confirmed", "category": "close_contact", "where": "荷花新村1幢1单元301室"}
    moved(relay.bob.post(f"/field/check/{at[-1]}/do/found/", told))
    moved(relay.bob.post(f"/field/check/{at[-1]}/do/control/", {"arranged": "居家隔离，一人一户"}))
    answer = text(relay.city, f"/lists/{letter}/reply/")
    assert "已找到" in answer and "已管控到位" in answer
    moved(relay.city.post(f"/lists/{letter}/reply/", {"to": "邻省疾控中心", "way": "传真", "note": ""}))
    assert "可拉" in text(relay.city, f"/lists/{letter}/reply/")


@pytest.mark.django_db
@pytest.mark.mission("T05")
def test_the_three_hour_companion(relay: Relay) -> None:
    """Three, six and twelve hours to *under control*, from the list's receipt; what is late climbs, with a name."""
    rules_hold({"screening.deadline": ZHEJIANG}, area=relay.cast.city)
    letter = relay.letter(relay.district, kind="list")
    rows: list[list[object]] = [
        ["序号", "姓名", "联系电话", "现住址", "人员类别", "备注"],
        [1, "方芳", FANG_PHONE, "荷花新村1幢1单元301室", "时空伴随者", ""],
        [2, "王强", "13911112222", "荷花新村1幢", "中高风险地区来浙返浙", ""],
        [3, "李雷", "13911113333", "荷花新村1幢", "其他涉疫风险人员", ""],
    ]
    relay.load(relay.district, letter, rows)
    codes = relay.to_do(relay.bob)
    hours = [
        (dt.datetime.fromisoformat(relay.full(relay.bob, code)["clocks"]["control"]) - NIGHT).total_seconds()
        / 3600
        for code in codes
    ]
    assert hours == [3, 6, 12]
    relay.later(hours=2)
    told = {"who": "confirmed", "category": "time_space_companion", "where": "家里"}
    moved(relay.bob.post(f"/field/check/{codes[0]}/do/found/", told))
    assert "control" in relay.full(relay.bob, codes[0])["clocks"], "checked is not under control"
    moved(relay.bob.post(f"/field/check/{codes[0]}/do/control/", {"arranged": "已转运集中隔离"}))
    assert "control" not in relay.full(relay.bob, codes[0])["clocks"]
    relay.later(hours=5)
    wall = text(relay.district, "/lists/wall/")
    assert "王*" in wall and "方*" not in wall
    assert relay.full(relay.bob, codes[1])["level"] == "street"
    assert relay.full(relay.bob, codes[2])["level"] == "grid"


@pytest.mark.django_db
@pytest.mark.mission("T20", "T22")
def test_the_24_and_48_hour_list(relay: Relay) -> None:
    """Under another province's rules the same list has 24 and 48 hours, to *checked*."""
    rules_hold({"screening.deadline": SHANXI}, area=relay.cast.city)
    letter = relay.letter(relay.district, kind="list")
    rows: list[list[object]] = [
        ["姓名", "电话", "住址", "类别"],
        ["方芳", FANG_PHONE, "荷花新村1幢1单元301室", "时空伴随者"],
        ["王强", "13911112222", "荷花新村1幢", "重点区域驻留"],
        ["李雷", "13911113333", "荷花新村1幢", "中高风险地区入晋返晋"],
    ]
    relay.load(relay.district, letter, rows)
    first, second, third = relay.to_do(relay.bob)
    for code, hours in ((first, 24), (second, 48), (third, 48)):
        due = dt.datetime.fromisoformat(relay.full(relay.bob, code)["clocks"]["check"])
        assert due == NIGHT + dt.timedelta(hours=hours)
    told = {"who": "confirmed", "category": "time_space_companion", "where": "家里"}
    moved(relay.bob.post(f"/field/check/{first}/do/found/", told))
    assert "check" not in relay.full(relay.bob, first)["clocks"]


@pytest.mark.django_db
@pytest.mark.mission("T09", "T24")
def test_nobody_of_a_list_is_missed(relay: Relay) -> None:
    """A list as offices send it: every row ends somewhere by name, or waits, or was rejected; at each moment it adds up."""
    letter = relay.letter(relay.district, kind="list")
    rows: list[list[object]] = [
        ["姓名", "联系方式", "身份证号", "住址", "行程"],
        ["方芳", f"{FANG_PHONE}、0574-86781234", "11010519491231002X", "荷花新村1幢1单元301室", "G1次"],
        ["", "13911112222", "", "", "只有电话"],
        ["王强", "13911113333", 330102199001011000, "荷花新村1幢", ""],
        ["无名", "打不通", "", "", ""],
        ["李雷", "13911114444", "", "荷花新村2幢", ""],
    ]
    page = relay.load(relay.district, letter, rows)["page"]
    assert "没有能用的电话、证件号或住址" in page
    found = relay.balance(relay.district, list=letter)
    assert (found["received"], found["open_count"], found["rejected_count"]) == (5, 4, 1)
    fang, wang = relay.to_do(relay.bob)[:2]
    assert "丢了位" in text(relay.bob, f"/field/check/{wang}/")
    before = relay.now
    relay.later(minutes=30)
    told = {"who": "confirmed", "category": "general_contact", "where": "家里"}
    moved(relay.bob.post(f"/field/check/{fang}/do/found/", told))
    relay.act(relay.alice, fang, "report", reason="一般接触者，已告知")
    relay.act(relay.alice, fang, "close")
    moved(relay.bob.post(f"/field/check/{wang}/do/wrong_person/", {"evidence": "机主去年换号"}))
    again = relay.balance(relay.district, list=letter)
    assert again["ended"] == {"closed": 1, "wrong_person": 1}
    assert again["open_count"] == 2
    then = relay.balance(relay.district, list=letter, at=before.isoformat())
    assert (then["received"], then["open_count"], then["rejected_count"]) == (5, 4, 1)
    # The same file again opens nobody a second time.
    relay.load(relay.district, letter, rows)
    assert relay.balance(relay.district, list=letter)["received"] == 5


@pytest.mark.django_db
@pytest.mark.mission("T23", "F16")
def test_three_lists_name_one_person_who_is_called_once(relay: Relay) -> None:
    """What one office said on the phone stands on the next one's screen before it calls; one row goes on."""
    codes = []
    for sender in ("大数据局", "邻省疾控中心", "区卫健局"):
        letter = relay.letter(relay.district, sender=sender, number=f"{sender}1号")
        codes.append(
            relay.person(
                relay.district, letter, name="方芳", phone=FANG_PHONE, address="荷花新村1幢1单元301室"
            )
        )
    page = text(relay.bob, f"/field/check/{codes[0]}/")
    assert "3 份名单上有这个人" in page
    relay.bob.post(f"/field/check/{codes[0]}/do/call/")
    held = relay.alice.post(f"/field/check/{codes[1]}/do/call/", follow=True)
    assert "正在联系这个号码" in html.unescape(held.content.decode())
    told = {"who": "confirmed", "category": "involved_person", "where": "家里"}
    moved(relay.bob.post(f"/field/check/{codes[0]}/do/found/", told))
    assert "联系上了" in text(relay.alice, f"/m/{codes[1]}/")
    for code in codes[1:]:
        relay.act(relay.alice, code, "duplicate", of=codes[0], evidence="电话、姓名、住址相同")
    found = relay.balance(relay.district)
    assert (found["received"], found["open_count"], found["ended"]) == (3, 1, {"duplicate": 2})
