"""Three zones of one evening: sealed, controlled, precaution; proposed, decided by another, served, lifted."""

import datetime as dt
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
