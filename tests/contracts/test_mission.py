"""A mark `mission` that names no row, or a test that never asks the running system, is found out."""

from pathlib import Path

from huying.config import mission
from huying.config.environment import ROOT

SAMPLE = """
import pytest

@pytest.mark.mission("H01", "H02")
def test_right(client): ...

@pytest.mark.mission("Z99")
def test_unknown(client): ...

@pytest.mark.mission("H03")
def test_inside(): ...
"""


def test_wrong_marks_are_found(tmp_path: Path) -> None:
    file = tmp_path / "test_sample.py"
    file.write_text(SAMPLE)
    found = mission.marks(str(file), f"--rootdir={ROOT}", f"--config-file={ROOT}/pyproject.toml")
    assert [mark["ids"] for mark in found] == [["H01", "H02"], ["Z99"], ["H03"]]
    wrong = mission.faults(found, set(mission.rows()))
    assert len(wrong) == 2
    assert "test_unknown" in wrong[0] and "Z99" in wrong[0]
    assert "test_inside" in wrong[1]


def test_every_row_of_the_mission_has_a_quote_and_a_meaning() -> None:
    known = mission.rows()
    assert len(known) == 348
    assert all(row["quote"] and row["product_meaning"] for row in known.values())
