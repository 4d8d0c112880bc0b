"""`./hy load`: one object on standard output, whatever is in the files."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from huying.intake import commands
from huying.intake.models import Import
from huying.people.testing import areas_make
from huying.places import scope

from .tables import as_csv, as_xlsx
from .things import things

HEADING = ["物品", "电话", "数量"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("thing_table")]
Load = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def load(capsys: pytest.CaptureFixture[str]) -> Load:
    def run(*arguments: object) -> tuple[int, dict[str, Any]]:
        code = commands.main(["thing", *map(str, arguments), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def write(path: Path, *rows: list[str], heading: list[str] = HEADING) -> Path:
    path.write_bytes(as_csv([heading, *rows]))
    return path


def test_the_result_is_one_object_that_adds_up(load: Load, tmp_path: Path) -> None:
    one = write(tmp_path / "一.csv", ["买药", "13812348000", "1"], ["面包", "12", "1"])
    two = tmp_path / "二.xlsx"
    two.write_bytes(as_xlsx([HEADING, ["买药", 13812348000, 1], ["水管", "", 2]]))
    code, result = load(one, two)
    assert code == 0 and result["finished"]
    assert (result["received"], result["opened"], result["already"], result["merge_suggested"]) == (
        4,
        2,
        1,
        1,
    )
    assert result["received"] == result["opened"] + result["already"] + len(result["rejected"])
    (rejected,) = result["rejected"]
    assert (rejected["row"], rejected["file"]) == (3, "一.csv")
    assert "电话" in rejected["reason"] and "phone" in rejected["reason_en"]
    assert things() == ["买药", "水管"]
    code, again = load(one, two)
    assert (code, again["opened"], again["already"], len(again["rejected"])) == (0, 0, 3, 1)
    assert load(one, "--strict")[0] == commands.SOME_REJECTED


def test_without_json_it_says_the_same_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "一.csv", ["买药", "", "1"], ["面包", "12", "1"])
    assert commands.main(["thing", str(path)]) == 0
    out = capsys.readouterr()
    assert "收到 2 行：新登记 1" in out.out and "Received 2: opened 1" in out.out and "  3: " in out.out
    assert "一.csv: 2/2 (100%)" in out.err


def test_a_file_that_cannot_be_read_does_not_keep_the_others_back(load: Load, tmp_path: Path) -> None:
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"PK\x03\x04nonsense")
    good = write(tmp_path / "good.csv", ["水管", "", "1"])
    code, result = load(bad, good)
    assert code == commands.UNREAD and result["opened"] == 1
    assert result["unread"][0]["file"] == "bad.xlsx" and result["unread"][0]["reason"]


def test_wrong_usage_opens_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "good.csv", ["水管", "", "1"])
    assert commands.main(["nothing", str(path)]) == commands.USAGE
    assert commands.main(["thing", str(path), str(tmp_path / "missing.csv")]) == commands.USAGE
    assert commands.main(["thing", str(path), "--area", "12345"]) == commands.USAGE
    assert commands.main(["thing", str(path), "--area", "98"]) == commands.USAGE
    (tmp_path / "mapping.yaml").write_text("fields: 3")
    assert commands.main(["thing", str(path), "--mapping", str(tmp_path / "mapping.yaml")]) == commands.USAGE
    with pytest.raises(SystemExit) as left:
        commands.main(["thing"])
    assert left.value.code == 2
    assert things() == [] and not capsys.readouterr().out


def test_an_area_a_mapping_and_a_dry_run(load: Load, tmp_path: Path) -> None:
    areas_make()
    path = write(tmp_path / "list.csv", ["水管", "备用"], heading=["甲", "乙"])
    (tmp_path / "mapping.yaml").write_text("what: 甲\n")
    arguments = [path, "--area", "990101001001", "--mapping", tmp_path / "mapping.yaml"]
    code, dry = load(*arguments, "--dry-run")
    assert (code, dry["opened"], dry["dry_run"]) == (0, 1, True) and things() == []
    load(*arguments)
    assert things() == ["水管"]
    with transaction.atomic(), scope.use("99010100100100000000"):
        assert Import.objects.get().source == "command"


def test_a_stop_between_chunks_says_so_and_goes_on(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.HUYING_IMPORT_LIMITS = {"chunk": 2}
    path = write(tmp_path / "list.csv", *[[f"东西{number}", "", "1"] for number in range(7)])
    real = commands._Progress.__call__

    def press(self: commands._Progress, done: int, total: int) -> None:
        real(self, done, total)
        if done == 4:
            # The signal a terminal sends for Ctrl-C.
            import signal

            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(commands._Progress, "__call__", press)
    code, result = load(path)
    assert (code, result["opened"], result["received"], result["finished"]) == (commands.STOPPED, 4, 4, False)
    monkeypatch.undo()
    code, result = load(path)
    assert (code, result["opened"], result["already"], result["finished"]) == (0, 3, 4, True)
    assert things() == [f"东西{number}" for number in range(7)]
