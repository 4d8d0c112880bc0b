"""People volunteer by themselves, and keep one record whichever door they come by; through HTTP only."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.stories.town import Town, by_phone, code_sent, text, text_messages, why

PHONE = "13900000077"


def signs_up(town: Town, phone: str = PHONE, name: str = "薇拉", **more: Any) -> tuple[Client, str]:
    """Somebody reads the page, proves the phone, says what they can do; their browser and the code."""
    browser = Client()
    page = text(browser, "/volunteer/join/")
    assert "有感染和受伤的风险" in page and "培训" in page and "人身意外保险" in page
    hasty = browser.post("/volunteer/join/", {"phone": phone, "read": "no"})
    assert hasty.status_code == 422 and "请先看说明" in hasty.content.decode()
    sent = browser.post("/volunteer/join/", {"phone": phone, "read": "yes"})
    assert "验证码已发出" in sent.content.decode(), why(sent)
    wrong = browser.post("/volunteer/join/", {"phone": phone, "once": "000000"})
    assert wrong.status_code == 422 and "不对" in wrong.content.decode()
    proved = browser.post("/volunteer/join/", {"phone": phone, "once": code_sent(town)})
    token = re.search(r'name="proved" value="([^"]+)"', proved.content.decode())
    assert token, why(proved)
    told = {
        "name": name,
        "area": town.cast.building,
        "team": "service",
        "skills": ["medicine"],
        "note": "晚上有空",
    }
    sent = browser.post("/volunteer/join/", {**told, "proved": token[1], **more})
    assert sent.status_code == 302, why(sent)
    return browser, str(sent["Location"]).split("/")[3]


def test_somebody_signs_up_the_community_decides_and_they_take_an_order_by_their_phone(town: Town) -> None:
    browser, code = signs_up(town)
    assert "等审核" in text(browser, f"/volunteer/join/{code}/")
    assert browser.get("/volunteer/").status_code == 302
    # The community has it on its desk, with a clock; the next one sees nothing.
    assert code in text(town.alice, "/desk/") and code in text(town.alice, "/notices/")
    page = text(town.alice, f"/m/{code}/")
    assert "薇拉" in page and "139****0077" in page and PHONE not in page
    shown = town.alice.post(f"/volunteers/joining/{code}/contact/", {"purpose": "打电话约时间"})
    assert PHONE in shown.content.decode()
    for address in (f"/m/{code}/", f"/m/{code}/approve/", f"/volunteers/joining/{code}/contact/"):
        assert town.charlie.get(address).status_code == 404
    assert Client().get(f"/volunteer/join/{code}/").status_code == 302
    assert town.bob.post(f"/m/{code}/approve/", {"told": "yes"}).status_code == 422
    unsaid = town.alice.post(f"/m/{code}/approve/", {"told": "no"})
    assert unsaid.status_code == 422
    done = town.act(town.alice, code, "approve", told="yes", insured="yes", words="周六上午来领马甲。")
    assert done["state"] == "approved"
    assert any(code in one and "周六上午来领马甲" in one for one in text_messages(town))
    # In by the phone alone: what waits nearby, take it, give hours.
    assert "接单" in text(browser, "/volunteer/")
    order = town.alice.post(
        "/volunteers/orders/new/", {"title": "取两盒药", "area": town.cast.building, "skills": ["medicine"]}
    )
    assert order.status_code == 302, why(order)
    number = str(order["Location"]).split("/")[2]
    assert "取两盒药" in text(browser, "/volunteer/")
    assert browser.post(f"/volunteer/o/{number}/do/accept/").status_code == 302
    assert "薇拉" in text(town.alice, f"/m/{number}/")
    browser.post(f"/volunteer/o/{number}/do/check_in/")
    town.later(minutes=30)
    given = browser.post(f"/volunteer/o/{number}/do/deliver/", {"proof": "放门口了"})
    assert given.status_code == 302, why(given)
    assert "0.5" in text(browser, "/volunteer/me/")
    # Nothing of a desk opens by that door.
    for address in ("/desk/", f"/m/{number}/", "/volunteers/"):
        assert browser.get(address).status_code == 302
    # A password, if they like: for the account that was made for them.
    link = browser.post(f"/volunteer/join/{code}/", {"password": "1"})
    assert str(link["Location"]).startswith("/staff/password/")


@pytest.mark.mission("H64")
def test_a_street_calls_all_its_volunteers_and_they_answer(town: Town) -> None:
    """The platform of a subdistrict: it broadcasts, its volunteers answer, nobody of the next street hears of it."""
    near, code = signs_up(town)
    town.act(town.alice, code, "approve", told="yes")
    town.later(minutes=2)
    far, other = signs_up(town, "13900000078", "文斯", area=town.cast.b1)
    town.act(town.charlie, other, "approve", told="yes")
    town.later(minutes=2)
    west_worker = town.client_for(town.cast.staff("community_worker", town.cast.c, "wes", "韦斯"))
    west, third = signs_up(town, "13900000079", "万达", area=town.cast.c)
    town.act(west_worker, third, "approve", told="yes")
    wide = town.stella.post(
        "/volunteers/calls/new/", {"title": "越界", "area": town.cast.other_street, "wanted": "2"}
    )
    assert wide.status_code == 422 and "不在您的辖区" in wide.content.decode()
    made = town.stella.post("/volunteers/calls/new/", {
        "title": "明早核酸检测点维持秩序", "area": town.cast.street, "place_text": "东湖小学", "wanted": "2",
        "starts_at": "2022-01-06T06:30", "skills": ["queue"],
    })  # fmt: skip
    assert made.status_code == 302, why(made)
    call = str(made["Location"]).split("/")[2]
    for browser in (near, far):
        assert "明早核酸检测点维持秩序" in text(browser, "/volunteer/")
        assert "东湖小学" in text(browser, "/volunteer/calls/")
        assert browser.post(f"/volunteer/calls/{call}/", {"comes": "yes"}).status_code == 302
    sent = [one for one in text_messages(town) if "明早核酸检测点维持秩序" in one]
    assert len(sent) == 2
    assert "明早核酸检测点维持秩序" not in text(west, "/volunteer/calls/")
    assert west.post(f"/volunteer/calls/{call}/", {"comes": "yes"}).status_code == 404
    page = text(town.stella, f"/m/{call}/")
    assert "报名的人（2/2）" in page and "薇拉" in page and "文斯" in page
    town.act(town.stella, call, "tell", words="请穿马甲，六点二十到。")
    assert sum("六点二十到" in one for one in text_messages(town)) == 2
    near.post(f"/volunteer/calls/{call}/", {"comes": "no"})
    assert "报名的人（1/2）" in text(town.stella, f"/m/{call}/")
    town.act(town.stella, call, "gather")
    late = near.post(f"/volunteer/calls/{call}/", {"comes": "yes"}, follow=True)
    assert "已经结束" in late.content.decode()
    otto = town.client_for(town.cast.staff("street_officer", town.cast.other_street, "otto", "奥拓"))
    assert otto.get(f"/m/{call}/").status_code == 404


def test_nobody_decides_in_time_and_the_street_has_it_a_refusal_says_why(town: Town) -> None:
    browser, code = signs_up(town)
    town.later(hours=25)
    assert town.full(town.stella, code)["unit"] == "street"
    town.act(town.stella, code, "refuse", reason="近期去过风险地区，过了观察期欢迎再来")
    assert browser.get(f"/volunteer/join/{code}/").status_code == 302
    browser = by_phone(town, PHONE)
    assert "近期去过风险地区" in text(browser, f"/volunteer/join/{code}/")
    assert browser.get("/volunteer/").status_code == 302
    town.later(minutes=2)
    again, second = signs_up(town)
    assert second != code
    again.post(f"/volunteer/join/{second}/", {"withdraw": "1", "once": "w"})
    assert "已撤回" in text(again, f"/volunteer/join/{second}/")


def test_a_member_of_staff_who_lives_here_keeps_one_record_by_every_door(town: Town) -> None:
    """Bob works in the grid and lives next door; he signs up as a resident with the phone of his account."""
    made = town.eve.post(
        "/settings/staff/new/", {"username": "boris", "name": "鲍里斯", "phone": "13900000088"}
    )
    assert made.status_code == 302, why(made)
    person = str(made["Location"]).split("/")[3]
    post = town.eve.post(f"/settings/staff/{person}/post/", {"role": "grid_worker", "area": town.cast.a1})
    assert post.status_code == 302, why(post)
    browser, code = signs_up(town, "13900000088", "鲍里斯")
    town.act(town.alice, code, "approve", told="yes")
    assert text(town.alice, "/volunteers/?q=鲍里斯").count(">鲍里斯<") == 1
    assert "设密码" not in text(browser, f"/volunteer/join/{code}/")
    claim = {
        "area": town.cast.building, "task": "queue", "started_at": "2022-01-05T07:00", "ended_at": "2022-01-05T08:30",
    }  # fmt: skip
    claimed = browser.post("/volunteer/claim/", claim)
    assert claimed.status_code == 302, why(claimed)
    waiting = re.search(r'action="(/volunteers/hours/\d+/)"', text(town.alice, "/volunteers/hours/"))
    assert waiting
    assert town.alice.post(waiting[1]).status_code == 302
    # The residents' door shows the way to it; by either browser it is the same record, counted once.
    town.later(minutes=2)
    resident = by_phone(town, "13900000088")
    assert "志愿服务" in text(resident, "/track/mine/")
    assert "1.5" in text(resident, "/volunteer/me/")
    twice = resident.post("/volunteer/claim/", claim)
    assert twice.status_code == 422 and "已经有记录" in twice.content.decode()
    # Working as staff takes the password: the code opens the volunteer's part alone.
    assert resident.get("/field/").status_code == 302
    known = Client()
    town.later(minutes=2)
    known.post("/volunteer/join/", {"phone": "13900000088", "read": "yes"})
    home = known.post("/volunteer/join/", {"phone": "13900000088", "once": code_sent(town)})
    assert home["Location"] == "/volunteer/"
