"""Calls for help at the desks and in the street, told as the source pages tell them; through HTTP only."""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.base import clock
from huying.help.services import help_seed
from huying.help.tests.test_photos import picture
from huying.matters.ringing import ring_due
from huying.people.testing import FANG_PHONE, Cast
from huying.places import scope

# Wednesday, nine in the morning.
START = dt.datetime(2022, 1, 5, 1, 0, tzinfo=dt.UTC)


class Town:
    """The cast at their desks, each with a browser of their own; time stands still until `later`."""

    def __init__(self, cast: Cast, client_for: Callable[[Any], Client]) -> None:
        self.cast, self.client_for = cast, client_for
        self.now = START
        staff = cast.staff
        self.sam = client_for(staff("screener", cast.district, "sam", "山姆"))
        self.stella = client_for(staff("street_officer", cast.street, "stella", "史泰"))
        self.dan = client_for(staff("district_officer", cast.district, "dan", "丹"))
        self.hanna = client_for(staff("health_officer", cast.district, "hanna", "韩娜"))
        self.amy = client_for(staff("ambulance_dispatcher", cast.district, "amy", "艾米"))
        self.greg = client_for(staff("hospital_officer", cast.district, "greg", "葛雷"))
        self.edu = client_for(
            staff("department_officer", cast.district, "edu", "艾度", unit="department:education")
        )
        self.uma = client_for(
            staff("department_officer", cast.district, "uma", "尤玛", unit="department:utilities")
        )
        self.alice, self.bob = client_for(cast.alice), client_for(cast.bob)
        self.charlie, self.dora, self.eve = (
            client_for(cast.charlie), client_for(cast.dora), client_for(cast.eve),
        )  # fmt: skip
        help_seed()

    def later(self, **delta: float) -> None:
        """Let time pass and ring what is due, minute by minute."""
        end = self.now + dt.timedelta(**delta)
        while self.now < end:
            self.now = min(
                end, self.now + dt.timedelta(minutes=max(1, (end - self.now).total_seconds() // 600))
            )
            clock._borrowed.set(self.now)
            with transaction.atomic(), scope.everything("the clock of a story"):
                ring_due()

    def send(self, who: Client, text: str, **more: Any) -> str:
        """A program, or somebody's page, sends a request; its code."""
        told = {
            "text": text,
            "area": self.cast.stairwell,
            "contact_phone": FANG_PHONE,
            "contact_name": "方芳",
            **more,
        }
        answer = who.post("/api/help/requests", json.dumps(told), content_type="application/json")
        assert answer.status_code == 201, answer.content.decode()
        return str(answer.json()["code"])

    def record(self, who: Client, text: str, query: str = "", **more: Any) -> str:
        """A worker takes down what somebody says; its code, from the slip."""
        told = {"channel": "phone", "kind": "request", "text": text, "category": "other", "people_affected": "1",
                "area": self.cast.stairwell, "handled": "queue", "contact_phone": FANG_PHONE, **more}  # fmt: skip
        answer = who.post(f"/desk/record/{query}", told)
        assert answer.status_code == 302, why(answer)
        return str(answer["Location"]).split("/")[3]

    def act(self, who: Client, code: str, act: str, **told: Any) -> dict[str, Any]:
        """Press an act on the matter's page; how it stands after."""
        answer = who.post(f"/m/{code}/{act}/", told)
        assert answer.status_code == 302, why(answer)
        return self.full(who, code)

    def full(self, who: Client, code: str) -> dict[str, Any]:
        answer = who.get(f"/api/matters/{code}")
        assert answer.status_code == 200, answer.content.decode()
        return dict(answer.json())

    def request(self, who: Client, code: str) -> dict[str, Any]:
        return dict(who.get(f"/api/help/requests/{code}").json())

    def screen(self, who: Client, code: str, category: str, handling: str, **more: Any) -> Any:
        told = {
            "kind": "request",
            "category": category,
            "urgency": "normal",
            "handling": handling,
            "_pane": "1",
            **more,
        }
        answer = who.post(f"/desk/screening/{code}/", told)
        assert answer.status_code == 302, why(answer)
        return answer


@pytest.fixture
def town(db: None, settings: Any, tmp_path: Any, client_for: Callable[[Any], Client]) -> Iterator[Town]:
    settings.HUYING_MEDIA_DIR = tmp_path / "media"
    token = clock._borrowed.set(START)
    yield Town(Cast(), client_for)
    clock._borrowed.reset(token)


@contextmanager
def counted() -> Iterator[CaptureQueriesContext]:
    with CaptureQueriesContext(connection) as seen:
        yield seen


def why(answer: Any) -> str:
    """What a page says is wrong."""
    page = answer.content.decode()
    found = re.search(r"data-summary>(.*?)</div>", page, re.DOTALL)
    return re.sub(r"\s*<[^>]+>\s*", " ", found[1]) if found else page[:500]


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return str(answer.content.decode())


def queue(client: Client) -> list[str]:
    """The codes in the screening queue, top first."""
    return re.findall(r'hx-get="/desk/screening/([0-9A-Z-]+)/"', text(client, "/desk/screening/"))


def suggested(client: Client, code: str) -> tuple[str, str]:
    """The way and the unit the form of a message stands at."""
    page = text(client, f"/desk/screening/{code}/")
    way = re.search(r'name="handling" value="(\w+)" checked', page)
    unit = re.search(r'<select[^>]*name="unit".*?</select>', page, re.DOTALL)
    chosen = re.search(r'value="([^"]*)" selected', unit[0]) if unit else None
    return way[1] if way else "", chosen[1] if chosen else ""


@pytest.mark.mission("H07", "H08")
def test_messages_are_screened_and_two_kinds_are_handled_by_the_team_itself(town: Town) -> None:
    parcel = town.send(town.alice, "请帮我把小区门口的快递拿上来", category="pickup_delivery")
    policy = town.send(town.alice, "回来要不要隔离，怎么报备？", category="policy")
    milk = town.send(town.alice, "家里奶粉明天就没有了", category="daily_needs")
    page = text(town.sam, "/desk/screening/")
    assert "3 件待分拣" in page
    assert suggested(town.sam, parcel) == ("direct", "volunteer_team")
    assert suggested(town.sam, policy) == ("direct", "volunteer_team")
    assert suggested(town.sam, milk) == ("refer", "community")
    assert "通常这样办" in text(town.sam, f"/desk/screening/?m={milk}")
    onward = town.screen(town.sam, parcel, "pickup_delivery", "direct")
    assert onward["Location"].startswith("/desk/screening/?m=")
    town.screen(town.sam, policy, "policy", "direct")
    for code in (parcel, policy):
        standing = town.full(town.sam, code)
        assert (standing["state"], standing["unit"]) == ("handling", "volunteer_team")
        assert town.request(town.sam, code)["screened_at"] == "2022-01-05T01:00:00Z"
    assert (
        town.act(town.sam, policy, "answer", words="不用隔离，向社区报备即可。", people_helped="1")["state"]
        == "answered"
    )
    assert queue(town.sam) == [milk]


@pytest.mark.mission("H09")
def test_the_rest_is_referred_and_followed_until_the_receiver_has_done_it(town: Town) -> None:
    code = town.send(town.alice, "楼下垃圾三天没有人收", category="complaint")
    assert suggested(town.sam, code) == ("refer", "street")
    town.screen(town.sam, code, "complaint", "refer", unit="street")
    standing = town.full(town.dan, code)
    assert (standing["state"], standing["unit"], standing["unit_area"]) == (
        "referred",
        "street",
        town.cast.street,
    )
    assert {"sign", "solution"} <= set(standing["clocks"])
    town.act(town.stella, code, "sign_for")
    town.act(town.stella, code, "reply", words="今天下午派车去收。")
    town.act(town.stella, code, "solve", words="已经清走。", people_helped="40")
    assert town.act(town.alice, code, "confirm")["state"] == "closed"


@pytest.mark.mission("H13")
def test_the_categories_begin_with_what_is_asked_most(town: Town, client: Client) -> None:
    names = {one["code"]: one["name"]["zh"] for one in client.get("/api/help/categories").json()}
    assert names["exams"] == "学考选考"
    assert {"medical_care", "medication_supply", "daily_needs"} <= set(names)
    assert "学考选考" in text(
        town.sam, f"/desk/screening/{town.send(town.alice, '考试怎么办', category='exams')}/"
    )


@pytest.mark.mission("H14")
def test_a_message_goes_to_the_hotline_with_its_number(town: Town) -> None:
    code = town.send(town.alice, "请求核实我的健康码", category="status_appeal")
    missing = town.sam.post(
        f"/desk/screening/{code}/",
        {
            "kind": "request",
            "category": "status_appeal",
            "urgency": "high",
            "handling": "external",
            "system": "12345",
        },
    )
    assert missing.status_code == 422 and "工单号" in missing.content.decode()
    town.screen(town.sam, code, "status_appeal", "external", system="12345", reference="BL20220105001")
    row = town.request(town.sam, code)
    assert (row["state"], row["external_system"], row["external_ref"]) == (
        "external",
        "12345",
        "BL20220105001",
    )
    assert "BL20220105001" in text(town.alice, f"/m/{code}/")
    town.act(town.sam, code, "take")
    assert town.act(town.sam, code, "record_external_reply", words="已核实转码")["state"] == "contacted"


@pytest.mark.mission("H16")
def test_an_exam_tomorrow_is_looked_at_first_and_settled_in_time(town: Town) -> None:
    for n in range(3):
        town.send(town.alice, f"想问问第 {n} 号楼什么时候有网课", category="school")
    code = town.send(
        town.alice, "我是考生，红码进不了考场", category="exams", needed_by="2022-01-06T00:30:00Z"
    )
    assert queue(town.sam)[0] == code
    assert suggested(town.sam, code) == ("refer", "department:education")
    town.screen(town.sam, code, "exams", "refer", unit="department:education", urgency="high")
    town.act(town.edu, code, "sign_for")
    town.act(town.edu, code, "solve", words="已核实考生情况，明天走专用通道。", people_helped="1")
    row = town.request(town.dan, code)
    assert row["first_answer_at"] < row["needed_by"]
    assert row["outcome"] == "solved"


@pytest.mark.mission("H17", "H18")
def test_a_stranded_family_and_an_interrupted_medicine(town: Town) -> None:
    family = town.send(
        town.alice, "一家三口来访友，封控回不去了，没有地方住", category="stranded_person", people_affected=3
    )
    pills = town.send(
        town.alice,
        "常吃的药断了，家附近买不到",
        category="medication_supply",
        vulnerable=["long_term_medication"],
    )
    assert queue(town.sam) == [pills, family]
    assert suggested(town.sam, family) == ("refer", "street")
    assert suggested(town.sam, pills) == ("refer", "community")
    assert town.request(town.sam, family)["urgency"] == town.request(town.sam, pills)["urgency"] == "high"
    town.screen(town.sam, pills, "medication_supply", "refer", unit="community", urgency="high")
    due = dt.datetime.fromisoformat(town.full(town.alice, pills)["clocks"]["solution"])
    assert due - START <= dt.timedelta(hours=12)
    assert pills in text(town.alice, "/desk/")


@pytest.mark.mission("H19", "H20")
def test_answers_that_helped_become_a_card_everybody_finds(town: Town, client: Client) -> None:
    everybody = text(client, "/cards/")
    for title in ("家里的药快吃完了", "我想当志愿者", "孕检时间到了", "怎么买菜"):
        assert title in everybody
    done = []
    for n in range(2):
        code = town.send(town.alice, f"网上买药送到哪个门？{n}", category="medication_supply")
        town.screen(town.sam, code, "medication_supply", "refer", unit="community")
        town.act(town.alice, code, "sign_for")
        town.act(
            town.alice, code, "solve", words="药店送到南门，志愿者每天十点和四点送上楼。", people_helped="1"
        )
        town.act(town.sam, code, "confirm")
        done.append(code)
    assert "网上买药送到哪个门" in text(town.dora, "/desk/cards/from/")
    draft = town.dora.post("/desk/cards/from/", {"title": "网上买的药怎么送到家", "pick": done})
    assert draft.status_code == 302
    address = str(draft["Location"])
    code = address.split("/")[3]
    turned = town.dora.post(f"{address}publish/", follow=True).content.decode()
    assert "中文和英文" in turned
    assert client.get(f"/cards/{code}/").status_code == 404
    page = text(town.dora, address)
    assert "药店送到南门" in page and "来自 2 件" in page
    kept = town.dora.post(address, {
        "zh_title": "网上买的药怎么送到家", "zh_body": "药店送到南门，志愿者每天十点和四点送上楼。",
        "en_title": "Medicine bought on the web", "en_body": "To the south gate; volunteers carry it up at ten and four.",
        "category": "medication_supply", "area": "", "valid_until": "2022-02-28",
    })  # fmt: skip
    assert kept.status_code == 302, why(kept)
    town.dora.post(f"{address}publish/")
    assert "南门" in text(client, f"/cards/{code}/")
    assert "网上买的药怎么送到家" in text(client, "/cards/?q=南门")
    assert "网上买的药怎么送到家" not in text(client, "/cards/?q=孕检")
    found = client.get("/api/help/cards", {"q": "south gate", "area": town.cast.stairwell}).json()
    assert [one["code"] for one in found] == [code]
    assert "记下了" in client.post(f"/cards/{code}/", {"helped": "no"}).content.decode()
    town.later(days=60)
    assert client.get(f"/cards/{code}/").status_code == 404
    town.dora.post(f"{address}withdraw/")
    assert "已撤下" in text(town.dora, "/desk/cards/")


@pytest.mark.mission("H21")
def test_a_new_kind_of_trouble_gets_a_category_and_a_partner_the_same_morning(town: Town) -> None:
    same = "大棚里的草莓熟了，货车进不来，卖不出去"
    codes = [town.send(town.alice, same, contact_phone=f"1380000010{n}") for n in range(3)]
    assert "3 件相似" in text(town.sam, "/desk/merging/")
    made = town.dora.post("/settings/categories/new/", {
        "zh": "鲜货滞销", "en": "Fresh goods unsold", "code": "fresh_goods", "parent": "work", "pace": "enterprise",
        "urgency": "high", "handling": "refer", "unit": "department:commerce", "hints": "卖不出去\n草莓",
    })  # fmt: skip
    assert made.status_code == 302, why(made)
    assert "鲜货滞销" in text(town.sam, f"/desk/screening/{codes[0]}/")
    again = town.sam.post(
        f"/desk/screening/{codes[0]}/",
        {
            "kind": "request",
            "category": "fresh_goods",
            "urgency": "high",
            "handling": "direct",
            "_again": "1",
        },
        follow=True,
    ).content.decode()
    assert 'value="department:commerce" selected' in again
    both = town.sam.post("/desk/screening/together/", {
        "pick": codes, "kind": "request", "category": "fresh_goods", "urgency": "high", "handling": "refer",
        "unit": "department:commerce",
    })  # fmt: skip
    assert both.status_code == 302, why(both)
    assert queue(town.sam) == []
    trade = town.client_for(
        town.cast.staff("department_officer", town.cast.district, "mei", "梅", unit="department:commerce")
    )
    town.act(trade, codes[1], "sign_for")
    told = town.act(
        trade,
        codes[1],
        "match",
        words="线上商城明天来收。",
        partner="线上商城",
        people_helped="2",
        outcome="matched",
    )
    assert told["state"] == "answered"
    assert "鲜货滞销" in text(town.dora, "/settings/channels/")


@pytest.mark.mission("H28")
def test_a_channel_is_live_at_five_the_same_afternoon(town: Town, client: Client) -> None:
    told = {"zh": "民情收集", "en": "Citizens' voices", "code": "minqing", "kind": "public", "area": "",
            "opens_at": "2022-01-05T17:00", "welcome_zh": "说说您的难处", "needs_phone": "yes"}  # fmt: skip
    made = town.eve.post("/settings/channels/new/", told)
    assert made.status_code == 302, why(made)
    asked = {"area": town.cast.stairwell}
    assert "minqing" not in [one["code"] for one in client.get("/api/help/channels", asked).json()]
    town.later(hours=8)
    assert "minqing" in [one["code"] for one in client.get("/api/help/channels", asked).json()]
    code = town.send(town.alice, "有人能送菜吗", channel="minqing")
    assert town.request(town.alice, code)["channel"] == "minqing"
    renamed = town.eve.post(
        "/settings/channels/minqing/", {"zh": "民情直通", "en": "Direct line", "needs_phone": "yes"}
    )
    assert renamed.status_code == 302
    assert "民情直通" in text(town.eve, "/settings/channels/")
    town.eve.post("/settings/channels/minqing/close/")
    late = {"text": "还开吗", "area": town.cast.stairwell, "channel": "minqing", "contact_phone": FANG_PHONE}
    closed = town.alice.post("/api/help/requests", json.dumps(late), content_type="application/json")
    assert closed.status_code == 409 and "没有开放" in closed.json()["message"]["zh"]
    town.eve.post("/settings/channels/minqing/open/")
    assert town.send(town.alice, "有人能送菜吗", channel="minqing")


@pytest.mark.mission("H05")
def test_city_and_district_channels_run_side_by_side_and_one_call_is_kept(town: Town) -> None:
    city = town.client_for(town.cast.staff("administrator", town.cast.city, "chen", "陈"))
    for who, code in ((city, "shi"), (town.eve, "qu")):
        made = who.post(
            "/settings/channels/new/", {"zh": f"平台{code}", "code": code, "kind": "public", "area": ""}
        )
        assert made.status_code == 302, why(made)
    same = "独居，家里没有米了"
    first = town.send(town.alice, same, channel="shi")
    town.later(minutes=5)
    second = town.send(town.alice, same, channel="qu")
    assert set(queue(town.sam)) == {first, second}
    beside = text(town.sam, f"/desk/merging/{first}/")
    assert second in beside and "内容相同" in beside
    town.sam.post(f"/desk/merging/{first}/", {"kept": first, "pick": [second]})
    assert queue(town.sam) == [first]
    assert town.full(town.sam, second)["state"] == "merged"
    assert town.request(town.sam, second)["outcome"] == "merged"
    assert second in text(town.sam, f"/desk/merging/{first}/")
    apart = town.sam.post(f"/desk/merging/{second}/undo/", follow=True).content.decode()
    assert "回到分拣队列" in apart
    assert set(queue(town.sam)) == {first, second}


@pytest.mark.mission("H38", "H39")
def test_a_burst_heating_pipe_is_found_on_patrol_repaired_in_five_hours_and_verified(town: Town) -> None:
    sketch = SimpleUploadedFile("burst.jpg", picture("JPEG"), "image/jpeg")
    found = town.bob.post("/field/found/?once=p1", {
        "text": "1幢门口供热管道漏水，暖气停了", "category": "utilities", "area": town.cast.building,
        "place_text": "1幢东门", "people_affected": "36", "photos-new": sketch,
    })  # fmt: skip
    assert found.status_code == 302, why(found)
    code = str(found["Location"]).split("/")[2]
    assert town.full(town.bob, code)["unit"] == "grid"
    assert "/photos/" in text(town.bob, f"/m/{code}/")
    up = town.act(town.bob, code, "hand_up", reason="需要供热公司抢修")
    assert (up["unit"], up["unit_area"]) == ("community", town.cast.a)
    assert code in text(town.alice, "/field/")
    town.act(town.alice, code, "take")
    passed = town.act(town.alice, code, "pass_on", unit="department:utilities", reason="供热管道破裂")
    assert passed["unit"] == "department:utilities"
    town.act(town.uma, code, "take")
    survey = {"words": "供热公司已到现场勘查，预计五小时修好。", "partner": "供热公司"}
    assert town.act(town.uma, code, "liaise", **survey)["state"] == "liaison"
    town.later(hours=5)
    town.act(town.uma, code, "solve", words="管道已换，暖气恢复。", people_helped="36")
    assert "供热" in text(town.bob, f"/m/{code}/")
    done = town.act(town.alice, code, "confirm", thanks="居民说暖气热了，路面也冲干净了")
    assert done["state"] == "closed"
    first, last = (
        dt.datetime.fromisoformat(line["at"]) for line in (done["history"][0], done["history"][-1])
    )
    assert last - first == dt.timedelta(hours=5)


@pytest.mark.mission("H45")
def test_small_things_stay_low_and_large_ones_climb(town: Town) -> None:
    bulb = town.record(town.bob, "楼道灯坏了", handled="here", category="utilities")
    assert town.act(town.bob, bulb, "reply", words="我下午来换。")["unit"] == "grid"
    assert town.act(town.bob, bulb, "solve", words="换好了。", people_helped="1")["state"] == "answered"
    care = town.record(town.bob, "老人出院没有人照顾", handled="here", category="dependent_care")
    assert town.act(town.bob, care, "hand_up", reason="网格里解决不了")["level"] == "community"
    assert town.act(
        town.alice, care, "sign_for" if town.full(town.alice, care)["state"] == "referred" else "take"
    )
    road = town.record(town.alice, "整条路塌了", handled="here", category="utilities", area=town.cast.a)
    assert town.act(town.alice, road, "hand_up", reason="要街道出面")["unit"] == "street"
    late = town.record(town.bob, "家里没有吃的了", handled="here", category="daily_needs")
    town.later(hours=3)
    assert town.full(town.dan, late)["unit"] == "community"
    town.later(hours=3)
    assert town.full(town.dan, late)["unit"] == "street"


@pytest.mark.mission("H47")
def test_somebody_rings_for_a_mother_without_a_phone_and_a_slip_is_printed(town: Town) -> None:
    form = text(town.alice, "/desk/record/")
    assert "谁替他来说的" in form and "电话代录" in form and "服务驿站" in form
    code = town.record(
        town.alice, "母亲要米和油", channel="phone", caller_name="女儿 王芳", contact_name="李秀英", room="1单元301",
        category="daily_needs", vulnerable=["lives_alone_elder", "no_smartphone"], under_quarantine="yes",
        needed_by="2022-01-05T18:00",
    )  # fmt: skip
    slip = text(town.alice, f"/desk/record/{code}/slip/")
    assert code in slip and "<svg" in slip and "最晚有回音" in slip
    assert FANG_PHONE not in slip and "李**" in slip
    row = town.request(town.alice, code)
    assert row["vulnerable"] == ["lives_alone_elder", "no_smartphone"] and row["under_quarantine"]
    page = text(town.alice, f"/m/{code}/")
    assert "独居老人" in page and "居家隔离" in page
    assert town.alice.get("/desk/record/").status_code == 200
    elsewhere = town.alice.post("/desk/record/", {
        "channel": "phone", "kind": "request", "text": "不在我这里", "category": "other", "people_affected": "1",
        "area": town.cast.b, "handled": "queue", "contact_phone": FANG_PHONE,
    })  # fmt: skip
    assert elsewhere.status_code == 422 and "不在您的辖区" in elsewhere.content.decode()


def pledge(client: Client, name: str) -> None:
    """Sign the promise of secrecy, as everybody who sees the roster does once."""
    signed = client.post("/seat/pledge/", {"signed_as": name, "agree": "yes"})
    assert signed.status_code == 302, why(signed)


@pytest.mark.mission("H50")
def test_every_day_each_home_is_asked_and_a_need_becomes_a_request(town: Town) -> None:
    assert town.bob.get("/field/round/").status_code == 302
    pledge(town.bob, "鲍勃")
    page = text(town.bob, "/field/round/")
    assert "问过 0 户，共 1 户" in page and "方*" in page and "独居老人" in page
    assert FANG_PHONE not in page and "方芳" not in page
    home = re.search(r'action="/field/round/(\d+)/"', page)
    assert home
    done = town.bob.post(f"/field/round/{home[1]}/", follow=True).content.decode()
    assert "问过 1 户" in done and "问过，没有需要" in done
    town.later(days=1)
    assert "问过 0 户" in text(town.bob, "/field/round/")
    form = text(town.bob, f"/desk/record/?household={home[1]}")
    assert FANG_PHONE not in form
    code = town.record(
        town.bob, "想配降压药", f"?household={home[1]}&once=r1", contact_phone="", category="medication_supply",
        handled="here", vulnerable=["lives_alone_elder"],
    )  # fmt: skip
    row = town.request(town.bob, code)
    assert row["contact_name"] == "方*" and row["contact_phone"].endswith("0006")
    after = text(town.bob, "/field/round/")
    assert "问过 1 户" in after and code in after
    assert town.charlie.post(f"/field/round/{home[1]}/").status_code in (302, 404)
    pledge(town.charlie, "查理")
    assert town.charlie.post(f"/field/round/{home[1]}/").status_code == 404


@pytest.mark.mission("H51")
def test_one_central_queue_of_the_community_the_next_due_first(town: Town) -> None:
    slow = town.record(town.alice, "医保怎么缴", handled="here", category="money_bills")
    soon = town.record(town.alice, "孩子没有奶粉", handled="here", category="daily_needs")
    for address in ("/desk/", "/field/"):
        page = text(town.alice, address)
        assert page.index(soon) < page.index(slow)
    field = text(town.alice, "/field/")
    assert f"/m/{soon}/reply/" in field and "还剩" in field
    town.act(town.alice, soon, "reply", words="下午送到")
    town.act(town.alice, soon, "solve", words="送到了", people_helped="3")
    assert "已答复" in text(town.alice, f"/m/{soon}/")


@pytest.mark.mission("H52")
def test_the_milk_is_fetched_by_a_map_drawn_by_hand(town: Town) -> None:
    drawn = SimpleUploadedFile("map.png", picture("PNG"), "image/png")
    code = town.record(
        town.alice, "两户老人的牛奶送在小区外，没有送奶工电话", category="pickup_delivery", handled="here",
        **{"photos-new": drawn},
    )  # fmt: skip
    page = text(town.alice, f"/m/{code}/")
    shown = re.search(r'src="(/photos/[0-9a-f]+\.jpg)"', page)
    assert shown
    assert town.alice.get(shown[1]).status_code == 200
    assert town.charlie.get(shown[1]).status_code == 404
    town.act(town.alice, code, "reply", words="按您画的图去取")
    town.act(town.alice, code, "note", words="下次直接打送奶工：139****1111")
    town.act(town.alice, code, "solve", words="牛奶取到了，也要到了送奶工的电话", people_helped="2")
    assert "送奶工" in text(town.alice, f"/m/{code}/")


@pytest.mark.mission("H58", "H59", "H60", "H61", "H62")
def test_a_message_in_the_chat_becomes_an_emergency_and_the_patient_is_there_in_twenty_minutes(
    town: Town,
) -> None:
    code = town.record(town.alice, "群里说：301的老人喘不上气", contact_name="王建国", under_quarantine="yes")
    assert f"/m/{code}/escalate_to_emergency/" in text(town.alice, f"/m/{code}/")
    town.act(town.alice, code, "escalate_to_emergency", what="老人喘不上气，嘴唇发紫")
    desk = text(town.alice, "/desk/emergencies/")
    assert "老人喘不上气，嘴唇发紫" in desk and "居家隔离" in desk
    for unit in ("社区", "街道专班", "卫健局", "120急救", "医院绿色通道"):
        assert unit in desk
    assert desk.count("未确认") >= 5
    for who in (town.alice, town.stella, town.hanna, town.amy, town.greg):
        ours = re.search(
            r'action="(/desk/emergencies/[0-9A-Z-]+/acknowledge/)"', text(who, "/desk/emergencies/")
        )
        assert ours
        assert who.post(ours[1]).status_code == 302
    assert "未确认" not in text(town.alice, "/desk/emergencies/")
    town.later(minutes=6)
    send = re.search(
        r'action="(/desk/emergencies/[0-9A-Z-]+/transfer/)"', text(town.amy, "/desk/emergencies/")
    )
    assert send
    town.amy.post(send[1], {"transport": ""})
    town.later(minutes=12)
    arrive = send[1].replace("transfer", "treat")
    town.greg.post(arrive, {"hospital": "区人民医院急诊科"})
    emergency = send[1].split("/")[3]
    standing = town.full(town.alice, emergency)
    assert standing["state"] == "treated"
    stamps = {line["act"]: line for line in standing["history"]}
    took = [dt.datetime.fromisoformat(stamps[act]["at"]) for act in ("report", "transfer", "treat")]
    assert took[0] < took[1] < took[2] and took[2] - took[0] < dt.timedelta(minutes=20)
    assert (stamps["transfer"]["who"], stamps["treat"]["who"]) != ("", "")
    assert "family" in standing["clocks"]
    page = text(town.alice, "/desk/emergencies/")
    assert "区人民医院" in text(town.alice, f"/m/{emergency}/") and "艾米" in page and "葛雷" in page
    town.act(town.alice, emergency, "follow_up", kind="family", reached="yes", words="病情平稳")
    assert town.act(town.alice, emergency, "close", words="已出院")["state"] == "closed"
    assert town.full(town.dan, code)["state"] == "contacted"


def test_the_next_community_finds_nothing_of_the_first(town: Town) -> None:
    pledge(town.charlie, "查理")
    same = "家里没有米了"
    code, other = (town.record(town.alice, same, handled="here") for _ in range(2))
    waits = town.send(town.alice, "要一袋面")
    alarm = str(
        town.bob.post("/emergency/", {"what": "昏倒、叫不醒", "area": town.cast.stairwell})["Location"]
    ).split("/")[2]
    for address in (
        f"/m/{code}/", f"/m/{code}/reply/", f"/desk/record/{code}/slip/", f"/desk/merging/{code}/",
        f"/contact/{code}/", f"/api/help/requests/{code}", f"/api/matters/{code}", f"/m/{alarm}/",
    ):  # fmt: skip
        assert town.alice.get(address).status_code == 200, address
        assert town.charlie.get(address).status_code == 404, address
    for address, sent in (
        (f"/desk/merging/{code}/", {"kept": code, "pick": [other]}),
        (f"/desk/merging/{code}/undo/", {}),
        (f"/desk/emergencies/{alarm}/transfer/", {"transport": "x"}),
    ):
        assert town.charlie.post(address, sent).status_code == 404, address
    for address in ("/field/", "/field/round/", "/desk/emergencies/", "/desk/merging/", "/desk/"):
        page = text(town.charlie, address)
        assert not any(hidden in page for hidden in (code, other, waits, alarm, same)), address
    assert town.charlie.get("/desk/screening/").status_code == 403
    assert town.charlie.get(f"/desk/screening/{waits}/").status_code == 403
    assert town.charlie.get("/settings/channels/").status_code == 403
    west = town.client_for(town.cast.staff("screener", town.cast.other_street, "wes", "韦斯"))
    assert waits not in text(west, "/desk/screening/")
    assert west.get(f"/desk/screening/{waits}/").status_code == 404


def test_lists_cost_the_same_for_few_and_many(town: Town) -> None:
    pledge(town.bob, "鲍勃")
    lists = (
        (town.sam, "/desk/screening/"), (town.alice, "/field/"), (town.sam, "/desk/merging/"),
        (town.alice, "/desk/emergencies/"), (town.bob, "/field/round/"), (town.dora, "/desk/cards/"),
        (town.dora, "/settings/channels/"), (town.client_for(None), "/cards/"),
    )  # fmt: skip

    def fill(few: int) -> None:
        for n in range(few):
            town.send(town.alice, f"要米 {n % 3}")
            town.record(town.alice, f"要面 {n}", handled="here")
            town.alice.post("/emergency/", {"what": f"昏倒 {n}", "area": town.cast.stairwell})

    def cost() -> list[int]:
        found = []
        for who, address in lists:
            text(who, address)
            with counted() as seen:
                text(who, address)
            found.append(len(seen))
        return found

    fill(2)
    few = cost()
    fill(6)
    assert cost() == few
    assert max(few) <= 25, dict(zip([address for _, address in lists], few, strict=True))


def test_the_interface_opens_once_says_what_is_wrong_and_asks_who_calls(town: Town, client: Client) -> None:
    told = {"text": "要一箱水", "area": town.cast.stairwell, "contact_phone": FANG_PHONE}

    def post(who: Client, said: dict[str, Any], **headers: Any) -> Any:
        return who.post("/api/help/requests", json.dumps(said), content_type="application/json", **headers)

    first, again = (post(town.alice, told, HTTP_IDEMPOTENCY_KEY="k-1") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["code"] == again.json()["code"]
    assert first.json()["contact_phone"] != FANG_PHONE
    assert post(town.alice, told, HTTP_IDEMPOTENCY_KEY="k-2").json()["code"] != first.json()["code"]
    assert post(client, told).status_code == 401
    wrong = post(town.alice, {**told, "text": "", "contact_phone": "12"})
    assert wrong.status_code == 422 and "contact_phone" in wrong.content.decode()
    assert post(town.alice, {**told, "category": "no_such"}).status_code == 409
    assert post(town.alice, {**told, "area": town.cast.b}).status_code == 409
    assert post(town.alice, {**told, "unknown": 1}).status_code == 422
    assert town.alice.get("/api/help/requests/NO-SUCH").status_code == 404


def test_a_screener_too_late_is_told_and_nothing_typed_is_lost(town: Town) -> None:
    code = town.send(town.alice, "要一袋米", category="daily_needs")
    town.screen(town.sam, code, "daily_needs", "refer", unit="community")
    late = town.dora.post(f"/desk/screening/{code}/", {
        "kind": "request", "category": "daily_needs", "urgency": "normal", "handling": "direct", "note": "我来",
    })  # fmt: skip
    assert late.status_code == 422
    assert "已经分拣过" in late.content.decode()
    nobody = town.sam.get("/desk/screening/together/", follow=True).content.decode()
    assert "请先勾选" in nobody
