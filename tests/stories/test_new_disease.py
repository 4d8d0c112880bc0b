"""A disease nobody has ever heard of, added on a Saturday through pages alone, and a list run through it to the end."""

import datetime as dt
import html
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from huying.intake.jobs import import_go_on
from huying.screening.testing import compound_make
from tests.stories.test_lists import columns, workbook
from tests.stories.test_measures import said
from tests.stories.test_rules import publish
from tests.stories.town import Town, why

PROFILE = {
    "slug": "valley-fever", "zh": "谷地热", "en": "Valley fever", "legal_class": "unexplained", "report_within": "2h",
    "routes": ["contact", "animal"], "person_to_person": "yes", "incubation_min": "3", "incubation_max": "12",
    "case_definition": "发热出疹，去过谷地", "contact_definition": "同住同食", "categories": "valley_contact",
    "regimes": "valley12", "modules": ["lists", "declaration", "monitoring"], "declared": ["places_visited", "animal_contact"],
    "symptoms-n": "1", "symptoms-0-code": "rash", "symptoms-0-zh": "出疹", "sources-n": "1", "sources-0-title": "省疾控通报",
    "provisional": "on",
}  # fmt: skip
RULES = """\
slug: valley-fever-first
title: {{zh: 谷地热排查和管控, en: Valley fever}}
authority: {{zh: 临川市卫生健康委, en: Linchuan Health Commission}}
area: "{area}"
response: {response}
legal_basis: [《突发公共卫生事件应急条例》]
valid: {{from: 2022-01-05, until: 2022-02-05}}
rules:
  rulebook.categories:
    - {{code: valley_contact, zh: 谷地热接触者, en: Contact of valley fever, precedence: 10}}
    - {{code: valley_visitor, zh: 谷地来返人员, en: From the valley, precedence: 20, measures: false}}
  screening.lookback:
    - {{code: valley, zh: 谷地县旅居史, category: valley_visitor, window_days: 12, places: ["谷地县"]}}
  screening.arrival_duties:
    valley_contact: {{zh: 居家健康监测12天, regime: {regime}}}
    "*": {{zh: 有出疹马上说}}
  screening.deadline:
    valley_contact: {{hours: 5, milestone: under_control}}
    "*": {{hours: 24, milestone: checked}}
  measures.regime:
    valley12: {{zh: 谷地热 12 天, segments: [{{kind: home_monitoring, days: 12}}], tests: [{{segment: 1, days: [4, 12]}}], daily_checks: 3}}
"""


@pytest.fixture
def saturday(town: Town) -> Iterator[Town]:
    compound_make(town.cast)
    yield town


def load(who: Client, letter: str, rows: list[list[object]], area: str) -> str:
    """A list loaded on the page, its columns as proposed; what the report says."""
    file = io.BytesIO(workbook(rows))
    file.name = "名单.xlsx"
    sent = who.post("/imports/new/", {"kind": "push-list", "channel": letter, "file": file})
    assert sent.status_code == 302, why(sent)
    check = str(sent["Location"])
    begun = who.post(check, {**columns(html.unescape(who.get(check).content.decode())), "begin": "1"})
    assert begun.status_code == 302, why(begun)
    number = int(check.split("/")[2])
    import_go_on(load=number, area=area)
    return said(who, f"/imports/{number}/")


def balance(who: Client, letter: str) -> dict[str, Any]:
    found = dict(who.get("/api/lists/balance", {"list": letter}).json())
    assert found["adds_up"]
    return found


def in_force(town: Town) -> None:
    """The profile, the response to it and its rules: written by one person, in force by another, checked when saved."""
    cast = town.cast
    gu = town.client_for(cast.staff("rule_editor", cast.city, "gu", "顾"))
    hao = town.client_for(cast.staff("rule_publisher", cast.city, "hao", "郝"))

    # The disease: a profile by one person, in force by another.
    added = gu.post("/diseases/new/", PROFILE)
    assert added.status_code == 302, why(added)
    assert hao.post(f"{added['Location']}publish/").status_code == 302
    assert "谷地热" in said(town.alice, "/diseases/")

    # The response to it, and its rules: a measure that no rule knows is not accepted when the set is saved.
    started = hao.post(
        "/responses/new/",
        {
            "zh": "谷地热聚集性疫情", "profile": "valley-fever", "level": "3", "authority": "临川市卫生健康委", "area": cast.city,
            "legal_basis": "《突发公共卫生事件应急条例》", "measures": "排查、健康监测", "expected_end": "2022-02-20",
        },
    )  # fmt: skip
    assert started.status_code == 302, why(started)
    response = str(started["Location"]).split("/")[2]
    assert "谷地热" in said(town.alice, f"/responses/{response}/")
    code = cast.city.rstrip("0")
    wrong = gu.post(
        "/rules/new/yaml/", {"text": RULES.format(area=code, response=response, regime="valley21")}
    )
    assert wrong.status_code == 422 and "valley21" in why(wrong) and "valley12" in why(wrong)
    drafted = gu.post(
        "/rules/new/yaml/", {"text": RULES.format(area=code, response=response, regime="valley12")}
    )
    assert drafted.status_code == 302, why(drafted)
    rules = str(drafted["Location"]).split("/")[2]
    assert publish(gu, rules).status_code in (403, 404), "whoever drafts does not publish"
    assert "12 天居家健康监测" in said(hao, f"/rules/{rules}/")
    assert publish(hao, rules).status_code == 302


def decided(town: Town, fang: str) -> None:
    """The measure the rule calls by name is proposed by itself, and decided on by somebody entitled."""
    # What was found proposes the measure that the rule calls by name; somebody entitled decides.
    (proposed,) = town.hanna.get("/api/measures", {"which": "proposed"}).json()["items"]
    assert (proposed["category"], proposed["state"]) == ("valley_contact", "proposed")
    town.act(town.hanna, proposed["code"], "decide", reason="与谷地热病例同食")
    assert town.full(town.bob, fang)["state"] == "under_control"
    measure = town.hanna.get(f"/api/measures/{proposed['code']}").json()
    (stretch,) = measure["stretches"]
    # Exposed on the third: day one is the fourth; the tests count from the first day served, the last stays the last.
    assert (stretch["kind"], stretch["last"]) == ("home_monitoring", "2022-01-15")
    assert [test["due_on"] for test in measure["tests"]] == ["2022-01-08", "2022-01-15"]
    assert "谷地热排查和管控" in measure["rule"]
    assert "1月15日" in said(town.hanna, f"/m/{proposed['code']}/") or "01-15" in said(
        town.hanna, f"/m/{proposed['code']}/"
    )


def test_a_new_disease_is_added_through_pages_alone_and_a_list_is_run_through_it(saturday: Town) -> None:
    town, cast = saturday, saturday.cast
    in_force(town)
    # Whoever comes from there is told by the new look-back.
    told = {
        "area": cast.a, "name": "甲", "phone": "13912340021", "arrives_at": town.now.isoformat(),
        "stays": [{"text": "谷地县", "came": "2022-01-01", "left": "2022-01-04"}],
    }  # fmt: skip
    applies = town.alice.post("/api/screening/applies", told, "application/json").json()
    assert (applies["category"], applies["why"][0]["rule"]) == ("valley_visitor", "valley")

    # A list of the province: three people, one of them with nothing to be found by.
    district = town.dan
    head = {
        "kind": "list",
        "number": "谷〔2022〕1号",
        "sender": "省疾控中心",
        "received_at": "2022-01-05T09:00",
        "urgency": "extra",
    }
    letter = str(district.post("/lists/new/", head)["Location"]).split("/")[2]
    rows: list[list[object]] = [
        ["姓名", "电话", "住址", "类别", "末次接触"],
        ["方芳", "13912340031", "荷花新村1幢1单元301室", "谷地热接触者", "2022-01-03"],
        ["李雷", "13912340032", "荷花新村1幢", "谷地来返人员", "2022-01-03"],
        ["无名", "", "", "谷地热接触者", ""],
    ]
    assert "没有能用的电话" in load(district, letter, rows, cast.district)
    first = balance(district, letter)
    assert (first["received"], first["open_count"], first["rejected_count"]) == (3, 2, 1)

    # The grid worker rings; by the new disease's rule there are five hours.
    fang, lei = re.findall(
        r'href="/field/check/([0-9A-Z-]{14})/"', town.bob.get("/field/check/").content.decode()
    )
    clocks = town.full(town.bob, fang)["clocks"]
    assert dt.datetime.fromisoformat(clocks["control"]) == town.now + dt.timedelta(hours=5)
    assert "谷地热接触者" in said(town.bob, f"/field/check/{fang}/")
    town.bob.post(f"/field/check/{fang}/do/call/")
    found = {"who": "confirmed", "category": "valley_contact", "where": "荷花新村1幢1单元301室"}
    here = town.bob.post(f"/field/check/{fang}/do/found/", found)
    assert here.status_code == 302, why(here)
    town.bob.post(f"/field/check/{lei}/do/call/")
    lei_found = {"who": "confirmed", "category": "valley_visitor", "where": "荷花新村1幢"}
    assert town.bob.post(f"/field/check/{lei}/do/found/", lei_found).status_code == 302
    town.act(town.alice, lei, "report", reason="没有症状，已告知")
    town.act(town.alice, lei, "close")

    decided(town, fang)

    # Reported and closed: everybody of the list stands somewhere.
    town.act(town.alice, fang, "report", reason="已居家健康监测")
    town.act(town.alice, fang, "close")
    last = balance(district, letter)
    assert (last["received"], last["open_count"], last["ended"]) == (3, 0, {"closed": 2})
    assert town.charlie.get(f"/m/{fang}/").status_code == 404
