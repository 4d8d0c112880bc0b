"""The real lists of spring and summer 2022, whole: counts, differences, answers; and lists as newspapers printed them."""

import csv
import datetime as dt
import json
import os
import random
import tarfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from huying.intake import commands
from huying.places import risk
from huying.places.codes import LENGTHS, pad
from huying.places.levels import LIST_TIME
from huying.places.models import Division, RiskSpan, RiskVersion
from huying.places.risk.changes import Change, changes, counted
from huying.places.services import divisions_load

SHARED = Path(os.environ.get("HUYING_SHARED", Path(__file__).resolve().parents[5] / "shared"))
LISTS = SHARED / "data" / "risk_lists" / "snapshots_2022.tar.gz"
PRESS = SHARED / "data" / "risk_lists" / "press_lists.jsonl"
DIVISIONS = SHARED / "data" / "divisions"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not LISTS.exists(), reason=f"{LISTS.name} is not here: the shared data folder is missing"
    ),
]


def load(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    """What `./hy load ... --json` prints."""
    commands.main([*words, "--json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return found


def moment(month: int, day: int, hour: int = 0) -> dt.datetime:
    """A moment of 2022 as the lists write it."""
    return dt.datetime(2022, month, day, hour, tzinfo=LIST_TIME)


def cities(found: list[Change], level: str, *, came: bool) -> Counter[str]:
    """The cities whose places came to a level, or left it."""
    side = [(one.after, one.before) if came else (one.before, one.after) for one in found]
    rows = zip(found, side, strict=True)
    return Counter(one.city for one, (here, there) in rows if level in here and level not in there)


def test_all_238_files_are_read_whole_and_answer_as_of_any_moment(
    capsys: pytest.CaptureFixture[str],
) -> None:
    files = [str(DIVISIONS / f"{name}.csv") for name in ("provinces", "cities", "areas")]
    told = load(capsys, "divisions", *files)
    assert (told["rejected"], told["unread"]) == ([], [])
    with (DIVISIONS / "streets.csv").open(encoding="utf-8", newline="") as streets:
        assert divisions_load(csv.DictReader(streets)).created == 41_351
    # The lists repeat a place of a city without districts; each division is there once.
    assert Division.objects.count() == told["created"] + 41_351 == 31 + 342 + 2975 + 41_351

    report = load(capsys, "risk-list", str(LISTS))
    counts = {name: report[name] for name in ("files", "versions", "already", "places_high", "places_medium")}
    assert counts == {
        "files": 238, "versions": 238, "already": 0, "places_high": 14_612, "places_medium": 30_319,
    }  # fmt: skip
    assert report["unread"] == []
    assert all(one["file"] and one["reason"] and one["reason_en"] for one in report["odd"])
    share = report["resolved_share"]
    assert share["district"] > 0.98
    assert share["street"] > 0.80

    _the_differences_come_out()
    _the_look_up_answers()

    again = load(capsys, "risk-list", str(LISTS))
    assert (again["versions"], again["already"], again["places_high"]) == (0, 238, 14_612)


def _the_differences_come_out() -> None:
    found = changes(moment(4, 15, 11), moment(4, 16, 9))
    assert counted(found) == {"high": (0, 1), "medium": (7, 12)}
    assert cities(found, "high", came=False) == {"沈阳市": 1}
    assert cities(found, "medium", came=True) == {"哈尔滨市": 6, "西安市": 1}
    assert cities(found, "medium", came=False) == {"长春市": 3, "吉林市": 5, "沈阳市": 3, "乐山市": 1}
    # A city needs lists of its own beside the nation's.
    spring = RiskSpan.objects.filter(since__lt=moment(5, 5)).exclude(until__lt=moment(4, 20))
    assert not spring.filter(name__province="浙江省").exists()
    assert all(v.declared == v.listed for v in RiskVersion.objects.all())


def _the_look_up_answers() -> None:
    risks = risk.risk_map(dt.date(2022, 4, 15))
    for code, level in risk.levels_at(moment(7, 29, 20)).items():
        assert risks.level_of(code, moment(7, 29, 20)) is not None
        assert risk.RANK[risks.level_of(code, moment(7, 29, 20)) or "low"] >= risk.RANK[level]
        if len(code.rstrip("0")) <= LENGTHS["street"]:
            assert risks.level_of(code[: LENGTHS["street"]] + "001" + "0" * 8, moment(7, 29, 20)) is not None
    # 跃进街道全域 in Harbin was high on 24 April; nobody had listed it in a city far away.
    yuejin = Division.objects.get(zh="跃进街道", code__startswith="230103").code
    assert risks.level_of(yuejin, dt.date(2022, 4, 24)) == "high"
    assert risks.level_of(pad("330106"), dt.date(2022, 4, 24)) is None
    assert risks.level_inside(pad("230103"), dt.date(2022, 4, 24)) == "high"


def test_the_files_in_any_order_leave_the_same_versions_and_answers(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with tarfile.open(LISTS) as archive:
        members = random.Random(7).sample([one for one in archive.getmembers() if one.isfile()], 12)
        for number, member in enumerate(members):
            inner = archive.extractfile(member)
            assert inner is not None
            (tmp_path / f"{number:02}.json").write_bytes(inner.read())
    paths = sorted(map(str, tmp_path.iterdir()))
    answers = []
    for order in (paths, paths[::-1]):
        # One by one as they arrive, then all at once as a folder, which changes nothing.
        for path in order[:6]:
            load(capsys, "risk-list", path)
        load(capsys, "risk-list", *order)
        folder = load(capsys, "risk-list", str(tmp_path))
        assert (folder["files"], folder["versions"], folder["already"]) == (12, 0, 12)
        spans = RiskSpan.objects.values_list("name__key", "level", "opened", "since", "until")
        answers.append((set(spans), set(RiskVersion.objects.values_list("valid_from", "digest"))))
        RiskSpan.objects.all().delete()
        RiskVersion.objects.all().delete()
    assert answers[0] == answers[1]


@pytest.mark.skipif(not PRESS.exists(), reason=f"{PRESS.name} is not here: the shared data folder is missing")
def test_lists_as_newspapers_printed_them_say_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    report = load(capsys, "risk-list", str(PRESS))
    assert (report["files"], report["versions"], report["unread"]) == (1, 3, [])
    third = RiskVersion.objects.get(valid_from=dt.datetime(2021, 12, 16, 14, tzinfo=LIST_TIME))
    assert (third.declared, third.listed["high"]) == ({"high": 12, "medium": 67}, 12)
    first = RiskVersion.objects.get(valid_from=dt.datetime(2021, 12, 7, 9, tzinfo=LIST_TIME))
    assert (first.declared, first.listed["high"]) == ({"high": 8, "medium": 41}, 8)
    said = {one["reason_en"] for one in report["odd"]}
    assert "The text is cut off; the places after that were not read." in said
    assert any(one.startswith("Only counted, not named: 宁波市（3个）") for one in said)
    ningbo = [one for one in risk.as_of(dt.datetime(2021, 12, 8, 6, tzinfo=LIST_TIME)) if "宁波" in one.text]
    assert {one.text for one in ningbo} == {
        "浙江省宁波市镇海区蛟川街道临江小区", "浙江省宁波市镇海区蛟川街道宁波阿尔卑斯电子有限公司",
    }  # fmt: skip
