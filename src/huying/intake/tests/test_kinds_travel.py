"""Lists of travellers: a hotel's table declares its guests, a ledger is kept up to date."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from huying.intake import commands
from huying.people.testing import areas_make
from huying.places import scope
from huying.screening.models import Declaration, Returnee

from .tables import as_xlsx

HOME = "99010100100100100100"
GUESTS = [
    ("姓名", "手机号", "出发地", "离开日期", "到达时间", "车次", "地点编码"),
    ("王一", "13912340091", "天津市津南区", "2022-01-08", "2022-01-09 18:00", "G1709", HOME),
    ("王二", "139 1234 0092", "", "", "2022-01-09 20:30", "", HOME),
    ("王三", "", "天津市", "2022-01-08", "2022-01-09 18:00", "G1709", HOME),
    ("王四", "13912340094", "天津市", "2022-01-08", "", "", HOME),
]
AWAY = [
    ("姓名", "联系电话", "就读地", "类别", "就读学校", "预计返乡时间", "返乡路径", "地点编码"),
    ("孙一", "13912340095", "天津市", "上学", "某大学", "2022-01-12", "G1709", HOME),
    ("孙二", "13912340096", "河南省安阳市", "务工", "", "2022-01-15", "", HOME),
]


def load(capsys: pytest.CaptureFixture[str], kind: str, path: Path) -> dict[str, Any]:
    assert commands.main([kind, str(path), "--json"]) == 0
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return result


def test_a_hotels_table_declares_each_guest_once(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    areas_make()
    path = tmp_path / "住客.xlsx"
    path.write_bytes(as_xlsx(GUESTS))
    first = load(capsys, "declarations", path)
    assert (first["received"], first["opened"], len(first["rejected"])) == (4, 2, 2), first
    reasons = json.dumps(first["rejected"], ensure_ascii=False)
    assert "请写电话" in reasons and "什么时候到" in reasons
    again = load(capsys, "declarations", path)
    assert (again["opened"], again["already"]) == (0, 2)
    with transaction.atomic(), scope.everything("a test reads"):
        found = {one.name: one for one in Declaration.objects.prefetch_related("stays")}
        assert set(found) == {"王一", "王二"}
        one = found["王一"]
        assert (one.phone, one.number, one.area, one.channel) == ("13912340091", "G1709", HOME, "file")
        assert [(stay.text, str(stay.left)) for stay in one.stays.all()] == [("天津市津南区", "2022-01-08")]


def test_a_ledger_is_loaded_and_brought_up_to_date(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    areas_make()
    path = tmp_path / "台账.xlsx"
    path.write_bytes(as_xlsx(AWAY))
    assert load(capsys, "returnees", path)["opened"] == 2
    later = [AWAY[0], (*AWAY[1][:5], "2022-01-13", "G1711", HOME)]
    path.write_bytes(as_xlsx(later))
    load(capsys, "returnees", path)
    with transaction.atomic(), scope.everything("a test reads"):
        rows = {one.name: one for one in Returnee.objects.all()}
        assert len(rows) == Returnee.objects.count() == 2
        assert (str(rows["孙一"].expected_on), rows["孙一"].route, rows["孙一"].away) == (
            "2022-01-13",
            "G1711",
            "student",
        )
        assert rows["孙二"].away == "worker"
