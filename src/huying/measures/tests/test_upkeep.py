"""The closed loop, teams, disinfection, inspection, people held and a venue that opens again."""

import datetime as dt
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.matters.services import matter_open
from huying.measures.models import Disinfection, Hold, Inspection, Loop, LoopLink, TeamMember
from huying.measures.queries.teams import gaps_in, mine, responsible_for, team_about
from huying.measures.queries.upkeep import needs_of, venues_closed
from huying.measures.services.loops import loop_acknowledge, loop_pass, loop_start
from huying.measures.services.teams import member_name
from huying.measures.tests.places import Quarter, drill_rules
from huying.people.models import User
from huying.places import scope
from huying.rulebook.testing import rules_hold

Clients = Callable[[Any], Client]


def text(response: Any) -> str:
    return str(response.content.decode())


def opened(quarter: Quarter, who: Any, kind: str, area: str, **told: Any) -> str:
    takes = kind_of(kind).openings[0].takes
    assert takes is not None
    return matter_open(kind=kind, area=area, actor=quarter.actor(who), facts=takes.model_validate(told)).code


def five(quarter: Quarter) -> None:
    rules_hold(drill_rules("closed-loop-2022-01"), area=quarter.cast.district)


class Chain:
    """The people at the eight links."""

    def __init__(self, quarter: Quarter) -> None:
        five(quarter)
        cast = quarter.cast
        self.q = quarter
        self.owners: dict[str, User] = {
            "health_bureau": cast.staff("health_officer", cast.district, "henry", "亨利"),
            "transfer_team": cast.staff("escort", cast.district, "ed", "艾德"),
            "quarantine_site": cast.staff("site_keeper", cast.district, "kate", "凯特"),
            "community": cast.alice,
        }

    def step(self, who: User, does: Callable[..., Any], code: str) -> None:
        actor = self.q.actor(who)
        with scope.use(actor.area):
            does(actor=actor, loop=Loop.objects.get(code=code))


def test_eight_links_each_with_an_owner_and_no_moment_without_one(
    quarter: Quarter, client_for: Clients
) -> None:
    chain = Chain(quarter)
    henry = chain.owners["health_bureau"]
    code = loop_start(
        actor=quarter.actor(henry), area=quarter.one, name="方芳", phone="13800000006", cohort="CA123"
    ).code
    order = [told["unit"] for told in Loop.objects.get(code=code).chain]
    assert len(order) == 8
    for owner, following in pairwise(order):
        quarter.at(quarter.now + dt.timedelta(minutes=50))
        browser = client_for(chain.owners[owner])
        assert browser.post(f"/loops/{code}/do/pass_on/", {"note": "已核"}).status_code == 302
        assert quarter.matter(code).state == "passing"
        still = LoopLink.objects.get(loop__code=code, until=None)
        assert still.unit == owner
        quarter.at(quarter.now + dt.timedelta(minutes=10))
        assert client_for(chain.owners[following]).post(f"/loops/{code}/do/acknowledge/").status_code == 302
        assert quarter.matter(code).unit == following
    last = chain.owners["community"]
    links = list(LoopLink.objects.filter(loop__code=code).order_by("place"))
    assert [link.until for link in links[:-1]] == [link.since for link in links[1:]]
    assert [link.owner for link in links[1:]] == [chain.owners[unit] for unit in order[1:]]
    quarter.act(last, code, "finish")
    assert quarter.matter(code).state == "done"
    page = text(client_for(quarter.dirk).get(f"/loops/{code}/"))
    assert "远端查控" in page and "日常健康监测" in page and "方芳" not in page
    assert client_for(quarter.cast.charlie).get(f"/loops/{code}/").status_code == 404


def test_no_link_is_skipped_and_an_unacknowledged_one_climbs_or_goes_back(quarter: Quarter) -> None:
    chain = Chain(quarter)
    henry = chain.owners["health_bureau"]
    code = loop_start(actor=quarter.actor(henry), area=quarter.one, name="方芳").code
    with pytest.raises(Refused, match="comes next"):
        quarter.act(henry, code, "finish")
    with pytest.raises(Refused, match="left out"):
        quarter.act(henry, code, "pass_on", unit="community", area=quarter.cast.a)
    for _ in range(4):
        chain.step(henry, loop_pass, code)
        if quarter.matter(code).unit == "health_bureau":
            chain.step(henry, loop_acknowledge, code)
    quarter.act(chain.owners["transfer_team"], code, "send_back", reason="人没有上车")
    assert (quarter.matter(code).unit, quarter.matter(code).state) == ("health_bureau", "held")
    chain.step(henry, loop_pass, code)
    quarter.later(hours=1)
    assert quarter.matter(code).unit == "city" and LoopLink.objects.get(until=None).unit == "health_bureau"


def test_five_for_one_and_three_levels_the_missing_are_shown_and_everybody_sees_their_own(
    quarter: Quarter, client_for: Clients
) -> None:
    five(quarter)
    alice = client_for(quarter.cast.alice)
    case = opened(
        quarter, quarter.cast.alice, "measures.disinfection", quarter.one, place="1幢", reason="病例离开"
    )
    for role, name in (
        ("official", "赵干部"),
        ("community_worker", "艾丽"),
        ("grid_worker", "鲍勃"),
        ("doctor", "钱医生"),
    ):
        told = {
            "area": quarter.one,
            "measure": case,
            "role": role,
            "name": name,
            "username": "bob" if name == "鲍勃" else "",
        }
        assert alice.post("/teams/new/", told).status_code == 302
    team = team_about(case, quarter.one)
    assert len(team.members) == 4 and [one.code for one in team.missing] == ["police"]
    assert [one.about for one in mine(quarter.cast.bob.pk, quarter.cast.a1)] == [case]
    page = text(client_for(quarter.cast.bob).get("/teams/mine/"))
    assert case in page and "网格员" in page
    assert case not in text(client_for(quarter.cast.charlie).get("/teams/"))
    # Three levels for a place: the street for all, the community, the grid.
    member_name(by=None, area=quarter.cast.street, role="official", name="孙书记")
    member_name(by=None, area=quarter.cast.a, role="社区干部", name="李主任")
    gaps, buildings = gaps_in(quarter.cast.a)
    assert buildings == 4 and {role.code for gap in gaps for role in gap.missing} == {"grid_worker"}
    assert "没人管的楼" in text(alice.get("/teams/gaps/")) and "网格员" in text(alice.get("/teams/gaps/"))


def test_every_address_resolves_to_somebody_or_is_named_as_a_gap(
    quarter: Quarter, client_for: Clients, django_assert_num_queries: Any
) -> None:
    assert responsible_for(quarter.cast.stairwell) is None
    member_name(by=None, area=quarter.cast.a1, role="grid_worker", name="鲍勃")
    found = responsible_for(quarter.cast.stairwell)
    assert found is not None and found.name == "鲍勃" and responsible_for(quarter.nine) is None
    with django_assert_num_queries(2):
        gaps, buildings = gaps_in(quarter.cast.a)
    assert [gap.area.code for gap in gaps] == [quarter.nine] and buildings == 4
    page = text(client_for(quarter.cast.alice).get("/teams/gaps/"))
    assert "9幢" in page and "1 / 4" in page
    member_name(by=None, area=quarter.nine, role="grid_worker", name="罗拉")
    assert gaps_in(quarter.cast.a)[0] == []
    member = TeamMember.objects.get(name="罗拉")
    assert client_for(quarter.cast.charlie).post(f"/teams/{member.pk}/end/").status_code == 404
    assert client_for(quarter.cast.alice).post(f"/teams/{member.pk}/end/").status_code == 302
    assert len(gaps_in(quarter.cast.a)[0]) == 1


def opens(browser: Client, what: str, area: str, **told: str) -> str:
    """Somebody opens one on its page; the code."""
    answer = browser.post(f"/upkeep/new/?what={what}", {"area": area, **told})
    assert answer.status_code == 302, text(answer)
    return str(answer["Location"]).split("/")[2]


def press(browser: Client, code: str, act: str, **told: str) -> str:
    """Somebody presses an act on the page of the matter; "" when it was done, else what the page says."""
    answer = browser.post(f"/m/{code}/{act}/", told)
    return "" if answer.status_code == 302 else text(answer)


def test_a_final_disinfection_has_its_method_its_proof_and_a_second_pair_of_eyes(
    quarter: Quarter, client_for: Clients
) -> None:
    alice, bob = client_for(quarter.cast.alice), client_for(quarter.cast.bob)
    code = opens(alice, "disinfection", quarter.one, place="301室", reason="病例转走", final="yes")
    said = {"method": "含氯消毒剂", "done_by": "消杀队", "done_at": "2022-01-05T09:00", "proof": "记录1号"}
    assert "这个时间还没到" in press(bob, code, "disinfect", **{**said, "done_at": "2022-01-05T19:00"})
    assert press(bob, code, "disinfect", **{**said, "proof": ""})
    assert press(bob, code, "disinfect", **said) == ""
    assert "不能自己验收" in press(bob, code, "check")
    assert press(alice, code, "check") == ""
    row = Disinfection.objects.get(matter__code=code)
    assert quarter.matter(code).state == "checked" and (row.final, row.proof) == (True, "记录1号")
    assert "记录1号" in text(alice.get(f"/m/{code}/"))
    late = opens(alice, "disinfection", quarter.one, place="302室", reason="病例转走", final="yes")
    quarter.later(hours=25)
    assert quarter.matter(late).unit == "street"


def test_a_site_is_inspected_what_is_found_is_put_right_and_looked_at_again(
    quarter: Quarter, client_for: Clients
) -> None:
    stella = quarter.cast.staff("street_officer", quarter.cast.street, "stella", "斯黛拉")
    street, charlie = client_for(stella), client_for(quarter.cast.charlie)
    code = opens(street, "inspection", quarter.cast.b, place="柳岸酒店")
    assert press(street, code, "find", findings="穿脱区没有分开") == ""
    assert quarter.matter(code).due_at == quarter.now + dt.timedelta(hours=24)
    assert press(charlie, code, "put_right", put_right="已分开") == ""
    assert press(street, code, "accept") == ""
    row = Inspection.objects.get(matter__code=code)
    assert quarter.matter(code).state == "closed" and (row.inspector, row.put_right) == (stella, "已分开")
    assert client_for(quarter.cast.alice).get(f"/m/{code}/").status_code == 404


def test_people_held_over_night_are_fed_and_told_or_the_next_level_hears_of_it(
    quarter: Quarter, client_for: Clients
) -> None:
    alice, bob = client_for(quarter.cast.alice), client_for(quarter.cast.bob)
    code = opens(
        alice, "hold", quarter.one, place="咖啡店", reason="等流调", people="20", children="2", expected_until="2022-01-05T21:00",
    )  # fmt: skip
    page = text(bob.get(f"/m/{code}/"))
    for need in ("说明原因和等多久", "饮水", "吃饭", "药品和急病", "睡觉、保暖", "孩子、老人、孕妇的照顾"):
        assert need in page
    assert page.count("刚送到") >= 6
    assert press(bob, code, "give", need="information") == ""
    quarter.later(minutes=59)
    assert "overdue" not in quarter.lines(code)
    quarter.later(hours=1)
    assert quarter.matter(code).unit == "street" and "overdue" in quarter.lines(code)
    assert "清单上没有这一项" in press(bob, code, "give", need="gold")
    assert press(bob, code, "give", need="water") == ""
    row = Hold.objects.select_related("matter").get(matter__code=code)
    assert {need.rule.code: need.late for need in needs_of(row)}["water"] is False
    assert press(alice, code, "free", told="回家等通知，电话0571-88880000") == ""
    assert quarter.matter(code).state == "freed"


def test_a_mall_closes_is_disinfected_and_opens_again(quarter: Quarter, client_for: Clients) -> None:
    dora, alice, bob = (client_for(u) for u in (quarter.cast.dora, quarter.cast.alice, quarter.cast.bob))
    code = opens(
        dora, "venue", quarter.one, name="来福士", reason="病例到过", authority="区指挥部", legal_basis="《传染病防治法》",
        expected_until="2022-01-07T09:00",
    )  # fmt: skip
    assert [venue.name for venue in venues_closed(quarter.cast.a)] == ["来福士"]
    assert not venues_closed(quarter.cast.b)
    assert press(dora, code, "disinfect") == ""
    task = Disinfection.objects.select_related("matter").get().matter.code
    assert task in text(dora.get(f"/m/{code}/")) and press(dora, code, "open")
    said = {"method": "含氯", "done_by": "消杀队", "done_at": "2022-01-05T09:00", "proof": "记录"}
    assert press(bob, task, "disinfect", **said) == ""
    assert press(alice, task, "check") == ""
    assert quarter.matter(code).state == "disinfected"
    assert press(dora, code, "open", words="恢复营业") == ""
    assert quarter.matter(code).state == "open" and not venues_closed(quarter.cast.a)
    assert "正常开放" in text(dora.get(f"/m/{code}/"))


def test_the_list_of_what_is_open_and_programs(quarter: Quarter, client_for: Clients) -> None:
    alice, charlie = client_for(quarter.cast.alice), client_for(quarter.cast.charlie)
    said = {"area": quarter.one, "facts": {"place": "3号电梯", "reason": "病例乘过"}}
    made = alice.post("/api/upkeep/disinfection", said, "application/json")
    assert made.status_code == 201 and made.json()["state"] == "asked"
    assert charlie.post("/api/upkeep/disinfection", said, "application/json").status_code == 409
    wrong = alice.post("/api/upkeep/hold", {"area": quarter.one, "facts": {"people": 0}}, "application/json")
    assert wrong.status_code == 409 and "people" in wrong.json()["fields"]
    assert "3号电梯" in text(alice.get("/upkeep/")) and "3号电梯" not in text(charlie.get("/upkeep/"))
    assert alice.get("/upkeep/new/?what=emperor").status_code == 404


def test_a_roster_is_loaded_and_what_is_unclear_is_said(quarter: Quarter) -> None:
    from huying.intake.kinds import Loading, import_kind_of
    from huying.intake.kinds_teams import TeamRow

    five(quarter)
    rows = [
        TeamRow(place="荷花新村3幢", role="网格员", name="罗拉", phone="13800000041"),
        TeamRow(place="荷花新村3幢", role="厨师", name="马丁"),
        TeamRow(place="天边1幢", role="网格员", name="尼克"),
    ]
    loading = Loading(
        area=quarter.cast.a, actor=quarter.actor(quarter.cast.alice), user_id=quarter.cast.alice.pk
    )
    first = import_kind_of("teams").open(rows, loading)
    assert [one.refused is None for one in first] == [True, False, False]
    assert import_kind_of("teams").open(rows[:1], loading)[0].already
    assert TeamMember.objects.get().area == quarter.three


def test_programs_name_somebody_and_ask_for_the_gaps(quarter: Quarter, client_for: Clients) -> None:
    alice, charlie = client_for(quarter.cast.alice), client_for(quarter.cast.charlie)
    assert len(alice.get("/api/teams/gaps").json()) == 4
    said = {"area": quarter.cast.a, "role": "grid_worker", "name": "鲍勃"}
    assert charlie.post("/api/teams", said, "application/json").status_code == 409
    assert alice.post("/api/teams", said, "application/json").status_code == 201
    assert alice.get("/api/teams/gaps").json() == [] and len(alice.get("/api/teams").json()) == 1
    assert charlie.get("/api/teams").json() == []
