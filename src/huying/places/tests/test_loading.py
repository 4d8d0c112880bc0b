"""Loading places: from rows and files, again and again, messy as they come; the real lists in seconds."""

import csv
import gzip
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.places import codes, queries
from huying.places.models import Area
from huying.places.scope import everything, use
from huying.places.services import Loaded, areas_load

from .city import COMMUNITY, SECOND_COMMUNITY, rows

pytestmark = pytest.mark.django_db
DIVISIONS = Path(__file__).resolve().parents[5] / "shared" / "data" / "divisions"


def load(given: list[dict[str, Any]]) -> Loaded:
    with everything("test"):
        return areas_load(given)


def test_loading_again_changes_nothing() -> None:
    first, edition = load(rows()), queries.edition()
    assert (first.created, first.rejected) == (len(rows()), [])
    again = load(list(reversed(rows())))
    assert (again.created, again.changed, again.same, again.rejected) == (0, 0, len(rows()), [])
    assert queries.edition() == edition


@pytest.mark.usefixtures("city")
def test_only_what_a_row_says_is_changed() -> None:
    load(
        [
            {
                "code": COMMUNITY,
                "name": "鹿鸣社区居民委员会",
                "households": "1200.0",
                "lat": "30.1",
                "lon": "120.2",
            }
        ]
    )
    place = queries.area(codes.pad(COMMUNITY))
    assert (place.households, place.lat, place.aliases) == (1200, 30.1, ["鹿鸣里"])
    changed = load([{"code": COMMUNITY, "name": "鹿鸣社区居民委员会", "aliases": "鹿鸣里|老鹿鸣", "en": ""}])
    place.refresh_from_db()
    assert (changed.changed, place.households, place.aliases, place.en) == (
        1,
        1200,
        ["鹿鸣里", "老鹿鸣"],
        "Luming Community",
    )


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"code": "99010100100", "name": "短"}, "不是"),
        ({"code": "", "name": "无"}, "不是"),
        ({"code": "９９０１０１００１００９", "name": "全角"}, "不是"),
        ({"code": "990101001009", "name": " "}, "没有名称"),
        ({"code": "990101009009", "name": "孤儿社区"}, "上级"),
        ({"code": "990101001009", "name": "鹿鸣社区居民委员会"}, "已经有"),
        ({"code": "990101000", "name": "另一个区"}, "上一级"),
        ({"code": "990101001009", "name": "新社区", "households": "-3"}, "看不懂"),
        ({"code": "990101001009", "name": "新社区", "households": "三百"}, "看不懂"),
        ({"code": "990101001009", "name": "新社区", "lat": "130"}, "看不懂"),
        ({"code": "990101001009", "name": "新社区", "lat": "nan"}, "看不懂"),
        ({"code": "990101001009", "name": "新社区", "geometry": "{"}, "看不懂"),
        ({"code": "990101001009", "name": "新社区", "geometry": '{"type": "Circle"}'}, "看不懂"),
        (
            {
                "code": "990101001009",
                "name": "新社区",
                "geometry": {"type": "Point", "coordinates": ["\x00"]},
            },
            "看不懂",
        ),
        ({"code": "990101001009", "name": "新社区", "worker": "长" * 41}, "看不懂"),
    ],
)
def test_a_bad_row_says_why_and_stops_nobody(row: dict[str, Any], sentence: str) -> None:
    loaded = load([row, {"code": "990101001010", "name": "好社区"}])
    assert (loaded.received, loaded.created) == (2, 1)
    [(number, words)] = loaded.rejected
    assert number == 1 and sentence in words.zh and words.en


@pytest.mark.usefixtures("city")
def test_the_same_code_twice() -> None:
    new = {"code": "990101001009", "name": "新社区"}
    loaded = load([new, dict(new), {**new, "name": "别的社区"}])
    assert (loaded.created, loaded.same, [number for number, _ in loaded.rejected]) == (1, 1, [3])


@pytest.mark.usefixtures("city")
def test_a_scope_loads_its_own_places_only() -> None:
    with use(codes.pad(SECOND_COMMUNITY)):
        loaded = areas_load([
            {"code": f"{SECOND_COMMUNITY}002", "name": "第二网格"}, {"code": f"{COMMUNITY}003", "name": "第三网格"},
        ])  # fmt: skip
    assert (loaded.created, len(loaded.rejected)) == (1, 1)
    assert "管辖" in loaded.rejected[0][1].zh
    assert len(areas_load([{"code": f"{COMMUNITY}003", "name": "第三网格"}]).rejected) == 1


def test_the_command_reads_files(tmp_path: Path) -> None:
    plain, packed, out = tmp_path / "a.csv", tmp_path / "b.csv.gz", StringIO()
    plain.write_text("\ufeff编码,名称\n99,云山省\n9901,临江市\n", encoding="utf-8")
    with gzip.open(packed, "wt", encoding="utf-8") as stream:
        stream.write("code,name,户数\n990101,望江区,5000\n990155001,没有区的街道,1\n")
    call_command("places_load", str(plain), str(packed), stdout=out)
    assert "received 2, created 2" in out.getvalue()
    assert "created 1, changed 0, same 0, rejected 1" in out.getvalue()
    assert queries.area(codes.pad("990101")).households == 5000
    with pytest.raises(CommandError):
        call_command("places_load", str(tmp_path / "none.csv"))


def _real(name: str) -> list[dict[str, Any]]:
    """A real list, plain or packed."""
    file = DIVISIONS / f"{name}.csv"
    raw = (
        file.read_bytes() if file.is_file() else gzip.decompress((DIVISIONS / f"{name}.csv.gz").read_bytes())
    )
    return list(csv.DictReader(StringIO(raw.decode("utf-8"))))


@pytest.mark.skipif(
    not DIVISIONS.is_dir(), reason="the real division lists are not here (../shared/data/divisions)"
)
def test_the_real_lists_load_whole() -> None:
    found: dict[str, Loaded] = {}
    counted: dict[str, int] = {}
    for name in ("provinces", "cities", "areas", "streets", "villages_zhejiang_shanxi_tianjin"):
        rows = _real(name)
        with CaptureQueriesContext(connection) as seen:
            found[name] = load(rows)
        counted[name] = len(seen)
    # In batches: what it asks does not grow with the rows.
    assert max(counted.values()) <= 60, counted
    assert all(not loaded.rejected for loaded in found.values())
    # Three cities stand among the counties again, and one county among the streets.
    assert (found["areas"].created, found["areas"].same) == (2975, 3)
    assert (found["streets"].created, found["streets"].same) == (41351, 1)
    assert found["villages_zhejiang_shanxi_tianjin"].created == 53059
    assert queries.area_name(codes.pad("441900003"), from_grade="province").zh == "广东省东莞市东城街道"
    assert queries.area_name(codes.pad("110101001"), from_grade="province").zh == "北京市东城区东华门街道"
    assert Area.objects.filter(parent=codes.pad("4419"), grade="street").exists()
