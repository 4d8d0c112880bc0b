"""Scenes of responses and rules: a response is declared, and nobody below adds to the rules of those above."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.stories.town import Town

DAYS = {
    "since": "2022-01-05",
    "until": "2022-02-08",
    "response": "",
    "legal_basis": "传染病防治法",
    "authority_en": "",
}
PAPERS = "rulebook.documents"


class Offices:
    """The city's rule office, and that of a district below it."""

    def __init__(self, town: Town) -> None:
        cast, staff = town.cast, town.cast.staff
        self.city_drafter = town.client_for(staff("rule_editor", cast.city, "gu", "顾"))
        self.city_publisher = town.client_for(staff("rule_publisher", cast.city, "hao", "郝"))
        self.drafter = town.client_for(staff("rule_editor", cast.district, "jin", "金"))
        self.publisher = town.client_for(staff("rule_publisher", cast.district, "lu", "陆"))


@pytest.fixture
def offices(town: Town) -> Offices:
    return Offices(town)


def draft(client: Client, area: str, slug: str, rules: str, parent: str = "") -> str:
    """A set drafted as a file; its code."""
    head = f"slug: {slug}\ntitle: {slug} 规则\nauthority: 防控办\narea: '{area.rstrip('0')}'\n"
    if parent:
        head += f"parent: {parent}\n"
    text = f"{head}valid: {{from: 2022-01-05, until: 2022-02-08}}\nrules:\n{rules}"
    answer = client.post("/rules/new/yaml/", {"text": text})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"]).split("/")[2]


def publish(client: Client, code: str) -> Any:
    """Look at whom it reaches, then publish that."""
    page = client.get(f"/rules/{code}/publish/").content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    return client.post(f"/rules/{code}/publish/", {"seen": seen[1] if seen else ""})


@pytest.mark.mission("M01")
def test_a_district_declares_a_response_of_the_first_level(town: Town, offices: Offices) -> None:
    """On the first of January Beilun started its level I response."""
    said = {
        "zh": "北仑启动疫情防控Ⅰ级应急响应", "en": "", "level": "1", "authority": "北仑区新冠肺炎疫情防控工作领导小组",
        "area": town.cast.district, "legal_basis": "突发事件应对法第七十二条", "measures": "封控、全员核酸检测",
        "expected_end": "2022-02-01",
    }  # fmt: skip
    assert offices.drafter.post("/responses/new/", said).status_code == 403
    for left_out in ("zh", "level", "authority", "legal_basis", "measures", "expected_end"):
        assert offices.publisher.post("/responses/new/", {**said, left_out: ""}).status_code == 422
    answer = offices.publisher.post("/responses/new/", said)
    assert answer.status_code == 302
    page = town.alice.get(str(answer["Location"])).content.decode()
    for told in ("一级", "北仑区新冠肺炎疫情防控工作领导小组", "封控、全员核酸检测", "突发事件应对法", "陆"):
        assert told in page
    assert "北仑启动疫情防控Ⅰ级应急响应" in town.alice.get("/responses/").content.decode()


def drafted_for_levels(town: Town, offices: Offices, response: str) -> None:
    """Rules that always hold, those of the first level alone, and those of the third, which cannot be in force yet."""
    area, week = town.cast.district.rstrip("0"), "segments: [{kind: quarantine_home, days: 7}]"
    for slug, levels, rules in (
        ("always", "[]", f"  measures.regime: {{close_contact: {{{week}}}}}\n  screening.outreach_quota: 5\n"),
        ("level-one", "[1]", f"  measures.regime: {{involved_person: {{{week}}}, close_contact: {{{week}}}}}\n  screening.outreach_quota: 20\n"),
        ("level-three", "[3, 4]", "  screening.outreach_quota: 1\n"),
    ):  # fmt: skip
        head = f"slug: {slug}\ntitle: {slug} 规则\nauthority: 区指挥部\narea: '{area}'\nresponse: {response}\nlevels: {levels}\n"
        text = f"{head}valid: {{from: 2022-01-05, until: 2022-02-08}}\nrules:\n{rules}"
        made = offices.drafter.post("/rules/new/yaml/", {"text": text})
        assert made.status_code == 302, made.content.decode()
        answer = publish(offices.publisher, str(made["Location"]).split("/")[2])
        if slug == "level-three":
            assert answer.status_code == 422 and "响应现在是一级" in answer.content.decode()
        else:
            assert answer.status_code == 302, answer.content.decode()


@pytest.mark.mission("M02")
def test_the_response_is_lowered_to_the_second_level_and_what_held_at_the_first_ends(
    town: Town, offices: Offices
) -> None:
    """By the eighth of January it was lowered to level II: stricter rules stop, and whom they bound is to be let go."""
    cast, publisher = town.cast, offices.publisher
    told = {
        "zh": "北仑启动疫情防控Ⅰ级应急响应", "level": "1", "authority": "北仑区疫情防控指挥部", "area": cast.district,
        "legal_basis": "突发事件应对法", "measures": "封控、全员核酸检测", "expected_end": "2022-02-20",
    }  # fmt: skip
    response = str(publisher.post("/responses/new/", told)["Location"]).split("/")[2]
    drafted_for_levels(town, offices, response)

    def quota() -> str:
        return str(
            town.alice.get("/api/rules/in-force", {"area": cast.a, "key": "screening.outreach_quota"}).json()
        )

    # Somebody is under a measure that only the first level knows, somebody else under one that goes on.
    codes = []
    for category, name in (("involved_person", "路过甲"), ("close_contact", "同桌乙")):
        asked = {"category": category, "name": name, "exposed_at": "2022-01-04", "area": cast.stairwell}
        made = town.alice.post("/measures/new/", asked)
        codes.append(str(made["Location"]).split("/")[2])
        town.act(town.hanna, codes[-1], "decide", reason="流调判定")
    town.later(minutes=30)

    # Whoever lowers it sees what ends, gives a reason, and cannot be somebody who only drafts.
    address = f"/responses/{response}/change/"
    assert "level-one 规则" in publisher.get(address).content.decode()
    lower = {"level": "2", "expected_end": "2022-02-20", "reason": "连续三天没有社会面病例"}
    assert offices.drafter.post(address, lower).status_code == 403
    assert publisher.post(address, lower | {"reason": ""}).status_code == 422
    before = quota()
    assert publisher.post(address, lower).status_code == 302
    page = town.alice.get(f"/responses/{response}/").content.decode()
    assert "二级" in page and "连续三天没有社会面病例" in page and "陆" in page
    assert "always 规则" in quota() and "always 规则" not in before
    listed = town.hanna.get("/measures/?which=asked").content.decode()
    assert codes[0] in listed and codes[1] not in listed, (
        "nothing releases by itself, and nobody is forgotten"
    )
    assert town.full(town.hanna, codes[0])["state"] == "in_force"
    town.act(town.hanna, codes[0], "release_asked")


@pytest.mark.mission("M18")
def test_nobody_adds_to_the_rules_of_those_above_unless_they_sign_for_it(
    town: Town, offices: Offices
) -> None:
    """ "Resolutely stop measures from being piled on layer by layer, and one-size-fits-all.\""""
    cast, everybody = town.cast, Client()
    above = draft(
        offices.city_drafter, cast.city, "city",
        f"  {PAPERS}: {{checkpoint: [48 小时核酸], '*': []}}\n  rulebook.closures: {{high: [schools], '*': []}}\n",
    )  # fmt: skip
    assert publish(offices.city_publisher, above).status_code == 302
    local = draft(
        offices.drafter, cast.district, "district",
        f"  {PAPERS}: {{checkpoint: [48 小时核酸, 接收证明]}}\n  rulebook.closures: {{low: [markets]}}\n", "city",
    )  # fmt: skip
    page = offices.drafter.get(f"/rules/{local}/").content.decode()
    for difference in ("多了“接收证明”", "多了“超市和农贸市场”", "还不能发布"):
        assert difference in page
    refused = publish(offices.publisher, local)
    assert refused.status_code == 422
    assert "上级机关可以签署例外" in refused.content.decode()

    # The papers are signed for by the city until a day; the markets are not, and have to go.
    signed = {
        "keys": [PAPERS], "authority": "市防控办", "authority_area": cast.city, "reason": "隔离点满员", "legal_basis": "传染病防治法",
        "expires": "2022-01-20",
    }  # fmt: skip
    assert offices.publisher.post(f"/rules/{local}/exception/", {**signed, "reason": ""}).status_code == 422
    assert offices.publisher.post(f"/rules/{local}/exception/", signed).status_code == 302
    assert publish(offices.publisher, local).status_code == 422
    closures = {"line_0": "", "line_1": "", "line_2": "", "line_3": "", "line_4": "", "value": ""}
    assert offices.drafter.post(f"/rules/{local}/rule/rulebook.closures/", closures).status_code == 302
    assert publish(offices.publisher, local).status_code == 302

    shown = everybody.get("/rules/public/").content.decode()
    for told in ("district 规则", "可以要求出示的证明", "市防控办", "隔离点满员", "传染病防治法"):
        assert told in shown
    held = {"area": cast.a, "key": PAPERS}
    now = town.alice.get("/api/rules/in-force", held).json()
    assert "接收证明" in str(now)
    later = town.alice.get("/api/rules/in-force", {**held, "at": "2022-01-21T12:00:00+08:00"}).json()
    assert "接收证明" not in str(later)


NOTICES = {
    "province": ("浙江省防控办", "浙江发布", "provincial", "浙江省防控办发布提示"),
    "city": ("宁波市疫情防控指挥部", "宁波发布", "city", "据宁波发布：新增阳性"),
    "district": ("北仑区防控办", "北仑发布", "district or county", "北仑区通告"),
    "all": ("国务院联防联控机制", "国家卫健委", "national", "九不准"),
}


@pytest.mark.mission("I01", "I02", "I03")
def test_every_notice_says_who_issued_it_when_at_which_level_and_by_which_account(town: Town) -> None:
    """ "According to Ningbo Release", "the provincial control office reminds", "the city's control office reminds"."""
    cast, everybody = town.cast, Client()
    areas = {
        "all": cast.country,
        "province": "99".ljust(20, "0"),
        "city": cast.city,
        "district": cast.district,
    }
    addresses = []
    for grade, (issuer, account, _, heading) in NOTICES.items():
        drafter = town.client_for(town.cast.staff("rule_editor", areas[grade]))
        publisher = town.client_for(town.cast.staff("rule_publisher", areas[grade]))
        said = {
            "zh": heading,
            "issuer": issuer,
            "account": account,
            "area": areas[grade],
            "body": f"{heading}全文",
        }
        for part in ("zh", "issuer", "account", "body"):
            assert drafter.post("/public-notices/new/", {**said, part: ""}).status_code == 422
        address = str(drafter.post("/public-notices/new/", said)["Location"])
        assert everybody.get(address).status_code == town.charlie.get(address).status_code == 404
        assert drafter.post(f"{address}publish/").status_code == 403
        assert publisher.post(f"{address}publish/").status_code == 302
        addresses.append(address)
        town.later(minutes=10)
    shown = everybody.get("/public-notices/?lang=en").content.decode()
    for address, (issuer, account, level, heading) in zip(addresses, NOTICES.values(), strict=True):
        assert heading in shown
        page = everybody.get(f"{address}?lang=en").content.decode()
        for told in (issuer, account, level, f"{heading}全文", "2022-01-05 09:"):
            assert told in page, told
    provincial = everybody.get("/public-notices/?level=province").content.decode()
    assert "浙江省防控办" in provincial
    assert "北仑区防控办" not in provincial

    # A correction is a notice of its own; the first one stays where it was and points to it.
    city = town.client_for(cast.staff("rule_editor", cast.city))
    second = town.client_for(cast.staff("rule_publisher", cast.city))
    code = addresses[1].split("/")[2]
    said = {
        "zh": "更正",
        "issuer": "宁波市疫情防控指挥部",
        "account": "宁波发布",
        "area": cast.city,
        "body": "人数更正",
    }
    fixed = str(city.post(f"/public-notices/new/?corrects={code}", said)["Location"])
    assert "已更正" not in everybody.get(f"{addresses[1]}?lang=zh").content.decode()
    second.post(f"{fixed}publish/")
    page = everybody.get(f"{addresses[1]}?lang=zh").content.decode()
    assert "据宁波发布：新增阳性全文" in page
    assert "这条通告已更正" in page
    listed = everybody.get("/api/public-notices").json()
    assert [one["corrects"] for one in listed] == [code, None, None, None, None]
