"""The environment is made once, by whoever comes first, and again when its lock has changed."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PREPARING = "正在准备运行环境"
TASKS = """
import sys
def shell(argv): print("inside", sys.prefix, *argv); return 7
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The entrance alone, with a lock that asks for nothing."""
    for name in ("hy", "src/huying/config/enter.py", "src/huying/config/commands.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    shutil.copytree(ROOT / "src/huying/kernel", tmp_path / "src/huying/kernel")
    for name in ("huying/__init__.py", "huying/config/__init__.py"):
        (tmp_path / "src" / name).write_text("")
    (tmp_path / "src/huying/config/tasks.py").write_text(TASKS)
    (tmp_path / "requirements.txt").write_text("# nothing\n")
    return tmp_path


def _start(tree: Path, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [str(tree / "hy"), *words],
        env={"PATH": "/usr/local/bin:/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_starts_make_one_environment(tree: Path) -> None:
    both = [_start(tree, "shell", "a b"), _start(tree, "shell", "a b")]
    said = [one.communicate(timeout=120) for one in both]
    assert [one.returncode for one in both] == [7, 7], said
    assert all(out == f"inside {tree / '.venv'} a b\n" for out, _ in said)
    assert sum(err.count(PREPARING) for _, err in said) == 1

    again = _start(tree, "shell")
    assert PREPARING not in again.communicate(timeout=120)[1]
    (tree / "requirements.txt").write_text("# still nothing\n")
    changed = _start(tree, "shell")
    assert PREPARING in changed.communicate(timeout=120)[1]


def test_an_install_that_fails_says_so_and_is_tried_again(tree: Path) -> None:
    (tree / "requirements.txt").write_text("not-hashed==1.0\n")
    failed = _start(tree, "shell")
    err = failed.communicate(timeout=120)[1]
    assert failed.returncode == 1
    assert "运行环境没有装好" in err
    (tree / "requirements.txt").write_text("# nothing\n")
    mended = _start(tree, "shell")
    mended.communicate(timeout=120)
    assert mended.returncode == 7


def test_help_needs_no_environment(tree: Path) -> None:
    told = _start(tree, "--help")
    out = told.communicate(timeout=30)[0]
    assert told.returncode == 0
    assert "serve" in out and "bench" in out
    assert not (tree / ".venv").exists()
    unknown = _start(tree, "dance")
    unknown.communicate(timeout=30)
    assert unknown.returncode == 2
