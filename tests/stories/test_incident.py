"""The night at the mall: an alarm, a command, every entrance, five forces, people parted by risk, until it is open again."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from huying.base import clock
from tests.stories.town import Town, text, why

# 5 April 2022, ten in the evening at home.
ALARM = dt.datetime(2022, 4, 5, 14, 0, tzinfo=dt.UTC)
GATES = "南门\n北门\n地下车库出口\nB1 地铁连廊\n4 楼天桥"


class Night:
    """The town on that evening, with a police officer and the desks of the district."""

    def __init__(self, town: Town) -> None:
        self.town, cast = town, town.cast
        self.police = town.client_for(cast.staff("police_officer", cast.a, "paul", "鲍尔"))
        self.city = town.client_for(cast.staff("city_officer", cast.city, "cindy", "辛迪"))
        self.escort = town.client_for(cast.staff("escort", cast.district, "ed", "艾德"))
        town.now = ALARM
        clock._borrowed.set(ALARM)

    def alarm(self, who: Client | None = None, **more: Any) -> str:
        """The police officer writes the alarm down; its code."""
        told = {
            "place": "来福广场", "what": "外省通报：一名确诊人员今晚在商场二楼咖啡店。", "source": "police", "number": "110-2207",
            "area": self.town.cast.building, "heard_at": f"{self.town.now.astimezone(dt.timezone(dt.timedelta(hours=8))):%Y-%m-%dT%H:%M}",
            "inside": "130", **more,
        }  # fmt: skip
        made = (who or self.police).post("/incidents/new/", told)
        assert made.status_code == 302, why(made)
        return str(made["Location"]).split("/")[2]

    def whole(self, code: str, who: Client | None = None) -> dict[str, Any]:
        answer = (who or self.town.stella).get(f"/api/incidents/{code}")
        assert answer.status_code == 200, answer.content.decode()
        return dict(answer.json())

    def refused(self, who: Client, code: str, act: str, **told: Any) -> str:
        answer = who.post(f"/m/{code}/{act}/", told)
        assert answer.status_code == 422, (act, answer.status_code)
        return why(answer)

    def task(self, code: str, step: str) -> str:
        return next(str(one["code"]) for one in self.whole(code)["tasks"] if one["step"] == step)

    def commanded(self) -> str:
        """An alarm the street has taken command of five minutes later."""
        code = self.alarm()
        self.town.later(minutes=5)
        self.town.act(self.town.stella, code, "command", commander="史泰", commander_phone="0571-86781234")
        return code


@pytest.fixture
def night(town: Town) -> Iterator[Night]:
    yield Night(town)


@pytest.mark.mission("M40")
def test_the_street_acts_on_an_alarm_of_the_police_within_minutes(night: Night) -> None:
    town = night.town
    code = night.alarm()
    # It waits at the street's desk with a clock; whoever works for the place hears of it at once.
    assert "来福广场" in text(town.stella, "/desk/") and "来福广场" in text(town.stella, "/incidents/")
    assert town.full(town.stella, code)["state"] == "alarm"
    for office in (town.alice, town.dan, town.hanna, night.police):
        assert "来福广场" in text(office, "/notices/")
    assert town.charlie.get(f"/m/{code}/").status_code == 404 and "来福广场" not in text(
        town.charlie, "/incidents/"
    )
    town.later(minutes=5)
    after = town.act(town.stella, code, "command", commander="史泰", commander_phone="0571-86781234")
    assert after["state"] == "working"
    page = text(town.stella, f"/m/{code}/")
    assert "史泰" in page and "封住每个出入口" in page and "广播说明情况" in page
    assert len(night.whole(code)["tasks"]) == 8

    # Another alarm nobody takes up: after ten minutes it is the district's, after twenty the city's.
    forgotten = night.alarm(place="东湖电影院")
    town.later(minutes=11)
    assert town.full(town.dan, forgotten)["unit"] == "district"
    assert "东湖电影院" in text(town.dan, "/desk/")
    town.later(minutes=11)
    assert town.full(night.city, forgotten)["unit"] == "city"
    assert town.act(night.city, forgotten, "dismiss", reason="核实是演练")["state"] == "false_alarm"
    # A program of the health authority reports one too, once however often it sends it.
    told = {"area": town.cast.a, "place": "荷花宾馆", "what": "发热旅客", "source": "health"}
    sent = [
        town.hanna.post(
            "/api/incidents",
            json.dumps(told),
            content_type="application/json",
            headers={"Idempotency-Key": "A1"},
        )
        for _ in range(2)
    ]
    assert [one.status_code for one in sent] == [201, 201] and sent[0].json() == sent[1].json()


@pytest.mark.mission("M36", "M20")
def test_every_entrance_is_sealed_and_none_is_forgotten(night: Night) -> None:
    town = night.town
    code = night.commanded()
    assert "还没有登记出入口" in night.refused(town.stella, code, "all_sealed")
    town.act(town.alice, code, "add_spots", names=GATES)
    assert "都登记过了" in night.refused(town.alice, code, "add_spots", names="南门\n 北门 ")
    town.act(town.bob, code, "seal", spot="南门", by="鲍勃")
    town.act(night.police, code, "seal", spot="北门", by="鲍尔", how="警戒带")
    said = night.refused(town.stella, code, "all_sealed")
    assert "还有 3 处" in said and "B1 地铁连廊" in said and "南门" not in said
    # The task of sealing cannot be called done either while one is open.
    assert "还有 3 处" in night.refused(town.alice, night.task(code, "seal"), "finish", words="都封了")
    assert "已封住" in night.refused(town.bob, code, "seal", spot="南门", by="鲍勃")
    # After half an hour the command and the district learn of what is still open.
    town.later(minutes=31)
    assert "还有 3 处没有封住" in text(town.dan, "/notices/")
    for gate in ("地下车库出口", "B1 地铁连廊"):
        town.act(town.bob, code, "seal", spot=gate, by="鲍勃")
    town.act(town.alice, code, "rule_out", spot="4 楼天桥", reason="施工，早已砌墙封死")
    assert town.act(town.stella, code, "all_sealed")["state"] == "sealed"
    town.act(town.alice, night.task(code, "seal"), "finish", words="四处封住，一处不通")

    # A door found later is open: the place does not count as sealed until it is.
    town.act(town.bob, code, "add_spots", names="员工后门")
    assert night.whole(code)["state"] == "working"
    town.act(town.bob, code, "seal", spot="员工后门", by="鲍勃")
    assert town.act(town.stella, code, "all_sealed")["state"] == "sealed"
    states = [one["state"] for one in night.whole(code)["spots"]]
    assert sorted(states) == ["out"] + ["sealed"] * 5
    page = text(town.bob, f"/m/{code}/")
    assert "5 <small>/ 6</small>" in page.replace("\n", "") or "员工后门" in page

    # It is not over while one is shut, and a false alarm keeps nothing shut.
    assert "还有 5 处没有放开" in night.refused(town.stella, code, "close", lessons="结束")
    for gate in ("南门", "北门", "地下车库出口", "B1 地铁连廊", "员工后门"):
        town.act(town.stella, code, "release", spot=gate)
    for one in night.whole(code)["tasks"]:
        if one["state"] in ("asked", "taken"):
            town.act(town.stella, one["code"], "drop", reason="现场没有人")
    assert town.act(town.stella, code, "close", lessons="后门没有登记，下次先问物业。")["state"] == "closed"
    # The next incident there begins with every entrance of this one, the back door too, all of them open.
    again = night.commanded()
    spots = night.whole(again)["spots"]
    assert len(spots) == 6 and {one["state"] for one in spots} == {"open"}
    assert town.charlie.get(f"/m/{code}/seal/").status_code == 404


@pytest.mark.mission("M25", "M26")
def test_five_forces_share_the_work_and_three_lines_work_together_in_the_tracing_force(night: Night) -> None:
    town = night.town
    code = night.commanded()
    forces = night.whole(code)["forces"]
    assert [one["title"]["zh"] for one in forces] == [
        "社区管控专班", "核酸检测专班", "流调溯源专班", "隔离转运专班", "区域协查专班",
    ]  # fmt: skip
    assert text(town.stella, f"/m/{code}/").count("没有定") == 5
    for force, unit, leader in (
        ("社区管控专班", "community", "艾丽"), ("核酸检测专班", "health_bureau", "韩娜"), ("隔离转运专班", "transfer_team", "艾德"),
        ("区域协查专班", "district", "丹"),
    ):  # fmt: skip
        town.act(town.stella, code, "name_force", force=force, unit=unit, leader=leader)
    wrong = night.refused(
        town.stella,
        code,
        "name_force",
        force="流调溯源专班",
        unit="health_bureau",
        leader="韩娜",
        members="消防 王强",
    )
    assert "不是这个专班的一方" in wrong and "公安" in wrong
    members = "公共卫生 韩娜\n公安：鲍尔"
    town.act(
        town.stella,
        code,
        "name_force",
        force="流调溯源专班",
        unit="health_bureau",
        leader="韩娜",
        members=members,
    )
    tracing = next(one for one in night.whole(code)["forces"] if one["code"] == "tracing")
    assert [line["zh"] for line in tracing["missing"]] == ["工信"]
    assert "人不齐" in text(town.stella, f"/m/{code}/")
    town.act(
        town.stella,
        code,
        "name_force",
        force="流调溯源专班",
        unit="health_bureau",
        leader="韩娜",
        members=members + "\n工信 李工",
    )
    assert all(not one["missing"] for one in night.whole(code)["forces"])
    assert "人不齐" not in text(town.stella, f"/m/{code}/")
    # Each force's work stands at its own office, at once, without a relay.
    holders = {one["step"]: town.full(town.stella, one["code"])["unit"] for one in night.whole(code)["tasks"]}
    assert holders["seal"] == "community" and holders["sample"] == holders["trace"] == "health_bureau"
    assert holders["move"] == "transfer_team" and holders["letters"] == "district"
    assert "采样，高风险的人单独采" in text(town.hanna, "/desk/")


@pytest.mark.mission("M37")
def test_one_flat_command_its_orders_acknowledged_and_its_record_in_order(night: Night) -> None:
    town = night.town
    code = night.commanded()
    # Orders go straight to whoever does them, are acknowledged by name, and a late one is the command's to know.
    order = {"title": "给 B 区送 60 份盒饭", "unit": "community", "note": "十一点前"}
    town.act(town.stella, code, "order", **order)
    given = next(one for one in night.whole(code)["tasks"] if one["title"] == order["title"])
    town.later(minutes=61)
    assert order["title"] in text(town.stella, "/notices/"), "late: the command hears of it"
    town.act(town.alice, given["code"], "take")
    town.act(town.alice, given["code"], "finish", words="60 份送到，签收 60 人")
    town.act(night.police, code, "note", kind="report", words="北门外有家属聚集，已劝离")
    town.act(town.stella, code, "note", kind="contact", to="市防控办", words="已电话报告人数 130")
    town.act(
        town.stella, code, "hand_command", unit="district", commander="丹", commander_phone="0571-86780000",
        words="采样还剩一组，转运车在路上",
    )  # fmt: skip
    whole = night.whole(code, town.dan)
    assert whole["commander"] == "丹"
    # The record has all of it in order, each line with who and when; on paper too.
    page = text(town.dan, f"/m/{code}/")
    for words in ("北门外有家属聚集", "已电话报告人数 130", "采样还剩一组", "鲍尔", "史泰"):
        assert words in page
    paper = town.dan.get(f"/incidents/{code}/record.pdf")
    assert paper.status_code == 200 and paper.content.startswith(b"%PDF")
    assert town.charlie.get(f"/incidents/{code}/record.pdf").status_code == 404


@pytest.mark.mission("M38")
def test_the_broadcast_is_read_out_again_and_again_and_people_are_looked_after(night: Night) -> None:
    town = night.town
    code = night.commanded()
    broadcast = night.task(code, "broadcast")
    page = text(town.alice, f"/m/{broadcast}/")
    assert "请留在原地" in page and "有急病的、带孩子的" in page and "还没有广播过" in page
    # Nobody has read it out after a quarter of an hour: the command hears of it.
    town.later(minutes=16)
    assert "广播说明情况" in text(town.stella, "/notices/")
    for words in ("广播了一遍", "又广播一遍：饭已送到，采样十一点四十开始"):
        town.act(town.bob, broadcast, "report", words=words)
        town.later(minutes=20)
    page = text(town.alice, f"/m/{broadcast}/")
    assert "已经 2 遍" in page and "采样十一点四十开始" in page
    assert "报告 2 次" in text(town.stella, f"/m/{code}/")
    town.act(town.alice, broadcast, "finish", words="共广播 5 遍，家长和老人单独安抚，情绪平稳")
    # Who is held there, and what they were given, hangs from the incident.
    ask = f"/upkeep/new/?what=hold&parent={code}&place=来福广场"
    assert "来福广场" in text(town.stella, ask)
    held = town.stella.post(
        ask, {"area": town.cast.building, "place": "来福广场", "reason": "等采样结果", "people": "130", "children": "12",
              "expected_until": "2022-04-06T08:00"},
    )  # fmt: skip
    assert held.status_code == 302, why(held)
    hold = str(held["Location"]).split("/")[2]
    assert "现场临时滞留" in text(town.stella, f"/m/{code}/")
    town.act(town.alice, hold, "give", need="water")
    town.act(town.alice, night.task(code, "care"), "finish", words="水、毯子、奶粉")


@pytest.mark.mission("M34", "M32")
def test_those_who_were_there_together_with_the_case_are_parted_and_sampled_apart(night: Night) -> None:
    town = night.town
    code = night.commanded()
    town.act(town.alice, code, "group", name="一楼大厅", people="120", high="no", where="大厅东侧")
    town.act(town.alice, code, "group", name="二楼咖啡店", people="4", high="no", where="店内")
    town.act(
        town.hanna,
        code,
        "expose",
        case_ref="外省病例3",
        exposed_from="2022-04-05T18:30",
        exposed_until="2022-04-05T19:40",
    )
    names = "王一,13911110001,18:00,20:00\n李二,13911110002,19:30,\n赵三,13911110003,20:10,\n孙四,13911110004,17:00,18:10\n周五,,,"
    assert "第 1 行" in night.refused(town.alice, code, "people", group="二楼咖啡店", lines="王一,不是电话")
    town.act(town.alice, code, "people", group="二楼咖啡店", lines=names)
    cafe = next(one for one in night.whole(code)["groups"] if one["name"] == "二楼咖啡店")
    assert (cafe["people"], cafe["together"]) == (5, 2), "only those whose times meet the case's"
    page = text(town.alice, f"/m/{code}/")
    assert (
        "同时在场 2 人" in page and "不同时 2 人" in page and "王一" not in page and "13911110001" not in page
    )

    # A person parts them; from then on each group is sampled and counted apart.
    town.act(town.hanna, code, "part", group="二楼咖啡店", name="同时空", where="三楼会议室")
    town.act(town.alice, code, "sampled", group="一楼大厅", tested="120")
    groups = {one["name"]: one for one in night.whole(code)["groups"]}
    assert (groups["同时空"]["people"], groups["同时空"]["high"], groups["同时空"]["tested"]) == (2, True, 0)
    assert groups["二楼咖啡店"]["people"] == 3
    assert "高风险，单独采样" in text(town.alice, f"/m/{code}/")
    assert "还有 5 人没有采样" in night.refused(
        town.hanna, night.task(code, "sample"), "finish", words="采完了"
    )
    assert "只有 2 人" in night.refused(town.alice, code, "sampled", group="同时空", tested="3")
    for group, tested in (("同时空", "2"), ("二楼咖啡店", "3")):
        town.act(town.alice, code, "sampled", group=group, tested=tested)
    town.act(town.hanna, night.task(code, "sample"), "finish", words="125 人，高风险 2 人单采双检")

    # For the two a measure is proposed, decided together; the others go home with an advice, everybody is accounted for.
    assert "没有这一类" in night.refused(
        town.hanna, code, "propose", group="同时空", category="unheard_of", reason="同时空"
    )
    town.act(
        town.hanna,
        code,
        "propose",
        group="同时空",
        category="place_exposed",
        reason="与外省病例3同时在咖啡店",
    )
    proposed = text(town.hanna, "/measures/?which=proposed")
    assert "王*" in proposed and "李*" in proposed and "赵*" not in proposed
    assert "来福广场 同时空" in proposed or "同时空" in proposed
    assert "还有 125 人在场" in night.refused(town.stella, night.task(code, "move"), "finish", words="走完了")
    for group, gone, to in (
        ("一楼大厅", "120", "测温登记后回家，健康监测"), ("二楼咖啡店", "3", "回家，健康监测"), ("同时空", "2", "专车去柳岸酒店"),
    ):  # fmt: skip
        town.act(town.stella, code, "leave", group=group, left=gone, to=to)
    town.act(town.stella, night.task(code, "move"), "finish", words="全部离场")
    assert town.charlie.post(f"/m/{code}/people/", {"group": "同时空", "lines": "钱六"}).status_code == 404
