"""Three versions of a list of areas at risk, and what each changes for those who have declared."""

import json
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from django.utils.timezone import localtime

from huying.base import clock
from huying.demo.city import told
from huying.demo.stage import Stage
from huying.intake.risklists.loading import lists_load
from huying.screening.services.rereading import reread_due

from .town import once


def _entries(places: dict[str, list[str]]) -> list[dict[str, Any]]:
    found = []
    for above, inside in places.items():
        province, city, county = above.split("/")
        found.append(
            {
                "type": "2", "province": province, "city": city, "county": county,
                "area_name": f"{province} {city} {county}", "communitys": inside,
            }
        )  # fmt: skip
    return found


def _published(version: dict[str, Any]) -> None:
    """The list comes in as the official page writes it, and declarations are read again as the worker does it."""
    high, medium = version["high"], version["medium"]
    body = {
        "end_update_time": f"{localtime(clock.now()):%Y-%m-%d %H}时",
        "hcount": sum(map(len, high.values())), "mcount": sum(map(len, medium.values())),
        "highlist": _entries(high), "middlelist": _entries(medium),
    }  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="huying-") as folder:
        path = Path(folder) / "list.json"
        path.write_text(json.dumps({"data": body, "code": 0}, ensure_ascii=False), encoding="utf-8")
        lists_load([path], by="demo", name="全国风险地区名单（演示）.json")
    reread_due()


def risk_lists(stage: Stage) -> None:
    """The three versions, each at its hour."""
    for version in told("travel")["risk_lists"]:
        stage.begin(version["hours"], once(partial(_published, version)))
