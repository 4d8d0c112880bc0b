"""Measures on persons as the pages of 2022 tell them: the mall, the flight, the exam pupil, the return; HTTP only."""

import datetime as dt
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from huying.base import clock
from huying.kernel.words import Words
from huying.matters import queries
from huying.matters.ringing import ring_due
from huying.people.testing import FANG_PHONE
from huying.places import scope
from huying.rulebook.document import read_document
from huying.rulebook.services import Hand, response_start
from huying.rulebook.testing import rules_hold
from tests.stories.town import Town, why

SETS = Path(__file__).parents[2] / "src" / "huying" / "demo" / "data" / "rules"
HOME = dt.timezone(dt.timedelta(hours=8))


class Ward:
    """The town under a response with rule sets of the time, and short ways to propose, decide and look."""

    def __init__(self, town: Town, *sets: str) -> None:
        self.town, self.cast = town, town.cast
        publisher = town.cast.staff("rule_publisher", town.cast.district, "pat", "帕特")
        with scope.everything("the stage of a story"):
            response_start(
                matter=Words("聚集性疫情", "Outbreak"), level=1, authority=Words("望江区疫情防控指挥部", "Wangjiang Headquarters"),
                area=town.cast.district, legal_basis="《传染病防治法》第四十一条", measures="隔离医学观察、健康监测、核酸检测",
                expected_end=town.now + dt.timedelta(days=60), by=Hand(publisher.pk, town.cast.district),
            )  # fmt: skip
            for name in sets:
                document = read_document((SETS / f"{name}.yaml").read_text("utf-8"))
                rules_hold(document.rules, area=town.cast.district)

    def propose(self, who: Client, category: str, **more: Any) -> str:
        """A desk proposes a measure; its code."""
        said = {
            "category": category,
            "name": "方芳",
            "phone": FANG_PHONE,
            "area": self.cast.stairwell,
            **more,
        }
        answer = who.post("/measures/new/", said)
        assert answer.status_code == 302, why(answer)
        return str(answer["Location"]).split("/")[2]

    def together(self, who: Client, act: str, codes: list[str], **said: Any) -> None:
        """The same decision for several."""
        page = who.get("/measures/together/", {"act": act, "pick": codes})
        assert page.status_code == 200, page.content.decode()[:500]
        answer = who.post("/measures/together/", {"act": act, "pick": codes, **said})
        assert answer.status_code == 302, why(answer)

    def person(self, code: str, phone: str = FANG_PHONE) -> Client:
        """The person's own browser, in by the code and the phone number."""
        browser = Client()
        answer = browser.post("/track/", {"code": code, "phone": phone})
        assert answer.status_code == 302 and answer["Location"] == f"/measure/{code}/", why(answer)
        return browser

    def measure(self, who: Client, code: str) -> dict[str, Any]:
        answer = who.get(f"/api/measures/{code}")
        assert answer.status_code == 200, answer.content.decode()
        return dict(answer.json())

    def until(self, day: dt.date, hour: int = 9) -> None:
        """Let it be that hour of a day; clocks ring on the way when they are due."""
        end = dt.datetime.combine(day, dt.time(hour), HOME)
        while True:
            with transaction.atomic(), scope.everything("the clock of a story"):
                due = queries.desk(area=self.cast.country).values_list("due_at", flat=True).first()
                if due is None or due > end:
                    break
                self._at(max(due, self.town.now))
                ring_due()
        self._at(end)

    def _at(self, moment: dt.datetime) -> None:
        self.town.now = moment
        clock._borrowed.set(moment)


def said(browser: Client, address: str) -> str:
    """What a page says, without its markup."""
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def pdf_pages(answer: Any) -> bytes:
    """The bytes of an answer that is a PDF."""
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    body = bytes(answer.content)
    assert body.startswith(b"%PDF")
    return body


@pytest.fixture
def mall(town: Town) -> Iterator[Ward]:
    yield Ward(town, "measures-mall-7-and-7")


@pytest.mark.mission("M28", "M29", "M21")
def test_the_mall_night(mall: Ward, client_for: Any) -> None:
    """Customers of a mall: a yellow code, a written notice for each, 7 days at home and 7 of daily monitoring."""
    hanna, alice = mall.town.hanna, mall.town.alice
    phones = [FANG_PHONE, "13800000101", "13800000102"]
    codes = [
        mall.propose(
            alice, "place_exposed", name=f"顾客{n}", phone=phone, exposed_at="2022-01-05", cohort="商场 1月5日",
            reason="与外省输入病例同时在商场",
        )
        for n, phone in enumerate(phones)
    ]  # fmt: skip
    before = mall.person(codes[0])
    assert "现在对您没有任何约束" in said(before, f"/measure/{codes[0]}/") and "绿码" in said(
        before, "/status/"
    )
    listed = said(hanna, "/measures/?which=proposed&cohort=商场 1月5日")
    assert listed.count("商场 1月5日") == 3 and "顾客0" not in listed
    mall.together(hanna, "decide", codes, reason="1月5日晚与病例同时在商场，采样后离场")
    # Everybody gets a notice in writing, with a code of its own that anybody can check.
    notices = [mall.measure(alice, code)["notice"] for code in codes]
    papers = [pdf_pages(alice.get(f"/measures/{code}/notice.pdf")) for code in codes]
    assert len(set(papers)) == 3 and len(set(notices)) == 3
    for code in codes:
        mall.town.act(alice, code, "acknowledge", how="paper")
    assert "没有人在这张名单上" in said(hanna, "/measures/?which=unread")
    checked = said(Client(), f"/check/{notices[0]}/")
    assert "有效，正在执行" in checked and "望江区疫情防控指挥部" in checked
    assert "顾客" not in checked and FANG_PHONE not in checked
    # The person reads what it means, who decided and why, and until when the code is yellow.
    person = mall.person(codes[0])
    mine = said(person, f"/measure/{codes[0]}/")
    assert "居家隔离医学观察" in mine and "不出家门" in mine and "韩娜" in mine and "采样后离场" in mine
    assert pdf_pages(person.get(f"/measure/{codes[0]}/notice.pdf"))
    status = said(person, "/status/")
    assert "黄码" in status and "1月19日" in status and "我不同意" in status
    days = mall.measure(alice, codes[0])["stretches"]
    assert [(d["kind"], d["first"], d["last"]) for d in days] == [
        ("quarantine_home", "2022-01-05", "2022-01-12"), ("daily_monitoring", "2022-01-13", "2022-01-19"),
    ]  # fmt: skip
    for day in (6, 9, 12):
        mall.until(dt.date(2022, 1, day))
        for code in codes:
            mall.town.act(mall.town.bob, code, "record_test", result="negative")
    mall.until(dt.date(2022, 1, 13))
    person = mall.person(codes[0])
    moved = said(person, f"/measure/{codes[0]}/")
    assert "日常健康监测" in moved and "可以上班上学" in moved and "黄码" in said(person, "/status/")
    mall.until(dt.date(2022, 1, 19))
    for code in codes:
        mall.town.act(mall.town.bob, code, "record_test", result="negative")
    mall.until(dt.date(2022, 1, 20))
    person = mall.person(codes[0])
    assert "绿码" in said(person, "/status/"), (
        "the days are over and the tests are there: nobody waits for a signature"
    )
    mall.together(alice, "release", codes, cross_infection_excluded="yes", environment_negative="no")
    assert "这项措施已经结束" in said(person, f"/measure/{codes[0]}/")
    assert "已结束" in said(Client(), f"/check/{notices[0]}/")
    assert client_for(mall.cast.charlie).get(f"/measures/{codes[0]}/notice.pdf").status_code == 404


@pytest.mark.mission("M05", "M06")
def test_the_same_flight_is_lengthened_to_21_days(town: Town, client_for: Any) -> None:
    """An Omicron case on the flight: everybody of it stays 21 days in the facility, with a test every day."""
    ward = Ward(town, "measures-8th-edition", "measures-omicron-flight")
    codes = [_pushed(ward, f"乘客{n}", f"1380000020{n}", "CA1234") for n in range(3)]
    codes.append(_pushed(ward, "别的航班", "13800000209", "MU5678"))
    mine, other = codes[:3], codes[3]
    ward.together(town.hanna, "decide", codes, reason="同航班入境人员")
    assert {ward.measure(town.alice, code)["ends_on"] for code in codes} == {"2022-01-23"}
    terms = said(ward.person(mine[0], "13800000200"), f"/measure/{mine[0]}/")
    assert "不出房间，不串门" in terms
    ward.until(dt.date(2022, 1, 8))
    listed = said(town.hanna, "/measures/?cohort=CA1234")
    assert listed.count("CA1234") >= 3 and "MU5678" not in listed
    ward.together(
        town.hanna,
        "extend",
        mine,
        why="omicron_flight",
        reason="同航班检出奥密克戎",
        legal_basis="省防控办通知",
    )
    told = ward.measure(town.alice, mine[0])
    assert [(s["kind"], s["first"], s["last"]) for s in told["stretches"]] == [
        ("quarantine_facility", "2022-01-05", "2022-01-23")
    ]
    daily = [test["due_on"] for test in told["tests"] if test["due_on"] > "2022-01-08"]
    assert daily == [f"2022-01-{day:02}" for day in range(9, 24)]
    assert [s["kind"] for s in ward.measure(town.alice, other)["stretches"]] == [
        "quarantine_facility", "home_monitoring",
    ]  # fmt: skip
    person = ward.person(mine[0], "13800000200")
    page = said(person, f"/measure/{mine[0]}/")
    assert "同航班检出奥密克戎" in page and "明天要给您做检测" in page and "我不同意，申诉" in page
    # The tests of the day stand on the worker's phone; one nobody took raises a task and lengthens nothing.
    ward.until(dt.date(2022, 1, 9))
    assert said(town.bob, "/field/measures/").count("乘") == 0, "Bob's grid is another one"
    assert said(town.alice, "/field/measures/").count("乘**") >= 3
    ward.until(dt.date(2022, 1, 10))
    assert "漏检" in said(town.alice, "/measures/?which=untested")
    assert ward.measure(town.alice, mine[0])["ends_on"] == "2022-01-23"


def _pushed(ward: Ward, name: str, phone: str, flight: str) -> str:
    """A program of the port pushes a passenger; the code of what was proposed."""
    told = {
        "category": "flight_cohort", "name": name, "phone": phone, "arrived_on": "2022-01-03", "cohort": flight,
        "area": ward.cast.a, "source": "口岸推送",
    }  # fmt: skip
    answer = ward.town.alice.post("/api/measures", json.dumps(told), content_type="application/json")
    assert answer.status_code == 201, answer.content.decode()
    return str(answer.json()["code"])


@pytest.mark.mission("H15", "H16")
def test_the_exam_pupil(mall: Ward, client_for: Any) -> None:
    """A pupil with a yellow code sits an exam tomorrow: asked, referred, verified, decided by somebody else, green in time."""
    town = mall.town
    exam = dt.datetime(2022, 1, 6, 8, 0, tzinfo=HOME)
    measure = mall.propose(town.alice, "place_exposed", name="高三学生", exposed_at="2022-01-04")
    town.act(town.hanna, measure, "decide", reason="大数据推送：与病例同时在商场")
    pupil = mall.person(measure)
    assert "黄码" in said(pupil, "/status/")
    request = town.send(
        town.alice, "孩子明天学考，码是黄的，他那天在学校上课没去过商场", category="exams",
        needed_by=exam.isoformat(), people_affected=1,
    )  # fmt: skip
    ordinary = town.send(town.alice, "想问问学考怎么安排", category="exams")
    waiting = [code for code in _queue(town.sam) if code in (request, ordinary)]
    assert waiting[0] == request, "what is needed tomorrow comes first"
    town.screen(town.sam, request, "exams", "refer", unit="department:education")
    town.act(town.edu, request, "sign_for")
    town.act(town.edu, request, "reply", words="收到，正在向学校核实，赶在考试前给您结果")
    # The desk files it as an appeal: what the caller said and when it is needed go along.
    page = said(town.dora, f"/m/{request}/")
    assert "登记为对管控措施的申诉" in page
    form = town.dora.get(f"/measures/appeals/new/?request={request}").content.decode()
    assert "没去过商场" in html.unescape(form)
    filed = town.dora.post(
        f"/measures/appeals/new/?request={request}",
        {"text": "那天在学校上课，没去过商场", "by_whom": "父亲", "contact_phone": FANG_PHONE, "needed_by": "2022-01-06T08:00"},
    )  # fmt: skip
    assert filed.status_code == 302, why(filed)
    appeal = str(filed["Location"]).split("/")[2]
    assert appeal in said(town.dora, f"/m/{request}/"), "the request shows the appeal that came with it"
    due = dt.datetime.fromisoformat(town.full(town.dora, appeal)["due_at"])
    assert due < exam, "it must be decided before it is needed"
    # The department that knows verifies; whoever decided on the measure may not hear the appeal.
    town.act(town.edu, appeal, "look_into", checked="班主任和校门监控证实当天全天在校")
    own = town.hanna.post(f"/m/{appeal}/uphold/", {"reasons": "我来改"})
    assert own.status_code == 422 and "申诉要由别人来办" in own.content.decode()
    assert "黄码" in said(pupil, "/status/")
    town.later(minutes=20)
    town.act(town.dora, appeal, "uphold", reasons="经教育局核实当天在校，不属于应管控人员")
    assert clock.now() < exam
    pupil = mall.person(measure)
    assert "绿码" in said(pupil, "/status/")
    assert "经教育局核实" in said(pupil, f"/measure/{measure}/")
    done = town.full(town.dora, measure)
    assert done["state"] == "ended" and [line["act"] for line in done["history"]][-1] == "appeal_ends"
    solved = town.act(
        town.edu, request, "solve", words="已转绿码，请按时赴考", outcome="solved", people_helped="1"
    )
    assert solved["state"] == "answered" and clock.now() < exam
    assert "撤销" in said(town.dora, "/measures/appeals/")
    assert town.charlie.get(f"/m/{appeal}/").status_code == 404


def _queue(client: Client) -> list[str]:
    from tests.stories.town import queue

    return queue(client)


@pytest.mark.mission("T30", "T31", "T26")
def test_back_from_elsewhere_each_by_their_category(town: Town) -> None:
    """Back from a risk area: quarantine by the rule; other travellers: a test and self-monitoring; nobody is missed."""
    ward = Ward(town, "measures-9th-edition")
    with scope.everything("the stage of a story"):
        low = read_document((SETS / "measures-8th-edition.yaml").read_text("utf-8")).rules["measures.regime"][
            "from_low_risk"
        ]
        rules_hold({"measures.regime": {"from_low_risk": low}}, area=ward.cast.district)
    risky = ward.propose(
        town.alice, "from_high_risk", name="返回甲", phone="13800000301", exposed_at="2022-01-03", arrived_on="2022-01-05"
    )  # fmt: skip
    other = ward.propose(
        town.alice, "from_low_risk", name="返回乙", phone="13800000302", arrived_on="2022-01-05"
    )
    waits = ward.propose(
        town.alice, "from_high_risk", name="返回丙", phone="13800000303", exposed_at="2022-01-03"
    )
    figures = said(town.hanna, "/measures/figures/")
    assert "账是平的，一个不漏" in figures and "待决定 3" in figures
    for code in (risky, other):
        town.act(town.hanna, code, "decide", reason="高风险区来返" if code == risky else "跨省返回")
    told = ward.measure(town.alice, risky)
    # Two of the seven days had passed: the rule makes up the missing five.
    assert [(s["kind"], s["first"], s["last"]) for s in told["stretches"]] == [
        ("quarantine_facility", "2022-01-05", "2022-01-10")
    ]
    mild = ward.measure(town.alice, other)
    assert [s["kind"] for s in mild["stretches"]] == ["daily_monitoring"]
    assert [test["due_on"] for test in mild["tests"]] == ["2022-01-05"]
    assert "可以上班上学" in said(ward.person(other, "13800000302"), f"/measure/{other}/")
    after = said(town.hanna, "/measures/figures/")
    assert "待决定 1" in after and "执行中 2" in after and "账是平的" in after
    assert waits in town.hanna.get("/measures/?which=proposed").content.decode()
    assert "账是平的" in said(town.charlie, "/measures/figures/") and "提出 0" in said(
        town.charlie, "/measures/figures/"
    )


@pytest.mark.mission("M04", "M16")
def test_categories_and_kinds_are_told_apart(town: Town) -> None:
    """Close contacts, contacts of contacts and others involved; a facility for the one, the home for the other."""
    ward = Ward(town, "measures-9th-edition")
    form = html.unescape(town.alice.get("/measures/new/").content.decode())
    for name in ("密切接触者", "密接的密接", "其他涉疫风险人员"):
        assert name in form, name
    close = ward.propose(town.alice, "close_contact", exposed_at="2022-01-04")
    second = ward.propose(
        town.alice, "secondary_contact", name="同住人", phone="13800000401", exposed_at="2022-01-04"
    )
    involved = ward.propose(
        town.alice, "involved_person", name="路过", phone="13800000402", exposed_at="2022-01-04"
    )
    for code in (close, second):
        town.act(town.hanna, code, "decide", reason="流调判定")
    none = town.hanna.post(f"/m/{involved}/decide/", {"reason": "推送名单"})
    assert none.status_code == 422 and "没有规定管控措施" in html.unescape(none.content.decode())
    assert ward.measure(town.alice, close)["kind"] == "quarantine_facility"
    assert ward.measure(town.alice, second)["kind"] == "quarantine_home"
    assert "不出房间" in said(ward.person(close), f"/measure/{close}/")
    assert "不出家门" in said(ward.person(second, "13800000401"), f"/measure/{second}/")


def test_a_person_at_home_reports_asks_and_is_answered(mall: Ward) -> None:
    """Temperature twice a day, a fever that somebody sees to, food that somebody brings."""
    town = mall.town
    code = mall.propose(town.alice, "place_exposed", exposed_at="2022-01-04", address="荷花新村1幢1单元301室")
    town.act(town.hanna, code, "decide", reason="与病例同时在商场")
    person = mall.person(code)
    assert "还没报体温" in said(town.bob, "/field/measures/")
    for degrees in ("36.5", "36.6"):
        assert person.post(f"/measure/{code}/report/", {"celsius": degrees}).status_code == 302
    assert "今天报了 2 次，要报 2 次" in said(person, f"/measure/{code}/")
    assert "还没报体温" not in said(town.bob, "/field/measures/")
    wrong = person.post(f"/measure/{code}/report/", {"celsius": "365"})
    assert wrong.status_code == 422 and "365" in wrong.content.decode(), "nothing typed is lost"
    person.post(f"/measure/{code}/report/", {"celsius": "38.2", "symptoms": ["cough"]})
    assert "体温或症状异常" in said(town.bob, "/field/measures/")
    asked = person.post(f"/measure/{code}/need/", {"category": "daily_needs", "text": "青菜两斤，一袋米"})
    assert asked.status_code == 302, why(asked)
    request = str(asked["Location"]).split("/")[2]
    told = town.request(town.alice, request)
    assert told["under_quarantine"] is True and told["category"] == "daily_needs"
    assert person.post(f"/measure/{code}/read/").status_code == 302
    assert "告知书已送达" in said(person, f"/measure/{code}/")
    # Nobody else comes in, and what is over is closed.
    stranger = Client()
    assert stranger.get(f"/measure/{code}/").status_code == 302
    assert stranger.post(f"/measure/{code}/report/", {"celsius": "36.5"}).status_code == 302
    assert stranger.get("/status/").status_code == 302
    assert Client().get("/check/0000-0000-0000/").status_code == 404
    looked = town.bob.post(f"/measures/{code}/contact/", {"purpose": "上门采样"})
    assert FANG_PHONE in looked.content.decode()
    assert town.charlie.post(f"/measures/{code}/contact/", {"purpose": "好奇"}).status_code == 404
