"""Lists of volunteers: recognised as people write them, registered once each."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from huying.intake import commands
from huying.people.models import Post
from huying.people.testing import areas_make
from huying.places import scope
from huying.volunteers.models import Volunteer

from .tables import as_xlsx

HOME = "99010100100100100100"
ROWS = [
    ("序号", "志愿者姓名", "手机号码", "地点编码", "组别", "特长"),
    ("1", "薇拉", "139-1234-5678", HOME, "维修", "水电维修、开车"),
    ("2", "维克多", "１３９１２３４５６７９", HOME, "", "买药取药"),
    ("3", "没电话", "无", HOME, "服务小组", ""),
    ("4", "谁", "13912345670", HOME, "足球队", ""),
    ("5", "薇拉", "13912345678", HOME, "维修小组", "水电维修,开车"),
]


def load(capsys: pytest.CaptureFixture[str], path: Path) -> dict[str, Any]:
    assert commands.main(["volunteers", str(path), "--json"]) == 0
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return result


def test_a_list_registers_each_volunteer_once(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    areas_make()
    path = tmp_path / "队员.xlsx"
    path.write_bytes(as_xlsx(ROWS))
    first = load(capsys, path)
    assert (first["received"], first["opened"], first["already"], len(first["rejected"])) == (5, 2, 1, 2), (
        first
    )
    reasons = json.dumps(first["rejected"], ensure_ascii=False)
    assert "没有这个小组" in reasons and "手机号" in reasons
    again = load(capsys, path)
    assert (again["opened"], again["already"]) == (0, 3)
    with transaction.atomic(), scope.everything("a test reads"):
        found = {one.name: one for one in Volunteer.objects.select_related("user")}
        assert set(found) == {"薇拉", "维克多"}
        vera = found["薇拉"]
        assert (vera.phone, vera.team, vera.skills, vera.area) == (
            "13912345678", "repair", ["repair", "driving"], HOME,
        )  # fmt: skip
        assert found["维克多"].phone == "13912345679"
        post = Post.objects.get(user=vera.user)
        assert (post.role, post.area) == ("volunteer", HOME[:12].ljust(20, "0"))
