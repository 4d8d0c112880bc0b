"""People, goods and environment together; and every positive from abroad sequenced, of its room too."""

import html
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from huying.rulebook.testing import rules_hold
from tests.stories.test_platform import publisher, respond
from tests.stories.town import Town, text, why

REGIME = {
    "segments": [{"kind": "quarantine_facility", "days": 14}],
    "tests": [{"segment": 1, "days": [1, 4, 7, 14]}],
}


class Bench:
    """The town with a laboratory, an inspector and a site's keeper."""

    def __init__(self, town: Town) -> None:
        self.town, cast = town, town.cast
        self.lab = town.client_for(cast.staff("laboratory", cast.district, "lab", "化验员"))
        self.inspector = town.client_for(cast.staff("inspector", cast.district, "ina", "英娜"))
        respond(town, publisher(town))
        rules_hold({"measures.regime": {"inbound": REGIME}}, area=cast.district)

    def take(self, who: Client, tube: str, subject: str, circumstance: str = "inbound", **more: Any) -> str:
        told = {
            "subject": subject,
            "tube": tube,
            "circumstance": circumstance,
            "area": self.town.cast.building,
            **more,
        }
        made = who.post("/specimens/new/", told)
        assert made.status_code == 302, why(made)
        return self.code(tube)

    def code(self, tube: str) -> str:
        items = self.town.hanna.get("/api/specimens").json()["items"]
        return next(str(one["code"]) for one in items if one["tube"] == tube)

    def sequencing(self, subject: str = "") -> tuple[int, ...]:
        found = next(
            one
            for one in self.town.hanna.get("/api/specimens/sequencing").json()
            if one["subject"] == subject
        )
        assert found["all"] == sum(
            found[name] for name in ("sequenced", "under_way", "late", "not_sequenced")
        )
        return tuple(found[name] for name in ("all", "sequenced", "under_way", "late", "not_sequenced"))


@pytest.fixture
def bench(town: Town) -> Iterator[Bench]:
    yield Bench(town)


def page_of(answer: Any) -> str:
    return html.unescape(answer.content.decode())


@pytest.mark.mission("M14")
def test_every_positive_of_an_arrival_and_of_the_room_is_sequenced_or_says_why_not(bench: Bench) -> None:
    town, lab = bench.town, bench.lab
    proposed = town.alice.post(
        "/measures/new/", {"category": "inbound", "name": "王远航", "phone": "13911110088", "area": town.cast.building, "exposed_at": "2022-01-04", "reason": "入境"}
    )  # fmt: skip
    assert proposed.status_code == 302, why(proposed)
    measure = str(proposed["Location"]).split("/")[2]
    town.act(town.dan, measure, "decide", reason="入境人员集中隔离")
    person = bench.take(town.alice, "TJ-001", "person", name="王远航", phone="13911110088", measure=measure)
    handle = bench.take(town.alice, "TJ-002", "environment", what="302 房门把手", place="柳岸酒店")
    bench.take(town.alice, "TJ-003", "environment", what="302 卫生间", place="柳岸酒店")
    twice = town.alice.post(
        "/specimens/new/",
        {
            "subject": "environment",
            "tube": "tj-002",
            "circumstance": "inbound",
            "area": town.cast.building,
            "what": "床头",
        },
    )
    assert twice.status_code == 422 and "已经登记过" in page_of(twice) and "床头" in page_of(twice), (
        "nothing typed is lost"
    )
    nobody = town.alice.post(
        "/specimens/new/",
        {"subject": "person", "tube": "TJ-009", "circumstance": "inbound", "area": town.cast.building},
    )
    assert "要写姓名" in page_of(nobody)
    for code in (person, handle):
        town.act(town.alice, code, "send", courier="小周")

    # The laboratory works by the numbers on the tubes and never learns whose they are.
    seen = text(lab, "/lab/") + text(lab, f"/m/{person}/")
    assert "TJ-001" in seen and "王" not in seen and "139****0088" not in seen
    assert lab.get(f"/specimens/{person}/contact/").status_code in (302, 403)
    received = lab.post("/lab/", {"tubes": "TJ-001\nTJ-002\nTJ-404", "_receive": "1"})
    assert (
        received.status_code == 422
        and "2 支已办" in page_of(received)
        and "没有登记过这支试管" in page_of(received)
    )
    said = "TJ-001 阳性\nTJ-002,阳性\nTJ-003\t阴性\nTJ-001 也许"
    reported = lab.post("/lab/", {"results": said, "_report": "1"})
    assert "3 支已办" in page_of(reported) and "看不懂结果“也许”" in page_of(reported)
    states = {one["tube"]: one["state"] for one in town.hanna.get("/api/specimens").json()["items"]}
    assert states == {"TJ-001": "positive", "TJ-002": "positive", "TJ-003": "negative"}

    # What a positive sets off: the person's measure, the room's disinfection, everybody who has to know.
    assert "阳性" in text(town.hanna, f"/m/{measure}/")
    assert "柳岸酒店 302 房门把手" in text(town.alice, "/upkeep/")
    assert "标本阳性" in text(town.hanna, "/notices/") and "标本阳性" in text(town.dan, "/notices/")

    _sequenced(bench, person, handle)


def _sequenced(bench: Bench, person: str, handle: str) -> None:
    """None of the positives is left without a sequence or a reason."""
    town, lab = bench.town, bench.lab
    # Both must be sequenced; neither can be put aside, and a late one climbs and is counted as late.
    assert bench.sequencing() == (2, 0, 2, 0, 0) and bench.sequencing("environment") == (1, 0, 1, 0, 0)
    kept = lab.post(f"/m/{person}/settle/")
    assert kept.status_code == 422 and "规则要求测序" in page_of(kept)
    assert lab.post(f"/m/{person}/sequence/", {"lineage": "BA.2", "accession": "GWHB0001"}).status_code == 302
    town.later(hours=73)
    assert bench.sequencing() == (2, 1, 0, 1, 0)
    assert town.full(town.dan, handle)["unit"] == "city", "one level above the laboratory's"
    assert lab.post(f"/m/{handle}/give_up/", {"reason": "量太少"}).status_code != 302, (
        "not the laboratory's to say"
    )
    town.act(town.hanna, handle, "give_up", reason="核酸量不足，两次建库失败")
    assert bench.sequencing() == (2, 1, 0, 0, 1)
    board = text(town.hanna, "/specimens/sequencing/")
    assert "1 / 2 已测序" in board and "50%" in board
    # A routine positive asks for none.
    routine = bench.take(town.alice, "TJ-010", "environment", "routine", what="电梯按钮")
    town.act(town.alice, routine, "send")
    lab.post("/lab/", {"results": "TJ-010 阳性", "_report": "1"})
    assert lab.post(f"/m/{routine}/settle/").status_code == 302
    assert bench.sequencing() == (2, 1, 0, 0, 1)
    assert town.charlie.get(f"/m/{person}/").status_code == 404 and "TJ-001" not in text(
        town.charlie, "/specimens/"
    )


@pytest.mark.mission("M19")
def test_people_goods_and_environment_of_a_market_are_examined_together(bench: Bench) -> None:
    town = bench.town
    made = town.alice.post(
        "/specimens/check/",
        {"place": "东湖农贸市场冷库", "reason": "进口冷冻品到货", "area": town.cast.building},
    )
    assert made.status_code == 302, why(made)
    check = str(made["Location"]).split("/")[2]
    page = text(town.alice, f"/m/{check}/")
    for subject in ("人 1", "物 1", "环境 1"):
        assert subject in page, "all three are wanted, none has been taken"
    for tube, subject, more in (
        ("SC-1", "person", {"name": "陈师傅"}),
        ("SC-2", "goods", {"what": "牛肉外包装 第 3 批"}),
    ):
        bench.take(town.alice, tube, subject, "cold_chain", joint=check, **more)
    bench.lab.post("/lab/", {"results": "SC-1 阴性\nSC-2 阴性", "_report": "1"})
    refused = town.alice.post(f"/m/{check}/complete/")
    assert refused.status_code == 422 and "还缺：环境 1 份" in page_of(refused)
    # A day later the gap is the street's, for one subject alone is not the place.
    town.later(hours=25)
    assert town.full(town.stella, check)["unit"] == "street"
    told = {
        "area": town.cast.building,
        "subject": "environment",
        "tube": "SC-3",
        "circumstance": "cold_chain",
        "what": "冷库地面",
        "joint": check,
    }
    sent = [
        town.bob.post(
            "/api/specimens",
            json.dumps(told),
            content_type="application/json",
            headers={"Idempotency-Key": "E1"},
        )
        for _ in range(2)
    ]
    assert [one.status_code for one in sent] == [201, 201] and sent[0].json() == sent[1].json()
    results = bench.lab.post(
        "/api/specimens/results",
        json.dumps([{"tube": "SC-3", "result": "negative"}, {"tube": "XX", "result": "negative"}]),
        content_type="application/json",
    )
    assert results.status_code == 422, "a number too short is told before anything is done"
    results = bench.lab.post(
        "/api/specimens/results",
        json.dumps([{"tube": "SC-3", "result": "negative"}, {"tube": "NONE-1", "result": "negative"}]),
        content_type="application/json",
    )
    assert [one["refused"] is None for one in results.json()] == [True, False]
    page = text(town.alice, f"/m/{check}/")
    assert "三类都有结果" in page and "牛肉外包装 第 3 批" in page
    assert town.act(town.alice, check, "complete")["state"] == "complete"


def test_positive_goods_stay_where_they_are_and_are_sequenced_too(bench: Bench) -> None:
    town = bench.town
    beef = bench.take(
        town.alice, "SC-9", "goods", "cold_chain", what="牛肉内包装 第 4 批", place="东湖农贸市场冷库"
    )
    town.act(town.alice, beef, "send")
    bench.lab.post("/lab/", {"results": "SC-9 阳性", "_report": "1"})
    assert "先封存、不出库" in text(town.stella, "/notices/") and bench.sequencing("goods") == (1, 0, 1, 0, 0)
    sheet = town.stella.get("/specimens.csv").content.decode()
    assert "SC-9" in sheet
