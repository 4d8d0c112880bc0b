"""Coming home: the student's return, and the history that was left out, through the pages alone."""

import datetime as dt
import html
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from huying import demo
from huying.base import clock
from huying.matters.ringing import ring_due
from huying.people.testing import Cast
from huying.places import scope
from huying.places.codes import ALL, grade, parent
from huying.places.models import Area
from huying.places.models.risk import RiskName, RiskSource, RiskSpan
from huying.rulebook.document import read_document
from huying.rulebook.testing import rules_hold

START = dt.datetime(2022, 1, 9, 1, 0, tzinfo=dt.UTC)
Clients = Callable[[Any], Client]
PHONE = "13912340081"


@pytest.fixture
def town(cast: Cast) -> Iterator[Cast]:
    """The cast on a morning that stands still until `later`; Tianjin since 25 December has to be declared."""
    token = clock._borrowed.set(START)
    rules_hold(
        {
            "screening.lookback": [
                {"code": "tianjin", "zh": "天津市旅居史", "en": "Stayed in Tianjin", "category": "from_key_area", "since": "2021-12-25", "places": ["12 天津市"]}
            ],
            "screening.arrival_duties": {"from_key_area": {"zh": "居家健康监测", "en": "Monitoring at home", "tests": [1, 3]}, "*": {"zh": "健康监测", "en": "Watch your health"}},
            "screening.arrival_contact": {"*": "6h"},
        },
        area=cast.city,
    )  # fmt: skip
    yield cast
    clock._borrowed.reset(token)


def later(**delta: float) -> None:
    clock._borrowed.set(clock.now() + dt.timedelta(**delta))
    with transaction.atomic(), scope.everything("the clock of a story"):
        ring_due()


def text(page: Any) -> str:
    assert page.status_code == 200, (page.status_code, page.content.decode()[:500])
    return html.unescape(page.content.decode())


def declare(client: Client, **told: Any) -> str:
    """Walk through the public form; the code on the receipt."""
    page = client.get("/declare/")
    for _ in range(12):
        said = text(page)
        state, step = (re.search(rf'name="{name}" value="([^"]*)"', said) for name in ("_state", "_step"))
        assert state and step
        page = client.post(
            "/declare/", {"_state": state[1], "_step": step[1], **(told if step[1] != "check" else {})}
        )
        if page.status_code == 302:
            return str(page["Location"]).split("/")[2]
    raise AssertionError(text(page)[:2000])


def student(cast: Cast, **more: Any) -> dict[str, Any]:
    return {
        "way": "in", "name": "孙同学", "phone": PHONE, "arrives_at": "2022-01-12T15:00", "transport": "train", "number": "G1709",
        "area": cast.stairwell, "place_text": "荷花新村1幢", "room": "301", "test_result": "negative",
        "test_at": "2022-01-11T20:00", "declarant": "self", **more,
    }  # fmt: skip


def asked(who: Client, cast: Cast, place: str, came: str, left: str, *marks: str) -> tuple[str, str]:
    """What a program is told that applies: the category and the first rule."""
    told = {
        "area": cast.a, "name": "甲", "phone": PHONE, "arrives_at": clock.now().isoformat(), "marks": list(marks),
        "stays": [{"text": place, "came": came, "left": left}] if place else [],
    }  # fmt: skip
    answer = who.post("/api/screening/applies", json.dumps(told), content_type="application/json")
    assert answer.status_code == 200, answer.content.decode()
    found = answer.json()
    return found["category"], found["why"][0]["rule"] if found["why"] else ""


def listed(code: str, text: str, level: str, since: dt.datetime) -> None:
    """Let an area stand on the national list."""
    source, _ = RiskSource.objects.get_or_create(code="national", defaults={"kind": "national", "area": ALL})
    name = RiskName.objects.create(key=code, text=text, code=code, within=code)
    RiskSpan.objects.create(source=source, name=name, level=level, since=since, opened=since)


@pytest.fixture
def taiyuan(cast: Cast) -> Iterator[Cast]:
    """The notice of Taiyuan of 8 December 2021 in force, with a county of Inner Mongolia on the list."""
    token = clock._borrowed.set(dt.datetime(2021, 12, 8, 2, 0, tzinfo=dt.UTC))
    for code, zh in (
        ("15", "内蒙古自治区"),
        ("1507", "呼伦贝尔市"),
        ("150781", "满洲里市"),
        ("150702", "海拉尔区"),
    ):
        whole = code.ljust(20, "0")
        Area.objects.get_or_create(
            code=whole, defaults={"grade": grade(whole), "parent_id": parent(whole), "zh": zh, "en": zh}
        )
    listed("150781".ljust(20, "0"), "满洲里市", "medium", clock.now() - dt.timedelta(days=5))
    notice = Path(demo.__file__).parent / "data" / "rules" / "lookback-taiyuan-2021-12-08.yaml"
    rules_hold(read_document(notice.read_text("utf-8")).rules, area=cast.city)
    yield cast
    clock._borrowed.reset(token)


@pytest.mark.mission("T11", "T12", "T13", "T31")
def test_the_notice_of_taiyuan_on_its_boundary_days(taiyuan: Cast, client_for: Clients) -> None:
    alice = client_for(taiyuan.alice)
    for city in ("浙江省杭州市", "浙江省宁波市北仑区", "浙江省绍兴市"):
        assert asked(alice, taiyuan, city, "2021-11-01", "2021-11-23")[1] == "three_cities"
        assert asked(alice, taiyuan, city, "2021-11-01", "2021-11-22") == ("", "")
    # A rolling window of fourteen days beside the fixed day: the area at risk, and the city around it.
    assert asked(alice, taiyuan, "内蒙古自治区呼伦贝尔市满洲里市", "2021-11-01", "2021-11-25")[1] == "risk_14"
    assert asked(alice, taiyuan, "内蒙古自治区呼伦贝尔市满洲里市", "2021-11-01", "2021-11-24") == ("", "")
    assert (
        asked(alice, taiyuan, "内蒙古自治区呼伦贝尔市海拉尔区", "2021-11-01", "2021-11-25")[1]
        == "risk_cities_14"
    )
    assert asked(alice, taiyuan, "", "", "", "trajectory_overlap") == ("time_space_companion", "path")
    assert asked(alice, taiyuan, "", "", "", "abnormal_code") == ("involved_person", "code")
    # Whoever only crossed a province tests and watches their health: the mildest of all.
    assert asked(alice, taiyuan, "", "", "", "other_province") == ("from_low_risk", "other_province")
    told = {
        "area": taiyuan.a,
        "name": "甲",
        "phone": PHONE,
        "arrives_at": clock.now().isoformat(),
        "marks": ["other_province"],
    }
    answer = alice.post("/api/screening/applies", json.dumps(told), content_type="application/json").json()
    assert "主动做核酸检测" in answer["duty"][0] and answer["tests"] == ["2021-12-08"]


def test_the_college_students_return(town: Cast, client_for: Clients) -> None:
    """In the ledger before the holidays; back by train; met by the community within the rule's hours."""
    alice, bob, sun = client_for(town.alice), client_for(town.bob), client_for(None)
    told = {
        "name": "孙同学", "phone": PHONE, "area": town.stairwell, "away": "student", "place_text": "天津市", "site_name": "某大学",
        "expected_on": "2022-01-12", "route": "G1709 直达", "note": "",
    }  # fmt: skip
    assert bob.post("/returnees/new/", told).status_code == 302
    assert "某大学" in text(alice.get("/returnees/"))
    code = declare(
        sun,
        **student(
            town, **{"stays-0-text": "天津市", "stays-0-came": "2021-09-01", "stays-0-left": "2022-01-12"}
        ),
    )
    said = text(sun.get(f"/declare/{code}/receipt/"))
    assert "居家健康监测" in said and "1月12日" in said
    # Not on today's list, but on that of the day.
    assert "孙**" not in text(alice.get("/arrivals/?span=today"))
    later(days=3, hours=6)
    assert "孙**" in text(alice.get("/arrivals/?span=today"))
    assert sun.post(f"/declare/{code}/do/arrive/", {}).status_code == 302
    # Nobody makes contact within six hours: it climbs from the community to the street.
    later(hours=6, minutes=1)
    stella = client_for(town.staff("street_officer", town.street, "stella", "史泰"))
    assert stella.get(f"/api/matters/{code}").json()["unit"] == "street"
    assert alice.post(f"/m/{code}/take/", {}).status_code == 302
    assert PHONE in text(alice.post(f"/arrivals/{code}/contact/", {"purpose": "打电话联系"}))
    assert alice.post(f"/m/{code}/contact/", {"how": "phone", "words": "已到家"}).status_code == 302
    assert (
        alice.post(f"/m/{code}/test/", {"result": "negative", "sampled_at": "2022-01-12T20:00"}).status_code
        == 302
    )
    assert alice.post(f"/m/{code}/settle/", {"reason": "健康监测期满，检测阴性"}).status_code == 302
    # Days later the phone's last digits let them in again.
    assert sun.post(f"/track/{code}/", {"tail": PHONE[-4:]}).status_code == 302
    assert "已办结" in text(sun.get(f"/declare/{code}/"))
    assert client_for(town.charlie).get(f"/m/{code}/").status_code == 404


@pytest.mark.mission("T15")
def test_the_concealed_history(town: Cast, client_for: Clients) -> None:
    """Somebody leaves Tianjin out; asked on the phone they correct it, keep the record, and are not punished."""
    alice, sun = client_for(town.alice), client_for(None)
    code = declare(sun, **student(town, arrives_at="2022-01-09T08:00", test_at="2022-01-08T20:00"))
    assert "没有特别规定涉及您" in text(sun.get(f"/declare/{code}/receipt/"))
    told = {
        name: value
        for name, value in student(town, arrives_at="2022-01-09T08:00", test_at="2022-01-08T20:00").items()
        if name != "area"
    }
    told |= {
        "stays-0-text": "天津市",
        "stays-0-came": "2022-01-02",
        "stays-0-left": "2022-01-08",
        "reason": "上次漏了天津",
    }
    assert "要依法承担责任" in text(sun.get(f"/declare/{code}/correct/"))
    assert sun.post(f"/declare/{code}/correct/", told).status_code == 302
    assert "居家健康监测" in text(sun.get(f"/declare/{code}/receipt/"))
    page = text(alice.get(f"/m/{code}/"))
    assert "更正过 1 次" in page and "上次漏了天津" in page and "天津市" in page
    assert "孙**" in text(alice.get("/arrivals/changed/"))


def registered(desk: Client, kind: str, name: str, area: str, phone: str) -> Client:
    """The community registers a site; its contact comes in by the link."""
    made = desk.post(
        "/hosts/new/",
        {"kind": kind, "name": name, "area": area, "contact_name": "联系人", "contact_phone": phone},
    )
    assert made.status_code == 302, made.content.decode()[:500]
    code = str(made["Location"]).split("/")[2]
    contact = Client()
    assert contact.post(f"/track/{code}/", {"tail": phone[-4:]}).status_code == 302
    contact.site = code  # type: ignore[attr-defined]
    return contact


@pytest.mark.mission("T02")
def test_community_employer_and_hotel_hear_of_one_declaration(town: Cast, client_for: Clients) -> None:
    alice, sun = client_for(town.alice), client_for(None)
    employer = registered(alice, "employer", "东湖机械厂", town.a, "13912341111")
    hotel = registered(alice, "hotel", "荷花宾馆", town.stairwell, "13912342222")
    other = registered(alice, "hotel", "别家宾馆", town.a1, "13912343333")
    stays = {"stays-0-text": "天津市", "stays-0-came": "2022-01-01", "stays-0-left": "2022-01-09"}
    declare(
        sun,
        **student(
            town,
            employer="东湖机械厂",
            hotel="荷花宾馆",
            why="出差回来",
            arrives_at="2022-01-09T18:00",
            **stays,
        ),
    )
    assert "孙**" in text(alice.get("/arrivals/?span=today"))
    for contact in (employer, hotel):
        page = text(contact.get(f"/at/{contact.site}/"))  # type: ignore[attr-defined]
        # Who, when, what follows; neither phone nor home nor where they were.
        assert "孙**" in page and "重点地区来返人员" in page and "居家健康监测" in page
        assert PHONE not in page and "荷花新村" not in page and "天津" not in page and "出差回来" not in page
    assert "孙**" not in text(other.get(f"/at/{other.site}/"))  # type: ignore[attr-defined]
    assert "孙**" not in text(client_for(town.charlie).get("/arrivals/?span=all"))


@pytest.mark.mission("T47")
def test_symptoms_are_told_to_the_desk_at_once_and_the_person_is_sent_to_a_fever_clinic(
    town: Cast, client_for: Clients
) -> None:
    alice, sun = client_for(town.alice), client_for(None)
    code = declare(sun, **student(town, symptoms=["fever"], arrives_at="2022-01-09T08:00"))
    said = text(sun.get(f"/declare/{code}/receipt/"))
    assert "发热门诊" in said
    notices = text(alice.get("/notices/"))
    assert "有症状" in notices and code in notices
    assert "有症状" not in text(client_for(town.charlie).get("/notices/"))


@pytest.mark.mission("T49")
def test_workers_find_people_and_people_declare_by_themselves(town: Cast, client_for: Clients) -> None:
    alice, bob, sun = client_for(town.alice), client_for(town.bob), client_for(None)
    assert bob.post("/outreach/", {"kind": "forward", "count": "5", "where": "一网格群"}).status_code == 302
    assert (
        alice.post("/outreach/", {"kind": "loudspeaker", "count": "1", "where": "小区门口"}).status_code
        == 302
    )
    declare(sun, **student(town))
    told = student(
        town,
        name="周打工",
        phone="13912340082",
        declarant="grid",
        arrives_at="2022-01-09T08:00",
        test_at="2022-01-08T08:00",
    )
    assert bob.post("/arrivals/new/", told).status_code == 302
    page = text(alice.get("/outreach/"))
    assert "自己报的 1 人，工作人员摸排登记的 1 人" in page
    assert "自己报的 0 人，工作人员摸排登记的 0 人" in text(client_for(town.charlie).get("/outreach/"))
