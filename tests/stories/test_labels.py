"""Policy labels on notices: an authority's own words, with their source, adding to nobody's duties."""

import html

import pytest
from django.test import Client

from tests.stories.test_platform import publisher, rules
from tests.stories.town import Town, why

LABELS = """  notices.labels:
    - {code: import_rebound, zh: 外防输入、内防反弹, en: Guard against importation and rebound, source: 省防控工作部署会}
    - {code: six_reinforcements, zh: 六个强化, en: Six reinforcements, source: 区防控工作视频会, says_zh: 强化口岸、重点人群、隔离场所等六方面, says_en: ports and key persons and isolation sites among six}
"""
SAID = {
    "issuer": "望江区防控办", "issuer_en": "Wangjiang Control Office", "account": "望江发布", "body": "返乡人员请提前三天报备。",
    "body_en": "Declare your return three days before.",
}  # fmt: skip


@pytest.mark.mission("M17", "M27")
def test_an_authority_marks_its_notices_with_policy_labels_that_name_their_source(town: Town) -> None:
    district, everybody = town.cast.district, Client()
    editor = town.client_for(town.cast.staff("rule_editor", district, "edda", "艾达"))
    second = publisher(town)
    # Before anybody has named labels none is asked for, and none can be made up.
    assert "政策标签" not in editor.get("/public-notices/new/").content.decode()
    told = {**SAID, "zh": "返乡提醒", "area": district}
    made_up = editor.post(
        "/api/public-notices", {**told, "labels": ["import_rebound"]}, content_type="application/json"
    )
    assert made_up.status_code == 409 and "没有政策标签" in made_up.json()["message"]["zh"]

    rules(town, second, "labels", district, LABELS)
    form = html.unescape(editor.get("/public-notices/new/").content.decode())
    assert "外防输入、内防反弹" in form and "六个强化" in form and "只是标签" in form
    addresses = []
    for heading, labels in (
        ("返乡提醒", ["import_rebound"]),
        ("隔离场所检查", ["six_reinforcements", "import_rebound"]),
        ("停水通知", []),
    ):
        drafted = editor.post("/public-notices/new/", {**told, "zh": heading, "labels": labels})
        assert drafted.status_code == 302, why(drafted)
        addresses.append(str(drafted["Location"]))
        assert second.post(f"{addresses[-1]}publish/").status_code == 302

    # Everybody reads the label and where it comes from, in both languages, and finds the others that bear it.
    page = html.unescape(everybody.get(addresses[1]).content.decode())
    for words in (
        "外防输入、内防反弹",
        "六个强化",
        "出自 省防控工作部署会",
        "出自 区防控工作视频会",
        "望江区防控办",
    ):
        assert words in page
    assert "Six reinforcements" in everybody.get(f"{addresses[1]}?lang=en").content.decode()
    assert "政策标签" not in everybody.get(addresses[2]).content.decode()
    found = everybody.get("/public-notices/?label=import_rebound").content.decode()
    assert "返乡提醒" in found and "隔离场所检查" in found and "停水通知" not in found
    only = everybody.get("/public-notices/?label=six_reinforcements").content.decode()
    assert "隔离场所检查" in only and "返乡提醒" not in only
    codes = {
        one["title"]["zh"]: [label["code"] for label in one["labels"]]
        for one in everybody.get("/api/public-notices").json()
    }
    assert codes == {
        "停水通知": [],
        "隔离场所检查": ["six_reinforcements", "import_rebound"],
        "返乡提醒": ["import_rebound"],
    }
