"""Files and functions stay small enough to read at one sitting; there is no list of exceptions."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE, LONGEST_FUNCTION = 500, 60
USUAL_FILE = 350


def _sources() -> Iterator[Path]:
    for top in ("src", "tests", "demo", "bench"):
        for path in sorted((ROOT / top).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path
    yield ROOT / "conftest.py"


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_file_is_long() -> None:
    lengths = {path: path.read_text().count("\n") for path in _sources()}
    assert len(lengths) > 50
    assert not {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > LONGEST_FILE}
    ordered = sorted(lengths.values())
    assert ordered[int(len(ordered) * 0.95)] <= USUAL_FILE


def test_no_function_is_long() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{name}": lines
        for path in _sources()
        for name, lines in _functions(path)
        if lines > LONGEST_FUNCTION
    }
    assert not long


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in _sources()
        if path.read_text().strip() and not ast.get_docstring(_tree(path))
    ]
    assert not silent
