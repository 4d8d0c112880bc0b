"""Calls for help at the desks: screening, cards, channels, duplicates, the interface; through HTTP only."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client

from huying.people.testing import FANG_PHONE
from tests.stories.town import START, Town, queue, suggested, text, why


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
    # Whoever holds it sees the one act that comes next; whoever only looks on does not.
    assert f'href="/m/{code}/sign_for/"' in text(town.stella, "/desk/")
    assert f'href="/m/{code}/sign_for/"' not in text(town.dan, "/desk/?whose=area")
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
