"""Taiyuan, December 2021: a list of 53 areas, five places of Zhejiang raised; the office watches the list all day."""

import datetime as dt
import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import strip_tags

from huying.base import clock
from huying.people.testing import Cast
from huying.places.levels import LIST_TIME

Make = Callable[..., Client]
# Six provinces and nine cities, 53 areas, as the notice of 8 December says; the names of the places are invented.
MEDIUM = {
    ("浙江省", "宁波市", "镇海区"): 4, ("浙江省", "杭州市", "上城区"): 1, ("浙江省", "绍兴市", "上虞区"): 2,
    ("广东省", "广州市", "白云区"): 1, ("内蒙古自治区", "通辽市", "科尔沁区"): 2, ("上海市", "上海市", "浦东新区"): 4,
    ("黑龙江省", "哈尔滨市", "南岗区"): 31,
}  # fmt: skip
HIGH = {("云南省", "德宏傣族景颇族自治州", "陇川县"): 1, ("内蒙古自治区", "呼伦贝尔市", "满洲里市"): 7}


def entries(places: dict[tuple[str, str, str], int]) -> list[dict[str, object]]:
    """The counties of a list as the official page writes them."""
    return [
        {
            "type": "2", "province": province, "city": city, "county": county,
            "area_name": f"{province} {city} {county}",
            "communitys": [f"第{number}片区" for number in range(1, count + 1)],
        }
        for (province, city, county), count in places.items()
    ]  # fmt: skip


def official(hour: int, day: int, medium: dict[tuple[str, str, str], int]) -> SimpleUploadedFile:
    """The list of a moment as a file."""
    body = {
        "end_update_time": f"2021-12-{day:02} {hour}时", "hcount": sum(HIGH.values()),
        "mcount": sum(medium.values()), "highlist": entries(HIGH), "middlelist": entries(medium),
    }  # fmt: skip
    return SimpleUploadedFile("list.json", json.dumps({"data": body, "code": 0}).encode())


def text_of(client: Client, address: str) -> str:
    """A page as a reader reads it."""
    return " ".join(strip_tags(client.get(address).content.decode()).split())


@pytest.mark.mission("T16", "T17", "T18", "T34")
def test_the_office_watches_the_national_list_from_one_snapshot_to_the_next(
    cast: Cast, client_for: Make
) -> None:
    editor = client_for(cast.staff("rule_editor", cast.city))
    worker = client_for(cast.alice)
    before = {key: count for key, count in MEDIUM.items() if key[1] not in ("杭州市", "宁波市")}
    first, second = (
        dt.datetime(2021, 12, 7, 6, 30, tzinfo=LIST_TIME), dt.datetime(2021, 12, 8, 6, 30, tzinfo=LIST_TIME),
    )  # fmt: skip
    with clock.borrow(first):
        editor.post("/risk/load/", {"source": "national", "file": official(6, 7, before)})
        editor.get("/risk/")
    # The next morning the list of 06:00 comes in: the office is told, and its desk bears a mark.
    with clock.borrow(second):
        report = editor.post("/risk/load/", {"source": "national", "file": official(6, 8, MEDIUM)})
        assert "高风险 8，中风险 45" in report.content.decode()
        told = text_of(editor, "/notices/")
        assert "风险地区名单有变化" in told
        assert "新列入 5 个，撤下 0 个" in told
        assert "风险地区1" in text_of(editor, "/risk/changes/")

        # 53 areas in 6 provinces and 9 cities, as of that hour; an hour earlier it was another list.
        listed = worker.get("/api/risk-areas", {"at": second.isoformat()}).json()
        assert len(listed) == 53
        page_of_six = text_of(worker, "/risk/?at=2021-12-08T06:00")
        assert "共 53 个地点" in page_of_six
        assert "共 48 个地点" in text_of(worker, "/risk/?at=2021-12-08T05:59")
        assert "高风险 8，中风险 45，涉及 6 省 9 市" in page_of_six

        # What changed since yesterday: five places of Zhejiang are medium risk now, and nothing else.
        page = text_of(worker, "/risk/changes/")
        assert "5 个地点有变化" in page
        assert "中风险 +5 −0" in page
        changed = worker.get("/api/risk-areas/changes", {"until": second.isoformat()}).json()
        assert [(one["kind"], one["after"]) for one in changed] == [("new", ["medium"])] * 5
        assert {one["text"][:3] for one in changed} == {"浙江省"}
    # In the evening one place is lowered again: a change of level, not a removal.
    with clock.borrow(second + dt.timedelta(hours=12)):
        evening = json.load(official(18, 8, MEDIUM))
        body = evening["data"]
        moved = body["highlist"][1]["communitys"].pop()
        body["middlelist"].append(body["highlist"][1] | {"communitys": [moved]})
        body["hcount"], body["mcount"] = 7, 46
        editor.post(
            "/risk/load/",
            {"source": "national", "file": SimpleUploadedFile("l.json", json.dumps(evening).encode())},
        )
        found = worker.get(
            "/api/risk-areas/changes", {"since": second.isoformat(), "until": clock.now().isoformat()}
        ).json()
        assert [(one["kind"], one["before"], one["after"]) for one in found] == [
            ("lowered", ["high"], ["medium"])
        ]
