"""The platforms of the nine days: channels, kinds of messages, the team, the fast clocks, thanks; through HTTP only."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from huying.intake import commands
from tests.stories.town import Town, asks, caller_at, counted, queue, text, why

GAO = "13800000021"


def publisher(town: Town) -> Client:
    return town.client_for(town.cast.staff("rule_publisher", town.cast.district, "hao", "郝"))


def respond(town: Town, who: Client) -> str:
    """The district declares a response of the first level; the address of its page."""
    told = {
        "zh": "聚集性疫情", "level": "1", "authority": "区防控指挥部", "area": town.cast.district,
        "legal_basis": "应急预案", "measures": "封闭管理，求助随报随办", "expected_end": "2022-01-31",
    }  # fmt: skip
    made = who.post("/responses/new/", told)
    assert made.status_code == 302, why(made)
    return str(made["Location"])


def rules(town: Town, who: Client, slug: str, area: str, body: str) -> None:
    """One drafts a rule set, another publishes it."""
    gu = town.client_for(town.cast.staff("rule_editor", town.cast.district, f"gu-{slug}", "顾"))
    head = (
        f"slug: {slug}\ntitle: {{zh: 求助快办, en: Fast help}}\nauthority: {{zh: 区指挥部, en: District}}\n"
        f'area: "{area}"\nlegal_basis: []\nvalid: {{from: 2022-01-05, until: 2022-01-31}}\nrules:\n'
    )
    drafted = gu.post("/rules/new/yaml/", {"text": head + body})
    assert drafted.status_code == 302, why(drafted)
    seen = re.search(r'name="seen" value="(\w+)"', text(who, f"{drafted['Location']}publish/"))
    published = who.post(f"{drafted['Location']}publish/", {"seen": seen[1] if seen else ""})
    assert published.status_code == 302, why(published)


@pytest.mark.mission("H01")
def test_the_afternoon_the_response_begins_everybody_can_ask_by_a_public_channel(town: Town) -> None:
    respond(town, publisher(town))
    told = {"zh": "民情收集", "en": "Citizens' voices", "code": "minqing", "kind": "public", "area": "",
            "opens_at": "2022-01-05T17:00", "welcome_zh": "说说您的难处", "needs_phone": "yes"}  # fmt: skip
    assert town.eve.post("/settings/channels/new/", told).status_code == 302
    resident = Client()
    assert "民情收集" not in text(resident, "/")
    assert "说说您的难处" not in text(resident, "/ask/?channel=minqing")
    town.later(hours=8)
    assert "民情收集" in text(resident, "/")
    assert "说说您的难处" in text(resident, "/ask/?channel=minqing")
    code = asks(resident, town, "家里没有菜了，下不了楼", channel="minqing", category="daily_needs")
    assert code in text(resident, f"/mine/{code}/receipt/")
    row = town.request(town.alice, code)
    assert (row["channel"], row["received_at"]) == ("minqing", "2022-01-05T09:00:00Z")
    assert "民情收集" in text(town.sam, f"/desk/screening/{code}/")
    assert town.charlie.get(f"/m/{code}/").status_code == 404
    assert Client().get(f"/mine/{code}/").status_code == 302


@pytest.mark.mission("H02", "H04")
def test_a_second_platform_carries_requests_offers_and_questions_and_brings_them_together(town: Town) -> None:
    city = town.client_for(town.cast.staff("administrator", town.cast.city, "chen", "陈"))
    told = {"zh": "战疫手拉手", "en": "Hand in hand", "code": "shoulashou", "kind": "public", "area": ""}
    assert city.post("/settings/channels/new/", told).status_code == 302
    fang, gao, third = Client(), Client(), Client()
    way = {"channel": "shoulashou", "category": "daily_needs"}
    needs = asks(fang, town, "孩子的奶粉明天就没有了", **way)
    offers = asks(gao, town, "我家多两罐奶粉，可以送", kind="offer", phone=GAO, name="高强", **way)
    wonders = asks(
        third,
        town,
        "从外地回来要不要报备？",
        kind="enquiry",
        channel="shoulashou",
        category="policy",
        phone="13800000022",
    )
    assert set(queue(town.sam)) == {needs, offers, wonders}
    kinds = {code: town.request(town.sam, code)["kind"] for code in (needs, offers, wonders)}
    assert kinds == {needs: "request", offers: "offer", wonders: "enquiry"}
    town.screen(town.sam, wonders, "policy", "direct", kind="enquiry")
    town.act(town.sam, wonders, "answer", words="向社区报备就行。", people_helped="1")
    assert "向社区报备就行" in text(third, f"/mine/{wonders}/")
    # The desk that has the request sees who can help, and brings the two together with one press.
    town.screen(town.sam, needs, "daily_needs", "refer", unit="community")
    town.act(town.alice, needs, "sign_for")
    page = text(town.alice, f"/m/{needs}/")
    pressed = re.search(rf'href="(/m/{needs}/match/\?offer={offers})"', page)
    assert "有人能帮上" in page and pressed
    assert f'value="{offers}"' in text(town.alice, pressed[1])
    town.act(
        town.alice,
        needs,
        "match",
        offer=offers,
        partner="邻居高先生",
        words="邻居今晚送两罐到门口。",
        people_helped="1",
    )
    # Both are told; the offer has ended as matched, the request waits for its caller's word.
    assert town.request(town.alice, needs)["outcome"] == "matched"
    matched = town.request(town.alice, offers)
    assert (matched["state"], matched["outcome"]) == ("closed", "matched")
    told_gao = text(gao, f"/mine/{offers}/")
    assert "已经与需要的人对接上" in told_gao and "13800000006" not in told_gao and "方芳" not in told_gao
    assert "邻居今晚送两罐到门口" in text(fang, f"/mine/{needs}/")
    again = town.alice.post(
        f"/m/{needs}/match/", {"offer": offers, "words": "再来一次", "people_helped": "1"}
    )
    assert again.status_code == 422
    assert town.charlie.get(f"/m/{offers}/").status_code == 404
    # It did not come about: the request goes one level up, the offer waits for somebody else.
    assert fang.post(f"/mine/{needs}/do/not_solved/", {"reason": "没有人来"}).status_code == 302
    assert town.full(town.dan, needs)["unit"] == "street"
    assert town.request(town.sam, offers)["state"] == "received" and offers in queue(town.sam)
    assert "重新待用" in text(town.sam, f"/m/{offers}/")


@pytest.mark.mission("H03")
def test_the_platform_relieves_talks_and_explains(town: Town) -> None:
    """A case is solved; between the two sides words go both ways; and what is known is explained before asking."""
    resident = Client()
    before = asks(resident, town, "家里的降压药只够吃一天了", category="medication_supply", stop="check")
    assert "家里的药快吃完了" in before and "这样就行了，不用求助" in before
    code = asks(resident, town, "家里的降压药只够吃一天了", category="medication_supply")
    town.screen(town.sam, code, "medication_supply", "refer", unit="community")
    town.act(town.alice, code, "sign_for")
    town.act(town.alice, code, "ask_more", words="是哪一种药，什么牌子？")
    assert "是哪一种药" in text(resident, f"/mine/{code}/")
    added = resident.post(f"/mine/{code}/do/add/", {"words": "红盒的，一天一片"})
    assert added.status_code == 302, why(added)
    assert "红盒的，一天一片" in text(town.alice, f"/m/{code}/") and code in text(town.alice, "/notices/")
    town.act(town.alice, code, "reply", words="药店有，四点送到。")
    town.act(town.alice, code, "solve", words="送到您手上了。", people_helped="2")
    assert resident.post(f"/mine/{code}/do/confirm/", {}).status_code == 302
    assert town.request(town.alice, code)["outcome"] == "solved"
    assert "家里的药快吃完了" in text(Client(), "/cards/?q=药")
    other = Client()
    other.post("/track/", {"code": code, "phone": "13800000099"})
    assert other.get(f"/mine/{code}/").status_code == 302


@pytest.mark.mission("H06")
def test_more_than_a_thousand_in_a_day_and_the_desk_keeps_its_order(
    town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        {
            "id": n, "text": f"第{n}号来信：家里缺第{n}样东西，能不能帮忙想办法", "phone": f"138{n:08}",
            "time": f"2022-01-05 08:{n % 60:02}",
        }
        for n in range(1, 1101)
    ]  # fmt: skip
    file = tmp_path / "day.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    assert commands.main(["help", str(file), "--json", "--channel", "file", "--area", town.cast.a]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["received"], told["opened"], told["rejected"]) == (1100, 1100, [])
    urgent = town.send(
        town.alice, "透析的车来不了，今天下午要做", category="medical_care", vulnerable=["dialysis"]
    )
    page = text(town.sam, "/desk/screening/")
    assert re.search(r"1,?101 件待分拣", page)
    assert queue(town.sam)[0] == urgent
    with counted() as seen:
        text(town.sam, "/desk/screening/")
    assert len(seen) <= 25
    fifty = queue(town.sam)[:50]
    done = town.sam.post("/desk/screening/together/", {
        "pick": fifty, "kind": "request", "category": "other", "urgency": "normal", "handling": "refer", "unit": "community",
    })  # fmt: skip
    assert done.status_code == 302, why(done)
    assert re.search(r"1,?051 件待分拣", text(town.sam, "/desk/screening/"))
    figures = re.sub(r"(?<=\d),(?=\d)", "", text(town.dan, "/desk/figures/"))
    assert "收到 1101 件 ＝ 正在办 1101 件" in figures and "<dd>50</dd>" in figures


@pytest.mark.mission("H10")
def test_in_a_response_a_fast_clock_runs_beside_that_of_the_ordinary_hotline(town: Town) -> None:
    hao = publisher(town)

    def promised(code: str) -> dt.timedelta:
        return dt.datetime.fromisoformat(town.full(town.dan, code)["clocks"]["solution"]) - town.now

    before = town.send(town.alice, "楼道的灯修了很多次还是不亮", category="other")
    assert promised(before) > dt.timedelta(days=4)
    respond(town, hao)
    fast = "  help.solution:\n    ordinary: 24h\n  help.first_answer:\n    ordinary: 2h\n"
    rules(town, hao, "fast", town.cast.street, fast)
    quick = town.send(town.alice, "楼道的灯还是不亮，老人摔了", category="other")
    assert promised(quick) == dt.timedelta(hours=24)
    west = town.client_for(town.cast.staff("community_worker", town.cast.c, "wes", "韦斯"))
    slow = town.send(west, "楼道的灯还是不亮", category="other", area=town.cast.c)
    assert promised(slow) > dt.timedelta(days=4)
    # Handed to the hotline it has the hotline's number, and our clock goes on.
    due = town.full(town.dan, quick)["clocks"]["solution"]
    town.screen(town.sam, quick, "other", "external", system="12345", reference="BL1")
    assert town.full(town.dan, quick)["clocks"]["solution"] == due
    assert "时限不变" in text(caller_at(town, quick), f"/mine/{quick}/")
    town.later(hours=25)
    late = town.full(town.dan, quick)
    assert late["unit"] == "district" and "solution_late" in [line["act"] for line in late["history"]]
    assert "solution_late" not in [line["act"] for line in town.full(town.dan, before)["history"]]


@pytest.mark.mission("H11", "H12")
def test_the_practice_centre_forms_a_team_on_the_spot_and_it_works_its_queue(town: Town) -> None:
    waiting = town.send(town.alice, "快递在小区门口，拿不上来", category="pickup_delivery")
    named = town.eve.post("/settings/units/new/", {
        "code": "volunteer_team", "area": town.cast.district, "zh": "民情处置志愿小分队", "en": "Rapid team",
        "run_by": "区新时代文明实践中心", "phone": "0574-86780000",
    })  # fmt: skip
    assert named.status_code == 302, why(named)
    team = []
    for username, name, role in (("qin", "秦", "volunteer_lead"), ("qiu", "邱", "screener")):
        made = town.eve.post("/settings/staff/new/", {"username": username, "name": name})
        person = str(made["Location"]).split("/")[3]
        post = town.eve.post(f"/settings/staff/{person}/post/", {"role": role, "area": town.cast.district})
        assert post.status_code == 302, why(post)
        team.append(town.client_for(person_of(username)))
    lead, member = team
    assert waiting in queue(lead) and waiting in queue(member)
    resident = caller_at(town, waiting)
    mine = text(resident, f"/mine/{waiting}/")
    assert "民情处置志愿小分队" in mine and "区新时代文明实践中心" in mine and "0574-86780000" in mine
    town.screen(member, waiting, "pickup_delivery", "direct")
    assert "民情处置志愿小分队" in text(town.dan, f"/m/{waiting}/")
    assert town.full(member, waiting)["unit"] == "volunteer_team"
    # A colleague of the team takes over what the first one had, and brings it to its end.
    took = town.act(lead, waiting, "take")
    assert took["history"][-1]["who"].startswith("秦") or "秦" in json.dumps(took, ensure_ascii=False)
    town.act(lead, waiting, "reply", words="十分钟后送到您门口。")
    assert town.act(lead, waiting, "solve", words="放门口了。", people_helped="1")["state"] == "answered"
    outsider = town.client_for(town.cast.staff("screener", town.cast.other_street, "wes", "韦斯"))
    assert waiting not in text(outsider, "/desk/screening/")


def person_of(username: str) -> Any:
    """The account an administrator has just made: its holder sits down at a browser."""
    from huying.people.models import User

    return User.objects.get(username=username)


@pytest.mark.mission("H22")
def test_all_are_answered_or_matched_but_for_one_in_liaison(town: Town) -> None:
    codes = [
        town.send(town.alice, f"第{n}件：要一袋米", category="daily_needs", contact_phone=f"1380000030{n}")
        for n in range(4)
    ]
    for code in codes:
        town.screen(town.sam, code, "daily_needs", "refer", unit="community")
        town.act(town.alice, code, "sign_for")
    answered, solved, matched, pending = codes
    town.act(town.alice, answered, "answer", words="超市八点可以送到楼下。", people_helped="1")
    town.act(town.alice, solved, "solve", words="米送到了。", people_helped="3")
    town.act(town.alice, matched, "match", words="粮油店直接送。", partner="粮油店", people_helped="2")
    for code in (answered, solved, matched):
        town.act(town.sam, code, "confirm")
    town.act(town.alice, pending, "liaise", words="正在联系供销社。", partner="供销社")
    page = text(town.dan, "/desk/figures/")
    shown = {
        key: found[1]
        for key in ("in-hand", "in-liaison", "answered", "solved", "matched")
        if (found := re.search(rf'id="{key}">(\d+)<', page))
    }
    assert shown == {"in-hand": "1", "in-liaison": "1", "answered": "1", "solved": "1", "matched": "1"}
    assert "收到 4 件 ＝ 正在办 1 件 ＋ 已办结 3" in page
    assert "对接中" in text(caller_at(town, pending, "13800000303"), f"/mine/{pending}/")
    west = town.client_for(town.cast.staff("street_officer", town.cast.other_street, "otto", "奥拓"))
    assert 'id="in-hand">0<' in text(west, "/desk/figures/")
    # The liaison is not forgotten: its own clock asks for a look.
    town.later(hours=13)
    assert "remind" in [line["act"] for line in town.full(town.alice, pending)["history"]]


@pytest.mark.mission("H23")
def test_people_helped_are_counted_apart_from_requests(town: Town) -> None:
    def counts() -> tuple[str, str]:
        page = text(town.dan, "/desk/figures/")
        helped, solved = (re.search(rf'id="{key}">(\d+)<', page) for key in ("people-helped", "solved"))
        assert helped and solved
        return helped[1], solved[1]

    building = town.record(
        town.alice, "整栋楼停水，三十六户没有水", handled="here", category="utilities", people_affected="36"
    )
    one = town.record(town.alice, "要一箱奶", handled="here", category="daily_needs", contact_phone=GAO)
    town.act(town.alice, building, "reply", words="送水车两点到。")
    town.act(town.alice, building, "solve", words="送水车到了，管子也接好了。", people_helped="90")
    assert counts() == ("0", "0")
    town.act(town.sam, building, "confirm")
    town.act(town.alice, one, "reply", words="下午送。")
    town.act(town.alice, one, "solve", words="送到了。", people_helped="2")
    town.act(town.sam, one, "confirm")
    assert counts() == ("92", "2")
    # Reopened, its people no longer count as helped.
    town.act(town.dora, building, "reopen", reason="又停水了")
    assert counts() == ("2", "1")


@pytest.mark.mission("H27")
def test_thanks_and_marks_reach_those_who_helped(town: Town) -> None:
    code = town.send(town.alice, "孩子发烧，家里没有退烧药", category="medication_supply")
    town.screen(town.sam, code, "medication_supply", "refer", unit="community")
    town.act(town.alice, code, "sign_for")
    town.act(town.alice, code, "solve", words="药送到了。", people_helped="1")
    resident = caller_at(town, code)
    asked = text(resident, f"/mine/{code}/do/confirm/")
    assert "评分" in asked and "想说的话" in asked
    said = resident.post(f"/mine/{code}/do/confirm/", {"rating": "5", "thanks": "半夜还送来，太感谢了！"})
    assert said.status_code == 302, why(said)
    for who in (town.alice, town.sam):
        assert "半夜还送来，太感谢了！ ★★★★★" in text(who, "/notices/")
    assert "半夜还送来" not in text(town.charlie, "/notices/")
    feed = text(town.alice, "/desk/thanks/")
    assert "半夜还送来，太感谢了！" in feed and "★★★★★" in feed and "方芳" not in feed
    assert "半夜还送来" not in text(town.charlie, "/desk/thanks/")
    row = town.request(town.alice, code)
    assert (row["outcome"], row["state"]) == ("solved", "closed")


@pytest.mark.mission("H29")
def test_after_the_level_is_lowered_medicine_is_still_fetched(town: Town) -> None:
    hao = publisher(town)
    address = respond(town, hao)
    code = town.send(town.alice, "老人的胰岛素只剩两天", category="medication_supply", vulnerable=["elder"])
    town.screen(town.sam, code, "medication_supply", "refer", unit="community")
    due = town.full(town.alice, code)["clocks"]["solution"]
    lowered = hao.post(
        f"{address}change/", {"level": "3", "expected_end": "2022-01-31", "reason": "连续多日无新增"}
    )
    assert lowered.status_code == 302, why(lowered)
    assert town.full(town.alice, code)["clocks"]["solution"] == due and code in text(town.alice, "/desk/")
    ended = hao.post(f"{address}end/", {"reason": "疫情已平息"})
    assert ended.status_code == 302, why(ended)
    standing = town.full(town.alice, code)
    assert standing["state"] == "referred" and {"sign", "solution"} <= set(standing["clocks"])
    resident = Client()
    later = asks(resident, town, "还是配不到慢性病的药，去医院不方便", category="medical_care", phone=GAO)
    assert suggests_someone(town, later)
    town.screen(town.sam, later, "medical_care", "refer", unit="community")
    for one in (code, later):
        town.act(town.alice, one, "sign_for")
        town.act(town.alice, one, "solve", words="药配好送到了。", people_helped="1")
    assert resident.post(f"/mine/{later}/do/confirm/", {}).status_code == 302
    assert town.request(town.alice, later)["outcome"] == "solved"


def suggests_someone(town: Town, code: str) -> bool:
    """Whether the desk is still told which way such a message goes."""
    return "通常这样办" in text(town.sam, f"/desk/screening/{code}/")


def test_somebody_follows_what_others_told_and_their_own_words_are_kept(town: Town) -> None:
    same = "我们小区的暖气一点都不热，家里只有十二度"
    first = asks(Client(), town, same, category="utilities", phone="13800000041")
    asks(Client(), town, same + "，老人受不了", category="utilities", phone="13800000042")
    third = Client()
    page = asks(third, town, same + "，孩子都感冒了", category="utilities", phone="13800000043", stop="check")
    token = re.search(r'name="_follow" value="([^"]+)"', page)
    assert token and "就是这件，跟着它" in page and first not in page
    code = asks(
        third, town, same + "，孩子都感冒了", category="utilities", phone="13800000043", follow=token[1]
    )
    mine = text(third, f"/mine/{code}/")
    assert "您说与别人的一件相同" in mine and "孩子都感冒了" in mine
    # The screener sees it said, and merges with one look; nobody is missed: it waits in the queue until then.
    assert code in queue(town.sam)
    beside = text(town.sam, f"/desk/screening/{code}/")
    assert "求助人说是同一件" in beside
    town.screen(town.sam, first, "utilities", "refer", unit="community")
    town.act(town.alice, first, "sign_for")
    assert "已接手" in text(third, f"/mine/{code}/")
    figures = text(town.dan, "/desk/figures/")
    assert re.search(r"与别人说的是同一件</dt><dd>1<", figures)
    merged = town.sam.post(f"/desk/merging/{first}/", {"kept": first, "pick": [code]})
    assert merged.status_code == 302
    row = town.request(town.sam, code)
    assert (row["outcome"], row["text"]) == ("merged", same + "，孩子都感冒了")
    town.act(town.alice, first, "solve", words="换热站修好了。", people_helped="30")
    assert "已答复" in text(third, f"/mine/{code}/")
    # Taken apart it is a message of its own again, and screened its own way it follows nobody.
    town.sam.post(f"/desk/merging/{code}/undo/")
    town.screen(town.sam, code, "utilities", "refer", unit="community")
    assert "您说与别人的一件相同" not in text(third, f"/mine/{code}/")
    forged = asks(Client(), town, same, category="utilities", phone="13800000044", follow="x" + token[1])
    assert "您说与别人的一件相同" not in text(caller_at(town, forged, "13800000044"), f"/mine/{forged}/")
