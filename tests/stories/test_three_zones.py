"""Three zones of one evening: sealed, controlled, precaution; proposed, decided by another, served, lifted."""

import datetime as dt
import html
from collections.abc import Iterator
from typing import Any

import pytest

from huying.base import clock
from huying.measures.tests.places import drill_rules
from huying.messages.models import Notice
from huying.people.models import Resident
from huying.places import scope
from huying.places.codes import grade, parent
from huying.places.models import Area
from huying.rulebook.testing import rules_hold
from tests.stories.town import Town, text, why

TWO = "99010100100100100200"
REGIME = {"segments": [{"kind": "quarantine_home", "days": 7}]}


@pytest.fixture
def quarter(town: Town) -> Iterator[Town]:
    """A second building with somebody in it, and the rules of the eighth edition."""
    with scope.everything("a story is staged"):
        Area.objects.create(
            code=TWO, grade=grade(TWO), parent_id=parent(TWO), zh="2幢", en="Building 2", compound="荷花新村"
        )
        Resident.objects.create(area=TWO, name="王老太", phone="13800000021", flags=["elder"])
        rules_hold(drill_rules("zones-8th-edition"), area=town.cast.district)
    yield town


def propose(town: Town, who: Any, kind: str, *places: str, **more: Any) -> str:
    """Somebody fills in the page; the code of the zone."""
    said = {
        "name": f"{kind}区域", "kind": kind, "place": list(places), "reason": "发现1例阳性", "authority": "望江区疫情防控指挥部",
        "legal_basis": "《传染病防治法》第三十九条", "effective_from": "2022-01-05T09:00", "clock_start": "2022-01-05T09:00",
        "expected_until": "2022-01-20T09:00", "service_phone": "0571-88880000", "food": "每天两次送到门口", **more,
    }  # fmt: skip
    look = who.post("/zones/new/", {**said, "_look": ""})
    assert look.status_code == 200, why(look)
    answer = who.post("/zones/new/", {**said, "_send": ""})
    assert answer.status_code == 302, why(answer)
    return str(answer["Location"]).split("/")[2]


def day(town: Town, number: int) -> None:
    town.now += dt.timedelta(days=number)
    clock._borrowed.set(town.now)


@pytest.mark.mission("M03")
def test_sealed_controlled_and_precaution_zones_of_one_evening(quarter: Town) -> None:
    town, nobody = quarter, quarter.client_for(None)
    sealed = propose(town, town.alice, "sealed", town.cast.building)
    controlled = propose(town, town.alice, "controlled", TWO)
    precaution = propose(town, town.dora, "precaution", town.cast.b)
    assert "sealed区域" not in text(nobody, "/zones/public/")
    assert (
        "1 人" in text(town.dan, f"/m/{sealed}/")
        and town.alice.post(f"/m/{sealed}/decide/", {}).status_code != 302
    )
    for code in (sealed, controlled, precaution):
        town.act(town.dan, code, "decide")
    told = Notice.objects.filter(template="measures.zone_in_force", channel="sms")
    assert set(told.values_list("about", flat=True)) == {sealed, controlled}
    public = text(nobody, "/zones/public/")
    for words in ("封控区", "足不出户、服务上门", "管控区", "人不出区、严禁聚集", "防范区", "强化社会面管控"):
        assert words in public, words
    assert "方芳" not in public and "王老太" not in public
    # The grid worker sees what holds in his own grid, the neighbour only what reaches her community.
    assert "每天两次" not in text(town.charlie, "/zones/") and sealed not in text(town.charlie, "/zones/")
    assert "足不出户" in text(town.bob, f"/zones/{sealed}/")
    zones = town.charlie.get("/api/zones").json()
    assert [one["kind"] for one in zones] == ["precaution"]
    # The controlled zone has a case: it goes up at once, and its days count anew.
    change = {"kind": "sealed", "reason": "2幢新增1例", "expected_until": "2022-01-21T09:00"}
    town.act(town.dan, controlled, "change", **change)
    assert [one["kind"] for one in town.alice.get(f"/api/zones?area={TWO}").json()] == ["sealed"]
    # Not lifted before its conditions hold; then lifted, and only then the precaution zone.
    refused = town.dan.post(f"/m/{sealed}/lift/", {})
    assert refused.status_code != 302 and "连续 14 天没有新增感染者" in refused.content.decode()
    day(town, 14)
    for code in (sealed, controlled):
        town.act(town.alice, code, "contacts")
        town.act(town.alice, code, "round", on="2022-01-18", expected="2", tested="2", positive="0")
    state = {
        one["code"]: one["holds"] for one in town.dan.get(f"/api/zones/{precaution}").json()["conditions"]
    }
    assert state == {"without": False}
    for code in (sealed, controlled):
        town.act(town.dan, code, "lift")
    assert town.dan.get(f"/api/zones/{precaution}").json()["conditions"][0]["holds"]
    town.act(town.dan, precaution, "lift")
    assert "现在没有划定的区域" in text(nobody, "/zones/public/") and "已于" in text(
        nobody, f"/zones/public/{sealed}/"
    )
    # What held on the second day can still be read.
    then = town.dan.get("/api/zones?at=2022-01-06T12:00:00%2B08:00").json()
    assert sorted(one["kind"] for one in then) == ["precaution", "sealed", "sealed"]


@pytest.mark.mission("M15")
def test_the_smallest_zone_is_offered_and_a_larger_one_says_why(quarter: Town) -> None:
    """Precision is more trouble than closing everything; so the page does the trouble."""
    town, nobody = quarter, quarter.client_for(None)
    three, four = TWO[:17] + "300", TWO[:17] + "400"
    with scope.everything("a story is staged"):
        for n, code in ((3, three), (4, four)):
            Area.objects.create(
                code=code, grade=grade(code), parent_id=parent(code), zh=f"{n}幢", en=f"Building {n}", compound="荷花新村"
            )  # fmt: skip
            Resident.objects.create(area=code, name=f"居民{n}", phone=f"1380000003{n}")
    rules_hold({"measures.regime": {"close_contact": REGIME}}, area=town.cast.district)
    proposed = town.alice.post(
        "/measures/new/", {"category": "close_contact", "name": "方芳", "phone": "13800000006", "address": "1幢1单元301室",
                           "exposed_at": "2022-01-04", "reason": "与病例同桌", "area": town.cast.stairwell},
    )  # fmt: skip
    assert proposed.status_code == 302, why(proposed)
    everything = [town.cast.building, TWO, three, four]
    said = {
        "name": "荷花新村", "kind": "sealed", "place": everything, "reason": "发现1名密接", "authority": "望江区疫情防控指挥部",
        "legal_basis": "《传染病防治法》第三十九条", "effective_from": "2022-01-05T09:00", "clock_start": "2022-01-05T09:00",
        "expected_until": "2022-01-20T09:00", "service_phone": "0571-88880000",
    }  # fmt: skip
    look = text_of(town.alice.post("/zones/new/", {**said, "_look": ""}))
    assert "1 处有登记在管的感染者或接触者，3 处没有" in look and "比现在少 3 人" in look
    # Three of four buildings have no known reason: it is not sent without saying why, and nothing typed is lost.
    refused = town.alice.post("/zones/new/", {**said, "_send": ""})
    assert refused.status_code == 422
    assert "请缩小，或写明为什么不能" in text_of(refused) and "0571-88880000" in text_of(refused)
    told = {**{k: v for k, v in said.items() if k != "place"}, "places": everything}
    by_program = town.alice.post(
        "/api/zones", {**told, "effective_from": "2022-01-05T09:00:00+08:00", "clock_start": "2022-01-05T09:00:00+08:00",
                       "expected_until": "2022-01-20T09:00:00+08:00"}, content_type="application/json",
    )  # fmt: skip
    assert by_program.status_code == 409 and "why_larger" in by_program.json()["fields"]

    # One press takes the smallest; it needs no further reason.
    narrow = text_of(town.alice.post("/zones/new/", {**said, "_narrow": ""}))
    assert "已选 1 处" in narrow and "每一栋都有登记" in narrow
    small = propose(town, town.alice, "sealed", town.cast.building)
    assert "为什么划这么大" not in text(town.dan, f"/m/{small}/")
    town.act(town.dan, small, "refuse", reason="改按更大的范围重报")
    # The larger one gives its reason, which whoever decides and every resident reads.
    because = "四幢共用一个地下车库和电梯厅，监控显示病例多次经过"
    large = propose(town, town.alice, "sealed", *everything, why_larger=because)
    assert because in text(town.dan, f"/m/{large}/")
    town.act(town.dan, large, "decide")
    assert because in text(nobody, f"/zones/public/{large}/") and because in text(
        town.bob, f"/zones/{large}/"
    )
    assert town.alice.get(f"/zones/{large}/poster.pdf").content.startswith(b"%PDF")


def text_of(answer: Any) -> str:
    return html.unescape(answer.content.decode())
