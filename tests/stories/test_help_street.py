"""Calls for help in the street: patrol, the ladder, homes without a phone, an emergency; through HTTP only."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huying.help.tests.test_photos import picture
from huying.people.testing import FANG_PHONE
from tests.stories.town import Town, counted, pledge, text, why


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
    said: dict[str, Any] = {"category": "pickup_delivery", "handled": "here", "photos-new": drawn}
    code = town.record(town.alice, "两户老人的牛奶送在小区外，没有送奶工电话", **said)
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
