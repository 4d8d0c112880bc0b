"""A stairwell with people at home: its group of four, one call, one drill; through HTTP only."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from huying.people.testing import FANG_PHONE
from tests.stories.town import Town, text, why

GROUP = re.compile(r'href="/m/([0-9A-Z-]{14})/"')


def posts(town: Town) -> dict[str, Client]:
    """The three who answer for the stairwell beside Alice, and the doctor and policeman of the next community."""
    staff, cast = town.cast.staff, town.cast
    people = {
        "head": staff("stairwell_head", cast.stairwell, "lou", "楼大姐"),
        "police": staff("police_officer", cast.a, "jing", "井警官"),
        "doctor": staff("community_doctor", cast.a, "yi", "易医生"),
        "next_doctor": staff("community_doctor", cast.b, "wai", "外医生"),
    }
    return {name: town.client_for(user) for name, user in people.items()}


def press(who: Client, code: str, act: str, **told: str) -> None:
    """An act on a matter's page."""
    answer = who.post(f"/m/{code}/{act}/", told)
    assert answer.status_code == 302, why(answer)


def group_of(who: Client) -> str:
    found = GROUP.search(text(who, "/desk/stairwells/").partition("<tbody>")[2])
    return found[1] if found else ""


def at_home(town: Town, text: str = "居家隔离，想要一箱牛奶", **more: Any) -> str:
    return town.record(
        town.alice,
        text,
        handled="here",
        category="daily_needs",
        contact_name="方芳",
        under_quarantine="yes",
        **more,
    )


def caller(code: str) -> Client:
    """The browser of whoever asked: in by the code and the phone."""
    browser = Client()
    came = browser.post("/track/", {"code": code, "phone": FANG_PHONE})
    assert came.status_code == 302, why(came)
    return browser


@pytest.mark.mission("H65", "H66")
def test_each_stairwell_with_somebody_at_home_has_a_group_of_four_until_the_last_is_free(town: Town) -> None:
    four = posts(town)
    assert "现在没有楼道小组" in text(town.alice, "/desk/stairwells/")
    town.record(town.alice, "不隔离，只要一袋米", handled="here")
    assert group_of(town.alice) == ""
    first = at_home(town)
    group = group_of(town.alice)
    assert group
    page = text(four["head"], f"/m/{group}/")
    for member in ("楼道长</b> 楼大姐", "社区工作者</b> 艾丽", "社区民警</b> 井警官", "社区医生</b> 易医生"):
        assert member in page
    assert "外医生" not in page and "还缺" not in page
    # The head is a neighbour: that somebody is at home, not what they asked for.
    assert first not in page and first in text(town.alice, f"/m/{group}/")
    for address in (f"/m/{first}/", "/desk/", f"/desk/merging/{first}/", f"/api/help/requests/{first}"):
        assert four["head"].get(address).status_code == 403
    for who in (four["head"], four["police"], four["doctor"], town.alice):
        assert group in text(who, "/notices/")
    town.act(four["doctor"], group, "say", words="今天下午三点我在，有发热的告诉我")
    assert "今天下午三点我在" in text(four["head"], "/notices/")
    # A second door of the same stairwell: the same group. Whoever is at home sees who answers for them.
    second = at_home(town, "我们也在家，药快没了", contact_phone="13800000016")
    assert group_of(town.alice) == group
    mine = text(caller(first), f"/mine/{first}/")
    assert "楼道长" in mine and "易**" in mine and "井**" in mine
    # Nothing for the next community: no group, no notice, no page.
    for who in (town.charlie, four["next_doctor"]):
        assert group not in text(who, "/desk/stairwells/") and group not in text(who, "/notices/")
        assert who.get(f"/m/{group}/").status_code == 404
        assert who.post(f"/m/{group}/say/", {"words": "x"}).status_code == 404
    # It goes with the last reason, not with the first.
    town.act(town.alice, first, "reply", words="下午送到")
    town.act(town.alice, first, "solve", words="送到了")
    town.act(town.sam, first, "confirm")
    assert town.full(town.alice, group)["state"] == "on_call"
    caller_withdraws(second)
    closed = town.full(town.alice, group)
    assert closed["state"] == "closed" and group_of(town.alice) == ""
    assert "现在没有成员" in text(town.alice, f"/m/{group}/")
    assert "已解散" in text(four["head"], "/notices/")
    assert four["head"].post(f"/m/{group}/say/", {"words": "还在吗"}).status_code == 422


def caller_withdraws(code: str) -> None:
    browser = Client()
    assert browser.post("/track/", {"code": code, "phone": "13800000016"}).status_code == 302
    assert browser.post(f"/mine/{code}/do/withdraw/", {"reason": "解除了"}).status_code == 302


@pytest.mark.mission("H67")
def test_a_call_is_answered_the_answer_acts_and_the_act_is_done(town: Town) -> None:
    four = posts(town)
    code = at_home(town)
    browser = caller(code)
    assert f"/mine/{code}/call/" in text(browser, f"/mine/{code}/")
    rung = browser.post(f"/mine/{code}/call/", {"what": "水管爆了，关不上"})
    assert rung.status_code == 302, why(rung)
    for who in (four["head"], four["police"], four["doctor"], town.alice):
        assert "楼道呼叫，请应" in text(who, "/notices/")
    assert "楼道呼叫，请应" not in text(four["next_doctor"], "/notices/")
    call = str(town.full(town.alice, group_of(town.alice))["code"])
    page = text(four["head"], f"/m/{call}/")
    found = re.search(r'href="/m/([0-9A-Z-]{14})/">水管爆了', page)
    assert found
    rang = found[1]
    # Nobody answers: after two minutes everybody is called again and the street has it.
    town.later(minutes=3)
    assert town.full(town.dan, rang)["unit"] == "street"
    assert text(four["head"], "/notices/").count("楼道呼叫，请应") == 2
    press(four["head"], rang, "respond")
    assert town.full(town.alice, rang)["state"] == "answered"
    assert "楼大姐 应了" in text(four["police"], "/notices/")
    assert four["next_doctor"].post(f"/m/{rang}/go/").status_code == 404
    assert "有人应了" in text(browser, f"/mine/{code}/")
    town.later(minutes=2)
    press(four["head"], rang, "go")
    town.later(minutes=20)
    press(four["head"], rang, "finish", words="总阀关了，水擦干了")
    done = town.full(town.alice, rang)
    assert done["state"] == "done"
    acts = [line["act"] for line in done["history"]]
    assert [act for act in acts if act in ("raise", "respond", "go", "finish")] == [
        "raise",
        "respond",
        "go",
        "finish",
    ]
    shown = text(town.alice, f"/m/{rang}/")
    assert all(step in shown for step in ("呼", "应", "动", "成")) and "总阀关了" in shown
    assert "总阀关了，水擦干了" in text(browser, f"/mine/{code}/")
    assert "总阀关了，水擦干了" in text(four["doctor"], "/notices/")


@pytest.mark.mission("H57")
def test_a_stairwell_is_set_up_as_a_unit_in_advance_and_has_its_drill(town: Town) -> None:
    four = posts(town)
    wide = town.alice.post("/desk/stairwells/new/", {"area": town.cast.a, "why": "疫情形势紧张"})
    assert wide.status_code == 422 and "请选到单元" in wide.content.decode()
    away = town.charlie.post("/desk/stairwells/new/", {"area": town.cast.stairwell, "why": "别人的楼道"})
    assert away.status_code == 422 and "不在您的辖区" in away.content.decode()
    told = {"area": town.cast.stairwell, "why": "疫情形势紧张，先建起来", "until": "2022-01-20T09:00"}
    made = town.alice.post("/desk/stairwells/new/", told)
    assert made.status_code == 302, why(made)
    group = str(made["Location"]).split("/")[2]
    twice = town.alice.post("/desk/stairwells/new/", told)
    assert twice.status_code == 422 and "已经有快响小组" in twice.content.decode()
    assert "4/4" in text(town.alice, "/desk/stairwells/")
    # A program sees the same, and is refused for the same reasons.
    (seen,) = town.alice.get("/api/help/stairwells").json()
    assert (seen["code"], len(seen["roles"])) == (group, 4)
    for area in (town.cast.stairwell, town.cast.a, "9" * 20):
        again = town.alice.post(
            "/api/help/stairwells", json.dumps({"area": area, "why": "再建"}), content_type="application/json"
        )
        assert again.status_code == 409, again.content
    assert town.charlie.get("/api/help/stairwells").json() == []
    assert four["head"].get("/api/help/stairwells").status_code == 403
    # A week without a drill: the community is reminded; the drill is timed.
    town.later(days=7, minutes=1)
    assert "该演练" in text(town.alice, "/notices/")
    assert town.bob.post(f"/m/{group}/drill/", {"what": "模拟送医"}).status_code == 422
    town.act(town.alice, group, "drill", what="模拟：老人突发不适，送医")
    found = re.search(r'href="/m/([0-9A-Z-]{14})/">模拟：老人突发不适', text(town.alice, f"/m/{group}/"))
    assert found
    assert "演练：" in text(four["doctor"], "/notices/")
    town.later(minutes=1)
    town.act(four["doctor"], found[1], "go")
    town.later(minutes=9)
    town.act(four["doctor"], found[1], "finish", words="九分钟送到门口")
    page = text(town.alice, f"/m/{group}/")
    assert "1 分有人应" in page and "10 分办成" in page
    assert town.charlie.get(f"/m/{group}/").status_code == 404
    # Its time is over and nobody is at home: it is dissolved. With somebody at home it would have stayed.
    town.later(days=9)
    assert town.full(town.alice, group)["state"] == "closed"
